import Distributions

/// Every way to fill one column: counts x in 0...total of each row, with the column's sum.
struct Choices {
    private let totals: [Int]
    private let factorials: [Double]
    private var chosen: [Int]
    /// Σ over the rows before i of -ln x!, and what is left of the column there.
    private var lengths: [Double]
    private var rests: [Int]
    private let capacity: [Int]
    private var started = false
    /// What the choice leaves of each row, sorted.
    private(set) var child: [Int]
    /// -Σ ln x!.
    private(set) var length = 0.0

    init(_ totals: ArraySlice<Int>, _ column: Int, _ factorials: [Double]) {
        self.totals = Array(totals)
        self.factorials = factorials
        let count = totals.count
        chosen = [Int](repeating: 0, count: count)
        child = chosen
        lengths = [Double](repeating: 0, count: count + 1)
        rests = [Int](repeating: column, count: count + 1)
        var capacity = [Int](repeating: 0, count: count + 1)
        for i in stride(from: count - 1, through: 0, by: -1) {
            capacity[i] = capacity[i + 1] + self.totals[i]
        }
        self.capacity = capacity
    }

    /// Goes to the next choice; false after the last.
    mutating func advance() -> Bool {
        let last = totals.count - 1
        var i = 0
        if started {
            // The last row has what the others leave; the one before it counts up first.
            i = last - 1
            while i >= 0 && chosen[i] >= min(totals[i], rests[i]) { i -= 1 }
            if i < 0 { return false }
            choose(chosen[i] + 1, at: i)
            i += 1
        } else {
            started = true
        }
        while i <= last {
            choose(max(0, rests[i] - capacity[i + 1]), at: i)
            i += 1
        }
        length = lengths[last + 1]
        fillChild()
        return true
    }

    @inline(__always)
    private mutating func choose(_ x: Int, at i: Int) {
        chosen[i] = x
        rests[i + 1] = rests[i] - x
        lengths[i + 1] = lengths[i] - factorials[x]
    }

    @inline(__always)
    private mutating func fillChild() {
        for i in totals.indices {
            let rest = totals[i] - chosen[i]
            var place = i
            while place > 0 && child[place - 1] > rest {
                child[place] = child[place - 1]
                place -= 1
            }
            child[place] = rest
        }
    }
}

/// The longest and the shortest of all ways to fill two columns, of which one is given: the other
/// follows from the row totals.
struct TwoColumnEnds {
    let longest: Double
    let shortest: Double

    init(_ totals: ArraySlice<Int>, _ column: Int, _ factorials: [Double]) {
        let totals = Array(totals)
        longest = Self.longest(totals, column, factorials)
        shortest = Self.shortest(totals, column, factorials)
    }

    /// The length is concave in each row's count: from near proportion, units go to where they gain
    /// most, and then from row to row as long as that gains.
    private static func longest(_ totals: [Int], _ column: Int, _ factorials: [Double]) -> Double {
        let sum = totals.reduce(0, +)
        guard sum > 0 else { return 0 }
        var chosen = totals.map { $0 * column / sum }
        // The change of length when row i gets one more: ln (r - x) / (x + 1).
        let gain = { (i: Int) in
            totals[i] > chosen[i]
                ? logarithm(Double(totals[i] - chosen[i]) / Double(chosen[i] + 1))
                : -Double.infinity
        }
        let loss = { (i: Int) in
            chosen[i] > 0
                ? logarithm(Double(totals[i] - chosen[i] + 1) / Double(chosen[i])) : Double.infinity
        }
        let best = { totals.indices.max { gain($0) < gain($1) } ?? 0 }
        for _ in 0..<max(column - chosen.reduce(0, +), 0) { chosen[best()] += 1 }
        for _ in 0..<column {
            let to = best()
            let from = totals.indices.min { loss($0) < loss($1) } ?? 0
            guard from != to, gain(to) > loss(from) + 1e-12 else { break }
            chosen[to] += 1
            chosen[from] -= 1
        }
        return length(totals, chosen, factorials)
    }

    /// A concave function is least at a corner, where all rows but one are full or empty.
    private static func shortest(_ totals: [Int], _ column: Int, _ factorials: [Double]) -> Double {
        var least = Double.infinity
        for between in totals.indices {
            for full in 0..<(1 << totals.count) where full & (1 << between) == 0 {
                var chosen = [Int](repeating: 0, count: totals.count)
                var rest = column
                for i in totals.indices where full & (1 << i) != 0 {
                    chosen[i] = totals[i]
                    rest -= totals[i]
                }
                guard rest >= 0, rest <= totals[between] else { continue }
                chosen[between] = rest
                least = min(least, length(totals, chosen, factorials))
            }
        }
        return least
    }

    private static func length(
        _ totals: [Int], _ chosen: [Int], _ factorials: [Double]
    ) -> Double {
        var sum = 0.0
        for i in totals.indices {
            sum -= factorials[chosen[i]] + factorials[totals[i] - chosen[i]]
        }
        return sum
    }
}

/// Numbers the keys that it is given, 0, 1, 2, ... in the order of their coming.
struct KeyIndex {
    private var keys: [UInt64] = []
    private var slots: [Int32]
    private var mask: Int

    init() {
        slots = [Int32](repeating: -1, count: 64)
        mask = 63
    }

    /// How many keys there are.
    var count: Int { keys.count }

    /// The number of a key, new or not.
    mutating func index(of key: UInt64) -> (index: Int, isNew: Bool) {
        var slot = Self.hash(key) & mask
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if keys[place] == key { return (place, false) }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(truncatingIfNeeded: keys.count)
        keys.append(key)
        if keys.count * 2 > slots.count { grow() }
        return (keys.count - 1, true)
    }

    /// The number of a key; nil where it has none.
    func find(_ key: UInt64) -> Int? {
        var slot = Self.hash(key) & mask
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if keys[place] == key { return place }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private mutating func grow() {
        mask = slots.count * 2 - 1
        slots = [Int32](repeating: -1, count: mask + 1)
        for (place, key) in keys.enumerated() {
            var slot = Self.hash(key) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(truncatingIfNeeded: place)
        }
    }

    @inline(__always)
    private static func hash(_ key: UInt64) -> Int {
        let mixed = key &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (mixed ^ (mixed >> 32)) & 0x7FFF_FFFF_FFFF_FFFF)
    }
}
