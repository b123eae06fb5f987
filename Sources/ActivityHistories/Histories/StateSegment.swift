/// A run of days, both ends included, in one state.
public struct StateSegment: Sendable, Equatable {
    /// The first day, in days since 1970-01-01.
    public let first: Int32
    /// The last day.
    public let last: Int32
    /// The state on each of them.
    public let state: ActivityState
}

/// Which of several activities of one day holds.
public enum OverlapRule: String, Sendable, Codable, CaseIterable {
    /// The one that began last: a new record takes the place of an older one that nobody has ended. Of
    /// several that began on the same day education, employment and training go before NEET.
    case latest
    /// Education, employment, training, re-engagement or custody before NEET and not known: who is
    /// recorded there is not NEET. Of each kind the one that began last.
    case participating
}

/// An activity as it is recorded, with the days that count.
struct Spell {
    var start: Int32
    /// The last day; of an open spell the day of the extract.
    var end: Int32
    var state: ActivityState
    var isOpen: Bool

    /// Whether this holds rather than another that lasts on the same day.
    func goesBefore(_ other: Spell, _ rule: OverlapRule) -> Bool {
        if rule == .participating, state.isElsewhere != other.state.isElsewhere {
            return state.isElsewhere
        }
        if start != other.start { return start > other.start }
        if state != other.state { return state.rank < other.state.rank }
        return end > other.end
    }
}

/// Turns the spells of one person into days of one state each.
struct SpellResolution {
    private let rule: OverlapRule
    private var heap: [Spell] = []

    init(_ rule: OverlapRule) { self.rule = rule }

    /// The segments of spells in order of their start, k spells in O(k log k): at each day the one on
    /// top of the heap holds until it ends or another begins.
    mutating func segments(_ spells: ArraySlice<Spell>) -> [StateSegment] {
        var result: [StateSegment] = []
        heap.removeAll(keepingCapacity: true)
        var next = spells.startIndex
        var day = Int32.min
        while next < spells.endIndex || !heap.isEmpty {
            if heap.isEmpty { day = max(day, spells[next].start) }
            while next < spells.endIndex, spells[next].start <= day {
                push(spells[next])
                next += 1
            }
            guard let top = heap.first else { continue }
            guard top.end >= day else {
                pop()
                continue
            }
            let last = next < spells.endIndex ? min(top.end, spells[next].start - 1) : top.end
            if let before = result.last, before.state == top.state, before.last + 1 == day {
                result[result.count - 1] = StateSegment(
                    first: before.first, last: last, state: top.state)
            } else {
                result.append(StateSegment(first: day, last: last, state: top.state))
            }
            day = last + 1
        }
        return result
    }

    private mutating func push(_ spell: Spell) {
        heap.append(spell)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].goesBefore(heap[parent], rule) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var best = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].goesBefore(heap[best], rule) { best = child }
            }
            guard best != parent else { return }
            heap.swapAt(parent, best)
            parent = best
        }
    }
}
