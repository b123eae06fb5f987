import ModelFormula
import Tables

/// The rows of a pass in a scratch file, with the columns that are made of them.
struct StoredSource: Sendable {
    let stored: StoredRows
    let specification: DesignSpecification
    /// What is known of the columns, without a value.
    let design: Design
    private let variables: Set<Int>
    /// A fit whose linear predictor, offset and all, stands where the rows have their offset; nil for none.
    var beneath: Beneath?

    /// A fit to the same rows.
    final class Beneath: Sendable {
        fileprivate let source: StoredSource
        private let pass: RowPass
        private let beta: [Double]

        init(_ source: StoredSource, _ solved: SolvedDesign) {
            self.source = source
            pass = RowPass(source, model: solved.model, threads: 1)
            beta = solved.beta
        }

        fileprivate func linearPredictors(_ slice: StoredRows.Slice, rowCount: Int) -> [Double] {
            RowPass(
                slice,
                source.design.filled(source.specification, slice.values, rowCount: rowCount),
                of: pass
            ).linearPredictors(beta)
        }
    }

    init(_ stored: StoredRows, _ specification: DesignSpecification, threads: Int) {
        self.stored = stored
        self.specification = specification
        design = Design(specification, stored: stored, threads: threads)
        variables = specification.variables
    }

    /// Rows of a sample that fit into half of the memory there is.
    var mostSampledRows: Int {
        // Each variable's number or code, each column's number, a block's cell, joint cell and
        // multiplier, and the outcome, weight, offset and place of the row.
        let bytes = 8 * variables.count + 8 * design.dense.count + 16 * design.coded.count + 32
        return max(1, stored.memory / 2 / bytes)
    }

    /// The bytes that a pass takes: the sums of the chunks at work, and matrices of coefficients.
    func bytes(ofPass pass: RowPass) -> Int {
        let columns = design.columnCount
        return 8 * (4 * max(1, pass.threads) * pass.layout.count + 8 * columns * columns)
    }

    /// A run of rows, read and coded, as a pass in memory.
    func run(_ rows: Range<Int>, of pass: RowPass) -> RowPass {
        var slice = stored.slice(
            rows, variables: beneath.map { variables.union($0.source.variables) } ?? variables)
        if let beneath {
            slice = slice.with(offset: beneath.linearPredictors(slice, rowCount: rows.count))
        }
        return RowPass(
            slice, design.filled(specification, slice.values, rowCount: rows.count), of: pass)
    }
}

extension RowPass {
    /// Rows that are read at once.
    static let runLength = RowChunks.standardLength

    /// Calls `body` with passes in memory that hold some rows, in order: this one, or runs of what lies
    /// in a scratch file.
    func forEachRun(of rows: Range<Int>, _ body: (_ pass: RowPass, _ rows: Range<Int>) -> Void) {
        guard let source else { return body(self, rows) }
        var start = rows.lowerBound
        while start < rows.upperBound {
            let run = start..<min(rows.upperBound, start + Self.runLength)
            body(source.run(run, of: self), 0..<run.count)
            start = run.upperBound
        }
    }

    /// Calls `body` with every outcome and its weight, in order.
    func forEachOutcome(_ body: (_ y: Double, _ weight: Double) -> Void) {
        func each(_ outcome: [Double], _ prior: [Double]?) {
            for row in outcome.indices { body(outcome[row], prior?[row] ?? 1) }
        }
        guard let source else { return each(outcome, prior) }
        for rows in RowChunks(rowCount: design.rowCount, length: Self.runLength).all {
            let slice = source.stored.outcomes(rows)
            each(slice.outcome, slice.prior)
        }
    }

    /// How far a direction moves the rows with a weight: the least and the most towards their own
    /// outcome.
    func gains(along direction: [Double]) -> (lowest: Double, highest: Double) {
        var (lowest, highest) = (0.0, 0.0)
        forEachRun(of: 0..<design.rowCount) { pass, _ in
            let moves = pass.product(direction)
            for row in moves.indices where (pass.prior?[row] ?? 1) > 0 {
                let gain = model.gain(moves[row], outcome: pass.outcome[row])
                lowest = min(lowest, gain)
                highest = max(highest, gain)
            }
        }
        return (lowest, highest)
    }

