import Foundation
import TestSupport
import Testing

@testable import casewise

/// `casewise prevalence` in its formats.
struct PrevalenceCommandTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        try workspace.write(
            "cases.csv",
            "need,unit\n"
                + (0..<30).map { "\($0 < 6 ? "yes" : "no"),\($0 % 2 == 0 ? "North" : "South")" }
                .joined(separator: "\n"))
    }

    private func casewise(_ arguments: String...) throws -> Ending {
        try runProgram(casewiseProgram, ["prevalence"] + arguments, in: workspace.folder)
    }

    @Test func theTextIsReadyForAReport() throws {
        let ending = try casewise("need", "cases.csv")
        #expect(ending.code == 0)
        #expect(ending.output.contains("- 20% of children (6 of 30; 10 to 37%): need is \"yes\"."))
        #expect(
            try casewise("need", "cases.csv", "--people", "families").output
                .contains("20% of families (6 of 30; 10 to 37%)"))
    }

    @Test func everyFormatHasTheShare() throws {
        for format in ["text", "markdown", "html", "csv", "json"] {
            let ending = try casewise("need", "cases.csv", "--by", "unit", "--format", format)
            #expect(ending.code == 0)
            #expect(ending.output.contains(format == "csv" || format == "json" ? "0.2" : "20.0%"))
            #expect(ending.output.contains("South"))
        }
        let lines = try casewise("need", "cases.csv", "--by", "unit", "--format", "csv").output
            .split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix("column,level,group,events,cases,share,conf_low,conf_high"))
    }

    @Test func aPlanSaysTheSame() throws {
        try workspace.write(
            "plan.json",
            #"[{"analysis": "prevalence", "data": "cases.csv", "column": ["need"], "by": "unit"}]"#)
        let run = try runProgram(
            casewiseProgram, ["run", "plan.json"], in: workspace.folder)
        #expect(run.output == (try casewise("need", "cases.csv", "--by", "unit").output))
    }

    @Test func commasInBracketsAndQuotesPartNothing() {
        #expect(PrevalenceCommand.columns("a, b c ,d") == ["a", "b c", "d"])
        #expect(PrevalenceCommand.columns("ifelse(a, 1, 2),b") == ["ifelse(a, 1, 2)", "b"])
        #expect(PrevalenceCommand.columns("x == \"a,b\"") == ["x == \"a,b\""])
        #expect(PrevalenceCommand.columns("`a,b`,c") == ["`a,b`", "c"])
        #expect(PrevalenceCommand.columns("") == [""])
    }

    @Test func mistakesAreToldWithTheirWord() throws {
        #expect(try casewise("nede", "cases.csv").code == 64)
        #expect(try casewise("nede", "cases.csv").errors.contains("need"))
        #expect(try casewise("need", "cases.csv", "--level", "perhaps").code == 65)
        #expect(try casewise("", "cases.csv").code == 64)
        #expect(try casewise("need +", "cases.csv").code == 64)
    }
}
