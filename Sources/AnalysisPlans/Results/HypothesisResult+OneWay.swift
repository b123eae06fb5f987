import Distributions
import HypothesisTests
import ModelFormula

extension HypothesisResult {
    /// One level of a single category, beside the share expected of it.
    public struct LevelShare: Codable, Sendable {
        /// The level.
        public var level: String
        /// Its cases.
        public var observed: Int
        /// The cases expected of it.
        public var expected: Double
        /// The share expected of it.
        public var expectedShare: Double
        /// Its share of all cases; null without a case.
        public var share: Figure
        /// The share's lower limit.
        public var confLow: Figure
        /// The share's upper limit.
        public var confHigh: Figure
        /// (observed - expected) / √(expected (1 - expected share)); null where that is 0.
        public var adjusted: Figure
        /// Two-sided, from the standard normal distribution; null without `adjusted`.
        public var pValue: Figure
        /// log₁₀ of the p-value, which does not underflow.
        public var log10P: Figure
        /// The p-value corrected for the number of levels.
        public var pAdjusted: Figure

        private enum CodingKeys: String, CodingKey {
            case level, observed, expected, share, adjusted
            case expectedShare = "expected_share"
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case pValue = "p_value"
            case log10P = "log10_p"
            case pAdjusted = "p_adjusted"
        }
    }

    init(
        _ factor: HypothesisVariable.Factor, _ fit: GoodnessOfFit, missing: [ColumnMissingness]
    ) {
        let shares = fit.levels.map { level -> Effect in
            var effect = level.proportion
            effect.level = level.label
            return effect
        }
        self.init(
            design: "one_way", outcome: factor.name, group: Label(nil), event: Label(nil),
            reference: Label(nil), tests: fit.tests.map(Test.init), primary: Label(fit.primary),
            reason: fit.reason, runnerUp: Label(fit.runnerUp),
            effects: (shares + [fit.distance]).map(EffectRow.init), missing: missing)
        smallestExpectedCount = Figure(fit.smallestExpectedCount)
        residualCorrection = "holm"
        levels = fit.levels.map {
            LevelShare(
                level: $0.label, observed: $0.observed, expected: $0.expected,
                expectedShare: $0.expectedShare, share: Figure($0.proportion.estimate),
                confLow: Figure($0.proportion.confLow), confHigh: Figure($0.proportion.confHigh),
                adjusted: Figure($0.adjusted), pValue: Figure($0.pValue?.value),
                log10P: Figure($0.pValue?.log10), pAdjusted: Figure($0.pAdjusted))
        }
    }
}
