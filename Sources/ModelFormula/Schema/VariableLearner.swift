import CKernels
import Tables

/// Learns each variable's levels and scales over the rows used.
struct VariableLearner {
    /// In what way a variable never varies.
    enum Constant { case level, number }

    let used: RowSelection
    /// How many rows are used.
    let usedCount: Int
    /// Whether a factor of nearly a level a row is taken for an identifier; a table of counts may
    /// have one by right.
    let mayHoldIdentifiers: Bool
    /// The cases that each row of the table stands for, where knots, means and polynomials are to
    /// count them; nil for one each.
    let counts: [Double]?
    /// Variables whose rows without a value take part.
    private(set) var states: [MissingState] = []
    private(set) var notices: [FrameNotice] = []
    /// Variables that have the same value in every row used.
    private(set) var constants: [String: Constant] = [:]
    private var constantValues: [String: String] = [:]

    init(used: RowSelection, mayHoldIdentifiers: Bool = true, counts: [Double]? = nil) {
        self.used = used
        usedCount = used.count
        self.counts = counts
        self.mayHoldIdentifiers = mayHoldIdentifiers
    }

    /// Learns from what was counted of rows that lie elsewhere.
    init(usedCount: Int, mayHoldIdentifiers: Bool) {
        used = RowSelection(rows: [], isWhole: false)
        self.usedCount = usedCount
        counts = nil
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

    /// Learns a variable from the rows used that have a value of it.
    ///
    /// - Parameter missing: the rows of the table that take part without a value; nil for none.
    mutating func learn(
        _ variable: Variable, _ values: EvaluatedValues, rowCount: Int, missing: [Bool]? = nil
    ) throws(FormulaError) -> (schema: VariableSchema, values: VariableValues) {
        let missing = missing.flatMap { mask in used.rows.contains { mask[$0] } ? mask : nil }
        switch (variable.request, values) {
        case (.factor(let reference, let position), _):
            return try factor(
                variable, LevelTexts(values, rowCount: rowCount), reference, position, missing)
        case (.asIs, .codes), (.asIs, .text), (.asIs, .numbers(_, .truth)):
            return try factor(variable, LevelTexts(values, rowCount: rowCount), nil, 0, missing)
        default:
            let numbers = try VariableSchema.numbers(values, variable, rowCount)
            return try columns(variable, numbers, missing)
        }
    }

    /// Learns a variable of numbers.
    private mutating func columns(
        _ variable: Variable, _ all: [Double], _ missing: [Bool]?
    ) throws(FormulaError) -> (VariableSchema, VariableValues) {
        let known = missing.map { mask in used.filter { !mask[$0] } } ?? used
        guard known.count > 0 else {
            throw FormulaError(
                .typeMismatch,
                "\"\(variable.inner)\" has no value in any of the \(usedCount) rows used.",
                hint: "Leave it out.", at: variable.inner.position)
        }
        let numbers = known.of(all)
        let counts = counts.map(known.of)
        let first = numbers.first.flatMap { first in
            missing == nil && numbers.allSatisfy { $0 == first } ? first : nil
        }
        let schema = try schema(
            variable, constant: first, range: Self.range(numbers),
            missingNumber: missing == nil ? nil : Self.mean(numbers, counts)
        ) { () throws(FormulaError) in (numbers, counts) }
        keepMissing(
            variable, rows: missing == nil ? 0 : used.count - known.count,
            number: schema.missingNumber)
        let columns = schema.columns(used.of(all), missing: missing.map(used.of))
        guard columns.allSatisfy(\.areFinite) else { throw Self.beyond(variable) }
        return (schema, .dense(columns))
    }

    /// That a polynomial or a spline overflows.
    static func beyond(_ variable: Variable) -> FormulaError {
        FormulaError(
            .typeMismatch,
            "The columns of \"\(variable.name)\" go beyond all numbers that can be held.",
            hint: "Take the logarithm, or another unit.", at: variable.inner.position)
    }

    /// What is learned of a variable of numbers.
    ///
    /// - Parameters:
    ///   - constant: the number that every row used has; nil where they differ.
    ///   - numbers: gives the known numbers, and the cases that each stands for, where a polynomial or
    ///     a spline is learned from them.
    mutating func schema(
        _ variable: Variable, constant: Double?, range: ClosedRange<Double>?,
        missingNumber: Double?,
        numbers: () throws(FormulaError) -> (values: [Double], counts: [Double]?)
    ) throws(FormulaError) -> VariableSchema {
        var polynomial: PolynomialBasis?
        var spline: SplineBasis?
        switch variable.request {
        case .polynomial(let degree, let isRaw):
            let (values, counts) = try numbers()
            polynomial = try Self.polynomial(variable, values, counts, degree, isRaw)
        case .spline(let asked):
            let (values, counts) = try numbers()
            spline = try asked.basis(
                learnedFrom: OrderedSample(values, counts: counts),
                name: variable.inner.description, at: variable.inner.position)
        case .asIs, .factor:
            if let constant {
                constants[variable.name] = .number
                constantValues[variable.name] = Expression.text(constant)
            }
        }
        return VariableSchema(
            name: variable.name,
            kind: polynomial != nil ? .polynomial : spline != nil ? .spline : .numeric,
            polynomial: polynomial, spline: spline, range: range, missingNumber: missingNumber)
    }

    /// x̄ = x₁ + Σ w (x - x₁) / Σ w, which keeps the digits of large numbers.
    static func mean(_ numbers: [Double], _ counts: [Double]?) -> Double {
        var (sum, total) = (0.0, 0.0)
        for row in numbers.indices {
            let count = counts?[row] ?? 1
            // Taken apart, so that opposite extremes do not overflow.
            sum += count * (numbers[row] / 2 - numbers[0] / 2)
            total += count
        }
        let mean = numbers[0] + 2 * (sum / total)
        return mean.isFinite ? mean : numbers[0]
    }

    /// Notes how many rows without a value take part, and as what.
    mutating func keepMissing(_ variable: Variable, rows: Int, number: Double?) {
        guard rows > 0 else { return }
        states.append(
            MissingState(
                variable: variable.name, plainName: variable.inner.description, rows: rows,
                number: number))
    }

    private mutating func factor(
        _ variable: Variable, _ texts: LevelTexts, _ reference: String?, _ position: Int,
        _ missing: [Bool]?
    ) throws(FormulaError) -> (VariableSchema, VariableValues) {
        let known = missing.map { mask in used.filter { !mask[$0] } } ?? used
        let learned = try factor(
            variable, texts.levels, known.counts(of: texts.codes, levels: texts.levels.count),
            reference, position, missingRows: used.count - known.count)
        let recoded = learned.recoded
        if missing == nil, recoded.indices.allSatisfy({ recoded[$0] == $0 }) {
            return (learned.schema, .codes(used.of(texts.codes)))
        }
        let codes = used.rows.map { row in
            missing?[row] == true
                ? Int32(learned.schema.missingLevel ?? -1) : recoded[Int(texts.codes[row])]
        }
        return (learned.schema, .codes(codes))
    }

    /// What is learned of a factor whose levels were counted.
    ///
    /// - Parameters:
    ///   - texts: the levels in order.
    ///   - counts: the rows used that have each.
    ///   - missingRows: the rows used without a value, which take part.
    /// - Returns: the schema, and the code that each of `texts` has by it; -1 for one that is not used.
    mutating func factor(
        _ variable: Variable, _ texts: [String], _ counts: [Int], _ reference: String?,
        _ position: Int, missingRows: Int
    ) throws(FormulaError) -> (schema: VariableSchema, recoded: [Int32]) {
        let kept = texts.indices.filter { counts[$0] > 0 }
        let unused = texts.indices.filter { counts[$0] == 0 }
        // A condition that is never true is a constant, not a factor with a level too many.
        if !unused.isEmpty, kept.count > 1 {
            let names = unused.prefix(5).map { texts[$0] }.joined(separator: ", ")
            notices.append(
                FrameNotice(
                    code: "unused_level",
                    message: "\(unused.count) level\(unused.count == 1 ? "" : "s") of "
                        + "\"\(variable.name)\" \(unused.count == 1 ? "has" : "have") no row among "
                        + "the \(usedCount) used and \(unused.count == 1 ? "is" : "are") left out"
                        + (texts.count <= 50 ? ": \(names)." : "."),
                    terms: [variable.name]))
        }
        var levels = kept.map { texts[$0] }
        if missingRows > 0 {
            if levels.contains(VariableSchema.missingLevel) {
                throw FormulaError(
                    .typeMismatch,
                    "\"\(variable.inner)\" has cells that read \"\(VariableSchema.missingLevel)\", the "
                        + "level that cells without a value would have.",
                    hint: "Read them as missing: --na-words '\(VariableSchema.missingLevel)'.",
                    at: variable.inner.position)
            }
            levels.append(VariableSchema.missingLevel)
        }
        keepMissing(variable, rows: missingRows, number: nil)
        if mayHoldIdentifiers {
            try Self.requireGroups(levels.count, rows: usedCount, variable)
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
        var recoded = [Int32](repeating: -1, count: texts.count)
        for (code, index) in kept.enumerated() { recoded[index] = Int32(code) }
        let missingLevel = missingRows == 0 ? nil : levels.count - 1
        let schema = VariableSchema(
            name: variable.name, kind: .factor, levels: levels, reference: referenceIndex,
            missingLevel: missingLevel)
        return (schema, recoded)
    }

    static func polynomial(
        _ variable: Variable, _ numbers: [Double], _ counts: [Double]?, _ degree: Int,
        _ isRaw: Bool
    ) throws(FormulaError) -> PolynomialBasis {
        let learned =
            isRaw
            ? PolynomialBasis(rawDegree: degree)
            : PolynomialBasis(degree: degree, values: numbers, counts: counts)
        guard let learned else {
            throw FormulaError(
                .typeMismatch,
                "\"\(variable.inner)\" has too few distinct values for a polynomial of degree "
                    + "\(degree).", hint: "A polynomial of degree d needs more than d of them.",
                at: variable.inner.position)
        }
        return learned
    }

    static func range(_ numbers: [Double]) -> ClosedRange<Double>? {
        guard let first = numbers.first else { return nil }
        let moments = numbers.withUnsafeBufferPointer { numbers in
            numbers.baseAddress.map { cw_column_moments(numbers.count, $0, first) }
        }
        guard let moments, moments.lowest <= moments.highest else { return nil }
        return moments.lowest...moments.highest
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
            message: "\(said.joined(separator: " and ")) in the \(usedCount) rows used, so "
                + "\"\(name)\" cannot be estimated and is left out.",
            terms: [name])
    }
}
