import Distributions

/// Two numbers of each case: every distinct pair in increasing order, with how many cases have it.
public struct NumberPairs: Sendable, Hashable {
    /// The first numbers, ascending.
    public let x: [Double]
    /// The second numbers, ascending where the first are equal.
    public let y: [Double]
    /// How many cases have each pair; all above 0.
    public let counts: [Int]
    /// How many cases there are in all.
    public let count: Int

    /// The cases, in any order.
    ///
    /// - Parameter weights: how many cases each pair stands for; one each if nil.
    /// - Throws: as `Sample`.
    public init(x: [Double], y: [Double], weights: [Int]? = nil) throws(SampleError) {
        guard x.count == y.count else { throw .shape(values: x.count, weights: y.count) }
        if let weights, weights.count != x.count {
            throw .shape(values: x.count, weights: weights.count)
        }
        for value in x where !value.isFinite { throw .notFinite("\(value)") }
        for value in y where !value.isFinite { throw .notFinite("\(value)") }
        if let weights, let wrong = weights.first(where: { $0 < 0 }) {
            throw .negativeWeight(wrong)
        }
        var order = Array(x.indices)
        if let weights { order.removeAll { weights[$0] == 0 } }
        order.sort { x[$0] < x[$1] || (x[$0] == x[$1] && y[$0] < y[$1]) }
        var (first, second): ([Double], [Double]) = ([], [])
        var (counts, total): ([Int], Int) = ([], 0)
        for index in order {
            let weight = weights?[index] ?? 1
            let (sum, overflow) = total.addingReportingOverflow(weight)
            guard !overflow, sum <= Sample.mostCases else { throw .tooManyCases }
            total = sum
            if first.last == x[index], second.last == y[index] {
                counts[counts.count - 1] += weight
            } else {
                first.append(x[index] + 0)
                second.append(y[index] + 0)
                counts.append(weight)
            }
        }
        self.x = first
        self.y = second
        self.counts = counts
        count = total
    }

    /// The pairs' places among the distinct y, from 0, and how many cases have each y.
    var rowsOfY: (places: [Int], counts: [Int]) {
        let order = y.indices.sorted { y[$0] < y[$1] }
        var (places, sizes) = ([Int](repeating: 0, count: y.count), [Int]())
        var last: Double?
        for index in order {
            if last != y[index] {
                sizes.append(0)
                last = y[index]
            }
            sizes[sizes.count - 1] += counts[index]
            places[index] = sizes.count - 1
        }
        return (places, sizes)
    }

    /// How many cases have each x, ascending.
    var countsOfX: [Int] {
        var sizes: [Int] = []
        var last: Double?
        for (value, count) in zip(x, counts) {
            if last != value {
                sizes.append(0)
                last = value
            }
            sizes[sizes.count - 1] += count
        }
        return sizes
    }

    /// The pairs of midranks: of each x among all, and of each y.
    var ranks: NumberPairs {
        let (places, sizes) = rowsOfY
        let (rankX, rankY) = (midranks(countsOfX), midranks(sizes))
        var place = -1
        var last: Double?
        let first = x.map { value in
            if last != value {
                place += 1
                last = value
            }
            return rankX[place]
        }
        return NumberPairs(first, places.map { rankY[$0] }, counts, count)
    }

    private init(_ x: [Double], _ y: [Double], _ counts: [Int], _ count: Int) {
        self.x = x
        self.y = y
        self.counts = counts
        self.count = count
    }

    private func midranks(_ sizes: [Int]) -> [Double] {
        var before = 0
        return sizes.map { size in
            defer { before += size }
            return Double(before) + Double(size + 1) / 2
        }
    }
}
