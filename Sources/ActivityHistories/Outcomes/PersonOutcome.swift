/// A yes or no that may not be known: what it would be were all that is not known not NEET, and what
/// were all of it NEET.
public struct BoundedAnswer: Sendable, Equatable {
    /// The answer were nobody NEET whose state is not known: the best case.
    public let best: Bool
    /// The answer were everybody NEET whose state is not known: the worst case; true where `best` is.
    public let worst: Bool

    /// An answer with its bounds.
    public init(best: Bool, worst: Bool) {
        self.best = best
        self.worst = best || worst
    }

    /// The answer where what is not known does not change it, else nil: the missing rule of every
    /// outcome.
    public var observed: Bool? { best == worst ? best : nil }
}

/// What came of one person.
public struct PersonOutcome: Sendable, Equatable {
    /// The state on the day asked for; nil where no day was asked for.
    public internal(set) var stateAt: ActivityState?
    /// NEET on that day.
    public internal(set) var neetAt: BoundedAnswer?
    /// NEET at any time within the window; nil without a window.
    public internal(set) var ever: BoundedAnswer?
    /// NEET for six months or more of the window in all; nil where it is shorter.
    public internal(set) var sixMonths: BoundedAnswer?
    /// NEET for six months or more in one run; nil where the window is shorter.
    public internal(set) var sixMonthsRun: BoundedAnswer?
    /// The months of the window known to be NEET.
    public internal(set) var neetMonths = 0.0
    /// The months of the window whose state is not known.
    public internal(set) var notKnownMonths = 0.0
    /// The longest run of months known to be NEET.
    public internal(set) var longestRun = 0.0
    /// The longest run were every month NEET that is not known.
    public internal(set) var longestRunWorst = 0.0
}

extension ActivityHistories {
    /// The state of a person on a day; not known where nothing is recorded.
    public func state(of person: Int, on day: Int32) -> ActivityState {
        let segments = self.segments[person]
        var (low, high) = (0, segments.count)
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].last < day { low = middle + 1 } else { high = middle }
        }
        guard low < segments.count, segments[low].first <= day else { return .notKnown }
        return segments[low].state
    }

    /// What came of each person, in the order of `persons`.
    public func outcomes(_ definition: OutcomeDefinition) -> [PersonOutcome] {
        persons.indices.map { outcome(of: $0, definition) }
    }

    private func outcome(of person: Int, _ definition: OutcomeDefinition) -> PersonOutcome {
        var outcome = PersonOutcome()
        if let at = definition.at {
            let state = state(of: person, on: at)
            outcome.stateAt = state
            outcome.neetAt = BoundedAnswer(
                best: state == .neet, worst: state == .neet || state == .notKnown)
        }
        guard let window = definition.window else { return outcome }
        var count = StateCount()
        if definition.months == .monthEnd {
            countMonthEnds(person, definition.monthEnds, into: &count)
        } else {
            countDays(person, window, into: &count)
        }
        let unit = definition.months == .monthEnd ? 1 : MonthRule.daysPerMonth
        outcome.neetMonths = Double(count.neet) / unit
        outcome.notKnownMonths = Double(count.notKnown) / unit
        outcome.longestRun = Double(count.longest) / unit
        outcome.longestRunWorst = Double(count.longestWorst) / unit
        outcome.ever = BoundedAnswer(best: count.neet > 0, worst: count.neet + count.notKnown > 0)
        guard definition.canBeLong else { return outcome }
        let long = OutcomeDefinition.longMonths
        outcome.sixMonths = BoundedAnswer(
            best: outcome.neetMonths >= long,
            worst: Double(count.neet + count.notKnown) / unit >= long)
        outcome.sixMonthsRun = BoundedAnswer(
            best: outcome.longestRun >= long, worst: outcome.longestRunWorst >= long)
        return outcome
    }

    private func countMonthEnds(_ person: Int, _ ends: [Int32], into count: inout StateCount) {
        let segments = self.segments[person]
        var index = 0
        for day in ends {
            while index < segments.count, segments[index].last < day { index += 1 }
            let isRecorded = index < segments.count && segments[index].first <= day
            count.add(isRecorded ? segments[index].state : .notKnown, 1)
        }
    }

    private func countDays(
        _ person: Int, _ window: ClosedRange<Int32>, into count: inout StateCount
    ) {
        var day = Int(window.lowerBound)
        let end = Int(window.upperBound)
        for segment in segments[person] where Int(segment.last) >= day && Int(segment.first) <= end
        {
            let first = max(Int(segment.first), day)
            count.add(.notKnown, first - day)
            let last = min(Int(segment.last), end)
            count.add(segment.state, last - first + 1)
            day = last + 1
        }
        count.add(.notKnown, end - day + 1)
    }
}

/// Counts months or days by state as they come, and the longest runs.
private struct StateCount {
    private(set) var neet = 0
    private(set) var notKnown = 0
    private(set) var longest = 0
    private(set) var longestWorst = 0
    private var run = 0
    private var runWorst = 0

    mutating func add(_ state: ActivityState, _ count: Int) {
        guard count > 0 else { return }
        switch state {
        case .neet:
            neet += count
            run += count
            runWorst += count
        case .notKnown:
            notKnown += count
            run = 0
            runWorst += count
        default: (run, runWorst) = (0, 0)
        }
        longest = max(longest, run)
        longestWorst = max(longestWorst, runWorst)
    }
}
