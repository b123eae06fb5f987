import Distributions
import GeneralizedLinearModels
import ModelFormula
import Tables

/// A regression, its true coefficients, and how its data sets are drawn.
struct RegressionTrial: Sendable {
    /// The formula, the settings and what the columns of the frame are for.
    var formula: String
    var glm: GLM
    var weights: String?
    var cluster: String?
    /// The coefficients that the data are drawn by.
    var truth: [Double]
    /// Draws the columns of one data set.
    var columns: @Sendable (inout RandomStream) -> [Column]

    init(
        _ formula: String, _ glm: GLM = GLM(), truth: [Double], weights: String? = nil,
        cluster: String? = nil, columns: @escaping @Sendable (inout RandomStream) -> [Column]
    ) {
        self.formula = formula
        self.glm = glm
        self.weights = weights
        self.cluster = cluster
        self.truth = truth
        self.columns = columns
    }

    /// The same data sets with other settings.
    func fitted(by glm: GLM) -> RegressionTrial {
        var other = self
        other.glm = glm
        return other
    }

    /// The fit to one data set and the table of that; nil where it has no coefficients of its own,
    /// such as a level that was not drawn.
    func fit(_ stream: inout RandomStream) -> (fit: GLMFit, table: Table)? {
        let columns = columns(&stream)
        let response: Response.Request =
            switch glm.family {
            case .binomial: .binary
            case .poisson, .negativeBinomial: .counts
            case .gaussian: .numbers
            case .gamma: .positiveNumbers
            }
        guard let table = try? Table(columns: columns, rowCount: columns[0].values.count),
            let asked = try? Formula(parsing: formula),
            let frame = try? ModelFrame(
                asked, table: table, weights: weights, response: response, cluster: cluster),
            let fit = try? glm.fit(frame), fit.coefficients.count == truth.count
        else { return nil }
        return (fit, table)
    }
}

extension Study {
    /// A study of whether an interval made of a fit covers the true coefficient `column`.
    static func regression(
        _ method: String, _ scenario: String, _ trial: RegressionTrial, of column: Int,
        _ promise: Promise = .coverage, most: Int = .max, slice: Int = 200,
        limits: @escaping @Sendable (GLMFit, Int) -> ClosedRange<Double>?
    ) -> Study {
        Study(method, scenario, promise, most: most, slice: slice) { stream in
            guard let fit = trial.fit(&stream)?.fit, let limits = limits(fit, column) else {
                return .none
            }
            return .limits(limits, truth: trial.truth[column])
        }
    }

    /// A study of how often a test made of a fit rejects at .05.
    static func regressionTest(
        _ method: String, _ scenario: String, _ trial: RegressionTrial,
        _ promise: Promise = .size, most: Int = .max, slice: Int = 200,
        pValue: @escaping @Sendable (GLMFit) -> Double?
    ) -> Study {
        Study(method, scenario, promise, most: most, slice: slice) { stream in
            guard let fit = trial.fit(&stream)?.fit, let p = pValue(fit) else { return .none }
            return p <= 0.05 ? .hit : .miss
        }
    }
}

/// Intervals of 95% of one coefficient; nil where the fit gives none.
enum Limits {
    /// Estimate ± quantile · standard error of the model; none for an infinite coefficient.
    static func wald(_ fit: GLMFit, _ column: Int) -> ClosedRange<Double>? {
        range(fit.coefficientTable(confidence: 0.95)[column].interval)
    }

    /// The same with a robust covariance, over the clusters of the frame where there are any.
    static func robust(_ kind: RobustCovariance.Kind)
        -> @Sendable (GLMFit, Int) -> ClosedRange<
            Double
        >?
    {
        { fit, column in
            let clusters = kind.takesClusters ? fit.frame.clusters : nil
            guard let covariance = try? fit.covariance(of: kind, clusters: clusters) else {
                return nil
            }
            return range(
                fit.coefficientTable(confidence: 0.95, covariance: covariance)[column].interval)
        }
    }

    /// The profile likelihood's; without bound on a side where the coefficient is infinite.
    static func profile(_ fit: GLMFit, _ column: Int) -> ClosedRange<Double>? {
        (try? fit.profileIntervals(confidence: 0.95)).flatMap { range($0[column]) }
    }

    /// That of Firth's penalised likelihood.
    static func firthProfile(_ fit: GLMFit, _ column: Int) -> ClosedRange<Double>? {
        (try? fit.firth()).flatMap { range($0.profileIntervals(confidence: 0.95)[column]) }
    }

    /// Firth's estimate ± 1.96 standard errors.
    static func firthWald(_ fit: GLMFit, _ column: Int) -> ClosedRange<Double>? {
        guard let firth = try? fit.firth(), let error = firth.standardErrors[column] else {
            return nil
        }
        let half = Normal.upperQuantile(0.025) * error
        return firth.estimates[column] - half...firth.estimates[column] + half
    }

    static func range(_ limits: (low: Double, high: Double)?) -> ClosedRange<Double>? {
        limits.flatMap { $0.low <= $0.high ? $0.low...$0.high : nil }
    }

    private static func range(_ interval: ProfileInterval?) -> ClosedRange<Double>? {
        guard let interval, interval.low != .notFound, interval.high != .notFound else {
            return nil
        }
        let (low, high) = (interval.low.value ?? -.infinity, interval.high.value ?? .infinity)
        return low <= high ? low...high : nil
    }
}
