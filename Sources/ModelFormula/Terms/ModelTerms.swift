/// What a formula's right side asks for: an intercept, terms in order, and offsets.
public struct ModelTerms: Sendable, Equatable {
    /// A set of variables whose product enters the model; a single one is a main effect.
    public struct Term: Sendable, Equatable, Hashable {
        /// Indices into `variables`, ascending.
        public let variables: [Int]

        /// Whether every variable of another term is also in this one.
        public func contains(_ other: Term) -> Bool {
            other.variables.allSatisfy(variables.contains)
        }
    }

    /// More variables in a term than anyone could read or fit.
    static let mostVariables = 10

    /// Whether a constant is part of the model.
    public var hasIntercept: Bool
    /// The terms, main effects first, then by the number of variables.
    public var terms: [Term]
    /// The distinct variables of the terms in order of appearance.
    public let variables: [Expression]
    /// Expressions that are added to the linear predictor as they are.
    public let offsets: [Expression]

    /// The name of a term: its variables joined by `:`.
    public func name(_ term: Term) -> String {
        term.variables.map { Self.variableName(variables[$0]) }.joined(separator: ":")
    }

    /// Whether more than one term reads a column that a variable reads: an interaction, or a column
    /// beside its square.
    public func isShared(_ variable: Int) -> Bool {
        // TRUE, as in ns(x, 3, intercept = TRUE), is no column.
        let own = variables[variable].names.subtracting(Evaluator.truthWords.keys)
        return terms.filter { term in
            term.variables.contains { !variables[$0].names.isDisjoint(with: own) }
        }.count > 1
    }

    /// The column or expression inside a variable: `sen` for `C(sen, ref = "none")`.
    public static func plainName(_ expression: Expression) -> String {
        guard case .call(let function, let arguments) = expression.node,
            ["C", "I"].contains(function), let first = arguments.first
        else { return variableName(expression) }
        return first.value.description
    }

    /// The name of a variable; a condition stands in parentheses.
    public static func variableName(_ expression: Expression) -> String {
        let inner = expression.unwrapped
        return inner.isCondition ? "(\(inner))" : inner.description
    }
}

extension ModelTerms {
    /// Multiplies out the right side of a formula.
    ///
    /// - Parameters:
    ///   - formula: the formula.
    ///   - columns: the columns of the data in file order, which `.` stands for.
    ///   - used: the columns of the outcome, which `.` leaves out.
    public init(_ formula: Formula, columns: [String], used: Set<String>) throws(FormulaError) {
        var expansion = TermExpansion(dotColumns: columns.filter { !used.contains($0) })
        try expansion.sum(formula.predictors, isSubtracted: false)
        var seen: Set<Term> = []
        let distinct = expansion.terms.filter { seen.insert($0).inserted }
        hasIntercept = distinct.contains { $0.variables.isEmpty }
        // A variable that was taken away again is not read: its gaps put no row out.
        let named = Set(distinct.flatMap(\.variables)).sorted()
        let indexOf = Dictionary(uniqueKeysWithValues: named.enumerated().map { ($1, $0) })
        terms = distinct.filter { !$0.variables.isEmpty }.enumerated().sorted {
            let (a, b) = ($0.element.variables.count, $1.element.variables.count)
            return a != b ? a < b : $0.offset < $1.offset
        }.map { Term(variables: $0.element.variables.compactMap { indexOf[$0] }) }
        variables = named.map { expansion.variables[$0] }
        offsets = expansion.offsets
    }
}
