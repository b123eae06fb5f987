import Distributions
import Foundation
import TestSupport
import Testing

@testable import HypothesisTests

/// Functions of clustered tables against R's survey and sandwich (`clustered_functions.R`).
struct ClusteredFunctionTests {
    struct Estimate: Decodable {
        let estimate: Double
        let se: Double
    }

    struct Case: Decodable {
        let cluster: [Int]
        let stratum: [Int]
        let row: [Int]
        let column: [Int]
        let statistic: Double?
        let df: Double?
        let logP: Double?
        let logOddsRatio: Estimate?
        let logRiskRatio: Estimate?
        let riskDifference: Estimate?
        let agreement: Estimate?
        let kappa: Estimate?
        let linear: Estimate?
        let quadratic: Estimate?
        let slope: Estimate?
        let gamma: Estimate?
        let tauB: Estimate?
        let somersD: Estimate?
        let shares: [Double]?
        let pearson: Double?
        let meanDesignEffect: Double?
        let squaredVariation: Double?
    }

    struct Numbers: Decodable {
        let cluster: [Int]
        let group: [Int]
        let exposure: [Double]
        let events: [Int]
        let y: [Double]
        let logRatio: Estimate
        let rates: [Double]
        let rateSE: [Double]
        let difference: Estimate
        let mean: Estimate
    }

    struct Reference: Decodable {
        let strata: [Case]
        let association: [Case]
        let pairs: [Case]
        let ordered: [Case]
        let single: [Case]
        let numbers: [Numbers]
    }

    static let reference: Reference = {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Reference/clustered_functions.json")
        guard let data = try? Data(contentsOf: url),
            let reference = try? JSONDecoder().decode(Reference.self, from: data)
        else { fatalError("no reference values at \(url.path)") }
        return reference
    }()

    private static func labels(_ codes: [Int]) -> [String] {
        (1...max(codes.max() ?? 1, 1)).map { "l\($0)" }
    }

    private static func zeroed(_ codes: [Int]) -> [Int] { codes.map { $0 - 1 } }

    private static func strata(_ data: Case) throws -> ClusteredStrata {
        try ClusteredStrata(
            stratumCodes: zeroed(data.stratum), rowCodes: zeroed(data.row),
            columnCodes: zeroed(data.column), clusterCodes: zeroed(data.cluster),
            clusterCount: data.cluster.max() ?? 0, strata: labels(data.stratum),
            rowLabels: labels(data.row), columnLabels: labels(data.column))
    }

    private static func table(_ data: Case) throws -> ClusteredTable {
        try ClusteredTable(
            rowCodes: zeroed(data.row), columnCodes: zeroed(data.column),
            clusterCodes: zeroed(data.cluster), clusterCount: data.cluster.max() ?? 0,
            rowLabels: labels(data.row), columnLabels: labels(data.column))
    }

    private static func pairs(_ data: Case) throws -> ClusteredPairs {
        try ClusteredPairs(
            first: "first", second: "second", firstCodes: zeroed(data.row),
            secondCodes: zeroed(data.column), clusterCodes: zeroed(data.cluster),
            clusterCount: data.cluster.max() ?? 0,
            levels: labels(data.row + data.column))
    }

