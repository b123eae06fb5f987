import TestSupport
import Testing
import TimeToEvent

/// What R's survival says: `Reference/survival.R` made `Reference/survival.json`.
struct SurvivalReference: Decodable {
    struct Columns: Decodable {
        let start, time, weight, x1, x2: [Double]
        let event: [UInt8]
        let group, stratum, cluster: [Int32]
    }
    struct Limits: Decodable {
        let lower, upper: [Double?]
    }
    struct Quantiles: Decodable {
        let quantile, lower, upper: [Double?]
    }
    struct Curve: Decodable {
        let time, atRisk, events, survival: [Double]
        let standardError: [Double?]
        let cumulativeHazard, hazardError: [Double]
        let limits: [String: Limits]
        let quantiles: [String: Quantiles]
    }
    struct Statistic: Decodable {
        let statistic, df: Double
        let observed, expected: [Double]?
    }
    struct WeightedTest: Decodable {
        let name: String
        let plain, stratified, trend, trendStratified: Statistic
    }
    struct Rho: Decodable {
        let rho, statistic: Double
        let stratified: Double?
        let variance: [[Double]]
    }
    struct LogRankTests: Decodable {
        let tests: [WeightedTest]
        let rho: [Rho]?
    }
    struct ProportionalHazards: Decodable {
        let transform: String
        let table: [[Double]]
    }
    struct Concordance: Decodable {
        let concordant, discordant, tiedX, estimate, error: Double
    }
    struct Baseline: Decodable {
        let time, hazard: [Double]
    }
    struct Prediction: Decodable {
        let time, survival, error: [Double]
    }
    struct Regression: Decodable {
        let ties: String
        let stratified: Double
        let coefficients: [Double?]
        let covariance, robust: [[Double]]
        let logLikelihood: [Double]
        let score, wald: Double
        let zph: [ProportionalHazards]?
        let terms: [[Double]]?
        let concordance: Concordance
        let baseline: Baseline
        let newdata: [Double]
        let newStratum: Int
        let prediction: Prediction
        let schoenfeld: [[Double]]
    }
    struct Set: Decodable, CustomTestStringConvertible {
        let name: String
        let data: Columns
        let curves: [Curve]
        let logRank: LogRankTests
        let regressions: [Regression]
        var testDescription: String { name }

        /// The columns, with or without strata.
        func survivalData(stratified: Bool) throws -> SurvivalData {
            let groups = Int(data.group.max() ?? 0) + 1
            return try SurvivalData(
                entry: data.start.map { $0 < 0 ? -.infinity : $0 }, exit: data.time,
                event: data.event, weight: data.weight,
                group: Grouping(codes: data.group, labels: (0..<groups).map { "\($0)" }),
                stratum: stratified
                    ? Grouping(
                        codes: data.stratum, levelCount: Int(data.stratum.max() ?? 0) + 1) : nil,
                cluster: Grouping(
                    codes: data.cluster, levelCount: Int(data.cluster.max() ?? 0) + 1))
        }
    }
    let program, version, call: String
    let sets: [Set]

    static func all() throws -> [Set] {
        try reference("survival.json", as: SurvivalReference.self).sets
    }
}