    /// Some rows of a pass over a scratch file, in memory.
    ///
    /// - Parameter rows: ascending.
    func gathering(_ rows: [Int], from source: StoredSource) -> RowPass {
        var gathered = GatheredRows(rowCount: rows.count)
        var next = 0
        for run in RowChunks(rowCount: design.rowCount, length: Self.runLength).all {
            let end = rows[next...].firstIndex { $0 >= run.upperBound } ?? rows.count
            let places = rows[next..<end].map { $0 - run.lowerBound }
            next = end
            guard !places.isEmpty else { continue }
            gathered.append(
                source.stored.slice(run, variables: source.specification.variables), at: places)
        }
        return RowPass(
            design: source.design.filled(
                source.specification, gathered.values, rowCount: gathered.outcome.count),
            outcome: gathered.outcome, prior: gathered.prior.isEmpty ? nil : gathered.prior,
            offset: gathered.offset.isEmpty ? nil : gathered.offset, model: model,
            threads: threads, shortcuts: RowPass.Shortcuts(collapsesFrom: nil))
    }
}

/// Rows of several runs, put behind each other.
private struct GatheredRows {
    /// The codes of each variable that has some, and the columns of each that has those.
    private var codes: [[Int32]] = []
    private var columns: [[[Double]]] = []
    private(set) var outcome: [Double] = []
    private(set) var prior: [Double] = []
    private(set) var offset: [Double] = []
    private let rowCount: Int

    init(rowCount: Int) { self.rowCount = rowCount }

    /// Makes room for all rows at once.
    private mutating func reserve(_ slice: StoredRows.Slice) {
        for (variable, values) in slice.values.enumerated() {
            switch values {
            case .codes(let all): if !all.isEmpty { codes[variable].reserveCapacity(rowCount) }
            case .dense(let all):
                for k in all.indices { columns[variable][k].reserveCapacity(rowCount) }
            }
        }
        outcome.reserveCapacity(rowCount)
        if slice.prior != nil { prior.reserveCapacity(rowCount) }
        if slice.offset != nil { offset.reserveCapacity(rowCount) }
    }

    mutating func append(_ slice: StoredRows.Slice, at places: [Int]) {
        if codes.isEmpty {
            codes = slice.values.map { _ in [] }
            columns = slice.values.map {
                if case .dense(let columns) = $0 { columns.map { _ in [] } } else { [] }
            }
            reserve(slice)
        }
        for (variable, values) in slice.values.enumerated() {
            switch values {
            case .codes(let all) where all.isEmpty: break
            case .codes(let all): for row in places { codes[variable].append(all[row]) }
            case .dense(let all):
                for (k, column) in all.enumerated() {
                    for row in places { columns[variable][k].append(column[row]) }
                }
            }
        }
        for row in places { outcome.append(slice.outcome[row]) }
        if let all = slice.prior { for row in places { prior.append(all[row]) } }
        if let all = slice.offset { for row in places { offset.append(all[row]) } }
    }

    var values: [VariableValues] {
        zip(codes, columns).map { $1.isEmpty ? .codes($0) : .dense($1) }
    }
}

extension SolvedDesign {
    /// Lends the rows of a scratch file with their means at the maximum.
    func runs(of source: StoredSource) -> FittedSums.Runs {
        { body in
            let stored = source.stored
            let pass = RowPass(source, model: model, threads: 1)
            for rows in RowChunks(rowCount: stored.rowCount, length: RowPass.runLength).all {
                let run = source.run(rows, of: pass)
                let slice = stored.outcomes(rows)
                body(
                    slice.outcome, model.means(run.linearPredictors(beta)), slice.prior,
                    slice.trials)
            }
        }
    }
}
