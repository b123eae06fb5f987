import Distributions
import Foundation
import HypothesisTests
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import FactorScreening

/// `Reference/screening.json`, made from `Reference/cases.csv` by scipy, statsmodels and mpmath.
struct ScreeningReference: Decodable {
    struct Test: Decodable {
        let name: String
        let statistic: Double?
        let df: Double?
        let log10P: Double
    }
    struct Comparison: Decodable {
        let level: String?
        let riskDifference: [Double]
        let oddsRatio: [Double]?
    }
    struct Factor: Decodable {
        let name: String
        let levels: [String]
        let counts: [[Int]]
        let cases: Int
        let events: Int
        let missing: Int
        let test: Test
        let reference: String
        let effects: [Comparison]
        let sparse: Bool
        let lumped: Int
        let determination: Double
    }
    struct Number: Decodable {
        let name: String
        let cases: Int
        let events: Int
        let missing: Int
        let counts: [[Int]]
        let ranges: [[Double]]
        let test: Test
        let top: Comparison
        let perSd: [Double]
        let determination: Double
    }
    struct Adjusted: Decodable {
        let cases: Int
        let events: Int
        let statistic: Double
        let df: Double
        let log10P: Double
        let adjusted: [[Double]?]
        let crude: [[Double]?]
    }
    struct Pair: Decodable {
        let a: String
        let b: String
        let v: Double
    }
    struct Pattern: Decodable {
        let needs: [String]
        let cases: Int
        let observed: Int
        let expected: Double
        let lift: [Double]
        let events: Int
        let log10P: Double
        let test: String
        let fromPairs: Double?
        let q: Double
    }
    let cases: Int
    let events: Int
    let factors: [Factor]
    let numbers: [Number]
    let q: [String: [String: Double]]
    let adjusted: [String: Adjusted]
    let correctedV: [Pair]
    let patterns: [Pattern]

    static func read() throws -> ScreeningReference { try reference("screening.json") }

    static func table() throws -> Table {
        try CSVReader.read(Array(Data(contentsOf: referenceURL("cases.csv"))))
    }

    static var options: ScreeningOptions {
        var options = ScreeningOptions()
        options.exclude = ["months"]
        return options
    }
}

@Suite struct ScreeningReferenceTests {
    let known: ScreeningReference
    let table: Table

    init() throws {
        known = try .read()
        table = try ScreeningReference.table()
    }

    private func screened(_ options: ScreeningOptions = ScreeningReference.options) throws
        -> Screening
    {
        try Screening(of: table, outcome: "neet", options)
    }

    private func near(_ effect: Effect?, _ values: [Double]?, _ tolerance: Double) -> Bool {
        guard let values else { return effect?.status != .estimated }
        let own = [effect?.estimate, effect?.confLow, effect?.confHigh]
        return zip(own, values).allSatisfy {
            relativeError($0 ?? .nan, $1) <= tolerance || abs(($0 ?? .nan) - $1) <= tolerance
        }
    }

    @Test func levels() throws {
        let found = try screened()
        #expect(found.cases == known.cases)
        #expect(found.events == known.events)
        #expect(found.event == "1")
        for factor in known.factors {
            let own = try #require(found.factors.first { $0.name == factor.name })
            #expect(own.levels.map(\.level) == factor.levels, "\(factor.name)")
            #expect(own.levels.map { [$0.cases - $0.events, $0.events] } == factor.counts)
            #expect(own.cases == factor.cases && own.events == factor.events)
            #expect(own.missing == factor.missing)
            #expect(own.reference == factor.reference)
            #expect(own.isSparse == factor.sparse)
            #expect(own.lumpedLevels == factor.lumped)
            #expect(own.test.name == factor.test.name)
            if let statistic = factor.test.statistic {
                #expect(relativeError(own.test.statistic ?? .nan, statistic) < 1e-13)
                #expect(own.test.df == factor.test.df)
            }
            // The exact test's reference is scipy's sum of doubles.
            #expect(abs((own.test.pValue?.log10 ?? .nan) - factor.test.log10P) < 1e-10)
            #expect(abs((own.determination ?? .nan) - factor.determination) < 1e-12)
            for known in factor.effects {
                let of = { (name: String) in
                    own.effects.first { $0.name == name && $0.level == known.level }
                }
                #expect(near(of("risk_difference"), known.riskDifference, 1e-8))
                #expect(near(of("odds_ratio"), known.oddsRatio, 1e-12))
            }
        }
    }

