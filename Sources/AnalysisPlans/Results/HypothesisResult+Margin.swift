import HypothesisTests

extension HypothesisResult {
    /// An effect held against the smallest one that matters.
    public struct Margin: Codable, Sendable {
        /// The effect: `risk_difference`, `mean_difference`, `rate_ratio` or `hazard_ratio`.
        public var effect: String
        /// The smallest effect that matters.
        public var margin: Double
        /// The lower bound: -margin, or 1/margin for a ratio.
        public var low: Double
        /// The upper bound.
        public var high: Double
        /// The level of the one-sided tests, 1 - confidence; the inner interval leaves it out on
        /// each side.
        public var alpha: Double
        /// Which way the outcome is wanted: `higher` or `lower`; null where it was not told.
        public var better: Label
        /// Each level against its reference.
        public var rows: [Row]
    }

    /// One level held against the margin.
    public struct MarginRow: Codable, Sendable {
        /// The level.
        public var level: Label
        /// The level that it is compared with.
        public var reference: Label
        /// The effect.
        public var estimate: Figure
        /// The lower limit at the plan's confidence; null where there is none.
        public var confLow: Figure
        /// The upper limit at the plan's confidence.
        public var confHigh: Figure
        /// The lower limit of the interval that leaves alpha out on each side.
        public var innerLow: Figure
        /// The upper limit of the interval that leaves alpha out on each side.
        public var innerHigh: Figure
        /// How intervals and tests were made.
        public var method: String
        /// `tost_lower`, `tost_upper`, `equivalence` and, with a direction, `non_inferiority`.
        public var tests: [Test]
        /// `consistent_with_effect`, `little_difference` or `cannot_be_told`; null without interval.
        public var grade: Label
        /// Whether the whole interval lies at or beyond a bound.
        public var atLeastMargin: Bool
        /// `non_inferior`, `inferior` or `cannot_be_told`; null without a direction.
        public var nonInferiority: Label
        /// Why there is no grade.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case level, reference, estimate, method, tests, grade, note
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case innerLow = "inner_low"
            case innerHigh = "inner_high"
            case atLeastMargin = "at_least_margin"
            case nonInferiority = "non_inferiority"
        }

        init(_ answer: MarginAnswer) {
            level = Label(answer.level)
            reference = Label(answer.reference)
            estimate = Figure(answer.estimate)
            confLow = Figure(answer.wide?.lowerBound)
            confHigh = Figure(answer.wide?.upperBound)
            innerLow = Figure(answer.inner?.lowerBound)
            innerHigh = Figure(answer.inner?.upperBound)
            method = answer.method
            tests = answer.tests.map(Test.init)
            grade = Label(answer.grade?.rawValue)
            atLeastMargin = answer.isAtLeastMargin
            nonInferiority = Label(answer.nonInferiority?.rawValue)
            note = answer.note
        }
    }
}

extension HypothesisResult.Margin {
    /// One level held against the margin.
    public typealias Row = HypothesisResult.MarginRow
}
