import Distributions
import Glibc

/// Ways to adapt a model's risks to other cases: as they are, with another intercept, with another intercept
/// and slope, or refitted; each is a case of the next, and likelihood ratios say how far down it pays to go.
///
/// The step chosen is the first, from the simplest, that the last one does not improve on at the level of the test
/// (a closed test). The figures are of the cases that the adaptation was made of, and so better than on others.
/// Source: Vergouwe, Nieboer, Oostenbrink, Debray, Murray, Kattan, Koffijberg, Moons and Steyerberg (2017),
/// Statistics in Medicine 36, 4529-4539.
public struct Recalibration: Sendable {
    /// A way.
    public enum Step: String, Sendable, CaseIterable, Codable {
        /// The risks as they are.
        case none
        /// a + log-odds.
        case intercept
        /// a + b log-odds.
        case slope
        /// The formula fitted anew.
        case refit
    }

    /// What a way comes to.
    public struct Row: Sendable {
        /// The way.
        public let step: Step
        /// a; nil of a refit.
        public let intercept: Double?
        /// b; nil of a refit.
        public let slope: Double?
        /// Σ log P(y).
        public let logLikelihood: Double
        /// Twice what the last way's log-likelihood is above; nil for the last way.
        public let statistic: Double?
        /// The last way's coefficients beyond this one's.
        public let degreesOfFreedom: Int
        /// From the chi-squared distribution; nil for the last way.
        public let pValue: PValue?
        /// Mean of (y - p)².
        public let brier: Double
    }

    /// From the simplest on; empty where the log-odds are infinite, all alike or separate the outcomes.
    public let rows: [Row]
    /// The way that is chosen; nil without rows.
    public let chosen: Step?

    /// - Parameters:
    ///   - refitted: the log-odds of the same rows by the formula fitted to them, and its coefficients;
    ///     nil where it is not to be had.
    ///   - level: of the tests.
    public init(
        _ cases: ScoredCases, refitted: (logOdds: [Double], coefficients: Int)? = nil,
        level: Double = 0.05
    ) {
        let line = Calibration(cases)
        guard let shift = line.inTheLarge.estimate, let slope = line.slope.estimate,
            let intercept = line.intercept.estimate
        else {
            (rows, chosen) = ([], nil)
            return
        }
        var ways: [(Step, Double?, Double?, [Double], Int)] = [
            (.none, 0, 1, cases.logOdds, 0),
            (.intercept, shift, 1, cases.logOdds.map { $0 + shift }, 1),
            (.slope, intercept, slope, cases.logOdds.map { intercept + slope * $0 }, 2),
        ]
        if let refitted, refitted.logOdds.count == cases.rowCount {
            ways.append((.refit, nil, nil, refitted.logOdds, refitted.coefficients))
        }
        let sums = ways.map { Self.sums(cases, $0.3) }
        let last = ways.count - 1
        rows = ways.indices.map { k in
            let degrees = ways[last].4 - ways[k].4
            let statistic = max(0, 2 * (sums[last].logLikelihood - sums[k].logLikelihood))
            let isTested = k < last && degrees > 0
            return Row(
                step: ways[k].0, intercept: ways[k].1, slope: ways[k].2,
                logLikelihood: sums[k].logLikelihood, statistic: isTested ? statistic : nil,
                degreesOfFreedom: max(0, degrees),
                pValue: isTested
                    ? ChiSquared(degreesOfFreedom: Double(degrees)).pValue(statistic) : nil,
                brier: sums[k].brier)
        }
        chosen = rows.first { ($0.pValue?.value ?? 1) >= level }?.step
    }

    private static func sums(_ cases: ScoredCases, _ logOdds: [Double]) -> (
        logLikelihood: Double, brier: Double
    ) {
        var (likelihood, square) = (CompensatedSum(), CompensatedSum())
        for row in logOdds.indices {
            let count = cases.count?[row] ?? 1
            guard count > 0 else { continue }
            // log P(y) = -log(1 + exp(∓η)).
            let eta = cases.hasEvent[row] ? logOdds[row] : -logOdds[row]
            likelihood.add(-count * (eta > 0 ? log1p(exp(-eta)) : log1p(exp(eta)) - eta))
            let off = 1 / (1 + exp(eta))
            square.add(count * off * off)
        }
        let all = cases.caseCount
        return (likelihood.value, all > 0 ? square.value / all : 0)
    }
}
