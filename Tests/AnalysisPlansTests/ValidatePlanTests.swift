import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func plan(_ keys: [String: JSONValue], _ data: String) throws -> ValidatePlan {
    var object = keys
    object["analysis"] = .text("validate")
    object["data"] = .text(data)
    guard case .validate(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a validation")
    }
    return plan
}

private func answer(_ keys: [String: JSONValue], _ data: String) throws
    -> ResultFrame<ValidationResult>
{
    try Runner().run(plan(keys, data))
}

private let cohort = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path
private let formula = "neet ~ absence + looked_after + youth_justice + gcse_passes"

extension ValidationResult {
    fileprivate func figure(_ name: String) -> FigureRow? { figures.first { $0.name == name } }
}

struct ValidatePlanTests {
    @Test func aFormulaIsCorrectedAndHeldOut() throws {
        let frame = try answer(
            [
                "formula": .text(formula), "places": .list([.number(40), .text("5%")]),
                "by": .text("sex"), "against": .text("free_school_meals == \"yes\""),
                "cluster": .text("family_id"), "replicates": .number(20), "repeats": .number(1),
            ], cohort)
        let result = frame.result
        #expect(result.design == "resampling" && result.risks == "out_of_fold")
        #expect(result.outcome == "neet" && result.event == "1" && result.nEvents == 499)
        let auc = try #require(result.figure("auc"))
        let apparent = try #require(auc.apparent?.value)
        #expect(apparent > 0.6 && apparent < 0.9)
        #expect(auc.estimate.value == apparent - (auc.optimism?.value ?? 0))
        #expect(abs((auc.crossValidated?.value ?? 0) - apparent) < 0.03)
        let (low, high) = (try #require(auc.confLow.value), try #require(auc.confHigh.value))
        #expect(low < apparent && apparent < high)
        // Every model has a slope of 1 on its own cases.
        let slope = try #require(result.figure("calibration_slope"))
        #expect(abs((slope.apparent?.value ?? 0) - 1) < 1e-8)
        #expect((slope.estimate.value ?? 2) < 1 && slope.confLow.value != nil)
        #expect(result.resampling?.fitted == 20 && result.resampling?.folds == 10)
        #expect(result.capacity.map(\.asked) == ["40", "5%"])
        for part in result.capacity {
            #expect(abs(part.found + part.wronglyOffered - part.offered) < 1e-9)
            #expect(abs(part.found + part.missed - 499) < 1e-9)
        }
        #expect(result.comparisons.map(\.name) == ["chance", "free_school_meals == \"yes\""])
        let chance = result.comparisons[0]
        #expect(abs(chance.found - 40 * 499 / result.nObs) < 1e-9)
        #expect(
            abs((chance.difference.estimate.value ?? 0) - (result.capacity[0].found - chance.found))
                < 1e-9)
        #expect(result.subgroups.map(\.level) == ["female", "male"])
        #expect(abs(result.subgroups.reduce(0) { $0 + $1.offered } - 40) < 1e-9)
        #expect(result.sampleSize?.parameters == 4)
        #expect(result.recalibration.isEmpty)
        #expect(frame.shows.count >= 6 && frame.doesNotShow.count == 3)
    }

