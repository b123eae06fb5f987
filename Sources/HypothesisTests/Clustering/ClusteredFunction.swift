import Distributions

/// How the functions of a table's cells vary between clusters: the delta method on the cells' counts.
///
/// A function f of the counts n has at each cell the derivative ∂f/∂n. Cluster g moves f by
/// U_g = Σ n_gc ∂f/∂n_c over its cells, and
/// Cov(f) = G/(G-1) Σ_g (U_g - Ū)(U_g - Ū)'
/// (CR1, linearised), as `svycontrast` of R's survey gives it on totals. Everything that is made of
/// counts, within strata or along an order, has its standard error from here.
struct ClusteredFunction {
    /// The covariance of the functions, row after row; nil below two clusters.
    let covariance: [Double]?
    private let size: Int

    /// The functions whose derivatives at each cell of `data.table` (row after row) are given.
    init(_ data: ClusteredTable, derivatives: [[Double]]) {
        let size = derivatives.count
        self.size = size
        guard let factor = data.sizes.factor, size > 0 else {
            covariance = nil
            return
        }
        let width = max(data.columns.count, 1)
        // Derivatives of occupied cells, a cell's functions side by side.
        let cells = data.rows.flatMap { row in
            data.columns.map { row * data.table.columnCount + $0 }
        }
        let pulls = cells.flatMap { cell in derivatives.map { $0[cell] } }
        precondition(cells.count == data.rows.count * width || data.columns.isEmpty)
        var pull = [Double](repeating: 0, count: size)
        var totals = [CompensatedSum](repeating: CompensatedSum(), count: size)
        var products = [CompensatedSum](repeating: CompensatedSum(), count: size * size)
        data.forEachCluster { entries in
            for index in pull.indices { pull[index] = 0 }
            for entry in entries {
                for index in pull.indices {
                    pull[index] += entry.weight * pulls[entry.cell * size + index]
                }
            }
            for i in pull.indices {
                totals[i].add(pull[i])
                for j in 0...i { products[i * size + j].add(pull[i] * pull[j]) }
            }
        }
        let clusters = Double(data.sizes.clusters)
        var covariance = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0...i {
                let value =
                    factor
                    * (products[i * size + j].value
                        - totals[i].value * totals[j].value / clusters)
                covariance[i * size + j] = value
                covariance[j * size + i] = value
            }
        }
        self.covariance = covariance
    }

    /// The standard error of one of the functions; nil where the clusters do not tell it.
    func standardError(_ index: Int = 0) -> Double? {
        guard let variance = covariance?[index * size + index], variance > 0, variance.isFinite
        else { return nil }
        return variance.squareRoot()
    }

    /// Wald's test that all functions are 0: t' Cov⁻¹ t.
    func waldTest(_ values: [Double], name: String, method: String) -> TestResult {
        guard let covariance, let system = SmallSystem(covariance, size: size) else {
            return TestResult(
                name: name, method: method,
                notEstimable: "the clusters do not tell how much it varies")
        }
        let statistic = system.quadraticForm(values)
        return TestResult(
            name: name, method: method, statistic: statistic, df: Double(size),
            pValue: ChiSquared(degreesOfFreedom: Double(size)).pValue(statistic))
    }
}

extension Effect {
    /// The same effect with an interval by a standard error: of the estimate itself, within bounds,
    /// or of its logarithm.
    func robust(
        _ standardError: Double?, confidence: Double, isRatio: Bool,
        within bounds: ClosedRange<Double>? = nil
    ) -> Effect {
        var effect = self
        effect.method =
            isRatio
            ? "cluster-robust Wald of the logarithm (CR1), normal"
            : "cluster-robust Wald (CR1), normal"
        effect.confLow = nil
        effect.confHigh = nil
        guard let estimate, status == .estimated || confLow != nil || confHigh != nil else {
            return effect
        }
        guard let z = criticalValue(confidence), let standardError else {
            effect.status = .notEstimable
            effect.note = "the clusters do not tell how much it varies"
            return effect
        }
        let width = z * standardError
        effect.note = nil
        effect.status = .estimated
        if isRatio {
            guard estimate > 0, estimate.isFinite else {
                effect.status = .notEstimable
                effect.note = "an empty cell leaves no interval"
                return effect
            }
            effect.confLow = estimate * exponential(-width)
            effect.confHigh = estimate * exponential(width)
        } else {
            effect.confLow = max(estimate - width, bounds?.lowerBound ?? -.infinity)
            effect.confHigh = min(estimate + width, bounds?.upperBound ?? .infinity)
        }
        return effect
    }
}
