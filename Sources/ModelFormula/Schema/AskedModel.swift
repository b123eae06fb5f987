import Tables

/// A regression's formula taken apart by the names of columns alone, before a value is looked at.
struct AskedModel {
    /// The left side.
    let outcome: Expression
    /// The terms.
    let model: ModelTerms
    /// The variables of the terms.
    let variables: [Variable]
    /// The columns that the right side reads, some of them perhaps more than once.
    let predictors: [String]
    /// The columns that the left side reads.
    let outcomeColumns: [String]

    /// - Parameters:
    ///   - formula: a formula in which every `age_at()` names its column.
    ///   - columns: the names of the data, in file order.
    ///   - trials: the column of trials.
    init(_ formula: Formula, columns: [String], trials: String?) throws(FormulaError) {
        guard let outcome = formula.outcome else {
            throw FormulaError(
                .syntax, "The formula has no outcome.", hint: "As in neet ~ absence.", at: 1)
        }
        self.outcome = outcome
        let references = ColumnReferences(columns: columns)
        outcomeColumns = try references.names(in: outcome) + (trials.map { [$0] } ?? [])
        model = try ModelTerms(formula, columns: columns, used: Set(outcomeColumns))
        variables = try model.variables.map { expression throws(FormulaError) in
            try Variable(expression)
        }
        var predictors: [String] = []
        for expression in variables.map(\.inner) + model.offsets {
            let names = try references.names(in: expression)
            try ModelFrame.requireApart(names, outcomeColumns, expression)
            predictors += names
        }
        self.predictors = predictors
    }
}

extension VariableLearner {
    /// The terms that say nothing: all that varies in them is a term of its own. Without an
    /// intercept a constant number other than 0 is one, and stays.
    func saysNothing(of model: ModelTerms, _ schemas: [VariableSchema]) -> [ModelTerms.Term] {
        model.terms.filter { term in
            let varying = term.variables.filter { constants[schemas[$0].name] == nil }
            if varying.count == term.variables.count { return false }
            return varying.isEmpty
                ? model.hasIntercept || constants[schemas[term.variables[0]].name] == .level
                : model.terms.contains(ModelTerms.Term(variables: varying))
        }
    }
}
