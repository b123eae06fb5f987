import Foundation
import Tables
import TestSupport
import Testing

@testable import ActivityHistories

private struct Areas: Decodable {
    var areas: [String: [String: Double]]
}

/// Columns that tell too much.
struct LeakageTests {
    private let table: Table
    private let outcome: [Bool?]

    init() throws {
        let url = referenceURL("leakage.csv")
        table = try CSVReader.read(Array(Data(contentsOf: url)))
        let column = try #require(table["outcome"])
        outcome = (0..<column.count).map { row in column.cell(row).map { $0 == "1" } }
    }

    /// With a bound of 0 every column is a finding, by what gives it away most.
    @Test func everyAreaIsAsCountedPairByPair() throws {
        let areas = try reference("leakage.json", as: Areas.self).areas
        let columns = table.columns.filter { $0.name != "outcome" }
        let result = LeakageCheck(bound: 0).check(columns, outcome: outcome)
        #expect(result.findings.count == 12 && result.notJudged.isEmpty)
        for finding in result.findings {
            let expected = try #require(areas[finding.column])
            let most = try #require(expected.values.max())
            #expect(abs(finding.area - most) < 1e-12, "\(finding)")
            #expect(
                abs((try #require(expected[finding.evidence.rawValue])) - most) < 1e-12,
                "\(finding)")
        }
    }

    @Test func whatTellsTooMuchIsNamedAndNothingElse() throws {
        let columns = table.columns.filter { $0.name != "outcome" }
        let result = LeakageCheck().check(columns, outcome: outcome)
        #expect(
            result.findings.map(\.column)
                == ["rank_of_it", "backwards", "both_ends", "service", "exit_date"])
        #expect(
            result.findings.map(\.evidence) == [.values, .values, .levels, .levels, .missingness])
        #expect(result.findings.map(\.isExact) == [false, false, true, false, false])
        let words = result.findings.map(\.words)
        #expect(
            words[2].hasPrefix(
                "Which value \"both_ends\" has alone tells the outcome of all "))
        #expect(words[4].hasPrefix("Whether \"exit_date\" has a value alone puts 9"))
        #expect(words.allSatisfy { WordingCheck.faults(in: $0 + ".") == [] })
    }

    @Test func theOutcomeItselfIsExactHoweverItIsWritten() throws {
        var random = Seeded(1)
        let truth = (0..<60).map { _ in random.next() < 0.4 }
        let text = truth.enumerated().map { row, has in
            "\(has ? 1 : 0),\(has ? "yes" : "no"),\(has),\(has ? "2024-05-0\(row % 9 + 1)" : ""),\(row)"
        }
        let table = try read("number,word,truth,date,row\n" + text.joined(separator: "\n"))
        let result = LeakageCheck().check(table.columns, outcome: truth)
        #expect(result.findings.map(\.column) == ["number", "word", "truth", "date"])
        #expect(result.findings.allSatisfy { $0.isExact })
    }

    /// Of 200 cohorts without a leak none is named, wherever the outcome is rare and levels are many.
    @Test(arguments: [0.02, 0.1, 0.5])
    func chanceIsNotNamed(share: Double) throws {
        var named = 0
        for seed in 0..<200 {
            var random = Seeded(seed * 31 + 7)
            var outcome = (0..<600).map { _ -> Bool? in random.next() < share }
            // Enough of both to be judged.
            for row in 0..<10 { (outcome[row], outcome[row + 10]) = (true, false) }
            let numbers = (0..<600).map { _ in random.next() }
            let codes = (0..<600).map { _ in UInt32(random.below(120)) }
            let valid = (0..<600).map { _ in random.next() < 0.7 }
            let columns = [
                Column(name: "x", values: .real(numbers), validity: ValidityMask(valid)),
                Column(
                    name: "g",
                    values: .category(
                        Categories(
                            appearanceCodes: codes, appearanceLevels: (0..<120).map { "l\($0)" })),
                    validity: ValidityMask(allValid: 600)),
            ]
            named += LeakageCheck().check(columns, outcome: outcome).findings.count
        }
        #expect(named == 0)
    }

    @Test func tooFewCasesAreNotJudged() throws {
        let table = try read("x\n" + (0..<40).map(String.init).joined(separator: "\n"))
        let few = (0..<40).map { $0 >= 31 }
        #expect(LeakageCheck().check(table.columns, outcome: few).notJudged == ["x"])
        let enough = (0..<40).map { $0 >= 30 }
        let result = LeakageCheck().check(table.columns, outcome: enough)
        #expect(result.notJudged.isEmpty && result.findings[0].isExact)
        let unknown = [Bool?](repeating: nil, count: 40)
        #expect(LeakageCheck().check(table.columns, outcome: unknown).notJudged == ["x"])
        let one = [Bool?](repeating: true, count: 40)
        #expect(LeakageCheck().check(table.columns, outcome: one).notJudged == ["x"])
    }

    @Test func theOrderOfRowsChangesNothing() throws {
        let columns = table.columns.filter { $0.name != "outcome" }
        let first = LeakageCheck(bound: 0).check(columns, outcome: outcome)
        let order = Array((0..<table.rowCount).reversed())
        let turned = table.selecting(order)
        let other = LeakageCheck(bound: 0).check(
            turned.columns.filter { $0.name != "outcome" }, outcome: order.map { outcome[$0] })
        #expect(first == other)
    }
}

/// When columns become known.
struct KnownDatesTests {
    private func table() throws -> Table {
        try read(
            """
            absence,grade,graded,offer
            0.1,4,2024-08-22,1
            0.2,5,2024-09-02,
            0.3,,2025-01-01,0
            0.4,3,,1
            """)
    }

    private func day(_ text: String) throws -> Int32 { try #require(CalendarDay.day(text)) }

    @Test func whatIsKnownTooLateIsNamedWithItsDay() throws {
        let known = KnownDates([
            "absence": KnownFrom("2024-07-31"), "grade": KnownFrom("graded"),
            "offer": KnownFrom("2024-12-01"),
        ])
        let error = try #require(throws: HistoryError.self) {
            try known.requireKnown(
                ["absence", "grade", "offer"], on: day("2024-08-31"), in: table())
        }
        #expect(error.code == .knownTooLate)
        #expect(
            error.message
                == "Known only after the prediction of 2024-08-31: \"grade\" in 1 of 3 rows, by "
                + "\"graded\"; \"offer\" on 2024-12-01.")
    }

    @Test func whatBecomesKnownOnTheDayIsKnown() throws {
        let known = KnownDates([
            "absence": .day(try day("2024-09-02")), "grade": .column("graded"),
        ])
        let undated = try known.requireKnown(
            ["absence", "grade", "offer"], on: day("2024-09-02"), in: table())
        #expect(
            undated == [
                UndatedPredictor(column: "grade", rows: 1, isListed: true),
                UndatedPredictor(column: "offer", rows: 3, isListed: false),
            ])
    }

    @Test func columnsThatAreNotThereAreSaid() throws {
        for (list, predictors) in [
            (["absence": "gradde"], ["absence"]), (["absence": "offer"], ["absence"]),
            ([:], ["nothing"]),
        ] as [([String: String], [String])] {
            let known = KnownDates(list.mapValues { KnownFrom($0) })
            let error = try #require(throws: HistoryError.self) {
                try known.requireKnown(predictors, on: 0, in: table())
            }
            #expect(error.key == "known")
        }
    }
}
