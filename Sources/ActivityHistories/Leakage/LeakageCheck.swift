import Tables

/// Looks for columns that tell the outcome too well to have been known before it.
///
/// A predictor of what people will do in a year is seldom right about more than eight or nine pairs of
/// ten. A column that alone puts nearly everybody with the outcome before everybody without is, more
/// often than not, the outcome in other words: a record that was made after it, of it, or of an offer
/// that followed. The check asks; it does not know.
public struct LeakageCheck: Sendable {
    /// A column is named from this area under the curve on.
    public var bound = 0.95
    /// With fewer cases than this that have the outcome, or that have it not, chance alone makes columns
    /// that tell them apart: two groups of ten are parted
    /// wholly by one column of numbers in 92,378 (2 of the 184,756 orders).
    public static let fewestCases = 10

    /// A check with the usual bound.
    public init(bound: Double = 0.95) { self.bound = bound }

    /// What gives a column away.
    public enum Evidence: String, Sendable, Codable {
        /// The order of its values.
        case values
        /// Which of its values it is.
        case levels
        /// Whether it has a value.
        case missingness
    }

    /// A column that tells too much.
    public struct Finding: Sendable, Equatable {
        /// The column.
        public let column: String
        /// What gives it away.
        public let evidence: Evidence
        /// The share of pairs, one with and one without the outcome, that it puts in the right order,
        /// ties as halves: the area under its curve, from 0.5 to 1.
        public let area: Double
        /// The cases with the outcome that it was judged by.
        public let events: Int
        /// The cases without.
        public let others: Int
        /// Whether it puts all of them right.
        public var isExact: Bool { area == 1 }

        /// What was found, in a sentence.
        public var words: String {
            let subject =
                switch evidence {
                case .values: "\"\(column)\""
                case .levels: "which value \"\(column)\" has"
                case .missingness: "whether \"\(column)\" has a value"
                }
            let cases = "\(events) with the outcome and \(others) without"
            let start = subject.prefix(1).uppercased() + subject.dropFirst()
            return isExact
                ? "\(start) alone tells the outcome of all \(events + others) cases apart (\(cases)): "
                    + "was it known before?"
                : "\(start) alone puts \(percent) of 100 pairs of cases in the right order "
                    + "(\(cases)): was it known before?"
        }

        private var percent: String {
            let tenths = min(999, Int((area * 1000).rounded(.down)))
            return "\(tenths / 10).\(tenths % 10)"
        }
    }

    /// What a check came to.
    public struct Result: Sendable, Equatable {
        /// The columns that tell too much, in the order given, each by what gives it away most.
        public let findings: [Finding]
        /// The columns with too few cases to judge.
        public let notJudged: [String]
    }

    /// Checks columns against an outcome.
    ///
    /// - Parameter outcome: whether each row has it; nil where it is not known, which leaves the row out.
    public func check(_ columns: [Column], outcome: [Bool?]) -> Result {
        var findings: [Finding] = []
        var notJudged: [String] = []
        let rows = outcome.indices.filter { outcome[$0] != nil }
        let hasOutcome = outcome.map { $0 == true }
        for column in columns {
            precondition(column.count == outcome.count, "one outcome for each row")
            let held = rows.filter { column.validity[$0] }
            var found: [Finding] = []
            var isJudged = false
            func judge(_ evidence: Evidence, _ rows: [Int], _ area: ([Int]) -> Double) {
                let events = rows.filter { hasOutcome[$0] }.count
                let others = rows.count - events
                guard min(events, others) >= Self.fewestCases else { return }
                isJudged = true
                let area = area(rows)
                guard area >= bound else { return }
                found.append(
                    Finding(
                        column: column.name, evidence: evidence, area: area, events: events,
                        others: others))
            }
            if let values = column.ordered {
                judge(.values, held) { rows in
                    let area = RankArea.area(rows.map { values[$0] }, rows.map { hasOutcome[$0] })
                    return max(area, 1 - area)
                }
            }
            judge(.levels, held) { rows in
                RankArea.ofLevels(column.distinct(rows), rows.map { hasOutcome[$0] })
            }
            if held.count < rows.count {
                judge(.missingness, rows) { rows in
                    let area = RankArea.area(
                        rows.map { column.validity[$0] ? 1 : 0 }, rows.map { hasOutcome[$0] })
                    return max(area, 1 - area)
                }
            }
            if !isJudged { notJudged.append(column.name) }
            // Of what is equal the first: the order of values says most.
            if var most = found.first {
                for finding in found where finding.area > most.area { most = finding }
                findings.append(most)
            }
        }
        return Result(findings: findings, notJudged: notJudged)
    }
}

