import Tables

/// A column of the user's table as a model reads it.
struct SQLInput {
    /// The name in the table.
    let name: String
    let kind: ColumnKind
    /// What the columns of the query call it.
    let alias: String

    /// The kind of its value.
    var valueKind: SQLValue.Kind {
        switch kind {
        case .integer, .real: .number
        case .boolean: .truth
        case .date: .date
        case .category: .category
        }
    }

    /// The value, with NULL for what is missing and for what cannot be read as what it must be.
    ///
    /// - Parameter column: the column, quoted.
    func value(_ column: String, _ dialect: SQLDialect) -> String {
        switch kind {
        case .integer, .real: number(column, dialect)
        case .boolean: truth(column, dialect)
        case .date: day(column, dialect)
        case .category: category(column, dialect)
        }
    }

    /// Whether there is something that could not be read; nil for a text, which always can be.
    func unreadable(_ column: String, _ dialect: SQLDialect) -> String? {
        guard kind != .category else { return nil }
        // Blanks are no value.
        return "\(text(column, dialect)) <> '' AND \(value(column, dialect)) IS NULL"
    }

    private func text(_ column: String, _ dialect: SQLDialect) -> String {
        let text = "CAST(\(column) AS \(dialect.textType))"
        return dialect == .tsql ? "LTRIM(RTRIM(\(text)))" : "TRIM(\(text))"
    }

    private func category(_ column: String, _ dialect: SQLDialect) -> String {
        "NULLIF(\(text(column, dialect)), '')\(dialect.exactCollation)"
    }

    /// What is not finite is no number.
    private func number(_ column: String, _ dialect: SQLDialect) -> String {
        let largest = dialect.number(.greatestFiniteMagnitude)
        switch dialect {
        case .ansi: return "CAST(\(column) AS DOUBLE PRECISION)"
        case .tsql:
            // An empty text casts to 0 there, and a number's own text has six digits.
            return
                "CASE WHEN \(text(column, dialect)) <> N'' THEN TRY_CAST(\(column) AS FLOAT(53)) END"
        case .postgresql:
            return "CASE WHEN ABS(CAST(\(column) AS float8)) <= \(largest) THEN "
                + "CAST(\(column) AS float8) END"
        case .duckdb:
            return "CASE WHEN ABS(TRY_CAST(\(column) AS DOUBLE)) <= \(largest) THEN "
                + "TRY_CAST(\(column) AS DOUBLE) END"
        case .sqlite:
            // Of text that is no number a cast makes 0, and of 2024-05-31 it makes 2024.
            let isNone = [
                "*[^0-9.eE+-]*", "*[^eE][+-]*", "*.*.*", "*[eE]*[eE.]*", "*[eE+-]", "[eE]*",
                "[+-][eE]*",
            ].map { "TRIM(\(column)) NOT GLOB '\($0)'" }.joined(separator: " AND ")
            return
                "CASE WHEN typeof(\(column)) IN ('integer', 'real') THEN CASE WHEN ABS(\(column)) "
                + "<= \(largest) THEN CAST(\(column) AS REAL) END WHEN TRIM(\(column)) GLOB "
                + "'*[0-9]*' AND \(isNone) THEN CAST(TRIM(\(column)) AS REAL) END"
        }
    }

    private func truth(_ column: String, _ dialect: SQLDialect) -> String {
        let (one, zero) = (dialect.number(1), dialect.number(0))
        let condition: String
        switch dialect {
        case .ansi, .postgresql: condition = "CAST(\(column) AS BOOLEAN)"
        case .duckdb: condition = "TRY_CAST(\(column) AS BOOLEAN)"
        case .tsql: condition = "TRY_CAST(NULLIF(\(text(column, dialect)), N'') AS BIT) = 1"
        case .sqlite:
            return
                "CASE LOWER(\(text(column, dialect))) WHEN '1' THEN \(one) WHEN 'true' THEN \(one) "
                + "WHEN '0' THEN \(zero) WHEN 'false' THEN \(zero) END"
        }
        return "CASE WHEN \(condition) THEN \(one) WHEN NOT (\(condition)) THEN \(zero) END"
    }

    private func day(_ column: String, _ dialect: SQLDialect) -> String {
        switch dialect {
        case .ansi, .postgresql: dialect.dayNumber(ofDate: "CAST(\(column) AS DATE)")
        case .tsql:
            "CASE WHEN \(text(column, dialect)) <> N'' THEN "
                + "\(dialect.dayNumber(ofDate: "TRY_CAST(\(column) AS DATE)")) END"
        case .duckdb: dialect.dayNumber(ofDate: "TRY_CAST(\(column) AS DATE)")
        case .sqlite:
            // Of the 30th of February julianday() makes a day of March.
            "CASE WHEN date(julianday(\(column))) = SUBSTR(CAST(\(column) AS TEXT), 1, 10) THEN "
                + "\(dialect.dayNumber(ofDate: column)) END"
        }
    }
}
