import LinearAlgebra

/// The standard error of what coefficients make, √(g'V g) for its derivatives g by them, or why there is
/// none.
struct GradientError {
    /// Why there is no standard error.
    enum Missing: Error, Equatable {
        /// The fit did not come to its maximum.
        case unsettled
        /// As many coefficients as cases.
        case noFreedom
        /// The model meets every outcome.
        case noResidual
        /// One cluster or row decides it, so that no spread of scores tells of it.
        case decidedAlone
        /// What each cluster or row adds to it is 0.
        case noScores
        /// The covariance that was given has no variance for it.
        case noVariance
        /// Its variance is no number.
        case outOfRange

        /// The reason in words.
        var note: String {
            switch self {
            case .unsettled: "The fit did not settle."
            case .noFreedom: "No degrees of freedom are left for a standard error."
            case .noResidual:
                "The model meets every outcome: no residual tells how far the estimate could be off."
            case .decidedAlone: "It rests on what a single cluster or row decides."
            case .noScores: "The scores that its standard error is made of are 0 but for rounding."
            case .noVariance: "The covariance that was given has no variance for it."
            case .outOfRange: "Its variance runs out of the range of numbers."
            }
        }
    }

    private enum Source {
        case model(root: Matrix, dispersion: Double)
        case given(Matrix)
        case robust(RobustCovariance)
    }

    private let source: Source
    private let active: [Int]
    private let obstacle: Missing?

    /// - Parameters:
    ///   - covariance: of the active coefficients; nil for the model's own.
    ///   - robust: a robust covariance, which takes its place.
    init(_ fit: GLMFit, covariance: Matrix?, robust: RobustCovariance?) {
        active = fit.active
        obstacle =
            if !fit.isConverged {
                .unsettled
            } else {
                switch fit.lackOfSpread {
                case .noFreedom: .noFreedom
                case .noResidual: .noResidual
                case nil: nil
                }
            }
        if let robust {
            source = .robust(robust)
        } else if let covariance {
            precondition(
                covariance.rows == active.count && covariance.columns == covariance.rows,
                "the covariance is of the active coefficients")
            source = .given(covariance)
        } else {
            // Nearly collinear columns have variances in whose sums nothing is left of g'V g: a root has it.
            let root = fit.solution.scale.root(fit.solution.inverseRoot, active: active)
            source = .model(
                root: root.transposed,
                dispersion: fit.dispersion ?? .nan)
        }
    }

    /// The standard error for derivatives by all coefficients.
    func error(_ gradient: [Double]) -> Result<Double, Missing> {
        if let obstacle { return .failure(obstacle) }
        let own = active.map { gradient[$0] }
        // The square of a small enough slope is 0.
        let size = own.reduce(0) { max($0, abs($1)) }
        guard size.isFinite else { return .failure(.outOfRange) }
        // What no coefficient moves is certain; of what they move no variance means that none is known.
        guard size > 0 else { return .success(0) }
        let scaled = own.map { $0 / size }
        let variance: Double
        switch source {
        case .model(let root, let dispersion):
            variance = dispersion * root.times(scaled).reduce(0) { $0 + $1 * $1 }
        case .given(let covariance):
            variance = covariance.quadraticForm(scaled)
            if variance <= 0 { return .failure(.noVariance) }
        case .robust(let robust):
            if robust.isDecidedAlone(scaled) { return .failure(.decidedAlone) }
            variance = robust.variance(along: scaled)
            if variance == 0 { return .failure(.noScores) }
        }
        let error = size * variance.squareRoot()
        return error.isFinite && error > 0 ? .success(error) : .failure(.outOfRange)
    }
}
