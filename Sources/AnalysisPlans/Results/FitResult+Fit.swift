import Distributions
import GeneralizedLinearModels
import Glibc
import ModelFormula

extension FitResult {
    init(
        _ fit: GLMFit, confidence: Double, covariance robust: RobustCovariance? = nil,
        cluster: String? = nil, termTest: TermTestKind? = nil
    ) {
        let ratio = RatioKind(fit.settings)
        coefficients = fit.coefficientTable(confidence: confidence, covariance: robust).map {
            Coefficient(
                $0, ratio: fit.isOfCurve($0.coefficient) ? nil : ratio,
                isOfCurve: fit.isOfCurve($0.coefficient))
        }
        glance = Glance(fit, ratio)
        standardErrors = StandardErrors(fit, robust, cluster: cluster)
        let isEstimated = fit.settings.estimatesDispersion
        // Likelihoods compare models of cases that are strangers and spread as the family says.
        let kind = termTest ?? (robust == nil ? .likelihoodRatio : .wald)
        self.termTest = kind
        let ratios = kind == .likelihoodRatio ? fit.likelihoodRatioTests() : []
        let scores = kind == .score ? fit.scoreTests() : []
        let isWaldF = robust.map { $0.degreesOfFreedom != nil } ?? isEstimated
        tests =
            ratios.map {
                TermTestRow(
                    $0, name: isEstimated ? "f" : "likelihood_ratio",
                    method: isEstimated
                        ? "F test of the term by deviances and the estimated dispersion, type II"
                        : "Likelihood-ratio chi-squared test of the term, type II")
            }
            + scores.map {
                TermTestRow(
                    $0, name: "score",
                    method:
                        "Score (Rao) chi-squared test of the term, type II, at the fit without it"
                        + (isEstimated ? ", over this fit's dispersion" : ""))
            }
            + fit.waldTests(covariance: robust).map {
                TermTestRow(
                    $0, name: isWaldF ? "wald_f" : "wald",
                    method: "Wald \(isWaldF ? "F" : "chi-squared") test of the term's own "
                        + "coefficients, which beside an interaction are those at the reference "
                        + "levels"
                        + (robust.map { ", with the covariance \($0.kind.rawValue)" } ?? ""))
            }
        missing = fit.frame.missing
        largeFactor = fit.largeFactor.map { LargeFactor($0) }
    }
}

extension FitResult.Glance {
    init(_ fit: GLMFit, _ ratio: RatioKind?) {
        nObs = fit.caseCount
        let kind = fit.frame.response.kind
        nEvents = Figure(kind == .numbers ? nil : fit.eventCount)
        nTrials = fit.trialCount.map { Figure($0) }
        let isMeasured = kind == .numbers || kind == .counts
        outcomeMean = isMeasured ? Figure(fit.eventCount / fit.caseCount) : nil
        dfResidual = fit.residualDegreesOfFreedom
        dfNull = fit.nullDegreesOfFreedom
        nullDeviance = Figure(fit.nullDeviance)
        deviance = fit.deviance
        // Quasi-likelihood is no likelihood.
        let isQuasi =
            fit.settings.dispersion == .estimated && fit.settings.family.hasUnitDispersion
            || fit.settings.weightKind == .sampling
        logLikelihood = Figure(isQuasi ? nil : fit.logLikelihood)
        if logLikelihood.value == nil {
            logLikelihoodStatus =
                !isQuasi && fit.logLikelihood == .infinity ? "infinite" : "not_estimable"
        }
        aic = Figure(isQuasi ? nil : fit.aic)
        bic = Figure(isQuasi ? nil : fit.bic)
        dispersion = fit.settings.estimatesDispersion ? Figure(fit.dispersion) : nil
        if dispersion != nil, fit.lackOfSpread == .noFreedom { dispersionStatus = "not_estimable" }
        theta = fit.theta.map { Figure($0.isFinite ? $0 : nil) }
        thetaStdError = fit.theta == nil ? nil : Figure(fit.thetaStandardError)
        thetaStatus =
            Figure.status(of: fit.theta)
            ?? (fit.theta != nil && thetaStdError?.value == nil ? "not_estimable" : nil)
        pearson = fit.pearson.map { Figure($0) }
        iterations = fit.iterations
        converged = fit.isConverged
        event = Label(fit.frame.response.event)
        outcome = fit.frame.formula.outcome?.description ?? ""
        self.ratio = ratio?.rawValue
    }
}

