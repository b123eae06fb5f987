import ModelFormula

/// A variable of a model as a sentence speaks of it.
struct VariableInWords {
    /// The column or expression.
    let name: String
    /// The smallest and largest value of a column of numbers; nil for any other variable.
    let range: ClosedRange<Double>?
    /// Whether it is 1 or 0 in every case.
    let isBinary: Bool
    /// Whether another term reads one of its columns, so that it cannot change alone.
    let isShared: Bool

    /// The variables of a frame by their names in its terms.
    static func of(_ frame: ModelFrame) -> [String: VariableInWords] {
        var words: [String: VariableInWords] = [:]
        for (index, expression) in frame.model.variables.enumerated() {
            var range: ClosedRange<Double>?
            var isBinary = false
            if frame.schemas[index].kind == .numeric,
                case .dense(let columns) = frame.values[index],
                let low = columns.first?.min(), let high = columns.first?.max()
            {
                range = low...high
                isBinary = columns.allSatisfy { $0.allSatisfy { $0 == 0 || $0 == 1 } }
            }
            words[frame.schemas[index].name] = VariableInWords(
                name: ModelTerms.plainName(expression), range: range,
                isBinary: isBinary,
                isShared: frame.model.isShared(index))
        }
        return words
    }
}
