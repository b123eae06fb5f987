/// Which pairs of needs no case can have both of: one variable in several columns, as "male" and
/// "female", or one column an area.
///
/// Two needs of different columns exclude each other where no case has both, and either every case
/// has one of them, or five or more would have both by chance.
struct ExclusiveNeeds {
    private let count: Int
    private let isExclusive: [Bool]

    /// Whether two needs exclude each other.
    subscript(i: Int, j: Int) -> Bool { isExclusive[i * count + j] }

    init(_ items: [NeedItem]) {
        count = items.count
        var found = [Bool](repeating: false, count: items.count * items.count)
        for i in items.indices {
            for j in items.indices where j > i && items[i].column != items[j].column {
                if Self.exclude(items[i], items[j]) {
                    found[i * items.count + j] = true
                    found[j * items.count + i] = true
                }
            }
        }
        isExclusive = found
    }

    private static func exclude(_ a: NeedItem, _ b: NeedItem) -> Bool {
        guard PatternCounter.count(a.has, b.has) == 0 else { return false }
        // Cases where both are known; no case beyond the last one is.
        let known: [UInt64]?
        switch (a.known, b.known) {
        case (let one?, let other?): known = zip(one, other).map { $0 & $1 }
        case (let one?, nil): known = one
        case (nil, let other): known = other
        }
        let (first, second) = (
            PatternCounter.count(a.has, known), PatternCounter.count(b.has, known)
        )
        guard first > 0, second > 0 else { return false }
        let all = known.map { PatternCounter.count($0) } ?? a.rows
        return first + second == all
            || Double(first) * Double(second) / Double(max(all, 1))
                >= ScreeningOptions.exclusiveFrom
    }

    /// Columns of which each excludes each other, gathered from the first on; each in one group.
    func groups(of items: [NeedItem]) -> [[String]] {
        var groups: [[Int]] = []
        for place in items.indices {
            if let home = groups.firstIndex(where: { $0.allSatisfy { self[$0, place] } }) {
                groups[home].append(place)
            } else {
                groups.append([place])
            }
        }
        return groups.filter { $0.count > 1 }.map { $0.map { items[$0].column } }
    }
}
