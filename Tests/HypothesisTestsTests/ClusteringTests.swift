import Distributions
import Foundation
import HypothesisTests
import TestSupport
import Testing

/// A number, or several, as R writes them.
struct OneOrMore: Decodable {
    let values: [Double]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let several = try? container.decode([Double].self) {
            values = several
        } else {
            values = [try container.decode(Double.self)]
        }
    }
}

/// `Reference/clustering.json`: what R's survey and sandwich say of cases that share families.
struct ClusteringReference: Decodable {
    struct Estimates: Decodable {
        let estimate: OneOrMore
        let se: OneOrMore
        let wald: Double?
    }
    struct Entry: Decodable {
        let row: [Int]
        let column: [Int]
        let cluster: [Int]
        let y: [Double]
        let weight: [Double]?
        let pearson: Double
        let df: Double
        let meanDesignEffect: Double
        let firstLogP: Double
        let secondF: Double
        let secondDf: [Double]
        let secondP: Double
        let event: Int
        let share: Double
        let shareSE: Double
        let shares: [Double]
        let sharesSE: [Double]
        let korn: [Double]
        let effective: Double
        let logOddsRatio: Estimates?
        let logRiskRatio: Estimates?
        let riskDifference: Estimates
        let meanDifference: Estimates
        let iccEvent: Double?
        let iccY: Double?

        func table() throws -> ClusteredTable {
            try ClusteredTable(
                rowCodes: row.map { $0 - 1 }, columnCodes: column.map { $0 - 1 },
                clusterCodes: cluster.map { $0 - 1 }, clusterCount: cluster.max() ?? 0,
                rowLabels: (1...(row.max() ?? 1)).map { "r\($0)" },
                columnLabels: (1...(column.max() ?? 1)).map { "c\($0)" }, weights: weight)
        }
    }
    let program: String
    let cases: [String: Entry]

    static func all() throws -> [(name: String, entry: Entry)] {
        try reference("clustering.json", as: ClusteringReference.self).cases
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    static var names: [String] { get throws { try all().map(\.name) } }

    static func entry(_ name: String) throws -> Entry {
        try #require(try all().first { $0.name == name }).entry
    }
}

/// Rao-Scott, cluster-robust standard errors and effective numbers against survey and sandwich.
@Suite struct ClusteringTests {
    @Test(arguments: try ClusteringReference.names)
    func raoScottIsThatOfSurvey(name: String) throws {
        let entry = try ClusteringReference.entry(name)
        let data = try entry.table()
        let (found, _) = RaoScott.of(data)
        let correction = try #require(found)
        #expect(relativeError(correction.pearson, entry.pearson) < 1e-12)
        #expect(relativeError(correction.meanDesignEffect, entry.meanDesignEffect) < 1e-11)
        let first = correction.firstOrder()
        #expect(first.name == "rao_scott_first_order" && first.df == entry.df)
        // R's log p of a statistic that both round: its slope is about 1/2.
        #expect(
            abs(try #require(first.pValue).naturalLog - entry.firstLogP)
                < 1e-11 * max(1, abs(entry.firstLogP)))
        let second = correction.secondOrder()
        #expect(second.name == "rao_scott_second_order")
        #expect(relativeError(try #require(second.statistic), entry.secondF) < 1e-11)
        #expect(relativeError(try #require(second.df), entry.secondDf[0]) < 1e-10)
        #expect(relativeError(try #require(second.df2), entry.secondDf[1]) < 1e-10)
        #expect(relativeError(try #require(second.pValue).value, entry.secondP) < 1e-9)
    }

