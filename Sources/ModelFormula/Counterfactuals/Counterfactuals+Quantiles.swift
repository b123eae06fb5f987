import Tables

extension Counterfactuals {
    /// A share that sums of weights come to but for their rounding, in whatever order, is reached.
    static let quantileTie = 1 - 1e-12

    /// Values of a column of numbers or dates at quantiles of the rows, ascending and distinct, as
    /// text: the smallest value that so large a share of the weight does not exceed. Where these are
    /// one, the smallest and the largest.
    ///
    /// - Parameters:
    ///   - column: a column that the right side reads; none for any other.
    ///   - shares: from 0 to 1, ascending.
    ///   - weights: of the rows, in order.
    public func quantiles(of column: String, _ shares: [Double], weights: [Double]) -> [String] {
        guard case .numbers(let numbers, let kind)? = table[column]?.evaluated else { return [] }
        let rows = numbers.indices.filter { !numbers[$0].isNaN && weights[$0] > 0 }
            .sorted { numbers[$0] < numbers[$1] }
        guard let first = rows.first, let last = rows.last else { return [] }
        let total = rows.reduce(0.0) { $0 + weights[$1] }
        var found: [Double] = []
        var (sum, place) = (weights[first], 0)
        for share in shares {
            while sum < share * total * Self.quantileTie, place + 1 < rows.count {
                place += 1
                sum += weights[rows[place]]
            }
            if found.last != numbers[rows[place]] { found.append(numbers[rows[place]]) }
        }
        if found.count < 2 {
            found = numbers[first] < numbers[last] ? [numbers[first], numbers[last]] : []
        }
        return found.compactMap { Self.text($0, isDate: kind == .date) }
    }

    static func text(_ value: Double, isDate: Bool) -> String? {
        let whole = value == value.rounded() && abs(value) < 1e15 ? Int(value) : nil
        guard isDate else { return whole.map { "\($0)" } ?? "\(value)" }
        return whole.flatMap { Int32(exactly: $0) }.map { CalendarDay.text($0) }
    }
}
