import Tables
import Testing

@testable import ModelFormula

private let comparable =
    "Numbers compare with numbers (age > 15), categories with text in quotes "
    + "(ward == \"Byker\")."
private let arithmeticHint = "A condition is put in parentheses: (ward == \"Byker\") + age."
private let truthHint = "Compare it, as in age > 15."
private let levelList = "As in ward %in% c(\"Byker\", \"Walker\")."
private let months = "As in count_equal(Jul.93:Jun.99, \"joblessness\")."
private let columnList = "One column, a range (Jul.93:Jun.99) or a list (c(a, b))."

struct EvaluatorErrorTests {
    private let data = """
        age,ward,looked_after,seen,m1,m2
        15,Byker,true,2024-05-31,a,b
        16,Walker,false,2024-06-01,b,a
        """

    @Test(arguments: [
        WrongFormula(
            formula: "seen > 2023", position: 8,
            message: "\"seen\" is a date, and the other side a number.",
            hint: "As in seen >= \"2024-05-31\", or year(seen) >= 2024.", code: .typeMismatch),
        WrongFormula(
            formula: "2 * seen", position: 5, message: "\"seen\" is a date, which is no quantity.",
            hint: "Days between dates are: (closed - opened)/7.", code: .typeMismatch),
        WrongFormula(
            formula: "ward + 1", position: 3,
            message: "\"ward\" is a category; arithmetic needs numbers.",
            hint: arithmeticHint, code: .typeMismatch),
        WrongFormula(
            formula: "1 + ward", position: 7,
            message: "\"ward\" is a category; arithmetic needs numbers.",
            hint: arithmeticHint, code: .typeMismatch),
        WrongFormula(
            formula: "age + \"a\"", position: 9,
            message: "\"\"a\"\" is a text; arithmetic needs numbers.",
            hint: arithmeticHint, code: .typeMismatch),
        WrongFormula(
            formula: "log(ward)", position: 7,
            message: "\"ward\" is a category; arithmetic needs numbers.",
            hint: arithmeticHint, code: .typeMismatch),
        WrongFormula(
            formula: "-ward", position: 4,
            message: "\"ward\" is a category; arithmetic needs numbers.",
            hint: arithmeticHint, code: .typeMismatch),
        WrongFormula(
            formula: "age & looked_after", position: 3,
            message: "\"age\" is a number; this place needs true or false.", hint: truthHint,
            code: .typeMismatch),
        WrongFormula(
            formula: "looked_after | ward", position: 18,
            message: "\"ward\" is a category; this place needs true or false.", hint: truthHint,
            code: .typeMismatch),
        WrongFormula(
            formula: "!age", position: 4,
            message: "\"age\" is a number; this place needs true or false.", hint: truthHint,
            code: .typeMismatch),
        WrongFormula(
            formula: "age == \"15\"", position: 7,
            message: "\"age\" is a number and cannot be compared with \"\"15\"\".",
            hint: comparable,
            code: .typeMismatch),
        WrongFormula(
            formula: "ward == 15", position: 8,
            message: "\"15\" is a number and cannot be compared with \"ward\".", hint: comparable,
            code: .typeMismatch),
        WrongFormula(
            formula: "looked_after == \"true\"", position: 16,
            message: "\"looked_after\" is true or false and cannot be compared with \"\"true\"\".",
            hint: comparable, code: .typeMismatch),
        WrongFormula(
            formula: "ward > \"Byker\"", position: 3,
            message: "\"ward\" is a category, which has no order.",
            hint: "Use == or !=, or list the levels: ward %in% c(\"Byker\", \"Walker\").",
            code: .typeMismatch),
        WrongFormula(
            formula: "m1 < m2", position: 3, message: "\"m1\" is a category, which has no order.",
            hint: "Use == or !=, or list the levels: ward %in% c(\"Byker\", \"Walker\").",
            code: .typeMismatch),
        WrongFormula(
            formula: "seen > \"31/05/2024\"", position: 10, message: "\"31/05/2024\" is no date.",
            hint: "A date is written \"2024-05-31\".", code: .typeMismatch),
        WrongFormula(
            formula: "seen == \"2023-02-29\"", position: 11, message: "\"2023-02-29\" is no date.",
            hint: "A date is written \"2024-05-31\".", code: .typeMismatch),
        WrongFormula(
            formula: "seen == \"--99999999999999999999\"", position: 11,
            message: "\"--99999999999999999999\" is no date.",
            hint: "A date is written \"2024-05-31\".", code: .typeMismatch),
        WrongFormula(
            formula: "ward == \"Biker\"", position: 11, message: "\"ward\" never is \"Biker\".",
            hint: "Did you mean \"Byker\"?", code: .unknownLevel),
        WrongFormula(
            formula: "ward %in% c(\"Byker\", \"Nowhere\")", position: 24,
            message: "\"ward\" never is \"Nowhere\".", hint: "There are: Byker, Walker.",
            code: .unknownLevel),
        WrongFormula(
            formula: "ward %in% c()", position: 13, message: "The list is empty."),
        WrongFormula(
            formula: "I(ward %in% m1)", position: 15,
            message: "The right side of %in% lists values.",
            hint: levelList),
        WrongFormula(
            formula: "log(agee)", position: 7, message: "There is no column named \"agee\".",
            hint: "Did you mean \"age\"?", code: .unknownColumn),
        WrongFormula(
            formula: "lg(age)", position: 3, message: "There is no function lg().",
            hint: "Did you mean \"log\"?", code: .unknownFunction),
        WrongFormula(
            formula: "log(age, 2)", position: 3, message: "log() takes one expression."),
        WrongFormula(formula: "I()", position: 3, message: "I() takes one expression."),
        WrongFormula(
            formula: "log(poly(age, 2))", position: 7,
            message: "poly() stands for a whole term and not inside an expression."),
        WrongFormula(
            formula: "I(age:m1)", position: 8,
            message: "A range of columns has its place in count_equal() only.", hint: months),
        WrongFormula(
            formula: "I(. + 1)", position: 5,
            message: "\".\" stands for columns on the right side only."),
        WrongFormula(
            formula: "count_equal(m2:m1, \"a\")", position: 17,
            message: "\"m2\" stands after \"m1\" in the file.", hint: "Turn the range round: m1:m2."
        ),
        WrongFormula(
            formula: "count_equal(m1:m3, \"a\")", position: 18,
            message: "There is no column named \"m3\".", hint: "Did you mean \"m1\" or \"m2\"?",
            code: .unknownColumn),
        WrongFormula(
            formula: "count_equal(m1:m2, \"c\")", position: 22, message: "\"m1\" never is \"c\".",
            hint: "There are: a, b.", code: .unknownLevel),
        WrongFormula(
            formula: "count_equal(m1:m2)", position: 3,
            message: "count_equal() takes columns and a value.", hint: months),
        WrongFormula(
            formula: "count_equal(m1 + m2, \"a\")", position: 18,
            message: "This place names columns.", hint: columnList),
        WrongFormula(
            formula: "count_equal(age:ward, 15)", position: 3,
            message: "\"15\" is a number and cannot be compared with \"ward\".", hint: comparable,
            code: .typeMismatch),
    ])
    func errorsSayWhatAndWhere(_ wrong: WrongFormula) throws {
        let data = try table(data)
        wrong.expect(#expect(throws: FormulaError.self) { try evaluate(wrong.formula, data) })
    }

    /// A column of very many levels may hold names or ids, and those are not to be repeated.
    @Test func namesOfPeopleAreNotOffered() throws {
        let people = try table("who\n" + (0..<60).map { "Ada \($0)x" }.joined(separator: "\n"))
        let error = #expect(throws: FormulaError.self) { try evaluate("who == \"Ada 1\"", people) }
        #expect(error?.hint == nil && error?.message == "\"who\" never is \"Ada 1\".")
    }
}
