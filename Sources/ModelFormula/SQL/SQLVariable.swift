import Tables

/// A variable of a model in SQL: its value, its level or number, and the columns of its curve.
struct SQLVariable {
    typealias Named = (text: String, alias: String)

    let name: String
    let schema: VariableSchema
    /// What the value is computed by, and what it is called; the same where it is a column.
    let expression: String
    let value: String
    /// The columns that it reads.
    let reads: [SQLTranslator.ColumnText]
    /// Its level as a text, or its number, with what stands for a missing one.
    private(set) var coded: String
    /// What is computed of the value: levels, numbers with what stands for a missing one, an indicator.
    private(set) var prepared: [Named] = []
    /// Its columns, but for the indicator.
    private(set) var columns: [String] = []
    /// The columns of a curve, to be computed.
    private(set) var curve: [Named] = []
    private(set) var indicator: String?
    /// Conditions under which the value has no place, with their status.
    private(set) var gaps: [(condition: String, status: String)] = []
    /// Where the levels are too many for a list: the table, how it is joined, and what tells of a match.
    private(set) var levelTable: SQLDesign.Stage?
    private(set) var join = ""
    private(set) var joined: String?
    /// What stands for each level in comparisons, by its index.
    private(set) var keys: [String] = []

    init(
        _ index: Int, _ expression: Expression, _ specification: DesignSpecification,
        _ translator: SQLTranslator
    ) throws(SQLRefusal) {
        let variable: Variable
        do throws(FormulaError) {
            variable = try Variable(expression)
        } catch { throw translator.refusal(expression, error.message) }
        let schema = specification.schemas[index]
        let found = try translator.value(variable.inner)
        let number = index + 1
        name = variable.name
        self.schema = schema
        reads = try translator.reads(variable.inner)
        self.expression = found.text
        let isColumn = translator.columns.contains { $0.text == found.text }
        let value = isColumn ? found.text : "v\(number)"
        self.value = value
        coded = value
        let gapped = reads.map { "\($0.text) IS NULL" }.joined(separator: " OR ")
        let isMissing = gapped.isEmpty ? "1 = 0" : "\(value) IS NULL AND (\(gapped))"
        if schema.kind == .factor {
            try code(found, number, isMissing, translator)
        } else {
            guard found.isNumeric else { throw translator.refusal(expression, "it is no number.") }
            if let substitute = schema.missingNumber {
                coded = "x\(number)"
                indicator = "m\(number)"
                prepared = [
                    (
                        "CASE WHEN \(isMissing) THEN \(translator.dialect.number(substitute)) "
                            + "ELSE \(value) END", coded
                    ),
                    (
                        "CASE WHEN \(isMissing) THEN \(translator.dialect.number(1)) "
                            + "ELSE \(translator.dialect.number(0)) END", "m\(number)"
                    ),
                ]
            }
            gaps = [("\(coded) IS NULL", "not_finite")]
            if let pieces = try schema.curvePieces() {
                for column in 0..<schema.basisWidth {
                    // The first column of a restricted spline, and of powers, is the number itself.
                    if column == 0, pieces.allSatisfy({ $0.isNumberItself }) {
                        columns.append(coded)
                        continue
                    }
                    let alias = "b\(number)_\(column + 1)"
                    curve.append((translator.dialect.curve(pieces, column, of: coded), alias))
                    columns.append(alias)
                }
            } else {
                columns = [coded]
            }
        }
    }