/// What the exponential of a coefficient is.
enum RatioKind: String {
    case oddsRatio = "odds_ratio"
    case rateRatio = "rate_ratio"
    case hazardRatio = "hazard_ratio"
    case meanRatio = "mean_ratio"

    /// nil where it is nothing that has a name.
    init?(_ settings: GLM) {
        switch (settings.family, settings.link) {
        case (_, .logit): self = .oddsRatio
        case (_, .cloglog): self = .hazardRatio
        case (.poisson, .log), (.negativeBinomial, .log): self = .rateRatio
        case (_, .log): self = .meanRatio
        default: return nil
        }
    }

    /// "odds ratio".
    var words: String { rawValue.replacing("_", with: " ") }
}

extension FitResult.Coefficient {
    init(_ row: CoefficientRow, ratio kind: RatioKind?, isOfCurve: Bool) {
        if isOfCurve { curve = true }
        term = row.coefficient.name
        variable = row.coefficient.term
        level = Label(row.coefficient.level)
        reference = Label(row.coefficient.reference)
        estimate = Figure(row.estimate)
        stdError = Figure(row.standardError)
        if row.estimate != nil, row.standardError == nil { stdErrorStatus = "not_estimable" }
        statistic = Figure(row.statistic)
        pValue = Figure(row.pValue?.value)
        log10P = Figure(row.pValue?.log10)
        pDisplay = Label(row.pValue?.display)
        confLow = Figure(row.interval?.low)
        confHigh = Figure(row.interval?.high)
        (oddsRatio, oddsRatioLow, oddsRatioHigh) = (Figure(nil), Figure(nil), Figure(nil))
        status = row.status.rawValue
        direction = row.infiniteSign == 0 ? nil : row.infiniteSign > 0 ? "positive" : "negative"
        if let kind {
            setRatio(row.estimate, kind)
            setRatioEnds(row.interval?.low, row.interval?.high, kind)
        }
    }

    /// exp b, which may lie beyond all numbers.
    private mutating func setRatio(_ estimate: Double?, _ kind: RatioKind) {
        let value = estimate.map { exp($0) }
        if kind == .oddsRatio {
            (oddsRatio, oddsRatioStatus) = (Figure(value), Figure.status(of: value))
        } else {
            (ratio, ratioStatus) = (Figure(value), Figure.status(of: value))
        }
    }

    /// exp of both limits.
    mutating func setRatioEnds(_ low: Double?, _ high: Double?, _ kind: RatioKind) {
        let (low, high) = (low.map { exp($0) }, high.map { exp($0) })
        let (lowStatus, highStatus) = (Figure.status(of: low), Figure.status(of: high))
        if kind == .oddsRatio {
            (oddsRatioLow, oddsRatioLowStatus) = (Figure(low), lowStatus)
            (oddsRatioHigh, oddsRatioHighStatus) = (Figure(high), highStatus)
        } else {
            (ratioLow, ratioLowStatus) = (Figure(low), lowStatus)
            (ratioHigh, ratioHighStatus) = (Figure(high), highStatus)
        }
    }

    /// exp b with its limits, whatever it is called.
    var anyRatio: (value: Double, low: Double, high: Double)? {
        guard let value = oddsRatio.value ?? ratio?.value,
            let low = oddsRatioLow.value ?? ratioLow?.value,
            let high = oddsRatioHigh.value ?? ratioHigh?.value
        else { return nil }
        return (value, low, high)
    }
}

extension FitResult.TermTestRow {
    init(_ test: TermTest, name: String, method: String) {
        term = test.term
        self.name = name
        self.method = method
        statistic = Figure(test.statistic)
        df = test.degreesOfFreedom
        df2 = test.denominator
        pValue = Figure(test.pValue?.value)
        log10P = Figure(test.pValue?.log10)
        pDisplay = Label(test.pValue?.display)
        status = test.status.rawValue
    }

    /// Which of the tests it is.
    public var kind: TermTestKind {
        switch name {
        case "score": .score
        case "wald", "wald_f": .wald
        default: .likelihoodRatio
        }
    }
}

extension GLMFit {
    /// Whether a coefficient is of one column of a curve, or of its product with others; the indicator of
    /// missing values stands by itself.
    func isOfCurve(_ coefficient: Coefficient) -> Bool {
        guard let term = coefficient.termIndex,
            coefficient.level != VariableSchema.missingLevel
        else { return false }
        return specification.model.terms[term].variables.contains {
            specification.schemas[$0].isCurve
        }
    }
}
