/// A dialect of SQL that a model can be written in.
public enum SQLDialect: String, Sendable, Codable, CaseIterable {
    /// SQL:2016, for engines that keep to it.
    case ansi
    /// Microsoft SQL Server, from 2016 on.
    case tsql
    /// PostgreSQL, from 9.5 on.
    case postgresql
    /// DuckDB, from 0.9 on.
    case duckdb
    /// SQLite, from 3.35 on, built with its mathematical functions.
    case sqlite
}

/// Why a model cannot be written in SQL.
public struct SQLRefusal: Error, Sendable, Equatable {
    /// One sentence that says what cannot be written.
    public let message: String
    /// What to do about it.
    public let hint: String

    /// A refusal with what to do about it.
    public init(_ message: String, hint: String) {
        self.message = message
        self.hint = hint
    }
}

extension SQLDialect {
    /// A name in the dialect's quotes, so that no word is reserved and nothing in it is read as SQL.
    ///
    /// Quotes are doubled scalar by scalar: a quote that carries a combining mark is a quote to an engine.
    /// - Throws: `SQLRefusal` for a name that is empty or holds a control character.
    public func identifier(_ name: String) throws(SQLRefusal) -> String {
        guard !name.isEmpty, !name.unicodeScalars.contains(where: Self.isControl) else {
            throw SQLRefusal(
                "A column or table has a name that is empty or holds a line break, which no dialect "
                    + "quotes safely.", hint: "Rename the column and fit the model again.")
        }
        let (open, close): (String, Unicode.Scalar) = self == .tsql ? ("[", "]") : ("\"", "\"")
        return open + Self.doubling(close, in: name) + String(close)
    }

    /// A table's name, whose parts a dot separates; a part in double quotes may hold dots.
    ///
    /// - Throws: `SQLRefusal` where a part is empty or a quote is never closed.
    public func table(_ name: String) throws(SQLRefusal) -> String {
        var parts: [String] = []
        for part in try Self.parts(of: name) { parts.append(try identifier(part)) }
        return parts.joined(separator: ".")
    }

    /// The parts of a table's name.
    static func parts(of name: String) throws(SQLRefusal) -> [String] {
        var parts = [""]
        var isQuoted = false
        for scalar in name.unicodeScalars {
            if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == ".", !isQuoted {
                parts.append("")
            } else {
                parts[parts.count - 1].unicodeScalars.append(scalar)
            }
        }
        guard !isQuoted, parts.allSatisfy({ !$0.isEmpty }) else {
            throw SQLRefusal(
                "\"\(name)\" is no name of a table.",
                hint: "As in cases, dbo.cases, or with a dot of its own in quotes: '\"new.cases\"'."
            )
        }
        return parts
    }

    /// A text in quotes.
    ///
    /// T-SQL text is Unicode and is put together where it holds a control character, since a backslash
    /// before a line break, a line that says GO and $(name) have a meaning there even in quotes. PostgreSQL
    /// text with a backslash is an escape string, whatever standard_conforming_strings says.
    ///
    /// - Throws: `SQLRefusal` for a text that holds the character 0.
    public func text(_ value: String) throws(SQLRefusal) -> String {
        guard !value.unicodeScalars.contains("\0") else {
            throw SQLRefusal(
                "A level of the model holds the character 0, which no dialect has in texts.",
                hint: "Take it out of the data and fit the model again.")
        }
        let quoted = Self.doubling("'", in: value)
        switch self {
        case .ansi, .duckdb, .sqlite: return "'\(quoted)'"
        case .postgresql:
            guard value.unicodeScalars.contains("\\") else { return "'\(quoted)'" }
            return "E'" + Self.doubling("\\", in: quoted) + "'"
        case .tsql: return Self.unicodeText(value)
        }
    }

    private static func unicodeText(_ value: String) -> String {
        var parts: [String] = []
        var run = String.UnicodeScalarView()
        func close() {
            if !run.isEmpty { parts.append("N'" + doubling("'", in: String(run)) + "'") }
            run = String.UnicodeScalarView()
        }
        for scalar in value.unicodeScalars {
            if isControl(scalar) {
                close()
                parts.append("NCHAR(\(scalar.value))")
            } else {
                if scalar == "(", run.last == "$" { close() }
                run.append(scalar)
            }
        }
        close()
        if parts.isEmpty { return "N''" }
        return parts.count == 1 ? parts[0] : "(" + parts.joined(separator: " + ") + ")"
    }

    /// A number as an approximate one that reads back the same: never a decimal and never an integer.
    ///
    /// What is below 0 stands in parentheses, so that no two minus signs make a comment.
    public func number(_ value: Double) -> String {
        guard value.isFinite else { return "NULL" }
        let shortest = value.magnitude.description
        let mark = shortest.unicodeScalars.contains("e")
        var digits = mark ? shortest.uppercased() : shortest + "E0"
        if self == .postgresql { digits += "::float8" }
        return value.sign == .minus ? "(-\(digits))" : digits
    }

    /// A text for a line of comment: what could end the line is a blank.
    public static func comment(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { line.append(isControl(scalar) ? " " : scalar) }
        return String(line)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    private static func doubling(_ mark: Unicode.Scalar, in text: String) -> String {
        var doubled = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            doubled.append(scalar)
            if scalar == mark { doubled.append(scalar) }
        }
        return String(doubled)
    }
}
