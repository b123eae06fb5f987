import LinearAlgebra
import ModelFormula

/// The rows of a fit at its estimates, on the design's scale: what every check starts from.
struct FittedRows {
    let fit: GLMFit
    let design: Design
    let pass: RowPass
    let scale: OriginalScale
    let model: RowModel
    /// The coefficients on the design's scale.
    let beta: [Double]
    /// Weight times trials; 0 for rows that the limit of separation takes out.
    let prior: [Double]
    let eta: [Double]
    let mu: [Double]
    /// prior (dμ/dη)² / V(μ).
    let weight: [Double]
    /// ∂l/∂η.
    let residual: [Double]
    /// The place of each coefficient among the active ones, -1 for none.
    let place: [Int]
    /// X'WX of the active coefficients.
    let information: Matrix
    /// Its inverse; nil where it cannot be had or was not asked for.
    let inverse: Matrix?

    init(_ fit: GLMFit) {
        self.fit = fit
        let frame = fit.frame
        design = Design(fit.specification, values: frame.values, rowCount: frame.rowCount)
        scale = OriginalScale(design)
        model = RowModel(
            fit.settings.family, fit.settings.link, alpha: fit.overdispersion ?? 0)
        beta = scale.scaled(fit.limitSolution)
        var prior = frame.prior ?? [Double](repeating: 1, count: frame.rowCount)
        if !fit.limits.nullVectors.isEmpty {
            for row in prior.indices
            where Self.isMoved(design.elements(of: row), fit.limits.nullVectors) {
                prior[row] = 0
            }
        }
        self.prior = prior
        pass = RowPass(
            design: design, outcome: frame.outcome, prior: prior, offset: frame.offset,
            model: model, threads: fit.settings.threads)
        eta = pass.linearPredictors(beta)
        mu = model.means(eta)
        (weight, residual) = Self.weigh(model, eta, frame.outcome, prior)
        var place = [Int](repeating: -1, count: design.columnCount)
        for (k, column) in fit.active.enumerated() { place[column] = k }
        self.place = place
        information = pass.sums(at: beta).information.principalSubmatrix(fit.active)
        inverse = nil
    }

    private init(_ rows: FittedRows, inverse: Matrix?) {
        fit = rows.fit
        design = rows.design
        pass = rows.pass
        scale = rows.scale
        model = rows.model
        beta = rows.beta
        prior = rows.prior
        eta = rows.eta
        mu = rows.mu
        weight = rows.weight
        residual = rows.residual
        place = rows.place
        information = rows.information
        self.inverse = inverse
    }

    /// The same rows with the inverse information, by Cholesky or, where that would lose the digits, by
    /// the QR of the rows.
    func withInverse() -> FittedRows {
        if let factor = Cholesky(information), factor.smallestPivot >= Newton.conditionLimit {
            return FittedRows(self, inverse: factor.inverse())
        }
        guard let triangle = UpperTriangle(weightedTriangle().factor) else { return self }
        let ones = [Double](repeating: 1, count: fit.active.count)
        return FittedRows(
            self, inverse: triangle.inverseRoot(rowScales: ones).timesOwnTranspose())
    }

    /// R of √W X over the active columns, and Q'√W z for z = Xβ + residual / W, the right side of which
    /// the weighted least squares at the estimates are solved.
    func weightedTriangle() -> (factor: Matrix, side: [Double]) {
        let count = fit.active.count
        let width = count + 1
        let linear = pass.product(beta)
        var qr = StackedQR(columns: width, blockRows: max(256, width))
        var start = 0
        while start < design.rowCount {
            let rows = start..<min(design.rowCount, start + qr.blockRows)
            qr.append(rows: rows.count) { block, stride in
                for (k, row) in rows.enumerated() where weight[row] > 0 {
                    let root = weight[row].squareRoot()
                    for (column, value) in design.elements(of: row) where place[column] >= 0 {
                        block[place[column] * stride + k] = root * value
                    }
                    block[count * stride + k] = root * linear[row] + residual[row] / root
                }
            }
            start = rows.upperBound
        }
        let triangle = qr.triangle
        return (
            triangle.principalSubmatrix(Array(0..<count)), (0..<count).map { triangle[$0, count] }
        )
    }

    /// The elements of a row over the active columns, by their places among them.
    func elements(of row: Int) -> [(place: Int, value: Double)] {
        design.elements(of: row).compactMap {
            place[$0.column] < 0 ? nil : (place[$0.column], $0.value)
        }
    }

    private static func isMoved(_ row: [(column: Int, value: Double)], _ vectors: [[Double]])
        -> Bool
    {
        vectors.contains { vector in
            var (sum, size) = (0.0, 0.0)
            for (column, value) in row {
                sum += value * vector[column]
                size += abs(value * vector[column])
            }
            return abs(sum) > 1e-8 * size
        }
    }

    private static func weigh(
        _ model: RowModel, _ eta: [Double], _ outcome: [Double], _ prior: [Double]
    ) -> (weight: [Double], residual: [Double]) {
        var (weight, residual) = (eta, eta)
        weight.withUnsafeMutableBufferPointer { weight in
            residual.withUnsafeMutableBufferPointer { residual in
                eta.withUnsafeBufferPointer { eta in
                    outcome.withUnsafeBufferPointer { y in
                        prior.withUnsafeBufferPointer { prior in
                            guard let eta = eta.baseAddress, let y = y.baseAddress,
                                let w = weight.baseAddress, let r = residual.baseAddress
                            else { return }
                            _ = model.weigh(
                                outcome.count, eta: eta, outcome: y, prior: prior.baseAddress,
                                weight: w, residual: r)
                        }
                    }
                }
            }
        }
        return (weight, residual)
    }
}
