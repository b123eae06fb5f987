import ModelFormula

/// A saved model written for another program, or for a person.
public struct ExportPlan: AnalysisRequest {
    /// What a model is written as.
    public enum Form: String, Sendable, Codable, CaseIterable {
        /// A query that scores a table.
        case sql
        /// The coefficients, with how each column is computed.
        case csv
        /// The model file, with what its keys mean.
        case json
    }

    /// The saved model.
    public var model: String
    /// What it is written as.
    public var form: Form
    /// The dialect of SQL.
    public var dialect: SQLDialect?
    /// The table that a query scores.
    public var table: String?
    /// A column of the table to stand beside each figure.
    public var id: String?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        model = try reader.requiredText(
            "model", hint: "Name a file that fit --save-model wrote.")
        guard let form = try reader.word("as", Form.self) else {
            throw reader.missing("as", hint: "A model is written as sql, csv or json.")
        }
        self.form = form
        dialect = try reader.word("dialect", SQLDialect.self)
        table = try reader.text("table")
        id = try reader.text("id")
        guard form == .sql else {
            for (key, isThere) in [
                ("dialect", dialect != nil), ("table", table != nil), ("id", id != nil),
            ] where isThere {
                throw reader.refuse(
                    key, "\"\(key)\" is of SQL, and this writes \(form.rawValue).",
                    hint: "Leave it out, or write the model as sql.")
            }
            return
        }
        guard dialect != nil else {
            throw reader.missing(
                "dialect", hint: "There are ansi, tsql, postgresql, duckdb and sqlite.")
        }
        table = table ?? "cases"
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try container.encode(model, forKey: "model")
        try container.encode(form, forKey: "as")
        if let dialect { try container.encode(dialect, forKey: "dialect") }
        if let table { try container.encode(table, forKey: "table") }
        if let id { try container.encode(id, forKey: "id") }
    }
}

extension ExportPlan {
    static let analysis = "export"
    var plan: AnalysisPlan { .export(self) }
    var dataOptions: DataOptions? {
        get { nil }
        set {}
    }
    var filesBeside: [String] { [model] }
}
