extension Study {
    /// What came of all data sets.
    public struct Tally: Sendable {
        /// Data sets that are a hit.
        public var hits = 0
        /// Data sets that gave an answer.
        public var answers = 0
        /// Data sets that gave none.
        public var silent = 0
        /// Intervals that lie below the truth.
        public var below = 0
        /// Intervals that lie above the truth.
        public var above = 0
        /// Intervals that have no end on a side.
        public var open = 0
        /// Intervals with two ends.
        public var closed = 0
        /// The sum of the widths of those with two ends.
        public var widths = 0.0

        /// The share of hits among answers.
        public var share: Double { Double(hits) / Double(max(answers, 1)) }
        /// The standard error of the share.
        public var standardError: Double {
            (share * (1 - share) / Double(max(answers, 1))).squareRoot()
        }
        /// The mean width of intervals with two ends; nil without any.
        public var meanWidth: Double? { closed > 0 ? widths / Double(closed) : nil }

        mutating func add(_ outcome: Outcome) {
            switch outcome {
            case .limits(let limits, let truth):
                answers += 1
                if limits.contains(truth) {
                    hits += 1
                } else if limits.upperBound < truth {
                    below += 1
                } else {
                    above += 1
                }
                let width = limits.upperBound - limits.lowerBound
                if width.isFinite {
                    closed += 1
                    widths += width
                } else {
                    open += 1
                }
            case .hit:
                hits += 1
                answers += 1
            case .miss: answers += 1
            case .none: silent += 1
            }
        }

        mutating func add(_ other: Tally) {
            hits += other.hits
            answers += other.answers
            silent += other.silent
            below += other.below
            above += other.above
            open += other.open
            closed += other.closed
            widths += other.widths
        }
    }
}
