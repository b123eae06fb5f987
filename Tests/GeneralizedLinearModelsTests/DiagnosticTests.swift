import Distributions
import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

struct CheckReference: Decodable {
    struct Inflation: Decodable {
        let term: String
        let df: Int
        let gvif: Double
    }
    struct Link: Decodable {
        let estimate: Double
        let stdError: Double
        let pValue: Double
    }
    struct Cluster: Decodable {
        let level: String
        let rows: Int
        let change: [Double]?
    }
    struct Case: Decodable {
        let name: String
        let data: String
        let formula: String
        let family: Family
        let link: GeneralizedLinearModels.Link
        let dispersionKind: GLM.Dispersion
        let weights: String?
        let weightKind: GLM.WeightKind?
        let cluster: String
        let pearson: [Double]
        let deviance: [Double]
        let quantile: [Double]
        let hat: [Double]
        let cook: [Double]
        let stdPearson: [Double]
        let stdDeviance: [Double]
        let inflation: [Inflation]?
        let linkTest: Link
        let clusters: [Cluster]

        func fit() throws -> (GLMFit, Table) {
            let table = try table(data)
            let frame = try ModelFrame(
                Formula(parsing: formula), table: table, weights: weights,
                response: request(of: family))
            let fit = try GLM(
                family: family, link: link, dispersion: dispersionKind,
                weightKind: weightKind ?? .frequency
            ).fit(frame)
            return (fit, table)
        }
    }
    let cases: [Case]

    static let cases: [Case] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("checks.json")) else { return [] }
        return (try? decoder.decode(CheckReference.self, from: data))?.cases ?? []
    }()
}

/// The cluster of each row used.
private func clusters(_ column: String, _ table: Table, _ fit: GLMFit) throws
    -> (codes: [Int32], levels: [String])
{
    let all = try LevelColumns([], clusters: [column], table: table).beside[0]
    return (fit.frame.usedRows.map { all.codes[$0] }, all.levels)
}

/// Checks of fits against R's hat values, Cook's distances, residuals, car's vif and statmod's
/// quantile residuals (`checks.R`).
struct DiagnosticTests {
    @Test func everyCaseIsRead() { #expect(CheckReference.cases.count == 14) }

    @Test(arguments: CheckReference.cases.indices)
    func rowsAgreeWithR(_ index: Int) throws {
        let expected = CheckReference.cases[index]
        let (fit, _) = try expected.fit()
        let checks = try fit.rowChecks()
        let rows = FittedRows(fit)
        func compare(_ own: [Double?], _ other: [Double], _ what: String) {
            #expect(own.count == other.count)
            let scale = other.reduce(0) { max($0, abs($1)) }
            for (row, (a, b)) in zip(own, other).enumerated() {
                #expect(
                    abs((a ?? .nan) - b) < 1e-8 * max(abs(b), 1e-3 * scale),
                    "\(expected.name) \(what) \(row)")
            }
        }
        compare(checks.pearson, expected.pearson, "pearson")
        compare(checks.deviance, expected.deviance, "deviance")
        compare(checks.leverage, expected.hat, "hat")
        compare(checks.cook, expected.cook, "cook")
        compare(checks.standardisedPearson, expected.stdPearson, "standardised pearson")
        compare(checks.standardisedDeviance, expected.stdDeviance, "standardised deviance")
        compare(
            rows.eta.indices.map { rows.quantileResidual($0, at: 0.5) }, expected.quantile,
            "quantile")
    }

