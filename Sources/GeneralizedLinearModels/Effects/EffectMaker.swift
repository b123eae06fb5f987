import Distributions
import Glibc
import LinearAlgebra

/// What an effect is of, before it has a figure.
struct EffectIdentity {
    let name: ModelEffect.Name
    var variable: String?
    var level: String?
    var reference: String?
    var step: Double?
    var at: [ModelEffect.Setting] = []
    var group: ModelEffect.Setting?
    var isTypical = false
    var beyond: [ModelEffect.Beyond] = []
}

/// Makes effects of means and their derivatives, by the delta method.
struct EffectMaker {
    private typealias Error = Result<Double, GradientError.Missing>

    private let fit: GLMFit
    private let errors: GradientError
    private let quantile: Double
    private let student: StudentT?
    private let meanScale: ModelEffect.Scale
    /// Why the fit has no effects at all; nil where it has.
    private let obstacle: String?

    init(
        fit: GLMFit, errors: GradientError, degreesOfFreedom: Double?, confidence: Double
    ) {
        self.fit = fit
        self.errors = errors
        student = degreesOfFreedom.flatMap {
            $0 > 0 ? StudentT(degreesOfFreedom: $0) : nil
        }
        let tail = (1 - confidence) / 2
        quantile = student?.upperQuantile(tail) ?? Normal.upperQuantile(tail)
        meanScale = RowModel(fit.settings.family, fit.settings.link).meanScale
        obstacle =
            fit.isCompletelySeparated
            ? "Every row is predicted without error, so nothing has a finite estimate."
            : fit.isConverged ? nil : "The fit did not settle."
    }

    /// A mean over rows.
    func mean(_ answer: RowAverages.Answer, _ identity: EffectIdentity) -> ModelEffect {
        switch answer {
        case .failure(let open): return refusal(identity, open.note)
        case .success(let mean):
            return effect(
                identity, mean.value, mean.gradient, scale: meanScale, hasTest: false)
        }
    }

    /// A mean of derivatives.
    func difference(_ answer: RowAverages.Answer, _ identity: EffectIdentity) -> ModelEffect {
        switch answer {
        case .failure(let open): return refusal(identity, open.note)
        case .success(let mean):
            return effect(identity, mean.value, mean.gradient, scale: .identity)
        }
    }

    /// The difference or the ratio of two means, as the name says.
    func contrast(
        _ to: RowAverages.Answer, _ from: RowAverages.Answer, _ identity: EffectIdentity
    ) -> ModelEffect {
        let (a, b): (RowAverage, RowAverage)
        switch (to, from) {
        case (.success(let x), .success(let y)): (a, b) = (x, y)
        case (.failure(let open), _), (_, .failure(let open)): return refusal(identity, open.note)
        }
        switch identity.name {
        case .riskRatio, .meanRatio:
            guard a.value > 0, b.value > 0 else {
                return refusal(identity, "A mean is 0, so there is no ratio.")
            }
            return ratio(
                identity, a.value / b.value, difference(a, b, by: { $0.value }))
        case .oddsRatio:
            guard a.value > 0, b.value > 0, a.value < 1, b.value < 1 else {
                return refusal(identity, "A risk is 0 or 1, so there is no odds ratio.")
            }
            return ratio(
                identity, a.value / (1 - a.value) / (b.value / (1 - b.value)),
                difference(a, b, by: { $0.value * (1 - $0.value) }))
        default:
            return effect(
                identity, a.value - b.value, difference(a, b, by: { _ in 1 }), scale: .identity)
        }
    }

    /// ∂a/∂β / g(a) - ∂b/∂β / g(b).
    private func difference(
        _ a: RowAverage, _ b: RowAverage, by size: (RowAverage) -> Double
    ) -> [Double] {
        let (p, q) = (size(a), size(b))
        return zip(a.gradient, b.gradient).map { $0 / p - $1 / q }
    }