    /// The standard error that a 95% interval was made with.
    private func expect(
        _ effect: Effect?, _ expected: Estimate, isRatio: Bool = false,
        _ place: SourceLocation = #_sourceLocation
    ) throws {
        let effect = try #require(effect, sourceLocation: place)
        let scale = { (x: Double) in isRatio ? log(x) : x }
        let estimate = scale(try #require(effect.estimate, sourceLocation: place))
        let low = scale(try #require(effect.confLow, sourceLocation: place))
        let high = scale(try #require(effect.confHigh, sourceLocation: place))
        let error = (high - low) / (2 * Normal.upperQuantile(0.025))
        #expect(
            abs(estimate - expected.estimate) <= 1e-12 * max(1, abs(expected.estimate)),
            "\(effect.name)", sourceLocation: place)
        #expect(
            relativeError(error, expected.se) < 1e-10, "\(effect.name)", sourceLocation: place)
    }

    @Test(arguments: reference.strata.indices)
    func pooledEffectsAgree(_ index: Int) throws {
        let data = Self.reference.strata[index]
        let effects = try Self.strata(data).pooled(
            level: "l2", reference: "l1", event: "l2", confidence: 0.95)
        try expect(
            effects.first { $0.name == "risk_difference" }, #require(data.riskDifference))
        try expect(
            effects.first { $0.name == "risk_ratio" }, #require(data.logRiskRatio), isRatio: true)
        try expect(
            effects.first { $0.name == "odds_ratio" }, #require(data.logOddsRatio), isRatio: true)
    }

    private func expect(_ test: TestResult, _ data: Case, _ name: String) throws {
        let (statistic, df, logP) = (
            try #require(data.statistic), try #require(data.df), try #require(data.logP)
        )
        #expect(relativeError(try #require(test.statistic), statistic) < 1e-10, "\(name)")
        #expect(test.df == df)
        #expect(relativeError(try #require(test.pValue).naturalLog, logP) < 1e-9, "\(name)")
    }

    @Test(arguments: reference.association.indices)
    func generalAssociationAgrees(_ index: Int) throws {
        let data = Self.reference.association[index]
        try expect(Self.strata(data).generalAssociation(), data, "association \(index)")
    }

    @Test(arguments: reference.pairs.indices)
    func pairsAgree(_ index: Int) throws {
        let data = Self.reference.pairs[index]
        let pairs = try Self.pairs(data)
        try expect(pairs.marginalHomogeneity(), data, "pairs \(index)")
        try expect(pairs.agreement(confidence: 0.95), #require(data.agreement))
        try expect(pairs.kappa(confidence: 0.95), #require(data.kappa))
        if let linear = data.linear, let quadratic = data.quadratic {
            try expect(pairs.kappa(weights: .linear, confidence: 0.95), linear)
            try expect(pairs.kappa(weights: .quadratic, confidence: 0.95), quadratic)
        } else {
            let effects = pairs.comparison(event: "l2", confidence: 0.95)
            try expect(effects.first, #require(data.riskDifference))
            try expect(effects.last, #require(data.logOddsRatio), isRatio: true)
        }
    }

    @Test(arguments: reference.ordered.indices)
    func ordersAgree(_ index: Int) throws {
        let data = Self.reference.ordered[index]
        let table = try Self.table(data)
        let scores = { (count: Int) in (1...count).map(Double.init) }
        let (test, slope) = try #require(
            table.trend(
                rowScores: scores(table.table.rowCount),
                columnScores: scores(table.table.columnCount), name: "slope", confidence: 0.95))
        let expected = try #require(data.slope)
        try expect(slope, expected)
        let z = expected.estimate / expected.se
        #expect(relativeError(try #require(test.statistic), z * z) < 1e-9)
        // The interval is on the scale of artanh.
        let measures = table.ordinalAssociation(confidence: 0.95)
        for (effect, expected) in zip(measures, [data.gamma, data.tauB, data.somersD]) {
            let expected = try #require(expected)
            #expect(relativeError(try #require(effect.estimate), expected.estimate) < 1e-12)
            let width =
                atanh(try #require(effect.confHigh)) - atanh(try #require(effect.confLow))
            let error =
                width / (2 * Normal.upperQuantile(0.025))
                * (1 - expected.estimate * expected.estimate)
            #expect(relativeError(error, expected.se) < 1e-9, "\(effect.name)")
        }
    }

    @Test(arguments: reference.single.indices)
    func sharesAgree(_ index: Int) throws {
        let data = Self.reference.single[index]
        let table = try ClusteredTable(
            rowCodes: data.column.map { _ in 0 }, columnCodes: Self.zeroed(data.column),
            clusterCodes: Self.zeroed(data.cluster), clusterCount: data.cluster.max() ?? 0,
            rowLabels: [""], columnLabels: Self.labels(data.column))
        let shares = try #require(data.shares)
        let found = try #require(RaoScott.ofShares(table, shares).0)
        #expect(relativeError(found.pearson, try #require(data.pearson)) < 1e-12)
        #expect(
            relativeError(found.meanDesignEffect, try #require(data.meanDesignEffect)) < 1e-10)
        #expect(
            abs(found.squaredVariation - (try #require(data.squaredVariation))) < 1e-10)
    }

    /// Rates are means of events over exposure, weighted by exposure; paired differences are a mean.
    @Test(arguments: reference.numbers.indices)
    func ratesAndDifferencesAgree(_ index: Int) throws {
        let data = Self.reference.numbers[index]
        let rates = try ClusteredMeans(
            values: zip(data.events, data.exposure).map { Double($0) / $1 },
            levelCodes: Self.zeroed(data.group), clusterCodes: Self.zeroed(data.cluster),
            clusterCount: data.cluster.max() ?? 0, levels: ["a", "b"], weights: data.exposure)
        try expect(rates.meanDifference(1, confidence: 0.95), data.difference)
        try expect(rates.meanRatio(1, confidence: 0.95), data.logRatio, isRatio: true)
        for level in 0..<2 {
            try expect(
                rates.mean(level, confidence: 0.95),
                Estimate(estimate: data.rates[level], se: data.rateSE[level]))
        }
        let mean = try ClusteredMeans(
            values: data.y, levelCodes: data.y.map { _ in 0 },
            clusterCodes: Self.zeroed(data.cluster), clusterCount: data.cluster.max() ?? 0,
            levels: ["difference"])
        try expect(mean.mean(0, confidence: 0.95), data.mean)
    }

    /// With each case in a cluster of its own the answers are the usual ones but for G/(G-1).
    @Test func strangersChangeOnlyTheFactor() throws {
        for data in Self.reference.ordered {
            let n = data.row.count
            let lone = try ClusteredTable(
                rowCodes: Self.zeroed(data.row), columnCodes: Self.zeroed(data.column),
                clusterCodes: Array(0..<n), clusterCount: n,
                rowLabels: Self.labels(data.row), columnLabels: Self.labels(data.column))
            let robust = lone.ordinalAssociation(confidence: 0.95)
            let plain = lone.table.kendallTauB(confidence: 0.95)
            let width = { (effect: Effect) in
                atanh(effect.confHigh ?? 0) - atanh(effect.confLow ?? 0)
            }
            let factor = (Double(n) / Double(n - 1)).squareRoot()
            #expect(relativeError(width(robust[1]), width(plain) * factor) < 1e-10)
        }
    }
}
