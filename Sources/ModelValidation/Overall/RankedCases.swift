/// The order of cases by risk, found once for any number of counts of the same rows.
///
/// Rows are ordered by risk and, where two risks round to one number, by log-odds; rows that are
/// alike in both and in the outcome become one. So a sum of whole counts has the same bits for any
/// order of the rows and for repeated rows as for counts.
public struct RiskOrder: Sendable {
    private let risk: [Double]
    private let logOdds: [Double]
    private let outcome: [Double]
    /// The place of each row among those above.
    private let place: [Int]
    private let count: [Double]?

    /// Orders cases by the risk they were given.
    public init(_ cases: ScoredCases) {
        var order = ascendingOrder(cases.risk)
        Self.orderTies(&order, cases)
        var risk: [Double] = []
        var logOdds: [Double] = []
        var outcome: [Double] = []
        risk.reserveCapacity(order.count)
        logOdds.reserveCapacity(order.count)
        outcome.reserveCapacity(order.count)
        var place = [Int](repeating: 0, count: order.count)
        for row in order {
            let event: Double = cases.hasEvent[row] ? 1 : 0
            if outcome.last != event || logOdds.last != cases.logOdds[row]
                || risk.last != cases.risk[row]
            {
                risk.append(cases.risk[row])
                logOdds.append(cases.logOdds[row])
                outcome.append(event)
            }
            place[row] = risk.count - 1
        }
        self.risk = risk
        self.logOdds = logOdds
        self.outcome = outcome
        self.place = place
        count = cases.count
    }

    /// Within each run of equal risks: by log-odds, then cases without the event first.
    private static func orderTies(_ order: inout [Int], _ cases: ScoredCases) {
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, cases.risk[order[end]] == cases.risk[order[start]] { end += 1 }
            if end > start + 1 {
                order[start..<end].sort {
                    if cases.logOdds[$0] != cases.logOdds[$1] {
                        return cases.logOdds[$0] < cases.logOdds[$1]
                    }
                    if cases.hasEvent[$0] != cases.hasEvent[$1] { return cases.hasEvent[$1] }
                    return $0 < $1
                }
            }
            start = end
        }
    }

    /// The cases in order, as many of each row as the cases that were ordered say.
    public var ranked: RankedCases { ranked(count: count) }

    /// The cases in order with other counts, such as those of a bootstrap sample.
    ///
    /// - Parameter count: finite and not negative, one for each row as it came; nil for one each.
    public func ranked(count: [Double]?) -> RankedCases {
        precondition(count?.count ?? place.count == place.count, "one count for each row")
        var sums = [Double](repeating: 0, count: risk.count)
        if let count {
            for row in place.indices { sums[place[row]] += count[row] }
        } else {
            for row in place.indices { sums[place[row]] += 1 }
        }
        let kept = sums.indices.filter { sums[$0] > 0 }
        return RankedCases(
            risk: kept.map { risk[$0] }, logOdds: kept.map { logOdds[$0] },
            outcome: kept.map { outcome[$0] }, cases: kept.map { sums[$0] })
    }
}

extension RiskOrder {
    /// For each row as it came the share of cases of the other outcome that are ranked on the right
    /// side of it, ties counting half.
    ///
    /// - Parameters:
    ///   - events: how many cases had the event, above 0.
    ///   - others: how many had not, above 0.
    func placements(events: Double, others: Double) -> [Double] {
        var sums = [Double](repeating: 0, count: risk.count)
        for row in place.indices { sums[place[row]] += count?[row] ?? 1 }
        var share = [Double](repeating: 0, count: risk.count)
        var (eventsBelow, othersBelow) = (0.0, 0.0)
        var first = 0
        while first < risk.count {
            var next = first
            var (tiedEvents, tiedOthers) = (0.0, 0.0)
            while next < risk.count, risk[next] == risk[first], logOdds[next] == logOdds[first] {
                if outcome[next] == 1 { tiedEvents += sums[next] } else { tiedOthers += sums[next] }
                next += 1
            }
            for row in first..<next {
                share[row] =
                    outcome[row] == 1
                    ? (othersBelow + 0.5 * tiedOthers) / others
                    : (events - eventsBelow - 0.5 * tiedEvents) / events
            }
            eventsBelow += tiedEvents
            othersBelow += tiedOthers
            first = next
        }
        return place.map { share[$0] }
    }
}

extension RiskOrder {
    /// The rows in so many groups of ascending risk at most, cases of one risk in the group in which
    /// the middle of them falls; rows that stand for no case in none.
    func groups(_ wanted: Int) -> [[Int]] {
        let most = min(max(wanted, 1), max(risk.count, 1))
        var sums = [Double](repeating: 0, count: risk.count)
        for row in place.indices { sums[place[row]] += count?[row] ?? 1 }
        let all = sums.reduce(0, +)
        var group = [Int](repeating: 0, count: risk.count)
        var below = 0.0
        var first = 0
        while first < risk.count {
            var next = first
            var tied = 0.0
            while next < risk.count, risk[next] == risk[first], logOdds[next] == logOdds[first] {
                tied += sums[next]
                next += 1
            }
            let middle = (below + tied / 2) / all
            for place in first..<next where tied > 0 {
                group[place] = middle < 1 ? min(Int(middle * Double(most)), most - 1) : most - 1
            }
            below += tied
            first = next
        }
        var members = [[Int]](repeating: [], count: most)
        for row in place.indices where (count?[row] ?? 1) > 0 {
            members[group[place[row]]].append(row)
        }
        return members.filter { !$0.isEmpty }
    }
}

/// Cases in ascending order of risk, one row for those alike in risk and outcome.
public struct RankedCases: Sendable {
    /// The risk of each row.
    public let risk: [Double]
    /// log(risk / (1 - risk)) of each row.
    public let logOdds: [Double]
    /// 1 where the cases had the event, else 0.
    public let outcome: [Double]
    /// How many cases each row stands for, above 0.
    public let cases: [Double]
    /// How many cases there are.
    public let caseCount: Double
    /// How many of them had the event.
    public let eventCount: Double
    /// How many were given a risk of exactly 0 or 1, whose log-odds are infinite.
    public let certainCount: Double

    init(risk: [Double], logOdds: [Double], outcome: [Double], cases: [Double]) {
        self.risk = risk
        self.logOdds = logOdds
        self.outcome = outcome
        self.cases = cases
        var (all, events, certain) = (0.0, 0.0, 0.0)
        for row in cases.indices {
            all += cases[row]
            if outcome[row] == 1 { events += cases[row] }
            if logOdds[row].isInfinite { certain += cases[row] }
        }
        (caseCount, eventCount, certainCount) = (all, events, certain)
    }

    /// How many rows there are.
    var rowCount: Int { risk.count }
    /// Whether there are cases with and cases without the event.
    var hasBothOutcomes: Bool { eventCount > 0 && eventCount < caseCount }
    /// Whether two rows have the same risk.
    func isTied(_ row: Int, _ other: Int) -> Bool {
        risk[row] == risk[other] && logOdds[row] == logOdds[other]
    }
}
