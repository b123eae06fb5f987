import Tables

/// The variables of one hypothesis at the rows where all of them have values.
///
/// What a formula asks - outcome, groups, strata - and what stands beside it - a cluster, an
/// exposure, counts - is evaluated once, in this order, and rows are left out by the first that
/// has no value.
public struct HypothesisFrame: Sendable {
    /// The left side; nil for a formula without one.
    public let outcome: HypothesisVariable?
    /// The terms of the right side, before a bare `|`.
    public let groups: [HypothesisVariable]
    /// The variables behind a bare `|`, each a category.
    public let strata: [HypothesisVariable.Factor]
    /// Columns asked for by name as categories, in the order asked.
    public let factors: [HypothesisVariable.Factor]
    /// Columns asked for by name as numbers, in the order asked.
    public let numbers: [HypothesisVariable.Sample]
    /// How many cases each row used stands for; nil where each is one.
    public let frequencies: [Int]?
    /// What each row used weighs, above 0; nil without a column of weights.
    public let weights: [Double]?
    /// The rows used, ascending, as indices into the table.
    public let rows: [Int]
    /// The rows left out, in formula order.
    public let exclusions: [RowExclusion]
    /// The columns read and how many of their rows are missing.
    public let missing: [ColumnMissingness]

    /// The number of rows used.
    public var rowCount: Int { rows.count }
    /// The number of cases: rows, or the sum of their frequencies.
    public var caseCount: Int { frequencies?.reduce(0, +) ?? rows.count }

    /// Evaluates the variables of a formula.
    ///
    /// - Parameters:
    ///   - asked: the formula; each term of its right side is one variable.
    ///   - frequencies: a column of whole numbers: each row stands for that many cases.
    ///   - weights: a column of weights of any size; rows of weight 0 are left out.
    ///   - factors: columns beside the formula that are needed as categories (clusters, ids).
    ///   - numbers: columns beside the formula that are needed as numbers (exposures).
    ///   - toldReal: columns whose kind was told to be real: samples however few their values.
    ///   - isRegression: whether all numbers of the right side are samples, as in a fit.
    /// - Throws: `FormulaError` that names what cannot be had.
    public init(
        _ asked: Formula, table: Table, frequencies: String? = nil, weights: String? = nil,
        factors: [String] = [], numbers: [String] = [], toldReal: Set<String> = [],
        isRegression: Bool = false
    ) throws(FormulaError) {
        let (formula, strata) = try asked.namingBirthDates(in: table).partingStrata
        let evaluator = Evaluator(table: table)
        let references = ColumnReferences(columns: table.names)
        var rows = CompleteRows(table, counting: frequencies)
        var raw: [(variable: Variable, name: String, values: EvaluatedValues)] = []
        let outcomeColumns = try formula.outcome.map { side throws(FormulaError) in
            try references.names(in: side)
        }
        let groups = formula.predictors.summands
        let sides = (formula.outcome.map { [$0] } ?? []) + groups + strata
        for (index, expression) in sides.enumerated() {
            let variable = try Variable(expression)
            if let curve = variable.curve {
                throw FormulaError(
                    .syntax, "A test compares columns and conditions, not \(curve)().",
                    hint: "Use fit for curves.", at: expression.position)
            }
            let name = ModelTerms.plainName(expression)
            if index >= sides.count - strata.count,
                groups.contains(where: { ModelTerms.plainName($0) == name })
            {
                throw FormulaError(
                    .syntax, "\"\(name)\" is what is compared and cannot be held equal too.",
                    hint: "Leave it out behind the bar, or before it.", at: expression.position)
            }
            if index > 0, let outcomeColumns {
                try ModelFrame.requireApart(
                    try references.names(in: variable.inner), outcomeColumns, variable.inner)
            }
            let values = try rows.evaluate(variable.inner, named: variable.name, evaluator)
            raw.append((variable, ModelTerms.plainName(expression), values))
        }
        var beside: [EvaluatedValues] = []
        for name in factors + numbers {
            guard let column = table[name] else {
                throw .noColumn(name, among: table.names)
            }
            rows.exclude(missingFrom: [column])
            beside.append(column.evaluated)
        }
        let counts = try frequencies.map { name throws(FormulaError) in
            try CrossTabulation.frequencies(name, table, &rows)
        }
        let weighed = try weights.map { name throws(FormulaError) in
            try ModelFrame.weights(name, table, &rows)
        }
        let used = rows.used
        guard !used.isEmpty else { throw rows.nothingLeft() }
        self.rows = used
        self.frequencies = counts.map { all in used.map { all[$0] } }
        self.weights = weighed.map { all in used.map { all[$0] } }
        exclusions = rows.exclusions
        missing = rows.missing
        let count = table.rowCount
        var made: [HypothesisVariable] = []
        for (position, item) in raw.enumerated() {
            let isStratum = position >= raw.count - strata.count
            let isSample =
                !isStratum
                && HypothesisVariable.isSample(
                    item.variable, item.values, toldReal, isRegression: isRegression)
            made.append(
                isSample
                    ? .sample(
                        try Self.sample(item.variable, item.name, item.values, used, count))
                    : .factor(
                        try Self.factor(
                            item.variable, item.name, LevelTexts(item.values, rowCount: count),
                            item.values, used, isCounted: counts != nil)))
        }
        outcome = formula.outcome == nil ? nil : made.removeFirst()
        self.groups = Array(made.prefix(groups.count))
        self.strata = made.dropFirst(groups.count).compactMap(\.factor)
        var factorsMade: [HypothesisVariable.Factor] = []
        var numbersMade: [HypothesisVariable.Sample] = []
        for (index, name) in (factors + numbers).enumerated() {
            let variable = try Variable(Expression(node: .name(name), position: 1))
            if index < factors.count {
                factorsMade.append(
                    try Self.factor(
                        variable, name, LevelTexts(beside[index], rowCount: count),
                        beside[index], used, isCounted: true))
            } else {
                numbersMade.append(
                    try Self.sample(variable, name, beside[index], used, count))
            }
        }
        self.factors = factorsMade
        self.numbers = numbersMade
    }

