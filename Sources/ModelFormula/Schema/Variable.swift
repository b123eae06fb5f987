import Tables

/// One variable of a formula, taken apart: the expression inside and what is asked of it.
struct Variable: Sendable {
    enum Request: Sendable {
        case asIs
        /// `C(x, ref = "...")`.
        case factor(reference: String?, position: Int)
        /// `poly(x, degree, raw = TRUE)`.
        case polynomial(degree: Int, isRaw: Bool)
        /// `rcs(x, 4)`, `ns(x, df = 3)`, `bs(x, knots = c(...))`.
        case spline(SplineRequest)
    }

    let name: String
    let inner: Expression
    let request: Request

    init(_ expression: Expression) throws(FormulaError) {
        name = ModelTerms.variableName(expression)
        guard case .call(let function, let arguments) = expression.node,
            Self.termFunctions.contains(function)
        else {
            inner = expression
            request = .asIs
            return
        }
        guard let first = arguments.first, first.name == nil else {
            throw FormulaError(
                .syntax, "\(function)() needs a column first.",
                hint: SplineRequest.form(of: function) == nil
                    ? "As in C(ward, ref = \"Byker\") or poly(age, 2)."
                    : "As in \(function)(age, 4).", at: expression.position)
        }
        inner = first.value
        let rest = arguments.dropFirst()
        if let form = SplineRequest.form(of: function) {
            request = .spline(try SplineRequest(form, rest, of: expression))
        } else {
            request =
                function == "C" ? try Self.factor(rest) : try Self.polynomial(rest, expression)
        }
    }

    /// The functions that stand for a whole term.
    static let termFunctions = ["C", "bs", "ns", "poly", "rcs"]

    /// The function that makes a curve of a column, as `poly`; nil for any other variable.
    var curve: String? {
        switch request {
        case .asIs, .factor: nil
        case .polynomial: "poly"
        case .spline(let asked): asked.form.rawValue
        }
    }

    private static func factor(_ arguments: ArraySlice<Expression.Argument>)
        throws(FormulaError) -> Request
    {
        var reference: String?
        var position = 0
        for argument in arguments {
            position = argument.value.position
            guard argument.name == "ref" || argument.name == nil, reference == nil else {
                throw FormulaError(
                    .syntax, "C() takes a column and ref.",
                    hint: "As in C(ward, ref = \"Byker\").", at: position)
            }
            switch argument.value.unwrapped.node {
            case .text(let text): reference = text
            case .number(let number): reference = Expression.text(number)
            case .negative(let operand):
                if case .number(let number) = operand.node {
                    reference = Expression.text(-number)
                    continue
                }
                fallthrough
            default:
                throw FormulaError(
                    .syntax, "ref is a level in quotes.", hint: "As in ref = \"Byker\".",
                    at: position)
            }
        }
        return .factor(reference: reference, position: position)
    }

    private static func polynomial(
        _ arguments: ArraySlice<Expression.Argument>, _ whole: Expression
    ) throws(FormulaError) -> Request {
        var degree = 1
        var isRaw = false
        for argument in arguments {
            switch (argument.name, argument.value.node) {
            case (nil, .number(let value)), ("degree", .number(let value)):
                guard value >= 1, value <= Double(PolynomialBasis.highestDegree),
                    value == value.rounded()
                else {
                    throw FormulaError(
                        .syntax,
                        "The degree is a whole number from 1 to \(PolynomialBasis.highestDegree).",
                        at: argument.value.position)
                }
                degree = Int(value)
            case ("raw", .name(let word)) where Evaluator.truthWords[word] != nil:
                isRaw = Evaluator.truthWords[word] == 1
            default:
                throw FormulaError(
                    .syntax, "poly() takes a column, a degree and raw.",
                    hint: "As in poly(age, 2) or poly(age, 2, raw = TRUE).",
                    at: argument.value.position)
            }
        }
        return .polynomial(degree: degree, isRaw: isRaw)
    }
}

