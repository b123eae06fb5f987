import Distributions
import GeneralizedLinearModels
import HypothesisTests
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import FactorScreening

/// Few events, flags and blanks, derived outcomes, columns that exclude each other, counts, clusters.
@Suite struct ScreeningCaseTests {
    private func table(_ text: String) throws -> Table { try CSVReader.read(Array(text.utf8)) }

    private func table(_ values: [Double], events: Set<Int>, leak: Bool = false) throws -> Table {
        var text = leak ? "x,s,y\n" : "x,y\n"
        for (row, value) in values.enumerated() {
            let isEvent = events.contains(row)
            text +=
                "\(value)," + (leak ? (isEvent ? "yes," : "no,") : "") + (isEvent ? "1" : "0")
                + "\n"
        }
        return try table(text)
    }

    // MARK: Few events; values by Reference/few_events.R (R 4.2.2)

    private static let eight: [Double] = [
        42.91, 50.32, 31.8, 33.65, 64.14, 38.79, 65.88, 57.5, 49.45, 37.95, 40.06, 45.82,
        31.54, 46.93, 36.2, 50.15, 47.32, 60.65, 42.89, 42.13, 41.81, 49.81, 44.69, 54.23,
        50.88, 50.09, 47.75, 40.81, 47.35, 38.2, 36.75, 38.74, 58.14, 31.07, 39.56, 55.82,
        47.77, 68.55, 42.66, 45.83, 30.36, 50.24, 60.7, 39.53, 60.68, 45.87, 23.76, 60.56,
        58.69, 52.64, 59.48, 47.24, 40.18, 56, 51.91, 56.51, 48.12, 55.27, 67.85, 50.72,
    ]
    private static let eightEvents: Set = [6, 7, 23, 37, 44, 47, 53, 58]
    private static let fourteen: [Double] = [
        79.6, 42.3, 64.5, 58.5, 47.6, 66.9, 65.5, 57, 65.3, 39.5, 48.3, 35.7, 54, 37, 43.8,
        49.1, 45.8, 22.9, 46.6, 53.4, 31.3, 56.5, 31.5, 46.5, 48.7, 53.1, 54.7, 74.2, 46.1,
        54.5, 30.8, 58.1, 55.1, 58.3, 38.1, 60.1, 70.4, 69, 40.8, 46.6, 50.1, 43.2, 57,
        51.3, 34.3, 48.8, 33, 47, 50.4, 49.6, 56.2, 54, 61.3, 53.7, 36.9, 62.8, 38.1, 63.8,
        60.6, 63.9, 48.8, 48.9, 58, 41.3, 77.3, 46.8, 45.4, 48.2, 43.8, 54.1, 49.6, 44,
        60.5, 50.9, 55, 83.3, 70.6, 35.2, 52.1, 61.8,
    ]
    private static let fourteenEvents: Set = [
        2, 8, 28, 32, 34, 45, 48, 55, 61, 64, 66, 75, 76, 79,
    ]

    @Test func belowTenEventsNumbersAreTestedExactlyByTheirBins() throws {
        let found = try Screening(
            of: table(Self.eight, events: Self.eightEvents, leak: true), outcome: "y")
        let x = try #require(found.factors.first { $0.name == "x" })
        #expect(x.test.name == "fisher_exact")
        #expect(relativeError(x.test.pValue?.value ?? .nan, 0.000551951651124745) < 1e-10)
        #expect(x.levels.map(\.events) == [0, 0, 0, 2, 6])
        #expect(!x.effects.contains { $0.name == "odds_ratio_per_sd" })
        // A column that says the outcome again, and still no leak on eight events.
        let leak = try #require(found.factors.first { $0.name == "s" })
        for factor in [x, leak] {
            #expect(factor.hasFewEvents && !factor.suspectsLeakage)
            #expect(factor.determination == nil)
        }
    }

    @Test func belowTwentyEventsNumbersLieOnALine() throws {
        let found = try Screening(
            of: table(Self.fourteen, events: Self.fourteenEvents), outcome: "y")
        let x = try #require(found.factors.first)
        #expect(x.test.df == 1 && !x.hasFewEvents)
        #expect(abs((x.test.statistic ?? .nan) - 5.5826289165809) < 1e-9)
        #expect(relativeError(x.test.pValue?.value ?? .nan, 0.0181394735933652) < 1e-9)
        #expect(x.test.method.contains("fewer than 20 cases of the rarer outcome"))
    }

    @Test(arguments: [0, 1, 5, 9, 10, 19, 20]) func degreesOfFreedomNeedTenEventsEach(_ events: Int)
        throws
    {
        let values = (0..<200).map { Double($0 * 37 % 200) + 0.5 }
        guard events > 0 else { return }
        for turned in [false, true] {
            let chosen = Set((0..<events).map { $0 * 7 })
            let set = turned ? Set(0..<200).subtracting(chosen) : chosen
            let x = try #require(
                try Screening(of: table(values, events: set), outcome: "y").factors.first)
            #expect(x.hasFewEvents == (events < 10))
            if events < 10 { #expect(x.test.name == "fisher_exact") }
            if events >= 10 { #expect(x.test.df == (events < 20 ? 1 : 2)) }
        }
    }

    @Test func besideASetToo() throws {
        var text = "x,s,y\n"
        for row in 0..<120 {
            text += "\(row * 37 % 120).5,\(row % 2),\(row % 15 == 0 ? 1 : 0)\n"
        }
        var options = ScreeningOptions()
        options.adjust = "s"
        let x = try #require(
            try Screening(of: table(text), outcome: "y", options).factors.first)
        #expect(x.adjusted?.test.pValue == nil)
        #expect(x.adjusted?.test.note == "fewer than 10 cases of the rarer outcome")
    }

