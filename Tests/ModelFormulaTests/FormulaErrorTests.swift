import Testing

@testable import ModelFormula

private let needsTilde = "A formula needs a \"~\" between the outcome and what explains it."
private let example = "As in neet ~ absence + sex."
private let endsEarly = "The formula ends too early."
private let missing = "Something is missing after the last operator or parenthesis."
private let backticks = "A column name with blanks goes in backticks: `my column`."
private let oddCharacter =
    "A column name with such a character goes in backticks: `my column`."
private let percent = "The only operator between percent signs is %in%."
private let percentHint = "As in ward %in% c(\"Byker\", \"Walker\")."
private let chained = "Comparisons cannot be chained."
private let chainedHint = "Write two and join them: (a < b) & (b < c)."

/// What a person reads who wrote no formula: the words, and the character that has no place.
struct FormulaErrorTests {
    @Test(arguments: [
        WrongFormula(formula: "", position: 1, message: endsEarly, hint: missing),
        WrongFormula(formula: "   ", position: 4, message: endsEarly, hint: missing),
        WrongFormula(formula: "y", position: 2, message: needsTilde, hint: example),
        WrongFormula(formula: "y + x", position: 6, message: needsTilde, hint: example),
        WrongFormula(formula: "~", position: 2, message: endsEarly, hint: missing),
        WrongFormula(formula: "y ~", position: 4, message: endsEarly, hint: missing),
        WrongFormula(formula: "y ~ a +", position: 8, message: endsEarly, hint: missing),
        WrongFormula(formula: "y ~ a:", position: 7, message: endsEarly, hint: missing),
        WrongFormula(formula: "y ~ !", position: 6, message: endsEarly, hint: missing),
        WrongFormula(
            formula: "y ~ (a", position: 5, message: "This parenthesis is never closed.",
            hint: "Add a \")\"."),
        WrongFormula(
            formula: "y ~ log(a", position: 8, message: "This parenthesis is never closed.",
            hint: "Add a \")\"."),
        WrongFormula(formula: "y ~ a)", position: 6, message: "\")\" has no place here."),
        WrongFormula(formula: "y ~ ()", position: 6, message: "\")\" has no place here."),
        WrongFormula(formula: "y ~ f(a,)", position: 9, message: "\")\" has no place here."),
        WrongFormula(formula: "y ~ (a, b)", position: 7, message: "\",\" has no place here."),
        WrongFormula(formula: "y ~ * a", position: 5, message: "\"*\" has no place here."),
        WrongFormula(formula: "y ~ a == !b", position: 10, message: "\"!\" has no place here."),
        WrongFormula(
            formula: "y ~ a b", position: 7, message: "An operator is missing before \"b\".",
            hint: backticks),
        WrongFormula(
            formula: "y z ~ a", position: 3, message: "An operator is missing before \"z\".",
            hint: backticks),
        WrongFormula(
            formula: "y ~ 2x", position: 6, message: "An operator is missing before \"x\".",
            hint: backticks),
        WrongFormula(
            formula: "y ~ a 2", position: 7, message: "An operator is missing before this value."),
        WrongFormula(
            formula: "y ~ a \"b\"", position: 7,
            message: "An operator is missing before this value."),
        WrongFormula(
            formula: "y ~ a = b", position: 7, message: "A single \"=\" has no place here.",
            hint: "To compare, write \"==\"."),
        WrongFormula(formula: "y ~ a > b > c", position: 11, message: chained, hint: chainedHint),
        WrongFormula(formula: "y ~ a == b != c", position: 12, message: chained, hint: chainedHint),
        WrongFormula(formula: "y ~~ a", position: 4, message: "There is a second \"~\"."),
        WrongFormula(formula: "y ~ a ~ b", position: 7, message: "There is a second \"~\"."),
        WrongFormula(formula: "y ~ (~ a)", position: 6, message: "There is a second \"~\"."),
        WrongFormula(formula: "y ~ a %o% b", position: 7, message: percent, hint: percentHint),
        WrongFormula(formula: "y ~ a %in b", position: 7, message: percent, hint: percentHint),
        WrongFormula(formula: "y ~ a % b", position: 7, message: percent, hint: percentHint),
        WrongFormula(
            formula: "y ~ \"a", position: 5, message: "This quote is never closed.",
            hint: "Close it with \"."),
        WrongFormula(
            formula: "y ~ `a", position: 5, message: "This quote is never closed.",
            hint: "Close it with `."),
        WrongFormula(
            formula: #"y ~ 'a\'"#, position: 5, message: "This quote is never closed.",
            hint: "Close it with '."),
        WrongFormula(
            formula: "größe ~ a$b", position: 10, message: "\"$\" has no place in a formula.",
            hint: oddCharacter),
        WrongFormula(
            formula: "y ~ 🙂", position: 5, message: "\"🙂\" has no place in a formula.",
            hint: oddCharacter),
        WrongFormula(
            formula: "y ~ a; b", position: 6, message: "\";\" has no place in a formula.",
            hint: oddCharacter),
        WrongFormula(formula: "y ~ 1.2.3", position: 5, message: "\"1.2.3\" is no number."),
        WrongFormula(formula: "y ~ 1e999", position: 5, message: "\"1e999\" is no number."),
        WrongFormula(formula: "y ~ ½", position: 5, message: "\"½\" is no number."),
        WrongFormula(formula: "y ~ ٣", position: 5, message: "\"٣\" is no number."),
    ])
    func theParserSaysWhatIsWrongAndWhere(_ wrong: WrongFormula) {
        wrong.expect(#expect(throws: FormulaError.self) { try Formula(parsing: wrong.formula) })
    }

    @Test(arguments: [
        WrongFormula(
            formula: "y ~ \"a\"", position: 5, message: "A text in quotes is no column.",
            hint: backticks),
        WrongFormula(
            formula: "y ~ a + 2", position: 9,
            message: "A number alone is no term, but for 0 and 1.",
            hint: "\"0 +\" or \"- 1\" leaves the intercept out; arithmetic goes in I()."),
        WrongFormula(
            formula: "y ~ 2*a", position: 5, message: "A number alone is no term, but for 0 and 1.",
            hint: "\"0 +\" or \"- 1\" leaves the intercept out; arithmetic goes in I()."),
        WrongFormula(
            formula: "y ~ a:-b", position: 7, message: "A minus sign has no place here.",
            hint: "For arithmetic use I(): I(-x)."),
        WrongFormula(
            formula: "y ~ a | b", position: 7, message: "\"|\" has no place between terms.",
            hint: "A condition goes in parentheses: (a == 1 | b == 2)."),
        WrongFormula(
            formula: "y ~ a + b > 2", position: 11,
            message: "This compares \"a + b\" with \"2\": is that what is meant?",
            hint: "Put the comparison in parentheses: a + (b > 2)."),
        WrongFormula(
            formula: "y ~ a^b", position: 7,
            message: "The power of a set of terms is a whole number from 1 to 20.",
            hint: "To square a column write I(x^2)."),
        WrongFormula(
            formula: "y ~ (a + b)^21", position: 13,
            message: "The power of a set of terms is a whole number from 1 to 20.",
            hint: "To square a column write I(x^2)."),
        WrongFormula(
            formula: "y ~ a:offset(b)", position: 7,
            message: "An offset stands alone in a sum, not in a product."),
        WrongFormula(
            formula: "y ~ a - offset(b)", position: 9, message: "An offset cannot be taken away.",
            hint: "Leave it out."),
        WrongFormula(
            formula: "y ~ offset(a, b)", position: 5, message: "offset() takes one expression.",
            hint: "As in offset(log(months))."),
        WrongFormula(
            formula: "y ~ a:b:c:d:e:f:g:h:i:j:k", position: 24,
            message: "An interaction joins at most 10 variables."),
    ])
    func theTermsSayWhatIsWrongAndWhere(_ wrong: WrongFormula) throws {
        let formula = try Formula(parsing: wrong.formula)
        wrong.expect(
            #expect(throws: FormulaError.self) {
                try ModelTerms(formula, columns: ["y"], used: ["y"])
            })
    }
}