/// The values of one variable, coded as its schema says.
public enum VariableValues: Sendable {
    /// One or more columns of numbers.
    case dense([[Double]])
    /// A level a row, an index into the schema's levels; -1 missing, -2 a level not learned.
    case codes([Int32])
}

/// A row's level as text: numbers in their shortest spelling, truth values as words.
struct LevelTexts {
    /// One code a row, -1 where missing.
    let codes: [Int32]
    /// The distinct levels in order: numbers ascending, texts by bytes.
    let levels: [String]

    init(_ values: EvaluatedValues, rowCount: Int) {
        switch values {
        case .codes(let codes, let levels):
            (self.codes, self.levels) = (codes, levels)
        case .text(let text):
            (codes, levels) = ([Int32](repeating: 0, count: rowCount), [text])
        case .number(let number, let kind):
            codes = [Int32](repeating: 0, count: rowCount)
            levels = [Self.text(number, kind)]
        case .numbers(let numbers, .truth):
            codes = numbers.map { $0.isNaN ? -1 : Int32($0) }
            levels = ["false", "true"]
        case .numbers(let numbers, let kind):
            if let whole = WholeLevels(numbers) {
                codes = whole.codes
                levels = whole.values.map { Self.text(Double($0), kind) }
                return
            }
            let distinct = Set(numbers.filter { !$0.isNaN }).sorted()
            let codeOf = Dictionary(
                uniqueKeysWithValues: distinct.enumerated().map { ($1, Int32($0)) })
            codes = numbers.map { codeOf[$0] ?? -1 }
            levels = distinct.map { Self.text($0, kind) }
        }
    }

    private static func text(_ number: Double, _ kind: EvaluatedValues.NumberKind) -> String {
        switch kind {
        case .truth: number == 0 ? "false" : "true"
        case .date: abs(number) < 1e7 ? CalendarDay.text(Int32(number)) : "\(number)"
        case .number: Expression.text(number == 0 ? 0 : number)
        }
    }
}

extension VariableSchema {
    /// Codes the values of a variable in new data as they were coded when this was learned.
    ///
    /// - Parameter missing: the rows without a value that the model has a place for; nil for none.
    func apply(
        _ variable: Variable, _ values: EvaluatedValues, rowCount: Int, missing: [Bool]? = nil
    ) throws(FormulaError) -> VariableValues {
        guard kind == .factor else {
            let numbers = try Self.numbers(values, variable, rowCount)
            return .dense(columns(numbers, missing: missing))
        }
        let texts = LevelTexts(values, rowCount: rowCount)
        let codeOf = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
        // The level of rows without a value is no word that a cell could hold.
        let recoded = texts.levels.map { level in
            codeOf[level].flatMap { Int($0) == missingLevel ? nil : $0 } ?? -2
        }
        var codes = texts.codes.map { $0 < 0 ? -1 : recoded[Int($0)] }
        if let missing, let missingLevel {
            for row in codes.indices where missing[row] { codes[row] = Int32(missingLevel) }
        }
        return .codes(codes)
    }

    /// The columns at some numbers, those that are missing replaced and told of by the indicator.
    func columns(_ numbers: [Double], missing: [Bool]?) -> [[Double]] {
        guard let missingNumber else { return basisColumns(numbers) }
        guard let missing else {
            return basisColumns(numbers) + [[Double](repeating: 0, count: numbers.count)]
        }
        let filled = numbers.indices.map { missing[$0] ? missingNumber : numbers[$0] }
        return basisColumns(filled) + [missing.map { $0 ? 1 : 0 }]
    }

    /// The values as numbers, one a row.
    static func numbers(
        _ values: EvaluatedValues, _ variable: Variable, _ rowCount: Int
    ) throws(FormulaError) -> [Double] {
        switch values {
        case .numbers(let numbers, _): return numbers
        case .number(let number, _): return [Double](repeating: number, count: rowCount)
        default:
            throw FormulaError(
                .typeMismatch,
                "\"\(variable.inner)\" is \(values.kindName); this place needs numbers.",
                at: variable.inner.position)
        }
    }
}