    /// A factor's level as a text, so that a row without a value has one as well: the empty text, which
    /// no cell has.
    private mutating func code(
        _ found: SQLValue, _ number: Int, _ isMissing: String, _ translator: SQLTranslator
    ) throws(SQLRefusal) {
        let dialect = translator.dialect
        guard !schema.levels.contains("") else {
            throw SQLRefusal(
                "\(name) has a level that is an empty text, which stands for no value in SQL.",
                hint: "Give the level a name and fit the model again.")
        }
        for (index, level) in schema.levels.enumerated() {
            keys.append(try dialect.text(index == schema.missingLevel ? "" : level))
        }
        let known = schema.levels.indices.filter { $0 != schema.missingLevel }
        let missing = schema.missingLevel.map { " WHEN \(isMissing) THEN \(keys[$0])" } ?? ""
        if found.isNumeric {
            var whens = ""
            for index in known {
                guard let literal = Self.number(schema.levels[index], found.kind) else { continue }
                whens += " WHEN \(value) = \(dialect.number(literal)) THEN \(keys[index])"
            }
            coded = "f\(number)"
            let cases = whens + missing
            prepared = [(cases.isEmpty ? "NULL" : "CASE\(cases) END", coded)]
            gaps.append(("\(value) IS NOT NULL AND \(coded) IS NULL", "unknown_level"))
        } else {
            if !missing.isEmpty {
                coded = "f\(number)"
                prepared = [("CASE WHEN \(value) IS NOT NULL THEN \(value)\(missing) END", coded)]
            }
            if known.count <= SQLDesign.mostListedLevels {
                let list = known.map { keys[$0] } + (schema.missingLevel.map { [keys[$0]] } ?? [])
                gaps.append(
                    (
                        "\(coded) IS NOT NULL AND \(coded) NOT IN (\(list.joined(separator: ", ")))",
                        "unknown_level"
                    ))
            } else {
                let table = "cw_levels_\(number)"
                levelTable = SQLDesign.Stage(
                    name: table, query: dialect.rows(keys.map { [$0] }, columns: ["level"]))
                join =
                    "LEFT JOIN \(table) AS l\(number) ON p.\(coded) = l\(number).level"
                    + dialect.exactCollation
                joined = "CASE WHEN l\(number).level IS NULL THEN 0 ELSE 1 END"
                gaps.append(("\(coded) IS NOT NULL AND k\(number) = 0", "unknown_level"))
            }
        }
        gaps.append(("\(coded) IS NULL", "not_finite"))
    }

    /// The number that a level's text is of; nil for a text that is none.
    private static func number(_ level: String, _ kind: SQLValue.Kind) -> Double? {
        switch kind {
        case .truth: level == "true" ? 1 : level == "false" ? 0 : nil
        case .date: CalendarDay.dayNumber(level)
        default: Double(level)
        }
    }
}

extension SQLDialect {
    /// A table of literals.
    func rows(_ rows: [[String]], columns: [String]) -> String {
        let listed = rows.map { "    (" + $0.joined(separator: ", ") + ")" }
            .joined(separator: ",\n")
        let names = columns.joined(separator: ", ")
        if self == .sqlite {
            // There an alias has no list of columns, and the first column of VALUES is column1.
            let renamed = columns.enumerated().map { "column\($0 + 1) AS \($1)" }
            return "  SELECT \(renamed.joined(separator: ", ")) FROM (VALUES\n\(listed)\n  )"
        }
        return "  SELECT \(names) FROM (VALUES\n\(listed)\n  ) AS w (\(names))"
    }

    /// One column of a curve at x: a polynomial on each stretch.
    func curve(_ pieces: [CurvePiece], _ column: Int, of x: String) -> String {
        func text(_ piece: CurvePiece) -> String {
            polynomial(piece.coefficients[column], of: reduced(x, piece))
        }
        guard pieces.count > 1 else { return pieces.first.map(text) ?? number(0) }
        var whens = ""
        var before: Double?
        for piece in pieces {
            let condition =
                piece.end.map { "\(x) <= \(number($0))" }
                ?? before.map { "\(x) > \(number($0))" } ?? "1 = 1"
            whens += "\n      WHEN \(condition) THEN \(text(piece))"
            before = piece.end
        }
        return "CASE\(whens)\n      END"
    }

    /// (x - centre) / unit, as short as it can be.
    private func reduced(_ x: String, _ piece: CurvePiece) -> String {
        let shifted = piece.centre == 0 ? x : "(\(x) - \(number(piece.centre)))"
        return piece.unit == 1 ? shifted : "(\(shifted) / \(number(piece.unit)))"
    }

    /// Σₖ aₖ tᵏ by Horner's rule, in runs of eight powers: SQLite reads no more than some twenty
    /// parentheses within each other.
    public func polynomial(_ coefficients: [Double], of t: String) -> String {
        let most = 8
        guard coefficients.count > most else { return horner(coefficients, of: t) }
        let runs = stride(from: 0, to: coefficients.count, by: most).map {
            Array(coefficients[$0..<min($0 + most, coefficients.count)])
        }
        let step = "(" + [String](repeating: t, count: most).joined(separator: " * ") + ")"
        let parts = runs.enumerated().map { index, run in
            ([String](repeating: step, count: index) + ["(\(horner(run, of: t)))"])
                .joined(separator: " * ")
        }
        return "(" + parts.joined(separator: " + ") + ")"
    }

    private func horner(_ coefficients: [Double], of t: String) -> String {
        guard let top = coefficients.lastIndex(where: { $0 != 0 }) else { return number(0) }
        var text = top > 0 && coefficients[top] == 1 ? nil : number(coefficients[top])
        for a in coefficients[..<top].reversed() {
            text = text.map { "\(t) * \($0)" } ?? t
            if a != 0 { text = "(\(number(a)) + \(text ?? t))" }
        }
        return text ?? number(coefficients[top])
    }
}
