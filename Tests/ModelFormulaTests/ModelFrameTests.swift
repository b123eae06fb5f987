import Tables
import Testing

@testable import ModelFormula

private func frame(_ formula: String, _ text: String, weights: String? = nil) throws
    -> ModelFrame
{
    try ModelFrame(Formula(parsing: formula), table: table(text), weights: weights)
}

struct ModelFrameTests {
    private let gaps = """
        y,x,g,w,t
        1,1,a,1,5
        0,,b,1,5
        ,,,1,5
        0,0,a,1,5
        1,2,,0,5
        0,3,b,0,5
        1,4,b,,5
        0,5,b,2.5,5
        1,-6,b,2.5,5
        """

    @Test func rowsAreExcludedByTheFirstColumnThatFails() throws {
        let frame = try frame("y ~ g + log(x)", gaps, weights: "w")
        #expect(
            frame.exclusions == [
                RowExclusion(code: "missing", column: "y", rows: 1),
                RowExclusion(code: "missing", column: "g", rows: 1),
                RowExclusion(code: "missing", column: "x", rows: 1),
                RowExclusion(code: "not_finite", column: "log(x)", rows: 2),
                RowExclusion(code: "missing", column: "w", rows: 1),
                RowExclusion(code: "zero_weight", column: "w", rows: 1),
            ])
        #expect(frame.rowCount == 2)
        #expect(frame.weights == [1, 2.5])
        #expect(frame.outcome == [1, 0])
        #expect(frame.missing.map(\.column) == ["y", "g", "x", "w"])
        #expect(frame.missing.map(\.rows) == [1, 2, 2, 1])
    }

    @Test(arguments: [
        "y ~ g + log(x)", "y ~ log(x) + g", "y ~ offset(log(x)) + g", "y ~ 0 + log(x):g + t",
        "y ~ (x > 0) + g", "y ~ (log(x) > 0)", "log(x) > 0 ~ y + g",
        "y ~ count_equal(g, \"a\") + x",
        "y ~ C(log(x)) + g", "y ~ poly(x, 2)",
    ])
    func exclusionsAddUp(_ formula: String) throws {
        for weights in [nil, "w"] {
            let frame = try frame(formula, gaps, weights: weights)
            let excluded = frame.exclusions.reduce(0) { $0 + $1.rows }
            #expect(frame.rowCount + excluded == 9)
            #expect(frame.outcome.count == frame.rowCount)
            for values in frame.values {
                switch values {
                case .codes(let codes):
                    #expect(codes.count == frame.rowCount && codes.allSatisfy { $0 >= 0 })
                case .dense(let columns):
                    for column in columns {
                        #expect(column.count == frame.rowCount && column.allSatisfy(\.isFinite))
                    }
                }
            }
        }
    }

    /// Notes that are half empty and of no use to the model put no row out.
    @Test func aColumnThatWasTakenAwayIsNotRead() throws {
        for formula in ["y ~ . - notes", "y ~ x*notes - notes - x:notes", "y ~ x"] {
            let frame = try frame(formula, "y,x,notes\n1,1,late\n0,2,\n1,3,\n")
            #expect(frame.rowCount == 3 && frame.exclusions.isEmpty)
            #expect(frame.missing.map(\.column) == ["y", "x"])
            #expect(frame.predictorColumns.map(\.name) == ["x"])
            #expect(frame.values.count == 1 && frame.schemas.count == 1)
        }
    }

    @Test func offsetsAddUpAndAreNoTerms() throws {
        let frame = try frame("y ~ offset(x) + g + offset(log(t))", gaps)
        #expect(frame.model.terms.map(frame.model.name) == ["g"])
        #expect(frame.offset?.count == frame.rowCount)
        let first = try #require(frame.offset?.first)
        #expect(abs(first - 2.6094379124341003) < 1e-15)
    }

    @Test func whatNeverVariesIsDroppedWithANotice() throws {
        let text = "y,x,g,h\n1,7,a,n\n0,7,a,m\n1,7,a,n\n0,,b,o\n"
        let frame = try frame("y ~ x + g + h + g:h", text)
        #expect(frame.model.terms.map(frame.model.name) == ["h"])
        let constant = "constant_column"
        #expect(frame.notices.map(\.code) == ["unused_level", constant, constant, constant])
        #expect(
            frame.notices.map(\.message) == [
                "1 level of \"h\" has no row among the 3 used and is left out: o.",
                "\"x\" is always 7 in the 3 rows used, so \"x\" cannot be estimated and "
                    + "is left out.",
                "\"g\" is always \"a\" in the 3 rows used, so \"g\" cannot be estimated and is "
                    + "left out.",
                "\"g\" is always \"a\" in the 3 rows used, so \"g:h\" cannot be estimated and is "
                    + "left out.",
            ])
        #expect(frame.notices.map(\.terms) == [["h"], ["x"], ["g"], ["g:h"]])
    }

    @Test func withoutAnInterceptAConstantNumberStays() throws {
        let frame = try frame("y ~ 0 + x", "y,x\n1,7\n0,7\n")
        #expect(frame.model.terms.count == 1 && frame.notices.isEmpty)
    }

    /// A value that is no number in any row leaves no row, with an intercept or without.
    @Test(arguments: [
        "y ~ log(0)", "y ~ 0 + log(0) + x", "y ~ x + offset(1 / 0)", "y ~ (log(-1) > 0)",
    ])
    func aValueThatIsNoNumberLeavesNoRow(_ formula: String) {
        let error = #expect(throws: FormulaError.self) {
            try frame(formula, "y,x\n1,1\n0,2\n")
        }
        #expect(error?.code == .outcome)
        #expect(error?.message == "No row has a value in every column that the formula names.")
    }

    @Test func levelsAreOrderedByBytesAndNumbersAscending() throws {
        let text = "y,s,n\n1,b,10\n0,B,9\n1,é,-2\n0,a,0.5\n1,Z,1e3\n0,~,10\n"
        let frame = try frame("y ~ s + C(n)", text)
        #expect(frame.schemas[0].levels == ["B", "Z", "a", "b", "~", "é"])
        #expect(frame.schemas[1].levels == ["-2", "0.5", "9", "10", "1000"])
        let days = try ModelFrame(
            Formula(parsing: "y ~ C(d)"), table: table("y,d\n1,2024-03-01\n0,1969-12-31\n"))
        #expect(days.schemas[0].levels == ["1969-12-31", "2024-03-01"])
    }

    @Test func predictionNeedsTheColumnsOfTheRightSide() throws {
        let text = "y,x,g,a,b,c\n1,1,u,p,q,p\n0,2,v,q,q,q\n"
        let frame = try frame("y ~ x:g + count_equal(a:b, c) + offset(x)", text)
        #expect(frame.predictorColumns.map(\.name) == ["x", "g", "a", "b", "c"])
        #expect(
            frame.predictorColumns.map(\.kind) == [.real] + Array(repeating: .category, count: 4)
        )
    }

    @Test(arguments: [
        (
            "nosuch", FormulaError.Code.unknownColumn,
            "There is no column named \"nosuch\" to weight by."
        ),
        ("g", .weights, "The weights \"g\" are not numbers."),
        ("x", .weights, "A weight in \"x\" is negative (data row 9)."),
    ])
    func badWeights(_ weights: String, _ code: FormulaError.Code, _ message: String) {
        for text in ["y ~ g", "y ~ t + g"] {
            let error = #expect(throws: FormulaError.self) {
                try frame(text, gaps, weights: weights)
            }
            #expect(error?.code == code && error?.message == message)
        }
        let error = #expect(throws: FormulaError.self) {
            try CrossTabulation(Formula(parsing: "y ~ g"), table: table(gaps), weights: weights)
        }
        let counted = message.replacing("weight", with: "count")
        #expect(error?.code == code && error?.message == counted)
    }

    @Test func noOutcomeAndNoRows() {
        let none = #expect(throws: FormulaError.self) { try frame("~ x", gaps) }
        #expect(none?.message == "The formula has no outcome." && none?.position == 1)
        let empty = #expect(throws: FormulaError.self) { try frame("y ~ x", "y,x\n1,\n,2\n") }
        #expect(empty?.hint == "Left out: 1 by \"y\", 1 by \"x\".")
    }
}
