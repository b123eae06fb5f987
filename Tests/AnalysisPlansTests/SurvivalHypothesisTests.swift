import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Runs a plan of times to an event.
private func answer(
    _ formula: String, _ keys: [String: JSONValue] = [:], data: String = "services-cohort.csv",
    folder: URL = projectRoot.appendingPathComponent("seeds"), audience: Audience = .analyst
) throws -> ResultFrame<HypothesisResult> {
    var object = keys
    object["analysis"] = .text("test")
    object["formula"] = .text(formula)
    object["data"] = .text(data)
    object["audience"] = .text(audience.rawValue)
    guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a test")
    }
    return try Runner(folder: folder.path).run(plan)
}

private let extract: [String: JSONValue] = ["extract_date": .text("2025-12-31")]
private let year: [String: JSONValue] = ["horizon": .number(365)].merging(extract) { $1 }

/// Cases with every kind of date that can go wrong.
private let odd = """
    id,opened,closed,team,began,reason,days,state
    1,2024-01-01,2024-02-01,A,2024-01-10,met,31,1
    2,2024-01-01,2024-03-01,A,2024-01-20,met,60,1
    3,2024-01-05,,A,2024-02-20,,451,0
    4,2024-01-05,2024-01-20,B,,moved,15,2
    5,2024-01-05,2024-02-20,B,,met,46,1
    6,2024-01-09,2024-06-20,B,,moved,163,2
    7,2024-01-09,,B,,,447,0
    8,2024-04-09,2024-03-20,B,,met,-20,1
    9,2026-01-09,,B,,,0,0
    10,2024-01-09,2025-12-20,A,2024-01-15,met,447,0

    """

@Suite struct SurvivalHypothesisTests {
    static let asked: [(String, [String: JSONValue])] = [
        ("Surv(referral_date, closure_date) ~ team", extract),
        ("Surv(closure_date, rereferral_date) ~ C(service, ref = \"usual\")", year),
        ("Surv(referral_date, closure_date) ~ sex | referral_year", extract),
        (
            "Surv(referral_date, closure_date) ~ C(service, ref = \"usual\")",
            ["exposed_from": .text("start_date")].merging(extract) { $1 }
        ),
        (
            "Surv(referral_date, closure_date) ~ disability",
            ["cause": .text("safely_closed")].merging(year) { $1 }
        ),
        ("Surv(days_open, status) ~ team", ["cluster": .text("family_id")]),
        ("Surv(referral_date, closure_date) ~ 1", extract),
        (
            "Surv(referral_date, rereferral_date) ~ sex",
            ["id": .text("family_id")].merging(extract) { $1 }
        ),
    ]

    @Test(arguments: asked.indices, Audience.allCases)
    func everySentenceIsSound(_ index: Int, _ audience: Audience) throws {
        let (formula, keys) = Self.asked[index]
        let frame = try answer(formula, keys, audience: audience)
        #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        #expect(frame.data.rowsUsed + frame.data.rowsExcluded.reduce(0) { $0 + $1.rows } == 3_000)
    }

    @Test func datesAndDaysSayTheSame() throws {
        let dates = try answer("Surv(referral_date, closure_date) ~ team", extract)
        let days = try answer("Surv(days_open, status == \"closed\") ~ team")
        #expect(dates.result.tests.map(\.statistic) == days.result.tests.map(\.statistic))
        #expect(dates.result.survival?.groups.map(\.open) == [4, 4, 5, 11, 4, 6])
        #expect(days.result.survival?.groups.map(\.open) == [4, 4, 5, 11, 4, 6])
        // R 4.2.2, survival 3.5.3: survdiff(Surv(days_open, status == "closed") ~ team).
        let statistic = try #require(days.result.tests.first?.statistic)
        #expect(relativeError(statistic, 15.932_317_926_967_02) < 1e-11)
    }

