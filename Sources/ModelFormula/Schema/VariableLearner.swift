import Tables

/// Learns each variable's levels and scales over the rows used.
struct VariableLearner {
    /// In what way a variable never varies.
    enum Constant { case level, number }

    let used: [Int]
    /// Whether a factor of nearly a level a row is taken for an identifier; a table of counts may
    /// have one by right.
    let mayHoldIdentifiers: Bool
    private(set) var notices: [FrameNotice] = []
    /// Variables that have the same value in every row used.
    private(set) var constants: [String: Constant] = [:]
    private var constantValues: [String: String] = [:]

    init(used: [Int], mayHoldIdentifiers: Bool = true) {
        self.used = used
        self.mayHoldIdentifiers = mayHoldIdentifiers
    }

    /// Fewer levels than this are read as a factor however few the rows.
    static let fewestIdentifiers = 50

    /// Refuses a factor that names the rows instead of grouping them.
    static func requireGroups(_ levels: Int, rows: Int, _ variable: Variable) throws(FormulaError) {
        guard levels > fewestIdentifiers, Double(levels) >= 0.9 * Double(rows) else { return }
        throw FormulaError(
            .typeMismatch,
            "\"\(variable.inner)\" has \(levels) levels in \(rows) rows: is it an identifier?",
            hint: "An identifier groups nothing; leave it out.", at: variable.inner.position)
    }

    mutating func learn(_ variable: Variable, _ values: EvaluatedValues, rowCount: Int)
        throws(FormulaError) -> (schema: VariableSchema, values: VariableValues)
    {
        switch (variable.request, values) {
        case (.factor(let reference, let position), _):
            return try factor(
                variable, LevelTexts(values, rowCount: rowCount), reference, position)
        case (.polynomial(let degree, let isRaw), _):
            let numbers = try VariableSchema.numbers(values, variable, rowCount)
            return try polynomial(variable, used.map { numbers[$0] }, degree, isRaw)
        case (.asIs, .codes), (.asIs, .text), (.asIs, .numbers(_, .truth)):
            return try factor(variable, LevelTexts(values, rowCount: rowCount), nil, 0)
        case (.asIs, _):
            let all = try VariableSchema.numbers(values, variable, rowCount)
            let numbers = used.map { all[$0] }
            if let first = numbers.first, numbers.allSatisfy({ $0 == first }) {
                constants[variable.name] = .number
                constantValues[variable.name] = Expression.text(first)
            }
            let schema = VariableSchema(
                name: variable.name, kind: .numeric, levels: [], reference: 0, polynomial: nil,
                range: Self.range(numbers))
            return (schema, .dense([numbers]))
        }
    }

    private mutating func factor(
        _ variable: Variable, _ texts: LevelTexts, _ reference: String?, _ position: Int
    ) throws(FormulaError) -> (VariableSchema, VariableValues) {
        var counts = [Int](repeating: 0, count: texts.levels.count)
        for row in used { counts[Int(texts.codes[row])] += 1 }
        let kept = texts.levels.indices.filter { counts[$0] > 0 }
        let unused = texts.levels.indices.filter { counts[$0] == 0 }
        // A condition that is never true is a constant, not a factor with a level too many.
        if !unused.isEmpty, kept.count > 1 {
            let names = unused.prefix(5).map { texts.levels[$0] }.joined(separator: ", ")
            notices.append(
                FrameNotice(
                    code: "unused_level",
                    message: "\(unused.count) level\(unused.count == 1 ? "" : "s") of "
                        + "\"\(variable.name)\" \(unused.count == 1 ? "has" : "have") no row among "
                        + "the \(used.count) used and \(unused.count == 1 ? "is" : "are") left out"
                        + (texts.levels.count <= 50 ? ": \(names)." : "."),
                    terms: [variable.name]))
        }
        let levels = kept.map { texts.levels[$0] }
        if mayHoldIdentifiers {
            try Self.requireGroups(levels.count, rows: used.count, variable)
        }
        var referenceIndex = 0
        if let reference {
            guard let index = levels.firstIndex(of: reference) else {
                let hint =
                    levels.count <= 50 ? NearestNames.hint(for: reference, among: levels) : nil
                throw FormulaError(
                    .unknownLevel,
                    "\"\(reference)\" is not among the levels of \"\(variable.inner)\".",
                    hint: hint, at: position)
            }
            referenceIndex = index
        }
        if levels.count == 1 {
            constants[variable.name] = .level
            constantValues[variable.name] = "\"\(levels[0])\""
        }
        var recoded = [Int32](repeating: -1, count: texts.levels.count)
        for (code, index) in kept.enumerated() { recoded[index] = Int32(code) }
        let schema = VariableSchema(
            name: variable.name, kind: .factor, levels: levels, reference: referenceIndex,
            polynomial: nil, range: nil)
        return (schema, .codes(used.map { recoded[Int(texts.codes[$0])] }))
    }

    private mutating func polynomial(
        _ variable: Variable, _ numbers: [Double], _ degree: Int, _ isRaw: Bool
    ) throws(FormulaError) -> (VariableSchema, VariableValues) {
        let learned =
            isRaw
            ? PolynomialBasis(rawDegree: degree)
            : PolynomialBasis(degree: degree, values: numbers)
        guard let basis = learned else {
            throw FormulaError(
                .typeMismatch,
                "\"\(variable.inner)\" has too few distinct values for a polynomial of degree "
                    + "\(degree).", hint: "A polynomial of degree d needs more than d of them.",
                at: variable.inner.position)
        }
        let schema = VariableSchema(
            name: variable.name, kind: .polynomial, levels: [], reference: 0, polynomial: basis,
            range: Self.range(numbers))
        return (schema, .dense(basis.columns(numbers)))
    }

    private static func range(_ numbers: [Double]) -> ClosedRange<Double>? {
        guard let low = numbers.min(), let high = numbers.max() else { return nil }
        return low...high
    }

    /// Says that a term had to be left out, because one of its variables never varies.
    func droppedNotice(_ term: ModelTerms.Term, _ model: ModelTerms, _ schemas: [VariableSchema])
        -> FrameNotice
    {
        let name = model.name(term)
        let causes = term.variables.map { schemas[$0].name }.filter { constants[$0] != nil }
        let said = causes.map { "\"\($0)\" is always \(constantValues[$0] ?? "the same")" }
        return FrameNotice(
            code: "constant_column",
            message: "\(said.joined(separator: " and ")) in the \(used.count) rows used, so "
                + "\"\(name)\" cannot be estimated and is left out.",
            terms: [name])
    }
}
