import ModelFormula
import Tables

/// The rows of a pass in a scratch file, with the columns that are made of them.
struct StoredSource: Sendable {
    let stored: StoredRows
    let specification: DesignSpecification
    /// What is known of the columns, without a value.
    let design: Design
    private let variables: Set<Int>

    init(_ stored: StoredRows, _ specification: DesignSpecification, threads: Int) {
        self.stored = stored
        self.specification = specification
        design = Design(specification, stored: stored, threads: threads)
        variables = specification.variables
    }

    /// Rows of a sample that fit into half of the memory there is, with room to gather them.
    var mostSampledRows: Int {
        // Each variable's number or code twice, a cell for each block, the joint cells, outcome, weight.
        let bytes = 16 * variables.count + 12 * design.dense.count + 12 * design.coded.count + 40
        return stored.memory / 2 / bytes
    }

    /// The bytes that a pass takes: the sums of the chunks at work, and matrices of coefficients.
    func bytes(ofPass pass: RowPass) -> Int {
        let columns = design.columnCount
        return 8 * (4 * max(1, pass.threads) * pass.layout.count + 8 * columns * columns)
    }

    /// A run of rows, read and coded, as a pass in memory.
    func run(_ rows: Range<Int>, of pass: RowPass) -> RowPass {
        let slice = stored.slice(rows, variables: variables)
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
        var (values, outcome): ([VariableValues], [Double]) = ([], [])
        var (prior, offset): ([Double]?, [Double]?) = (nil, nil)
        var next = 0
        for run in RowChunks(rowCount: design.rowCount, length: Self.runLength).all {
            let end = rows[next...].firstIndex { $0 >= run.upperBound } ?? rows.count
            let places = rows[next..<end].map { $0 - run.lowerBound }
            next = end
            guard !places.isEmpty else { continue }
            let slice = source.stored.slice(run, variables: source.specification.variables)
            let picked = slice.values.map { $0.at(places) }
            values = values.isEmpty ? picked : zip(values, picked).map { $0.joined($1) }
            outcome += places.map { slice.outcome[$0] }
            if let all = slice.prior { prior = (prior ?? []) + places.map { all[$0] } }
            if let all = slice.offset { offset = (offset ?? []) + places.map { all[$0] } }
        }
        return RowPass(
            design: source.design.filled(
                source.specification, values, rowCount: outcome.count),
            outcome: outcome, prior: prior, offset: offset, model: model, threads: threads,
            shortcuts: RowPass.Shortcuts(collapsesFrom: nil))
    }
}

extension VariableValues {
    /// The values at some rows.
    fileprivate func at(_ rows: [Int]) -> VariableValues {
        switch self {
        case .codes(let codes): .codes(codes.isEmpty ? [] : rows.map { codes[$0] })
        case .dense(let columns): .dense(columns.map { column in rows.map { column[$0] } })
        }
    }

    /// These values with others behind them.
    fileprivate consuming func joined(_ other: VariableValues) -> VariableValues {
        switch (self, other) {
        case (.codes(var codes), .codes(let more)):
            codes += more
            return .codes(codes)
        case (.dense(let columns), .dense(let more)):
            return .dense(zip(columns, more).map { $0 + $1 })
        case (.codes, .dense), (.dense, .codes):
            preconditionFailure("a variable is of one kind")
        }
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