/// Areas under curves by ranks.
enum RankArea {
    /// P(x₁ > x₀) + P(x₁ = x₀)/2 over all pairs of a case with the outcome and one without; 0.5 where
    /// there is no pair. Exact: a count of half pairs over their number. Source: Mann and Whitney (1947).
    static func area(_ values: [Double], _ hasOutcome: [Bool]) -> Double {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var groups: [(events: Int, others: Int)] = []
        var last: Double?
        for index in order {
            if last != values[index] {
                groups.append((0, 0))
                last = values[index]
            }
            if hasOutcome[index] {
                groups[groups.count - 1].events += 1
            } else {
                groups[groups.count - 1].others += 1
            }
        }
        return area(groups)
    }

    /// The area of groups in ascending order.
    private static func area(_ groups: [(events: Int, others: Int)]) -> Double {
        var (halves, below, events) = (0.0, 0, 0)
        for group in groups {
            halves += Double(group.events) * Double(2 * below + group.others)
            below += group.others
            events += group.events
        }
        guard events > 0, below > 0 else { return 0.5 }
        return halves / (2 * Double(events) * Double(below))
    }

    /// The area of levels by how common the outcome is in them, each case put in its place by the others
    /// of its level alone: c = (e - 1)/(n - 1) for one with the outcome, e/(n - 1) for one without, and
    /// two of one level as a tie. So levels of few cases, such as identifiers, tell nothing by
    /// themselves; a case that is alone in its level has the share of all.
    static func ofLevels(_ levels: [Int], _ hasOutcome: [Bool]) -> Double {
        guard let most = levels.max() else { return 0.5 }
        var events = [Int](repeating: 0, count: most + 1)
        var others = events
        for (level, has) in zip(levels, hasOutcome) {
            if has { events[level] += 1 } else { others[level] += 1 }
        }
        let (allEvents, allOthers) = (events.reduce(0, +), others.reduce(0, +))
        guard allEvents > 0, allOthers > 0 else { return 0.5 }
        let share = Double(allEvents) / Double(allEvents + allOthers)
        var places: [(place: Double, events: Int, others: Int)] = []
        var within = 0.0
        for level in events.indices where events[level] + others[level] > 0 {
            let n = events[level] + others[level]
            let place = { (count: Int) in n > 1 ? Double(count) / Double(n - 1) : share }
            if events[level] > 0 { places.append((place(events[level] - 1), events[level], 0)) }
            if others[level] > 0 { places.append((place(events[level]), 0, others[level])) }
            // A pair of one level would stand in the wrong order: the case with the outcome below.
            if events[level] > 0, others[level] > 0 {
                within += Double(events[level]) * Double(others[level])
            }
        }
        places.sort { $0.place < $1.place }
        var groups: [(events: Int, others: Int)] = []
        var last: Double?
        for (place, events, others) in places {
            if last == place {
                groups[groups.count - 1].events += events
                groups[groups.count - 1].others += others
            } else {
                groups.append((events, others))
                last = place
            }
        }
        return area(groups) + within / (2 * Double(allEvents) * Double(allOthers))
    }
}

extension Column {
    /// The values as numbers in their order; nil of text, which has none.
    fileprivate var ordered: [Double]? {
        switch values {
        case .integer(let values): values.reals
        case .real(let values): values
        case .date(let values): values.map(Double.init)
        case .boolean, .category: nil
        }
    }

    /// A number for each distinct value of some rows.
    fileprivate func distinct(_ rows: [Int]) -> [Int] {
        switch values {
        case .category(let categories): return rows.map { categories.codes[$0] }
        case .boolean(let values): return rows.map { values[$0] ? 1 : 0 }
        default:
            guard let numbers = ordered else { return rows.map { _ in 0 } }
            var places: [Double: Int] = [:]
            return rows.map { row in
                // 0 and -0 are one value.
                let number = numbers[row] + 0
                if let place = places[number] { return place }
                places[number] = places.count
                return places.count - 1
            }
        }
    }
}
