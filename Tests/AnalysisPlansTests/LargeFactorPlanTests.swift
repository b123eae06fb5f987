import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// A cohort of many schools with a few pupils each; every fifth school has one outcome only.
private func cohort(schools: Int, pupils: Int) -> String {
    var state: UInt64 = 5
    func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
    var lines = ["neet,school,absence"]
    for school in 0..<schools {
        for pupil in 0..<pupils {
            let absence = (next() * 200).rounded() / 10
            let y =
                school % 10 == 3
                ? 1 : school % 10 == 7 ? 0 : pupil < 2 ? pupil : next() < 0.2 + absence / 40 ? 1 : 0
            lines.append("\(y),s\(10_000 + school),\(absence)")
        }
    }
    return lines.joined(separator: "\n") + "\n"
}

private func fit(_ data: URL, _ keys: [String: JSONValue] = [:]) throws -> ResultFrame<FitResult> {
    try Runner().run(FitPlan.asked("neet ~ school + absence", keys, data: data.path))
}

struct LargeFactorPlanTests {
    @Test func levelsStandApartAndAreToldOf() throws {
        let workspace = try Workspace()
        let data = workspace.folder.appendingPathComponent("cohort.csv")
        try Data(cohort(schools: 1_050, pupils: 7).utf8).write(to: data)
        let model = workspace.folder.appendingPathComponent("fit.json")
        let frame = try fit(data, ["save_model": .text(model.path)])
        #expect(frame.result.coefficients.map(\.term) == ["(Intercept)", "absence"])
        let factor = try #require(frame.result.largeFactor)
        #expect(factor.dropped.high == 105 && factor.dropped.low == 105)
        #expect(factor.dropped.highRows == 735 && factor.dropped.lowRows == 735)
        #expect(factor.estimated == 840 && factor.levels.count == 1_050)
        #expect(factor.levels.count { $0.status == "infinite" } == 210)
        #expect(factor.levels[0].estimate.value == 0 && factor.levels[0].stdError.value == nil)
        #expect(factor.reference == "s10000" && !factor.referenceMoved)
        #expect(factor.medianRows == 7)
        #expect(frame.data.rows == 7_350 && frame.data.rowsUsed == 7_350)
        #expect(frame.data.rowsExcluded.isEmpty)
        #expect(frame.result.glance.nObs == 7_350)
        #expect(frame.result.glance.dfResidual == 7_350 - 1_051)
        let own = frame.result.tests.filter { $0.term == "school" }
        #expect(own.map(\.name) == ["likelihood_ratio", "wald"])
        #expect(own[0].df == 1_049 && own[0].status == "tested" && own[1].status == "infinite")
        let codes = frame.warnings.map(\.code)
        #expect(codes.contains("levels_without_estimate"))
        #expect(codes.contains("incidental_parameters"))
        let told = frame.warnings.map(\.message).joined(separator: "\n")
        #expect(told.contains("210 of 1,050 levels of school have one outcome only"))
        #expect(told.contains("105 levels (735 rows) with nothing but \"1\""))
        #expect(told.contains("There are 7.0 rows for each fitted level of school"))
        #expect(frame.shows.contains { $0.hasPrefix("school has 840 levels") }, "\(frame.shows)")
        #expect(frame.doesNotShow.contains { $0.hasPrefix("Which levels of school") })
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence).isEmpty, "\(sentence)")
        }
        // Predictions of the file that it was fitted to add up to its events, level by level.
        guard
            case .predict(let plan) = try AnalysisPlan(
                .object([
                    "analysis": .text("predict"), "model": .text(model.path),
                    "data": .text(data.path),
                ]))
        else { throw CancellationError() }
        var rows: [PredictionRow] = []
        let predicted = try Runner().run(plan) { rows += $0 }
        #expect(rows.count == 7_350)
        #expect(predicted.warnings.map(\.code).contains("levels_without_estimate"))
        #expect(rows.count { $0.status == "infinite" } == 1_470)
        let first = rows[0..<7].compactMap { $0.probability?.value }.reduce(0, +)
        let events = cohort(schools: 1, pupils: 7).split(separator: "\n").dropFirst()
            .count { $0.hasPrefix("1") }
        #expect(abs(first - Double(events)) < 1e-9)
    }

    /// One rule, whether the levels would be eliminated, fitted in full or read in pieces.
    @Test(arguments: [
        nil, ("cluster", JSONValue.text("school")), ("verify", .boolean(true)),
        ("se", .text("HC1")),
    ])
    func identifiersAreRefusedOnEveryRoad(_ asked: (String, JSONValue)?) throws {
        let workspace = try Workspace()
        let data = workspace.folder.appendingPathComponent("cohort.csv")
        // Some schools have a second pupil, so that the factor is no column of one row a level.
        let more = (0..<50).map { "\($0 % 2),s\(10_000 + $0),3.5\n" }.joined()
        try Data((cohort(schools: 1_050, pupils: 1) + more).utf8).write(to: data)
        #expect {
            try fit(data, asked.map { [$0.0: $0.1] } ?? [:])
        } throws: {
            let error = $0 as? AnalysisError
            return error?.code == "type_mismatch"
                && error?.message == "\"school\" has 1050 levels in 1100 rows: is it an identifier?"
        }
    }

    @Test(arguments: [
        ("interval", JSONValue.text("profile"), "A profile interval"),
        ("cluster", .text("school"), "The covariance CR1"),
        ("se", .text("HC3"), "The covariance HC3"), ("penalty", .text("firth"), "Firth's penalty"),
        ("effects", .boolean(true), "An effect on the outcome's scale (--effects)"),
        ("checks", .boolean(true), "A check of rows and terms (--checks)"),
        ("verify", .boolean(true), "A second route (--verify)"),
        ("bootstrap", .text("pairs"), "A bootstrap"),
        ("audience", .text("practitioner"), "A practitioner's page (--audience practitioner)"),
    ])
    func whatNeedsEveryCoefficientIsRefused(_ key: String, _ value: JSONValue, _ words: String)
        throws
    {
        let workspace = try Workspace()
        let data = workspace.folder.appendingPathComponent("cohort.csv")
        try Data(cohort(schools: 8_200, pupils: 2).utf8).write(to: data)
        #expect {
            try fit(data, [key: value])
        } throws: {
            let error = $0 as? AnalysisError
            return error?.code == "large_factor"
                && error?.message.hasPrefix(
                    "\(words) is not offered beside the 8200 levels of \"school\"") == true
                && error?.hint != nil
        }
    }

    @Test(arguments: ["ridge", "lasso"]) func penaltiesAreRefusedInWords(_ kind: String) throws {
        let workspace = try Workspace()
        let data = workspace.folder.appendingPathComponent("cohort.csv")
        try Data(cohort(schools: 8_200, pupils: 2).utf8).write(to: data)
        guard
            case .fit(let plan) = try AnalysisPlan(
                .object([
                    "analysis": .text("fit"), "formula": .text("neet ~ school + absence"),
                    "data": .text(data.path), "penalty": .text(kind),
                ])), let penalty = plan.penalty
        else { throw CancellationError() }
        #expect {
            try Runner().run(plan, under: penalty)
        } throws: {
            ($0 as? AnalysisError)?.code == "too_many_coefficients"
        }
    }
}
