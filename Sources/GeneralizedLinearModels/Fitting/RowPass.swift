import CKernels
import LinearAlgebra
import ModelFormula
import Tables

/// One pass over the rows of a design, in chunks: X b, X'r and X'WX on columns as they are.
struct RowPass: Sendable {
    let design: Design
    let outcome: [Double]
    /// Prior weights; a weight of 0 takes a row out. Nil for 1.
    let prior: [Double]?
    let offset: [Double]?
    /// How outcomes lie around the linear predictor.
    let model: RowModel
    let threads: Int
    private let isBinary: Bool
    private let layout: InformationLayout

    /// Rows whose work stays in a core's cache.
    private static let blockLength = 1024

    init(
        design: Design, outcome: [Double], prior: [Double]?, offset: [Double]?,
        model: RowModel = .logistic, threads: Int
    ) {
        self.design = design
        self.outcome = outcome
        self.prior = prior
        self.offset = offset
        self.model = model
        self.threads = threads
        isBinary = model == .logistic && outcome.allSatisfy { $0 == 0 || $0 == 1 }
        layout = InformationLayout(design)
    }

    /// What a pass at some coefficients finds.
    struct Sums {
        let logLikelihood: Double
        /// The derivative of the log-likelihood, X'(y - mu) for a canonical link, by coefficient.
        let score: [Double]
        /// X'WX, by coefficient.
        let information: Matrix
    }

    /// Log-likelihood (as far as `beta` moves it), score and expected information at `beta`, for a
    /// dispersion of 1.
    func sums(at beta: [Double]) -> Sums {
        let coefficients = SplitCoefficients(beta, design)
        let total = sum { rows, work in
            linearPredictor(rows, coefficients, work)
            work.sums[layout.logLikelihood] += weigh(rows, work)
            addInformation(rows, work)
        }
        return Sums(
            logLikelihood: total[layout.logLikelihood], score: layout.score(total, design),
            information: layout.information(total, design))
    }

    /// X'W (z - offset) and X'WX with W and z = g(mu) at means that the outcomes themselves suggest:
    /// the normal equations whose solution is a start near the maximum.
    func startingSums() -> Sums {
        let total = sum { rows, work in
            for (k, row) in rows.enumerated() {
                work.eta[k] = model.linearPredictor(model.startingMean(outcome[row]))
            }
            _ = weigh(rows, work)
            for (k, row) in rows.enumerated() {
                work.residual[k] = work.weight[k] * (work.eta[k] - (offset?[row] ?? 0))
            }
            addInformation(rows, work)
        }
        return Sums(
            logLikelihood: 0, score: layout.score(total, design),
            information: layout.information(total, design))
    }

    /// The same rows with other prior weights.
    func weighted(_ prior: [Double]?) -> RowPass {
        RowPass(
            design: design, outcome: outcome, prior: prior, offset: offset, model: model,
            threads: threads)
    }

    /// The same rows under another model.
    func modelled(as model: RowModel) -> RowPass {
        RowPass(
            design: design, outcome: outcome, prior: prior, offset: offset, model: model,
            threads: threads)
    }

    /// X b + offset for every row.
    func linearPredictors(_ beta: [Double]) -> [Double] {
        let product = product(beta)
        guard let offset else { return product }
        return zip(product, offset).map { $0 + $1 }
    }

    /// μ for every row; 0 for those whose count the limit of separation puts there.
    func means(_ beta: [Double], except separated: [Bool]) -> [Double] {
        let means = model.means(linearPredictors(beta))
        return means.indices.map { separated[$0] ? 0 : means[$0] }
    }

    /// X'X over the rows with a positive prior weight.
    func crossProduct() -> Matrix {
        let total = sum { rows, work in
            for (k, row) in rows.enumerated() {
                work.weight[k] = (prior?[row] ?? 1) > 0 ? 1 : 0
                work.residual[k] = 0
            }
            addInformation(rows, work)
        }
        return layout.information(total, design)
    }

    /// Σw, Σwx and Σwxx' with the prior weights w.
    struct Moments {
        let total: Double
        let sums: [Double]
        let products: Matrix
    }

