import Tables

extension ModelFrame {
    /// Evaluates a formula over a table, leaves incomplete rows out and learns levels and scales.
    ///
    /// - Parameters:
    ///   - weights: the column of weights, none of them negative; rows of weight 0 are left out.
    ///   - weightsAreCounts: whether a row stands for as many cases as its weight says, also where
    ///     knots, means and polynomials are learned.
    ///   - missing: what becomes of rows where a predictor has no value. Rows without an outcome, an
    ///     offset or a weight are left out in any case.
    ///   - response: what the family asks of the outcome.
    ///   - trials: the column of trials of which the outcome counts the successes.
    ///   - cluster: a column whose equal values are one cluster; rows without one are left out.
    /// - Throws: `FormulaError` for what the formula asks and the data cannot give.
    public init(
        _ asked: Formula, table: Table, weights: String? = nil, weightsAreCounts: Bool = false,
        missing: MissingRule = .complete, response: Response.Request = .binary,
        trials: String? = nil, cluster: String? = nil
    ) throws(FormulaError) {
        let formula = try asked.namingBirthDates(in: table)
        let asked = try AskedModel(formula, columns: table.names, trials: trials)
        let (model, variables, predictors) = (asked.model, asked.variables, asked.predictors)
        let outcomeColumns = asked.outcomeColumns

        let evaluator = Evaluator(table: table)
        var rows = CompleteRows(table.rowCount)
        let reader = try ResponseReader(
            asked.outcome, response, trials: trials, evaluator, &rows)
        var evaluated: [(values: EvaluatedValues, missing: [Bool]?)] = []
        for variable in variables {
            evaluated.append(
                missing == .level
                    ? try rows.evaluateWithMissing(variable.inner, named: variable.name, evaluator)
                    : (try rows.evaluate(variable.inner, named: variable.name, evaluator), nil))
        }
        let offset = try Self.offset(model.offsets, evaluator, &rows)
        let weightValues = try weights.map { name throws(FormulaError) in
            try Self.weights(name, table, &rows)
        }
        let clusterColumn = try cluster.map { name throws(FormulaError) in
            try Self.clusterColumn(name, table, outcome: outcomeColumns, &rows)
        }
        guard rows.usedCount > 0 else { throw rows.nothingLeft() }
        let outcome = try reader.response(evaluator, &rows)
        guard rows.usedCount > 0 else { throw rows.nothingLeft() }
        let used = rows.used

        var learner = VariableLearner(
            used: used, mayHoldIdentifiers: weights == nil,
            counts: weightsAreCounts ? weightValues : nil)
        var schemas: [VariableSchema] = []
        var values: [VariableValues] = []
        for (variable, evaluation) in zip(variables, evaluated) {
            let learned: (schema: VariableSchema, values: VariableValues)
            do {
                learned = try learner.learn(
                    variable, evaluation.values, rowCount: table.rowCount,
                    missing: evaluation.missing)
            } catch {
                throw table.explaining(error, of: variable)
            }
            schemas.append(learned.schema)
            values.append(learned.values)
        }
        let dropped = learner.saysNothing(of: model, schemas)
        var kept = model
        kept.terms.removeAll(where: dropped.contains)

        self.formula = formula
        self.model = kept
        self.schemas = schemas
        self.values = values
        self.response = outcome.at(used)
        self.offset = offset.map { all in used.map { all[$0] } }
        self.weights = weightValues.map { all in used.map { all[$0] } }
        rowCount = used.count
        usedRows = used
        stored = nil
        clusters = clusterColumn.map { Self.clusters($0, at: used) }
        exclusions = rows.exclusions
        self.missing = rows.missing
        missingStates = learner.states
        notices = learner.notices + dropped.map { learner.droppedNotice($0, model, schemas) }
        predictorColumns = Self.predictorColumns(predictors, in: table)
    }

