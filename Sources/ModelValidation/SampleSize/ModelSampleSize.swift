import Glibc

/// How many cases a model of a binary outcome needs before it is fitted.
///
/// With P parameters, π the share with the event and R² of Cox and Snell anticipated:
/// 1. shrinkage of the coefficients of at least S: n = P / ((S - 1) log(1 - R²/S));
/// 2. optimism in Nagelkerke's R² of at most δ: the same n with S = R² / (R² + δ max R²),
///    max R² = 1 - (π^π (1 - π)^(1 - π))²;
/// 3. the share with the event known to ± m: n = (1.96/m)² π (1 - π), with z = 1.96 as published;
/// 4. mean absolute error of the risks at most e:
///    n = exp((-0.508 + 0.259 log π + 0.504 log P - log e) / 0.544), found by simulation for P <= 30 and π
///    up to one half (above it 1 - π stands in).
///
/// The largest is needed. Where cases can be told apart very well (C of .85 and more) criterion 1
/// asks for too few (M. Pavlou et al., BMC Medical Research Methodology 24 (2024), 146).
///
/// Sources: R. D. Riley et al., Statistics in Medicine 38 (2019), 1276-1296, and BMJ 368 (2020), m441;
/// M. van Smeden et al., Statistical Methods in Medical Research 28 (2019), 2455-2474.
public struct ModelSampleSize: Sendable, Hashable {
    /// What a criterion asks for.
    public enum Criterion: String, Sendable, Hashable, CaseIterable, Codable {
        /// Shrinkage of the coefficients.
        case shrinkage
        /// Optimism in Nagelkerke's R².
        case optimism
        /// Precision of the overall risk.
        case overallRisk = "overall_risk"
        /// Mean absolute error of the risks.
        case predictionError = "prediction_error"
    }

    /// How good is good enough, with the values that Riley and colleagues recommend.
    public struct Targets: Sendable, Hashable {
        /// S, between 0 and 1.
        public var shrinkage = 0.9
        /// δ, above 0.
        public var optimism = 0.05
        /// m, above 0.
        public var riskMargin = 0.05
        /// e, above 0.
        public var predictionError = 0.05

        /// The recommended values.
        public init() {}
    }

    /// A criterion with the cases that meet it.
    public struct Need: Sendable, Hashable {
        /// What is asked for.
        public let criterion: Criterion
        /// n, not rounded; nil where no number of cases meets it (`note` says why).
        public let exactCases: Double?
        /// n rounded up.
        public let cases: Double?
        /// Events among them, n π.
        public let events: Double?
        /// Why there is no number.
        public let note: String?
    }

    /// The share with the event.
    public let prevalence: Double
    /// How many coefficients are to be estimated, the intercept not among them.
    public let parameters: Int
    /// Cox and Snell's R² that is anticipated.
    public let coxSnellR2: Double
    /// The largest that Cox and Snell's R² can be at this share.
    public let largestR2: Double
    /// What is asked for.
    public let targets: Targets
    /// The four criteria, in the order above.
    public let needs: [Need]

    /// What a model needs.
    ///
    /// - Parameters:
    ///   - prevalence: strictly between 0 and 1.
    ///   - parameters: at least 1.
    ///   - coxSnellR2: above 0 and below the largest there can be.
    /// - Throws: `ModelSampleSizeError` where one is outside.
    public init(
        prevalence: Double, parameters: Int, coxSnellR2: Double, targets: Targets = Targets()
    ) throws(ModelSampleSizeError) {
        let largest = try Self.largestCoxSnellR2(prevalence: prevalence)
        guard parameters >= 1 else { throw .parameters(parameters) }
        guard coxSnellR2 > 0, coxSnellR2 < largest else {
            throw .coxSnellR2(coxSnellR2, largest: largest)
        }
        guard targets.shrinkage > 0, targets.shrinkage < 1, targets.optimism > 0,
            targets.riskMargin > 0, targets.predictionError > 0
        else { throw .targets }
        self.prevalence = prevalence
        self.parameters = parameters
        self.coxSnellR2 = coxSnellR2
        self.targets = targets
        largestR2 = largest
        needs = Criterion.allCases.map { criterion in
            Need(
                criterion, prevalence: prevalence, parameters: Double(parameters),
                coxSnellR2: coxSnellR2, largest: largest, targets: targets)
        }
    }

    /// What a model needs whose Nagelkerke's R² is a share of 1, cautiously 0.15 where nothing is
    /// known.
    ///
    /// - Throws: `ModelSampleSizeError` where a number is outside of what `init(prevalence:
    ///   parameters:coxSnellR2:targets:)` takes.
    public init(
        prevalence: Double, parameters: Int, nagelkerkeR2: Double = 0.15,
        targets: Targets = Targets()
    ) throws(ModelSampleSizeError) {
        let largest = try Self.largestCoxSnellR2(prevalence: prevalence)
        try self.init(
            prevalence: prevalence, parameters: parameters, coxSnellR2: nagelkerkeR2 * largest,
            targets: targets)
    }

