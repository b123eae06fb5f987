import Tables
import Testing

@testable import ModelFormula

private func counts(_ formula: String, _ text: String, weights: String? = nil) throws
    -> CrossTabulation
{
    try CrossTabulation(Formula(parsing: formula), table: table(text), weights: weights)
}

struct CrossTabulationTests {
    private let cases = """
        y,g,n,w,x
        yes,b,3,2,1
        no,a,1,1,2
        yes,a,2,,3
        ,a,1,1,4
        no,,1,1,5
        no,b,10,0,6
        no,b,10,3,
        """

    @Test func groupsAreRowsAndOutcomesAreColumns() throws {
        let table = try counts("y ~ g", cases)
        #expect(table.rowVariable == "g" && table.columnVariable == "y")
        #expect(table.rowLabels == ["a", "b"] && table.columnLabels == ["no", "yes"])
        #expect(table.counts == [1, 1, 2, 1])
        #expect(table.event == "yes" && table.reference == "a")
        #expect(table.rowCount == 5 && table.unusedLevels.isEmpty)
        #expect(
            table.exclusions == [
                RowExclusion(code: "missing", column: "y", rows: 1),
                RowExclusion(code: "missing", column: "g", rows: 1),
            ])
        #expect(table.missing.map(\.rows) == [1, 1])
    }

    @Test func aGroupThatWasTakenAwayIsNotCounted() throws {
        let table = try counts("y ~ n + w + g - n - w", cases)
        #expect(table.rowVariable == "g" && table.rowLabels == ["a", "b"])
        #expect(try counts("y ~ . - n - w - x", cases).rowVariable == "g")
    }

    @Test func weightsAreCounts() throws {
        let table = try counts("y ~ g", cases, weights: "w")
        #expect(table.counts == [1, 0, 3, 2])
        #expect(table.rowCount == 3)
        #expect(
            table.exclusions.map(\.code) == ["missing", "missing", "missing", "zero_weight"])
        #expect(table.exclusions.reduce(0) { $0 + $1.rows } + table.rowCount == 7)
    }

    @Test(arguments: ["0.5", "1e15", "9e15"])
    func countsAreWholeAndFewerThanNineThousandBillion(_ weight: String) throws {
        let text = "y,g,w\nyes,a,1\nno,b,\(weight)\n"
        if weight == "1e15" {
            #expect(
                try counts("y ~ g", text, weights: "w").counts == [0, 1, 1_000_000_000_000_000, 0])
        } else {
            let error = #expect(throws: FormulaError.self) {
                try counts("y ~ g", text, weights: "w")
            }
            #expect(error?.code == .weights)
            #expect(error?.message.hasSuffix("(data row 2).") == true)
        }
    }

    @Test func aFewWholeNumbersAreCategoriesInNumericalOrder() throws {
        let table = try counts("y ~ n", cases)
        #expect(table.rowLabels == ["1", "2", "3", "10"])
        #expect(try counts("n ~ g", cases).columnLabels == ["1", "2", "3", "10"])
        #expect(try counts("y ~ C(n, ref = 10)", cases).reference == "10")
        #expect(try counts("y ~ (n > 1)", cases).rowLabels == ["false", "true"])
        #expect(try counts("y ~ (n > 1)", cases).rowVariable == "(n > 1)")
        #expect(try counts("n > 1 ~ g", cases).event == "true")
    }

    private static let many =
        "y,x,h,d\n"
        + (1...12).map { "\($0 % 2),\($0),\(Double($0 % 3) / 2),2024-01-\(10 + $0)" }
        .joined(separator: "\n")

    @Test(arguments: [
        (
            "y ~ x", "\"x\" is a number with 12 distinct values: a sample and not a category.",
            "Compare at a threshold, ... ~ (x >= 7), or use fit.", 5
        ),
        (
            "x ~ y", "\"x\" is a number with 12 distinct values: a sample and not a category.",
            "Ask about a threshold: x >= 7 ~ ...", 1
        ),
        (
            "y ~ h", "\"h\" is a number with 3 distinct values: a sample and not a category.",
            "Compare at a threshold, ... ~ (h >= 0.5), or use fit.", 5
        ),
        (
            "d ~ y", "\"d\" is a date with 12 distinct values: a sample and not a category.",
            "Ask about a threshold: d >= \"2024-01-17\" ~ ...", 1
        ),
    ])
    func manyNumbersAreASample(
        _ formula: String, _ message: String, _ hint: String, _ position: Int
    ) throws {
        let error = #expect(throws: FormulaError.self) { try counts(formula, Self.many) }
        #expect(error?.message == message)
        #expect(error?.hint == hint)
        #expect(error?.position == position && error?.code == .outcome)
        // What the hint offers works.
        if let threshold = error?.hint?.split(separator: "\"").count, threshold > 1 {
            _ = try counts("d >= \"2024-01-17\" ~ y", Self.many)
        }
        #expect(try counts("y ~ C(x)", Self.many).rowLabels.count == 12)
    }

    @Test func levelsWithoutARowAreLeftOutAndNamed() throws {
        let text = "y,g,x\nyes,a,1\nno,b,1\nno,c,\nmaybe,a,\nyes,b,1\n"
        let all = try counts("y ~ g", text)
        #expect(all.columnLabels == ["maybe", "no", "yes"] && all.event == nil)
        let some = try counts("y ~ g", text, weights: "x")
        #expect(some.rowLabels == ["a", "b"] && some.columnLabels == ["no", "yes"])
        #expect(some.unusedLevels == ["c", "maybe"])
        #expect(some.counts == [0, 1, 1, 1])
        // Two outcomes are left, so one of them is the event.
        #expect(some.event == "yes")
    }

    @Test func bothLevelsOfATwoLevelOutcomeStay() throws {
        let table = try counts("y ~ g", "y,g\ntrue,a\ntrue,b\n")
        #expect(table.columnLabels == ["false", "true"] && table.counts == [0, 1, 0, 1])
        #expect(table.event == "true")
    }

    @Test(arguments: [
        WrongFormula(
            formula: "~ g", position: 1, message: "The formula has no outcome.",
            hint: "As in neet ~ sex."),
        WrongFormula(
            formula: "y ~ g + n", position: 7,
            message: "A test compares an outcome between the levels of one group: y ~ g.",
            hint: "For several terms at once, or without an intercept, use fit."),
        WrongFormula(
            formula: "y ~ 0 + g", position: 7,
            message: "A test compares an outcome between the levels of one group: y ~ g.",
            hint: "For several terms at once, or without an intercept, use fit."),
        WrongFormula(
            formula: "y ~ g:n", position: 6,
            message: "A test compares an outcome between the levels of one group: y ~ g.",
            hint: "For several terms at once, or without an intercept, use fit."),
        WrongFormula(
            formula: "y ~ 1", position: 5,
            message: "A test compares an outcome between the levels of one group: y ~ g.",
            hint: "For several terms at once, or without an intercept, use fit."),
        WrongFormula(
            formula: "y ~ poly(n, 2)", position: 5,
            message: "A test compares an outcome between the levels of one group: y ~ g.",
            hint: "For several terms at once, or without an intercept, use fit."),
        WrongFormula(
            formula: "y ~ C(g, ref = \"z\")", position: 16,
            message: "\"z\" is not among the levels of \"g\".",
            hint: "There are: a, b.", code: .unknownLevel),
        WrongFormula(
            formula: "y ~ gg", position: 5, message: "There is no column named \"gg\".",
            hint: "Did you mean \"g\"?", code: .unknownColumn),
    ])
    func errorsSayWhatAndWhere(_ wrong: WrongFormula) {
        wrong.expect(#expect(throws: FormulaError.self) { try counts(wrong.formula, cases) })
    }

    @Test func oneThreadOrManyCountTheSame() throws {
        let rows = (0..<50_000).map { "\($0 % 7 < 3 ? "yes" : "no"),g\($0 % 5)" }
        let data = try table("y,g\n" + rows.joined(separator: "\n"))
        let formula = try Formula(parsing: "y ~ g")
        let one = try CrossTabulation(formula, table: data)
        #expect(one.counts.reduce(0, +) == 50_000)
        #expect(try CrossTabulation(formula, table: data, threads: 4).counts == one.counts)
    }
}
