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
        let used = rows.selection

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
                throw error.explained(by: table.notes, of: variable)
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
        self.offset = offset.map(used.of)
        self.weights = weightValues.map(used.of)
        rowCount = used.count
        usedRows = used.rows
        stored = nil
        clusters = clusterColumn.map { Self.clusters($0, at: used.rows) }
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
            throw .noColumn(
                name, "to \(isCount ? "count" : "weight") by", among: table.names)
        }
        rows.exclude(missingFrom: [column])
        guard case .numbers(let weights, .number) = column.evaluated else {
            throw FormulaError(
                .weights, "The \(isCount ? "counts" : "weights") \"\(name)\" are not numbers.",
                hint: hint, column: name)
        }
        if let row = weights.firstIndex(where: { $0 < 0 }) {
            throw FormulaError(
                .weights,
                "A \(isCount ? "count" : "weight") in \"\(name)\" is negative (data row "
                    + "\(rows.number(of: row))).",
                hint: hint, column: name)
        }
        rows.exclude(zeroWeights: weights, name: name)
        return weights
    }
}

extension FormulaError {
    /// The same error, which what is learned of a column leads to, with what was noted when that was read: a
    /// column of numbers is text where a single cell is none.
    func explained(by notes: [ReadingNote], of variable: Variable) -> FormulaError {
        guard isOfData, case .name(let name) = variable.inner.unwrapped.node,
            let note = notes.first(where: { $0.code == "numbers_as_text" && $0.columns == [name] })
        else { return self }
        return FormulaError(
            code, note.message,
            hint: "So it has a level for each of its values. Mend the cell, or say what it is "
                + "(--na-words for a value that is missing).",
            at: position, isOfData: true)
    }
}
