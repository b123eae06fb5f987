import Foundation
import Tables
import TestSupport
import Testing

@testable import ModelFormula

/// A value of any kind that JSON has.
private enum AnyValue: Decodable, Equatable {
    case missing, truth(Bool), number(Double), text(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .missing
        } else if let value = try? container.decode(Bool.self) {
            self = .truth(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    init(_ column: Column, _ row: Int) {
        guard column.validity[row] else {
            self = .missing
            return
        }
        self =
            switch column.values {
            case .integer(let values): .number(Double(values[row]))
            case .real(let values): .number(values[row])
            case .boolean(let values): .truth(values[row])
            case .date(let values): .text(CalendarDay.text(values[row]))
            case .category(let values): .text(values.levels[values.codes[row]])
            }
    }
}

private struct RowExpressionCases: Decodable {
    struct Case: Decodable {
        var text: String
        var values: [AnyValue]
    }
    /// A birth, a day, and the completed years between them.
    var ages: [[AnyValue]]
    var table: String
    var expressions: [Case]
}

struct RowExpressionTests {
    @Test func expressionsAreWhatPandasMakesOfThem() throws {
        let cases = try reference("row_expressions.json", as: RowExpressionCases.self)
        let data = try table(cases.table)
        #expect(cases.expressions.count == 23)
        for wanted in cases.expressions {
            let column = try Derivation(parsing: "new = \(wanted.text)").column(over: data)
            let found = (0..<data.rowCount).map { AnyValue(column, $0) }
            #expect(found == wanted.values, "\(wanted.text)")
            // What is kept of an expression says the same.
            let again = try Derivation(
                parsing: Derivation(parsing: "new = \(wanted.text)").description)
            let column2 = try again.column(over: data)
            #expect((0..<data.rowCount).map { AnyValue(column2, $0) } == found)
        }
    }

    @Test func agesAreBirthdaysCounted() throws {
        let cases = try reference("row_expressions.json", as: RowExpressionCases.self)
        var text = "dob,seen\n"
        for age in cases.ages {
            guard case .text(let birth) = age[0], case .text(let day) = age[1] else { continue }
            text += "\(birth),\(day)\n"
        }
        let data = try table(text)
        #expect(data.rowCount == cases.ages.count && data.rowCount > 1000)
        for asked in ["age_at(seen, dob)", "age_at(seen)"] {
            let column = try Derivation(parsing: "a = \(asked)").column(over: data)
            #expect(column.kind == .integer)
            #expect((0..<data.rowCount).map { AnyValue(column, $0) } == cases.ages.map { $0[2] })
        }
    }

    /// 29 February: the birthday is kept on 1 March in a common year.
    @Test(
        arguments: [
            ("2023-02-28", 18), ("2023-03-01", 19), ("2024-02-28", 19), ("2024-02-29", 20),
            ("2004-02-29", 0), ("2004-02-28", nil),
        ] as [(String, Int?)])
    func whoWasBornOnALeapDay(_ day: String, _ age: Int?) throws {
        let born = try table("dob\n2004-02-29\n")
        let column = try Derivation(parsing: "a = age_at(\"\(day)\")").column(over: born)
        #expect(AnyValue(column, 0) == (age.map { .number(Double($0)) } ?? .missing))
    }

    @Test(arguments: [
        ("dob", true), ("DOB", true), ("date_of_birth", true), ("DateOfBirth", true),
        ("Birth date", true), ("child.dob", true), ("ChildDOB", true), ("born", true),
        ("dateofbirth", true), ("d.o.b.", true), ("birthday", true), ("BIRTH_DATE", true),
        ("opened", false), ("adobe", false), ("stubborn", false), ("birthplace", false),
        ("", false), ("newborns", false),
    ])
    func namesThatSayBirth(_ name: String, _ says: Bool) {
        #expect(BirthDates.saysBirth(name) == says)
    }

    @Test func theColumnOfBirthsIsTheOnlyOneOrIsAskedFor() throws {
        let two = try table("dob,mother_dob,seen\n2004-01-01,1980-01-01,2024-01-01\n")
        let several = #expect(throws: FormulaError.self) { try evaluate("age_at(seen)", two) }
        #expect(
            several?.message == "2 columns could be the date of birth: \"dob\", \"mother_dob\".")
        #expect(several?.hint == "Name it: age_at(\"2024-09-01\", dob).")
        #expect(several?.position == 3)
        let none = try table("opened,seen\n2004-01-01,2024-01-01\n")
        let missing = #expect(throws: FormulaError.self) { try evaluate("age_at(seen)", none) }
        #expect(missing?.message == "No column of dates has a name that says birth.")
        #expect(missing?.hint?.hasSuffix("Columns of dates: \"opened\", \"seen\".") == true)
        let text = try table("dob,seen\nsoon,2024-01-01\n")
        let read = #expect(throws: FormulaError.self) { try evaluate("age_at(seen)", text) }
        #expect(read?.message.hasSuffix("\"dob\" was read as category.") == true)
        #expect(read?.hint?.contains("--type dob=date") == true)
        // A slip in one date of birth must not make the mother's the child's.
        let slip = try table("dob,mother_dob,seen\n30/02/2004,1980-01-01,2024-01-01\n")
        let unread = #expect(throws: FormulaError.self) { try evaluate("age_at(seen)", slip) }
        #expect(
            unread?.message
                == "\"dob\" says birth as \"mother_dob\" does, and was not read as dates.")
        let place = try table("birth_place,dob,seen\nLeeds,1980-01-01,2024-01-01\n")
        #expect(throws: Never.self) { try evaluate("age_at(seen)", place) }
    }

