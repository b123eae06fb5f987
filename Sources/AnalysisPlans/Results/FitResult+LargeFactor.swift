import GeneralizedLinearModels

extension FitResult {
    /// A factor of so many levels that they stand apart from the coefficients.
    public struct LargeFactor: Codable, Sendable {
        /// One level.
        public struct Level: Codable, Sendable {
            /// The level.
            public var level: String
            /// Its effect less the reference level's, on the scale of the link; null unless estimated.
            public var estimate: Figure
            /// Its standard error; null for the reference.
            public var stdError: Figure
            /// Its rows, whether or not they were left out.
            public var rows: Int
            /// `estimated`, `infinite` or `not_estimable`.
            public var status: String
            /// `positive` or `negative` for an infinite effect.
            public var direction: String?

            private enum CodingKeys: String, CodingKey {
                case level, estimate, rows, status, direction
                case stdError = "std_error"
            }
        }

        /// Levels whose outcomes are all alike, and which left with their rows.
        public struct Dropped: Codable, Sendable {
            /// Levels all of whose rows have the event.
            public var high: Int
            /// Levels none of whose rows has it.
            public var low: Int
            /// The rows of the former.
            public var highRows: Int
            /// The rows of the latter.
            public var lowRows: Int

            private enum CodingKeys: String, CodingKey {
                case high, low
                case highRows = "high_rows"
                case lowRows = "low_rows"
            }
        }

        /// The factor as the formula writes it.
        public var variable: String
        /// The level that the others are compared with, and whose place the intercept is.
        public var reference: String
        /// Whether the formula's own reference has no estimate and another took its place.
        public var referenceMoved: Bool
        /// The levels with an estimate.
        public var estimated: Int
        /// Those that left.
        public var dropped: Dropped
        /// The rows of the levels with an estimate: the median, and the smallest and largest number.
        public var medianRows: Double
        /// The fewest rows of such a level.
        public var fewestRows: Int
        /// The most rows of such a level.
        public var mostRows: Int
        /// The least, the quartiles and the largest of the estimates; null without any.
        public var quantiles: [Figure]
        /// Every level, in order.
        public var levels: [Level]

        private enum CodingKeys: String, CodingKey {
            case variable, reference, estimated, dropped, quantiles, levels
            case referenceMoved = "reference_moved"
            case medianRows = "median_rows"
            case fewestRows = "fewest_rows"
            case mostRows = "most_rows"
        }
    }
}

extension FitResult.LargeFactor {
    init(_ factor: LargeFactorFit) {
        variable = factor.name
        reference = factor.levels[factor.reference].name
        referenceMoved = factor.isReferenceMoved
        let own = factor.levels.filter { $0.status == .estimated }
        estimated = own.count
        dropped = Dropped(
            high: factor.dropped.high, low: factor.dropped.low, highRows: factor.dropped.highRows,
            lowRows: factor.dropped.lowRows)
        let rows = own.map { Double($0.rows) }.sorted()
        medianRows = Self.quantile(rows, 0.5) ?? 0
        fewestRows = Int(rows.first ?? 0)
        mostRows = Int(rows.last ?? 0)
        let estimates = own.compactMap(\.estimate).sorted()
        quantiles = [0, 0.25, 0.5, 0.75, 1].map { Figure(Self.quantile(estimates, $0)) }
        levels = factor.levels.map { level in
            Level(
                level: level.name, estimate: Figure(level.estimate),
                stdError: Figure(level.standardError), rows: level.rows,
                status: level.status.rawValue,
                direction: level.infiniteSign == 0
                    ? nil : level.infiniteSign > 0 ? "positive" : "negative")
        }
    }

    /// Between the neighbours in order, as R's default (type 7).
    private static func quantile(_ sorted: [Double], _ share: Double) -> Double? {
        guard let last = sorted.last else { return nil }
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return last }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }
}
