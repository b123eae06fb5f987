import Tables

/// The counts of an outcome's levels in each level of a group, for a formula `outcome ~ group`.
public struct CrossTabulation: Sendable {
    /// The group's variable, whose levels are rows.
    public let rowVariable: String
    /// The column or expression that the group's variable is made of.
    public let groupName: String
    /// The outcome's variable, whose levels are columns.
    public let columnVariable: String
    /// The group's levels in order.
    public private(set) var rowLabels: [String]
    /// The outcome's levels in order.
    public private(set) var columnLabels: [String]
    /// The counts, row after row.
    public private(set) var counts: [Int]
    /// The outcome level that counts as the event; nil unless there are two.
    public let event: String?
    /// The group that the others are compared with.
    public private(set) var reference: String
    /// Whether the formula names the reference.
    public let isReferenceNamed: Bool
    /// The numbers that the group's levels are; nil where they are not numbers.
    public private(set) var rowScores: [Double]?
    /// The numbers that the outcome's levels are; nil where they are not numbers.
    public private(set) var columnScores: [Double]?
    /// Levels that occur in no row used.
    public let unusedLevels: [String]
    /// The number of rows used.
    public let rowCount: Int
    /// The rows left out, in formula order.
    public let exclusions: [RowExclusion]
    /// The columns read and how many of their rows are missing.
    public let missing: [ColumnMissingness]

    /// A column of numbers with at most so many distinct whole values is a category in a test.
    public static let mostNumericLevels = 10
    /// More cells than a table of counts can be read or held with.
    public static let mostCells = 20_000_000

    /// Counts the rows of a table.
    ///
    /// - Parameters:
    ///   - weights: a column of whole numbers: each row stands for that many cases.
    ///   - threads: how many chunks are counted at once.
    public init(_ asked: Formula, table: Table, weights: String? = nil, threads: Int = 1)
        throws(FormulaError)
    {
        let formula = try asked.namingBirthDates(in: table)
        guard let outcomeExpression = formula.outcome else {
            throw FormulaError(
                .syntax, "The formula has no outcome.", hint: "As in neet ~ sex.", at: 1)
        }
        let references = ColumnReferences(columns: table.names)
        let outcomeColumns = try references.names(in: outcomeExpression)
        let model = try ModelTerms(formula, columns: table.names, used: Set(outcomeColumns))
        let notOneGroup = FormulaError(
            .syntax, "A test compares an outcome between the levels of one group: y ~ g.",
            hint: "For several terms at once, or without an intercept, use fit.",
            at: formula.predictors.position)
        guard model.terms.count == 1, model.terms[0].variables.count == 1, model.hasIntercept,
            model.offsets.isEmpty
        else { throw notOneGroup }
        let group = try Variable(model.variables[0])
        if group.curve != nil { throw notOneGroup }
        let evaluator = Evaluator(table: table)
        var rows = CompleteRows(table, counting: weights)
        try ModelFrame.requireApart(
            try references.names(in: group.inner), outcomeColumns, group.inner)
        let outcomeValues = try rows.evaluate(
            outcomeExpression, named: outcomeExpression.description, evaluator)
        let groupValues = try rows.evaluate(group.inner, named: group.name, evaluator)
        let frequencies = try weights.map { name throws(FormulaError) in
            try Self.frequencies(name, table, &rows)
        }
        let used = rows.isUsed
        guard rows.usedCount > 0 else { throw rows.nothingLeft() }

        let outcome = LevelTexts(outcomeValues, rowCount: table.rowCount)
        let groups = LevelTexts(groupValues, rowCount: table.rowCount)
        try Self.requireCategory(outcomeExpression, outcomeValues, outcome, isOutcome: true)
        if case .asIs = group.request {
            try Self.requireCategory(group.inner, groupValues, groups, isOutcome: false)
        }
        let width = outcome.levels.count
        guard groups.levels.count * width <= Self.mostCells else {
            throw FormulaError(
                .outcome,
                "The table has \(groups.levels.count) by \(width) cells; at most "
                    + "\(Self.mostCells) are counted.",
                hint: "Is one of the columns an identifier?", at: formula.predictors.position)
        }
        var counts = [Int](repeating: 0, count: groups.levels.count * width)
        RowChunks(rowCount: table.rowCount).sum(
            threads: counts.count > 100_000 ? 1 : threads,
            makePartial: { [Int](repeating: 0, count: counts.count) },
            accumulate: { chunk, partial in
                for row in chunk where used[row] {
                    partial[Int(groups.codes[row]) * width + Int(outcome.codes[row])] +=
                        frequencies?[row] ?? 1
                }
            },
            combine: { partial in
                for cell in counts.indices where partial[cell] != 0 {
                    counts[cell] += partial[cell]
                    partial[cell] = 0
                }
            })
        // Levels of excluded rows alone go; of an outcome of two levels both stay, whatever occurs.
        var rowHolds = [Bool](repeating: false, count: groups.levels.count)
        var columnHolds = [Bool](repeating: width == 2, count: width)
        for cell in counts.indices where counts[cell] > 0 {
            rowHolds[cell / width] = true
            columnHolds[cell % width] = true
        }
        let keptRows = rowHolds.indices.filter { rowHolds[$0] }
        let keptColumns = columnHolds.indices.filter { columnHolds[$0] }
        if weights == nil {
            try VariableLearner.requireGroups(keptRows.count, rows: rows.usedCount, group)
        }
        rowVariable = group.name
        groupName = ModelTerms.plainName(model.variables[0])
        columnVariable = ModelTerms.variableName(outcomeExpression)
        rowLabels = keptRows.map { groups.levels[$0] }
        columnLabels = keptColumns.map { outcome.levels[$0] }
        self.counts = keptRows.flatMap { row in keptColumns.map { counts[row * width + $0] } }
        unusedLevels =
            rowHolds.indices.filter { !rowHolds[$0] }.map { groups.levels[$0] }
            + columnHolds.indices.filter { !columnHolds[$0] }.map { outcome.levels[$0] }
        event =
            keptColumns.count == 2
            ? outcome.levels[BinaryOutcome.eventIndex(outcome.levels, among: keptColumns)] : nil
        reference = try Self.reference(group, rowLabels)
        if case .factor(.some, _) = group.request {
            isReferenceNamed = true
        } else {
            isReferenceNamed = false
        }
        rowScores = Self.scores(groupValues, rowLabels)
        columnScores = Self.scores(outcomeValues, columnLabels)
        rowCount = rows.usedCount
        exclusions = rows.exclusions
        missing = rows.missing
    }

