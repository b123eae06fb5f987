import Tables

extension BinaryOutcome {
    /// The outcome that an expression means by itself, with the columns that it reads and the
    /// rows that it leaves out: a column of two levels such as `neet`, or a condition such as `months_neet >= 6`.
    ///
    /// Rows where it has no value are NaN; the event is found among the others.
    ///
    /// - Parameters:
    ///   - count: a column of whole numbers: a row stands for that many cases. Rows of 0 are left
    ///     out.
    ///   - cluster: a column whose missing rows are left out too.
    /// - Throws: `FormulaError` for what is no expression, a column that is not there, an outcome of
    ///   more or fewer than two levels, and counts that are none.
    public static func asked(
        _ text: String, of table: Table, count: String? = nil, cluster: String? = nil
    ) throws(FormulaError) -> (
        outcome: BinaryOutcome, columns: [String], exclusions: [RowExclusion], counts: [Int]?
    ) {
        let formula = try Formula(parsing: text + " ~ 1").namingBirthDates(in: table)
        guard let expression = formula.outcome else {
            throw FormulaError(.syntax, "The outcome is empty.", hint: "As in neet.", at: 1)
        }
        let columns = try ColumnReferences(columns: table.names).names(in: expression)
        let evaluator = Evaluator(table: table)
        var rows = CompleteRows(table.rowCount)
        _ = try rows.evaluate(expression, named: expression.description, evaluator)
        if let column = cluster.flatMap({ table[$0] }) { rows.exclude(missingFrom: [column]) }
        let counts = try count.map { name throws(FormulaError) in
            try CrossTabulation.frequencies(name, table, &rows)
        }
        guard rows.usedCount > 0 else { throw rows.nothingLeft() }
        let read: BinaryOutcome
        do throws(FormulaError) {
            read = try BinaryOutcome(expression, evaluator, isUsed: rows.isUsed)
        } catch {
            // What is asked for here has no right side.
            let tail = " ~ ..."
            throw FormulaError(
                error.code, error.message,
                hint: error.hint.map {
                    $0.hasSuffix(tail) ? String($0.dropLast(tail.count)) + "." : $0
                }, at: error.position)
        }
        let used = rows.isUsed
        return (
            BinaryOutcome(
                values: read.values.indices.map { used[$0] ? read.values[$0] : .nan },
                event: read.event, other: read.other), columns, rows.exclusions, counts
        )
    }

    private init(values: [Double], event: String, other: String) {
        self.values = values
        self.event = event
        self.other = other
    }
}
