import Distributions
import LinearAlgebra
import ModelFormula

/// Whether a term as a whole matters: its coefficients tested together.
public struct TermTest: Sendable {
    /// Why a test has no answer.
    public enum Status: String, Sendable, Codable {
        /// There is a statistic.
        case tested
        /// An estimate is infinite, so that Wald's approximation does not hold.
        case infinite
        /// No coefficient of the term could be estimated.
        case notEstimable = "not_estimable"
    }

    /// The term as the formula writes it.
    public let term: String
    /// Coefficients tested.
    public let degreesOfFreedom: Int
    /// b'V⁻¹b for Wald, twice the difference of the log-likelihoods for the likelihood ratio; where the
    /// dispersion is estimated these (for the ratio the difference of deviances) over the dispersion
    /// and the coefficients tested.
    public let statistic: Double?
    /// The degrees of freedom of the dispersion where it is estimated; nil elsewhere.
    public let denominator: Double?
    /// From the chi-squared distribution, or Fisher's where the dispersion is estimated.
    public let pValue: PValue?
    /// Whether there is an answer.
    public let status: Status

    /// - Parameters:
    ///   - chiSquared: the statistic before it is divided by its degrees of freedom.
    ///   - denominator: the degrees of freedom of an estimated dispersion.
    init(
        term: String, degreesOfFreedom: Int, chiSquared: Double?, denominator: Double? = nil,
        status: Status
    ) {
        self.term = term
        self.degreesOfFreedom = degreesOfFreedom
        self.denominator = denominator
        let df = Double(degreesOfFreedom)
        guard let chiSquared, chiSquared.isFinite, denominator.map({ $0 > 0 }) ?? true else {
            statistic = nil
            pValue = nil
            self.status = status == .tested ? .notEstimable : status
            return
        }
        self.status = status
        if let denominator {
            let f = chiSquared / df
            statistic = f
            pValue = PValue(
                naturalLog: FisherF(numerator: df, denominator: denominator).logUpperTail(f))
        } else {
            statistic = chiSquared
            pValue = ChiSquared(degreesOfFreedom: df).pValue(chiSquared)
        }
    }
}

extension GLMFit {
    /// A Wald test for each term: b'V⁻¹b over its estimated coefficients.
    ///
    /// - Parameter robust: the covariance V; nil for the model's own. Where its units span fewer
    ///   directions than a term has coefficients, that term cannot be tested.
    public func waldTests(covariance robust: RobustCovariance? = nil) -> [TermTest] {
        let model = specification.model
        let covariance = robust?.matrix ?? self.covariance
        let denominator = robust.map(\.degreesOfFreedom) ?? dispersionDegreesOfFreedom
        let tests = model.terms.indices.map { index in
            let name = model.name(model.terms[index])
            let own = coefficients.indices.filter { coefficients[$0].termIndex == index }
            if own.contains(where: { status[$0] == .infinite }) {
                return TermTest(term: name, degreesOfFreedom: 0, chiSquared: nil, status: .infinite)
            }
            let places = active.indices.filter {
                own.contains(active[$0]) && status[active[$0]] == .estimated
            }
            let b = places.map { estimates[active[$0]] }
            guard !b.isEmpty, let factor = Cholesky(covariance.principalSubmatrix(places)),
                robust?.supports(places.map { active[$0] }, places: places, factor) ?? true
            else {
                return TermTest(
                    term: name, degreesOfFreedom: 0, chiSquared: nil, status: .notEstimable)
            }
            let statistic = zip(b, factor.solve(b)).reduce(0) { $0 + $1.0 * $1.1 }
            return TermTest(
                term: name, degreesOfFreedom: b.count, chiSquared: statistic,
                denominator: denominator, status: .tested)
        }
        guard let largeFactor, robust == nil else { return tests }
        return inOrder(tests, with: largeFactor.waldTest)
    }

    /// A likelihood-ratio test for each term, of type II: the model of all terms that do not
    /// contain it, with it and without it, on the same rows. Where the dispersion is estimated it is
    /// Fisher's test of the deviances by the dispersion of this model.
    ///
    /// A main effect is so tested beside all that is not an interaction with it. The test holds
    /// in the limit of separation too, where Wald's does not.
    public func likelihoodRatioTests() -> [TermTest] {
        let model = specification.model
        var known: [[ModelTerms.Term]: ModelValue] = [model.terms: ModelValue(self)]
        let smaller = SmallerModels(self)
        func value(_ terms: [ModelTerms.Term]) -> ModelValue {
            if let known = known[terms] { return known }
            let value = smaller?.value(ofTerms: terms) ?? self.value(of: terms)
            known[terms] = value
            return value
        }
        let tests = model.terms.map { term in
            let larger = model.terms.filter { $0 == term || !$0.contains(term) }
            return test(
                model.name(term), with: value(larger), without: value(larger.filter { $0 != term }))
        }
        guard let largeFactor else { return tests }
        return inOrder(tests, with: likelihoodRatioTest(of: largeFactor))
    }

    /// The tests of the other terms with that of an eliminated factor at its place in the formula.
    func inOrder(_ tests: [TermTest], with own: TermTest) -> [TermTest] {
        let names = frame.model.terms.map { frame.model.name($0) }
        let place = names.firstIndex(of: own.term) ?? tests.count
        return Array(tests.prefix(place)) + [own] + tests.dropFirst(place)
    }

    /// The test of what a model gains over one without some of its terms.
    func test(_ name: String, with: ModelValue, without: ModelValue) -> TermTest {
        let degrees = with.rank - without.rank
        guard degrees > 0, with.isConverged, without.isConverged else {
            return TermTest(
                term: name, degreesOfFreedom: 0, chiSquared: nil, status: .notEstimable)
        }
        return TermTest(
            term: name, degreesOfFreedom: degrees,
            chiSquared: dispersion.map { max(0, with.value - without.value) / $0 },
            denominator: dispersionDegreesOfFreedom, status: .tested)
    }

    /// What a model of some of the terms makes of the same rows.
    func value(of terms: [ModelTerms.Term]) -> ModelValue {
        if let largeFactor { return value(of: terms, beside: largeFactor) }
        var model = specification.model
        model.terms = terms
        let solved = settings.solve(
            frame, DesignSpecification(model: model, schemas: specification.schemas))
        let isPlain = frame.response.event != nil && !settings.estimatesDispersion
        let sums =
            isPlain
            ? nil : FittedSums(solved, frame, isCount: settings.weightKind == .frequency)
        let value =
            settings.estimatesDispersion
            ? -(sums?.deviance ?? 0) : 2 * (sums?.logLikelihood ?? solved.logLikelihood)
        return ModelValue(
            value: value, rank: solved.rank, isConverged: solved.isConverged)
    }
}

/// What models are compared by: twice the log-likelihood, or minus the deviance where the dispersion is
/// estimated.
struct ModelValue {
    let value: Double
    let rank: Int
    let isConverged: Bool

    init(value: Double, rank: Int, isConverged: Bool) {
        self.value = value
        self.rank = rank
        self.isConverged = isConverged
    }

    init(_ fit: GLMFit) {
        self.init(
            value: fit.settings.estimatesDispersion ? -fit.deviance : 2 * fit.logLikelihood,
            rank: fit.rank, isConverged: fit.isConverged)
    }
}
