/// What the mean of a value over cases varies by, from one sample to the next.
///
/// For values u that sum to 0 (a figure's influence of each case) the variance of their mean is
/// G/(G - 1) Σ_g (Σ_{i in g} w u)² / n², the sum over clusters, or over n cases that are strangers,
/// each a cluster of its own: CR1, and the usual s²/n without clusters.
struct CaseClusters {
    /// The cluster of each row, from 0 without gaps; nil where cases are strangers.
    private let code: [Int]?
    private let count: [Double]?
    private let rowCount: Int
    /// How many clusters have a case; nil where cases are strangers.
    let clusterCount: Int?
    /// How many cases there are.
    let caseCount: Double
    /// Σ n_g² over clusters.
    private(set) var squares = 0.0

    init(_ cases: ScoredCases) {
        rowCount = cases.rowCount
        caseCount = cases.caseCount
        count = cases.count
        guard let cluster = cases.cluster else {
            (code, clusterCount) = (nil, nil)
            return
        }
        var known: [Int32: Int] = [:]
        var code: [Int] = []
        var sizes: [Double] = []
        code.reserveCapacity(cluster.count)
        for row in cluster.indices {
            let weight = cases.count?[row] ?? 1
            let found = known[cluster[row]] ?? known.count
            if found == known.count {
                known[cluster[row]] = found
                sizes.append(0)
            }
            sizes[found] += weight
            code.append(found)
        }
        self.code = code
        clusterCount = sizes.count { $0 > 0 }
        squares = sizes.reduce(0) { $0 + $1 * $1 }
    }

    /// G: clusters, or cases that are strangers.
    var unitCount: Double { clusterCount.map(Double.init) ?? caseCount }

    /// What is said where a variance is nil.
    var withoutVariance: String {
        clusterCount == nil
            ? "one case tells nothing of the spread between cases"
            : "one cluster tells nothing of the spread between clusters"
    }

    /// How a standard error reads: a method's name, and that clusters were heeded.
    func named(_ method: String) -> String {
        clusterCount == nil ? method : method + ", robust to clusters"
    }

    /// The variance of the mean of values that sum to 0; nil below two clusters or cases.
    func variance(_ influence: (Int) -> Double) -> Double? {
        covariance(influence, influence)
    }

    /// The covariance of the means of two values that each sum to 0.
    func covariance(_ first: (Int) -> Double, _ second: (Int) -> Double) -> Double? {
        let units = unitCount
        guard units > 1 else { return nil }
        return crossSum(first, second) * (units / (units - 1)) / (caseCount * caseCount)
    }

    /// Σ_g (Σ_{i in g} w u)(Σ_{i in g} w v), or Σ w u v of strangers.
    func crossSum(_ first: (Int) -> Double, _ second: (Int) -> Double) -> Double {
        guard code != nil else {
            var sum = 0.0
            for row in 0..<rowCount {
                let weight = count?[row] ?? 1
                if weight > 0 { sum += weight * first(row) * second(row) }
            }
            return sum
        }
        let (u, v) = (sums(first), sums(second))
        return zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Σ_{i in g} w u of each cluster; empty where cases are strangers.
    func sums(_ value: (Int) -> Double) -> [Double] {
        guard let code else { return [] }
        var sums = [Double](repeating: 0, count: (code.max() ?? -1) + 1)
        for row in 0..<rowCount {
            let weight = count?[row] ?? 1
            if weight > 0 { sums[code[row]] += weight * value(row) }
        }
        return sums
    }

    /// How many clusters hold a case for which something is so; how many such cases of strangers.
    func unitCount(where holds: (Int) -> Bool) -> Double {
        guard let code else {
            var sum = 0.0
            for row in 0..<rowCount where holds(row) { sum += count?[row] ?? 1 }
            return sum
        }
        var seen = Set<Int>()
        for row in 0..<rowCount where holds(row) && (count?[row] ?? 1) > 0 {
            seen.insert(code[row])
        }
        return Double(seen.count)
    }
}
