import Tables
import TestSupport
import Testing

@testable import ActivityHistories

private func day(_ text: String) throws -> Int32 { try #require(CalendarDay.day(text)) }

private func long(
    _ rows: String, extract: String? = "2025-03-31", _ rule: OverlapRule = .latest
) throws -> ActivityHistories {
    try ActivityHistories.long(
        read("id,code,start,end\n" + rows),
        ActivityColumns(id: "id", code: "code", start: "start", end: "end"), codes: few(),
        extractDay: extract.map { try day($0) }, overlap: rule)
}

private func table(_ names: [String]) throws -> Table {
    try read(names.joined(separator: ",") + "\n" + names.map { _ in "619" }.joined(separator: ","))
}

/// What counts, and what is refused.
struct HistoryRulesTests {
    @Test func anOpenActivityEndsWhereALaterOneBeginsAndGoesOnAfterIt() throws {
        let histories = try long("a,210,2024-01-01,\na,619,2024-03-10,2024-03-20")
        #expect(histories.state(of: 0, on: try day("2024-03-09")) == .education)
        #expect(histories.state(of: 0, on: try day("2024-03-10")) == .neet)
        #expect(histories.state(of: 0, on: try day("2024-03-20")) == .neet)
        #expect(histories.state(of: 0, on: try day("2024-03-21")) == .education)
        #expect(histories.state(of: 0, on: try day("2025-03-31")) == .education)
        #expect(histories.state(of: 0, on: try day("2025-04-01")) == .notKnown)
        #expect(histories.state(of: 0, on: try day("2023-12-31")) == .notKnown)
        #expect(histories.findings.map(\.code) == [.openSpellFollowed])
    }

    @Test func whoIsInEducationIsNotNEETWhereThatRuleIsAskedFor() throws {
        let rows = "a,210,2024-01-01,2024-12-31\na,619,2024-03-10,2024-03-20"
        #expect(try long(rows).state(of: 0, on: day("2024-03-15")) == .neet)
        #expect(
            try long(rows, .participating).state(of: 0, on: day("2024-03-15")) == .education)
        #expect(try long(rows).findings.map(\.code) == [.overlap])
    }

    @Test func aDayThatOneHandsOverIsTheNextOnesAndNoOverlap() throws {
        let histories = try long("a,210,2024-01-01,2024-02-29\na,619,2024-02-29,2024-03-31")
        #expect(histories.state(of: 0, on: try day("2024-02-29")) == .neet)
        #expect(histories.findings.isEmpty)
    }

    @Test func manyActivitiesOfOnePersonAreResolvedInTime() throws {
        // Each begins a day later and lasts long: the wrong column for an identifier makes such files.
        var text = ""
        for place in 0..<20_000 {
            let start = CalendarDay.text(Int32(10_000 + place % 5000))
            text += "a,\(place % 2 == 0 ? 619 : 210),\(start),2025-01-01\n"
        }
        let histories = try long(text)
        #expect(histories.persons == ["a"] && histories.segments[0].count > 1)
    }

    @Test func openActivitiesNeedADayOfTheExtract() throws {
        let error = try #require(throws: HistoryError.self) {
            try long("a,210,2024-01-01,", extract: nil)
        }
        #expect(error.code == .openSpells && error.key == "extract_date")
        #expect(try long("a,210,2024-01-01,2024-02-01", extract: nil).spellCount == 1)
    }

    @Test func whatCannotBeReadIsSaid() throws {
        func message(_ text: String, _ columns: ActivityColumns) throws -> String {
            let table = try read(text)
            return try #require(throws: HistoryError.self) {
                try ActivityHistories.long(table, columns, codes: few(), extractDay: 20_000)
            }.message
        }
        let usual = ActivityColumns(id: "id", code: "code", start: "start", end: "end")
        #expect(
            try message("id,code,begin\na,210,2024-01-01", usual)
                == "There is no column named \"start\".")
        #expect(
            try message("id,code,start,end\na,210,soon,2024-01-01", usual)
                == "\"start\" holds no days: it was read as category.")
        #expect(
            try message("id,code,start,end\na,NEET,2024-01-01,2024-01-02", usual)
                == "No code of \"code\" is in the table few 1: the first is \"NEET\".")
        #expect(
            try message("id,code,start,end\n,210,2024-01-01,2024-01-02", usual)
                == "No row names a person.")
        #expect(
            try message(
                "id,code,start\na,210,2024-01-01",
                ActivityColumns(id: "who", code: "code", start: "start", end: nil))
                == "There is no column named \"who\".")
    }

    @Test func namesOfColumnsSayTheirMonths() throws {
        func months(_ text: String, _ names: [String], _ first: String? = nil) throws -> [String] {
            try MonthColumns(text, first: first.flatMap { CalendarMonth($0) }, in: table(names))
                .columns.map { "\($0.name)=\($0.month.text)" }
        }
        #expect(
            try months("Mon.YY", ["id", "Feb.00", "Jan.00", "Dec.99"])
                == ["Dec.99=1999-12", "Jan.00=2000-01", "Feb.00=2000-02"])
        #expect(try months("s_YYYY_MM", ["id", "s_2024_09", "s_2024_13"]) == ["s_2024_09=2024-09"])
        #expect(
            try months("m1..m3", ["id", "m1", "m2", "m3", "x"], "1999-11")
                == ["m1=1999-11", "m2=1999-12", "m3=2000-01"])
        #expect(try months("b, a", ["id", "a", "b"], "2024-12") == ["b=2024-12", "a=2025-01"])
        #expect(
            try months("2024-01..2024-02", ["2024-01", "2024-02"])
                == ["2024-01=2024-01", "2024-02=2024-02"])
        for (text, names, first) in [
            ("YYYY", ["2024"], nil), ("Mon.YY", ["id"], nil), ("a..b", ["a", "b"], nil),
            ("b..a", ["a", "b"], "2024-01"), ("a,b", ["a", "b"], nil),
            ("a,z", ["a", "b"], "2024-01"), ("a,a", ["a", "b"], "2024-01"),
            ("Mon.YY", ["Jan.00"], "2024-01"), ("MonYY", ["Jan00", "jan00"], nil),
            ("Jan.00..Mar.00", ["Jan.00", "x", "Mar.00"], nil),
        ] as [(String, [String], String?)] {
            #expect(throws: HistoryError.self, "\(text)") { try months(text, names, first) }
        }
        #expect(CalendarMonth("2024-13") == nil && CalendarMonth("24-01") == nil)
        #expect(CalendarMonth("2024-02")?.lastDay == CalendarDay.day("2024-02-29"))
    }

    @Test func aPersonHasOneRowOfMonths() throws {
        func wide(_ rows: String) throws -> ActivityHistories {
            let table = try read("id,2024-01,2024-02\n" + rows)
            return try ActivityHistories.wide(
                table, id: "id", months: MonthColumns("YYYY-MM", in: table), codes: few())
        }
        let twice = try wide("a,210,619\na,210,619\nb,,619")
        #expect(twice.findings.map(\.code) == [.missingCode, .repeatedRow])
        #expect(twice.persons == ["a", "b"] && twice.spellCount == 4)
        let error = try #require(throws: HistoryError.self) { try wide("a,210,619\na,210,210") }
        #expect(error.code == .repeatedPerson)
    }

    @Test func windowsThatCannotBeAreRefused() throws {
        for (at, from, to, extract) in [
            (nil, nil, nil, nil), (nil, 5, nil, nil), (nil, nil, 5, nil), (nil, 6, 5, nil),
            (11, nil, nil, 10), (nil, 0, 40, 20), (nil, 20_000, 20_001, nil),
        ] as [(Int32?, Int32?, Int32?, Int32?)] {
            #expect(throws: HistoryError.self, "\([at, from, to])") {
                try OutcomeDefinition(at: at, from: from, to: to, extractDay: extract)
            }
        }
        let short = try OutcomeDefinition(
            at: nil, from: day("2024-01-01"), to: day("2024-06-29"))
        #expect(short.length == 5 && !short.canBeLong)
        let histories = try long("a,619,2024-01-01,")
        #expect(histories.outcomes(short)[0].sixMonths == nil)
        #expect(histories.outcomes(short)[0].ever?.observed == true)
        // The last month of all, and the first.
        let whole = try OutcomeDefinition(
            at: nil, from: CalendarDay.range.lowerBound, to: day("9998-12-31"), months: .days)
        #expect(histories.outcomes(whole)[0].sixMonths?.best == true)
        #expect(
            try OutcomeDefinition(
                at: nil, from: CalendarDay.range.lowerBound, to: CalendarDay.range.upperBound
            ).monthEnds.count == 9999 * 12)
    }

    @Test func aCohortSaysWhoCounts() throws {
        let histories = try long("1,619,2024-01-01,\n2,210,2024-01-01,")
        let cohort = try ActivityHistories.cohort(read("id,ward\n3,x\n1,y\n"), id: "id")
        #expect(cohort.persons == ["1", "3"] && cohort.rows == [1, 0])
        let kept = histories.restricted(to: cohort.persons)
        #expect(kept.persons == ["1", "3"])
        #expect(kept.state(of: 1, on: try day("2024-05-01")) == .notKnown)
        let found = kept.findings.map { ($0.code, $0.persons) }
        #expect(found.map(\.0) == [.noHistory, .notInCohort] && found.map(\.1) == [1, 1])
        #expect(throws: HistoryError.self) {
            try ActivityHistories.cohort(read("id,ward\n3,x\n3,y\n"), id: "id")
        }
        #expect(throws: HistoryError.self) {
            try ActivityHistories.cohort(read("id,ward\n,x\n"), id: "id")
        }
    }

    /// What is not known as NEET never counts for less than as not NEET.
    @Test func boundsHoldWhatIsKnown() throws {
        var random = Seeded(7)
        for _ in 0..<200 {
            var rows = ""
            for _ in 0..<6 {
                let start = 19_600 + random.below(500)
                let code = ["619", "210", "810", "999"][random.below(4)]
                let end = CalendarDay.text(Int32(start + random.below(200)))
                rows += "a,\(code),\(CalendarDay.text(Int32(start))),\(end)\n"
            }
            let text = rows + "a,210,2024-01-01,2024-01-02"
            for rule in MonthRule.allCases {
                let definition = try OutcomeDefinition(
                    at: 19_900, from: 19_650, to: 20_050, months: rule)
                let outcome = try long(text, extract: nil).outcomes(definition)[0]
                for answer in [
                    outcome.neetAt, outcome.ever, outcome.sixMonths, outcome.sixMonthsRun,
                ] {
                    let answer = try #require(answer)
                    #expect(answer.worst || !answer.best)
                    #expect(answer.observed == nil || answer.observed == answer.best)
                }
                #expect(outcome.longestRun <= outcome.longestRunWorst)
                #expect(outcome.longestRun <= outcome.neetMonths)
                #expect(
                    outcome.neetMonths + outcome.notKnownMonths
                        <= (try #require(definition.length)) + 1e-9)
                if outcome.sixMonthsRun?.best == true { #expect(outcome.sixMonths?.best == true) }
                if outcome.notKnownMonths == 0 { #expect(outcome.ever?.observed != nil) }
            }
        }
    }
}