    /// The columns that the right side reads, with the kinds that new data are to be read as.
    static func predictorColumns(_ names: [String], in table: Table) -> [(
        name: String, kind: ColumnKind
    )] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.compactMap { name in
            // Whole numbers so far are no promise of whole numbers to come.
            table[name].map { (name, $0.kind == .integer ? .real : $0.kind) }
        }
    }

    /// An outcome cannot explain itself.
    static func requireApart(_ names: [String], _ outcome: [String], _ place: Expression)
        throws(FormulaError)
    {
        guard let shared = names.first(where: outcome.contains) else { return }
        throw FormulaError(
            .syntax, "\"\(shared)\" is part of the outcome and cannot explain it.",
            hint: "Leave it out on the right side of \"~\".", at: place.position)
    }

    static func offset(
        _ offsets: [Expression], _ evaluator: Evaluator, _ rows: inout CompleteRows
    ) throws(FormulaError) -> [Double]? {
        guard !offsets.isEmpty else { return nil }
        var sum = [Double](repeating: 0, count: evaluator.table.rowCount)
        for expression in offsets {
            let variable = try Variable(expression)
            guard case .asIs = variable.request else {
                throw FormulaError(
                    .syntax, "An offset is one column of numbers.",
                    hint: "As in offset(log(months)).", at: expression.position)
            }
            let values = try rows.evaluate(
                variable.inner, named: "offset(\(expression))", evaluator)
            let numbers = try VariableSchema.numbers(values, variable, sum.count)
            for row in sum.indices { sum[row] += numbers[row] }
        }
        return sum
    }

    /// - Parameter isCount: whether each is a count of cases, and not any weight.
    static func weights(
        _ name: String, _ table: Table, _ rows: inout CompleteRows, isCount: Bool = false
    ) throws(FormulaError) -> [Double] {
        let hint =
            isCount
            ? "The column of counts (--count) says how many cases each row stands for: a whole number, 0 "
                + "or more."
            : "A weight is a number, 0 or more."
        guard let column = table[name] else {
            throw FormulaError(
                .unknownColumn,
                "There is no column named \"\(name)\" to \(isCount ? "count" : "weight") by.",
                hint: NearestNames.hint(for: name, among: table.names))
        }
        rows.exclude(missingFrom: [column])
        guard case .numbers(let weights, .number) = column.evaluated else {
            throw FormulaError(
                .weights, "The \(isCount ? "counts" : "weights") \"\(name)\" are not numbers.",
                hint: hint)
        }
        if let row = weights.firstIndex(where: { $0 < 0 }) {
            throw FormulaError(
                .weights,
                "A \(isCount ? "count" : "weight") in \"\(name)\" is negative (data row "
                    + "\(rows.number(of: row))).",
                hint: hint)
        }
        rows.exclude(zeroWeights: weights, name: name)
        return weights
    }
}

/// Which rows are still in use, and what put the others out.
struct CompleteRows {
    private(set) var isUsed: [Bool]
    private(set) var exclusions: [RowExclusion] = []
    private(set) var missing: [ColumnMissingness] = []
    /// Every reason that was looked for, in order, whether or not it put rows out.
    private(set) var reasons: [Reason] = []
    /// The rows of the data that stand before these.
    private var before = 0

    /// Why rows are put out.
    struct Reason: Hashable {
        let code: String
        let column: String
    }

    /// How many cases each row stands for; nil where each is one.
    private let counts: [Double]?

    init(_ count: Int, after before: Int = 0) {
        isUsed = [Bool](repeating: true, count: count)
        counts = nil
        self.before = before
    }

    /// The number of a row in the data, from 1.
    func number(of row: Int) -> Int { before + row + 1 }

    /// Notes that a reason is looked for.
    private mutating func look(for code: String, _ column: String) {
        let reason = Reason(code: code, column: column)
        if !reasons.contains(reason) { reasons.append(reason) }
    }

    /// Rows of a table of which each stands for the cases that a column counts.
    init(_ table: Table, counting column: String?) {
        isUsed = [Bool](repeating: true, count: table.rowCount)
        counts = column.flatMap { table.counts(in: $0) }
    }

    /// How many rows are in use.
    var usedCount: Int { isUsed.count - exclusions.reduce(0) { $0 + $1.rows } }

    /// The rows in use, ascending.
    var used: [Int] { isUsed.indices.filter { isUsed[$0] } }

    /// Evaluates an expression and puts the rows out where it has no value: told of by the first
    /// column that it reads and that is missing there, else because it comes to no number, as
    /// log(-1) does.
    mutating func evaluate(_ expression: Expression, named name: String, _ evaluator: Evaluator)
        throws(FormulaError) -> EvaluatedValues
    {
        let columns = try ColumnReferences(columns: evaluator.table.names).names(in: expression)
        let values = try evaluator.values(expression)
        for column in columns.compactMap({ evaluator.table[$0] }) {
            note(column)
            look(for: "missing", column.name)
            guard !column.validity.isComplete else { continue }
            // A condition may be decided by its other side, as in (a == 1 | b == 1).
            exclude("missing", column.name) { !column.validity[$0] && values.isMissing($0) }
        }
        exclude(notFinite: values, name: name)
        return values
    }

