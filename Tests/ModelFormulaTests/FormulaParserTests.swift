import Testing

@testable import ModelFormula

struct FormulaParserTests {
    /// What binds to what: parentheses around each operator, brackets for written parentheses.
    @Test(arguments: [
        ("a + b * c", "(+ a (* b c))"),
        ("a * b + c", "(+ (* a b) c)"),
        ("a + b + c", "(+ (+ a b) c)"),
        ("a - b - c", "(- (- a b) c)"),
        ("a / b / c", "(/ (/ a b) c)"),
        ("a / b * c", "(* (/ a b) c)"),
        ("a * b:c", "(* a (: b c))"),
        ("a:b:c", "(: (: a b) c)"),
        ("a:b %in% c", "(%in% (: a b) c)"),
        ("a %in% b * c", "(* (%in% a b) c)"),
        ("a %in% b %in% c", "(%in% (%in% a b) c)"),
        ("a^2:b", "(: (^ a 2) b)"),
        ("a ** 2", "(^ a 2)"),
        ("a**b**c", "(^ a (^ b c))"),
        ("a^-1", "(^ a (- 1))"),
        ("-a^2", "(- (^ a 2))"),
        ("(-a)^2", "(^ [(- a)] 2)"),
        ("-a:b", "(: (- a) b)"),
        ("- -a", "(- (- a))"),
        ("+a", "a"),
        ("a - -b", "(- a (- b))"),
        ("a + b == c", "(== (+ a b) c)"),
        ("a == b & c == d", "(& (== a b) (== c d))"),
        ("a & b | c & d", "(| (& a b) (& c d))"),
        ("a | b | c", "(| (| a b) c)"),
        ("a && b || c", "(| (& a b) c)"),
        ("!a == b", "(! (== a b))"),
        ("!a & b", "(& (! a) b)"),
        ("a & !b", "(& a (! b))"),
        ("!!a", "(! (! a))"),
        ("a != b", "(!= a b)"),
        ("a <= b", "(<= a b)"),
        ("a<-1", "(< a (- 1))"),
        ("((a))", "[[a]]"),
        ("f()", "(f)"),
        ("f(a, ref = b + 1)", "(f a ref=(+ b 1))"),
        ("f(g(a):b)", "(f (: (g a) b))"),
        (". - a", "(- . a)"),
        (".x + x.", "(+ .x x.)"),
    ])
    func precedence(_ text: String, _ tree: String) throws {
        #expect(try Formula(parsing: "y ~ \(text)").predictors.tree == tree)
    }

    @Test func theOutcomeStandsLeftOfTheTilde() throws {
        let formula = try Formula(parsing: "y == \"b\" | z ~ a")
        #expect(formula.outcome?.tree == "(| (== y \"b\") z)")
        #expect(formula.predictors.tree == "a")
        #expect(try Formula(parsing: "~ a").outcome == nil)
        #expect(try Formula(parsing: " y~a ") == Formula(parsing: "y\r\n\t~\u{A0}a"))
        #expect(try Formula(parsing: "y ~ a") != Formula(parsing: "y ~ (a)"))
    }

    @Test(arguments: [
        ("1", 1.0), ("1.5", 1.5), (".5", 0.5), ("5.", 5), ("1e3", 1000), ("1E+3", 1000),
        ("2.5e-3", 0.0025), ("0", 0), ("007", 7), ("1e308", 1e308), ("1e-400", 0),
    ])
    func numbers(_ text: String, _ value: Double) throws {
        #expect(try Formula(parsing: "~ \(text)").predictors.node == .number(value))
    }

    @Test(arguments: [
        ("\"a b\"", "a b"), ("'a b'", "a b"), ("\"\"", ""), ("\"it's\"", "it's"),
        ("'say \"hi\"'", "say \"hi\""), (#""a\"b""#, "a\"b"), (#"'a\'b'"#, "a'b"),
        (#""a\\b""#, #"a\b"#), (#""a\nb""#, #"a\nb"#), ("\"a\nb\"", "a\nb"), ("\"ü ~ é\"", "ü ~ é"),
    ])
    func texts(_ text: String, _ value: String) throws {
        #expect(try Formula(parsing: "~ \(text)").predictors.node == .text(value))
    }

    @Test(arguments: [
        ("`a b`", "a b"), ("`a~b`", "a~b"), (#"`a\`b`"#, "a`b"), (#"`a\\b`"#, #"a\b"#),
        (#"`a\b`"#, #"a\b"#), ("``", ""), ("`.`", "."), ("`1st`", "1st"), ("`.5`", ".5"),
        ("größe", "größe"), ("年齢", "年齢"), ("x_1.y", "x_1.y"), (".x", ".x"), ("_x", "_x"),
        ("x²", "x²"), ("naïve", "naïve"),
    ])
    func names(_ text: String, _ name: String) throws {
        let parsed = try Formula(parsing: "~ \(text)").predictors
        #expect(parsed.node == .name(name))
        #expect(try Formula(parsing: "~ \(parsed)").predictors == parsed)
    }

    /// A saved model keeps its variables as text: what is written must be read back as it was.
    @Test(arguments: [
        "a + b * c", "(a - b) / c", "a - -b", "-a^2", "(-a)^-2", "a^b^c", "!a == b & !(c | d)",
        #"`it\`s` + `a\\\\b` + `x y`"#, #"x == "say \"hi\" \\""#, "f(a, ref = 'b')",
        "a %in% c(1, 2)",
        "poly(age, 2, raw = TRUE)", "count_equal(Jul.93:Jun.99, \"joblessness\")", "`.` + .",
        "1e-7 * x + 1e300 + .25", "`.5x` + `if (`", "log(x)/`2`",
    ])
    func whatIsWrittenIsReadBack(_ text: String) throws {
        let parsed = try Formula(parsing: "~ \(text)").predictors
        let again = try Formula(parsing: "~ \(parsed)").predictors
        #expect(again == parsed, "\(parsed)")
        #expect(again.description == parsed.description)
    }

    @Test func positionsCountCharactersAndNotBytes() throws {
        let formula = try Formula(parsing: "éñ ~ a + größe:b")
        guard case .binary(.add, let left, let right) = formula.predictors.node,
            case .binary(.interact, _, let last) = right.node
        else {
            Issue.record("not a sum of a and a product")
            return
        }
        #expect(formula.outcome?.position == 1)
        #expect(left.position == 6 && formula.predictors.position == 8)
        #expect(right.position == 15 && last.position == 16)
    }
}