    /// What a derived column is follows from its values.
    @Test(arguments: [
        ("x + 1", ColumnKind.integer), ("x / 2", .real), ("x / x", .integer), ("x > 1", .boolean),
        ("d + 1", .date), ("w", .category), ("\"here\"", .category), ("log(0 * x)", .real),
        ("TRUE", .boolean), ("3", .integer), ("x * 1e17", .real), ("d - d", .integer),
        ("1e300 * 1e300", .real), ("year(d)", .integer),
    ])
    func kinds(_ text: String, _ kind: ColumnKind) throws {
        let data = try table("x,d,w\n1,2024-01-31,a\n3,2024-02-01,b\n,,\n")
        let column = try Derivation(parsing: "new = \(text)").column(over: data)
        #expect(column.kind == kind && column.count == 3)
    }

    /// Beyond what can be a date or a number there is no value, and nothing traps.
    @Test(arguments: [
        "d + 1e300", "d - 1e300", "d + x * 1e18", "year(d + 3e6)", "month(d - 3e6)",
        "age_at(d + 1e9, d)", "age_at(\"2024-01-01\", d + 1e9)", "d + log(0 * x)", "d + sqrt(-1)",
    ])
    func datesEndWithTheirYears(_ text: String) throws {
        let data = try table("d,x\n9999-12-31,1\n0001-01-01,-1\n2024-01-01,5\n")
        let column = try Derivation(parsing: "new = \(text)").column(over: data)
        #expect((0..<2).allSatisfy { !column.validity[$0] || column.kind != .date }, "\(text)")
        #expect(try evaluate(text, data).isNumeric)
    }

    @Test func daysRoundTripThroughTheirParts() {
        for day in stride(
            from: CalendarDay.range.lowerBound, through: CalendarDay.range.upperBound, by: 97)
        {
            let (year, month, date) = CalendarDay.parts(day)
            #expect(CalendarDay.daysSinceEpoch(year: year, month: month, day: date) == day)
        }
        #expect(CalendarDay.text(CalendarDay.range.lowerBound) == "0001-01-01")
        #expect(CalendarDay.text(CalendarDay.range.upperBound) == "9999-12-31")
    }

    private static let wrong: [WrongFormula] = [
        WrongFormula(
            formula: "d + e", position: 3, message: "Two dates have no sum.",
            hint: "The days between them are their difference: closed - opened.",
            code: .typeMismatch),
        WrongFormula(
            formula: "3 - d", position: 3, message: "A date cannot be taken from a number.",
            hint: "A number of days is added to a date, or taken from it: opened + 28.",
            code: .typeMismatch),
        WrongFormula(
            formula: "d - \"31/05/2024\"", position: 5, message: "\"31/05/2024\" is no date.",
            hint: "A date is written \"2024-05-31\".", code: .typeMismatch),
        WrongFormula(
            formula: "age_at(x, d)", position: 8,
            message: "\"x\" is a number; age_at() takes a date.",
            hint: "A date is a column of dates, or written \"2024-05-31\".", code: .typeMismatch),
        WrongFormula(
            formula: "age_at()", position: 1, message: "age_at() takes a date and a date of birth.",
            hint: "As in age_at(\"2024-09-01\", dob)."),
        WrongFormula(
            formula: "year(w)", position: 6, message: "\"w\" is a category; year() takes a date.",
            hint: "A date is a column of dates, or written \"2024-05-31\".", code: .typeMismatch),
        WrongFormula(
            formula: "month(d, e)", position: 1, message: "year() and month() take one date.",
            hint: "As in year(opened)."),
        WrongFormula(
            formula: "ifelse(x > 1, 1)", position: 1,
            message: "ifelse() takes a condition and two values.",
            hint: "As in ifelse(age >= 16, \"older\", \"younger\")."),
        WrongFormula(
            formula: "ifelse(x > 1, 1, \"a\")", position: 1,
            message:
                "\"1\" is a number and \"\"a\"\" is a text; ifelse() needs two values of one kind.",
            code: .typeMismatch),
        WrongFormula(
            formula: "ifelse(x, 1, 2)", position: 8,
            message: "\"x\" is a number; this place needs true or false.",
            hint: "Compare it, as in age > 15.", code: .typeMismatch),
        WrongFormula(
            formula: "is_missing(x, d)", position: 1, message: "is_missing() takes one expression.",
            hint: "As in is_missing(absence)."),
        WrongFormula(
            formula: "ageat(d)", position: 1, message: "There is no function ageat().",
            hint: "Did you mean \"age_at\"?", code: .unknownFunction),
        WrongFormula(
            formula: "xx + 1", position: 1, message: "There is no column named \"xx\".",
            hint: "Did you mean \"x\"?", code: .unknownColumn),
        WrongFormula(formula: "x ~ d", position: 3, message: "\"~\" has no place here."),
        WrongFormula(
            formula: "x +", position: 4, message: "The expression ends too early.",
            hint: "Something is missing after the last operator or parenthesis."),
    ]

