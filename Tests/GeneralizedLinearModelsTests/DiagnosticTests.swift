import Distributions
import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct CheckReference: Decodable {
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

struct VerificationTests {
    @Test func soundFitsAgreeToManyDigits() throws {
        for expected in CheckReference.cases {
            let (fit, _) = try expected.fit()
            let verification = try fit.verification()
            #expect(verification.route == .qr && verification.note == nil, "\(expected.name)")
            #expect(verification.rows.count == fit.rank)
            #expect((verification.fewestDigits ?? 0) > 9, "\(expected.name)")
        }
    }

    /// A column and itself but for noise of 1e-4, 1e-6, ...: digits go as the columns come together.
    @Test func digitsFallAsColumnsComeTogether() throws {
        var generator = SeededGenerator(seed: 8)
        let base = (0..<400).map { _ in
            (
                Double.random(in: -1...1, using: &generator),
                Double.random(in: -1...1, using: &generator),
                Double.random(in: 0...1, using: &generator)
            )
        }
        var digits: [Double] = []
        for noise in [1e-1, 1e-4, 1e-7] {
            let lines = base.map { x, e, u in
                "\(u < 1 / (1 + exp(-x)) ? 1 : 0),\(x),\(x + noise * e)"
            }
            let table = try CSVReader.read(
                Array(("y,a,b\n" + lines.joined(separator: "\n")).utf8))
            let fit = try GLM().fit(ModelFrame(Formula(parsing: "y ~ a + b"), table: table))
            digits.append(try fit.verification().fewestDigits ?? 0)
        }
        #expect(digits[0] > 11)
        #expect(digits[0] >= digits[1] && digits[1] > digits[2])
    }

    /// Estimates that are moved do not agree with what the rows say.
    @Test func aFitThatIsWrongIsFound() throws {
        let table = try table("referrals.csv")
        let frame = try ModelFrame(Formula(parsing: "neet ~ age + absence"), table: table)
        let fit = try GLM().fit(frame)
        let rows = FittedRows(fit)
        let (factor, side) = rows.weightedTriangle()
        // R b = Q'√W z holds at the estimates.
        for i in 0..<3 {
            var sum = 0.0
            for j in i..<3 { sum += factor[i, j] * rows.beta[j] }
            #expect(abs(sum - side[i]) < 1e-10 * (1 + abs(side[i])))
        }
        #expect(try (fit.verification().fewestDigits ?? 0) > 11)
    }

    /// Weights of a sample stand for many cases each: of their scale no check may depend.
    @Test func checksDoNotDependOnTheScaleOfSamplingWeights() throws {
        var generator = SeededGenerator(seed: 5)
        let rows = (0..<400).map { row in
            let x = Double.random(in: -1...1, using: &generator)
            let y = Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp(-x)) ? 1 : 0
            let weight = 1 + row % 3
            return "\(y),\(x),\(weight),\(100 * weight)"
        }
        let table = try CSVReader.read(
            Array(("y,x,small,large\n" + rows.joined(separator: "\n")).utf8))
        let fits = try ["small", "large"].map {
            try GLM(weightKind: .sampling).fit(
                ModelFrame(
                    Formula(parsing: "y ~ x"), table: table, weights: $0, weightsAreCounts: false))
        }
        let tests = try fits.map { try #require($0.linkTest().pValue?.value) }
        #expect(relativeError(tests[0], tests[1]) < 1e-6)
        let distances = try fits.map { try $0.rowChecks().cook.compactMap { $0 } }
        #expect(distances[0].count == 400)
        for (a, b) in zip(distances[0], distances[1]) { #expect(relativeError(a, b) < 1e-9) }
        let clusters = (0..<400).map { $0 / 4 }
        let plain = try #require(fits[0].linkTest().standardError)
        #expect(try fits[0].linkTest(clusters: clusters).standardError != plain)
    }

    /// A row that a sample leaves out may lie where exp(η) is no number.
    @Test func aRowOfWeightZeroAddsNothing() {
        for (family, link) in [(Family.poisson, Link.log), (.gaussian, .log), (.gamma, .log)] {
            let model = RowModel(family, link)
            var (weight, residual) = ([1.0, 1], [1.0, 1])
            let likelihood = model.weigh(
                2, eta: [0, 800], outcome: [1, 0], prior: [1, 0], weight: &weight,
                residual: &residual)
            #expect(likelihood.isFinite && weight[0] > 0)
            #expect(weight[1] == 0 && residual[1] == 0, "\(family)")
        }
    }

    @Test func countsThatNoDoubleTellsApartAreRefused() throws {
        let table = try CSVReader.read(Array("n,x\n1,1\n2,2\n1e19,3\n4,4\n".utf8))
        #expect(throws: FormulaError.self) {
            try ModelFrame(Formula(parsing: "n ~ x"), table: table, response: .counts)
        }
    }
}
