import ModelValidation
import Testing

/// What R says of a model's risks (`Reference/performance.R`).
struct PerformanceReference: Decodable, Sendable, CustomTestStringConvertible {
    struct Benefit: Decodable, Sendable {
        var threshold, model, modelSe, all, allSe, gainSe, standardised, standardisedSe: Double
        var formula: Double
    }
    struct Tenth: Decodable, Sendable { var cases, events, meanRisk, low, high: Double }

    var name: String
    var outcome: [Int]
    var risk, other: [Double]
    var cluster: [Int32]?
    var count: [Double]?
    var auc, aucSe: Double
    var aucPlain: [Double]
    var aucClusteredSe: Double?
    var otherAuc, differenceSe, differenceZ, differenceP: Double
    var differenceClusteredSe: Double?
    var brier, brierSe, scaledBrier, scaledBrierSe, spiegelhalterZ, spiegelhalterP: Double
    var logLoss, logLossSe, coxSnell, coxSnellSe, nagelkerke, nagelkerkeSe: Double
    var large, largeSe, intercept, slope: Double
    var lineSe, lineModelSe: [Double]
    var observedExpected, logOeSe: Double
    var knots: [Double]
    var ici, e50, e90, eMax: Double
    var at, curve, curveSe: [Double]
    var benefit: [Benefit]
    var groups: [Tenth]
    var hosmerLemeshow, hosmerLemeshowP: Double

    var testDescription: String { name }

    /// The cases as R had them.
    var cases: ScoredCases { scored(risk) }
    /// The same cases by the other model.
    var otherCases: ScoredCases { scored(other) }
    /// The cases with no word of clusters.
    var strangers: ScoredCases {
        ScoredCases(hasEvent: cases.hasEvent, risk: risk, count: count)
    }

    private func scored(_ risk: [Double]) -> ScoredCases {
        ScoredCases(hasEvent: outcome.map { $0 == 1 }, risk: risk, count: count, cluster: cluster)
    }
}

private struct PerformanceFile: Decodable { var cases: [PerformanceReference] }

let performanceCases: [PerformanceReference] =
    (try? snakeCaseReference("performance.json", as: PerformanceFile.self).cases) ?? []

/// Whether two numbers agree to a share of the expected one, or of `scale` where that is larger.
func agrees(
    _ actual: Double?, _ expected: Double, within tolerance: Double, scale: Double = 0
) -> Bool {
    guard let actual else { return false }
    return abs(actual - expected) <= tolerance * max(abs(expected), scale)
}
