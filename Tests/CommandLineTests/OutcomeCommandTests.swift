import Foundation
import TestSupport
import Testing

/// `casewise outcome` in its formats, and on to a model.
struct OutcomeCommandTests {
    private let workspace: Workspace
    private let history = projectRoot.appendingPathComponent("seeds/activity-history.csv").path
    private let pupils = projectRoot.appendingPathComponent("seeds/activity-pupils.csv").path
    private let codes = projectRoot.appendingPathComponent("Models/neet-outcome/nccis-2025.json")
        .path

    init() throws { workspace = try Workspace() }

    private func casewise(_ arguments: [String]) throws -> Ending {
        try runProgram(casewiseProgram, arguments, in: workspace.folder)
    }

    private var asked: [String] {
        [
            "outcome", history, "--codes", codes, "--id", "child", "--at", "2025-03-01",
            "--from", "2024-03-01", "--to", "2025-02-28", "--extract-date", "2025-03-31",
            "--cohort", pupils,
        ]
    }

    @Test func everyFormatHasTheFigures() throws {
        for format in ["text", "markdown", "html", "json"] {
            let ending = try casewise(asked + ["--by", "ward", "--format", format])
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(ending.output.contains("Crane Moor"))
            // An identifier is no part of a result.
            #expect(!ending.output.contains("C001"))
        }
        let lines = try casewise(asked + ["--format", "csv"]).output.split(separator: "\n")
        #expect(lines.count == 301)
        #expect(lines[0].hasPrefix("child,state_at,neet_at,neet_at_best,neet_at_worst,ever_neet,"))
    }

    @Test func theRowsJoinToPredictors() throws {
        let kept = try casewise(asked + ["--persons", "outcomes.csv"])
        #expect(kept.code == 0)
        #expect(
            workspace.read("outcomes.csv") == (try casewise(asked + ["--format", "csv"]).output))
        let fit = try casewise([
            "fit", "neet_at ~ absence", pupils, "--join", "outcomes.csv", "--on", "child", "--json",
        ])
        #expect(fit.code == 0, "\(fit.errors)")
        // 22 of 300 are not known.
        #expect(
            fit.output.contains("\"rows_used\" : 278") || fit.output.contains("\"rows_used\": 278"))
    }

    @Test func aPlanSaysTheSame() throws {
        try workspace.write(
            "plan.json",
            """
            {"analysis": "outcome", "data": "\(history)", "codes": "\(codes)", "id": "child",
             "at": "2025-03-01", "from": "2024-03-01", "to": "2025-02-28",
             "extract_date": "2025-03-31", "cohort": "\(pupils)"}
            """)
        #expect(try casewise(["run", "plan.json"]).output == (try casewise(asked).output))
    }

    @Test func noInputIsWrittenOver() throws {
        try workspace.write("history.csv", "child,code,start,end\na,210,2024-01-01,2024-02-01\n")
        let plain = [
            "outcome", "history.csv", "--codes", codes, "--id", "child", "--at", "2024-01-05",
        ]
        let ending = try casewise(plain + ["--persons", "history.csv"])
        #expect(ending.code == 64 && ending.errors.contains("history.csv"))
        #expect(try casewise(plain + ["--output", "history.csv"]).code == 64)
        #expect(workspace.read("history.csv")?.hasPrefix("child,code") == true)
    }
}
