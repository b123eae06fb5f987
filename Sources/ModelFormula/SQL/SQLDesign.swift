import Tables

/// The columns of a model written in SQL: what is read, derived, evaluated and coded, stage after stage, each
/// a common table expression.
///
/// Of every stage the names are its own - c1 a column, v2 a variable's value, f2 its level, b2_1 a column of
/// its curve -, so that no name of the user's data stands among them but in quotes and in comments.
public struct SQLDesign {
    /// A common table expression.
    public struct Stage: Sendable {
        /// Its name.
        public let name: String
        /// Its query.
        public let query: String

        /// A stage of a query.
        public init(name: String, query: String) {
            self.name = name
            self.query = query
        }
    }

    /// What a row's status is where a condition holds, in the order in which they are asked.
    public struct Verdict: Sendable {
        /// The condition.
        public let condition: String
        /// The word.
        public let status: String
    }

    /// Factors of more levels are joined and not listed in a CASE.
    static let mostListedLevels = 64

    /// The dialect.
    public let dialect: SQLDialect
    let specification: DesignSpecification
    let inputs: [SQLInput]
    private(set) var translator: SQLTranslator
    private(set) var variables: [SQLVariable?] = []
    private(set) var offsets: [String] = []
    /// The stages up to the values of variables.
    private(set) var stages: [Stage] = []
    /// Conditions under which a row has no answer.
    public private(set) var verdicts: [Verdict] = []

    /// - Parameters:
    ///   - columns: the columns that the model reads, in order, with their kinds.
    ///   - derivations: what is derived from them, in order.
    ///   - table: the table that is scored; a dot separates its schema.
    ///   - id: a column of it that names a row.
    /// - Throws: `SQLRefusal` for what the dialect cannot say.
    public init(
        _ specification: DesignSpecification, columns: [(name: String, kind: ColumnKind)],
        derivations: [Derivation], dialect: SQLDialect, table: String, id: String?
    ) throws(SQLRefusal) {
        self.dialect = dialect
        self.specification = specification
        if dialect != .ansi, dialect != .postgresql {
            var seen: [String: String] = [:]
            for name in columns.map(\.name) {
                if let other = seen.updateValue(name, forKey: name.lowercased()) {
                    throw SQLRefusal(
                        "\"\(other)\" and \"\(name)\" are one column to \(dialect.rawValue), which tells "
                            + "no capitals from small letters in names.",
                        hint: "Rename one of them and fit the model again.")
                }
            }
        }
        inputs = columns.enumerated().map {
            SQLInput(name: $1.name, kind: $1.kind, alias: "c\($0 + 1)")
        }
        translator = SQLTranslator(
            dialect: dialect,
            columns: inputs.map {
                .init(name: $0.name, kind: $0.valueKind, text: $0.alias)
            })
        try addInput(table: table, id: id)
        for (index, derivation) in derivations.enumerated() {
            let value = try translator.value(derivation.expression.expression)
            let alias = "c\(inputs.count + index + 1)"
            let kind: SQLValue.Kind =
                if case .literal = value.kind { .category } else { value.kind }
            add("cw_derived_\(index + 1)", [(value.text, alias, derivation.name)])
            translator.columns.append(.init(name: derivation.name, kind: kind, text: alias))
        }
        try addVariables()
    }

    /// The last stage so far.
    private var latest: String { stages[stages.count - 1].name }

    /// A stage that adds columns to the one before.
    private mutating func add(
        _ name: String, _ columns: [(text: String, alias: String, comment: String)],
        joins: [String] = []
    ) {
        guard !columns.isEmpty else { return }
        let listed = columns.map {
            "    \($0.text) AS \($0.alias)\(SQLDialect.remark($0.comment))"
        }
        stages.append(
            Stage(
                name: name,
                query: "  SELECT p.*,\n" + listed.joined(separator: ",\n")
                    + "\n  FROM \(latest) AS p"
                    + joins.map { "\n  \($0)" }.joined()))
    }

