import Foundation
import TestSupport
import Testing

/// A kept model written for others.
struct ExportCommandTests {
    private func workspace() throws -> Workspace {
        let workspace = try Workspace()
        let rows = (0..<60).map { "\($0 * 7 % 5 > 2 ? 1 : 0),\($0 % 11),w\($0 % 3)" }
        try workspace.write("cases.csv", "y,x,ward\n" + rows.joined(separator: "\n"))
        let fit = try runProgram(
            casewiseProgram, ["fit", "y ~ x + ward", "cases.csv", "--save-model", "m.json"],
            in: workspace.folder)
        #expect(fit.code == 0, "\(fit.errors)")
        return workspace
    }

    private func export(_ arguments: [String], _ workspace: Workspace) throws -> Ending {
        try runProgram(casewiseProgram, ["export", "m.json"] + arguments, in: workspace.folder)
    }

    @Test func sqlIsTheQueryItself() throws {
        let workspace = try workspace()
        let ending = try export(
            ["--as", "sql", "--dialect", "tsql", "--table", "dbo.young people", "--id", "y"],
            workspace)
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(ending.output.contains("FROM [dbo].[young people] AS s"))
        #expect(ending.output.contains("case_id AS [y]") && ending.output.hasSuffix("cw_mean;\n"))
        let plan = try workspace.write(
            "plan.json",
            #"{"analysis": "export", "model": "m.json", "as": "sql", "dialect": "duckdb"}"#)
        let run = try runProgram(casewiseProgram, ["run", plan, "--json"], in: workspace.folder)
        #expect(run.code == 0 && run.output.contains("\"table\" : \"cases\""), "\(run.errors)")
    }

    @Test func jsonIsStillAModel() throws {
        let workspace = try workspace()
        let ending = try export(["--as", "json", "--output", "explained.json"], workspace)
        #expect(ending.code == 0, "\(ending.errors)")
        #expect(workspace.read("explained.json")?.contains("\"key\" : {") == true)
        let answers = try ["m.json", "explained.json"].map {
            try runProgram(
                casewiseProgram, ["predict", $0, "cases.csv", "--format", "csv"],
                in: workspace.folder
            ).output
        }
        #expect(answers[0] == answers[1] && answers[0].contains("predicted"))
    }

    @Test func csvHasARowForEachCoefficient() throws {
        let ending = try export(["--as", "csv"], try workspace())
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count == 6, "\(ending.output)")
        #expect(
            lines[0]
                == "kind,term,variable,level,reference,estimate,std_error,status,used,column")
        #expect(lines[3].contains("w1,w0,") && lines[5].hasPrefix("link,logit"))
    }

    @Test(arguments: [
        (["--as", "sql"], "has no \"dialect\""), (["--as", "csv", "--id", "y"], "is of SQL"),
        (["--as", "sql", "--dialect", "oracle"], "dialect"),
        (["--as", "sql", "--dialect", "ansi", "--table", "a..b"], "is no name of a table"),
    ])
    func whatIsWrongIsTold(_ arguments: [String], _ words: String) throws {
        let ending = try export(arguments, try workspace())
        #expect(ending.code == 64 || ending.code == 65)
        #expect(ending.errors.contains(words), "\(ending.errors)")
    }
}
