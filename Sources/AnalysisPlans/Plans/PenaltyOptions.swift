import GeneralizedLinearModels

/// The penalty of a fit, as a plan asks for it.
public struct PenaltyOptions: Sendable, Equatable {
    /// Its shape.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Squares: coefficients shrink, and none becomes 0.
        case ridge
        /// Absolute values: some become 0.
        case lasso
        /// Both, in shares.
        case elasticNet = "elastic_net"
    }

    /// Its shape.
    public var kind: Kind
    /// The share of absolute values: 0 for a ridge, 1 for a lasso, ½ for an elastic net unless asked.
    public var alpha: Double
    /// Its size; nil to choose it by cross-validation.
    public var lambda: Double?
    /// How cross-validation chooses it.
    public var rule = CrossValidatedPath.Rule.oneStandardError
    /// The number of folds.
    public var folds = 10
    /// The seed by which rows or clusters are dealt to folds.
    public var seed: UInt64 = 1
    /// A column whose equal values are kept in one fold, such as a family.
    public var cluster: String?
    /// Whether columns are penalised on the scale of their standard deviations.
    public var standardize = true
    /// Whether all columns of a term enter or leave together.
    public var wholeTerms = false

    /// The penalty in the terms of a fit.
    var penalty: ElasticNetPenalty? {
        ElasticNetPenalty(mixing: alpha, isStandardized: standardize, isGrouped: wholeTerms)
    }

    /// More folds, each a path of its own, than anyone waits for.
    static let mostFolds = 10_000

    private static let ownKeys = [
        "alpha", "lambda", "lambda_rule", "folds", "standardize", "whole_terms",
    ]

    /// The penalty of a plan; nil where its kind is none of these.
    init?(_ reader: inout PlanReader, kind: Kind?) throws(AnalysisError) {
        let alpha = try reader.number("alpha")
        lambda = try reader.number("lambda")
        let rule = try reader.word("lambda_rule", CrossValidatedPath.Rule.self)
        let folds = try reader.wholeNumber("folds", atLeast: 3)
        if let folds, folds > Self.mostFolds {
            throw reader.refuse(
                "folds",
                "\(NumberText.count(folds)) folds are more than the \(NumberText.count(Self.mostFolds)) "
                    + "that are fitted.",
                hint: "10 are usual.")
        }
        let seed = try reader.wholeNumber("seed", atLeast: 0)
        cluster = try reader.text("cluster")
        let standardize = try reader.truth("standardize")
        let wholeTerms = try reader.truth("whole_terms")
        guard let kind else {
            let given: [Bool] = [
                alpha != nil, lambda != nil, rule != nil, folds != nil, standardize != nil,
                wholeTerms != nil,
            ]
            if let place = given.firstIndex(of: true) {
                let key = Self.ownKeys[place]
                let flag =
                    key == "standardize" ? "own-scales" : key.replacing("_", with: "-")
                throw reader.refuse(
                    key, "--\(flag) (in a plan \"\(key)\") belongs to a penalty.",
                    hint: "Say --penalty lasso too (in a plan \"penalty\": \"lasso\").")
            }
            return nil
        }
        self.kind = kind
        self.alpha = kind == .ridge ? 0 : kind == .lasso ? 1 : alpha ?? 0.5
        if let alpha, kind != .elasticNet || !(alpha > 0 && alpha < 1) {
            throw reader.refuse(
                "alpha", "\(alpha) is no share of absolute values for \(kind.rawValue).",
                hint: "alpha lies between 0 and 1 and belongs to elastic_net; ridge is 0, lasso 1.")
        }
        if let lambda, !(lambda > 0 && lambda < 1e300) {
            throw reader.refuse(
                "lambda", "The size of a penalty is a number above 0 and below 1e300.",
                hint: "Leave it out, and cross-validation chooses.")
        }
        if lambda != nil {
            let given: [(String, Bool)] = [
                ("lambda_rule", rule != nil), ("folds", folds != nil), ("seed", seed != nil),
                ("cluster", cluster != nil),
            ]
            if let key = given.first(where: \.1)?.0 {
                throw reader.refuse(
                    key, "With a lambda that is given there is no cross-validation.",
                    hint: "Leave out lambda or \(key).")
            }
        }
        self.rule = rule ?? self.rule
        self.folds = folds ?? self.folds
        self.seed = seed.map { UInt64($0) } ?? self.seed
        self.standardize = standardize ?? true
        self.wholeTerms = wholeTerms ?? false
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try container.encode(kind, forKey: "penalty")
        if kind == .elasticNet { try container.encode(alpha, forKey: "alpha") }
        if let lambda {
            try container.encode(lambda, forKey: "lambda")
        } else {
            try container.encode(rule, forKey: "lambda_rule")
            try container.encode(folds, forKey: "folds")
            try container.encode(seed, forKey: "seed")
            if let cluster { try container.encode(cluster, forKey: "cluster") }
        }
        try container.encode(standardize, forKey: "standardize")
        try container.encode(wholeTerms, forKey: "whole_terms")
    }
}
