import Glibc
import HypothesisTests
import LinearAlgebra

/// Why a figure of calibration cannot be had.
struct CalibrationFailure: Error, Hashable {
    var status: EstimationStatus
    var note: String
}

/// An intercept and a slope on the log-odds.
struct StraightFit {
    let fit: LogisticNewton
    /// What the fit's second column takes from the log-odds, and divides them by.
    let centre: Double
    let scale: Double

    /// The slope on the log-odds themselves.
    var slope: Double { fit.coefficients[1] / scale }
    /// The intercept beside it.
    var intercept: Double { fit.coefficients[0] - fit.coefficients[1] * (centre / scale) }

    /// A covariance of the fit's coefficients as that of intercept and slope.
    func outer(_ inner: Matrix) -> Matrix {
        let ratio = centre / scale
        var covariance = Matrix(rows: 2, columns: 2)
        covariance[0, 0] = inner[0, 0] - 2 * ratio * inner[0, 1] + ratio * ratio * inner[1, 1]
        covariance[0, 1] = (inner[0, 1] - ratio * inner[1, 1]) / scale
        covariance[1, 0] = covariance[0, 1]
        covariance[1, 1] = inner[1, 1] / (scale * scale)
        return covariance
    }
}

extension RankedCases {
    /// Why log-odds of these cases can be no predictor; nil where they can.
    var logOddsFailure: CalibrationFailure? {
        if rowCount == 0 { return CalibrationFailure(status: .notEstimable, note: "no case") }
        if !hasBothOutcomes {
            return CalibrationFailure(
                status: .notEstimable,
                note: eventCount > 0 ? "every case had the event" : "no case had the event")
        }
        if certainCount > 0 {
            return CalibrationFailure(
                status: .notEstimable,
                note: "some cases were given a risk of exactly 0 or 1, whose log-odds are infinite")
        }
        return nil
    }

    /// logit P(y) = a + log-odds: calibration in the large.
    func fitInTheLarge() throws(CalibrationFailure) -> LogisticNewton {
        if let failure = logOddsFailure {
            guard rowCount > 0, !hasBothOutcomes, certainCount == 0 else { throw failure }
            throw CalibrationFailure(status: .infinite, note: failure.note)
        }
        let ones = [Double](repeating: 1, count: rowCount)
        guard
            let fit = LogisticNewton(
                columns: [ones], outcome: outcome, cases: cases, offset: logOdds,
                starts: [[0], [log(eventCount / (caseCount - eventCount)) - meanLogOdds]])
        else {
            throw CalibrationFailure(
                status: .notEstimable, note: "the log-odds lie too far apart for a fit")
        }
        return fit
    }

    /// logit P(y) = a + b log-odds: the joint intercept and the calibration slope.
    func fitLine() throws(CalibrationFailure) -> StraightFit {
        if let failure = logOddsFailure { throw failure }
        guard let lowest = logOdds.first, let highest = logOdds.last, lowest < highest else {
            throw CalibrationFailure(
                status: .notEstimable, note: "every case was given the same risk")
        }
        if let separation { throw separation }
        let mean = meanLogOdds
        var squares = 0.0
        for row in 0..<rowCount {
            squares += cases[row] * (logOdds[row] - mean) * (logOdds[row] - mean)
        }
        let scale = (squares / caseCount).squareRoot()
        let failure = CalibrationFailure(
            status: .notEstimable, note: "the log-odds lie too far apart for a fit")
        guard scale > 0, scale.isFinite, mean.isFinite else { throw failure }
        let columns = [
            [Double](repeating: 1, count: rowCount), logOdds.map { ($0 - mean) / scale },
        ]
        guard
            let fit = LogisticNewton(
                columns: columns, outcome: outcome, cases: cases,
                starts: [[mean, scale], [log(eventCount / (caseCount - eventCount)), 0]])
        else { throw failure }
        return StraightFit(fit: fit, centre: mean, scale: scale)
    }

    /// The slope is infinite where no case of one outcome lies beyond any of the other.
    private var separation: CalibrationFailure? {
        var (lowestEvent, highestEvent) = (Double.infinity, -Double.infinity)
        var (lowestOther, highestOther) = (Double.infinity, -Double.infinity)
        for row in 0..<rowCount {
            if outcome[row] == 1 {
                lowestEvent = min(lowestEvent, logOdds[row])
                highestEvent = max(highestEvent, logOdds[row])
            } else {
                lowestOther = min(lowestOther, logOdds[row])
                highestOther = max(highestOther, logOdds[row])
            }
        }
        if highestOther <= lowestEvent {
            return CalibrationFailure(
                status: .infinite,
                note: "no case without the event has a higher risk than one with it")
        }
        if highestEvent <= lowestOther {
            return CalibrationFailure(
                status: .infinite,
                note: "no case with the event has a higher risk than one without it")
        }
        return nil
    }

    /// Σ w x / Σ w of the log-odds.
    var meanLogOdds: Double {
        var sum = 0.0
        for row in 0..<rowCount { sum += cases[row] * logOdds[row] }
        return sum / caseCount
    }
}