    private mutating func addInput(table: String, id: String?) throws(SQLRefusal) {
        let quoted = try dialect.table(table)
        let parts = try SQLDialect.parts(of: table)
        guard parts.count > 1 || !parts[0].lowercased().hasPrefix("cw_") else {
            throw SQLRefusal(
                "A table whose name begins with cw_ would be taken for a part of the query.",
                hint: "Give it with its schema, as in dbo.\(parts[0]), or by another name.")
        }
        var columns: [String] = []
        // Every name is qualified: SQLite takes an unknown one in quotes for a text.
        if let id { columns.append("    s.\(try dialect.identifier(id)) AS case_id") }
        for input in inputs {
            let column = "s.\(try dialect.identifier(input.name))"
            columns.append(
                "    \(input.value(column, dialect)) AS \(input.alias)"
                    + SQLDialect.remark(input.name))
        }
        for input in inputs {
            let column = "s.\(try dialect.identifier(input.name))"
            guard let unreadable = input.unreadable(column, dialect) else { continue }
            columns.append("    CASE WHEN \(unreadable) THEN 1 ELSE 0 END AS e\(input.alias)")
        }
        if columns.isEmpty { columns.append("    1 AS c0") }
        stages.append(
            Stage(
                name: "cw_input",
                query: "  SELECT\n" + columns.joined(separator: ",\n") + "\n  FROM \(quoted) AS s"))
    }

    /// Whether anything in a row could not be read.
    private var anyUnreadable: String? {
        let flags = inputs.filter { $0.kind != .category }.map { "e\($0.alias) = 1" }
        return flags.isEmpty ? nil : "(" + flags.joined(separator: " OR ") + ")"
    }

    private mutating func addVariables() throws(SQLRefusal) {
        let model = specification.model
        let used = Set(model.terms.flatMap(\.variables))
        var values: [(String, String, String)] = []
        var prepared: [(String, String, String)] = []
        var curves: [(String, String, String)] = []
        var joins: [String] = []
        var missing: [Verdict] = []
        var others: [Verdict] = []
        for (index, expression) in model.variables.enumerated() {
            guard used.contains(index) else {
                variables.append(nil)
                continue
            }
            let variable = try SQLVariable(index, expression, specification, translator)
            if variable.value != variable.expression {
                values.append((variable.expression, variable.value, variable.name))
            }
            prepared += variable.prepared.map { ($0.text, $0.alias, variable.name) }
            curves += variable.curve.map { ($0.text, $0.alias, variable.name) }
            if let known = variable.joined {
                joins.append(variable.join)
                curves.append((known, "k\(index + 1)", variable.name))
            }
            if !variable.schema.takesMissing {
                missing += missingness(variable.value, variable.reads)
            }
            for (condition, status) in variable.gaps {
                others.append(Verdict(condition: condition, status: status))
            }
            variables.append(variable)
        }
        for (index, expression) in model.offsets.enumerated() {
            let value = try translator.number(expression)
            let alias = "o\(index + 1)"
            values.append((value.text, alias, "offset(\(expression))"))
            offsets.append(alias)
            missing += missingness(alias, try translator.reads(expression))
            others.append(Verdict(condition: "\(alias) IS NULL", status: "not_finite"))
        }
        add("cw_values", values)
        add("cw_coded", prepared)
        // The tables of levels stand before the stage that joins them.
        let last = latest
        stages += variables.compactMap { $0?.levelTable }
        if !curves.isEmpty {
            let listed = curves.map { "    \($0.0) AS \($0.1)\(SQLDialect.remark($0.2))" }
            stages.append(
                Stage(
                    name: "cw_columns",
                    query: "  SELECT p.*,\n" + listed.joined(separator: ",\n")
                        + "\n  FROM \(last) AS p" + joins.map { "\n  \($0)" }.joined()))
        }
        let unreadable = anyUnreadable.map { [Verdict(condition: $0, status: "invalid_input")] }
        verdicts = missing + others + (unreadable ?? [])
    }

    /// A value that is missing since a column is, or since it could not be read.
    private func missingness(_ value: String, _ columns: [SQLTranslator.ColumnText]) -> [Verdict] {
        columns.flatMap { column -> [Verdict] in
            let isBare = column.text == value
            let gap = "\(column.text) IS NULL" + (isBare ? "" : " AND \(value) IS NULL")
            // A derived column is missing where one that it rests on could not be read.
            let input = inputs.first { $0.alias == column.text }
            let unread =
                input == nil
                ? anyUnreadable : input?.kind == .category ? nil : "e\(column.text) = 1"
            return
                (unread.map {
                    [Verdict(condition: "\(gap) AND \($0)", status: "invalid_input")]
                } ?? []) + [Verdict(condition: gap, status: "missing_input")]
        }
    }
}

extension SQLDialect {
    /// A remark in the midst of a query, in which nothing can end it.
    static func remark(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in comment(text).unicodeScalars {
            if scalar == "(", safe.last == "$" { safe.append(" ") }
            safe.append(scalar == "*" ? "\u{B7}" : scalar)
        }
        return " /* \(String(safe)) */"
    }
}
