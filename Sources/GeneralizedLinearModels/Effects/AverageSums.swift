import Distributions

/// What means over rows are made of, of all rows and of each group: sums, which runs of rows add to one
/// after the other.
struct AverageSums: Sendable {
    /// The sums over all rows, or over those of a group.
    struct Part: Sendable {
        /// Σ w.
        var total = CompensatedSum()
        /// Σ w m, with m what is averaged.
        var sum = CompensatedSum()
        /// Its derivatives by the coefficients.
        var gradient: [Double]
        /// Rows that have no finite m, and why the first has none.
        var openCount = 0
        var reason: String?
    }

    /// All rows, then each group.
    private(set) var parts: [Part]

    init(parts: [Part]) { self.parts = parts }

    /// Adds the sums of the rows that follow.
    mutating func add(_ other: AverageSums) {
        for (place, own) in other.parts.enumerated() {
            parts[place].total.add(own.total.value)
            parts[place].sum.add(own.sum.value)
            for column in own.gradient.indices {
                parts[place].gradient[column] += own.gradient[column]
            }
            parts[place].reason = parts[place].reason ?? own.reason
            if parts[place].reason == own.reason { parts[place].openCount += own.openCount }
        }
    }

    /// The means.
    var answers: [RowAverages.Answer] {
        parts.map { part in
            let total = part.total.value
            guard total > 0 else { return .failure(OpenAverage(note: "No row is in this group.")) }
            if let reason = part.reason {
                let rows = part.openCount
                return .failure(
                    OpenAverage(
                        note: "\(reason) (\(rows) row\(rows == 1 ? "" : "s")), so this has no "
                            + "finite estimate."))
            }
            let value = part.sum.value / total
            let gradient = part.gradient.map { $0 / total }
            guard value.isFinite, gradient.allSatisfy(\.isFinite) else {
                return .failure(OpenAverage(note: "The figures run out of the range of numbers."))
            }
            return .success(RowAverage(value: value, gradient: gradient))
        }
    }
}
