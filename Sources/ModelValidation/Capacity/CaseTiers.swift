/// Cases from the highest score to the lowest, those of the same score in one tier.
///
/// Rows that stand for no case are in no tier. What is offered to part of a tier is offered to each of
/// its cases with the same probability, so that the order of rows changes nothing.
struct CaseTiers {
    /// Rows with cases, in the order of their tiers.
    let rows: [Int]
    /// Where each tier begins in `rows`, and at the end their number.
    let starts: [Int]
    /// The cases in the tiers before each, and at the end all.
    let casesBefore: [Double]
    /// The cases with the event in the tiers before each, and at the end all.
    let eventsBefore: [Double]
    private let rowCount: Int

    /// How many tiers there are.
    var count: Int { starts.count - 1 }
    /// All cases.
    var cases: Double { casesBefore[count] }
    /// All cases with the event.
    var events: Double { eventsBefore[count] }

    /// Cases by their risk, and by log odds where risks are the same to the last digit.
    init(_ cases: ScoredCases, among rows: [Int]? = nil) {
        let (risk, odds) = (cases.risk, cases.logOdds)
        self.init(cases, among: rows) { a, b in
            risk[a] != risk[b] ? risk[a] > risk[b] : odds[a] > odds[b]
        }
    }

    /// Cases by scores of their own, all of them numbers.
    init<Score: Comparable>(_ cases: ScoredCases, scores: [Score], among rows: [Int]? = nil) {
        self.init(cases, among: rows) { scores[$0] > scores[$1] }
    }

    private init(
        _ cases: ScoredCases, among chosen: [Int]?, isHigher: (_ a: Int, _ b: Int) -> Bool
    ) {
        let held = (chosen ?? Array(0..<cases.rowCount)).filter { cases.multiplicity($0) > 0 }
        let rows = held.sorted(by: isHigher)
        var starts: [Int] = []
        var (casesBefore, eventsBefore) = ([Double](), [Double]())
        var (all, events) = (0.0, 0.0)
        for (position, row) in rows.enumerated() {
            if position == 0 || isHigher(rows[position - 1], row) {
                starts.append(position)
                casesBefore.append(all)
                eventsBefore.append(events)
            }
            let weight = cases.multiplicity(row)
            all += weight
            if cases.hasEvent[row] { events += weight }
        }
        self.rows = rows
        self.starts = starts + [rows.count]
        self.casesBefore = casesBefore + [all]
        self.eventsBefore = eventsBefore + [events]
        rowCount = cases.rowCount
    }

    /// The rows of a tier.
    func rows(of tier: Int) -> ArraySlice<Int> { rows[starts[tier]..<starts[tier + 1]] }

    /// The cases of a tier.
    func cases(of tier: Int) -> Double { casesBefore[tier + 1] - casesBefore[tier] }

    /// The cases with the event of a tier.
    func events(of tier: Int) -> Double { eventsBefore[tier + 1] - eventsBefore[tier] }

    /// The tier in which the last of so many places is offered; nil without places or cases.
    func lastTier(of places: Double) -> Int? {
        guard places > 0, count > 0 else { return nil }
        // The first tier that ends at or beyond the places.
        var (low, high) = (0, count - 1)
        while low < high {
            let middle = (low + high) / 2
            if casesBefore[middle + 1] >= places { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The share of a tier's cases that places at ranks up to `places` reach, from 0 to 1.
    func share(of tier: Int, within places: Double) -> Double {
        min(max((places - casesBefore[tier]) / cases(of: tier), 0), 1)
    }

    /// Cases with the event among those offered so many places, expected over the draw among the tied.
    func found(_ places: Double) -> Double {
        guard let last = lastTier(of: places) else { return 0 }
        return eventsBefore[last] + share(of: last, within: places) * events(of: last)
    }

    /// The probability that a case of each row is offered one of so many places.
    func probabilities(_ places: Double) -> [Double] {
        var probability = [Double](repeating: 0, count: rowCount)
        guard let last = lastTier(of: places) else { return probability }
        for row in rows[..<starts[last]] { probability[row] = 1 }
        let share = share(of: last, within: places)
        for row in rows(of: last) { probability[row] = share }
        return probability
    }

    /// The share with the event around the last place: of its whole tier and of tiers on both sides until
    /// these hold k^⅔ cases each, k being the places.
    ///
    /// It is what one place more would find, which the variance over new cohorts needs.
    func eventRate(around places: Double) -> Double {
        guard let last = lastTier(of: places) else { return 0 }
        var (first, end) = (last, last + 1)
        let reach = cases(of: last) >= 2 * power(places) ? 0 : power(places)
        while first > 0, casesBefore[last] - casesBefore[first] < reach { first -= 1 }
        while end < count, casesBefore[end] - casesBefore[last + 1] < reach { end += 1 }
        return (eventsBefore[end] - eventsBefore[first]) / (casesBefore[end] - casesBefore[first])
    }

    private func power(_ places: Double) -> Double {
        let root = cubeRoot(places)
        return (root * root - 1e-9).rounded(.up)
    }
}
