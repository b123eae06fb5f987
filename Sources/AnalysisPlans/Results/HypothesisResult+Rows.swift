import Distributions
import HypothesisTests

extension HypothesisResult {
    /// One test; what does not apply to it is absent.
    public struct Test: Codable, Sendable {
        /// The test's stable name.
        public var name: String
        /// The test in words.
        public var method: String
        /// The statistic; absent where the test has none.
        public var statistic: Double?
        /// Degrees of freedom; absent where there are none.
        public var df: Double?
        /// Degrees of freedom of the denominator; absent where there are none.
        public var df2: Double?
        /// Two-sided; null where the test could not be made, 0 where it underflows.
        public var pValue: Figure
        /// log₁₀ of the p-value, which does not underflow.
        public var log10P: Figure
        /// The p-value for people.
        public var pDisplay: Label
        /// The lower limit of a simulated p-value; absent where p is no estimate.
        public var pLow: Double?
        /// The upper limit of a simulated p-value; absent where p is no estimate.
        public var pHigh: Double?
        /// How many replicates a simulated p-value rests on; absent where p is no estimate.
        public var replicates: Int?
        /// The seed of the replicates; absent where p is no estimate.
        public var seed: UInt64?
        /// `estimated` or `not_estimable`.
        public var status: String
        /// Why a figure is missing, in words.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case name, method, statistic, df, df2, replicates, seed, status, note
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
            case pLow = "p_low"
            case pHigh = "p_high"
        }
    }

    /// How large a difference is.
    public struct EffectRow: Codable, Sendable {
        /// The effect's stable name.
        public var name: String
        /// The level it is about; null for the whole table.
        public var level: Label
        /// The level it is compared with; null for the whole table.
        public var reference: Label
        /// The stratum it is about; null outside of stratified tests.
        public var stratum: Label
        /// The estimate; null where infinite or not to be had.
        public var estimate: Figure
        /// The lower limit; null where there is none.
        public var confLow: Figure
        /// The upper limit; null where it is infinite or there is none.
        public var confHigh: Figure
        /// How estimate and limits were made.
        public var method: String
        /// `estimated`, `infinite` or `not_estimable`.
        public var status: String
        /// Why a figure is missing, in words.
        public var note: String?
        /// How many resamples the limits rest on; absent where they rest on none.
        public var replicates: Int? = nil
        /// The seed of the resamples; absent where there are none.
        public var seed: UInt64? = nil

        private enum CodingKeys: String, CodingKey {
            case name, level, reference, stratum, estimate, method, status, note, replicates, seed
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }
}

extension HypothesisResult.Test {
    init(_ test: TestResult) {
        self.init(
            name: test.name, method: test.method, statistic: Figure(test.statistic).value,
            df: test.df, df2: test.df2, pValue: Figure(test.pValue?.value),
            log10P: Figure(test.pValue?.log10), pDisplay: Label(test.pValue?.display),
            pLow: test.pLow, pHigh: test.pHigh, replicates: test.replicates, seed: test.seed,
            status: test.status.rawValue, note: test.note)
    }
}

extension HypothesisResult.EffectRow {
    init(_ effect: Effect) {
        self.init(
            name: effect.name, level: Label(effect.level), reference: Label(effect.reference),
            stratum: Label(effect.stratum), estimate: Figure(effect.estimate),
            confLow: Figure(effect.confLow), confHigh: Figure(effect.confHigh),
            method: effect.method, status: effect.status.rawValue, note: effect.note,
            replicates: effect.replicates, seed: effect.seed)
    }
}