    /// The moments of the columns over the cases.
    func moments() -> Moments {
        let total = sum { rows, work in
            for (k, row) in rows.enumerated() {
                let weight = prior?[row] ?? 1
                work.weight[k] = weight
                work.residual[k] = weight
                work.sums[layout.logLikelihood] += weight
            }
            addInformation(rows, work)
        }
        return Moments(
            total: total[layout.logLikelihood], sums: layout.score(total, design),
            products: layout.information(total, design))
    }

    /// The log-likelihood alone at `beta`.
    func logLikelihood(_ beta: [Double]) -> Double {
        let coefficients = SplitCoefficients(beta, design)
        let total = sum { rows, work in
            linearPredictor(rows, coefficients, work)
            work.sums[layout.logLikelihood] += weigh(rows, work)
        }
        return total[layout.logLikelihood]
    }

    /// R of the QR factorisation of √W X, with W of the model at `beta`, or W = 1 over
    /// the rows with a positive prior weight where it is nil.
    func triangle(at beta: [Double]?) -> Matrix {
        let coefficients = SplitCoefficients(
            beta ?? [Double](repeating: 0, count: design.columnCount), design)
        let work = makeWork()
        var qr = StackedQR(columns: design.columnCount, blockRows: max(256, design.columnCount))
        var start = 0
        while start < design.rowCount {
            let rows = start..<min(design.rowCount, start + min(qr.blockRows, Self.blockLength))
            if beta == nil {
                for (k, row) in rows.enumerated() {
                    work.weight[k] = (prior?[row] ?? 1) > 0 ? 1 : 0
                }
            } else {
                linearPredictor(rows, coefficients, work)
                _ = weigh(rows, work)
            }
            qr.append(rows: rows.count) { block, stride in
                expand(rows, weight: UnsafePointer(work.weight), into: block, stride: stride)
            }
            start = rows.upperBound
        }
        return qr.triangle
    }

    /// X b for every row, without the offset.
    func product(_ beta: [Double]) -> [Double] {
        let coefficients = SplitCoefficients(beta, design)
        let work = makeWork()
        var result: [Double] = []
        result.reserveCapacity(design.rowCount)
        var start = 0
        while start < design.rowCount {
            let rows = start..<min(design.rowCount, start + Self.blockLength)
            linearPredictor(rows, coefficients, work, withOffset: false)
            result += UnsafeBufferPointer(start: work.eta, count: rows.count)
            start = rows.upperBound
        }
        return result
    }

    /// Σ w and Σ w y².
    var outcomeSize: (total: Double, squares: Double) {
        var (total, squares) = (0.0, 0.0)
        for row in outcome.indices {
            let weight = prior?[row] ?? 1
            total += weight
            squares += weight * outcome[row] * outcome[row]
        }
        return (total, squares)
    }

    // MARK: Blocks of rows

    private func makeWork() -> RowWorkspace {
        RowWorkspace(
            sumCount: layout.count, blockLength: Self.blockLength, denseCount: design.dense.count)
    }

    private func sum(_ body: @Sendable (Range<Int>, RowWorkspace) -> Void) -> [Double] {
        var total = [Double](repeating: 0, count: layout.count)
        RowChunks(rowCount: design.rowCount).sum(
            threads: threads, makePartial: makeWork,
            accumulate: { rows, work in
                var start = rows.lowerBound
                while start < rows.upperBound {
                    let block = start..<min(rows.upperBound, start + Self.blockLength)
                    body(block, work)
                    start = block.upperBound
                }
            },
            combine: { work in
                for k in total.indices {
                    total[k] += work.sums[k]
                    work.sums[k] = 0
                }
            })
        return total
    }

    private func linearPredictor(
        _ rows: Range<Int>, _ beta: SplitCoefficients, _ work: RowWorkspace, withOffset: Bool = true
    ) {
        let n = rows.count
        for (k, row) in rows.enumerated() { work.eta[k] = withOffset ? offset?[row] ?? 0 : 0 }
        for (j, column) in design.dense.enumerated() where beta.dense[j] != 0 {
            column.values.withUnsafeBufferPointer {
                if let base = $0.baseAddress {
                    cw_add_dense(n, base + rows.lowerBound, beta.dense[j], work.eta)
                }
            }
        }
        for (s, block) in design.coded.enumerated() {
            block.cells.withPointer(at: rows.lowerBound) { cells, width in
                block.withMultiplier(at: rows.lowerBound) { multiplier in
                    cw_add_cells(n, cells, width, multiplier, beta.coded[s], work.eta)
                }
            }
        }
    }