    /// Positions count in the whole text of a derivation.
    @Test(arguments: wrong) func errorsSayWhatAndWhere(_ wrong: WrongFormula) throws {
        let data = try table("x,d,e,w\n1,2024-01-31,2024-01-31,a\n3,2024-02-01,2024-01-31,b\n")
        var moved = wrong
        moved.position = wrong.position.map { $0 + 6 }
        moved.expect(
            #expect(throws: FormulaError.self) {
                try Derivation(parsing: "new = \(wrong.formula)").column(over: data)
            })
    }

    @Test func aDerivationHasANameOfItsOwn() throws {
        let data = try table("x\n1\n")
        for text in ["", "x", "x == 1", "3 = x", "= x", "``= x", "(x) = 1", "a b = x"] {
            let error = #expect(throws: FormulaError.self) { try Derivation(parsing: text) }
            #expect(error?.code == .syntax, "\(text)")
        }
        let taken = #expect(throws: FormulaError.self) {
            try Derivation(parsing: "x = x + 1").column(over: data)
        }
        #expect(taken?.code == .repeatedColumn && taken?.position == 1)
        let named = try Derivation(parsing: "`days open` = x")
        #expect(named.name == "days open" && named.description == "`days open` = x")
    }

    @Test func aFilterIsACondition() throws {
        let data = try table("x,w\n1,a\n3,b\n,c\n")
        let verdicts = try RowExpression(parsing: "x > 2").verdicts(on: data)
        #expect(verdicts == [.fails, .holds, .unknown])
        #expect(try RowExpression(parsing: "TRUE").verdicts(on: data) == [.holds, .holds, .holds])
        for (text, code) in [
            ("x", FormulaError.Code.typeMismatch), ("w", .typeMismatch), ("\"a\"", .typeMismatch),
            ("w == \"z\"", .unknownLevel), ("y > 1", .unknownColumn), (".", .syntax),
        ] {
            let error = #expect(throws: FormulaError.self) {
                try RowExpression(parsing: text).verdicts(on: data)
            }
            #expect(error?.code == code, "\(text)")
        }
        #expect(try RowExpression(parsing: "x > 1 & w == \"a\"").columns(of: data) == ["x", "w"])
    }

    @Test func columnsRestOnOthers() throws {
        let data = try table("a,b,c,d,u,v\n1,2,3,4,5,6\n")
        let derivations = try ["d = a + b", "u = d * c", "v = c"].map {
            try Derivation(parsing: $0)
        }
        let (needed, columns) = try Derivation.origins(
            of: ["u", "b"], among: derivations, in: data)
        #expect(needed.map(\.name) == ["d", "u"])
        #expect(Set(columns) == ["a", "b", "c"] && columns.count == 3)
    }

    // MARK: In formulas

    /// A condition that one side decides has a value, so its row is used; as in R.
    @Test func rowsThatAConditionDecidesAreUsed() throws {
        let data = try table("y,a,b\n1,1,\n0,0,\n1,0,1\n0,0,0\n1,,1\n0,,0\n")
        let frame = try ModelFrame(Formula(parsing: "y ~ (a == 1 | b == 1)"), table: data)
        #expect(frame.rowCount == 4)
        #expect(frame.exclusions.map(\.column) == ["a", "b"])
        #expect(frame.exclusions.map(\.rows) == [1, 1])
        #expect(frame.missing.map(\.rows) == [0, 2, 2])
        let asked = try ModelFrame(Formula(parsing: "y ~ is_missing(a)"), table: data)
        #expect(asked.rowCount == 6 && asked.schemas[0].levels == ["false", "true"])
        let new = try NewData(
            DesignSpecification(model: frame.model, schemas: frame.schemas), table: data)
        #expect(new.gaps.map { $0?.column } == [nil, "b", nil, nil, nil, "a"])
        let text = try ModelFrame(
            Formula(parsing: "y ~ ifelse(sqrt(b - 1) >= 0, \"p\", \"q\")"),
            table: table("y,b\n1,1\n0,2\n1,0\n0,\n1,5\n"))
        #expect(text.rowCount == 3 && text.exclusions.map(\.code) == ["missing", "not_finite"])
    }

    @Test func aFormulaNamesTheColumnOfBirths() throws {
        let data = try table(
            "y,dob\n1,2004-01-01\n0,2006-01-01\n1,2005-06-01\n0,2003-01-01\n1,2008-02-29\n")
        let frame = try ModelFrame(
            Formula(parsing: "y ~ age_at(\"2024-09-01\")"), table: data)
        #expect(frame.schemas[0].name == "age_at(\"2024-09-01\", dob)")
        #expect(frame.predictorColumns.map(\.name) == ["dob"])
        let counts = try CrossTabulation(
            Formula(parsing: "y ~ (age_at(\"2024-09-01\") >= 18)"), table: data)
        #expect(counts.counts == [0, 1, 2, 2])
    }

    // MARK: Random texts

    private static let words = [
        "x", "z", "w", "d", "e", "p", "q", "nosuch", "+", "-", "*", "/", "^", "==", "!=", "<", ">=",
        "&", "|", "!", "%in%", "(", ")", "(", ")", ",", "=", "~", ".", "0", "1", "2.5", "1e300",
        "\"Byker\"", "\"2024-02-29\"", "\"x\"", "TRUE", "age_at(", "year(", "month(", "ifelse(",
        "is_missing(", "log(", "c(", "count_equal(", "I(", "C(", ":", "`a b`",
    ]

    /// Random words and random trees end in a column or a `FormulaError`, and none traps.
    @Test(arguments: 1...4) func randomTextsNeverTrap(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let data = try table(
            """
            x,z,w,d,e,p,q,dob
            1,0.5,Byker,2024-02-29,2024-03-01,true,false,2004-02-29
            -2,,Walker,0001-01-01,9999-12-31,,true,
            ,3e300,,,,false,,2024-12-31
            9007199254740992,0,Byker,1970-01-01,,true,true,1999-01-01
            """)
        func pick(_ words: [String]) -> String { words.randomElement(using: &generator) ?? "x" }
        func tree(_ depth: Int) -> String {
            let leaf = pick(["x", "z", "w", "d", "e", "p", "q", "3", "\"Byker\"", "\"2024-02-29\""])
            guard depth > 0 else { return leaf }
            func next() -> String { tree(depth - 1) }
            switch Int.random(in: 0...9, using: &generator) {
            case 0: return leaf
            case 1: return "age_at(\(next()), \(next()))"
            case 2: return "\(pick(["year", "month", "is_missing", "log", "age_at"]))(\(next()))"
            case 3: return "ifelse(\(next()), \(next()), \(next()))"
            case 4: return "(\(next()) \(pick(["&", "|"])) \(next()))"
            case 5: return "!(\(next()))"
            case 6: return "(\(next()) \(pick(["<", "==", "!=", ">="])) \(next()))"
            default: return "(\(next()) \(pick(["+", "-", "*", "/"])) \(next()))"
            }
        }
        var made = 0
        for round in 0..<2000 {
            let text =
                round.isMultiple(of: 2)
                ? tree(3)
                : (0..<Int.random(in: 0...9, using: &generator)).map { _ in pick(Self.words) }
                    .joined(separator: " ")
            do {
                let derivation = try Derivation(parsing: "new = " + text)
                let column = try derivation.column(over: data)
                #expect(column.count == data.rowCount)
                if case .real(let values) = column.values {
                    let areFinite = values.allSatisfy(\.isFinite)
                    #expect(areFinite, "\(text)")
                }
                let again = try Derivation(parsing: derivation.description)
                #expect(again.expression.expression == derivation.expression.expression, "\(text)")
                made += 1
            } catch {
                let range = 1...(text.count + 7)
                #expect(error.position.map(range.contains) ?? false, "\(text): \(error)")
            }
            if let filter = try? RowExpression(parsing: text) { _ = try? filter.verdicts(on: data) }
        }
        #expect(made > 100)
    }
}
