import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a saved model as a query, as coefficients, or as JSON with a key.",
        discussion: """
            The query scores a table as predict does, row for row, with the same
            status. The CSV has each coefficient with how its column is computed.
            No case is in any of them.

              casewise export fit.json --as sql --dialect postgresql --table cases
              casewise export fit.json --as csv --output coefficients.csv
            """)

    @Argument(help: "The file that fit --save-model wrote.")
    var model: String

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("What it is written as: sql, csv or json.", valueName: "form"))
    var form: String

    @Option(help: "The dialect of SQL: ansi, tsql, postgresql, duckdb or sqlite.")
    var dialect: String?

    @Option(help: "The table that is scored, as cases or dbo.cases.")
    var table: String?

    @Option(help: ArgumentHelp("A column to stand beside each figure.", valueName: "column"))
    var id: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.deliver(plan) { plan in
            guard case .export(let plan) = plan else { return "" }
            return try Runner().run(plan).rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys: [String: JSONValue] = [
            "analysis": .text("export"), "model": .text(model), "as": .text(form),
        ]
        if let dialect { keys["dialect"] = .text(dialect) }
        if let table { keys["table"] = .text(table) }
        if let id { keys["id"] = .text(id) }
        return try AnalysisPlan(.object(keys))
    }
}