    /// A ratio from the derivatives of its logarithm.
    private func ratio(_ identity: EffectIdentity, _ value: Double, _ gradient: [Double])
        -> ModelEffect
    {
        let found = errors.error(gradient)
        let error = found.value
        let (estimate, logarithm) = (value, log(value))
        return made(
            identity, estimate, found.map { $0 * value },
            error.map { (exp(logarithm - quantile * $0), exp(logarithm + quantile * $0)) },
            error.flatMap { $0 > 0 ? pValue(logarithm / $0) : nil }, .log)
    }

    private func effect(
        _ identity: EffectIdentity, _ value: Double, _ gradient: [Double], scale: ModelEffect.Scale,
        hasTest: Bool = true
    ) -> ModelEffect {
        let found = errors.error(gradient)
        let error = found.value
        let reach = error.map { quantile * $0 }
        var interval: (low: Double, high: Double)?
        switch scale {
        case .identity: interval = reach.map { (value - $0, value + $0) }
        case .log where value > 0:
            interval = reach.map { (value * exp(-$0 / value), value * exp($0 / value)) }
        case .logit where value > 0 && value < 1:
            interval = reach.map { reach in
                let (odds, factor) = (value / (1 - value), exp(reach / (value * (1 - value))))
                return (odds / factor / (1 + odds / factor), 1 / (1 + 1 / (odds * factor)))
            }
        default: break
        }
        let test = hasTest ? error.flatMap { $0 > 0 ? pValue(value / $0) : nil } : nil
        return made(identity, value, found, interval, test, scale)
    }

    private func pValue(_ statistic: Double) -> PValue? {
        student?.twoSidedPValue(statistic) ?? Normal.twoSidedPValue(statistic)
    }

    private func made(
        _ identity: EffectIdentity, _ estimate: Double, _ error: Error,
        _ interval: (low: Double, high: Double)?, _ pValue: PValue?, _ scale: ModelEffect.Scale
    ) -> ModelEffect {
        if let obstacle { return refusal(identity, obstacle) }
        guard estimate.isFinite else {
            return refusal(identity, "The figures run out of the range of numbers.")
        }
        let ends = EffectEnds(
            interval, isBounded: isDifferenceOfRisks(identity.name),
            noError: error.missing?.note,
            estimate: estimate, scale: scale)
        return ModelEffect(
            name: identity.name, variable: identity.variable, level: identity.level,
            reference: identity.reference, step: identity.step, at: identity.at,
            group: identity.group, beyond: identity.beyond, estimate: estimate,
            standardError: error.value, interval: ends.interval, lowStatus: ends.low,
            highStatus: ends.high, pValue: pValue, method: method(identity, scale),
            status: .estimated, note: ends.note)
    }

    /// Whether what is estimated is a probability less another, which lies between -1 and 1.
    private func isDifferenceOfRisks(_ name: ModelEffect.Name) -> Bool {
        name == .riskDifference || name == .averageDifference && fit.settings.family == .binomial
    }

    private func refusal(_ identity: EffectIdentity, _ note: String) -> ModelEffect {
        ModelEffect(
            name: identity.name, variable: identity.variable, level: identity.level,
            reference: identity.reference, step: identity.step, at: identity.at,
            group: identity.group, beyond: identity.beyond, estimate: nil, standardError: nil,
            interval: nil, lowStatus: nil, highStatus: nil, pValue: nil,
            method: method(identity, nil), status: .notEstimable, note: obstacle ?? note)
    }

    private func method(_ identity: EffectIdentity, _ scale: ModelEffect.Scale?) -> String {
        let what: String
        switch identity.name {
        case .averageMarginalEffect: what = "slope of the mean, averaged over the rows used"
        case .averageDifference: what = "change of the mean by a step, averaged over the rows used"
        default:
            what =
                identity.isTypical
                ? "at the mean of numbers and the reference of factors"
                : "standardised to the rows used"
        }
        guard let scale else { return what }
        let on = scale == .identity ? "" : " on the \(scale.rawValue) scale"
        return "\(what); delta method\(on), the rows taken as given"
    }
}

extension Result where Success == Double, Failure == GradientError.Missing {
    /// The standard error; nil where there is none.
    var value: Double? { try? get() }

    /// Why there is none; nil where there is one.
    var missing: GradientError.Missing? {
        if case .failure(let missing) = self { missing } else { nil }
    }
}