    /// Evaluates an expression whose rows without a value stay in use, and says which they are; rows
    /// where it comes to no number for another reason, as log(-1) does, are put out.
    mutating func evaluateWithMissing(
        _ expression: Expression, named name: String, _ evaluator: Evaluator
    ) throws(FormulaError) -> (values: EvaluatedValues, missing: [Bool]?) {
        let names = try ColumnReferences(columns: evaluator.table.names).names(in: expression)
        let columns = names.compactMap { evaluator.table[$0] }
        let values = try evaluator.values(expression)
        for column in columns { note(column) }
        let missing = values.rowsWithout(columns)
        exclude(notFinite: values, name: name, except: missing)
        return (values, missing)
    }

    /// Counts a column's missing rows, which may be left out or not.
    mutating func note(_ column: Column) {
        guard !missing.contains(where: { $0.column == column.name }) else { return }
        missing.append(ColumnMissingness(column: column.name, rows: column.validity.missingCount))
    }

    mutating func exclude(missingFrom columns: [Column]) {
        for column in columns {
            note(column)
            look(for: "missing", column.name)
            guard !column.validity.isComplete else { continue }
            exclude("missing", column.name) { !column.validity[$0] }
        }
    }

    /// What to say when no row is left.
    func nothingLeft() -> FormulaError {
        if counts != nil, exclusions.map(\.code) == ["zero_weight"] {
            return FormulaError(
                .outcome,
                "Every count in \"\(exclusions[0].column)\" is 0, so there is no case.",
                hint: "A row stands for as many cases as its count says.")
        }
        return Self.nothingLeft(exclusions)
    }

    static func nothingLeft(_ exclusions: [RowExclusion]) -> FormulaError {
        FormulaError(
            .outcome, "No row has a value in every column that the formula names.",
            hint: "Left out: "
                + exclusions.map { "\($0.rows) by \"\($0.column)\"" }.joined(separator: ", ") + ".")
    }

    mutating func exclude(
        notFinite values: EvaluatedValues, name: String, except kept: [Bool]? = nil
    ) {
        exclude("not_finite", name) { row in
            if kept?[row] == true { return false }
            return switch values {
            case .numbers(let numbers, _): !numbers[row].isFinite
            case .number(let number, _): !number.isFinite
            // As ifelse(sqrt(x) > 1, "a", "b") has no level where x is negative.
            case .codes(let codes, _): codes[row] < 0
            case .text: false
            }
        }
    }

    mutating func exclude(zeroWeights weights: [Double], name: String) {
        exclude("zero_weight", name) { weights[$0] == 0 }
    }

    /// Puts the rows out for which a reason holds.
    mutating func exclude(_ code: String, _ column: String, where fails: (Int) -> Bool) {
        look(for: code, column)
        var (count, cases) = (0, 0.0)
        for row in isUsed.indices where isUsed[row] && fails(row) {
            isUsed[row] = false
            count += 1
            if let counts, counts[row] > 0 { cases += counts[row] }
        }
        if count > 0 {
            exclusions.append(
                RowExclusion(
                    code: code, column: column, rows: count,
                    cases: counts == nil ? nil : Int(exactly: cases.rounded())))
        }
    }
}

extension Table {
    /// The cases that all rows stand for, as a column of whole numbers counts them; nil for a column
    /// that has no counts, or beyond `Int`.
    public func caseCount(in column: String) -> Int? {
        counts(in: column).flatMap { all in
            Int(exactly: all.reduce(0) { $1 > 0 ? $0 + $1 : $0 }.rounded())
        }
    }

    fileprivate func counts(in column: String) -> [Double]? {
        guard case .numbers(let counts, .number) = self[column]?.evaluated else { return nil }
        return counts
    }
}

extension Table {
    /// An error that what is learned of a column leads to, with what was noted when that was read: a column of
    /// numbers is text where a single cell is none.
    func explaining(_ error: FormulaError, of variable: Variable) -> FormulaError {
        guard error.isOfData, case .name(let name) = variable.inner.unwrapped.node,
            let note = notes.first(where: { $0.code == "numbers_as_text" && $0.columns == [name] })
        else { return error }
        return FormulaError(
            error.code, note.message,
            hint: "So it has a level for each of its values. Mend the cell, or say what it is "
                + "(--na-words for a value that is missing).",
            at: error.position, isOfData: true)
    }
}
