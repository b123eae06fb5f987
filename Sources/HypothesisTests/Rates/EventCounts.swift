import Distributions

/// The events of one group of cases, each with the exposure in which they happened: every distinct
/// pair of count and exposure, with how many cases have it.
public struct EventCounts: Sendable, Hashable {
    /// A count of events in an exposure, and how many cases have both.
    public struct Pattern: Sendable, Hashable {
        /// The events of each of these cases.
        public let events: Int
        /// The exposure of each of these cases; above 0.
        public let exposure: Double
        /// How many cases there are.
        public let cases: Int
    }

    /// The group's name.
    public let label: String
    /// The distinct pairs, by exposure and then by events, ascending.
    public let patterns: [Pattern]
    /// All events.
    public let events: Int
    /// The sum of the exposures.
    public let exposure: Double
    /// How many cases have an exposure.
    public let cases: Int
    /// How many cases have none, and are left out.
    public let casesWithoutExposure: Int
    /// The events of cases without exposure: there should be none.
    public let eventsWithoutExposure: Int

    /// The cases of a group, in any order.
    ///
    /// - Parameters:
    ///   - counts: the events of each case, as whole numbers of at most 2⁵³.
    ///   - exposures: the time, or the number, in which they could happen; 1 each if nil. Cases of
    ///     exposure 0 are left out and counted.
    ///   - weights: how many cases each stands for; one each if nil.
    /// - Throws: for a count that is none, an exposure that is negative or not finite, a negative
    ///   weight, unequal lengths, or sums above 2⁵³.
    public init(
        label: String = "", counts: [Double], exposures: [Double]? = nil, weights: [Int]? = nil
    ) throws(SampleError) {
        for other in [exposures?.count, weights?.count] {
            if let other, other != counts.count {
                throw .shape(values: counts.count, weights: other)
            }
        }
        let most = Double(Sample.mostCases)
        for (index, count) in counts.enumerated() {
            guard count >= 0, count <= most, count.rounded() == count else {
                throw .notACount(count)
            }
            if let exposure = exposures?[index] {
                guard exposure.isFinite else { throw .notFinite("\(exposure)") }
                guard exposure >= 0 else { throw .negativeExposure(exposure) }
            }
            if let weight = weights?[index], weight < 0 { throw .negativeWeight(weight) }
        }
        let weight = { (index: Int) in weights?[index] ?? 1 }
        let exposureOf = { (index: Int) in exposures?[index] ?? 1 }
        var order = counts.indices.filter { weight($0) > 0 }
        order.sort {
            (exposureOf($0), counts[$0]) < (exposureOf($1), counts[$1])
        }
        var tally = Tally()
        for index in order {
            try tally.add(
                events: Int(counts[index]), exposure: exposureOf(index), cases: weight(index))
        }
        self.init(label, tally)
    }

    private init(_ label: String, _ tally: Tally) {
        self.label = label
        patterns = tally.patterns
        events = tally.events
        exposure = tally.exposure.value
        cases = tally.cases
        casesWithoutExposure = tally.casesWithout
        eventsWithoutExposure = tally.eventsWithout
    }

    /// All cases of groups as one; nil where their sums are above 2⁵³.
    init?(pooling groups: [EventCounts]) {
        var tally = Tally()
        let patterns = groups.flatMap(\.patterns).sorted {
            ($0.exposure, $0.events) < ($1.exposure, $1.events)
        }
        for pattern in patterns {
            guard
                (try? tally.add(
                    events: pattern.events, exposure: pattern.exposure, cases: pattern.cases))
                    != nil
            else { return nil }
        }
        self.init("", tally)
    }

    /// Events per unit of exposure; nil without exposure.
    public var rate: Double? { exposure > 0 ? finite(Double(events) / exposure) : nil }
}

private struct Tally {
    var patterns: [EventCounts.Pattern] = []
    var events = 0
    var exposure = CompensatedSum()
    var cases = 0
    var casesWithout = 0
    var eventsWithout = 0

    mutating func add(events: Int, exposure: Double, cases: Int) throws(SampleError) {
        let (all, overflow) = events.multipliedReportingOverflow(by: cases)
        guard !overflow, all <= Sample.mostCases, cases <= Sample.mostCases,
            self.cases + casesWithout + cases <= Sample.mostCases,
            self.events + eventsWithout + all <= Sample.mostCases
        else { throw .tooManyCases }
        guard exposure > 0 else {
            casesWithout += cases
            eventsWithout += all
            return
        }
        self.events += all
        self.cases += cases
        self.exposure.add(exposure * Double(cases))
        if let last = patterns.last, last.events == events, last.exposure == exposure {
            patterns[patterns.count - 1] = EventCounts.Pattern(
                events: events, exposure: exposure, cases: last.cases + cases)
        } else {
            patterns.append(
                EventCounts.Pattern(events: events, exposure: exposure, cases: cases))
        }
    }
}