    /// The same cases as new data are the model's own: calibrated as a whole, slope 1, apparent figures.
    @Test func aModelOnItsOwnCasesIsCalibrated() throws {
        let workspace = try Workspace()
        let model = workspace.folder.appendingPathComponent("m.json").path
        guard
            case .fit(let fit) = try AnalysisPlan(
                .object([
                    "analysis": .text("fit"), "data": .text(cohort), "formula": .text(formula),
                    "save_model": .text(model),
                ]))
        else { return }
        _ = try Runner().run(fit)
        let frame = try answer(
            ["model": .text(model), "places": .number(40), "replicates": .number(20)], cohort)
        let result = frame.result
        #expect(result.design == "new_data" && result.risks == "new_data")
        #expect(abs((result.figure("observed_expected")?.estimate.value ?? 0) - 1) < 1e-9)
        #expect(abs((result.figure("calibration_slope")?.estimate.value ?? 0) - 1) < 1e-8)
        #expect(result.recalibration.map(\.step) == ["none", "intercept", "slope", "refit"])
        #expect(result.recalibration.first { $0.chosen }?.step == "none")
        #expect(result.resampling == nil && result.sampleSize == nil)
        let own = try answer(
            [
                "formula": .text(formula), "folds": .number(0), "replicates": .number(0),
                "places": .number(40),
            ], cohort
        ).result
        #expect(own.risks == "apparent" && own.resampling == nil)
        for name in ["auc", "brier", "nagelkerke_r2", "ici"] {
            let (a, b) = (result.figure(name)?.estimate.value, own.figure(name)?.estimate.value)
            #expect(relativeError(try #require(a), try #require(b)) < 1e-9, "\(name)")
        }
        #expect(own.capacity[0].found == result.capacity[0].found)
        #expect(
            frame.data.rowsUsed == 7_418 && frame.data.rowsExcluded.map(\.rows).reduce(0, +) == 582)
    }

    /// A model that tells too much is found out, and mended by the step that it takes.
    @Test(arguments: [("intercept", 0.8, 1.0), ("slope", 0.3, 1.6)])
    func whatIsOffIsNamed(_ step: String, _ shift: Double, _ factor: Double) throws {
        let workspace = try Workspace()
        var random = Seeded(5)
        func rows(_ count: Int, _ shift: Double, _ factor: Double) -> String {
            (0..<count).map { _ in
                let x = random.next() * 6 - 3
                let p = 1 / (1 + exp(-(shift + factor * (x - 0.5))))
                return "\(random.next() < p ? "yes" : "no"),\(x)"
            }.joined(separator: "\n")
        }
        let old = try workspace.write("old.csv", "y,x\n" + rows(20_000, 0, 1))
        let new = try workspace.write("new.csv", "y,x\n" + rows(4_000, shift, factor))
        let model = workspace.folder.appendingPathComponent("m.json").path
        guard
            case .fit(let fit) = try AnalysisPlan(
                .object([
                    "analysis": .text("fit"), "data": .text(old), "formula": .text("y ~ x"),
                    "save_model": .text(model),
                ]))
        else { return }
        _ = try Runner().run(fit)
        let frame = try answer(["model": .text(model), "replicates": .number(0)], new)
        #expect(frame.warnings.contains { $0.code == "poor_calibration" })
        let chosen = try #require(frame.result.recalibration.first { $0.chosen })
        #expect(chosen.step == step)
        #expect(abs((chosen.intercept.value ?? 9) - (step == "intercept" ? shift : 0.3)) < 0.3)
        #expect(abs((chosen.slope.value ?? 9) - factor) < 0.15)
    }

    /// Judging by later cases is keeping the model of the earlier ones and validating it on the others.
    @Test func laterCasesAreNewData() throws {
        let workspace = try Workspace()
        let model = workspace.folder.appendingPathComponent("m.json").path
        guard
            case .fit(let fit) = try AnalysisPlan(
                .object([
                    "analysis": .text("fit"), "data": .text(cohort), "formula": .text(formula),
                    "filter": .list([.text("cohort_year <= 2023")]), "save_model": .text(model),
                ]))
        else { return }
        let kept = try Runner().run(fit)
        let known = try answer(
            [
                "model": .text(model), "filter": .list([.text("cohort_year > 2023")]),
                "replicates": .number(0), "places": .number(40),
            ], cohort
        ).result
        let frame = try answer(
            [
                "formula": .text(formula), "time": .text("cohort_year"),
                "train_until": .number(2023), "replicates": .number(0), "places": .number(40),
            ], cohort)
        let result = frame.result
        #expect(result.design == "temporal" && result.fittedTo == kept.result.glance.nObs)
        #expect(result.nObs == known.nObs && result.nEvents == known.nEvents)
        for (a, b) in zip(result.figures, known.figures) {
            #expect(a.name == b.name && a.estimate == b.estimate && a.confLow == b.confLow)
        }
        #expect(result.capacity[0].found == known.capacity[0].found)
        #expect(result.recalibration.count == 4)
        #expect(
            frame.data.rowsUsed + frame.data.rowsExcluded.map(\.rows).reduce(0, +)
                == frame.data.rows)
        #expect(frame.shows[0].contains("2023") && frame.shows[0].contains("cohort_year"))
    }

    @Test func threadsAndRunsChangeNoBit() throws {
        let keys: [String: JSONValue] = [
            "formula": .text("neet ~ absence + sex"), "replicates": .number(10),
            "places": .number(40), "repeats": .number(1), "folds": .number(5),
        ]
        let texts = try [1.0, 2, 3].map { threads in
            var frame = try answer(keys.merging(["threads": .number(threads)]) { $1 }, cohort)
            frame.plan = .validate(try plan(keys, cohort))
            return try JSONText.encode(frame)
        }
        #expect(texts[0] == texts[1] && texts[0] == texts[2])
    }

    @Test(arguments: [
        (["formula": "y ~ x", "model": "m.json"], "/formula"), ([:], ""),
        (["formula": "y ~ x", "places": "0"], "/places"),
        (["model": "m.json", "time": "t", "train_until": "3"], "/train_until"),
        (["formula": "y ~ x", "time": "t"], ""),
        (["formula": "y ~ x", "places": "half"], "/places"),
        (["formula": "y ~ x", "by": "g"], "/by"),
        (["formula": "y ~ x", "thresholds": "2"], "/thresholds"),
        (["formula": "y ~ x", "places": "4", "against": "x >"], "/against"),
    ])
    func whatCannotBeIsRefusedAtItsKey(_ keys: [String: String], _ pointer: String) throws {
        #expect {
            try plan(keys.mapValues { .text($0) }, "some.csv")
        } throws: {
            let error = $0 as? AnalysisError
            return error?.pointer == pointer && error?.exitCode == .usage
        }
    }

    @Test func wrongDataAreErrorsInWords() throws {
        let workspace = try Workspace()
        let data = try workspace.write(
            "one.csv", "y,x,g\n" + "1,2,a\n0,3,b\n1,1,a\n0,4,a\n1,5,b\n0,1,b")
        for (keys, code) in [
            (["formula": "y ~ x", "places": "2", "by": "nobody"], "unknown_column"),
            (["formula": "y ~ x", "folds": "10"], "folds"),
            (["formula": "x ~ y"], "outcome"),
        ] {
            let values = keys.mapValues { text in
                Double(text).map { JSONValue.number($0) } ?? .text(text)
            }
            do {
                _ = try answer(values.merging(["replicates": .number(0)]) { $1 }, data)
                Issue.record("\(keys) has no answer")
            } catch let error as AnalysisError {
                #expect(error.code.contains(code), "\(keys) \(error.code)")
                #expect(error.exitCode == .data || error.exitCode == .usage)
            }
        }
    }
}
