import Glibc
import LinearAlgebra
import ModelFormula

/// A logistic regression of the outcome on a restricted cubic spline of the log-odds.
///
/// Knots are Harrell's (`HarrellKnots`), as many as the rarer outcome allows: five where it has at
/// least 100 cases, four from 50 and three from 20; below that a straight line in the log-odds
/// takes the spline's place. It has fewer knots where ties of risk leave fewer, or where so many
/// have no fit because one end of the curve separates the outcomes.
struct SmoothFit {
    /// Where the pieces join, on the log-odds; empty for a straight line.
    let knots: [Double]
    let fit: LogisticNewton
    /// What each column but the constant takes from its values, and divides them by.
    private let centres: [Double]
    private let scales: [Double]

    /// How many knots a rarer outcome of so many cases has; 0 for a straight line.
    static func knotCount(rarer: Double) -> Int {
        rarer >= 100 ? 5 : rarer >= 50 ? 4 : rarer >= 20 ? 3 : 0
    }

    /// - Parameters:
    ///   - line: the straight fit to the same cases.
    ///   - most: how many knots at most; nil for as many as the rule says.
    init(_ ranked: RankedCases, line: StraightFit, most: Int?) {
        let rule = Self.knotCount(
            rarer: min(ranked.eventCount, ranked.caseCount - ranked.eventCount))
        var wanted = min(most ?? rule, 7)
        let sample = wanted >= 3 ? ranked.sample : nil
        while wanted >= 3, let sample {
            let places = HarrellKnots(wanted, sample)
            let knots = places.knots ?? places.alternative
            guard knots.count >= 3 else { break }
            if let made = Self.spline(ranked, line, knots) {
                self = made
                return
            }
            wanted = min(wanted, knots.count) - 1
        }
        self.init(knots: [], fit: line.fit, centres: [line.centre], scales: [line.scale])
    }

    private init(knots: [Double], fit: LogisticNewton, centres: [Double], scales: [Double]) {
        self.knots = knots
        self.fit = fit
        self.centres = centres
        self.scales = scales
    }

    private static func spline(
        _ ranked: RankedCases, _ line: StraightFit, _ knots: [Double]
    ) -> SmoothFit? {
        var columns = RestrictedCubic(knots: knots).columns(ranked.logOdds)
        var (centres, scales) = ([line.centre], [line.scale])
        for column in columns.indices {
            if column > 0 {
                let (mean, deviation) = ranked.moments(columns[column])
                guard deviation > 0, deviation.isFinite else { return nil }
                centres.append(mean)
                scales.append(deviation)
            }
            let (centre, scale) = (centres[column], scales[column])
            for row in columns[column].indices {
                columns[column][row] = (columns[column][row] - centre) / scale
            }
        }
        columns.insert([Double](repeating: 1, count: ranked.rowCount), at: 0)
        let start =
            line.fit.coefficients + [Double](repeating: 0, count: columns.count - 2)
        return LogisticNewton(
            columns: columns, outcome: ranked.outcome, cases: ranked.cases, starts: [start]
        ).map { SmoothFit(knots: knots, fit: $0, centres: centres, scales: scales) }
    }

    /// The columns of the fit at some log-odds: the constant first.
    func columns(at logOdds: [Double]) -> [[Double]] {
        let raw = knots.isEmpty ? [logOdds] : RestrictedCubic(knots: knots).columns(logOdds)
        return [[Double](repeating: 1, count: logOdds.count)]
            + raw.indices.map { column in
                raw[column].map { ($0 - centres[column]) / scales[column] }
            }
    }
}

extension RankedCases {
    /// The log-odds with the cases at each.
    fileprivate var sample: OrderedSample {
        var values: [Double] = []
        var counts: [Double] = []
        values.reserveCapacity(rowCount)
        counts.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            if let last = values.last, last >= logOdds[row] {
                counts[counts.count - 1] += cases[row]
            } else {
                values.append(logOdds[row])
                counts.append(cases[row])
            }
        }
        return OrderedSample(values: values, cases: counts)
    }

    /// Mean and standard deviation of a column over the cases.
    fileprivate func moments(_ column: [Double]) -> (Double, Double) {
        var sum = 0.0
        for row in column.indices { sum += cases[row] * column[row] }
        let mean = sum / caseCount
        var squares = 0.0
        for row in column.indices {
            squares += cases[row] * (column[row] - mean) * (column[row] - mean)
        }
        return (mean, (squares / caseCount).squareRoot())
    }
}
