/// A piece of SQL that has one value for each row, as the language of formulas sees it.
///
/// Numbers, truth values and days are double precision, 0 or 1, and counts from 1970-01-01; what is missing, or
/// no finite number, is NULL.
struct SQLValue: Sendable {
    enum Kind: Sendable, Equatable {
        case number, truth, date
        case category
        /// A text in quotes, before it is known what it is compared with.
        case literal(String)
    }

    let kind: Kind
    /// The value: a column, a literal or an expression in parentheses.
    let text: String
    /// A truth value as a condition; nil for any other.
    let condition: String?
    /// The number where it is a literal.
    let literalNumber: Double?

    init(_ kind: Kind, _ text: String, condition: String? = nil, literalNumber: Double? = nil) {
        self.kind = kind
        self.text = text
        self.condition = condition
        self.literalNumber = literalNumber
    }

    /// Whether it is a number, a truth value or a day.
    var isNumeric: Bool { kind == .number || kind == .truth || kind == .date }
}

extension SQLDialect {
    /// A condition as a number.
    func truth(_ condition: String) -> SQLValue {
        SQLValue(
            .truth,
            "(CASE WHEN \(condition) THEN \(number(1)) WHEN NOT (\(condition)) THEN \(number(0)) END)",
            condition: "(\(condition))")
    }

    /// A sum of many parts, a line each, so put in parentheses that no engine meets it too deep.
    public func sum(_ parts: [String], indent: String = "      ") -> String {
        guard !parts.isEmpty else { return number(0) }
        let (line, most) = ("\n\(indent)+ ", 50)
        guard parts.count > most else { return parts.joined(separator: line) }
        let groups = stride(from: 0, to: parts.count, by: most).map { start in
            "(" + parts[start..<min(start + most, parts.count)].joined(separator: line) + ")"
        }
        return sum(groups, indent: indent)
    }
}
