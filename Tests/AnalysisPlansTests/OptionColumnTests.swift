import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// A column that is not there is a slip of the plan, at the key that names it.
struct OptionColumnTests {
    private let workspace: Workspace
    private let rows =
        "y,n,x,g\n"
        + (0..<40).map { "\($0 * 7 % 5 > 2 ? 1 : 0),9,\($0 % 11),\($0 % 3)" }
        .joined(separator: "\n")

    init() throws { workspace = try Workspace() }

    private func refusal(_ keys: [String: JSONValue]) throws -> AnalysisError? {
        var keys = keys
        keys["data"] = .text(try workspace.write("cases.csv", rows))
        do {
            switch try AnalysisPlan(.object(keys)) {
            case .fit(let plan):
                if let penalty = plan.penalty {
                    _ = try Runner().run(plan, under: penalty)
                } else {
                    _ = try Runner().run(plan)
                }
            case .test(let plan): _ = try Runner().run(plan)
            case .screen(let plan): _ = try Runner().run(plan)
            case .describe(let plan): _ = try Runner().run(plan)
            default: break
            }
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        ("fit", ["cluster": "zz"], "/cluster"), ("fit", ["trials": "zz"], "/trials"),
        ("fit", ["weights": "zz", "weight_kind": "precision"], "/weights"),
        ("fit", ["penalty": "lasso", "cluster": "zz"], "/cluster"),
        ("test", ["count": "zz"], "/count"), ("test", ["weights": "zz"], "/weights"),
        ("test", ["cluster": "zz"], "/cluster"),
    ])
    func theKeyIsPointedAt(_ analysis: String, _ keys: [String: String], _ pointer: String) throws {
        var asked = keys.mapValues { JSONValue.text($0) }
        asked["analysis"] = .text(analysis)
        asked["formula"] = .text("y ~ g")
        let error = try #require(try refusal(asked))
        #expect(error.code == "unknown_column" && error.pointer == pointer, "\(error)")
        #expect(error.exitCode == .usage)
    }

    @Test(arguments: ["fit", "test", "describe"])
    func aTypeOfAColumnThatIsNotThereIsASlipOfThePlan(_ analysis: String) throws {
        var asked: [String: JSONValue] = [
            "analysis": .text(analysis), "type": .object(["zz": .text("category")]),
        ]
        if analysis != "describe" { asked["formula"] = .text("y ~ g") }
        let error = try #require(try refusal(asked))
        #expect(error.code == "unknown_column" && error.pointer == "/type")
        #expect(error.exitCode == .usage)
    }

    @Test func aScreenPointsAtItsOutcomeAndItsAdjustmentSet() throws {
        let adjust = try #require(
            try refusal([
                "analysis": .text("screen"), "outcome": .text("y"), "adjust": .text("x + zz"),
            ]))
        #expect(adjust.pointer == "/adjust" && adjust.position == 5, "\(adjust)")
        #expect(adjust.hint?.contains("screened_outcome") == false)
        let outcome = try #require(
            try refusal(["analysis": .text("screen"), "outcome": .text("zz")]))
        #expect(outcome.pointer == "/outcome" && outcome.exitCode == .usage)
    }

    /// Sums that a fit's limits mean nothing beside.
    @Test(arguments: [
        ("1e-300", "precision", "binomial"), ("1e-20", "sampling", "poisson"),
        ("1e-300", "sampling", "gaussian"), ("1e60", "precision", "binomial"),
        ("1e200", "sampling", "gaussian"), ("1e16", "frequency", "binomial"),
    ])
    func weightsBeyondReckoningAreRefused(_ weight: String, _ kind: String, _ family: String)
        throws
    {
        let data = try workspace.write(
            "weighed.csv",
            "y,x,w\n"
                + (0..<60).map { "\($0 * 7 % 5 > 2 ? 1 : 0),\($0 % 11),\(weight)" }
                .joined(separator: "\n"))
        let plan = try FitPlan.asked(
            "y ~ x",
            ["weights": .text("w"), "weight_kind": .text(kind), "family": .text(family)],
            data: data)
        let error = #expect(throws: AnalysisError.self) { try Runner().run(plan) }
        #expect(error?.code == "weights" && error?.pointer == "/weights")
        #expect(error?.message.contains("add up to") == true)
    }

    /// Weights that are shares of 1 are no stranger than weights around 1.
    @Test(arguments: ["binomial", "poisson", "gaussian"])
    func theUnitOfSamplingWeightsChangesNothing(_ family: String) throws {
        func rows(_ unit: Double) throws -> [FitResult.Coefficient] {
            let data = try workspace.write(
                "weighed.csv",
                "y,x,w\n"
                    + (0..<60).map {
                        "\($0 * 7 % 5 > 2 ? 1 : 0),\($0 % 11),\(unit * Double(1 + $0 % 3))"
                    }.joined(separator: "\n"))
            return try Runner().run(
                FitPlan.asked(
                    "y ~ x",
                    [
                        "weights": .text("w"), "weight_kind": .text("sampling"),
                        "family": .text(family),
                    ], data: data)
            ).result.coefficients
        }
        let (a, b) = (try rows(1), try rows(1.0 / 128))
        for (x, y) in zip(a, b) {
            let error = try #require(x.stdError.value)
            #expect(abs((x.estimate.value ?? 0) - (y.estimate.value ?? 1)) < 1e-10 * error)
            #expect(relativeError(y.stdError.value ?? 0, error) < 1e-8)
        }
    }

    /// A factor of 1e-600 is no number, and what rounding leaves beside it is no constant.
    @Test func anIdentityWithoutANumberIsToldInWords() throws {
        let data = try workspace.write(
            "far.csv",
            "y,x,x2\n"
                + (0..<30).map {
                    "\($0 * 7 % 5 > 2 ? 1 : 0),\($0 * 3 % 11)e300,\($0 * 3 % 11)e-300"
                }
                .joined(separator: "\n"))
        let frame = try Runner().run(FitPlan.asked("y ~ x + x2", [:], data: data))
        let warning = try #require(frame.warnings.first { $0.code == "aliased_term" })
        #expect(
            warning.message
                == "x2 is not estimated, since it is made up of x, by a factor that no number can hold."
        )
    }

    @Test func aModelWithoutTermsHasNoEffects() throws {
        let data = try workspace.write("cases.csv", rows)
        let one = try Runner().run(
            FitPlan.asked("y ~ 1", ["effects": .boolean(true)], data: data))
        #expect(one.warnings.map(\.code).contains("no_effects"))
        #expect(one.result.effects?.isEmpty == true)
        let none = try Runner().run(FitPlan.asked("y ~ 0", [:], data: data))
        #expect(none.warnings.map(\.code) == ["no_coefficients"])
        let plain = try Runner().run(FitPlan.asked("y ~ 1", [:], data: data))
        #expect(!plain.warnings.map(\.code).contains("no_effects"))
    }
}
