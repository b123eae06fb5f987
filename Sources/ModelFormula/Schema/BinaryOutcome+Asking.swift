import Tables

extension BinaryOutcome {
    /// The outcome that an expression means by itself, with the columns that it reads and the
    /// rows that it leaves out: a column of two levels such as `neet`, or a condition such as `months_neet >= 6`.
    ///
    /// Rows where it has no value are NaN; the event is found among the others.
    ///
    /// - Throws: `FormulaError` for what is no expression, a column that is not there, or an outcome
    ///   of more or fewer than two levels.
    public static func asked(
        _ text: String, of table: Table
    ) throws(FormulaError) -> (
        outcome: BinaryOutcome, columns: [String], exclusions: [RowExclusion]
    ) {
        let formula = try Formula(parsing: text + " ~ 1").namingBirthDates(in: table)
        guard let expression = formula.outcome else {
            throw FormulaError(.syntax, "The outcome is empty.", hint: "As in neet.", at: 1)
        }
        let columns = try ColumnReferences(columns: table.names).names(in: expression)
        let evaluator = Evaluator(table: table)
        var rows = CompleteRows(table.rowCount)
        _ = try rows.evaluate(expression, named: expression.description, evaluator)
        guard rows.usedCount > 0 else { throw rows.nothingLeft() }
        let read = try BinaryOutcome(expression, evaluator, isUsed: rows.isUsed)
        let used = rows.isUsed
        return (
            BinaryOutcome(
                values: read.values.indices.map { used[$0] ? read.values[$0] : .nan },
                event: read.event, other: read.other), columns, rows.exclusions
        )
    }

    private init(values: [Double], event: String, other: String) {
        self.values = values
        self.event = event
        self.other = other
    }
}
