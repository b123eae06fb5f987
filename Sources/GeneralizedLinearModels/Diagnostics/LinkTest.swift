import Distributions
import ModelFormula
import Tables

/// Whether the square of the linear predictor still says something of the outcome: if so, the link, or
/// the form of a number's effect, is not right. Source: Pregibon (1980), Applied Statistics 29.
public struct LinkTest: Sendable {
    /// The coefficient of η² beside η; nil where it has none, as are the following.
    public let estimate: Double?
    /// Its standard error.
    public let standardError: Double?
    /// Wald's test of it.
    public let pValue: PValue?
    /// Why there is none.
    public let note: String?
}

extension GLMFit {
    /// Fits the outcome anew on η (with the offset in it) and η², with the same family, link and weights.
    ///
    /// Under sampling weights, and where clusters are named, its error is that of the sandwich: weights
    /// that stand for many, and cases that are alike, make those of the model far too small.
    ///
    /// - Parameter clusters: any number that names the cluster of each row used; nil without.
    /// - Throws: `FitError` where a factor was eliminated or rows lie in a scratch file.
    public func linkTest(clusters: [Int]? = nil) throws(FitError) -> LinkTest {
        try requireWhole(for: "The link test")
        guard lackOfSpread == nil else {
            return LinkTest(
                estimate: nil, standardError: nil, pValue: nil,
                note: "The fit leaves nothing that a curve could explain.")
        }
        guard isConverged, !isCompletelySeparated else {
            return LinkTest(
                estimate: nil, standardError: nil, pValue: nil,
                note: "The fit has no finite linear predictor.")
        }
        let rows = FittedRows(self)
        let kept = rows.prior.indices.filter { rows.prior[$0] > 0 && rows.eta[$0].isFinite }
        let eta = kept.map { rows.eta[$0] }
        let trials = frame.response.trials.map { all in kept.map { all[$0] } }
        let outcome = kept.enumerated().map { k, row in
            trials.map { ($0[k] * frame.outcome[row]).rounded() } ?? frame.outcome[row]
        }
        var columns: [(name: String, values: [Double])] = [
            ("outcome", outcome), ("eta", eta), ("square", eta.map { $0 * $0 }),
        ]
        if let trials { columns.append(("trials", trials)) }
        if let weights = frame.weights { columns.append(("weight", kept.map { weights[$0] })) }
        let own = clusters.map { all in kept.map { all[$0] } }
        let kind: RobustCovariance.Kind? =
            settings.weightKind == .sampling ? .sandwich : own == nil ? nil : .cr1
        guard let test = try? fitted(columns, hasTrials: trials != nil),
            case let robust = kind.flatMap({ try? test.covariance(of: $0, clusters: own) }),
            (robust == nil) == (kind == nil),
            let row = test.coefficientTable(confidence: 0.95, covariance: robust).first(where: {
                $0.coefficient.name == "square"
            }), test.isConverged, row.standardError != nil
        else {
            return LinkTest(
                estimate: nil, standardError: nil, pValue: nil,
                note: "The linear predictor takes too few values for its square to be told apart.")
        }
        return LinkTest(
            estimate: row.estimate, standardError: row.standardError, pValue: row.pValue, note: nil)
    }

    private func fitted(_ columns: [(name: String, values: [Double])], hasTrials: Bool) throws
        -> GLMFit
    {
        let count = columns[0].values.count
        let table = try Table(
            columns: columns.map {
                Column(
                    name: $0.name, values: .real($0.values),
                    validity: ValidityMask(allValid: count))
            }, rowCount: count)
        let request: Response.Request =
            switch settings.family {
            case .binomial: .binary
            case .poisson, .negativeBinomial: .counts
            case .gaussian: .numbers
            case .gamma: .positiveNumbers
            }
        return try settings.fit(
            ModelFrame(
                Formula(parsing: "outcome ~ eta + square"), table: table,
                weights: frame.weights == nil ? nil : "weight", response: request,
                trials: hasTrials ? "trials" : nil))
    }
}