    /// Weights and residuals at the linear predictor; returns the rows' log-likelihood.
    private func weigh(_ rows: Range<Int>, _ work: RowWorkspace) -> Double {
        outcome.withUnsafeBufferPointer { y in
            guard let y = y.baseAddress else { return 0 }
            guard let prior else { return weigh(rows.count, y + rows.lowerBound, nil, work) }
            return prior.withUnsafeBufferPointer {
                weigh(
                    rows.count, y + rows.lowerBound, $0.baseAddress.map { $0 + rows.lowerBound },
                    work)
            }
        }
    }

    private func weigh(
        _ n: Int, _ y: UnsafePointer<Double>, _ prior: UnsafePointer<Double>?,
        _ work: RowWorkspace
    ) -> Double {
        isBinary
            ? cw_logistic_rows(n, work.eta, y, prior, work.weight, work.residual)
            : model.weigh(
                n, eta: work.eta, outcome: y, prior: prior, weight: work.weight,
                residual: work.residual)
    }

    private func addInformation(_ rows: Range<Int>, _ work: RowWorkspace) {
        for (j, column) in design.dense.enumerated() {
            column.values.withUnsafeBufferPointer { x in
                guard let x = x.baseAddress.map({ $0 + rows.lowerBound }) else { return }
                cw_scale_by_root(
                    rows.count, work.weight, x, work.scaled + j * Self.blockLength)
                work.sums[layout.denseScore + j] += cw_dot(rows.count, x, work.residual)
            }
        }
        addCrossProduct(
            work.scaled, rows: rows.count, columns: design.dense.count,
            leadingDimension: Self.blockLength, to: work.sums)
        for s in design.coded.indices { addBlock(s, rows, work) }
    }

    /// The sums in which the cells of block s meet the score, themselves, the dense columns and the
    /// blocks after them.
    private func addBlock(_ s: Int, _ rows: Range<Int>, _ work: RowWorkspace) {
        let (weight, product, sums) = (work.weight, work.product, work.sums)
        let n = rows.count
        let start = rows.lowerBound
        let block = design.coded[s]
        let place = layout.blocks[s]
        block.cells.withPointer(at: start) { cells, width in
            block.withMultiplier(at: start) { multiplier in
                cw_sum_by_cell(n, cells, width, multiplier, work.residual, sums + place.score)
                cw_products(n, weight, multiplier, multiplier, product)
                cw_sum_by_cell(n, cells, width, nil, product, sums + place.diagonal)
                for (j, column) in design.dense.enumerated() {
                    column.values.withUnsafeBufferPointer { x in
                        let x = x.baseAddress.map { $0 + start }
                        cw_products(n, weight, multiplier, x, product)
                    }
                    cw_sum_by_cell(
                        n, cells, width, nil, product,
                        sums + place.panel + j * (place.cellCount + 1))
                }
                for t in design.coded.indices.dropFirst(s + 1) {
                    let other = design.coded[t]
                    other.withMultiplier(at: start) {
                        cw_products(n, weight, multiplier, $0, product)
                    }
                    other.cells.withPointer(at: start) { otherCells, otherWidth in
                        cw_sum_by_cell_pair(
                            n, cells, width, otherCells, otherWidth, other.cellCount + 1, product,
                            sums + layout.pairs[s][t])
                    }
                }
            }
        }
    }

    /// Writes rows of √W X out in full, for the factorisation that needs them so.
    private func expand(
        _ rows: Range<Int>, weight: UnsafePointer<Double>, into block: UnsafeMutablePointer<Double>,
        stride: Int
    ) {
        for column in design.dense {
            let target = block + column.coefficient * stride
            for (k, row) in rows.enumerated() {
                target[k] = weight[k].squareRoot() * column.values[row]
            }
        }
        for coded in design.coded {
            for (k, row) in rows.enumerated() {
                let cell = coded.cells[row]
                guard cell < coded.cellCount else { continue }
                block[(coded.firstCoefficient + cell) * stride + k] =
                    weight[k].squareRoot() * (coded.multiplier?[row] ?? 1)
            }
        }
    }
}
