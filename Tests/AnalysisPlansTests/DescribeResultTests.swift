import DataDescription
import Foundation
import Tables
import TestSupport
import Testing

@testable import AnalysisPlans

private func describe(_ text: String) throws -> ResultFrame<DescribeResult> {
    let workspace = try Workspace()
    let path = try workspace.write("cases.csv", text)
    let plan = try AnalysisPlan(
        .object([
            "analysis": .text("describe"), "data": .text(path),
            "extract_date": .text("2024-12-31"),
        ]))
    guard case .describe(let asked) = plan else { throw AnalysisError("test", "no plan") }
    return try Runner().run(asked)
}

struct DescribeResultTests {
    @Test func everySentenceCarriesAFigureAndEndsInAPoint() throws {
        for text in [
            "a\n1\n", "a,b\n1,x\n,y\n3,\n", "upn,notes\nH1,he said so at the visit\nH2,\n",
            "age,ward\n"
                + (0..<40).map { "\($0 % 18),\(["a", "A", "n/k"][$0 % 3])" }
                .joined(separator: "\n"),
        ] {
            let frame = try describe(text)
            #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
            for sentence in frame.shows + frame.doesNotShow {
                #expect(sentence.contains { $0.isNumber } && sentence.hasSuffix("."), "\(sentence)")
            }
            for finding in frame.result.findings {
                #expect(finding.message.hasSuffix(".") && finding.next.hasSuffix("."))
                #expect(!finding.message.contains("  ") && !finding.next.contains("  "))
                #expect(finding.rows <= finding.of)
            }
        }
    }

    @Test func countsAddUp() throws {
        let result = try describe("a,b,c\n1,x,u\n,y,v\n3,,w\n,,u\n5,x,\n").result
        #expect(result.overview.missingCells == 5 && result.overview.completeRows == 1)
        #expect(result.columns.map(\.missing) == [2, 2, 1])
        #expect(result.missing.patterns.reduce(0) { $0 + $1.rows } == 5)
        for column in result.columns { #expect(column.values + column.missing == 5) }
    }

    /// Words are put in quotes as a shell takes them, and words in use stay in use.
    @Test(arguments: [
        (["n/k"], [String](), "--na-words=NA,n/k"),
        (["not known"], [], "--na-words='NA,not known'"),
        (["it's"], [], "--na-words='NA,it'\\''s'"), (["-99"], ["", "x"], "--na-words=x,-99"),
        (["a,b"], [], ""), (["x"], ["", "x"], ""), (["$HOME"], [], "--na-words='NA,$HOME'"),
    ])
    func optionsAreWrittenAsTheyAreTyped(
        _ words: [String], _ inUse: [String], _ expected: String
    ) {
        var options = DataOptions(data: "cases.csv")
        if !inUse.isEmpty { options.missingWords = inUse }
        var reading = SuggestedReading()
        reading.missingWords = words
        #expect(CommandText.options(reading, options) == expected)
    }

    @Test func marksThatExcludeEachOtherAreNotSuggestedTogether() throws {
        let rows = (0..<20).map { "\"1,\(200 + $0)\",\"\($0),5\"" }.joined(separator: "\n")
        let result = try describe("cost,rate\n" + rows + "\n").result
        #expect(result.findings.filter { $0.code == "numbers_as_text" }.count == 2)
        #expect(!result.next.contains { $0.contains("--thousands") || $0.contains("--decimal") })
    }

    @Test func namesAreWrittenAsFormulasTakeThem() throws {
        let rows = (0..<20).map { "\($0 % 2),\($0 % 3 == 0 ? "a" : "b")" }.joined(separator: "\n")
        let result = try describe("Case closed,My ward\n" + rows + "\n").result
        #expect(result.outcomes.map(\.column) == ["Case closed"])
        #expect(result.next.contains { $0.contains("'`Case closed` ~ `My ward`'") })
    }
}
