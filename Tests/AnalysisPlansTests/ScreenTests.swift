import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Runs a plan of a screen on the seeds.
private func screen(
    _ outcome: String, _ audience: Audience = .analyst, _ keys: [String: JSONValue] = [:]
) throws -> ResultFrame<ScreenResult> {
    var object = keys
    object["analysis"] = .text("screen")
    object["outcome"] = .text(outcome)
    object["audience"] = .text(audience.rawValue)
    if object["data"] == nil { object["data"] = .text("neet-cohort.csv") }
    guard case .screen(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a screen")
    }
    return try Runner(folder: projectRoot.appendingPathComponent("seeds").path).run(plan)
}

private func words(_ names: String...) -> JSONValue { .list(names.map { .text($0) }) }
private let afterwards = ["exclude": words("activity_code", "months_neet")]
private let services: [String: JSONValue] = [
    "data": .text("services-cohort.csv"),
    "exclude": words(
        "closure_date", "status", "days_open", "rereferral_date", "rereferred_12m",
        "cost_council", "cost_nhs", "cost_police"),
]

struct ScreenTests {
    static let screens: [(String, [String: JSONValue])] = [
        ("neet", [:]), ("neet", afterwards.merging(["adjust": .text("sex + age")]) { $1 }),
        ("months_neet >= 6", ["candidates": words("sex", "looked_after", "absence")]),
        ("looked_after", ["needs": words("sen", "youth_justice", "ward")]),
        ("safely_closed", services), ("neet == 0", ["candidates": .text("sex")]),
        ("neet", ["candidates": words("sex", "age"), "correction": .text("holm")]),
    ]

    @Test(arguments: screens.indices, Audience.allCases)
    func everySentenceIsSound(_ index: Int, _ audience: Audience) throws {
        let (outcome, keys) = Self.screens[index]
        let frame = try screen(outcome, audience, keys)
        #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
    }

    @Test(arguments: Audience.allCases)
    func outcomeSignAndNumberTurnTheSentences(_ audience: Audience) throws {
        let keys = ["candidates": words("looked_after", "social_care_contacts")]
        let there = try screen("neet", audience, keys)
        let back = try screen("neet == 0", audience, keys)
        let fewer = try screen(
            "neet", audience, keys.merging(["filter": words("cohort_year == 2022")]) { $1 })
        #expect(there.shows != back.shows && there.shows != fewer.shows)
        let line = { (frame: ResultFrame<ScreenResult>) in
            frame.shows.first { $0.hasPrefix("looked_after") } ?? ""
        }
        if audience == .analyst {
            #expect(line(there).contains("a difference of 20.0 percentage points"))
            #expect(line(back).contains("a difference of -20.0 percentage points"))
        } else {
            #expect(line(there).contains("45 of 171, about 26 in every 100"))
            #expect(line(back).contains("126 of 171, about 74 in every 100"))
        }
        #expect(there.doesNotShow != fewer.doesNotShow)
    }

    /// The truth of the cohort: these raise or lower the chance of being neet by themselves, and
    /// nothing is to be found in sex, ethnicity and the year.
    @Test func theTruthOfTheNeetCohortIsFound() throws {
        let result = try screen("neet", .analyst, afterwards).result
        let surviving = Set(result.candidates.filter(\.survives).map(\.name))
        for name in [
            "social_care_contacts", "absence", "gcse_passes", "looked_after", "youth_justice",
            "exclusions", "sen", "pregnant_or_parent", "free_school_meals",
        ] { #expect(surviving.contains(name), "\(name)") }
        for name in ["sex", "ethnicity", "cohort_year", "age"] {
            #expect(!surviving.contains(name), "\(name)")
        }
        #expect(result.excluded.contains { $0.column == "family_id" && $0.reason == "id_like" })
        #expect(!result.candidates.contains(where: { $0.suspectsLeakage }))
        #expect(result.expectedFalse.value == result.level * Double(result.surviving))
    }

    /// `child_protection_plan` goes with the outcome through other columns only.
    @Test func adjustmentTakesAwayWhatOthersBring() throws {
        let adjust =
            "absence + sen + looked_after + social_care_contacts + youth_justice + "
            + "young_carer + pregnant_or_parent + gcse_passes + exclusions + free_school_meals"
        let result = try screen(
            "neet", .analyst,
            ["candidates": words("child_protection_plan", "sex"), "adjust": .text(adjust)]
        ).result
        let plan = try #require(
            result.candidates.first { $0.name == "child_protection_plan" })
        #expect((plan.qValue.value ?? 1) < 1e-6)
        #expect((plan.adjusted?.test.pValue.value ?? 0) > 0.01)
        let odds = { (rows: [HypothesisResult.EffectRow]?) in rows?.first?.estimate.value ?? .nan }
        #expect(odds(plan.adjusted?.crude) > 3 && odds(plan.adjusted?.adjusted) < 1.8)
    }

