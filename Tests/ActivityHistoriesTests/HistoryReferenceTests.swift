import Foundation
import Tables
import TestSupport
import Testing

@testable import ActivityHistories

/// What the script beside the reference counted, day by day.
struct CountedByDay: Decodable {
    struct Outcome: Decodable {
        var stateAt: String
        var neetAt: [Bool]
        var ever: [Bool]
        var sixMonths: [Bool]
        var sixMonthsRun: [Bool]
        var neetMonths: Double
        var notKnownMonths: Double
        var longestRun: Double
        var longestRunWorst: Double
    }
    var extract: String
    var at: String
    var from: String
    var to: String
    var persons: [String]
    var findings: [String: [Int]]
    var outcomes: [String: [Outcome]]
    var wide: [Outcome]
}

/// The table of the reference: a few codes of each state.
let referenceCodes: String = {
    let states = [
        "210": "education", "230": "education", "310": "employment", "330": "employment",
        "410": "training", "530": "re_engagement", "540": "neet", "615": "neet", "619": "neet",
        "640": "neet", "710": "custody", "810": "not_known", "830": "not_known",
    ]
    let codes = states.keys.sorted().map {
        #"{"code": "\#($0)", "label": "x", "state": "\#(states[$0] ?? "")"}"#
    }
    return
        #"{"name": "few", "version": "1", "source": "test", "codes": [\#(codes.joined(separator: ","))]}"#
}()

func few() throws -> ActivityCodes { try ActivityCodes(json: Array(referenceCodes.utf8)) }

func read(_ text: String) throws -> Table { try CSVReader.read(Array(text.utf8)) }

private func csv(_ name: String) throws -> String {
    try String(contentsOf: referenceURL(name), encoding: .utf8)
}

private func isSame(_ outcome: PersonOutcome, _ expected: CountedByDay.Outcome) -> Bool {
    func agrees(_ answer: BoundedAnswer?, _ bounds: [Bool]) -> Bool {
        answer == BoundedAnswer(best: bounds[0], worst: bounds[1])
    }
    func agrees(_ months: Double, _ expected: Double) -> Bool {
        abs(months - expected) < 1e-12 * 20
    }
    return outcome.stateAt?.rawValue == expected.stateAt
        && agrees(outcome.neetAt, expected.neetAt) && agrees(outcome.ever, expected.ever)
        && agrees(outcome.sixMonths, expected.sixMonths)
        && agrees(outcome.sixMonthsRun, expected.sixMonthsRun)
        && agrees(outcome.neetMonths, expected.neetMonths)
        && agrees(outcome.notKnownMonths, expected.notKnownMonths)
        && agrees(outcome.longestRun, expected.longestRun)
        && agrees(outcome.longestRunWorst, expected.longestRunWorst)
}

/// Histories of hard cases against an enumeration of days that shares nothing with the program.
struct HistoryReferenceTests {
    private let expected: CountedByDay

    init() throws { expected = try reference("outcomes.json") }

    private func histories(_ text: String, _ rule: OverlapRule) throws -> ActivityHistories {
        try ActivityHistories.long(
            read(text), ActivityColumns(id: "id", code: "code", start: "start", end: "end"),
            codes: few(), extractDay: CalendarDay.day(expected.extract), overlap: rule)
    }

    private func definition(_ months: MonthRule) throws -> OutcomeDefinition {
        try OutcomeDefinition(
            at: CalendarDay.day(expected.at), from: CalendarDay.day(expected.from),
            to: CalendarDay.day(expected.to), months: months,
            extractDay: CalendarDay.day(expected.extract))
    }

    @Test(arguments: OverlapRule.allCases, MonthRule.allCases)
    func everyPersonIsAsCountedByDay(rule: OverlapRule, months: MonthRule) throws {
        let histories = try histories(csv("histories.csv"), rule)
        #expect(histories.persons == expected.persons)
        let outcomes = try histories.outcomes(definition(months))
        let counted = try #require(expected.outcomes["\(rule.rawValue)/\(months.rawValue)"])
        #expect(outcomes.count == counted.count && counted.count == 410)
        for (index, pair) in zip(outcomes, counted).enumerated() {
            #expect(isSame(pair.0, pair.1), "person \(expected.persons[index]): \(pair)")
        }
    }

    @Test func everyFindingIsCounted() throws {
        let found = try histories(csv("histories.csv"), .latest).findings
        let counts = Dictionary(
            uniqueKeysWithValues: found.map { ($0.code.rawValue, [$0.rows, $0.persons]) })
        #expect(counts == expected.findings)
        #expect(found.first { $0.code == .unknownCode }?.values == ["21O", "999"])
    }

    @Test func theOrderOfRowsChangesNothing() throws {
        let lines = try csv("histories.csv").split(separator: "\n").map(String.init)
        let first = try histories(csv("histories.csv"), .latest)
        var random = Seeded(3)
        for _ in 0..<3 {
            var rows = Array(lines.dropFirst())
            for index in rows.indices.dropFirst() { rows.swapAt(index, random.below(index + 1)) }
            let other = try histories(
                ([lines[0]] + rows).joined(separator: "\n"), .latest)
            #expect(other.persons == first.persons && other.segments == first.segments)
            #expect(other.findings == first.findings)
        }
    }

    @Test func aColumnForEachMonthIsAsCounted() throws {
        let table = try read(csv("months.csv"))
        for text in ["Mon.YY", "Jul.98..Jun.00"] {
            let histories = try ActivityHistories.wide(
                table, id: "who", months: MonthColumns(text, in: table), codes: few())
            for months in [MonthRule.monthEnd] {
                let outcomes = try histories.outcomes(
                    OutcomeDefinition(
                        at: CalendarDay.day("2000-02-29"), from: CalendarDay.day("1998-09-01"),
                        to: CalendarDay.day("2000-02-29"), months: months))
                #expect(outcomes.count == 120)
                for (index, pair) in zip(outcomes, expected.wide).enumerated() {
                    #expect(isSame(pair.0, pair.1), "person \(index + 1): \(pair)")
                }
            }
        }
    }

    /// The figure of the published data: six months or more jobless of September 1993 to June 1999.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["CASEWISE_DATA"] != nil,
            "CASEWISE_DATA names no folder"))
    func sixMonthsJoblessInNorthernIreland() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CASEWISE_DATA"])
        let table = try CSVReader.read(path: folder + "/mvad.csv")
        let file = projectRoot.appendingPathComponent("Models/neet-outcome/months-in-words.json")
        let histories = try ActivityHistories.wide(
            table, id: "id", months: MonthColumns("Jul.93..Jun.99", in: table),
            codes: ActivityCodes(json: Array(Data(contentsOf: file))))
        let outcomes = try histories.outcomes(
            OutcomeDefinition(
                at: nil, from: CalendarDay.day("1993-09-01"), to: CalendarDay.day("1999-06-30")))
        #expect(outcomes.count == 712)
        #expect(outcomes.filter { $0.sixMonths?.observed == true }.count == 163)
        // Counted apart from the program with Python's csv module.
        #expect(outcomes.filter { $0.sixMonthsRun?.observed == true }.count == 155)
        #expect(outcomes.filter { $0.ever?.observed == true }.count == 244)
        #expect(outcomes.allSatisfy { $0.notKnownMonths == 0 })
        #expect(histories.findings.isEmpty)
    }
}
