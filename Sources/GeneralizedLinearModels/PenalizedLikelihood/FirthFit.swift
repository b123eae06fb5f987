import Distributions
import LinearAlgebra
import ModelFormula

/// What Firth's penalised likelihood makes of the rows of a logistic regression, on the columns' own
/// scales: l*(b) = l(b) + ½ log|X'WX|, which has a finite maximum under separation too, and takes the
/// bias of order 1/n off the estimates.
///
/// Source: Firth (1993), Biometrika 80, 27-38; Heinze and Schemper (2002), Statistics in Medicine 21,
/// 2409-2419.
public struct FirthFit: Sendable {
    /// The intercept for predictions, and what comes with it.
    public struct PredictionIntercept: Sendable {
        /// The intercept at which predictions add up to the events that were seen, the other
        /// coefficients as they are (FLIC). Source: Puhr and others (2017), Statistics in Medicine
        /// 36, 2302-2317.
        public let estimate: Double
        /// The standard errors of all coefficients there, from (X'WX)⁻¹; nil where a column is aliased.
        public let standardErrors: [Double?]
        /// (X'WX)⁻¹ there, of the columns that are not aliased.
        public let covariance: Matrix
    }

    /// The fit by plain likelihood that it stands beside.
    public let plain: GLMFit
    /// The estimates; 0 for aliased columns.
    public let estimates: [Double]
    /// The columns of `covariance`: all that are not aliased.
    public let active: [Int]
    /// (X'WX)⁻¹ at the estimates.
    public let covariance: Matrix
    /// The standard error of each coefficient, from `covariance` as those of brglm2 and logistf are;
    /// nil for aliased columns, and where the fit did not settle.
    public let standardErrors: [Double?]
    /// l* at the estimates, as far as coefficients move it (without the binomial coefficients of
    /// successes of trials).
    public let penalisedLogLikelihood: Double
    /// The intercept for predictions; nil without an intercept.
    public let predictionIntercept: PredictionIntercept?
    /// Newton steps taken.
    public let iterations: Int
    /// Whether the penalised score reached its floor.
    public let isConverged: Bool
    let likelihood: FirthLikelihood
    let maximum: LikelihoodPoint
}

extension GLMFit {
    /// Whether `firth()` has an answer: a logistic regression whose dispersion is 1.
    public var canBePenalisedByFirth: Bool {
        settings.family == .binomial && settings.link == .logit && !settings.estimatesDispersion
            && largeFactor == nil
    }

    /// The fit by Firth's penalised likelihood to the same rows, weights, trials and offset.
    ///
    /// - Throws: `FitError` `penalty` where the regression is not logistic or its dispersion is
    ///   estimated, `notConverged` where a maximum is not found.
    public func firth(threads: Int? = nil) throws(FitError) -> FirthFit {
        try requireWhole(for: "Firth's penalty")
        guard canBePenalisedByFirth else {
            throw FitError(
                code: .penalty,
                message: "Firth's penalty is for logistic regressions; this one is "
                    + "\(settings.family.rawValue) with link \(settings.link.rawValue)"
                    + (settings.estimatesDispersion ? " and a dispersion that is estimated." : "."),
                hint: "Leave --penalty out, or fit the family binomial with link logit.")
        }
        BLASThreads.useOne()
        let design = Design(specification, values: frame.values, rowCount: frame.rowCount)
        let pass = RowPass(
            design: design, outcome: frame.outcome, prior: frame.prior, offset: frame.offset,
            threads: threads ?? settings.threads)
        let active = coefficients.indices.filter { status[$0] != .aliased }
        let likelihood = FirthLikelihood(pass: pass, active: active)
        guard let summit = likelihood.maximum(near: directions.isEmpty ? self : nil),
            let (value, root) = likelihood.penalised(at: summit.point.beta)
        else {
            let isNearlyDependent = smallestPivot < Newton.conditionLimit
            throw FitError(
                code: .notConverged,
                message: isNearlyDependent
                    ? "Columns are so nearly dependent that nothing is left of the determinant of "
                        + "the information, which is Firth's penalty."
                    : "Firth's penalised likelihood has no figures here.",
                hint: isNearlyDependent
                    ? "Leave one of the columns out that are nearly the same."
                    : "Look at the fit's warnings, and at the units of its columns.")
        }
        return FirthFit(self, likelihood, summit, value, root)
    }
}