    private static func sample(
        _ variable: Variable, _ plainName: String, _ values: EvaluatedValues, _ used: [Int],
        _ rowCount: Int
    ) throws(FormulaError) -> HypothesisVariable.Sample {
        let all = try VariableSchema.numbers(values, variable, rowCount)
        return HypothesisVariable.Sample(
            name: variable.name, plainName: plainName, values: used.map { all[$0] },
            isDate: values.isDate)
    }

    private static func factor(
        _ variable: Variable, _ plainName: String, _ texts: LevelTexts,
        _ values: EvaluatedValues, _ used: [Int], isCounted: Bool
    ) throws(FormulaError) -> HypothesisVariable.Factor {
        var holds = [Bool](repeating: texts.levels.count == 2, count: texts.levels.count)
        for row in used { holds[Int(texts.codes[row])] = true }
        let kept = holds.indices.filter { holds[$0] }
        if !isCounted { try VariableLearner.requireGroups(kept.count, rows: used.count, variable) }
        var newCode = [Int32](repeating: -1, count: holds.count)
        for (code, level) in kept.enumerated() { newCode[level] = Int32(code) }
        let levels = kept.map { texts.levels[$0] }
        let isNumber: Bool
        if case .numbers(_, .number) = values { isNumber = true } else { isNumber = false }
        let reference = try CrossTabulation.reference(variable, levels)
        let isNamed: Bool
        if case .factor(.some, _) = variable.request { isNamed = true } else { isNamed = false }
        return HypothesisVariable.Factor(
            name: variable.name, plainName: plainName, levels: levels,
            codes: used.map { newCode[Int(texts.codes[$0])] },
            scores: isNumber ? levels.compactMap { Double($0) } : nil,
            reference: levels.firstIndex(of: reference) ?? 0, isReferenceNamed: isNamed,
            event: levels.count == 2
                ? BinaryOutcome.eventIndex(levels, among: [0, 1]) : nil,
            unusedLevels: holds.indices.filter { !holds[$0] }.map { texts.levels[$0] })
    }
}
