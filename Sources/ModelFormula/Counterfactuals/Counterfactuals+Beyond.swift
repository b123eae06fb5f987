import Tables

/// Rows as a change makes them, and how far it takes them from what the model has seen.
public struct ChangedRows: Sendable {
    /// A variable with values beyond those that the model was learned from.
    public struct Beyond: Sendable {
        /// The variable as the formula writes it.
        public let variable: String
        /// The smallest value that it was learned from, as text.
        public let low: String
        /// The largest.
        public let high: String
        /// Whether a row lies beyond, one a row.
        public let isBeyond: [Bool]
    }

    /// The rows of the design.
    public let rows: DesignRows
    /// The variables of which a changed value lies beyond, in the formula's order.
    public let beyond: [Beyond]
}

extension Counterfactuals {
    /// The rows at which a variable of numbers lies beyond all that it was learned from; nil where none
    /// does, and for a factor, which knows its levels or has none.
    func beyond(_ index: Int, _ values: EvaluatedValues) throws(FormulaError)
        -> ChangedRows.Beyond?
    {
        let schema = specification.schemas[index]
        guard let range = schema.range else { return nil }
        let numbers = try VariableSchema.numbers(values, variables[index], frame.rowCount)
        let isBeyond = numbers.map { $0.isFinite && !range.contains($0) }
        guard isBeyond.contains(true) else { return nil }
        var isDate = false
        if case .numbers(_, .date) = values { isDate = true }
        func text(_ end: Double) -> String { Self.text(end, isDate: isDate) ?? "\(end)" }
        return ChangedRows.Beyond(
            variable: schema.name, low: text(range.lowerBound), high: text(range.upperBound),
            isBeyond: isBeyond)
    }
}
