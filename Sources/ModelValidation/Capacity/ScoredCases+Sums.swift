import Glibc

/// ∛x.
func cubeRoot(_ x: Double) -> Double { cbrt(x) }

extension ScoredCases {
    /// How many cases a row stands for.
    func multiplicity(_ row: Int) -> Double { count?[row] ?? 1 }

    /// The sum of a figure over all cases.
    func sumOverCases(_ figure: (_ row: Int) -> Double) -> Double {
        var sum = 0.0
        for row in 0..<rowCount where multiplicity(row) > 0 {
            sum += multiplicity(row) * figure(row)
        }
        return sum
    }

    /// The variance of an estimate to which each case adds u, these adding up to 0.
    ///
    /// Strangers: n/(n-1) Σ u² over all n cases. Clusters: G/(G-1) Σ_g (Σ_{i in g} u_i)², the linearised
    /// variance of survey samples (CR1); G counts the clusters with cases of the estimate's domain, or all
    /// clusters where the estimate depends on where the other cases stand as well.
    /// nil below two cases, or below two clusters.
    /// Source: Binder (1983), International Statistical Review 51, 279-292.
    ///
    /// - Parameters:
    ///   - domain: how much of a case of each row is in the domain, from 0 to 1.
    ///   - dependsOnAll: whether cases outside the domain have a u.
    func linearisedVariance(
        domain: (_ row: Int) -> Double = { _ in 1 }, dependsOnAll: Bool = false,
        _ influence: (_ row: Int) -> Double
    ) -> LinearisedVariance? {
        guard let cluster else {
            let cases = caseCount
            guard cases > 1 else { return nil }
            let squares = sumOverCases { row in
                let u = influence(row)
                return u * u
            }
            return LinearisedVariance(
                value: squares * cases / (cases - 1), units: cases,
                squaredSizes: sumOverCases(domain))
        }
        var places: [Int32: Int] = [:]
        var (sums, sizes) = ([Double](), [Double]())
        for row in 0..<rowCount where multiplicity(row) > 0 {
            let place = places[cluster[row], default: sums.count]
            if place == sums.count {
                places[cluster[row]] = place
                sums.append(0)
                sizes.append(0)
            }
            sums[place] += multiplicity(row) * influence(row)
            sizes[place] += multiplicity(row) * domain(row)
        }
        let clusters = Double(dependsOnAll ? sizes.count : sizes.count { $0 > 0 })
        guard clusters > 1 else { return nil }
        return LinearisedVariance(
            value: sums.reduce(0) { $0 + $1 * $1 } * clusters / (clusters - 1), units: clusters,
            squaredSizes: sizes.reduce(0) { $0 + $1 * $1 })
    }
}

/// A variance with what it rests on.
struct LinearisedVariance {
    /// The variance.
    let value: Double
    /// The independent units: cases of the domain, or clusters with such cases.
    let units: Double
    /// Σ n_g² over clusters, n_g being a cluster's cases of the domain; the cases where they are strangers.
    let squaredSizes: Double
}
