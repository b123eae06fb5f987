import HypothesisTests

extension HypothesisResult {
    /// The numbers of one group, or of one variable.
    public struct SampleRow: Codable, Sendable {
        /// The group's level, or the variable.
        public var level: String
        /// Cases with a number.
        public var n: Int
        /// The mean; null without cases.
        public var mean: Figure
        /// The standard deviation; null with fewer than two cases.
        public var sd: Figure
        /// The median; null without cases.
        public var median: Figure
        /// The value below which a quarter of the cases lie.
        public var lowerQuartile: Figure
        /// The value below which three quarters of the cases lie.
        public var upperQuartile: Figure
        /// The skewness; null without spread.
        public var skewness: Figure

        private enum CodingKeys: String, CodingKey {
            case level, n, mean, sd, median, skewness
            case lowerQuartile = "q1"
            case upperQuartile = "q3"
        }
    }

    /// The events of one group.
    public struct RateRow: Codable, Sendable {
        /// The group's level.
        public var level: String
        /// Cases with exposure.
        public var cases: Int
        /// Their events.
        public var events: Int
        /// The sum of their exposures.
        public var exposure: Double
        /// Events per unit of exposure as they were counted; null without exposure.
        public var observedRate: Figure
        /// The rate that the limits are of: as counted under Poisson, fitted by the negative-binomial
        /// regression, which gives long exposures less weight; null without exposure.
        public var rate: Figure
        /// The lower limit of the rate; null where there is none.
        public var confLow: Figure
        /// The upper limit of the rate; null where there is none.
        public var confHigh: Figure
        /// How the limits were made.
        public var method: String
        /// Cases of exposure 0, which are left out.
        public var withoutExposure: Int

        private enum CodingKeys: String, CodingKey {
            case level, cases, events, exposure, rate, method
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case withoutExposure = "without_exposure"
            case observedRate = "observed_rate"
        }

        /// Whether the rate is a model's and not the events over their exposure.
        public var isFitted: Bool {
            guard let rate = rate.value, let observed = observedRate.value else { return false }
            return abs(rate - observed) > 1e-9 * abs(observed)
        }
    }
}

extension HypothesisResult.SampleRow {
    init(_ sample: Sample) {
        self.init(
            level: sample.label, n: sample.count, mean: Figure(sample.mean),
            sd: Figure(sample.standardDeviation), median: Figure(sample.quantile(0.5)),
            lowerQuartile: Figure(sample.quantile(0.25)),
            upperQuartile: Figure(sample.quantile(0.75)), skewness: Figure(sample.skewness))
    }
}
