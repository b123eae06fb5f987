import Distributions

/// The same cases measured several times with yes or no, kept as patterns of answers with their
/// counts.
public struct RepeatedMeasures: Sendable, Hashable {
    /// The measures' names.
    public let measures: [String]
    /// The patterns: whether each measure has the event.
    public let patterns: [[Bool]]
    /// How many cases show each pattern.
    public let counts: [Int]
    /// All cases.
    public let total: Int
    /// The cases with the event in each measure.
    public let events: [Int]

    /// Measures of the same cases.
    ///
    /// - Throws: where a pattern has another length than there are measures, there are not as many
    ///   counts as patterns, a count is negative, or their sum is beyond `Int`.
    public init(
        measures: [String], patterns: [[Bool]], counts: [Int]
    ) throws(ContingencyTableError) {
        guard patterns.count == counts.count, patterns.allSatisfy({ $0.count == measures.count })
        else {
            throw .shape(rows: patterns.count, columns: measures.count, counts: counts.count)
        }
        var total = 0
        var events = [Int](repeating: 0, count: measures.count)
        for (pattern, count) in zip(patterns, counts) {
            guard count >= 0 else { throw .negativeCount(row: "pattern", column: "", count: count) }
            let (sum, overflow) = total.addingReportingOverflow(count)
            guard !overflow else { throw .tooManyCases }
            total = sum
            for (place, value) in pattern.enumerated() where value { events[place] += count }
        }
        self.measures = measures
        self.patterns = patterns
        self.counts = counts
        self.total = total
        self.events = events
    }

    /// The cases whose measures are not all the same, which alone tell of a difference.
    public var informative: Int {
        zip(patterns, counts).reduce(0) { sum, entry in
            entry.0.contains(true) && entry.0.contains(false) ? sum + entry.1 : sum
        }
    }

    /// Cochran's Q, that the event is as common in all k measures: (k-1) [k Σ C² - (Σ C)²] over
    /// Σ R (k - R), C being the events of a measure and R those of a case, on k - 1 degrees of freedom.
    ///
    /// McNemar's test where there are two measures. p = 1 where no case differs. Below 24 informative
    /// answers (cases times measures) the note says that the approximation is doubtful (Tate and Brown
    /// 1970). Source: Cochran (1950), Biometrika 37, 256-266.
    public func cochranQ() -> TestResult {
        let name = "cochran_q"
        let method = "Cochran's Q test"
        if total == 0 || measures.count < 2 {
            return TestResult(
                name: name, method: method,
                notEstimable: total == 0 ? "there is no case" : "there is one measure only")
        }
        let k = Double(measures.count)
        guard informative > 0 else {
            var result = TestResult(name: name, method: method, pValue: .one)
            result.note = "no case differs between the measures"
            return result
        }
        // Differences between measures are whole numbers: k Σ C² - (Σ C)² = Σ over pairs (C - C')².
        var (above, below) = (CompensatedSum(), CompensatedSum())
        for i in measures.indices {
            for j in 0..<i {
                let gap = Double(events[i] - events[j])
                above.add(gap * gap)
            }
        }
        for (pattern, count) in zip(patterns, counts) {
            let yes = Double(pattern.count { $0 })
            below.add(Double(count) * yes * (k - yes))
        }
        let statistic = (k - 1) * (above.value / below.value)
        var result = TestResult(
            name: name, method: method, statistic: statistic, df: k - 1,
            pValue: ChiSquared(degreesOfFreedom: k - 1).pValue(statistic))
        if Double(informative) * k < 24 {
            result.note = "too few cases differ for the chi-square approximation to be sure"
        }
        return result
    }

    /// Two of the measures as a paired comparison; nil where there is no such measure.
    public func comparison(_ first: Int, _ second: Int) -> PairedEvents? {
        guard measures.indices.contains(first), measures.indices.contains(second) else {
            return nil
        }
        var cells = [0, 0, 0, 0]
        for (pattern, count) in zip(patterns, counts) {
            cells[(pattern[first] ? 0 : 2) + (pattern[second] ? 0 : 1)] += count
        }
        return try? PairedEvents(
            first: measures[first], second: measures[second], both: cells[0], firstOnly: cells[1],
            secondOnly: cells[2], neither: cells[3])
    }
}
