import Tables

extension ModelFrame {
    /// Evaluates a formula over a table, leaves incomplete rows out and learns levels and scales.
    ///
    /// - Parameter weights: the column of weights, none of them negative; rows of weight 0 are
    ///   left out.
    /// - Throws: `FormulaError` for what the formula asks and the data cannot give.
    public init(_ formula: Formula, table: Table, weights: String? = nil) throws(FormulaError) {
        guard let outcomeExpression = formula.outcome else {
            throw FormulaError(
                .syntax, "The formula has no outcome.", hint: "As in neet ~ absence.", at: 1)
        }
        let references = ColumnReferences(columns: table.names)
        let outcomeColumns = try references.names(in: outcomeExpression)
        let model = try ModelTerms(formula, columns: table.names, used: Set(outcomeColumns))
        let variables = try model.variables.map { expression throws(FormulaError) in
            try Variable(expression)
        }
        var predictors: [String] = []
        for variable in variables { predictors += try references.names(in: variable.inner) }
        for offset in model.offsets { predictors += try references.names(in: offset) }
        var ordered = outcomeColumns + predictors
        if let weights { ordered.append(weights) }

        let evaluator = Evaluator(table: table)
        var rows = CompleteRows(table.rowCount)
        var seen: Set<String> = []
        rows.exclude(
            missingFrom: ordered.filter { seen.insert($0).inserted }.compactMap { table[$0] })
        // A condition over log(-1) has no value even where its columns do.
        rows.exclude(
            notFinite: try evaluator.values(outcomeExpression), name: outcomeExpression.description)
        let evaluated = try variables.map { variable throws(FormulaError) in
            try evaluator.values(variable.inner)
        }
        for (variable, values) in zip(variables, evaluated) {
            rows.exclude(notFinite: values, name: variable.name)
        }
        let offset = try Self.offset(model.offsets, evaluator, &rows)
        let weightValues = try weights.map { name throws(FormulaError) in
            try Self.weights(name, table, &rows)
        }
        let used = rows.used
        guard !used.isEmpty else { throw rows.nothingLeft() }
        let outcome = try BinaryOutcome(outcomeExpression, evaluator, isUsed: rows.isUsed)

        var learner = VariableLearner(used: used)
        var schemas: [VariableSchema] = []
        var values: [VariableValues] = []
        for (variable, evaluation) in zip(variables, evaluated) {
            let learned = try learner.learn(variable, evaluation, rowCount: table.rowCount)
            schemas.append(learned.schema)
            values.append(learned.values)
        }
        var kept = model
        let constants = learner.constants
        let dropped = model.terms.filter { term in
            term.variables.contains {
                // Without an intercept a constant number other than 0 is one.
                constants[schemas[$0].name] == .level
                    || (constants[schemas[$0].name] == .number && model.hasIntercept)
            }
        }
        kept.terms.removeAll(where: dropped.contains)

        self.formula = formula
        self.model = kept
        self.schemas = schemas
        self.values = values
        self.outcome = used.map { outcome.values[$0] }
        event = outcome.event
        nonEvent = outcome.other
        self.offset = offset.map { all in used.map { all[$0] } }
        self.weights = weightValues.map { all in used.map { all[$0] } }
        rowCount = used.count
        exclusions = rows.exclusions
        missing = rows.missing
        notices = learner.notices + dropped.map { learner.droppedNotice($0, model, schemas) }
        var seenPredictors: Set<String> = []
        predictorColumns = predictors.filter { seenPredictors.insert($0).inserted }.compactMap {
            name in table[name].map { (name, $0.kind) }
        }
    }

    private static func offset(
        _ offsets: [Expression], _ evaluator: Evaluator, _ rows: inout CompleteRows
    ) throws(FormulaError) -> [Double]? {
        guard !offsets.isEmpty else { return nil }
        var sum = [Double](repeating: 0, count: evaluator.table.rowCount)
        for expression in offsets {
            let variable = try Variable(expression)
            let values = try evaluator.values(variable.inner)
            let numbers = try VariableSchema.numbers(values, variable, sum.count)
            rows.exclude(notFinite: .numbers(numbers, .number), name: "offset(\(expression))")
            for row in sum.indices { sum[row] += numbers[row] }
        }
        return sum
    }

    static func weights(_ name: String, _ table: Table, _ rows: inout CompleteRows)
        throws(FormulaError) -> [Double]
    {
        guard let column = table[name] else {
            throw FormulaError(
                .unknownColumn, "There is no column named \"\(name)\" to weight by.",
                hint: NearestNames.hint(for: name, among: table.names))
        }
        guard case .numbers(let weights, .number) = column.evaluated else {
            throw FormulaError(
                .typeMismatch, "The weights \"\(name)\" are not numbers.",
                hint: "A weight is a number, 0 or more.")
        }
        if let row = weights.firstIndex(where: { $0 < 0 }) {
            throw FormulaError(
                .typeMismatch, "A weight in \"\(name)\" is negative (data row \(row + 1)).",
                hint: "A weight is a number, 0 or more.")
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

    init(_ count: Int) { isUsed = [Bool](repeating: true, count: count) }

    /// How many rows are in use.
    var usedCount: Int { isUsed.count - exclusions.reduce(0) { $0 + $1.rows } }

    /// The rows in use, ascending.
    var used: [Int] { isUsed.indices.filter { isUsed[$0] } }

    mutating func exclude(missingFrom columns: [Column]) {
        for column in columns {
            missing.append(
                ColumnMissingness(column: column.name, rows: column.validity.missingCount))
            guard !column.validity.isComplete else { continue }
            exclude("missing", column.name) { !column.validity[$0] }
        }
    }

    /// What to say when no row is left.
    func nothingLeft() -> FormulaError {
        FormulaError(
            .outcome, "No row has a value in every column that the formula names.",
            hint: "Left out: "
                + exclusions.map { "\($0.rows) by \"\($0.column)\"" }.joined(separator: ", ") + ".")
    }

    mutating func exclude(notFinite values: EvaluatedValues, name: String) {
        switch values {
        case .numbers(let numbers, _): exclude("not_finite", name) { !numbers[$0].isFinite }
        case .number(let number, _): exclude("not_finite", name) { _ in !number.isFinite }
        case .codes, .text: break
        }
    }

    mutating func exclude(zeroWeights weights: [Double], name: String) {
        exclude("zero_weight", name) { weights[$0] == 0 }
    }

    private mutating func exclude(_ code: String, _ column: String, where fails: (Int) -> Bool) {
        var count = 0
        for row in isUsed.indices where isUsed[row] && fails(row) {
            isUsed[row] = false
            count += 1
        }
        if count > 0 {
            exclusions.append(RowExclusion(code: code, column: column, rows: count))
        }
    }
}
