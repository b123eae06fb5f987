import Distributions
import GeneralizedLinearModels

extension FitResult {
    /// One effect on the scale of the outcome, averaged over the rows used.
    public struct EffectRow: Codable, Sendable {
        /// What is estimated, as `risk_difference`.
        public var name: String
        /// The column or expression that is changed; null for predictions at several.
        public var variable: Label
        /// The level that all are put at; null for numbers.
        public var level: Label
        /// The level that it is compared with.
        public var reference: Label
        /// By how much a number is moved; absent for others.
        public var step: Double?
        /// What columns are set to.
        public var at: [ModelEffect.Setting]
        /// The level of `by` that the mean is over; null for all rows.
        public var group: Label
        /// The variables that the change takes beyond what the model was learned from; absent where
        /// none.
        public var beyond: [ModelEffect.Beyond]?
        /// The estimate; null unless `status` is `estimated`.
        public var estimate: Figure
        /// Its standard error by the delta method.
        public var stdError: Figure
        /// The lower limit.
        public var confLow: Figure
        /// The upper limit.
        public var confHigh: Figure
        /// `not_estimable` where there is an estimate and nothing tells of its error; absent elsewhere.
        public var stdErrorStatus: String?
        /// `bounded` where the lower limit is -1 since no difference of risks lies below, `not_estimable`
        /// where an estimate has none; absent elsewhere.
        public var confLowStatus: String?
        /// The same of the upper limit.
        public var confHighStatus: String?
        /// Of no difference or a ratio of 1; null for means.
        public var pValue: Figure
        /// log₁₀ of the p-value.
        public var log10P: Figure
        /// The p-value for people.
        public var pDisplay: Label
        /// What is averaged and how the interval is made.
        public var method: String
        /// `estimated` or `not_estimable`.
        public var status: String
        /// Why there is no estimate or no interval, or that it was cut; absent elsewhere.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case name, variable, level, reference, step, at, group, estimate, method, status, note
            case beyond
            case stdErrorStatus = "std_error_status"
            case confLowStatus = "conf_low_status"
            case confHighStatus = "conf_high_status"
            case stdError = "std_error"
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
        }
    }

    /// What rows, terms and the link say of the fit.
    public struct Checks: Codable, Sendable {
        /// A figure of every row in short.
        public struct Rows: Codable, Sendable {
            /// The largest of all rows; null where none has one.
            public var largest: Figure
            /// `not_estimable` where that is null; absent elsewhere.
            public var status: String?
            /// Above this a row is told of.
            public var bound: Double
            /// Rows above it.
            public var above: Int
        }
        /// Quantile residuals in short: standard normal if the family is right.
        public struct Residuals: Codable, Sendable {
            /// Their mean.
            public var mean: Figure
            /// Their standard deviation.
            public var stdDev: Figure
            /// `not_estimable` where one of the two is null; absent elsewhere.
            public var status: String?
            /// How many lie beyond ±3.
            public var beyond3: Int
            /// How many there are.
            public var count: Int
            /// The seed of their draws.
            public var seed: UInt64

            private enum CodingKeys: String, CodingKey {
                case mean, count, seed, status
                case stdDev = "std_dev"
                case beyond3 = "beyond_3"
            }
        }
        /// Variance inflation of a term.
        public struct Inflation: Codable, Sendable {
            /// The term.
            public var term: String
            /// Its coefficients.
            public var df: Int
            /// The generalised variance inflation factor.
            public var factor: Double
            /// By how much standard errors grow, factor^(1/(2 df)).
            public var stdErrorFactor: Double

            private enum CodingKeys: String, CodingKey {
                case term, df, factor
                case stdErrorFactor = "std_error_factor"
            }
        }
        /// Pregibon's link test.
        public struct Link: Codable, Sendable {
            /// The coefficient of the squared linear predictor.
            public var estimate: Figure
            /// Its standard error.
            public var stdError: Figure
            /// Wald's test of it.
            public var pValue: Figure
            /// log₁₀ of the p-value.
            public var log10P: Figure
            /// The p-value for people.
            public var pDisplay: Label
            /// Why there is none; absent where there is one.
            public var note: String?

            private enum CodingKeys: String, CodingKey {
                case estimate, note
                case stdError = "std_error"
                case pValue = "p_value"
                case log10P = "log10_p"
                case pDisplay = "p_display"
            }
        }

        /// Quantile residuals.
        public var residuals: Residuals
        /// Leverage, the diagonal of the hat matrix.
        public var leverage: Rows
        /// Cook's distances.
        public var cook: Rows
        /// Variance inflation by term.
        public var inflation: [Inflation]
        /// The link test.
        public var linkTest: Link
        /// How much rests on single clusters; absent without a column of clusters.
        public var clusters: Clusters?

        private enum CodingKeys: String, CodingKey {
            case residuals, leverage, cook, inflation, clusters
            case linkTest = "link_test"
        }
    }

    /// How far a second route agrees with the estimates.
    public struct VerificationResult: Codable, Sendable {
        /// One coefficient.
        public struct Row: Codable, Sendable {
            /// The coefficient.
            public var term: String
            /// Digits of the estimate in common.
            public var digits: Double
            /// Digits of the standard error in common.
            public var stdErrorDigits: Double

            private enum CodingKeys: String, CodingKey {
                case term, digits
                case stdErrorDigits = "std_error_digits"
            }
        }
        /// `qr` or `cholesky`.
        public var route: String
        /// The fewest digits in common; null where the route breaks down.
        public var fewestDigits: Figure
        /// By coefficient.
        public var coefficients: [Row]
        /// What to know of it; absent where all is well.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case route, coefficients, note
            case fewestDigits = "fewest_digits"
        }
    }
}