    @Test(arguments: CheckReference.cases.indices)
    func termsAndLinkAgreeWithR(_ index: Int) throws {
        let expected = CheckReference.cases[index]
        let (fit, _) = try expected.fit()
        let inflation = try fit.varianceInflation()
        #expect(inflation.count == expected.inflation?.count ?? 0, "\(expected.name)")
        for (own, other) in zip(inflation, expected.inflation ?? []) {
            #expect(own.degreesOfFreedom == other.df)
            #expect(relativeError(own.factor, other.gvif) < 1e-8, "\(expected.name) \(own.term)")
        }
        let test = try fit.linkTest()
        let (estimate, error) = (test.estimate ?? .nan, test.standardError ?? .nan)
        #expect(
            abs(estimate - expected.linkTest.estimate) < 1e-7 * expected.linkTest.stdError,
            "\(expected.name)")
        #expect(relativeError(error, expected.linkTest.stdError) < 1e-7, "\(expected.name)")
        #expect(
            relativeError(test.pValue?.value ?? 0, expected.linkTest.pValue) < 1e-6,
            "\(expected.name)")
    }

    @Test(arguments: CheckReference.cases.indices)
    func leavingClustersOutAgreesWithR(_ index: Int) throws {
        let expected = CheckReference.cases[index]
        let (fit, table) = try expected.fit()
        let (codes, levels) = try clusters(expected.cluster, table, fit)
        var seen = 0
        FittedRows(fit).withInverse().forEachCluster(codes, levels.count) { code, _, change in
            seen += 1
            let other = expected.clusters.first { $0.level == levels[code] }
            #expect((change == nil) == (other?.change == nil), "\(expected.name) \(levels[code])")
            guard let change, let other = other?.change else { return }
            for k in change.indices {
                let scale = fit.standardErrors[k] ?? 1
                #expect(
                    abs(change[k] - other[k]) < 1e-8 * max(abs(other[k]), scale),
                    "\(expected.name) \(levels[code]) \(k)")
            }
        }
        #expect(seen == expected.clusters.count)
        let influence = try fit.clusterInfluence(codes: codes, clusterCount: levels.count)
        #expect(influence.clusterCount == expected.clusters.count)
        #expect(
            influence.indispensableCount == expected.clusters.filter { $0.change == nil }.count)
        for (k, own) in influence.largest.enumerated() {
            let largest = expected.clusters.compactMap { $0.change.map { abs($0[k]) } }.max()
            #expect(relativeError(abs(own.change), largest ?? 0) < 1e-7)
        }
    }

    /// Leaving one cluster out for good, of a Gaussian outcome, where one step is exact.
    @Test func oneStepIsExactForGaussianOutcomes() throws {
        let table = try table("exposure.csv")
        func fit(_ table: Table) throws -> GLMFit {
            try GLM(family: .gaussian).fit(
                ModelFrame(
                    Formula(parsing: "exposure ~ age + episode"), table: table,
                    response: .numbers))
        }
        let whole = try fit(table)
        let (codes, levels) = try clusters("ward", table, whole)
        try #require(levels.count > 2)
        var changes: [[Double]] = []
        FittedRows(whole).withInverse().forEachCluster(codes, levels.count) { _, _, change in
            changes.append(change ?? [])
        }
        for code in levels.indices {
            let rest = try fit(table.selecting(codes.indices.filter { codes[$0] != code }))
            for k in rest.estimates.indices {
                let change = rest.estimates[k] - whole.estimates[k]
                #expect(abs(change - changes[code][k]) < 1e-9 * (whole.standardErrors[k] ?? 1))
            }
        }
    }

    @Test func hatValuesSumToTheRank() throws {
        for expected in CheckReference.cases where expected.weightKind != .frequency {
            let (fit, _) = try expected.fit()
            let sum = try fit.rowChecks().leverage.reduce(0) { $0 + ($1 ?? 0) }
            #expect(relativeError(sum, Double(fit.rank)) < 1e-10, "\(expected.name)")
        }
    }

    @Test func drawsOfQuantileResidualsFollowTheSeed() throws {
        let (fit, _) = try CheckReference.cases[0].fit()
        let (a, b, c) = (
            try fit.quantileResiduals(seed: 1), try fit.quantileResiduals(seed: 1),
            try fit.quantileResiduals(seed: 2)
        )
        #expect(a == b && a != c)
        // Standard normal if the family is right: within four standard errors of mean 0, variance 1.
        let values = a.compactMap { $0 }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        #expect(abs(mean) < 4 / Double(values.count).squareRoot())
        #expect(abs(variance - 1) < 4 * (2 / Double(values.count)).squareRoot())
    }

    /// A level that is all events decides its rows in the limit: they have no residuals.
    @Test func separatedRowsHaveNoFigures() throws {
        let table = try table("separation_level_all_events.csv")
        let frame = try ModelFrame(Formula(parsing: "reopened ~ ward + age"), table: table)
        let fit = try GLM().fit(frame)
        try #require(fit.status.contains(.infinite))
        let checks = try fit.checks(seed: 3)
        let gone = checks.rows.leverage.filter { $0 == nil }.count
        #expect(gone > 0 && gone < frame.rowCount)
        #expect(checks.quantileResiduals.filter { $0 == nil }.count == gone)
        let sum = checks.rows.leverage.reduce(0) { $0 + ($1 ?? 0) }
        #expect(relativeError(sum, Double(fit.active.count)) < 1e-8)
    }
}
