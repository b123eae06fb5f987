import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans
@testable import DataDescription

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

/// Sentences agree with a count of one.
struct DescribeGrammarTests {
    @Test func oneFindingComesAndOneCellIs() throws {
        let frame = try describe("a,b\n1,x\n2,y\n3,\n4,x\n4,y\n")
        #expect(
            frame.shows == [
                "5 rows and 2 columns: 1 of numbers, 1 of two values.",
                "1 row of 5 (20.0%) misses a value: b in 1 row (20.0%).",
                "0 warnings and 0 notes on what to look at.",
            ])
        #expect(
            frame.doesNotShow == [
                "Whether a value is true: 0 findings come from the form of 2 columns alone, and "
                    + "what looks odd may be right.",
                "Why 1 cell is empty: not asked, not known and not recorded look the same.",
            ])
        let one = try describe("a,b\n1,2\n1,3\n")
        #expect(
            one.doesNotShow.first
                == "Whether a value is true: 1 finding comes from the form of 2 columns alone, and "
                + "what looks odd may be right.")
        #expect(
            try describe("a\n1\n").shows[1].hasPrefix(
                "Nothing is missing: the 1 row has a value in every column, as far as the "))
    }

    @Test func twoAreMany() throws {
        let frame = try describe("a,b\n1,x\n2,\n3,\n4,x\n4,y\n")
        #expect(frame.shows[1] == "2 rows of 5 (40.0%) miss a value: b in 2 rows (40.0%).")
        #expect(frame.doesNotShow[1].hasPrefix("Why 2 cells are empty: "))
    }

    @Test(arguments: [
        (
            Finding.Code.duplicateRows, 1,
            "1 of 5 rows (20.0%) repeats an earlier row in every "
                + "column, row 3 of the data."
        ),
        (
            .duplicateRows, 2,
            "2 of 5 rows (40.0%) repeat an earlier row in every column, the first "
                + "of them row 3 of the data."
        ),
        (.emptyRows, 1, "1 of 5 rows (20.0%) has no value in any column."),
        (.missingTogether, 1, "a and b are missing in the same row."),
        (.missingTogether, 2, "a and b are missing in the same 2 rows."),
        (.constantColumn, 1, "a holds one value in the 1 row that has any."),
        (.idAsNumber, 1, "a is an identifier that was read as 1 number."),
        (.equalColumns, 1, "a and b hold equal values in the 1 row."),
        (.equalColumns, 5, "a and b hold equal values in all 5 rows."),
        (
            .endBeforeStart, 1,
            "b lies before a in 1 of 5 rows (20.0%) with both, row 3 of the data."
        ),
        (.numbersAsText, 1, "a was read as text, and 1 of 5 values (20.0%) is a number."),
        (.numbersAsText, 2, "a was read as text, and 2 of 5 values (40.0%) are numbers."),
        (
            .outerBlanks, 1,
            "a has 1 level that begins or ends with a blank, in 1 of 5 values (20.0%)."
        ),
    ])
    func findingsAgreeWithTheirRows(_ code: Finding.Code, _ rows: Int, _ message: String) throws {
        let finding = try made(code, rows: rows)
        #expect(FindingSentence(finding, DataOptions(data: "cases.csv")).message == message)
    }

    private func made(_ code: Finding.Code, rows: Int) throws -> Finding {
        var finding = Finding(code, isWarning: true, ["a", "b"], rows: rows, of: 5)
        finding.row = 3
        finding.figures = [Double(rows)]
        if code == .numbersAsText { finding.figures += [0, 0] }
        return finding
    }
}
