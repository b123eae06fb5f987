import HypothesisTests

extension HypothesisResult {
    /// What sampling weights make of the counts: shares of those that the cases stand for.
    public struct Weighting: Codable, Sendable {
        /// The column of weights.
        public var variable: String
        /// Σ w: how many the cases stand for, if the weights are right.
        public var total: Double
        /// The smallest weight.
        public var smallest: Double
        /// The largest.
        public var largest: Double
        /// (Σ w)² / Σ w²: how many cases of equal weight would tell as much of a mean that has
        /// nothing to do with the weights. Source: Kish (1965), Survey Sampling, section 11.7.
        public var effectiveCases: Figure
        /// How many times the variance of this comparison is that of as many cases without weights
        /// and clusters (the mean of Rao and Scott's); null where it cannot be told.
        public var designEffect: Figure
        /// The shares within each group, of the event or else of every level of the outcome; the
        /// first `mostShares`.
        public var shares: [Share]

        /// Cells beyond these have no share of their own.
        static let mostShares = 200

        /// A level's share of what a group weighs.
        public struct Share: Codable, Sendable {
            /// The group.
            public var row: String
            /// The outcome's level.
            public var column: String
            /// Σ w of the level / Σ w of the group.
            public var share: Figure
            /// The lower limit of its interval.
            public var confLow: Figure
            /// The upper limit.
            public var confHigh: Figure
            /// How the interval was made.
            public var method: String

            private enum CodingKeys: String, CodingKey {
                case row, column, share, method
                case confLow = "conf_low"
                case confHigh = "conf_high"
            }
        }

        private enum CodingKeys: String, CodingKey {
            case variable, total, smallest, largest, shares
            case effectiveCases = "effective_cases"
            case designEffect = "design_effect"
        }

        /// - Parameters:
        ///   - weights: one a row, above 0.
        ///   - counts: how many cases of that weight a row stands for; 1 if absent.
        init(
            _ variable: String, _ weights: [Double], counts: [Int]?, _ data: ClusteredTable,
            event: Int?, designEffect: Double?, confidence: Double
        ) {
            self.variable = variable
            var (sum, squares) = (0.0, 0.0)
            let largest = weights.max() ?? 0
            for (row, weight) in weights.enumerated() {
                let cases = Double(counts?[row] ?? 1)
                let relative = weight / largest
                sum += cases * relative
                squares += cases * relative * relative
            }
            total = sum * largest
            smallest = weights.min() ?? 0
            self.largest = largest
            effectiveCases = Figure(squares > 0 ? sum * sum / squares : nil)
            self.designEffect = Figure(designEffect)
            let columns = event.map { [$0] } ?? Array(data.table.columnLabels.indices)
            let cells = data.table.rowLabels.indices.lazy.flatMap { row in
                columns.lazy.map { (row, $0) }
            }
            shares = cells.prefix(Self.mostShares).compactMap { row, column -> Share? in
                guard let part = data.proportion(event: column, row: row) else { return nil }
                let effect = part.wilson(confidence: confidence)
                return Share(
                    row: data.table.rowLabels[row], column: data.table.columnLabels[column],
                    share: Figure(effect.estimate), confLow: Figure(effect.confLow),
                    confHigh: Figure(effect.confHigh),
                    method: effect.method.replacing(" (clusters)", with: ""))
            }
        }

        /// The share of a level in a group; nil where none was made.
        func share(_ row: String, _ column: String) -> Double? {
            shares.first { $0.row == row && $0.column == column }?.share.value
        }
    }
}