    @Test func whereNumbersBendTheBinThatSaysSoIsShown() throws {
        let values = (0..<400).map { Double($0) + 0.5 }
        let middle = Set((0..<400).filter { $0 >= 160 && $0 < 240 ? $0 % 4 != 0 : $0 % 20 == 0 })
        let x = try #require(
            try Screening(of: table(values, events: middle), outcome: "y").factors.first)
        #expect((x.test.pValue?.value ?? 1) < 1e-6)
        #expect(x.leading == x.levels[2].level)
        #expect(x.effects.first?.level == x.levels[2].level)
    }

    // MARK: Flags

    @Test func aColumnOfOneValueAndBlanksIsACandidateAndANeed() throws {
        var text = "dv,care,gone,none,y\n"
        for row in 0..<120 {
            text += (row % 3 == 0 ? "Y," : ",") + (row % 4 == 0 ? "yes," : ",")
            text += (row % 5 == 0 ? "moved," : ",") + "same," + (row % 6 < 2 ? "1\n" : "0\n")
        }
        let found = try Screening(of: table(text), outcome: "y")
        #expect(Set(found.factors.map(\.column)) == ["dv", "care", "gone"])
        let dv = try #require(found.factors.first { $0.name == "is_missing(dv)" })
        #expect(dv.kind == .missingness && dv.reference == "missing" && dv.leading == "present")
        #expect(dv.levels.map(\.cases) == [40, 80] && dv.test.pValue != nil)
        #expect(found.excluded.contains(.init(column: "none", reason: .constant)))
        #expect(found.needs.needs.map(\.name) == ["dv[Y]", "care[yes]"])
        #expect(found.needs.needs.map(\.cases) == [40, 30])
        #expect(found.needs.pairsTried == 1 && !found.needs.areNamed)
        var options = ScreeningOptions()
        options.needs = ["dv", "gone"]
        let named = try Screening(of: table(text), outcome: "y", options).needs
        #expect(named.needs.map(\.name) == ["dv[Y]", "gone[moved]"] && named.areNamed)
    }

    // MARK: What an outcome is derived from

    @Test func derivedOutcomesLeaveTheirSourcesOut() throws {
        var source = try Self.derived()
        let steps = ["sum = a + b", "high = sum >= 4", "later = a * 2", "other = c + 1"]
        var options = ScreeningOptions()
        options.derivations = try steps.map { try Derivation(parsing: $0) }
        for step in options.derivations { source = try source.adding([step.column(over: source)]) }
        let found = try Screening(of: source, outcome: "high", options)
        #expect(Set(found.outcomeColumns) == ["high", "sum", "a", "b"])
        #expect(Set(found.factors.map(\.column)) == ["c", "other"])
        for name in ["sum", "a", "b"] {
            #expect(found.excluded.contains(.init(column: name, reason: .outcome)))
        }
        #expect(found.excluded.contains(.init(column: "later", reason: .derivedFromOutcome)))
        options.candidates = ["later"]
        #expect(
            try Screening(of: source, outcome: "high", options).factors.map(\.name) == ["later"])
        options.candidates = ["a"]
        #expect(throws: ScreeningError.notACandidate("a", .outcome)) {
            try Screening(of: source, outcome: "high", options)
        }
        options.candidates = nil
        options.adjust = "b"
        let failure = #expect(throws: ScreeningError.self) {
            try Screening(of: source, outcome: "high", options)
        }
        guard case .adjustment(let error)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.message.contains("\"b\" is part of the outcome"))
    }

    private static func derived() throws -> Table {
        var text = "a,b,c\n"
        for row in 0..<90 { text += "\(row % 5),\(row % 3),\(row % 7)\n" }
        return try CSVReader.read(Array(text.utf8))
    }

    // MARK: Columns that exclude each other

    @Test func oneVariableInSeveralColumns() throws {
        var text = "north,south,east,male,female,ill,y\n"
        for row in 0..<180 {
            let area = row % 3
            text += (0..<3).map { $0 == area ? "yes" : "no" }.joined(separator: ",")
            text += row % 4 < 2 ? ",yes,no" : ",no,yes"
            text += row % 5 == 0 ? ",yes" : ",no"
            text += row % 7 < 3 ? ",1\n" : ",0\n"
        }
        let found = try Screening(of: table(text), outcome: "y")
        #expect(found.exclusive == [["north", "south", "east"], ["male", "female"]])
        // Of 15 pairs three of areas and one of sexes cannot be.
        #expect(found.needs.exclusivePairs == 4 && found.needs.pairsTried == 11)
        for pattern in found.needs.patterns {
            #expect(Set(pattern.needs.map { $0.prefix(4) }).count == pattern.needs.count)
        }
    }

    @Test func triplesAreBounded() throws {
        var generator = SeededGenerator(seed: 3)
        var text = (0..<60).map { "c\($0)," }.joined() + "y\n"
        for _ in 0..<200 {
            for _ in 0..<60 { text += Bool.random(using: &generator) ? "1," : "0," }
            text += Bool.random(using: &generator) ? "1\n" : "0\n"
        }
        let needs = try Screening(of: table(text), outcome: "y").needs
        #expect(needs.pairsTried == 60 * 59 / 2)
        #expect(needs.triplesTried == 30 * 29 * 28 / 6)
    }

    // MARK: Counts and clusters

    @Test func countsAreTheRepeatedRows() throws {
        for seed in 0..<20 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let rows = ScreeningPropertyTests.self
            let source = try rows.table(seed: UInt64(seed))
            let counts = (0..<source.rowCount).map { _ in Int.random(in: 0...4, using: &generator) }
            let counted = try source.adding([
                Column(
                    name: "cases", values: .integer(Integers(counts.map(Int64.init))),
                    validity: ValidityMask(allValid: counts.count))
            ])
            let repeated = source.selecting(
                counts.indices.flatMap { [Int](repeating: $0, count: counts[$0]) })
            var options = ScreeningOptions()
            if seed % 2 == 0 { options.adjust = "c" } else { options.cluster = "k" }
            let plain = try Screening(of: repeated, outcome: "y", options)
            options.count = "cases"
            let own = try Screening(of: counted, outcome: "y", options)
            #expect(own.cases == repeated.rowCount && own.events == plain.events)
            #expect(own.rows == counts.filter { $0 > 0 }.count)
            #expect(own.factors.map(\.name) == plain.factors.map(\.name))
            for (a, b) in zip(own.factors, plain.factors) {
                #expect(a.test == b.test && a.effects == b.effects && a.qValue == b.qValue)
                #expect(a.levels == b.levels && a.adjusted?.test == b.adjusted?.test)
                #expect(a.designEffect == b.designEffect)
            }
            #expect(own.needs.patterns.map(\.observed) == plain.needs.patterns.map(\.observed))
            #expect(own.excluded.contains(.init(column: "cases", reason: .count)))
        }
    }

    @Test func eachCaseAClusterOfItsOwnIsPearsonsTest() throws {
        var text = "a,n,id,y\n"
        var generator = SeededGenerator(seed: 8)
        for row in 0..<300 {
            text += "\(Bool.random(using: &generator)),\(Int.random(in: 0...9, using: &generator)),"
            text += "\(row),\(Int.random(in: 0...1, using: &generator))\n"
        }
        var options = ScreeningOptions()
        options.cluster = "id"
        let found = try Screening(of: table(text), outcome: "y", options)
        #expect(found.clusters?.clusters == 300)
        let a = try #require(found.factors.first { $0.name == "a" })
        let plain = try #require(
            try Screening(of: table(text), outcome: "y").factors.first { $0.name == "a" })
        // Rao and Scott's variance has G/(G-1).
        let effect = try #require(a.designEffect)
        #expect(abs(effect - 300.0 / 299) < 0.02)
        #expect(
            relativeError((a.test.statistic ?? 0) * effect, plain.test.statistic ?? .nan) < 1e-12)
        let n = try #require(found.factors.first { $0.name == "n" })
        #expect(n.test.name == "rao_scott_second_order" && n.designEffect != nil)
        options.adjust = "a"
        #expect(throws: ScreeningError.clusterBesideAdjustment) {
            try Screening(of: table(text), outcome: "y", options)
        }
    }

    // MARK: The set, and labels

    @Test func aSetThatDecidesTheOutcomeIsSeen() throws {
        var text = "copy,x,y\n"
        for row in 0..<100 {
            text += "\(row % 3 == 0 ? "A" : "B"),\(row * 7 % 50),\(row % 3 == 0 ? 1 : 0)\n"
        }
        var options = ScreeningOptions()
        options.adjust = "copy"
        let found = try Screening(of: table(text), outcome: "y", options)
        #expect((found.adjustmentDetermination ?? 0) > 0.95)
        options.adjust = "x"
        let other = try Screening(of: table(text), outcome: "y", options)
        #expect((other.adjustmentDetermination ?? 1) < 0.1)
    }

    @Test func endsOfBinsAreShortAndToldApart() {
        let bins = NumberBins(
            sorted: [0.926464513085575, 2.97899799583055, 123.456789, 98765.4321, 1e6], count: 2)
        #expect(bins.labels(isDate: false) == ["0.9265 to 123.5", "98765 to 1000000"])
        let near = NumberBins(sorted: [0.1234561, 0.1234562, 0.1234563, 0.1234564], count: 2)
        #expect(
            near.labels(isDate: false)
                == ["0.1234561 to 0.1234562", "0.1234563 to 0.1234564"])
    }
}