    @Test(arguments: try ClusteringReference.names)
    func effectsAreThoseOfSandwich(name: String) throws {
        let entry = try ClusteringReference.entry(name)
        let comparison = try ClusteredComparison(
            entry.table(), event: entry.event - 1, reference: 0)
        for (i, (share, se)) in zip(entry.shares, entry.sharesSE).enumerated() {
            #expect(abs(try #require(comparison.shares.means[i]) - share) < 1e-13)
            let variance = try #require(comparison.shares.variances[i])
            #expect(abs(variance.squareRoot() - se) < 1e-11)
        }
        try check(entry.riskDifference) { level in
            comparison.riskDifference(level, confidence: 0.5)
        }
        if let expected = entry.logOddsRatio {
            try check(expected, isRatio: true) { level in
                comparison.oddsRatio(level, confidence: 0.95)
            }
        }
        if let expected = entry.logRiskRatio {
            try check(expected, isRatio: true) { level in
                comparison.riskRatio(level, confidence: 0.95)
            }
        }
    }

    @Test(arguments: try ClusteringReference.names)
    func meansAreThoseOfSandwich(name: String) throws {
        let entry = try ClusteringReference.entry(name)
        let means = try ClusteredMeans(
            values: entry.y, levelCodes: entry.row.map { $0 - 1 },
            clusterCodes: entry.cluster.map { $0 - 1 }, clusterCount: entry.cluster.max() ?? 0,
            levels: (1...(entry.row.max() ?? 1)).map { "r\($0)" }, weights: entry.weight)
        try check(entry.meanDifference) { means.meanDifference($0, confidence: 0.95) }
        let wald = means.waldTest()
        #expect(
            relativeError(
                try #require(wald.statistic), try #require(entry.meanDifference.wald)) < 1e-9)
        #expect(wald.df == Double(entry.shares.count - 1))
        if let icc = entry.iccY {
            #expect(abs(try #require(means.intraclassCorrelation) - icc) < 1e-11)
        }
    }

    @Test(arguments: try ClusteringReference.names)
    func sharesAreThoseOfSurvey(name: String) throws {
        let entry = try ClusteringReference.entry(name)
        let data = try entry.table()
        let share = try #require(data.proportion(event: entry.event - 1))
        #expect(abs(try #require(share.share) - entry.share) < 1e-13)
        #expect(relativeError(try #require(share.standardError), entry.shareSE) < 1e-11)
        let total = Double(share.total)
        let effective = try #require(share.effectiveCases(confidence: 0.95))
        #expect(relativeError(effective, min(entry.effective, total)) < 1e-10)
        let exact = share.kornGraubard(confidence: 0.95)
        if entry.effective <= total {
            #expect(relativeError(try #require(exact.confLow), entry.korn[0]) < 1e-8)
            #expect(relativeError(try #require(exact.confHigh), entry.korn[1]) < 1e-8)
        }
        let wilson = share.wilson(confidence: 0.95)
        // Each limit p solves |share - p| = z √(p (1 - p) / n*).
        for limit in [try #require(wilson.confLow), try #require(wilson.confHigh)] {
            let distance = 1.9599639845400542 * (limit * (1 - limit) / effective).squareRoot()
            #expect(relativeError(abs(limit - entry.share), distance) < 1e-9)
        }
        if let icc = entry.iccEvent, data.table.columnCount == 2 {
            #expect(abs(try #require(data.intraclassCorrelation) - icc) < 1e-11)
        }
    }

    private func check(
        _ expected: ClusteringReference.Estimates, isRatio: Bool = false,
        _ effect: (Int) -> Effect
    ) throws {
        for (i, (estimate, se)) in zip(expected.estimate.values, expected.se.values).enumerated() {
            let actual = effect(i + 1)
            let value = try #require(actual.estimate)
            let low = try #require(actual.confLow)
            let high = try #require(actual.confHigh)
            let z = Normal.upperQuantile(isRatio || actual.name != "risk_difference" ? 0.025 : 0.25)
            let half = isRatio ? log(high / low) / 2 : (high - low) / 2
            #expect(abs((isRatio ? log(value) : value) - estimate) < 1e-9)
            #expect(relativeError(half / z, se) < 1e-8, "\(actual.name) \(i + 1)")
        }
    }
}