extension FirthLikelihood {
    /// The maximum of l*, from a fit that is near or from no effects.
    ///
    /// A row far from all others can be fitted by itself, at no cost to the others, or be let decide
    /// its column: l* has a maximum at either. Where a row has most of its own fit without effects,
    /// both are climbed to and the higher one is taken.
    func maximum(near fit: GLMFit? = nil) -> LikelihoodClimb.Summit? {
        let climb = LikelihoodClimb(likelihood: self)
        var near: LikelihoodClimb.Summit?
        if let fit, fit.isConverged {
            near = point(at: OriginalScale(pass.design).scaled(fit.estimates))
                .flatMap { climb.summit(from: $0) }
        }
        if let near, !hasRowOfItsOwn { return near }
        let far = point(at: startingCoefficients).flatMap { climb.summit(from: $0) }
        guard let near, near.isConverged else { return far ?? near }
        guard let far, far.isConverged else { return near }
        // Of two ways to one maximum the nearer is kept, whatever rounding says.
        let slack = 1e-9 * max(1, abs(near.point.value))
        return far.point.value > near.point.value + slack ? far : near
    }

    /// Whether a row's leverage is more than a half where nothing has an effect.
    private var hasRowOfItsOwn: Bool {
        let start = startingCoefficients
        guard let (_, root) = penalised(at: start) else { return true }
        return pass.leverages(at: start, active: active, inverseRoot: root).contains { $0 > 0.5 }
    }

    /// 0 but for the intercept, which is the log odds of all rows and a case more, half an event, less
    /// the offset's mean.
    private var startingCoefficients: [Double] {
        var beta = [Double](repeating: 0, count: pass.design.columnCount)
        guard pass.design.hasIntercept else { return beta }
        var (events, total, offset) = (0.5, 1.0, 0.0)
        for row in pass.outcome.indices {
            let weight = pass.prior?[row] ?? 1
            events += weight * pass.outcome[row]
            offset += weight * (pass.offset?[row] ?? 0)
            total += weight
        }
        beta[0] = pass.model.linearPredictor(events / total) - offset / total
        return beta
    }
}

extension FirthFit {
    fileprivate init(
        _ plain: GLMFit, _ likelihood: FirthLikelihood, _ summit: LikelihoodClimb.Summit,
        _ value: Double, _ inverseRoot: Matrix
    ) {
        let scale = OriginalScale(likelihood.pass.design)
        self.plain = plain
        self.likelihood = likelihood
        maximum = summit.point
        active = likelihood.active
        iterations = summit.iterations
        isConverged = summit.isConverged
        estimates = scale.vector(summit.point.beta)
        let root = scale.root(inverseRoot, active: likelihood.active)
        covariance = root.timesOwnTranspose()
        standardErrors =
            summit.isConverged
            ? scale.standardErrors(root, active: likelihood.active, count: plain.coefficients.count)
            : plain.coefficients.map { _ in nil }
        penalisedLogLikelihood = value + scale.logScales(of: likelihood.active)
        predictionIntercept =
            likelihood.pass.design.hasIntercept
            ? PredictionIntercept(likelihood, summit.point.beta, scale) : nil
    }
}

extension FirthFit.PredictionIntercept {
    /// Solves Σ m (y - μ) = 0 for the intercept by Newton's method; nil where it is not finite.
    fileprivate init?(_ likelihood: FirthLikelihood, _ beta: [Double], _ scale: OriginalScale) {
        let alone = PlainLikelihood(pass: likelihood.pass, active: [0])
        guard let start = alone.point(at: beta),
            let summit = LikelihoodClimb(likelihood: alone).summit(from: start),
            let (_, root) = likelihood.penalised(at: summit.point.beta)
        else { return nil }
        estimate = scale.vector(summit.point.beta)[0]
        let ownRoot = scale.root(root, active: likelihood.active)
        covariance = ownRoot.timesOwnTranspose()
        standardErrors = scale.standardErrors(
            ownRoot, active: likelihood.active, count: beta.count)
    }
}

extension OriginalScale {
    /// The lengths of the rows of a covariance's root, by coefficient.
    fileprivate func standardErrors(_ root: Matrix, active: [Int], count: Int) -> [Double?] {
        var errors = [Double?](repeating: nil, count: count)
        for (k, column) in active.enumerated() {
            let error = Self.length(ofRow: k, root)
            errors[column] = error.isFinite && error > 0 ? error : nil
        }
        return errors
    }
}
