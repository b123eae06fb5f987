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
    /// b'V⁻¹b for Wald, twice the difference of the log-likelihoods for the likelihood ratio.
    public let statistic: Double?
    /// From the chi-squared distribution.
    public let pValue: PValue?
    /// Whether there is an answer.
    public let status: Status

    init(term: String, degreesOfFreedom: Int, statistic: Double?, status: Status) {
        self.term = term
        self.degreesOfFreedom = degreesOfFreedom
        self.statistic = statistic
        self.status = status
        pValue = statistic.flatMap {
            ChiSquared(degreesOfFreedom: Double(degreesOfFreedom)).pValue($0)
        }
    }
}

extension GLMFit {
    /// A Wald test for each term: b'V⁻¹b over its estimated coefficients.
    public func waldTests() -> [TermTest] {
        let model = specification.model
        return model.terms.indices.map { index in
            let name = model.name(model.terms[index])
            let own = coefficients.indices.filter { coefficients[$0].termIndex == index }
            if own.contains(where: { status[$0] == .infinite }) {
                return TermTest(term: name, degreesOfFreedom: 0, statistic: nil, status: .infinite)
            }
            let places = active.indices.filter {
                own.contains(active[$0]) && status[active[$0]] == .estimated
            }
            let b = places.map { estimates[active[$0]] }
            guard !b.isEmpty, let factor = Cholesky(covariance.principalSubmatrix(places)) else {
                return TermTest(
                    term: name, degreesOfFreedom: 0, statistic: nil, status: .notEstimable)
            }
            let statistic = zip(b, factor.solve(b)).reduce(0) { $0 + $1.0 * $1.1 }
            return TermTest(
                term: name, degreesOfFreedom: b.count, statistic: statistic, status: .tested)
        }
    }

    /// A likelihood-ratio test for each term, of type II: the model of all terms that do not
    /// contain it, with it and without it, on the same rows.
    ///
    /// A main effect is so tested beside all that is not an interaction with it. The test holds
    /// in the limit of separation too, where Wald's does not.
    public func likelihoodRatioTests() -> [TermTest] {
        let model = specification.model
        var solvedModels: [[ModelTerms.Term]: (logLikelihood: Double, rank: Int)] = [
            model.terms: (logLikelihood, rank)
        ]
        func solve(_ terms: [ModelTerms.Term]) -> (logLikelihood: Double, rank: Int) {
            if let known = solvedModels[terms] { return known }
            var smaller = model
            smaller.terms = terms
            let solved = settings.solve(
                frame, DesignSpecification(model: smaller, schemas: specification.schemas))
            let answer = (solved.logLikelihood, solved.rank)
            solvedModels[terms] = answer
            return answer
        }
        return model.terms.map { term in
            let larger = model.terms.filter { $0 == term || !$0.contains(term) }
            let with = solve(larger)
            let without = solve(larger.filter { $0 != term })
            let degrees = with.rank - without.rank
            let name = model.name(term)
            guard degrees > 0 else {
                return TermTest(
                    term: name, degreesOfFreedom: 0, statistic: nil, status: .notEstimable)
            }
            return TermTest(
                term: name, degreesOfFreedom: degrees,
                statistic: max(0, 2 * (with.logLikelihood - without.logLikelihood)),
                status: .tested)
        }
    }
}