extension FitResult.EffectRow {
    init(_ effect: ModelEffect) {
        name = effect.name.rawValue
        variable = Label(effect.variable)
        level = Label(effect.level)
        reference = Label(effect.reference)
        step = effect.step
        at = effect.at
        group = Label(effect.group?.value)
        beyond = effect.beyond.isEmpty ? nil : effect.beyond
        estimate = Figure(effect.estimate)
        stdError = Figure(effect.standardError)
        confLow = Figure(effect.interval?.low)
        confHigh = Figure(effect.interval?.high)
        let isWithoutError = effect.status == .estimated && stdError.value == nil
        stdErrorStatus = isWithoutError ? "not_estimable" : nil
        confLowStatus = effect.lowStatus?.rawValue
        confHighStatus = effect.highStatus?.rawValue
        pValue = Figure(effect.pValue?.value)
        log10P = Figure(effect.pValue?.log10)
        pDisplay = Label(effect.pValue?.display)
        method = effect.method
        status = effect.status.rawValue
        note = effect.note
    }
}

extension FitResult.Checks {
    init(_ checks: CheckSummary) {
        residuals = Residuals(
            mean: Figure(checks.residuals.mean), stdDev: Figure(checks.residuals.standardDeviation),
            status: checks.residuals.standardDeviation?.isFinite == true ? nil : "not_estimable",
            beyond3: checks.residuals.beyond3, count: checks.residuals.count, seed: checks.seed)
        leverage = Rows(checks.leverage, bound: FitChecks.highLeverage)
        cook = Rows(checks.cook, bound: FitChecks.highDistance)
        inflation = checks.inflation.filter(\.factor.isFinite).map {
            Inflation(
                term: $0.term, df: $0.degreesOfFreedom, factor: $0.factor,
                stdErrorFactor: $0.standardErrorFactor)
        }
        let test = checks.linkTest
        linkTest = Link(
            estimate: Figure(test.estimate), stdError: Figure(test.standardError),
            pValue: Figure(test.pValue?.value), log10P: Figure(test.pValue?.log10),
            pDisplay: Label(test.pValue?.display), note: test.note)
    }
}

extension FitResult.Checks.Rows {
    fileprivate init(_ rows: CheckSummary.Rows, bound: Double) {
        largest = Figure(rows.largest)
        status = largest.value == nil ? "not_estimable" : nil
        self.bound = bound
        above = rows.above
    }
}

extension FitResult.VerificationResult {
    init(_ verification: Verification) {
        route = verification.route.rawValue
        fewestDigits = Figure(verification.fewestDigits)
        coefficients = verification.rows.map {
            Row(term: $0.coefficient, digits: $0.digits, stdErrorDigits: $0.standardErrorDigits)
        }
        note =
            verification.note
            ?? (verification.rows.isEmpty ? "There is no finite coefficient to compare." : nil)
    }
}