    static func frequencies(_ name: String, _ table: Table, _ rows: inout CompleteRows)
        throws(FormulaError) -> [Int]
    {
        let weights = try ModelFrame.weights(name, table, &rows, isCount: true)
        // Their sum must stay a whole number that counts can hold.
        var sum = 0.0
        for row in weights.indices where rows.isUsed[row] {
            sum += weights[row]
            guard weights[row] == weights[row].rounded(), sum < 9e15 else {
                throw FormulaError(
                    .weights,
                    "A count in \"\(name)\" is not a whole number, or their sum exceeds 9e15 "
                        + "(data row \(row + 1)).",
                    hint: "In a table of counts a row stands for a whole number of cases.",
                    column: name)
            }
        }
        return weights.indices.map { rows.isUsed[$0] ? Int(weights[$0]) : 0 }
    }

    /// The numbers that levels are; nil for texts, truths and days.
    private static func scores(_ values: EvaluatedValues, _ labels: [String]) -> [Double]? {
        guard case .numbers(_, .number) = values else { return nil }
        let scores = labels.compactMap { Double($0) }
        return scores.count == labels.count ? scores : nil
    }

    /// The same counts with rows and columns in another order, given as places in this one; the
    /// first row is then the reference unless the formula names one.
    public func rearranged(rows: [Int], columns: [Int]) -> CrossTabulation {
        precondition(
            rows.sorted() == Array(rowLabels.indices)
                && columns.sorted() == Array(columnLabels.indices), "every level has one place")
        var result = self
        let width = columnLabels.count
        result.rowLabels = rows.map { rowLabels[$0] }
        result.columnLabels = columns.map { columnLabels[$0] }
        result.counts = rows.flatMap { row in columns.map { counts[row * width + $0] } }
        result.rowScores = rowScores.map { scores in rows.map { scores[$0] } }
        result.columnScores = columnScores.map { scores in columns.map { scores[$0] } }
        if !isReferenceNamed, let first = result.rowLabels.first { result.reference = first }
        return result
    }

    /// Refuses a column of numbers that is a sample and not a category.
    private static func requireCategory(
        _ expression: Expression, _ values: EvaluatedValues, _ texts: LevelTexts, isOutcome: Bool
    ) throws(FormulaError) {
        guard case .numbers(let numbers, let kind) = values, kind != .truth else { return }
        let isWhole = numbers.allSatisfy { $0.isNaN || $0 == $0.rounded() }
        guard texts.levels.count > mostNumericLevels || (!isWhole && kind == .number) else {
            return
        }
        let level = texts.levels[texts.levels.count / 2]
        let middle = kind == .date ? "\"\(level)\"" : level
        throw FormulaError(
            .outcome,
            "\"\(expression)\" is \(values.kindName) with \(texts.levels.count) distinct values: a "
                + "sample and not a category.",
            hint: isOutcome
                ? "Ask about a threshold: \(expression) >= \(middle) ~ ..."
                : "Compare at a threshold, ... ~ (\(expression) >= \(middle)), or use fit.",
            at: expression.position)
    }

    static func reference(_ group: Variable, _ levels: [String]) throws(FormulaError)
        -> String
    {
        guard case .factor(let asked?, let position) = group.request else { return levels[0] }
        guard levels.contains(asked) else {
            throw FormulaError(
                .unknownLevel, "\"\(asked)\" is not among the levels of \"\(group.inner)\".",
                hint: levels.count <= 50 ? NearestNames.hint(for: asked, among: levels) : nil,
                at: position)
        }
        return asked
    }
}
