import Tables

/// A model frame on its way from a table in a scratch file: run after run is evaluated, counted and
/// written down, and what is learned comes of the counts.
struct FrameGathering {
    /// What has been counted of a variable.
    enum Tally {
        case levels(LevelTally, missing: Int)
        case numbers(NumberTally)
    }

    let asked: AskedModel
    let options: StoredFrameOptions
    private(set) var tallies: [Tally?]
    private(set) var outcomeLevels = LevelTally()
    /// The values of the column of clusters.
    private(set) var clusters = LevelTally()
    /// The groups that effects are told of apart; nil where none are asked for.
    private(set) var groups: GroupTally?
    /// The columns that are kept as they are, and what each is; the latter once a run was added.
    private let keptNames: [String]
    private(set) var keptColumns: [KeptColumn] = []
    private(set) var responseKind: Response.Kind?
    /// Rows put out, by their reason.
    private var excluded: [CompleteRows.Reason: Int] = [:]
    private var reasons: [CompleteRows.Reason] = []
    private var missing: [ColumnMissingness] = []
    private(set) var usedCount = 0
    /// Whether every outcome that is no level is 0 or 1.
    private(set) var outcomeIsZeroOne = true
    let writer: StoredRowsWriter

    /// - Parameter names: the columns of every run, in order.
    init(
        _ asked: AskedModel, _ options: StoredFrameOptions, _ scratch: ScratchFile,
        columns names: [String]
    ) {
        self.asked = asked
        self.options = options
        tallies = asked.variables.map { _ in nil }
        let keepsColumns = options.keepsColumns || asked.variables.contains { $0.curve != nil }
        let read = Set(asked.predictors)
        keptNames = keepsColumns ? names.filter(read.contains) : []
        groups = options.groups.map { GroupTally($0) }
        writer = StoredRowsWriter(
            scratch, variables: asked.variables.count,
            extras: StoredRowsWriter.Extras(
                trials: options.hasShares(asked.outcome), offset: !asked.model.offsets.isEmpty,
                weights: options.weights != nil, clusters: options.cluster != nil,
                groups: options.groups != nil, columns: keptNames.count))
    }

    /// The rows left out, in the order in which reasons are looked for.
    var exclusions: [RowExclusion] {
        reasons.compactMap { reason in
            guard let count = excluded[reason], count > 0 else { return nil }
            return RowExclusion(code: reason.code, column: reason.column, rows: count)
        }
    }

    var missingness: [ColumnMissingness] { missing }

    /// Adds the rows of a run.
    ///
    /// - Parameter before: the rows of the data that stand before it.
    mutating func add(_ table: Table, after before: Int) throws(FormulaError) -> DataError? {
        let evaluator = Evaluator(table: table)
        var rows = CompleteRows(table.rowCount, after: before)
        let reader = try ResponseReader(
            asked.outcome, options.response, trials: options.trials, evaluator, &rows)
        var evaluated: [(values: EvaluatedValues, missing: [Bool]?)] = []
        for variable in asked.variables {
            evaluated.append(
                options.missing == .level
                    ? try rows.evaluateWithMissing(variable.inner, named: variable.name, evaluator)
                    : (try rows.evaluate(variable.inner, named: variable.name, evaluator), nil))
        }
        let offset = try ModelFrame.offset(asked.model.offsets, evaluator, &rows)
        let weights = try options.weights.map { name throws(FormulaError) in
            try ModelFrame.weights(name, table, &rows)
        }
        let cluster = try options.cluster.map { name throws(FormulaError) in
            try ModelFrame.clusterColumn(
                name, table, outcome: asked.outcomeColumns, &rows)
        }
        let outcome = try outcome(reader, evaluator, &rows)
        let used = rows.used
        note(rows)
        usedCount += used.count
        var columns: [[Double]] = []
        for (index, variable) in asked.variables.enumerated() {
            columns.append(
                try count(
                    index, variable, evaluated[index].values, evaluated[index].missing, used,
                    options.weightsAreCounts ? weights : nil, table.rowCount))
        }
        for extra in [outcome.values, outcome.trials, offset, weights] {
            if let extra { columns.append(used.map { extra[$0] }) }
        }
        if let cluster {
            let codes = clusters.codes(cluster.evaluated, rowCount: table.rowCount)
            for row in used { clusters.count(codes[row]) }
            columns.append(used.map { Double(codes[$0]) })
        }
        if var tally = groups {
            groups = nil
            columns.append(tally.add(table, used: used))
            groups = tally
        }
        let kept = keptNames.compactMap { table[$0] }
        if keptColumns.isEmpty { keptColumns = kept.map { KeptColumn($0) } }
        for column in kept { columns.append(KeptColumn.numbers(of: column, at: used)) }
        if outcomeLevels.count == 0 {
            for row in used where outcome.values[row] != 0 && outcome.values[row] != 1 {
                outcomeIsZeroOne = false
            }
        } else {
            for row in used { outcomeLevels.count(Int32(outcome.values[row])) }
        }
        if clusters.count > options.memory / 4 / LevelTally.bytesPerLevel {
            return DataError(
                .memoryTooSmall,
                "The clusters of \"\(options.cluster ?? "")\", more than \(clusters.count), take more "
                    + "memory than --memory allows.",
                hint: "Allow more memory, or leave --memory out.")
        }
        if let name = nameOfTooManyLevels() {
            return DataError(
                .memoryTooSmall,
                "The levels of \"\(name)\" take more memory than --memory allows.",
                hint: "An identifier groups nothing: leave it out; or allow more memory.")
        }
        do throws(DataError) {
            try writer.append(columns)
            return nil
        } catch {
            return error
        }
    }

