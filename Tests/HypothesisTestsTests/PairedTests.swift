import Distributions
import HypothesisTests
import TestSupport
import Testing

/// `Reference/paired_tables.json`, made by mpmath at 60 digits from the defining equations.
struct PairedReference: Decodable {
    typealias Chi = StratifiedReference.Chi
    struct Two: Decodable, CustomTestStringConvertible {
        let name: String
        let counts: [Int]
        let mcnemar: [Double]
        let corrected: [Double]
        let exactLogP: Double?
        let midLogP: Double?
        let oddsRatio: [Double?]?
        let riskDifference: [Double?]
        var testDescription: String { name }
    }
    struct Square: Decodable, CustomTestStringConvertible {
        let name: String
        let counts: [[Int]]
        let bowker: Chi
        let stuartMaxwell: Chi
        let kappa: [Double]
        let kappaLinear: [Double]
        let kappaQuadratic: [Double]
        var testDescription: String { name }
    }
    struct Cochran: Decodable, CustomTestStringConvertible {
        let name: String
        let patterns: [[Int]]
        let counts: [Int]
        let statistic: Double
        let df: Double
        let logP: Double
        let informative: Int
        let statsmodels: Double?
        var testDescription: String { name }
    }
    let twoByTwo: [Two]
    let square: [Square]
    let cochran: [Cochran]

    static func all() throws -> PairedReference {
        try reference("paired_tables.json", as: PairedReference.self)
    }
}

/// Both, the first only, the second only, neither.
func makePairs(_ counts: [Int]) throws -> PairedEvents {
    try PairedEvents(
        first: "after", second: "before", both: counts[0], firstOnly: counts[1],
        secondOnly: counts[2], neither: counts[3])
}

func makeSquare(_ rows: [[Int]]) throws -> PairedTable {
    try PairedTable(
        first: "one", second: "two", levels: rows.indices.map { "l\($0 + 1)" },
        counts: rows.flatMap(\.self))
}

@Suite struct PairedTests {
    private func expect(_ effect: Effect, _ values: [Double?], _ tolerance: Double) {
        let actual = [effect.estimate, effect.confLow, effect.confHigh]
        for (actual, expected) in zip(actual, values) {
            guard let actual, let expected else {
                #expect(actual == expected, "\(effect)")
                continue
            }
            #expect(
                abs(actual - expected) <= tolerance * max(abs(expected), 1e-3),
                "\(effect.name): \(actual) \(expected)")
        }
    }

    private func expect(_ test: TestResult, _ logP: Double) throws {
        let p = try #require(test.pValue).naturalLog
        #expect(abs(p - logP) <= 1e-12 * max(abs(logP), 1), "\(test.name) \(p) \(logP)")
    }

    @Test(arguments: try PairedReference.all().twoByTwo)
    func pairsAreThoseOfTheDefinition(_ entry: PairedReference.Two) throws {
        let pairs = try makePairs(entry.counts)
        for (test, expected) in [
            (pairs.mcNemar(), entry.mcnemar), (pairs.correctedMcNemar(), entry.corrected),
        ] {
            #expect(relativeError(try #require(test.statistic), expected[0]) < 1e-13)
            try expect(test, expected[1])
        }
        if let logP = entry.exactLogP { try expect(pairs.exactMcNemar(), logP) }
        if let logP = entry.midLogP { try expect(pairs.midPMcNemar(), logP) }
        if let values = entry.oddsRatio {
            expect(pairs.oddsRatio(confidence: 0.95), values, 1e-12)
        }
        expect(pairs.riskDifference(confidence: 0.95), entry.riskDifference, 1e-12)
    }

    @Test(arguments: try PairedReference.all().square)
    func squaresAreThoseOfTheDefinition(_ entry: PairedReference.Square) throws {
        let table = try makeSquare(entry.counts)
        for (test, expected) in [
            (table.bowkerSymmetry(), entry.bowker), (table.stuartMaxwell(), entry.stuartMaxwell),
        ] {
            #expect(relativeError(try #require(test.statistic), expected.statistic) < 1e-12)
            #expect(test.df == expected.df)
            try expect(test, expected.logP)
        }
        for (weights, values) in [
            (KappaWeights.none, entry.kappa), (.linear, entry.kappaLinear),
            (.quadratic, entry.kappaQuadratic),
        ] {
            expect(table.kappa(weights: weights, confidence: 0.95), values, 1e-11)
        }
    }

    @Test(arguments: try PairedReference.all().cochran)
    func repeatedMeasuresAreThoseOfTheDefinition(_ entry: PairedReference.Cochran) throws {
        let measures = try RepeatedMeasures(
            measures: (entry.patterns.first ?? []).indices.map { "m\($0 + 1)" },
            patterns: entry.patterns.map { $0.map { $0 == 1 } }, counts: entry.counts)
        let test = measures.cochranQ()
        #expect(relativeError(try #require(test.statistic), entry.statistic) < 1e-13)
        #expect(test.df == entry.df && measures.informative == entry.informative)
        try expect(test, entry.logP)
        if let other = entry.statsmodels {
            #expect(relativeError(try #require(test.statistic), other) < 1e-12)
        }
        // Two measures are a paired table.
        if entry.patterns[0].count == 2 {
            let pairs = try #require(measures.comparison(0, 1))
            #expect(pairs.mcNemar().statistic == test.statistic)
        }
    }

    /// Newcombe's own example: 36 both, 12 and 2, none neither, .0569 to .3404 by method 10.
    @Test func newcombesExample() throws {
        let effect = try makePairs([36, 12, 2, 0]).riskDifference(confidence: 0.95)
        #expect(abs(try #require(effect.confLow) - 0.0569) < 5e-5)
        #expect(abs(try #require(effect.confHigh) - 0.3404) < 5e-5)
    }

    @Test func withoutDiscordantPairsPIsOne() throws {
        let pairs = try makePairs([12, 0, 0, 30])
        let tests = [
            pairs.mcNemar(), pairs.exactMcNemar(), pairs.correctedMcNemar(), pairs.midPMcNemar(),
        ]
        for test in tests {
            #expect(test.pValue?.value == 1 && test.note == "no pair differs")
        }
        let square = try makeSquare([[12, 0, 0], [0, 30, 0], [0, 0, 4]])
        for test in [square.bowkerSymmetry(), square.stuartMaxwell()] {
            #expect(test.pValue?.value == 1)
        }
        let kappa = square.kappa(confidence: 0.95)
        #expect(kappa.estimate == 1 && kappa.confLow == nil && kappa.status == .notEstimable)
        let none = try makePairs([0, 0, 0, 0])
        #expect(none.mcNemar().status == .notEstimable && none.mcNemar().pValue == nil)
    }
}
