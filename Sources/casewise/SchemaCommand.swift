import AnalysisPlans
import ArgumentParser

/// `casewise schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of plans and results.",
        discussion: """
            The schema is JSON Schema, draft 2020-12: a document is a plan, a list of
            plans, a result, a list of results, or an error.

              casewise schema --output casewise.schema.json
            """)

    @Option(help: "Write the schema to this file, whole or not at all.")
    var output: String?

    func run() throws {
        guard let output else {
            let sink = OutputSink.standardOutput()
            try sink.write(JSONSchema.text + "\n")
            return try sink.finish()
        }
        try WholeFile.write(JSONSchema.text, to: output)
    }
}