    @Test func numbers() throws {
        let found = try screened()
        for number in known.numbers {
            let own = try #require(found.factors.first { $0.name == number.name })
            #expect(own.cases == number.cases && own.missing == number.missing)
            #expect(own.levels.map { [$0.cases - $0.events, $0.events] } == number.counts)
            let labels = number.ranges.map { range in
                let text = range.map { NumberBins.text($0, isDate: own.kind == .date) }
                return text[0] == text[1] ? text[0] : text[0] + " to " + text[1]
            }
            #expect(own.levels.map(\.level) == labels)
            #expect(own.test.df == number.test.df)
            #expect(abs((own.test.statistic ?? .nan) - (number.test.statistic ?? 0)) < 1e-10)
            #expect(abs((own.test.pValue?.log10 ?? .nan) - number.test.log10P) < 1e-10)
            #expect(abs((own.determination ?? .nan) - number.determination) < 1e-12)
            let of = { (name: String) in own.effects.first { $0.name == name } }
            #expect(near(of("risk_difference"), number.top.riskDifference, 1e-8))
            #expect(near(of("odds_ratio"), number.top.oddsRatio, 1e-12))
            #expect(near(of("odds_ratio_per_sd"), number.perSd, 1e-9), "\(number.name)")
        }
    }

    @Test(arguments: MultiplicityCorrection.allCases) func corrections(
        _ correction: MultiplicityCorrection
    ) throws {
        guard let values = known.q[correction.rawValue] else { return }
        var options = ScreeningReference.options
        options.correction = correction
        let found = try screened(options)
        #expect(found.factors.count == values.count)
        for factor in found.factors {
            let value = try #require(values[factor.name])
            #expect(relativeError(factor.qValue ?? .nan, value) < 1e-8)
        }
        let logs = found.factors.map { $0.evidence?.naturalLog ?? 1 }
        #expect(logs == logs.sorted())
    }

    @Test func besideAnAdjustmentSet() throws {
        var options = ScreeningReference.options
        options.adjust = "sex + age"
        let found = try screened(options)
        #expect(found.adjustmentColumns == ["sex", "age"])
        #expect(!found.factors.contains { ["sex", "age"].contains($0.name) })
        for (name, values) in known.adjusted {
            let factor = try #require(found.factors.first { $0.name == name })
            let own = try #require(factor.adjusted)
            #expect(own.cases == values.cases && own.events == values.events)
            #expect(abs((own.test.statistic ?? .nan) - values.statistic) < 1e-10)
            #expect(own.test.df == values.df)
            #expect(abs((own.test.pValue?.log10 ?? .nan) - values.log10P) < 1e-10)
            #expect(own.adjusted.count == values.adjusted.count)
            for (effect, value) in zip(own.adjusted, values.adjusted) {
                #expect(near(effect, value, 1e-9), "\(name)")
            }
            for (effect, value) in zip(own.crude, values.crude) {
                #expect(near(effect, value, 1e-9))
            }
        }
        let logs = found.factors.map { $0.adjusted?.test.pValue?.naturalLog ?? 1 }
        #expect(logs == logs.sorted())
    }

    @Test func redundancy() throws {
        let found = try screened()
        #expect(found.groups.map(\.representative) == ["domestic_abuse"])
        #expect(found.groups.first?.members.map(\.name) == ["plan"])
        let rows = try BinaryOutcome01.rows(table)
        let candidates = table.columns.flatMap {
            Candidate.of($0, rows: rows, ScreeningReference.options)
        }
        for pair in known.correctedV {
            let a = try #require(candidates.first { $0.name == pair.a })
            let b = try #require(candidates.first { $0.name == pair.b })
            let counts = try PairCounts([a.codes, b.codes])
            let own = counts.association(0, 1)?.biasCorrectedV ?? .nan
            #expect(abs(own - pair.v) < 1e-12, "\(pair.a) \(pair.b)")
        }
    }

    @Test func patternsOfNeeds() throws {
        var options = ScreeningReference.options
        options.needs = [
            "domestic_abuse", "substance_use", "mental_health", "young_carer", "plan",
        ]
        let found = try screened(options).needs
        #expect(found.pairsTried + found.triplesTried == known.patterns.count)
        let listed = known.patterns.filter { $0.observed >= 10 && $0.lift[0] > 1 }
        #expect(found.patterns.count == listed.count)
        for pattern in listed {
            let own = try #require(found.patterns.first { $0.needs == pattern.needs })
            #expect(own.cases == pattern.cases && own.observed == pattern.observed)
            #expect(own.events == pattern.events)
            #expect(relativeError(own.expected, pattern.expected) < 1e-13)
            #expect(near(own.lift, pattern.lift, 1e-11))
            #expect(own.test.name == pattern.test)
            #expect(
                relativeError(own.test.pValue?.log10 ?? .nan, pattern.log10P) < 1e-11,
                "\(pattern.needs)")
            #expect(relativeError(own.qValue ?? .nan, pattern.q) < 1e-8)
            if let fromPairs = pattern.fromPairs {
                #expect(relativeError(own.expectedFromPairs ?? .nan, fromPairs) < 1e-9)
            }
        }
        let logs = found.patterns.map { $0.test.pValue?.naturalLog ?? 1 }
        #expect(logs == logs.sorted())
    }
}

/// The rows of `cases.csv` with an outcome.
enum BinaryOutcome01 {
    static func rows(_ table: Table) throws -> [Int] {
        let column = try #require(table["neet"])
        return (0..<table.rowCount).filter { column.validity[$0] }
    }
}
