import ModelFormula

/// The checks of a fit together: rows, terms and the link.
public struct FitChecks: Sendable {
    /// Residuals, leverage and distances, a row each.
    public let rows: RowChecks
    /// Quantile residuals, a row each.
    public let quantileResiduals: [Double?]
    /// The seed of their draws.
    public let seed: UInt64
    /// Variance inflation by term.
    public let inflation: [VarianceInflation]
    /// The link test.
    public let linkTest: LinkTest
    /// What leaving a cluster out changes; nil without clusters.
    public let clusters: ClusterInfluence?

    /// A leverage above this is told: the row decides more of its mean than all others do.
    public static let highLeverage = 0.5
    /// A Cook's distance above this is told: Cook's own bound, about the median of F.
    public static let highDistance = 1.0
    /// An inflation factor above this is told.
    public static let highInflation = 10.0
}

extension GLMFit {
    /// All checks that can be had without fitting anything but the link test.
    ///
    /// - Parameters:
    ///   - seed: of the quantile residuals' draws.
    ///   - clusters: the cluster of each row used, from 0, and their number; nil without.
    /// - Throws: `FitError` where a factor was eliminated or rows lie in a scratch file.
    public func checks(
        seed: UInt64, clusters: (codes: [Int32], count: Int)? = nil
    ) throws(FitError) -> FitChecks {
        try requireWhole(for: "A check of rows and terms")
        var influence: ClusterInfluence?
        if let clusters {
            influence = try clusterInfluence(codes: clusters.codes, clusterCount: clusters.count)
        }
        return FitChecks(
            rows: try rowChecks(), quantileResiduals: try quantileResiduals(seed: seed), seed: seed,
            inflation: try varianceInflation(),
            linkTest: try linkTest(clusters: clusters?.codes.map { Int($0) }), clusters: influence)
    }
}
