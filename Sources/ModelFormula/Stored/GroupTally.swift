import Tables

/// Groups that effects are told of apart, of rows in a scratch file.
public struct StoredGroups: Sendable {
    /// The column, or the expression of columns.
    public let name: String
    /// The levels that occur in the data, in order; both of two, whatever occurs.
    public let levels: [String]
    /// How many of the rows used are of each.
    public let usedCounts: [Int]
    /// Why they cannot be had; nil where they can.
    public let refusal: FormulaError?
    /// The level of each code that is written and 1, -1 for none.
    let levelOfCode: [Int32]
}

/// The levels of groups as they are met, run after run, as `LevelColumns` has them of all rows at once.
struct GroupTally {
    let text: String
    /// Their rows, used or not.
    private var levels = LevelTally()
    private var usedCounts: [Int] = []
    /// The numbers so far, of which many make a sample and not a category.
    private var distinct: Set<Double> = []
    private var refusal: FormulaError?

    init(_ text: String) { self.text = text }

    /// The levels met so far.
    var levelCount: Int { levels.count }

    /// Counts a run, and returns what is written of the rows used: the code of a level and 1, 0 for none.
    mutating func add(_ table: Table, used: [Int]) -> [Double] {
        if refusal == nil {
            do throws(FormulaError) { return try codes(table, used) } catch { refusal = error }
        }
        return [Double](repeating: 0, count: used.count)
    }

    private mutating func codes(_ table: Table, _ used: [Int]) throws(FormulaError) -> [Double] {
        let expression = try LevelColumns.expression(text, in: table)
        let variable = try Variable(expression)
        let values = try Evaluator(table: table).values(variable.inner)
        let isNumbers =
            if case .name(let name) = variable.inner.unwrapped.node, let column = table[name] {
                column.isNumbers
            } else { true }
        if isNumbers {
            if HypothesisVariable.isSample(variable, values, []) { throw LevelColumns.sample(text) }
            if case .factor = variable.request {
            } else if case .numbers(let numbers, let kind) = values, kind != .truth {
                distinct.formUnion(numbers.lazy.filter { !$0.isNaN })
                guard distinct.count <= CrossTabulation.mostNumericLevels else {
                    throw LevelColumns.sample(text)
                }
            }
        }
        var codes = levels.codes(values, rowCount: table.rowCount)
        if case .numbers(let numbers, _) = values {
            for row in codes.indices where !numbers[row].isFinite { codes[row] = -1 }
        }
        for code in codes where code >= 0 { levels.count(code) }
        usedCounts += [Int](repeating: 0, count: levels.count - usedCounts.count)
        for row in used where codes[row] >= 0 { usedCounts[Int(codes[row])] += 1 }
        return used.map { Double(codes[$0] + 1) }
    }

    /// What there is once all runs were counted.
    var finished: StoredGroups {
        let kept = levels.order.filter { levels.count == 2 || levels.counts[$0] > 0 }
        var levelOfCode = [Int32](repeating: -1, count: levels.count + 1)
        for (place, code) in kept.enumerated() { levelOfCode[code + 1] = Int32(place) }
        return StoredGroups(
            name: text, levels: kept.map(levels.text), usedCounts: kept.map { usedCounts[$0] },
            refusal: refusal, levelOfCode: levelOfCode)
    }
}
