import CKernels
import Glibc

/// Sums over ranked cases that the overall figures are made of.
struct RiskSums {
    /// Σ w (p - y)².
    let squaredError: Double
    /// Σ w p.
    let expected: Double
    /// Σ w log P(y), -infinity where what was ruled out came true.
    let logLikelihood: Double
    /// Σ w (y - p)(1 - 2p), Spiegelhalter's numerator.
    let excess: Double
    /// Σ w (1 - 2p)² p (1 - p), its variance where the risks are right.
    let excessVariance: Double

    init(_ ranked: RankedCases) {
        var (squares, sum, excess, variance) = (0.0, 0.0, 0.0, 0.0)
        for row in ranked.risk.indices {
            let (p, w) = (ranked.risk[row], ranked.cases[row])
            let error = ranked.outcome[row] - p
            let tilt = 1 - 2 * p
            squares += w * error * error
            sum += w * p
            excess += w * error * tilt
            variance += w * tilt * tilt * p * (1 - p)
        }
        squaredError = squares
        expected = sum
        self.excess = excess
        excessVariance = variance
        let n = ranked.rowCount
        var scratch = [Double](repeating: 0, count: 2 * n)
        logLikelihood = scratch.withUnsafeMutableBufferPointer { scratch -> Double in
            guard let start = scratch.baseAddress, n > 0 else { return 0 }
            return cw_logistic_rows(
                n, ranked.logOdds, ranked.outcome, ranked.cases, start, start + n)
        }
    }

    /// x log(x) + (n - x) log((n - x)/n) - x log n: the log-likelihood of one risk x/n for all.
    static func nullLogLikelihood(events x: Double, of n: Double) -> Double {
        (x > 0 ? x * log(x / n) : 0) + (x < n ? (n - x) * log1p(-x / n) : 0)
    }
}

extension RankedCases {
    /// The share of pairs of a case with and a case without the event in which the former has the
    /// higher risk, ties counting half; nil unless there are both.
    var auc: Double? {
        guard hasBothOutcomes else { return nil }
        var (below, wins) = (0.0, 0.0)
        var row = 0
        while row < rowCount {
            var (others, events) = (0.0, 0.0)
            let first = row
            while row < rowCount, isTied(first, row) {
                if outcome[row] == 1 { events += cases[row] } else { others += cases[row] }
                row += 1
            }
            wins += events * (below + 0.5 * others)
            below += others
        }
        return wins / (eventCount * (caseCount - eventCount))
    }
}
