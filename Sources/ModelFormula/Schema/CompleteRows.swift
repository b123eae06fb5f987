import Tables

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
    var used: [Int] { selection.rows }

    /// The rows in use, ascending.
    var selection: RowSelection {
        let isWhole = usedCount == isUsed.count
        return RowSelection(
            rows: isWhole ? Array(isUsed.indices) : isUsed.indices.filter { isUsed[$0] },
            isWhole: isWhole)
    }

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
        guard !values.areFinite else { return look(for: "not_finite", name) }
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
