import Distributions

/// The first pass over rows: cases, weights and weighted sums by level.
struct ClusterSums {
    private(set) var cases: [Int]
    private var weightSums: [CompensatedSum]
    private var valueSums: [CompensatedSum]
    private var allCases = CompensatedSum()
    private var allValues = CompensatedSum()

    init(levels: Int) {
        cases = [Int](repeating: 0, count: levels)
        weightSums = [CompensatedSum](repeating: CompensatedSum(), count: levels)
        valueSums = weightSums
    }

    mutating func add(level: Int, value: Double, cases count: Int, weight: Double) {
        if weight == 0 || count == 0 { return }
        cases[level] &+= count
        let mass = Double(count) * weight
        weightSums[level].add(mass)
        valueSums[level].add(mass * value)
        allCases.add(Double(count))
        allValues.add(Double(count) * value)
    }

    /// Σ w by level.
    var weights: [Double] { weightSums.map(\.value) }

    /// Σ w y / Σ w by level; 0 without weight.
    var means: [Double] {
        zip(valueSums, weightSums).map { $1.value > 0 ? $0.value / $1.value : 0 }
    }

    /// The mean of all cases, without weights.
    var overallMean: Double { allCases.value > 0 ? allValues.value / allCases.value : 0 }
}

/// The second pass, cluster after cluster: how far each cluster pulls the levels' means.
struct ClusterSpread {
    private let levels: Int
    private let reference: Int
    private var diagonal: [CompensatedSum]
    private var withReference: [CompensatedSum]
    /// Σ_g a a' over all pairs of levels, where they are few.
    private var full: [Double]?
    private var pulls: [Double]
    private var betweenSum = CompensatedSum()
    private var withinSum = CompensatedSum()
    /// The cases of each cluster.
    private(set) var sizes: [Int] = []

    /// With more levels there is no joint test.
    private static let mostLevels = 64

    init(levels: Int, reference: Int) {
        self.levels = levels
        self.reference = reference
        diagonal = [CompensatedSum](repeating: CompensatedSum(), count: levels)
        withReference = diagonal
        pulls = [Double](repeating: 0, count: levels)
        full =
            levels <= Self.mostLevels ? [Double](repeating: 0, count: levels * levels) : nil
    }

    mutating func add(
        _ members: some Sequence<(level: Int, value: Double, cases: Int, weight: Double)>,
        means: [Double], weights: [Double], overall: Double
    ) {
        var touched: [Int] = []
        var size = 0
        var (sum, squares) = (0.0, 0.0)
        for (level, value, cases, weight) in members where weight > 0 && cases > 0 {
            if !touched.contains(level) { touched.append(level) }
            pulls[level] += Double(cases) * weight * (value - means[level]) / weights[level]
            size &+= cases
            let deviation = value - overall
            sum += Double(cases) * deviation
            squares += Double(cases) * deviation * deviation
        }
        guard size > 0 else { return }
        sizes.append(size)
        betweenSum.add(sum * sum / Double(size))
        withinSum.add(max(squares - sum * sum / Double(size), 0))
        let ofReference = pulls[reference]
        for level in touched {
            diagonal[level].add(pulls[level] * pulls[level])
            withReference[level].add(pulls[level] * ofReference)
            if full != nil {
                for other in touched {
                    full?[level * levels + other] += pulls[level] * pulls[other]
                }
            }
        }
        for level in touched { pulls[level] = 0 }
    }

    /// Σ_g a_ig².
    var variances: [Double] { diagonal.map(\.value) }
    /// Σ_g a_ig a_0g.
    var covariances: [Double] { withReference.map(\.value) }
    /// The sum of squares between clusters, about the mean of all cases.
    var between: Double { betweenSum.value }
    /// The sum of squares within clusters.
    var within: Double { withinSum.value }

    /// d' Cov(d)⁻¹ d of the differences from the reference, over levels with cases.
    func wald(
        means: [Double], weights: [Double], factor: Double
    ) -> (statistic: Double, df: Double)? {
        guard let full, weights[reference] > 0 else { return nil }
        let others = (0..<levels).filter { $0 != reference && weights[$0] > 0 }
        guard !others.isEmpty else { return nil }
        let at = { (i: Int, j: Int) in full[i * levels + j] * factor }
        var covariance: [Double] = []
        for i in others {
            for j in others {
                covariance.append(
                    at(i, j) - at(i, reference) - at(reference, j) + at(reference, reference))
            }
        }
        guard let system = SmallSystem(covariance, size: others.count) else { return nil }
        let statistic = system.quadraticForm(others.map { means[$0] - means[reference] })
        return statistic.isFinite ? (statistic, Double(others.count)) : nil
    }
}
