import Glibc

/// The checks of a fit in short: nothing in it grows with the rows.
public struct CheckSummary: Sendable {
    /// Quantile residuals in short: standard normal if the family is right.
    public struct Residuals: Sendable {
        /// Their mean; nil where there are none.
        public let mean: Double?
        /// Their standard deviation; nil of fewer than two.
        public let standardDeviation: Double?
        /// How many lie beyond ±3.
        public let beyond3: Int
        /// How many there are.
        public let count: Int

        init(_ moments: RunningMoments, beyond3: Int) {
            mean = moments.count > 0 ? moments.mean : nil
            standardDeviation = moments.standardDeviation
            self.beyond3 = beyond3
            count = moments.count
        }
    }

    /// A figure of every row in short.
    public struct Rows: Sendable {
        /// The largest of all rows; nil where none has one.
        public private(set) var largest: Double?
        /// Rows above the bound that is told of.
        public private(set) var above = 0

        /// - Parameter bound: what is told of lies above it.
        init(_ figures: [Double?] = [], bound: Double = .infinity) {
            for case let figure? in figures {
                largest = max(largest ?? figure, figure)
                if figure > bound { above += 1 }
            }
        }

        /// Adds other rows.
        mutating func add(_ other: Rows) {
            if let figure = other.largest { largest = max(largest ?? figure, figure) }
            above += other.above
        }
    }

    /// Quantile residuals.
    public let residuals: Residuals
    /// The seed of their draws.
    public let seed: UInt64
    /// Leverage, of which rows above `FitChecks.highLeverage` are counted.
    public let leverage: Rows
    /// Cook's distances, of which rows above `FitChecks.highDistance` are counted.
    public let cook: Rows
    /// Variance inflation by term.
    public let inflation: [VarianceInflation]
    /// The link test.
    public let linkTest: LinkTest
    /// What leaving a cluster out changes; nil without clusters.
    public let clusters: ClusterInfluence?
}

extension FitChecks {
    /// The same in short.
    public var summary: CheckSummary {
        let drawn = quantileResiduals.compactMap(\.self)
        return CheckSummary(
            residuals: CheckSummary.Residuals(
                RunningMoments(drawn), beyond3: drawn.count { abs($0) > 3 }),
            seed: seed, leverage: CheckSummary.Rows(rows.leverage, bound: Self.highLeverage),
            cook: CheckSummary.Rows(rows.cook, bound: Self.highDistance),
            inflation: inflation, linkTest: linkTest, clusters: clusters)
    }
}

extension GLMFit {
    /// All checks in short, of rows in memory or in a scratch file, where each is a pass over them and the
    /// link test a fit.
    ///
    /// - Parameters:
    ///   - seed: of the quantile residuals' draws.
    ///   - clusters: the cluster of each row used, from 0, and their number; nil without. Rows in a
    ///     scratch file know their own.
    /// - Throws: `FitError` where a factor was eliminated.
    public func checkSummary(
        seed: UInt64, clusters: (codes: [Int32], count: Int)? = nil
    ) throws(FitError) -> CheckSummary {
        guard let stored = frame.stored else {
            return try checks(seed: seed, clusters: clusters).summary
        }
        try requireNoLargeFactor(for: "A check of rows and terms")
        return StoredChecks(self, stored).summary(
            seed: seed, inflation: try varianceInflation(), linkTest: try linkTest())
    }
}

/// Mean and squares around it of numbers that come run after run. Source: Chan, Golub and LeVeque (1983),
/// The American Statistician 37.
struct RunningMoments: Sendable {
    private(set) var count = 0
    private(set) var mean = 0.0
    private var squares = 0.0

    /// The moments of a run.
    init(_ numbers: [Double] = []) {
        guard !numbers.isEmpty else { return }
        count = numbers.count
        mean = numbers.reduce(0, +) / Double(count)
        squares = numbers.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    /// Adds the run that follows.
    mutating func add(_ other: RunningMoments) {
        guard other.count > 0 else { return }
        let (own, more) = (Double(count), Double(other.count))
        let step = other.mean - mean
        squares += other.squares + step * step * own * more / (own + more)
        mean += step * more / (own + more)
        count += other.count
    }

    /// Nil of fewer than two.
    var standardDeviation: Double? {
        count > 1 ? (squares / Double(count - 1)).squareRoot() : nil
    }
}
