import TestSupport
import Testing

@testable import TimeToEvent

@Suite struct SurvivalDataTests {
    @Test func faultsAreNamedWithTheirRow() throws {
        #expect(throws: SurvivalDataError.nobody) { try SurvivalData(exit: [], event: []) }
        #expect(throws: SurvivalDataError.nobody) {
            try SurvivalData(exit: [1, 2], event: [0, 1], weight: [0, 0])
        }
        #expect(throws: SurvivalDataError.unequalLengths(column: "event", rows: 1, expected: 2)) {
            try SurvivalData(exit: [1, 2], event: [0])
        }
        #expect(throws: SurvivalDataError.negative(column: "exit", row: 1)) {
            try SurvivalData(exit: [1, -2], event: [0, 1])
        }
        for wrong in [Double.nan, .infinity] {
            #expect(throws: SurvivalDataError.notFinite(column: "exit", row: 0)) {
                try SurvivalData(exit: [wrong, 2], event: [0, 1])
            }
            #expect(throws: SurvivalDataError.notFinite(column: "entry", row: 1)) {
                try SurvivalData(entry: [0, wrong], exit: [1, 2], event: [0, 1])
            }
            #expect(throws: SurvivalDataError.notFinite(column: "weight", row: 1)) {
                try SurvivalData(exit: [1, 2], event: [0, 1], weight: [1, wrong])
            }
        }
        #expect(throws: SurvivalDataError.exitNotAfterEntry(row: 1, count: 2)) {
            try SurvivalData(entry: [0, 2, 9], exit: [1, 2, 8], event: [0, 1, 1])
        }
        #expect(throws: SurvivalDataError.codeOutOfRange(row: 1, code: 2, levels: 2)) {
            try Grouping(codes: [0, 2], labels: ["a", "b"])
        }
        #expect(throws: SurvivalDataError.codeOutOfRange(row: 0, code: -1, levels: 2)) {
            try Grouping(codes: [-1, 2], levelCount: 2)
        }
    }

    @Test func anEntryOfMinusInfinityIsNone() throws {
        let data = try SurvivalData(
            entry: [-.infinity, -.infinity], exit: [0, 2], event: [1, 0])
        #expect(data.entry == nil)
        let table = try #require(SurvivalOrder(data).riskTables().first)
        #expect(table.times == [0, 2])
        #expect(table.atRisk == [2, 1])
        #expect(table.atRisk(at: 0) == 2)
        #expect(table.atRisk(at: 1) == 1)
        #expect(table.atRisk(at: 3) == 0)
    }

    @Test func timesOfAllSizesAreSortedStably() throws {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<100 {
            let times = (0..<Int.random(in: 1...300, using: &generator)).map { _ -> Double in
                switch round % 4 {
                case 0: Double(Int.random(in: 0...9, using: &generator))
                case 1: Double.random(in: -1e300...1e300, using: &generator)
                case 2:
                    [0, -0.0, .infinity, -.infinity, Double.leastNonzeroMagnitude][
                        Int.random(in: 0...4, using: &generator)]
                default: Double.random(in: 0...1, using: &generator)
                }
            }
            let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
            #expect(TimeOrder.ascending(times) == expected.map { Int32($0) })
        }
    }

    /// Counts by their definition, row by row, with late entry, ties, weights, groups and strata.
    @Test(arguments: 0..<100) func tablesCountWhatTheirDefinitionSays(seed: Int) throws {
        let rows = RandomSurvival(seed: UInt64(seed), rows: 40, causes: 2)
        let data = try rows.data()
        let tables = SurvivalOrder(data).riskTables()
        let groups = try #require(data.group), strata = try #require(data.stratum)
        var seen = 0.0
        for table in tables {
            let members = (0..<data.rowCount).filter {
                groups.codes[$0] == table.group && strata.codes[$0] == table.stratum
                    && data.weight(of: $0) > 0
            }
            func sum(_ isCounted: (Int) -> Bool) -> Double {
                members.reduce(0) { $0 + (isCounted($1) ? data.weight(of: $1) : 0) }
            }
            #expect(table.times == Set(members.map { data.exit[$0] }).sorted())
            for (index, time) in table.times.enumerated() {
                let isAtRisk = { (row: Int) in
                    data.exit[row] >= time && (data.entry?[row] ?? -.infinity) < time
                }
                #expect(table.atRisk[index] == sum(isAtRisk))
                #expect(table.atRisk(at: time) == sum(isAtRisk))
                #expect(table.events[index] == sum { data.exit[$0] == time && data.event[$0] > 0 })
                for cause in 1...2 {
                    #expect(
                        table.eventsByCause[cause - 1][index]
                            == sum { data.exit[$0] == time && data.event[$0] == cause })
                }
                #expect(
                    table.censored[index] == sum { data.exit[$0] == time && data.event[$0] == 0 })
            }
            seen += table.total
        }
        #expect(seen == (0..<data.rowCount).reduce(0) { $0 + data.weight(of: $1) })
        #expect(
            tables.map { [$0.stratum, $0.group] }
                == tables.map { [$0.stratum, $0.group] }
                .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
    }
}
