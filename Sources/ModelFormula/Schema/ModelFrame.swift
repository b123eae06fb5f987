import Tables

/// Rows that were left out and why, by the first column that failed in formula order.
public struct RowExclusion: Sendable, Equatable, Codable {
    /// `missing`, `not_finite` or `zero_weight`; before a formula is evaluated `filter` or, where a
    /// filter has no answer, `filter_missing`; in a prediction its status.
    public let code: String
    /// The column, or the expression whose value is no number, or the filter.
    public let column: String
    /// How many rows.
    public let rows: Int
    /// How many cases they stand for, where a row stands for a count of cases; nil elsewhere.
    public let cases: Int?

    /// So many rows left out for a reason.
    public init(code: String, column: String, rows: Int, cases: Int? = nil) {
        self.code = code
        self.column = column
        self.rows = rows
        self.cases = cases
    }
}

/// How many rows of a column hold no value.
public struct ColumnMissingness: Sendable, Equatable, Codable {
    /// The column.
    public let column: String
    /// Rows without a value, whether or not another column put them out first.
    public let rows: Int
}

/// Something that was found in the data on the way and that the reader should know.
public struct FrameNotice: Sendable, Equatable {
    /// A stable word: `constant_column` or `unused_level`.
    public let code: String
    /// One sentence.
    public let message: String
    /// The terms it concerns.
    public let terms: [String]
}

/// The rows and columns that a model uses: complete cases, evaluated and coded, and what was
/// learned on the way.
public struct ModelFrame: Sendable {
    /// The formula.
    public let formula: Formula
    /// Its right side, without the terms that had to be dropped.
    public let model: ModelTerms
    /// What was learned of each variable of `model.variables`.
    public let schemas: [VariableSchema]
    /// The values of each variable of `model.variables` at the rows used.
    public let values: [VariableValues]
    /// The outcome at the rows used, and what it is.
    public let response: Response
    /// The sum of the offsets at the rows used; nil without one.
    public let offset: [Double]?
    /// The weights at the rows used; nil without.
    public let weights: [Double]?
    /// The number of rows used.
    public let rowCount: Int
    /// The rows used, as the table numbers them, ascending.
    public let usedRows: [Int]
    /// A number for each row used that names its cluster; nil without a column of clusters.
    public let clusters: [Int]?
    /// The rows left out, in formula order.
    public let exclusions: [RowExclusion]
    /// The columns read and how many of their rows are missing, in formula order.
    public let missing: [ColumnMissingness]
    /// The variables whose rows without a value take part, in formula order; none under complete
    /// cases.
    public let missingStates: [MissingState]
    /// What the reader should know.
    public let notices: [FrameNotice]
    /// The columns that the right side reads, with their kinds: what prediction needs of new data.
    public let predictorColumns: [(name: String, kind: ColumnKind)]
    /// The rows where they lie in a scratch file; `values`, `usedRows`, `offset`, `weights` and the
    /// outcome's numbers are empty then. Nil for rows in memory.
    public let stored: StoredRows?

    /// The outcome's numbers at the rows used.
    public var outcome: [Double] { response.values }

    /// Whether every number of a variable is 0 or 1, but for what stands where one is missing.
    public func isZeroOne(_ variable: Int) -> Bool {
        if let stored { return stored.isZeroOne(variable) }
        guard case .dense(let columns) = values[variable] else { return false }
        // What stands for a missing number need be neither.
        let filler = schemas[variable].missingNumber
        return columns.first?.allSatisfy { $0 == 0 || $0 == 1 || $0 == filler } ?? false
    }

    /// Whether each variable of `model.variables` is a factor.
    var isFactor: [Bool] { schemas.map { $0.kind == .factor } }
}
