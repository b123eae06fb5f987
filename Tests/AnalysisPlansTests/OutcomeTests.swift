import Foundation
import HypothesisTests
import TestSupport
import Testing

@testable import AnalysisPlans

private let seeds = projectRoot.appendingPathComponent("seeds").path
private let codes = projectRoot.appendingPathComponent("Models/neet-outcome/nccis-2025.json").path

private func plan(_ keys: [String: JSONValue]) throws -> OutcomePlan {
    var object: [String: JSONValue] = [
        "analysis": .text("outcome"), "data": .text(seeds + "/activity-history.csv"),
        "codes": .text(codes), "id": .text("child"), "extract_date": .text("2025-03-31"),
    ]
    for (key, value) in keys { object[key] = value }
    guard case .outcome(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of an outcome")
    }
    return plan
}

private let whole: [String: JSONValue] = [
    "at": .text("2025-03-01"), "from": .text("2024-03-01"), "to": .text("2025-02-28"),
    "cohort": .text(seeds + "/activity-pupils.csv"), "by": .text("ward"),
]

private struct Counted: Decodable {
    var counts: [String: [Int]]
    var months: [String: [Int]]
}

/// Who was NEET, of the 300 invented pupils of the seeds and of small files.
struct OutcomeTests {
    @Test func sharesAndMonthsAreAsCountedByDay() throws {
        let counted = try reference("outcomes.json", as: Counted.self)
        let result = try Runner().run(plan(whole)).frame.result
        #expect(result.rows.count == counted.counts.count && result.persons == 300)
        for row in result.rows {
            let expected = try #require(
                counted.counts["\(row.outcome)/\(row.group.value ?? "")"])
            #expect([row.yes, row.no, row.notKnown] == expected, "\(row.outcome)")
            #expect(row.persons == expected.reduce(0, +))
        }
        for row in try #require(result.months) {
            let expected = try #require(counted.months[row.group.value ?? ""])
            let n = Double(expected[0])
            #expect(row.persons == expected[0])
            #expect(abs((row.meanBest.value ?? -1) - Double(expected[1]) / n) < 1e-12)
            #expect(abs((row.meanWorst.value ?? -1) - Double(expected[2]) / n) < 1e-12)
            #expect(
                abs((row.meanNotKnown.value ?? -1) - Double(expected[2] - expected[1]) / n) < 1e-12)
        }
        #expect(result.windowMonths.value == 12)
        #expect(result.states?.reduce(0) { $0 + $1.persons } == 300)
    }

    @Test func sharesComeWithTheIntervalsOfTheirRoom() throws {
        let result = try Runner().run(plan(whole)).frame.result
        for row in result.rows {
            let share = try BoundedProportion(
                events: row.yes, unknown: row.notKnown, total: row.persons)
            let wilson = try Proportion(events: row.yes, total: row.yes + row.no)
                .wilson(confidence: 0.95)
            #expect(row.share.estimate.value == wilson.estimate)
            #expect(row.share.confLow.value == wilson.confLow)
            #expect(row.combined.estimate.value == row.bounds.worst.value)
            let bounds = share.scoreInterval(confidence: 0.95)
            #expect(row.bounds.confLow.value == bounds.confLow)
            #expect(row.bounds.confHigh.value == bounds.confHigh)
            let published = share.imbensManski(confidence: 0.95)
            #expect(row.bounds.imbensManskiLow.value == published.confLow)
            #expect(row.bounds.imbensManskiHigh.value == published.confHigh)
        }
    }

    @Test func theTableOfCodesDecidesAndIsNamed() throws {
        let other = codes.replacing("nccis-2025", with: "nccis-2025-540-616-apart")
        let keys: [String: JSONValue] = ["from": .text("2023-09-01"), "to": .text("2025-03-31")]
        let usual = try Runner().run(plan(keys)).frame
        var changed = keys
        changed["codes"] = .text(other)
        let apart = try Runner().run(plan(changed)).frame
        #expect(usual.result.codes.neet.count == 12 && apart.result.codes.neet.count == 10)
        #expect(usual.result.rows[0].yes > apart.result.rows[0].yes)
        #expect(usual.result.codes.sha256 != apart.result.codes.sha256)
        #expect(
            apart.doesNotShow.contains {
                $0.contains("nccis 2025-540-616-apart takes 10 of its 40")
            })
        // The window begins a year before the table holds.
        #expect(usual.warnings.contains { $0.code == "codes_not_valid" })
    }

    @Test func whatIsWrongWithRecordsIsSaid() throws {
        let frame = try Runner().run(plan(whole)).frame
        let found = frame.result.findings
        for code in [
            "unknown_code", "end_before_start", "repeated_row", "overlap", "gap", "no_history",
        ] {
            #expect(found.contains { $0.code == code }, "\(code)")
            #expect(frame.warnings.contains { $0.code == code })
        }
        #expect(frame.warnings.contains { $0.message.contains("\"62O\"") })
        #expect(frame.data.rowsExcluded.map(\.code) == ["end_before_start", "repeated_row"])
        #expect(frame.data.rowsUsed == frame.data.rows - 2)
    }

    @Test(arguments: ["analyst", "practitioner"])
    func everySentenceHoldsAFigureAndShamesNobody(audience: String) throws {
        let workspace = try Workspace()
        let few = try workspace.write(
            "few.csv", "child,code,start,end\na,619,2024-09-01,\nb,830,2024-09-01,\n")
        for keys in [
            whole, ["at": .text("2025-03-01")],
            ["from": .text("2025-01-01"), "to": .text("2025-03-31"), "months_by": .text("days")],
            ["data": .text(few), "at": .text("2025-03-01"), "people": .text("care leavers")],
            ["at": .text("2025-03-01"), "prediction_date": .text("2024-08-31")],
        ] as [[String: JSONValue]] {
            var said = keys
            said["audience"] = .text(audience)
            let frame = try Runner().run(plan(said)).frame
            #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
            for sentence in frame.shows + frame.doesNotShow {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
        }
    }

    @Test func whoWasNEETAlreadyIsCounted() throws {
        let later = try Runner().run(
            plan(["at": .text("2025-03-01"), "prediction_date": .text("2024-08-31")]))
        let then = try Runner().run(plan(["at": .text("2024-08-31")]))
        #expect(later.frame.result.alreadyNEET == then.frame.result.rows[0].yes)
        #expect((later.frame.result.alreadyNEET ?? 0) > 0)
    }

    @Test func aFileWithAColumnForEachMonth() throws {
        let workspace = try Workspace()
        let data = try workspace.write(
            "wide.csv",
            "id,Jan.24,Feb.24,Mar.24,Apr.24,May.24,Jun.24\n"
                + "1,NEET,NEET,NEET,NEET,NEET,NEET\n2,NEET,NEET,NEET,,NEET,NEET\n3,FE,FE,,FE,FE,FE\n"
        )
        let table = try workspace.write(
            "codes.json",
            #"{"name": "n", "version": "1", "source": "s", "codes": [{"code": "NEET", "label": "x", "state": "neet"}, {"code": "FE", "label": "x", "state": "education"}]}"#
        )
        let answer = try Runner().run(
            plan([
                "data": .text(data), "codes": .text(table), "id": .text("id"),
                "months": .text("Mon.YY"), "from": .text("2024-01-01"), "to": .text("2024-06-30"),
            ]))
        #expect(
            answer.persons.text
                == """
                id,ever_neet,ever_neet_best,ever_neet_worst,neet_six_months,neet_six_months_best,\
                neet_six_months_worst,neet_six_months_run,neet_six_months_run_best,\
                neet_six_months_run_worst,neet_months,not_known_months,longest_neet_run,\
                longest_neet_run_worst
                1,1,1,1,1,1,1,1,1,1,6,0,6,6
                2,1,1,1,,0,1,,0,1,5,1,3,6
                3,,0,1,0,0,0,0,0,0,0,1,0,1

                """)
        #expect(answer.frame.result.layout == "wide")
    }

    @Test(
        arguments: [
            (["at": "2025-04-01"], "/at", SystemExit.usage), (["at": "March"], "/at", .usage),
            (["from": "2024-09-01"], "/to", .usage), ([:], "/at", .usage),
            (["at": "2025-03-01", "id": "kid"], "/id", .usage),
            (["at": "2025-03-01", "start": "begin"], "/start", .usage),
            (["at": "2025-03-01", "start": "code"], "/start", .data),
            (["at": "2025-03-01", "by": "ward"], "/by", .usage),
            (["at": "2025-03-01", "by": "child"], "/by", .usage),
            (["at": "2025-03-01", "months": "Mon.YY"], "/months", .usage),
            (["at": "2025-03-01", "months": "Mon.YY", "end": "end"], "/end", .usage),
            (["at": "2025-03-01", "first_month": "2024-01"], "/first_month", .usage),
            (["at": "2025-03-01", "overlap": "first"], "/overlap", .usage),
            (["at": "2025-03-01", "months_by": "weeks"], "/months_by", .usage),
            (["at": "2025-03-01", "prediction_date": "2025-03-01"], "/prediction_date", .usage),
            (["at": "2025-03-01", "codes": "nowhere.json"], "/codes", .noInput),
            (["at": "2025-03-01", "cohort": "nowhere.csv"], "/cohort", .noInput),
            (["at": "2025-03-01", "code": "child"], "/codes", .data),
        ] as [([String: String], String?, SystemExit)])
    func whatCannotBeAskedPointsAtItsKey(
        keys: [String: String], pointer: String?, exit: SystemExit
    ) throws {
        let error = try #require(throws: AnalysisError.self) {
            try Runner().run(plan(keys.mapValues { .text($0) }))
        }
        if let pointer { #expect(error.pointer == pointer, "\(error)") }
        #expect(error.exitCode == exit, "\(error)")
    }

    @Test func openActivitiesAskForTheDayOfTheExtract() throws {
        var asked = try plan(["at": .text("2025-03-01")])
        asked.extractDate = nil
        let error = try #require(throws: AnalysisError.self) { try Runner().run(asked) }
        #expect(error.code == "open_spells" && error.pointer == "/extract_date")
    }

    @Test func aPersonOfTwoWardsIsInNeither() throws {
        let workspace = try Workspace()
        let data = try workspace.write(
            "moved.csv",
            "child,code,start,end,ward\na,619,2024-09-01,2024-10-01,x\na,210,2024-10-01,,y\n"
                + "b,210,2024-09-01,,x\nc,210,2024-09-01,,\n")
        let frame = try Runner().run(
            plan(["data": .text(data), "at": .text("2025-03-01"), "by": .text("ward")])
        ).frame
        #expect(frame.result.rows.map(\.persons) == [3, 1, 0])
        #expect(frame.result.rows[2].status == "not_estimable")
        #expect(frame.warnings.contains { $0.code == "several_groups" })
    }
}
