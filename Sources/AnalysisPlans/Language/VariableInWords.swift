import ModelFormula

/// A variable of a model as a sentence speaks of it.
struct VariableInWords {
    /// The column or expression.
    let name: String
    /// The smallest and largest value of a column of numbers; nil for any other variable.
    let range: ClosedRange<Double>?
    /// Whether it is 1 or 0 in every case.
    let isBinary: Bool
    /// Whether no coefficient of it stands by itself: another term reads one of its columns, or it is
    /// a curve of several.
    let isShared: Bool
    /// The names that its expression reads.
    let reads: Set<String>

    /// The variables of a frame by their names in its terms.
    static func of(_ frame: ModelFrame) -> [String: VariableInWords] {
        var words: [String: VariableInWords] = [:]
        for (index, expression) in frame.model.variables.enumerated() {
            var range: ClosedRange<Double>?
            var isBinary = false
            let schema = frame.schemas[index]
            if schema.kind == .numeric, case .dense(let columns) = frame.values[index],
                let known = schema.range
            {
                range = known
                // What stands for a missing number need be neither.
                isBinary =
                    columns.first?.allSatisfy { $0 == 0 || $0 == 1 || $0 == schema.missingNumber }
                    ?? false
            }
            words[schema.name] = VariableInWords(
                name: ModelTerms.plainName(expression), range: range,
                isBinary: isBinary,
                isShared: frame.model.isShared(index)
                    || schema.kind != .factor && schema.basisWidth > 1,
                reads: expression.names)
        }
        return words
    }
}
