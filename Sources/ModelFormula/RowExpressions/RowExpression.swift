import Tables

/// An expression in the language of formulas that has one value for each row of a table.
public struct RowExpression: Sendable, Equatable {
    /// What a condition says of a row.
    public enum Verdict: Sendable {
        case holds
        case fails
        /// A value that it would take is missing.
        case unknown
    }

    /// The text as it was written.
    public let source: String
    let expression: Expression

    /// Parses text such as `age >= 16 & ward != "Byker"`.
    ///
    /// - Throws: `FormulaError` at the character that has no place.
    public init(parsing source: String) throws(FormulaError) {
        var parser = FormulaParser(tokens: try Lexer.tokens(of: source), noun: "expression")
        expression = try parser.rowExpression()
        self.source = source
    }

    init(_ expression: Expression, source: String) {
        self.expression = expression
        self.source = source
    }

    /// The columns of a table that it reads, each once.
    ///
    /// - Throws: `FormulaError` for a name that is no column.
    public func columns(of table: Table) throws(FormulaError) -> [String] {
        try ColumnReferences(columns: table.names).names(
            in: expression.namingBirthDates(in: table))
    }

    /// What the expression, a condition, says of each row.
    ///
    /// - Throws: `FormulaError` where it is no condition, or not one of this table.
    public func verdicts(on table: Table) throws(FormulaError) -> [Verdict] {
        let resolved = try expression.namingBirthDates(in: table)
        // A name that is no column is told of before the kinds of the others.
        _ = try ColumnReferences(columns: table.names).names(in: resolved)
        let values = try Evaluator(table: table).values(resolved)
        guard values.isTruth else {
            throw FormulaError(
                .typeMismatch,
                "\"\(expression)\" is \(values.kindName); a filter is true or false for each row.",
                hint: "Compare it, as in age > 15.", at: expression.position)
        }
        return (0..<table.rowCount).map { row in
            let value = values.number(row)
            return value.isNaN ? .unknown : value == 1 ? .holds : .fails
        }
    }
}
