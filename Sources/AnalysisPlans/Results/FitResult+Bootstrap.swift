import Distributions
import GeneralizedLinearModels

extension FitResult {
    /// What samples drawn anew say of the coefficients.
    public struct Bootstrap: Codable, Sendable {
        /// One coefficient.
        public struct Row: Codable, Sendable {
            /// Its name.
            public var term: String
            /// `estimated` where there are figures; `infinite` or `aliased` where the cases themselves give
            /// it none; `not_estimable` where too few samples could be fitted, or nothing tells of its
            /// spread.
            public var status: String
            /// The standard deviation over the samples that could be fitted; null where none could be
            /// had. Absent in a wild bootstrap, as are the ends.
            public var stdError: Figure?
            /// The lower quantile of the samples (percentile interval), on the scale of the link.
            public var confLow: Figure?
            /// The upper quantile.
            public var confHigh: Figure?
            /// Twice the estimate less the upper quantile (basic interval).
            public var basicLow: Figure?
            /// Twice the estimate less the lower quantile.
            public var basicHigh: Figure?
            /// b over its standard error of kind CR1, in a wild bootstrap; absent elsewhere, as are the
            /// figures below.
            public var statistic: Figure?
            /// The share of samples whose statistic is at least as far from 0.
            public var pValue: Figure?
            /// log₁₀ of the p-value.
            public var log10P: Figure?
            /// The p-value for people.
            public var pDisplay: Label?
            /// How many samples these were.
            public var extreme: Int?

            private enum CodingKeys: String, CodingKey {
                case term, status, statistic, extreme
                case stdError = "std_error"
                case confLow = "conf_low"
                case confHigh = "conf_high"
                case basicLow = "basic_low"
                case basicHigh = "basic_high"
                case pValue = "p_value"
                case log10P = "log10_p"
                case pDisplay = "p_display"
            }
        }

        /// `pairs` or `wild`.
        public var kind: String
        /// Samples asked for or, where a wild bootstrap has no more in all, all that there are.
        public var replicates: Int
        /// The seed of the draws.
        public var seed: UInt64
        /// The column of clusters that were drawn; absent where rows were.
        public var cluster: String?
        /// How many clusters or rows there are to draw.
        public var units: Int
        /// Samples that could be fitted.
        public var fitted: Int
        /// Samples in which rows were separated, so that a coefficient was infinite.
        public var separated: Int
        /// Samples without a row of some level.
        public var withoutLevel: Int
        /// Samples whose fit did not settle.
        public var notSettled: Int
        /// Whether every possible sample was looked at, in a wild bootstrap; absent elsewhere.
        public var isExact: Bool?
        /// `rademacher` or `webb`, the weights of a wild bootstrap; absent elsewhere.
        public var weights: String?
        /// By coefficient.
        public var coefficients: [Row]

        private enum CodingKeys: String, CodingKey {
            case kind, replicates, seed, cluster, units, fitted, separated, weights, coefficients
            case withoutLevel = "without_level"
            case notSettled = "not_settled"
            case isExact = "exact"
        }
    }
}

extension FitResult.Bootstrap {
    init(
        _ samples: CoefficientBootstrap, of fit: GLMFit, confidence: Double, cluster: String?
    ) {
        kind = BootstrapOptions.Kind.pairs.rawValue
        replicates = samples.replicates
        seed = samples.seed
        self.cluster = cluster
        units = samples.unitCount
        fitted = samples.estimates.count
        separated = samples.separated
        withoutLevel = samples.withoutLevel
        notSettled = samples.failed
        let rows = samples.rows(confidence: confidence)
        coefficients = zip(fit.coefficients.indices, rows).map { index, row in
            Row(
                term: fit.coefficients[index].name,
                status: Self.status(of: index, in: fit, hasFigures: row != nil),
                stdError: Figure(row?.standardError),
                confLow: Figure(row?.percentile.low), confHigh: Figure(row?.percentile.high),
                basicLow: Figure(row?.basic.low), basicHigh: Figure(row?.basic.high))
        }
    }

    init(
        _ tests: [WildClusterTest?], of fit: GLMFit, asked: BootstrapOptions, cluster: String,
        units: Int
    ) {
        let first = tests.compactMap(\.self).first
        kind = BootstrapOptions.Kind.wild.rawValue
        replicates = first?.replicates ?? asked.replicates
        seed = asked.seed
        self.cluster = cluster
        self.units = units
        fitted = replicates
        (separated, withoutLevel, notSettled) = (0, 0, 0)
        isExact = first?.isExact ?? false
        weights = first?.weights.rawValue
        coefficients = zip(fit.coefficients.indices, tests).map { index, test in
            let p = test.flatMap { PValue(share: $0.pValue) }
            return Row(
                term: fit.coefficients[index].name,
                status: Self.status(of: index, in: fit, hasFigures: p != nil),
                statistic: Figure(test?.statistic),
                pValue: Figure(p?.value), log10P: Figure(p?.log10), pDisplay: Label(p?.display),
                extreme: test?.extreme)
        }
    }

    private static func status(of index: Int, in fit: GLMFit, hasFigures: Bool) -> String {
        if hasFigures { return "estimated" }
        let status = fit.status[index]
        return status == .estimated ? "not_estimable" : status.rawValue
    }

    /// Whether any coefficient has figures.
    public var hasFigures: Bool { coefficients.contains { $0.status == "estimated" } }

    /// Coefficients that are infinite in all cases, and so in every sample that speaks of them.
    var infiniteTerms: [String] { coefficients.filter { $0.status == "infinite" }.map(\.term) }

    /// The samples that could not be fitted.
    public var lost: Int { separated + withoutLevel + notSettled }
}