    @Test func openCasesAreAlwaysCounted() throws {
        for (formula, keys) in Self.asked {
            let frame = try answer(formula, keys)
            let open = try #require(frame.result.survival).groups.reduce(0) { $0 + $1.open }
            #expect(
                frame.shows[0].contains("\(NumberText.count(open)) were still open")
                    || frame.shows[0].contains("\(NumberText.count(open)) did not have it")
                    || frame.shows[0].contains("\(NumberText.count(open)) had none"))
        }
    }

    @Test func datesThatCannotBeAreCounted() throws {
        let workspace = try Workspace()
        try workspace.write("odd.csv", odd)
        let keys: [String: JSONValue] = ["extract_date": .text("2025-03-31")]
        let frame = try answer(
            "Surv(opened, closed) ~ team", keys, data: "odd.csv", folder: workspace.folder)
        #expect(
            frame.data.rowsExcluded.map { [$0.code, $0.column, "\($0.rows)"] } == [
                ["start_after_extract", "opened", "1"], ["end_before_start", "closed", "1"],
            ])
        let codes = frame.warnings.map(\.code)
        #expect(codes.contains("end_after_extract") && codes.contains("immortal_time"))
        // The case that ends after the extract was open then: 447 days.
        #expect(frame.result.survival?.groups.map(\.open) == [2, 1])
        let warning = try #require(frame.warnings.first { $0.code == "immortal_time" })
        #expect(warning.message.contains("4 of 4") && warning.message.contains("80 days"))
        #expect(warning.message.contains("--exposed-from began"))
    }

    @Test func aGroupThatBeginsLaterGivesItsTimeBack() throws {
        let workspace = try Workspace()
        try workspace.write("odd.csv", odd)
        let frame = try answer(
            "Surv(opened, closed) ~ C(team, ref = \"B\")",
            ["extract_date": .text("2025-03-31"), "exposed_from": .text("began")],
            data: "odd.csv", folder: workspace.folder)
        let survival = try #require(frame.result.survival)
        #expect(survival.exposure?.cases == 4 && survival.exposure?.movedTime == 80)
        // As recorded: 671 days of B and 989 of A.
        #expect(survival.groups.map(\.personTime) == [671 + 80, 989 - 80])
        #expect(survival.groups.map(\.events) == [3, 2])
        #expect(survival.groups.map(\.open) == [1, 2])
        let warning = try #require(frame.warnings.first { $0.code == "immortal_time" })
        #expect(warning.message.contains("80 days") && warning.message.contains("\"B\""))
    }

    @Test func notFollowedIsNotANo() throws {
        let frame = try answer(
            "Surv(closure_date, rereferral_date) ~ C(service, ref = \"usual\")", year)
        let note = try #require(frame.warnings.first { $0.code == "not_yet_observable" })
        #expect(note.message.hasPrefix("325 of 2,966 cases were followed for less than 365"))
        let usual = try #require(frame.result.survival?.byHorizon?.first)
        #expect(usual.cases == usual.events + usual.withoutEvent + usual.notYetObservable)
        let no = try #require(usual.countedAsNo.value)
        let share = try #require(usual.kaplanMeier.estimate.value)
        let known = try #require(usual.knownOnly.value)
        #expect(no < share && share < known)
        #expect(usual.fullFollowUp?.cases == 1_002)
    }

    @Test func anOutcomeWithinATimeLeavesOutWhoWasNotFollowed() throws {
        let keys: [String: JSONValue] = [
            "followed_from": .text("closure_date"), "horizon": .number(365),
            "extract_date": .text("2025-12-31"),
        ]
        let derived: [String: JSONValue] = [
            "derive": .list([.text("again = !is_missing(rereferral_date)")])
        ]
        let frame = try answer("again ~ sex", keys.merging(derived) { $1 })
        let out = frame.data.rowsExcluded.first { $0.code == "not_yet_observable" }
        #expect(out?.column == "closure_date" && (out?.rows ?? 0) > 300)
        #expect(frame.warnings.contains { $0.code == "not_yet_observable" })
        #expect(
            frame.data.rowsUsed + frame.data.rowsExcluded.reduce(0) { $0 + $1.rows } == 3_000)
    }

    @Test func causesByCodesAndByColumnSayTheSame() throws {
        let workspace = try Workspace()
        let clean = odd.split(separator: "\n").filter { !$0.hasPrefix("8,") && !$0.hasPrefix("9,") }
            .joined(separator: "\n")
        try workspace.write("clean.csv", clean + "\n")
        let codes = try answer(
            "Surv(days, state) ~ team", data: "clean.csv", folder: workspace.folder)
        let column = try answer(
            "Surv(days, state > 0) ~ team", ["cause": .text("reason")], data: "clean.csv",
            folder: workspace.folder)
        #expect(codes.result.primary.value == "gray_test")
        #expect(codes.result.survival?.causes == ["1", "2"])
        #expect(column.result.survival?.causes == ["met", "moved"])
        #expect(codes.result.tests.map(\.statistic) == column.result.tests.map(\.statistic))
        let other = try answer(
            "Surv(days, state > 0) ~ team",
            ["cause": .text("reason"), "cause_level": .text("moved")], data: "clean.csv",
            folder: workspace.folder)
        #expect(other.result.survival?.cause == "moved")
        #expect(other.result.tests.map(\.statistic) != column.result.tests.map(\.statistic))
    }

    @Test func theGroupTurnsTheSentence() throws {
        let there = try answer("Surv(days_open, status == \"closed\") ~ sex")
        let back = try answer("Surv(days_open, status == \"closed\") ~ C(sex, ref = \"male\")")
        func mean(_ frame: ResultFrame<HypothesisResult>) throws -> String {
            try #require(frame.shows.first { $0.contains("mean time") })
        }
        let (a, b) = (try mean(there), try mean(back))
        #expect(a.contains("longer") != b.contains("longer"))
        #expect(a.contains("shorter") != b.contains("shorter"))
        let first = try #require(there.result.effects.first { $0.name == "rmst_difference" })
        let second = try #require(back.result.effects.first { $0.name == "rmst_difference" })
        let (x, y) = (try #require(first.estimate.value), try #require(second.estimate.value))
        #expect(relativeError(x, -y) < 1e-12)
    }

    @Test func hazardRatiosAreThoseOfCox() throws {
        // R 4.2.2, survival 3.5.3: coxph(Surv(days_open, status == "closed") ~ disability).
        let frame = try answer("Surv(days_open, status == \"closed\") ~ disability")
        let ratio = try #require(frame.result.effects.first)
        #expect(ratio.name == "hazard_ratio" && ratio.level.value == "yes")
        let estimate = try #require(ratio.estimate.value)
        let (low, high) = (try #require(ratio.confLow.value), try #require(ratio.confHigh.value))
        #expect(relativeError(estimate, 0.972_086_980_070_586_14) < 1e-9)
        #expect(
            relativeError(low, 0.870_446_125_198_032_55) < 1e-8
                && relativeError(high, 1.085_596_304_547_588_9) < 1e-8)
        let test = try #require(frame.result.tests.first { $0.name == "proportional_hazards" })
        #expect(relativeError(try #require(test.statistic), 3.882_554_888_522_782_3) < 1e-7)
    }

    static let refused: [(String, [String: JSONValue], String)] = [
        ("Surv(opened, closed) ~ team", [:], "Two dates need the day"),
        ("Surv(days, state > 0) ~ team", extract, "The day of the extract belongs to times"),
        ("Surv(days) ~ team", [:], "Surv() takes a time and an event"),
        ("Surv(days, closed) ~ team", [:], "\"closed\" is a date and no event."),
        ("Surv(opened, days) ~ team", [:], "\"opened\" is a date beside an event"),
        ("Surv(days, id) ~ team", [:], "\"id\" has 10 levels"),
        ("Surv(days, state > 0) ~ days", [:], "part of the outcome"),
        (
            "Surv(days, state > 0) ~ team", ["exposed_from": .text("began")],
            "needs groups, and times"
        ),
        (
            "Surv(days, state > 0) ~ team",
            ["followed_from": .text("began"), "horizon": .number(3)]
                .merging(extract) { $1 }, "follows each case by itself"
        ),
        ("Surv(days, state > 0) ~ team", ["cause": .text("reasn")], "no column named"),
        ("Surv(days, state > 0) ~ team", ["cause_level": .text("met")], "one cause of events only"),
        (
            "Surv(days, state) ~ team", ["cause_level": .text("met")], "none of the causes"
        ),
        ("Surv(days, state > 0) ~ team", ["horizon": .number(-1)], "A horizon is a time above 0"),
        (
            "Surv(days, state > 0) ~ team", ["id": .text("id"), "cause": .text("reason")],
            "counted without causes"
        ),
        ("state > 0 ~ team", ["horizon": .number(3)], "belongs to times to an event"),
        ("state > 0 ~ team", ["id": .text("id")], "belongs to times to an event"),
    ]

    @Test(arguments: refused.indices)
    func whatMakesNoSenseIsRefused(_ index: Int) throws {
        let (formula, keys, words) = Self.refused[index]
        let workspace = try Workspace()
        try workspace.write("odd.csv", odd)
        do {
            _ = try answer(formula, keys, data: "odd.csv", folder: workspace.folder)
            Issue.record("\(formula) was answered")
        } catch let error as AnalysisError {
            #expect(error.message.contains(words), "\(formula): \(error.message)")
            #expect(error.exitCode != .software)
        }
    }

    @Test func overlappingRowsOfAPersonAreRefused() throws {
        let workspace = try Workspace()
        try workspace.write("rows.csv", "id,a,b,e,g\n1,0,5,1,x\n1,3,8,0,x\n2,0,4,1,y\n3,0,4,0,y\n")
        do {
            _ = try answer(
                "Surv(a, b, e) ~ g", ["id": .text("id")], data: "rows.csv",
                folder: workspace.folder)
            Issue.record("overlapping rows were answered")
        } catch let error as AnalysisError {
            #expect(error.code == "overlapping_rows" && error.message.hasPrefix("1 row covers"))
        }
    }

    @Test func timesThatAreNoneAreLeftOutAndCounted() throws {
        let workspace = try Workspace()
        try workspace.write(
            "rows.csv", "a,b,e,g\n0,5,1,x\n3,3,1,x\n0,4,1,y\n,4,0,y\n0,-2,0,y\n1,6,0,x\n2,7,1,y\n")
        let frame = try answer(
            "Surv(a, b, e) ~ g", data: "rows.csv", folder: workspace.folder)
        #expect(
            frame.data.rowsExcluded.map { [$0.code, "\($0.rows)"] } == [
                ["missing", "1"], ["negative_time", "1"], ["end_not_after_start", "1"],
            ])
    }
}
