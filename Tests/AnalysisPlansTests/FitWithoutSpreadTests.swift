import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Fits that know less than they seem to, and what is said of them.
struct FitWithoutSpreadTests {
    let workspace: Workspace

    init() throws { workspace = try Workspace() }

    func plan(
        _ formula: String, _ text: String, _ keys: [String: JSONValue] = [:]
    ) throws -> FitPlan {
        let path = try workspace.write("cases.csv", text)
        return try FitPlan.asked(formula, keys, data: path)
    }

    func fit(
        _ formula: String, _ text: String, _ keys: [String: JSONValue] = [:]
    ) throws -> ResultFrame<FitResult> {
        let frame = try Runner().run(plan(formula, text, keys))
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        return frame
    }

    func refusal(_ work: () throws -> Void) -> AnalysisError? {
        do { try work() } catch { return error as? AnalysisError }
        return nil
    }

    func warning(_ code: String, in frame: ResultFrame<FitResult>) -> String? {
        frame.warnings.first { $0.code == code }?.message
    }

    let line =
        "y,x,g\n" + (1...12).map { "\(2 * $0),\($0),\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    let saturated = "y,g\n3.1,a\n5.2,b\n4.7,c\n"
    let gaussian: [String: JSONValue] = ["family": .text("gaussian")]

    // MARK: No residual, no freedom

    @Test func aPerfectLineStandsWithoutErrors() throws {
        let frame = try fit(
            "y ~ x", line, gaussian.merging(["effects": .boolean(true)]) { $1 })
        let slope = try #require(frame.result.coefficients.last)
        #expect(abs((slope.estimate.value ?? 0) - 2) < 1e-12 && slope.status == "estimated")
        #expect(slope.stdError.value == nil && slope.stdErrorStatus == "not_estimable")
        #expect(slope.confLow.value == nil && slope.pValue.value == nil)
        let glance = frame.result.glance
        #expect(glance.converged && glance.deviance == 0 && glance.dispersion?.value == 0)
        #expect(glance.logLikelihood.value == nil && glance.logLikelihoodStatus == "infinite")
        #expect(frame.result.tests.allSatisfy { $0.status == "not_estimable" })
        let effect = try #require(frame.result.effects?.first)
        #expect(abs((effect.estimate.value ?? 0) - 2) < 1e-12)
        #expect(effect.confLow.value == nil && effect.note?.contains("meets every outcome") == true)
        let said = try #require(warning("no_residual", in: frame))
        #expect(said.hasPrefix("The model meets the outcome of all 12 cases without a remainder"))
        #expect(warning("not_converged", in: frame) == nil)
        #expect(
            frame.shows.contains(
                "The estimates meet all 12 cases without a remainder: how far off they could be "
                    + "elsewhere cannot be told from these."), "\(frame.shows)")
        #expect(
            frame.shows.contains {
                $0.contains("at a rate of 2 for each 1 of x, of which no interval can be told.")
            }, "\(frame.shows)")
    }

    @Test func asManyCoefficientsAsCasesSayNothingOfError() throws {
        let frame = try fit(
            "y ~ g", saturated, gaussian.merging(["effects": .boolean(true)]) { $1 })
        #expect(frame.result.coefficients.allSatisfy { $0.estimate.value != nil })
        #expect(frame.result.coefficients.allSatisfy { $0.stdErrorStatus == "not_estimable" })
        let glance = frame.result.glance
        #expect(glance.dispersion?.value == nil && glance.dispersionStatus == "not_estimable")
        let said = try #require(warning("no_residual_freedom", in: frame))
        #expect(said.hasPrefix("There are 3 coefficients for 3 cases"))
        #expect(frame.result.effects?.allSatisfy { $0.confLow.value == nil } == true)
    }

    @Test(arguments: ["y ~ x + g", "y ~ g"])
    func aPractitionerIsToldAsMuch(_ formula: String) throws {
        let isLine = formula.contains("x")
        let frame = try fit(
            formula, isLine ? line : saturated,
            gaussian.merging(["audience": .text("practitioner")]) { $1 })
        #expect(
            frame.shows.contains {
                $0.hasPrefix(
                    "How sure the figures of these \(isLine ? 12 : 3) cases are cannot be told")
            }, "\(frame.shows)")
        let rows = try #require(frame.result.comparisons)
        #expect(rows.allSatisfy { $0.estimate.value != nil && $0.confLow.value == nil })
    }

    @Test func predictionsOfAPerfectLineHaveNoInterval() throws {
        let model = workspace.folder.appendingPathComponent("line.json").path
        _ = try fit("y ~ x", line, gaussian.merging(["save_model": .text(model)]) { $1 })
        guard
            case .predict(let plan) = try AnalysisPlan(
                .object([
                    "analysis": .text("predict"), "model": .text(model),
                    "data": .text(workspace.folder.appendingPathComponent("cases.csv").path),
                ]))
        else { throw CancellationError() }
        var rows: [PredictionRow] = []
        let frame = try Runner().run(plan) { rows += $0 }
        #expect(rows.count == 12 && rows.allSatisfy { $0.confLow.value == nil })
        #expect(
            frame.warnings.contains { $0.code == "no_intervals" && $0.severity == "warning" })
    }

    @Test(arguments: ["model", "HC0", "HC3", "CR1", "CR2"])
    func noErrorOfAnyKindIsMadeOfNoResidual(_ kind: String) throws {
        let text = "y,x,c\n" + (1...40).map { "\(2 * $0 + 1),\($0),\($0 % 8)\n" }.joined()
        var keys = gaussian.merging(["se": .text(kind)]) { $1 }
        if kind.hasPrefix("CR") {
            keys["cluster"] = .text("c")
            keys["bootstrap"] = .text("wild")
            keys["replicates"] = .number(99)
        }
        let frame = try fit("y ~ x", text, keys)
        #expect(
            frame.result.tests.allSatisfy { $0.pValue.value == nil && $0.statistic.value == nil })
        #expect(frame.result.coefficients.allSatisfy { $0.stdErrorStatus == "not_estimable" })
        #expect(!frame.shows.contains { $0.hasPrefix("Intervals and p-values") }, "\(frame.shows)")
        guard let bootstrap = frame.result.bootstrap else { return }
        #expect(bootstrap.coefficients.allSatisfy { $0.status == "not_estimable" })
        #expect(frame.shows.contains { $0.contains("leave no residual to turn round") })
    }

    // MARK: Robust errors

    @Test(arguments: [("y ~ x", gaussian0), ("g ~ x", [:])])
    func theOutcomeIsNoCluster(_ formula: String, _ keys: [String: JSONValue]) throws {
        let outcome = String(formula.prefix(1))
        let error = refusal {
            _ = try fit(formula, line, keys.merging(["cluster": .text(outcome)]) { $1 })
        }
        #expect(error?.code == "cluster" && error?.pointer == "/cluster")
        #expect(
            error?.message
                == "\"\(outcome)\" is part of the outcome and cannot say which cases belong together."
        )
        #expect(error?.exitCode == .usage)
    }

    @Test func clustersThatAreAlikeGiveNoError() throws {
        let one = ["1,0.5,a", "0,1.5,a", "1,2.5,b", "0,3.25,b", "0,0.75,b"]
        let text = "y,x,g,c\n" + (0..<40).flatMap { c in one.map { "\($0),\(c)\n" } }.joined()
        let frame = try fit("y ~ x + g", text, ["cluster": .text("c")])
        for row in frame.result.coefficients {
            #expect(row.estimate.value != nil && row.stdError.value == nil)
            #expect(row.statistic.value == nil && row.stdErrorStatus == "not_estimable")
        }
        #expect(
            warning("no_spread", in: frame)
                == "There is no standard error for (Intercept), x, g[b]: what each of the 40 clusters "
                + "adds to it is 0, as where all clusters are alike.")
    }

    // MARK: Samples

    let apart =
        "y,x\n" + (0..<36).map { "\($0 < 18 ? 0 : 1),\($0 / 3)\n" }.joined()
    let quasi =
        "y,g,x\n" + (0..<8).map { "1,a,\(($0 * 7) % 5)\n" }.joined()
        + (0..<20).map { "\($0 % 2),b,\(($0 * 3) % 7)\n" }.joined()
        + (0..<20).map { "\($0 % 3 == 0 ? 1 : 0),c,\(($0 * 5) % 6)\n" }.joined()
    let pairs: [String: JSONValue] = [
        "bootstrap": .text("pairs"), "replicates": .number(99),
    ]

    @Test func samplesOfSeparatedCasesAreCountedAsSuch() throws {
        let frame = try fit("y ~ x", apart, pairs)
        let bootstrap = try #require(frame.result.bootstrap)
        #expect(bootstrap.separated == 99 && bootstrap.fitted == 0)
        #expect(bootstrap.coefficients.allSatisfy { $0.status == "infinite" })
        #expect(
            frame.shows.contains(
                "None of 99 samples of 36 cases, drawn with seed 1, has finite estimates: the terms tell "
                    + "the outcome of every row without error in all of these cases, and so in each "
                    + "choice of them."), "\(frame.shows)")
        #expect(
            warning("lost_samples", in: frame)
                == "99 of 99 samples have no estimates: 99 told the outcome of rows without error "
                + "(separation). Nothing can be learned from them: look at the fit's own warnings.")
    }

    @Test func samplesSayNothingOfInfiniteCoefficients() throws {
        let frame = try fit("y ~ g + x", quasi, pairs)
        let bootstrap = try #require(frame.result.bootstrap)
        #expect(
            bootstrap.coefficients.map(\.status) == [
                "infinite", "infinite", "infinite", "estimated",
            ])
        for row in bootstrap.coefficients {
            #expect((row.stdError?.value == nil) == (row.status != "estimated"))
        }
        let said = frame.shows.first {
            $0.hasPrefix("Samples say nothing of (Intercept), g[b], g[c]")
        }
        #expect(said?.contains("infinite in these 48 cases") == true, "\(frame.shows)")
        // One ratio is told once.
        let ratio = frame.shows.first { $0.contains("times those shown") }
        #expect(ratio?.contains(" to ") == false, "\(frame.shows)")
    }

    // MARK: Nulls and their reasons

    @Test func everyMissingEndOfFirthHasItsReason() throws {
        for text in [apart, "y,x\n0,1\n1,2\n", "y,x\n0,1\n1,2\n0,1\n1,2\n", "y,x\n0,1\n0,2\n1,3\n"]
        {
            let frame = try fit("y ~ x", text, ["penalty": .text("firth")])
            for row in frame.result.firth?.coefficients ?? [] where row.status == "estimated" {
                #expect((row.confLow.value == nil) == (row.confLowStatus != nil), "\(row)")
                #expect((row.confHigh.value == nil) == (row.confHighStatus != nil), "\(row)")
            }
        }
    }

    @Test(arguments: ["ridge", "lasso", "elastic_net"])
    func aConfidenceUnderAPenaltyIsRefused(_ kind: String) throws {
        let keys: [String: JSONValue] = ["penalty": .text(kind), "lambda": .number(0.1)]
        let error = refusal {
            _ = try plan("y ~ x", quasi, keys.merging(["confidence": .number(0.9)]) { $1 })
        }
        #expect(error?.pointer == "/confidence" && error?.exitCode == .usage)
        let json = try JSONText.encode(AnalysisPlan.fit(plan("y ~ x", quasi, keys)))
        #expect(!json.contains("confidence"))
        #expect(
            refusal {
                _ = try plan(
                    "y ~ x", quasi, ["penalty": .text("firth"), "confidence": .number(0.9)])
            } == nil)
    }
}

private let gaussian0: [String: JSONValue] = ["family": .text("gaussian")]
