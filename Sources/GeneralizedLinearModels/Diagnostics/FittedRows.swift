import LinearAlgebra
import ModelFormula

/// The rows of a fit at its estimates, on the design's scale: what every check starts from.
struct FittedRows {
    let fit: GLMFit
    /// The rows: those of the fit, or a run of them.
    let frame: ModelFrame
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
        let frame = fit.frame
        let design = Design(
            fit.specification, values: frame.values, rowCount: frame.rowCount)
        let model = RowModel(
            fit.settings.family, fit.settings.link, alpha: fit.overdispersion ?? 0)
        var prior = frame.prior ?? [Double](repeating: 1, count: frame.rowCount)
        if !fit.limits.nullVectors.isEmpty {
            for row in prior.indices
            where Self.isMoved(design.elements(of: row), fit.limits.nullVectors) {
                prior[row] = 0
            }
        }
        self.init(
            fit, frame,
            RowPass(
                design: design, outcome: frame.outcome, prior: prior, offset: frame.offset,
                model: model, threads: fit.settings.threads), prior: prior)
    }

    /// A run of rows of a fit.
    ///
    /// - Parameters:
    ///   - pass: over the same rows.
    ///   - information: X'WX of all rows of the fit, and its inverse; nil where these are all.
    init(
        _ fit: GLMFit, _ frame: ModelFrame, _ pass: RowPass, prior: [Double],
        information known: (matrix: Matrix, inverse: Matrix?)? = nil
    ) {
        self.fit = fit
        self.frame = frame
        self.pass = pass
        self.prior = prior
        design = pass.design
        model = pass.model
        scale = OriginalScale(design)
        beta = scale.scaled(fit.limitSolution)
        eta = pass.linearPredictors(beta)
        mu = model.means(eta)
        (weight, residual) = Self.weigh(model, eta, frame.outcome, prior)
        var place = [Int](repeating: -1, count: design.columnCount)
        for (k, column) in fit.active.enumerated() { place[column] = k }
        self.place = place
        information =
            known?.matrix ?? pass.sums(at: beta).information.principalSubmatrix(fit.active)
        inverse = known?.inverse
    }

    private init(_ rows: FittedRows, inverse: Matrix?) {
        fit = rows.fit
        frame = rows.frame
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
        FittedRows(
            self,
            inverse: Self.inverse(of: information) { weightedTriangle().factor })
    }

    /// The inverse of X'WX; nil where there is none.
    ///
    /// - Parameter triangle: R of √W X over all rows.
    static func inverse(of information: Matrix, triangle: () -> Matrix) -> Matrix? {
        if let factor = Cholesky(information), factor.smallestPivot >= Newton.conditionLimit {
            return factor.inverse()
        }
        guard let triangle = UpperTriangle(triangle()) else { return nil }
        let ones = [Double](repeating: 1, count: information.rows)
        return triangle.inverseRoot(rowScales: ones).timesOwnTranspose()
    }

    /// R of √W X over the active columns, and Q'√W z for z = Xβ + residual / W, the right side of which
    /// the weighted least squares at the estimates are solved.
    func weightedTriangle() -> (factor: Matrix, side: [Double]) {
        let count = fit.active.count
        var qr = Self.emptyTriangle(fit)
        append(to: &qr)
        let triangle = qr.triangle
        return (
            triangle.principalSubmatrix(Array(0..<count)), (0..<count).map { triangle[$0, count] }
        )
    }

    /// What rows are appended to.
    static func emptyTriangle(_ fit: GLMFit) -> StackedQR {
        let width = fit.active.count + 1
        return StackedQR(columns: width, blockRows: max(256, width))
    }

    /// Adds √W X and √W z of these rows.
    func append(to qr: inout StackedQR) {
        let count = fit.active.count
        let linear = pass.product(beta)
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
