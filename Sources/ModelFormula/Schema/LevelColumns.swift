import Tables

/// Columns as levels at every row of a table, also at the rows where one of them has no value.
///
/// Unlike `HypothesisFrame`, which keeps complete rows only, a column's missing rows stay to be
/// counted.
public struct LevelColumns: Sendable {
    /// One column, or an expression of columns.
    public struct Levels: Sendable {
        /// The column or expression.
        public let name: String
        /// The levels that occur in rows that count, in order; both of two, whatever occurs.
        public let levels: [String]
        /// An index into `levels` for each row of the table; -1 where there is no value.
        public let codes: [Int32]
        /// Which of two levels is the event: 1, true or yes, else the second; nil unless there
        /// are two.
        public let event: Int?
        /// The columns of the table that it reads.
        public let columns: [String]
    }

    /// The columns that were asked about.
    public let asked: [Levels]
    /// The columns beside them: groups, clusters.
    public let beside: [Levels]
    /// How many cases each row stands for, 0 where it does not count; nil where each is one.
    public let frequencies: [Int]?
    /// Rows that do not count at all, by the column of frequencies.
    public let exclusions: [RowExclusion]
    /// Whether a row counts.
    public let isUsed: [Bool]

    /// Evaluates columns and expressions.
    ///
    /// - Parameters:
    ///   - asked: names of columns, or expressions such as `age >= 16`; categories each.
    ///   - groups: the same, beside them; categories too.
    ///   - clusters: names of columns of any kind.
    ///   - frequencies: a column of whole numbers: each row stands for that many cases.
    /// - Throws: `FormulaError` for what cannot be had; numbers of many values are no categories.
    public init(
        _ asked: [String], groups: [String] = [], clusters: [String] = [], table: Table,
        frequencies: String? = nil, toldReal: Set<String> = []
    ) throws(FormulaError) {
        var rows = CompleteRows(table, counting: frequencies)
        let counts = try frequencies.map { name throws(FormulaError) in
            try CrossTabulation.frequencies(name, table, &rows)
        }
        if counts != nil, rows.usedCount == 0 { throw rows.nothingLeft() }
        let used = rows.isUsed
        self.frequencies = counts
        exclusions = rows.exclusions
        isUsed = used
        var made: [Levels] = []
        for text in asked { made.append(try Self.levels(text, table, used, true, toldReal)) }
        self.asked = made
        made = []
        for text in groups { made.append(try Self.levels(text, table, used, true, toldReal)) }
        for text in clusters {
            guard table[text] != nil else {
                throw .noColumn(text, among: table.names)
            }
            made.append(try Self.levels(text, table, used, false, toldReal))
        }
        beside = made
    }

    /// The column that a text names, or else what it says of columns.
    static func expression(_ text: String, in table: Table) throws(FormulaError) -> Expression {
        if table[text] != nil { return Expression(node: .name(text), position: 1) }
        return try Formula(parsing: "~ " + text).namingBirthDates(in: table).predictors
    }

    /// That numbers of many values are no categories.
    static func sample(_ text: String) -> FormulaError {
        FormulaError(
            .outcome, "\"\(text)\" holds many numbers: a sample and not a category.",
            hint: "Ask about a threshold: \"\(text) >= ...\".")
    }

    private static func levels(
        _ text: String, _ table: Table, _ used: [Bool], _ isCategory: Bool, _ toldReal: Set<String>
    ) throws(FormulaError) -> Levels {
        let expression = try expression(text, in: table)
        if isCategory, try HypothesisVariable.isSample(expression, in: table, toldReal: toldReal) {
            throw sample(text)
        }
        let variable = try Variable(expression)
        let columns = try ColumnReferences(columns: table.names).names(in: variable.inner)
        let values = try Evaluator(table: table).values(variable.inner)
        let texts = LevelTexts(values, rowCount: table.rowCount)
        let isMissing = { (row: Int) in
            if case .numbers(let numbers, _) = values { return !numbers[row].isFinite }
            return values.isMissing(row)
        }
        var holds = [Bool](repeating: texts.levels.count == 2, count: texts.levels.count)
        for row in used.indices where used[row] && !isMissing(row) {
            let code = Int(texts.codes[row])
            if code >= 0 { holds[code] = true }
        }
        let kept = holds.indices.filter { holds[$0] }
        var newCode = [Int32](repeating: -1, count: holds.count)
        for (code, level) in kept.enumerated() { newCode[level] = Int32(code) }
        let levels = kept.map { texts.levels[$0] }
        return Levels(
            name: text, levels: levels,
            codes: texts.codes.indices.map { row in
                let code = Int(texts.codes[row])
                return code < 0 || isMissing(row) ? -1 : newCode[code]
            }, event: levels.count == 2 ? BinaryOutcome.eventIndex(levels, among: [0, 1]) : nil,
            columns: columns)
    }
}
