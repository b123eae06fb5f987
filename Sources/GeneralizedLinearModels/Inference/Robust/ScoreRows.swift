import LinearAlgebra
import ModelFormula

/// What each row adds to the score at a fit's estimates: sᵢ = rᵢ xᵢ with rᵢ = wᵢ ∂lᵢ/∂ηᵢ at a
/// dispersion of 1, and its weight in the information Σ wᵢ xᵢ xᵢ'.
struct ScoreRows: Sendable {
    let rows: ActiveRows
    let design: Design
    /// S with (X'WX)⁻¹ = S S'.
    private(set) var inverseRoot: Matrix
    private let pass: RowPass
    private let beta: [Double]
    /// rᵢ; 0 for rows that separation takes out.
    let residual: [Double]
    /// The weight in the information.
    let weight: [Double]
    /// How many cases a row stands for: its frequency, or nil for one each.
    let copies: [Double]?
    /// V(μ) over the prior weight of one case: the variance that the family gives an outcome, but
    /// for the dispersion.
    let variance: [Double]
    /// What squared residuals would come to if they were as large as outcomes and means.
    let size: Size
    /// The smallest squared pivot of the information scaled to a unit diagonal.
    let smallestPivot: Double
    let threads: Int

    init(_ fit: GLMFit) {
        let (frame, solution, settings) = (fit.frame, fit.solution, fit.settings)
        let design = Design(fit.specification, values: frame.values, rowCount: frame.rowCount)
        var prior = frame.prior
        if let isSeparated = solution.isSeparated {
            prior = isSeparated.indices.map { isSeparated[$0] ? 0 : prior?[$0] ?? 1 }
        }
        let pass = RowPass(
            design: design, outcome: frame.outcome, prior: prior, offset: frame.offset,
            model: solution.model, threads: settings.threads)
        self.init(
            pass, copies: settings.weightKind == .frequency ? frame.weights : nil, of: fit,
            solution.inverseRoot)
    }

    /// Rows of a fit, or some of them.
    ///
    /// - Parameters:
    ///   - copies: how many cases each row stands for; nil for one.
    ///   - inverseRoot: S with (X'WX)⁻¹ = S S' over all rows.
    init(_ pass: RowPass, copies: [Double]?, of fit: GLMFit, _ inverseRoot: Matrix) {
        let (solution, design, prior) = (fit.solution, pass.design, pass.prior)
        let eta = pass.linearPredictors(solution.beta)
        var weight = [Double](repeating: 0, count: design.rowCount)
        var residual = weight
        solution.model.weigh(eta, pass.outcome, prior, &weight, &residual)
        let model = solution.model
        let means = model.means(eta)
        let variance = means.indices.map { row in
            let own = (prior?[row] ?? 1) / (copies?[row] ?? 1)
            return model.family.variance(means[row], alpha: model.alpha) / own
        }
        self.variance = variance
        var size = Size()
        for row in means.indices where weight[row] > 0 && variance[row] > 0 {
            let (y, mu) = (pass.outcome[row], means[row])
            let own = (y * y + mu * mu) / variance[row]
            if own.isFinite { size.add(Size(total: own, count: 1)) }
        }
        self.size = size
        // Where a weight has left the range of doubles there is nothing to learn.
        for row in residual.indices where !residual[row].isFinite || !weight[row].isFinite {
            residual[row] = 0
            weight[row] = 0
        }
        self.residual = residual
        self.weight = weight
        self.copies = copies
        self.design = design
        rows = ActiveRows(design, active: solution.active)
        self.inverseRoot = inverseRoot
        self.pass = pass
        beta = solution.beta
        smallestPivot = fit.smallestPivot
        threads = pass.threads
    }

    /// The sum of (y² + μ²) / V over rows, and how many.
    struct Size {
        var total = 0.0
        var count = 0.0
        var mean: Double { count > 0 ? total / count : 0 }

        mutating func add(_ other: Size) {
            total += other.total
            count += other.count
        }
    }

    /// Takes the information at the very estimates, where that of the fit may be a last small step away:
    /// what is left of 1 - h beside a leverage near 1 needs it.
    mutating func renewInverseRoot() {
        inverseRoot = Newton.inverseRoot(pass, active: rows.active, at: beta)
    }
}

extension RowModel {
    /// Weights and residuals of all rows at once.
    func weigh(
        _ eta: [Double], _ outcome: [Double], _ prior: [Double]?, _ weight: inout [Double],
        _ residual: inout [Double]
    ) {
        guard !eta.isEmpty else { return }
        let count = eta.count
        weight.withUnsafeMutableBufferPointer { w in
            residual.withUnsafeMutableBufferPointer { r in
                guard let w = w.baseAddress, let r = r.baseAddress else { return }
                eta.withUnsafeBufferPointer { eta in
                    outcome.withUnsafeBufferPointer { y in
                        guard let eta = eta.baseAddress, let y = y.baseAddress else { return }
                        guard let prior else {
                            _ = weigh(
                                count, eta: eta, outcome: y, prior: nil, weight: w, residual: r)
                            return
                        }
                        prior.withUnsafeBufferPointer {
                            _ = weigh(
                                count, eta: eta, outcome: y, prior: $0.baseAddress, weight: w,
                                residual: r)
                        }
                    }
                }
            }
        }
    }
}
