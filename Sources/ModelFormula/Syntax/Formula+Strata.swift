extension Formula {
    /// The formula before a bare `|` and the variables behind it: `y ~ g | a + b` compares `y`
    /// between the levels of `g` within each combination of `a` and `b`.
    ///
    /// A `|` in parentheses is "or" and parts nothing; without a bare one there are no strata.
    public var partingStrata: (formula: Formula, strata: [Expression]) {
        guard case .binary(.or, let left, let right) = predictors.node else { return (self, []) }
        return (
            Formula(outcome: outcome, predictors: left, source: source), right.summands
        )
    }
}

extension Expression {
    /// The operands of a sum, from left to right; the expression itself where it is none.
    public var summands: [Expression] {
        guard case .binary(.add, let left, let right) = node else { return [self] }
        return left.summands + right.summands
    }
}
