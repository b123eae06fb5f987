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
    /// Whether a logistic regression has outcomes of 0 and 1 alone.
    let isBinary: Bool
    let packed: PackedCodes
    private let layout: InformationLayout
    /// The rows put together where they are alike; passes that sum over rows go over these.
    private let patterns: Patterns?
    /// How many rows with a positive weight each row stands for; nil for rows as they came.
    private let multiplicity: [Double]?

    /// A pass by reference, as it is of the kind that holds it.
    private final class Patterns: Sendable {
        let pass: RowPass
        init(_ pass: RowPass) { self.pass = pass }
    }

    /// Rows whose work stays in a core's cache.
    private static let blockLength = 1024
    /// More dense columns than this meet each other by dsyrk, which is made for many.
    private static let fewColumns = 12

    /// How the sums of a pass are come by; whichever way, they are the same but for rounding.
    struct Shortcuts: Sendable {
        /// Small factors are summed as joint factors.
        var packsFactors = true
        /// Rows that are alike are summed as one, from so many rows on; nil for never.
        var collapsesFrom: Int? = RowPatterns.fewestRows

        static let none = Shortcuts(packsFactors: false, collapsesFrom: nil)
    }

    init(
        design: Design, outcome: [Double], prior: [Double]?, offset: [Double]?,
        model: RowModel = .logistic, threads: Int, shortcuts: Shortcuts = Shortcuts()
    ) {
        let factors = shortcuts.packsFactors ? JointFactors(design) : JointFactors(alone: design)
        let rows = RowPass(
            design: design, packed: PackedCodes(design, factors, threads: threads),
            outcome: outcome, prior: prior, offset: offset, model: model, threads: threads,
            isBinary: model == .logistic && outcome.allSatisfy { $0 == 0 || $0 == 1 })
        let patterns = shortcuts.collapsesFrom.flatMap { RowPatterns(rows, fewestRows: $0) }
        self.init(rows, patterns: patterns)
    }

    /// Rows that stand for several: their weights, and how many of theirs are positive.
    init(
        patterns: Design, outcome: [Double], prior: [Double], multiplicity: [Double],
        offset: [Double]?, like pass: RowPass
    ) {
        self.init(
            design: patterns,
            packed: PackedCodes(patterns, JointFactors(patterns), threads: pass.threads),
            outcome: outcome, prior: prior, offset: offset, model: pass.model,
            threads: pass.threads, isBinary: pass.isBinary, multiplicity: multiplicity)
    }

    private init(
        design: Design, packed: PackedCodes, outcome: [Double], prior: [Double]?,
        offset: [Double]?, model: RowModel, threads: Int, isBinary: Bool,
        multiplicity: [Double]? = nil
    ) {
        self.design = design
        self.packed = packed
        self.outcome = outcome
        self.prior = prior
        self.offset = offset
        self.model = model
        self.threads = threads
        self.isBinary = isBinary
        self.multiplicity = multiplicity
        layout = InformationLayout(design, packed)
        patterns = nil
    }

    private init(_ rows: RowPass, patterns: RowPatterns?) {
        design = rows.design
        packed = rows.packed
        outcome = rows.outcome
        prior = rows.prior
        offset = rows.offset
        model = rows.model
        threads = rows.threads
        isBinary = rows.isBinary
        layout = rows.layout
        multiplicity = rows.multiplicity
        self.patterns = patterns.map { Patterns($0.pass) }
    }

    /// The same rows with other prior weights or another model.
    private func changed(prior: [Double]?, model: RowModel, patterns: RowPatterns?) -> RowPass {
        RowPass(
            RowPass(
                design: design, packed: packed, outcome: outcome, prior: prior, offset: offset,
                model: model, threads: threads, isBinary: isBinary && model == .logistic,
                multiplicity: multiplicity),
            patterns: patterns)
    }

    /// The same rows with other prior weights.
    func weighted(_ prior: [Double]?) -> RowPass {
        changed(prior: prior, model: model, patterns: nil)
    }

    /// The same rows under another model.
    func modelled(as model: RowModel) -> RowPass {
        changed(
            prior: prior, model: model,
            patterns: patterns.map { RowPatterns(pass: $0.pass.modelled(as: model)) })
    }

    /// How many rows a pass goes over: fewer than the design's where they were put together.
    var summedRowCount: Int { patterns?.pass.design.rowCount ?? design.rowCount }

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
        if let patterns { return patterns.pass.sums(at: beta) }
        let coefficients = SplitCoefficients(beta, design, packed)
        let total = sum { rows, columns, work in
            linearPredictor(rows, columns, coefficients, work)
            work.sums[layout.logLikelihood] += weigh(rows, work)
            addInformation(rows, columns, work)
        }
        return Sums(
            logLikelihood: total[layout.logLikelihood], score: layout.score(total, design, packed),
            information: layout.information(total, design, packed))
    }

    /// X'W (z - offset) and X'WX with W and z = g(mu) at means that the outcomes themselves suggest:
    /// the normal equations whose solution is a start near the maximum.
    func startingSums() -> Sums {
        if let patterns { return patterns.pass.startingSums() }
        let total = sum { rows, columns, work in
            for (k, row) in rows.enumerated() {
                work.eta[k] = model.linearPredictor(model.startingMean(outcome[row]))
            }
            _ = weigh(rows, work)
            for (k, row) in rows.enumerated() {
                work.residual[k] = work.weight[k] * (work.eta[k] - (offset?[row] ?? 0))
            }
            addInformation(rows, columns, work)
        }
        return Sums(
            logLikelihood: 0, score: layout.score(total, design, packed),
            information: layout.information(total, design, packed))
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
        if let patterns { return patterns.pass.crossProduct() }
        let total = sum { rows, columns, work in
            for (k, row) in rows.enumerated() {
                work.weight[k] = multiplicity?[row] ?? ((prior?[row] ?? 1) > 0 ? 1 : 0)
                work.residual[k] = 0
            }
            addInformation(rows, columns, work)
        }
        return layout.information(total, design, packed)
    }

    /// Σw, Σwx and Σwxx' with the prior weights w.
    struct Moments {
        let total: Double
        let sums: [Double]
        let products: Matrix
    }

    /// The moments of the columns over the cases.
    func moments() -> Moments {
        if let patterns { return patterns.pass.moments() }
        let total = sum { rows, columns, work in
            for (k, row) in rows.enumerated() {
                let weight = prior?[row] ?? 1
                work.weight[k] = weight
                work.residual[k] = weight
                work.sums[layout.logLikelihood] += weight
            }
            addInformation(rows, columns, work)
        }
        return Moments(
            total: total[layout.logLikelihood], sums: layout.score(total, design, packed),
            products: layout.information(total, design, packed))
    }

    /// The log-likelihood alone at `beta`.
    func logLikelihood(_ beta: [Double]) -> Double {
        if let patterns { return patterns.pass.logLikelihood(beta) }
        let coefficients = SplitCoefficients(beta, design, packed)
        let total = sum { rows, columns, work in
            linearPredictor(rows, columns, coefficients, work)
            work.sums[layout.logLikelihood] += weigh(rows, work)
        }
        return total[layout.logLikelihood]
    }

    /// R of the QR factorisation of √W X, with W of the model at `beta`, or W = 1 over
    /// the rows with a positive prior weight where it is nil.
    func triangle(at beta: [Double]?) -> Matrix {
        let coefficients = SplitCoefficients(
            beta ?? [Double](repeating: 0, count: design.columnCount), design, packed)
        let work = makeWork(hasSums: false)
        var qr = StackedQR(columns: design.columnCount, blockRows: max(256, design.columnCount))
        design.withDenseColumns { columns in
            var start = 0
            while start < design.rowCount {
                let rows = start..<min(design.rowCount, start + min(qr.blockRows, Self.blockLength))
                if beta == nil {
                    for (k, row) in rows.enumerated() {
                        work.weight[k] = (prior?[row] ?? 1) > 0 ? 1 : 0
                    }
                } else {
                    linearPredictor(rows, columns, coefficients, work)
                    _ = weigh(rows, work)
                }
                qr.append(rows: rows.count) { block, stride in
                    expand(rows, weight: UnsafePointer(work.weight), into: block, stride: stride)
                }
                start = rows.upperBound
            }
        }
        return qr.triangle
    }

    /// X b for every row, without the offset.
    func product(_ beta: [Double]) -> [Double] {
        let coefficients = SplitCoefficients(beta, design, packed)
        return RowChunks(rowCount: design.rowCount).filled(threads: threads, Double.self) {
            rows, out in
            let work = makeWork(hasSums: false)
            design.withDenseColumns { columns in
                var start = rows.lowerBound
                while start < rows.upperBound {
                    let block = start..<min(rows.upperBound, start + Self.blockLength)
                    linearPredictor(block, columns, coefficients, work, withOffset: false)
                    (out + (start - rows.lowerBound)).initialize(
                        from: work.eta, count: block.count)
                    start = block.upperBound
                }
            }
        }
    }

    /// No row's X b is larger than this, whatever its sign.
    func bound(_ beta: [Double]) -> Double {
        let coefficients = SplitCoefficients(beta, design, packed)
        var bound = 0.0
        for (j, coefficient) in zip(coefficients.columns, coefficients.dense) {
            bound += abs(coefficient) * design.dense[j].bound
        }
        for (group, cells) in zip(packed.groups, coefficients.cells) {
            let multiplier = group.multiplier.map { design.coded[$0].bound } ?? 1
            bound += multiplier * cells.reduce(0) { max($0, abs($1)) }
        }
        return bound
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

    private func makeWork() -> RowWorkspace { makeWork(hasSums: true) }

    private func makeWork(hasSums: Bool) -> RowWorkspace {
        let isSmall = design.dense.count <= Self.fewColumns
        return RowWorkspace(
            RowWorkspace.Shape(
                sums: hasSums ? layout.count : 0, block: Self.blockLength,
                dense: design.dense.count, lanes: layout.strips * 8, groups: packed.groups.count,
                usesWeighted: hasSums && (isSmall || !packed.groups.isEmpty),
                usesScaled: hasSums && !isSmall,
                usesMultiplied: hasSums && packed.groups.contains { $0.multiplier != nil }))
    }

    /// Rows that are summed before they are added to the total: so many that adding up costs little
    /// beside them, and few enough for threads to share. They depend on the design alone.
    private var chunks: RowChunks {
        let standard = RowChunks.standardLength
        func whole(_ rows: Int) -> Int { max(1, (rows + standard - 1) / standard) * standard }
        return RowChunks(
            rowCount: design.rowCount,
            length: min(whole(layout.count), whole(design.rowCount / 16)))
    }

    private func sum(
        _ body:
            @Sendable (_ rows: Range<Int>, _ columns: [UnsafePointer<Double>], RowWorkspace) -> Void
    ) -> [Double] {
        var total = [Double](repeating: 0, count: layout.count)
        chunks.sum(
            threads: threads, makePartial: makeWork,
            accumulate: { rows, work in
                design.withDenseColumns { columns in
                    var start = rows.lowerBound
                    while start < rows.upperBound {
                        let block = start..<min(rows.upperBound, start + Self.blockLength)
                        body(block, columns, work)
                        start = block.upperBound
                    }
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

    /// Where the dense columns of a block begin; the intercept's ones are always near.
    private func place(_ rows: Range<Int>, _ columns: [UnsafePointer<Double>], _ work: RowWorkspace)
    {
        for j in columns.indices { work.columns[j] = columns[j] + rows.lowerBound }
        if design.hasIntercept { work.columns[0] = UnsafePointer(work.ones) }
    }

    private func linearPredictor(
        _ rows: Range<Int>, _ columns: [UnsafePointer<Double>], _ beta: SplitCoefficients,
        _ work: RowWorkspace, withOffset: Bool = true
    ) {
        let n = rows.count
        if withOffset, let offset {
            for (k, row) in rows.enumerated() { work.eta[k] = offset[row] }
        } else {
            work.eta.update(repeating: 0, count: n)
        }
        for (k, j) in beta.columns.enumerated() {
            let isConstant = j == 0 && design.hasIntercept
            work.columns[k] = isConstant ? UnsafePointer(work.ones) : columns[j] + rows.lowerBound
        }
        cw_add_columns(n, beta.columns.count, work.columns, beta.dense, work.eta)
        for (g, group) in packed.groups.enumerated() {
            group.cells.withPointer(at: rows.lowerBound) { cells, width in
                withMultiplier(group, rows) { multiplier in
                    cw_add_cells(n, cells, width, multiplier, beta.cells[g], work.eta)
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

    // MARK: Sums of a block

    private func addInformation(
        _ rows: Range<Int>, _ columns: [UnsafePointer<Double>], _ work: RowWorkspace
    ) {
        let n = rows.count
        let p = design.dense.count
        place(rows, columns, work)
        cw_dots(n, work.residual, p, work.columns, work.sums + layout.denseScore)
        let first = InformationLayout.firstColumnLane
        work.lanes[InformationLayout.weightLane] = UnsafePointer(work.weight)
        work.lanes[InformationLayout.scoreLane] = UnsafePointer(work.residual)
        for lane in first..<layout.strips * 8 { work.lanes[lane] = UnsafePointer(work.zeros) }
        if p <= Self.fewColumns || !packed.groups.isEmpty {
            for j in 0..<p {
                let out = work.weighted + j * Self.blockLength
                if j == 0 && design.hasIntercept {
                    work.lanes[first] = UnsafePointer(work.weight)
                } else {
                    cw_multiply(n, work.weight, work.columns[j], out)
                    work.lanes[first + j] = UnsafePointer(out)
                }
            }
        }
        if p <= Self.fewColumns {
            for j in 0..<p {
                cw_dots(n, work.lanes[first + j], j + 1, work.columns, work.sums + j * p)
            }
        } else {
            cw_roots(n, work.weight, work.root)
            for j in 0..<p {
                cw_multiply(n, work.root, work.columns[j], work.scaled + j * Self.blockLength)
            }
            addCrossProduct(
                work.scaled, rows: n, columns: p, leadingDimension: Self.blockLength,
                to: work.sums)
        }
        addPanels(rows, work)
        for g in packed.groups.indices { addTables(g, rows, work) }
    }

    /// The sums in which the cells of each joint factor meet the score, themselves and the dense
    /// columns.
    private func addPanels(_ rows: Range<Int>, _ work: RowWorkspace) {
        let n = rows.count
        for strip in 0..<layout.strips {
            var count = 0
            for (g, group) in packed.groups.enumerated() where group.multiplier == nil {
                work.panels[count] = panel(g, strip, rows, work)
                count += 1
            }
            cw_add_panels(n, work.lanes + strip * 8, count, work.panels)
        }
        for (g, group) in packed.groups.enumerated() where group.multiplier != nil {
            withMultiplier(group, rows) { multiplier in
                for lane in 0..<layout.strips * 8 {
                    let out = work.multiplied + lane * Self.blockLength
                    cw_multiply(n, work.lanes[lane], multiplier, out)
                    work.multipliedLanes[lane] = UnsafePointer(out)
                }
                let weight = work.multiplied + InformationLayout.weightLane * Self.blockLength
                cw_multiply(n, weight, multiplier, weight)
            }
            for strip in 0..<layout.strips {
                work.panels[0] = panel(g, strip, rows, work)
                cw_add_panels(n, work.multipliedLanes + strip * 8, 1, work.panels)
            }
        }
    }

    private func panel(_ g: Int, _ strip: Int, _ rows: Range<Int>, _ work: RowWorkspace)
        -> cw_panel
    {
        var result = cw_panel(cells: nil, width: 1, panel: nil)
        packed.groups[g].cells.withPointer(at: rows.lowerBound) { cells, width in
            result = cw_panel(
                cells: cells, width: Int32(width.rawValue),
                panel: work.sums + layout.panels[g].index(strip * 8, 0))
        }
        return result
    }

    /// The sums in which the cells of joint factor g meet those of the joint factors after it.
    private func addTables(_ g: Int, _ rows: Range<Int>, _ work: RowWorkspace) {
        let n = rows.count
        let group = packed.groups[g]
        for h in packed.groups.indices.dropFirst(g + 1) {
            let other = packed.groups[h]
            var value = UnsafePointer(work.weight)
            for factor in [group, other] where factor.multiplier != nil {
                withMultiplier(factor, rows) { multiplier in
                    cw_multiply(n, value, multiplier, work.product)
                }
                value = UnsafePointer(work.product)
            }
            group.cells.withPointer(at: rows.lowerBound) { cells, width in
                other.cells.withPointer(at: rows.lowerBound) { otherCells, otherWidth in
                    cw_sum_by_cell_pair(
                        n, cells, width, otherCells, otherWidth, other.cellCount, value,
                        work.sums + layout.tables[g][h])
                }
            }
        }
    }

    private func withMultiplier(
        _ group: PackedCodes.Group, _ rows: Range<Int>, _ body: (UnsafePointer<Double>?) -> Void
    ) {
        guard let block = group.multiplier else { return body(nil) }
        design.coded[block].withMultiplier(at: rows.lowerBound, body)
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
