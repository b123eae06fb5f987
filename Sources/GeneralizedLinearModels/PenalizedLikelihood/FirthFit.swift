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
        try requireNoLargeFactor(for: "Firth's penalty")
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
            throw FitError(
                code: .notConverged, message: "Firth's penalised likelihood has no figures here.",
                hint: "Look at the fit's warnings, and at the units of its columns.")
        }
        return FirthFit(self, likelihood, summit, value, root)
    }
}

extension FirthLikelihood {
    /// The maximum of l*, from a fit that is near or from no effects.
    func maximum(near fit: GLMFit? = nil) -> LikelihoodClimb.Summit? {
        let climb = LikelihoodClimb(likelihood: self)
        if let fit, fit.isConverged {
            let start = OriginalScale(pass.design).scaled(fit.estimates)
            if let point = point(at: start), let summit = climb.summit(from: point) {
                return summit
            }
        }
        return point(at: startingCoefficients).flatMap { climb.summit(from: $0) }
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
        standardErrors = scale.standardErrors(
            scale.root(root, active: likelihood.active), active: likelihood.active,
            count: beta.count)
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
