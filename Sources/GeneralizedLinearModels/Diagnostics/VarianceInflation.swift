import Glibc
import LinearAlgebra

/// How much wider a term's standard errors are for its kinship with the others.
public struct VarianceInflation: Sendable {
    /// The term as the formula writes it.
    public let term: String
    /// Its coefficients.
    public let degreesOfFreedom: Int
    /// |R₁₁| |R₂₂| / |R| of the correlations R of the coefficients without the intercept's, R₁₁ those of
    /// the term: for one coefficient the variance inflation factor. Source: Fox and Monette (1992),
    /// Journal of the American Statistical Association 87.
    public let factor: Double
    /// factor^(1/(2 df)): by how much standard errors grow.
    public var standardErrorFactor: Double { pow(factor, 1 / (2 * Double(degreesOfFreedom))) }
}

extension GLMFit {
    /// The generalised variance inflation factor of each term that has estimated coefficients; empty
    /// without an intercept, where there is nothing that it is measured from, and for one term alone.
    /// - Throws: `FitError` where a factor was eliminated.
    public func varianceInflation() throws(FitError) -> [VarianceInflation] {
        try requireNoLargeFactor(for: "The inflation of variances")
        guard specification.model.hasIntercept, lackOfSpread == nil, isConverged else { return [] }
        let kept = active.indices.filter { coefficients[active[$0]].termIndex != nil }
        let own = covariance.principalSubmatrix(kept)
        var terms: [Int] = []
        for k in kept {
            guard let term = coefficients[active[k]].termIndex, terms.last != term else { continue }
            terms.append(term)
        }
        guard Set(terms).count > 1, let whole = Cholesky(own)?.logDeterminant else { return [] }
        var result: [VarianceInflation] = []
        for term in Set(terms).sorted() {
            let inside = kept.indices.filter {
                coefficients[active[kept[$0]]].termIndex == term
            }
            let outside = kept.indices.filter { !inside.contains($0) }
            guard let first = Cholesky(own.principalSubmatrix(inside))?.logDeterminant,
                let second = Cholesky(own.principalSubmatrix(outside))?.logDeterminant
            else { continue }
            result.append(
                VarianceInflation(
                    term: specification.model.name(specification.model.terms[term]),
                    degreesOfFreedom: inside.count, factor: max(1, exp(first + second - whole))))
        }
        return result
    }
}