    @Test func theOutcomeInOtherWordsIsFlagged() throws {
        let frame = try screen("neet")
        let leaks = frame.result.candidates.filter(\.suspectsLeakage).map(\.name)
        #expect(Set(leaks) == ["months_neet", "activity_code"])
        #expect(frame.warnings.contains { $0.code == "suspected_leakage" && $0.terms == leaks })
        #expect(frame.warnings.contains { $0.code == "repeated_id" && $0.terms == ["family_id"] })
    }

    @Test func theServicesCohort() throws {
        let result = try screen("safely_closed", .analyst, services).result
        let service = try #require(result.candidates.first { $0.name == "service" })
        #expect(service.test.pValue.value != nil)
        #expect(result.excluded.contains { $0.column == "case_id" })
        #expect(result.candidates.first?.name == result.candidates.filter(\.survives).first?.name)
        #expect(result.needs.pairsTried > 0)
    }

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["CASEWISE_DATA"] != nil,
            "CASEWISE_DATA names no folder"))
    func schoolToWork() throws {
        let factors = [
            "male", "catholic", "Belfast", "N.Eastern", "Southern", "S.Eastern", "Western",
            "Grammar", "funemp", "gcse5eq", "fmpr", "livboth",
        ]
        let frame = try screen(
            "count_equal(Sep.93:Jun.99, \"joblessness\") >= 6", .analyst,
            [
                "data": .text("$CASEWISE_DATA/mvad.csv"),
                "candidates": .list(factors.map { .text($0) }),
            ])
        let result = frame.result
        #expect(result.cases == 712 && result.events == 163 && result.tried == 12)
        let candidate = { (name: String) in result.candidates.first { $0.name == name } }
        let gcse = try #require(candidate("gcse5eq"))
        let funemp = try #require(candidate("funemp"))
        #expect(abs((gcse.test.statistic ?? 0) - 27.9217) < 5e-5)
        #expect(abs((funemp.test.statistic ?? 0) - 26.0771) < 5e-5)
        #expect(abs((funemp.effect("odds_ratio")?.estimate.value ?? 0) - 2.904) < 5e-4)
        #expect(result.candidates.prefix(3).map(\.name) == ["gcse5eq", "funemp", "Belfast"])
        #expect(result.surviving == 8)
        #expect(candidate("livboth")?.survives == false)
    }

    @Test(arguments: [
        (#"{"analysis": "screen", "data": "neet-cohort.csv"}"#, "plan_value", ""),
        (
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet ~ sex"}"#,
            "plan_value", "/outcome"
        ),
        (
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", "seed": 1}"#,
            "unknown_key", "/seed"
        ),
        (
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", "correction": "x"}"#,
            "plan_value", "/correction"
        ),
        (
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", "support": 0.5}"#,
            "plan_value", "/support"
        ),
        (
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", "exclude": ["wart"]}"#,
            "unknown_column", "/exclude"
        ),
        (
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", "candidates": ["person_id"]}"#,
            "not_a_candidate", "/candidates"
        ),
        (
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "neet", "needs": ["absence"]}"#,
            "need_of_numbers", "/needs"
        ),
        (
            #"{"analysis": "screen", "data": "neet-cohort.csv", "outcome": "age > 99"}"#,
            "constant_outcome", "/outcome"
        ),
    ])
    func refusals(_ text: String, _ code: String, _ pointer: String) throws {
        do {
            let plan = try AnalysisPlan(JSONValue.parse(Array(text.utf8)))
            guard case .screen(let screen) = plan else { return }
            _ = try Runner(folder: projectRoot.appendingPathComponent("seeds").path).run(screen)
            Issue.record("nothing was refused")
        } catch {
            #expect(error.code == code && error.pointer == pointer, "\(error)")
        }
    }

    @Test func aPlanSaysEveryDefaultAndReadsItselfBack() throws {
        let frame = try screen("neet", .analyst, ["adjust": .text("sex")])
        let text = try JSONText.encode(frame.plan)
        for key in ["correction", "support", "confidence", "audience", "adjust", "outcome"] {
            #expect(text.contains("\"\(key)\""))
        }
        #expect(try AnalysisPlan(JSONValue.parse(Array(text.utf8))) == frame.plan)
    }
}
