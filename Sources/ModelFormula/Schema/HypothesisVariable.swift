import Tables

/// A variable of a hypothesis at the rows used: a category or a sample of numbers.
public enum HypothesisVariable: Sendable {
    /// Levels, one code a row.
    case factor(Factor)
    /// A number a row.
    case sample(Sample)

    /// A category.
    public struct Factor: Sendable {
        /// The variable as the formula writes it.
        public let name: String
        /// The column or expression inside: `sen` for `C(sen, ref = "none")`.
        public let plainName: String
        /// The levels in order that occur in the rows used; both of two, whatever occurs.
        public let levels: [String]
        /// An index into `levels` for each row used.
        public let codes: [Int32]
        /// The numbers that the levels are; nil where they are texts.
        public let scores: [Double]?
        /// The level that `C(x, ref = "...")` names, else the first.
        public let reference: Int
        /// Whether the formula names the reference.
        public let isReferenceNamed: Bool
        /// Which of two levels is the event: 1, true or yes, else the second; nil unless there
        /// are two.
        public let event: Int?
        /// Levels of the column that occur in no row used.
        public let unusedLevels: [String]
    }

    /// A sample of numbers.
    public struct Sample: Sendable {
        /// The variable as the formula writes it.
        public let name: String
        /// The column or expression inside.
        public let plainName: String
        /// A finite number for each row used.
        public let values: [Double]
        /// Whether the numbers are days since 1970-01-01.
        public let isDate: Bool
    }

    /// The variable as the formula writes it.
    public var name: String {
        switch self {
        case .factor(let factor): factor.name
        case .sample(let sample): sample.name
        }
    }

    /// The category that this is; nil for a sample.
    public var factor: Factor? {
        guard case .factor(let factor) = self else { return nil }
        return factor
    }

    /// The sample that this is; nil for a category.
    public var sample: Sample? {
        guard case .sample(let sample) = self else { return nil }
        return sample
    }

    /// Whether an expression is a category or a sample in a test: numbers with at most ten distinct
    /// whole values, conditions, text and whatever stands in `C()` are categories.
    ///
    /// - Parameter toldReal: columns whose kind was told to be real: samples however few their
    ///   values.
    /// - Throws: `FormulaError` where the expression cannot be evaluated.
    public static func isSample(
        _ expression: Expression, in table: Table, toldReal: Set<String> = []
    ) throws(FormulaError) -> Bool {
        let variable = try Variable(expression)
        if case .factor = variable.request { return false }
        if case .name(let name) = variable.inner.unwrapped.node, let column = table[name],
            !column.isNumbers
        {
            return false
        }
        let values = try Evaluator(table: table).values(variable.inner)
        return isSample(variable, values, toldReal)
    }

    static func isSample(
        _ variable: Variable, _ values: EvaluatedValues, _ toldReal: Set<String>,
        isRegression: Bool = false
    ) -> Bool {
        if case .factor = variable.request { return false }
        guard case .numbers(let numbers, let kind) = values, kind != .truth else { return false }
        if isRegression { return true }
        if case .name(let name) = variable.inner.unwrapped.node, toldReal.contains(name) {
            return true
        }
        var distinct: Set<Double> = []
        for number in numbers where !number.isNaN {
            if kind == .number, number != number.rounded() { return true }
            if distinct.insert(number).inserted,
                distinct.count > CrossTabulation.mostNumericLevels
            {
                return true
            }
        }
        return false
    }
}

extension Column {
    /// Whether the values are numbers or dates.
    var isNumbers: Bool {
        switch values {
        case .integer, .real, .date: true
        case .boolean, .category: false
        }
    }
}