    /// What has more levels than a quarter of the memory holds.
    private func nameOfTooManyLevels() -> String? {
        let most = options.memory / 4 / LevelTally.bytesPerLevel
        if outcomeLevels.count > most { return asked.outcome.description }
        if let groups, groups.levelCount > most { return groups.text }
        for (variable, tally) in zip(asked.variables, tallies) {
            if case .levels(let levels, _) = tally, levels.count > most { return variable.name }
        }
        return nil
    }

    /// The outcome of every row; of levels their codes.
    private mutating func outcome(
        _ reader: ResponseReader, _ evaluator: Evaluator, _ rows: inout CompleteRows
    ) throws(FormulaError) -> (values: [Double], trials: [Double]?) {
        if let levels = reader.levels {
            let codes = outcomeLevels.codes(levels, rowCount: evaluator.table.rowCount)
            return (codes.map(Double.init), nil)
        }
        let response = try reader.response(evaluator, &rows)
        responseKind = response.kind
        return (response.values, response.trials)
    }

    private mutating func note(_ rows: CompleteRows) {
        for reason in rows.reasons where !reasons.contains(reason) { reasons.append(reason) }
        for exclusion in rows.exclusions {
            let reason = CompleteRows.Reason(code: exclusion.code, column: exclusion.column)
            excluded[reason, default: 0] += exclusion.rows
        }
        if missing.isEmpty {
            missing = rows.missing
        } else {
            missing = zip(missing, rows.missing).map {
                ColumnMissingness(column: $0.column, rows: $0.rows + $1.rows)
            }
        }
    }

    /// Counts the values of a variable at the rows used, and returns what is written of them.
    private mutating func count(
        _ index: Int, _ variable: Variable, _ values: EvaluatedValues, _ missing: [Bool]?,
        _ used: [Int], _ cases: [Double]?, _ rowCount: Int
    ) throws(FormulaError) -> [Double] {
        let isFactor =
            switch (variable.request, values) {
            case (.factor, _), (.asIs, .codes), (.asIs, .text), (.asIs, .numbers(_, .truth)): true
            default: false
            }
        if isFactor {
            var (tally, without) = (LevelTally(), 0)
            if case .levels(let sofar, let rows) = tallies[index] {
                (tally, without) = (sofar, rows)
            }
            tallies[index] = nil
            let codes = tally.codes(values, rowCount: rowCount)
            for row in used {
                if missing?[row] == true { without += 1 } else { tally.count(codes[row]) }
            }
            tallies[index] = .levels(tally, missing: without)
            return used.map { missing?[$0] == true ? 0 : Double(codes[$0] + 1) }
        }
        let numbers = try VariableSchema.numbers(values, variable, rowCount)
        var tally = NumberTally()
        if case .numbers(let sofar) = tallies[index] { tally = sofar }
        let column = used.map { missing?[$0] == true ? .nan : numbers[$0] }
        for (place, row) in used.enumerated() {
            tally.count(column[place], cases: cases?[row] ?? 1)
        }
        tallies[index] = .numbers(tally)
        return column
    }
}