    /// 1 - (π^π (1 - π)^(1 - π))², the largest Cox and Snell's R² there can be.
    ///
    /// - Throws: unless 0 < π < 1.
    public static func largestCoxSnellR2(
        prevalence: Double
    ) throws(ModelSampleSizeError) -> Double {
        guard prevalence > 0, prevalence < 1 else { throw .prevalence(prevalence) }
        return -expm1(2 * (prevalence * log(prevalence) + (1 - prevalence) * log1p(-prevalence)))
    }

    /// The most that any criterion asks for, rounded up; nil where one cannot be met.
    public var cases: Double? {
        needs.contains { $0.cases == nil } ? nil : needs.compactMap(\.cases).max()
    }

    /// Events among `cases`.
    public var events: Double? { cases.map { $0 * prevalence } }

    /// Events for each parameter among `cases`.
    public var eventsPerParameter: Double? { events.map { $0 / Double(parameters) } }

    /// The criteria that so many cases do not meet.
    public func unmet(byCases cases: Double) -> [Criterion] {
        needs.filter { need in need.cases.map { cases < $0 } ?? true }.map(\.criterion)
    }

    /// The shrinkage to be expected of a model fitted to so many cases: the S at which criterion 1
    /// asks for just these; nil where R² is too much for so few.
    public func expectedShrinkage(cases: Double) -> Double? {
        // n grows with S from R² to 1, so the S that needs n is found by halving.
        var (low, high) = (coxSnellR2, 1.0)
        guard cases > 0, cases.isFinite else { return nil }
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            let needed = Double(parameters) / ((middle - 1) * log1p(-coxSnellR2 / middle))
            if needed > cases { high = middle } else { low = middle }
        }
        return low
    }
}

/// Why no sample size can be had.
public enum ModelSampleSizeError: Error, Sendable, Hashable {
    /// The share with the event lies outside of 0 to 1, or on its ends.
    case prevalence(Double)
    /// There is no parameter.
    case parameters(Int)
    /// R² lies outside of 0 to the largest there can be.
    case coxSnellR2(Double, largest: Double)
    /// A C statistic lies outside of 0.5 to 1, or on its ends.
    case cStatistic(Double)
    /// A target lies outside of its range.
    case targets

    /// The reason in words.
    public var message: String {
        switch self {
        case .prevalence(let value):
            "a share with the event lies strictly between 0 and 1; this one is \(value)"
        case .parameters(let count): "a model has at least one parameter; this one has \(count)"
        case .coxSnellR2(let value, let largest):
            "Cox and Snell's R² lies between 0 and \(largest) at this share with the event; this one is \(value)"
        case .cStatistic(let value):
            "a C statistic lies strictly between 0.5 and 1; this one is \(value)"
        case .targets: "shrinkage lies strictly between 0 and 1, and margins are above 0"
        }
    }
}

extension ModelSampleSize.Need {
    fileprivate init(
        _ criterion: ModelSampleSize.Criterion, prevalence: Double, parameters: Double,
        coxSnellR2: Double, largest: Double, targets: ModelSampleSize.Targets
    ) {
        self.criterion = criterion
        let needed: Double
        var reason = "the number of cases is too large for a number"
        func shrunk(to shrinkage: Double) -> Double {
            guard coxSnellR2 < shrinkage else {
                reason = "R² is not below the shrinkage asked for"
                return .infinity
            }
            return parameters / ((shrinkage - 1) * log1p(-coxSnellR2 / shrinkage))
        }
        switch criterion {
        case .shrinkage: needed = shrunk(to: targets.shrinkage)
        case .optimism:
            needed = shrunk(to: coxSnellR2 / (coxSnellR2 + targets.optimism * largest))
        case .overallRisk:
            let ratio = 1.96 / targets.riskMargin
            needed = ratio * ratio * prevalence * (1 - prevalence)
        case .predictionError:
            let rarer = min(prevalence, 1 - prevalence)
            let size = -0.508 + 0.259 * log(rarer) + 0.504 * log(parameters)
            needed = exp((size - log(targets.predictionError)) / 0.544)
        }
        let isFinite = needed.isFinite
        exactCases = isFinite ? needed : nil
        // What rounding leaves above a whole number asks for no case more.
        cases = isFinite ? (needed * (1 - 1e-12)).rounded(.up) : nil
        events = isFinite ? (needed * (1 - 1e-12)).rounded(.up) * prevalence : nil
        note = isFinite ? nil : reason
    }
}
