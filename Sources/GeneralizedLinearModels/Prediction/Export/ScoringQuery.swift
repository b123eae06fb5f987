import ModelFormula

/// A kept model as one query of a dialect of SQL, which gives each row of a table what `Predictor` gives it:
/// the mean and the status.
///
/// No row of data is in it: formula, levels, knots and coefficients are. Intervals are not.
public struct ScoringQuery: Sendable {
    /// How the query is written.
    public struct Options: Sendable {
        /// The dialect.
        public var dialect: SQLDialect
        /// The table that is scored; a dot separates its schema.
        public var table: String
        /// A column that names a row, to stand beside its figure.
        public var id: String?

        /// Options of a query.
        public init(dialect: SQLDialect, table: String = "cases", id: String? = nil) {
            self.dialect = dialect
            self.table = table
            self.id = id
        }
    }

    /// The query, which ends with a semicolon.
    public let text: String

    /// Writes a model.
    ///
    /// - Throws: `SQLRefusal` for what a dialect cannot say.
    public init(_ model: FittedModel, _ options: Options) throws(SQLRefusal) {
        precondition(model.isConsistent, "the model's parts do not fit together")
        let specification = model.specification
        let dialect = options.dialect
        let design = try SQLDesign(
            specification, columns: model.columns.map { ($0.name, $0.kind) },
            derivations: model.derivations ?? [], dialect: dialect, table: options.table,
            id: options.id)
        let predictor = try design.linearPredictor(model.fullSolution(specification))
        var (stages, last) = design.codedStages
        let limits = try SQLLimits(model, design, confidence: 0.95)
        var verdicts = design.verdicts.map { "WHEN \($0.condition) THEN '\($0.status)'" }
        verdicts += limits.verdicts
        for stage in limits.stages(after: last) {
            stages.append(stage)
            last = stage.name
        }
        stages += predictor.tables
        let columns =
            (options.id == nil ? [] : ["p.case_id"]) + [
                verdicts.isEmpty
                    ? "'predicted' AS status"
                    : "CASE" + verdicts.map { "\n      \($0)" }.joined()
                        + "\n      ELSE 'predicted' END AS status",
                "\(limits.certainty) AS certain",
                "(\(dialect.sum(predictor.parts))) AS eta",
            ] + limits.carried
        stages.append(
            SQLDesign.Stage(
                name: "cw_score",
                query: "  SELECT\n" + columns.map { "    \($0)" }.joined(separator: ",\n")
                    + "\n  FROM \(last) AS p" + predictor.joins.map { "\n  \($0)" }.joined()))
        let link = model.link ?? .logit
        let mean = dialect.mean(of: "eta", link)
        let id = options.id == nil ? "" : "case_id, "
        stages.append(
            SQLDesign.Stage(
                name: "cw_mean",
                query: "  SELECT \(id)\n    \(limits.status) AS status,\n    CASE WHEN status = "
                    + "'infinite' THEN certain WHEN status = 'predicted' THEN \(mean) END AS mean\n"
                    + "  FROM cw_score"))
        // A mean beyond all numbers, or of 0 where the link has none, is no answer.
        let lost =
            link == .identity ? "mean IS NULL" : "(mean IS NULL OR mean = \(dialect.number(0)))"
        let name = (model.family ?? .binomial) == .binomial ? "probability" : "mean"
        var answer =
            options.id == nil ? [] : ["case_id AS \(try dialect.identifier(options.id ?? ""))"]
        answer += [
            "CASE WHEN status = 'predicted' AND \(lost) THEN NULL ELSE mean END AS \(name)",
            "CASE WHEN status = 'predicted' AND \(lost) THEN 'not_finite' ELSE status END AS status",
        ]
        text =
            Self.heading(model, dialect, name) + "WITH\n"
            + stages.map { dialect.expression($0) }.joined(separator: ",\n")
            + "\nSELECT\n  " + answer.joined(separator: ",\n  ") + "\nFROM cw_mean;\n"
    }

    private static func heading(_ model: FittedModel, _ dialect: SQLDialect, _ figure: String)
        -> String
    {
        let words: [SQLDialect: String] = [
            .ansi: "standard SQL", .tsql: "T-SQL", .postgresql: "PostgreSQL", .duckdb: "DuckDB",
            .sqlite: "SQLite",
        ]
        let what = model.event.map { ": how often the outcome is \"\($0)\" among cases like it" }
        let cases =
            model.caseCount.rounded() == model.caseCount
            ? "\(Int(model.caseCount))" : "\(model.caseCount)"
        return [
            "Casewise \(model.engineVersion), a model in \(words[dialect] ?? "SQL").",
            "Formula: \(model.formula)",
            "Learned from \(cases) cases. No case is in this text.",
            "\(figure)\(what ?? "")",
            "status: predicted, or why there is none: missing_input, invalid_input, unknown_level, "
                + "not_finite,",
            "not_estimable; infinite: a limit of 0 or 1, since all cases like it ended alike.",
            "A figure is a reason to offer help, and never one to refuse it.",
        ].map { "-- \(SQLDialect.comment($0))\n" }.joined()
    }
}

extension FittedModel {
    /// A coefficient for each column of the whole design, the levels of an eliminated factor among them.
    func fullSolution(_ specification: DesignSpecification) -> [Double] {
        guard let factor = largeFactor,
            let place = specification.contrasts(of: factor.variable)
        else { return solution }
        return Array(solution[..<place.first]) + place.levels.map { factor.effects[$0] ?? 0 }
            + Array(solution[place.first...])
    }
}
