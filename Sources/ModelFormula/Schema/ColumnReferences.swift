import Tables

/// Finds the columns that an expression reads, in the order in which it names them.
struct ColumnReferences {
    let columns: [String]
    private let positions: [String: Int]

    init(columns: [String]) {
        self.columns = columns
        positions = Dictionary(
            columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The distinct columns of an expression.
    ///
    /// - Throws: `FormulaError` for a name that is no column.
    func names(in expression: Expression) throws(FormulaError) -> [String] {
        var found: [String] = []
        try collect(expression, into: &found)
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    private func collect(_ expression: Expression, into found: inout [String])
        throws(FormulaError)
    {
        switch expression.node {
        case .name(let name):
            if positions[name] != nil {
                found.append(name)
            } else if Evaluator.truthWords[name] == nil {
                throw unknown(name, expression)
            }
        case .call("count_equal", let arguments):
            guard let first = arguments.first else { return }
            found += try range(first.value)
            // The value that is counted may be a column as well.
            for argument in arguments.dropFirst() { try collect(argument.value, into: &found) }
        case .call(_, let arguments):
            for argument in arguments { try collect(argument.value, into: &found) }
        case .negative(let operand), .not(let operand), .parentheses(let operand):
            try collect(operand, into: &found)
        case .binary(_, let left, let right):
            try collect(left, into: &found)
            try collect(right, into: &found)
        case .number, .text, .dot: break
        }
    }

    /// The columns that `a`, `a:c` (all from a to c in file order) or `c(a, b)` name.
    func range(_ expression: Expression) throws(FormulaError) -> [String] {
        switch expression.unwrapped.node {
        case .name(let name):
            return [columns[try position(name, expression.unwrapped)]]
        case .binary(.interact, let left, let right):
            guard case .name(let first) = left.node, case .name(let last) = right.node else {
                break
            }
            let (from, to) = (try position(first, left), try position(last, right))
            guard from <= to else {
                throw FormulaError(
                    .syntax, "\"\(first)\" stands after \"\(last)\" in the file.",
                    hint: "Turn the range round: \(right):\(left).", at: expression.position)
            }
            return Array(columns[from...to])
        case .call("c", let arguments):
            var names: [String] = []
            for argument in arguments { names += try range(argument.value) }
            return names
        default: break
        }
        throw FormulaError(
            .syntax, "This place names columns.",
            hint: "One column, a range (Jul.93:Jun.99) or a list (c(a, b)).",
            at: expression.position)
    }

    private func position(_ name: String, _ expression: Expression) throws(FormulaError) -> Int {
        guard let index = positions[name] else { throw unknown(name, expression) }
        return index
    }

    private func unknown(_ name: String, _ expression: Expression) -> FormulaError {
        FormulaError(
            .unknownColumn, "There is no column named \"\(name)\".",
            hint: NearestNames.hint(for: name, among: columns), at: expression.position)
    }
}
