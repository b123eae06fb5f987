import Distributions

extension ContingencyTable {
    /// Boschloo's exact test of a 2x2 table whose rows are two groups: the largest probability, over
    /// all shares that the groups may have in common, of a table with these row totals whose
    /// one-sided Fisher p-value is no larger than this one's; twice the smaller of both sides.
    ///
    /// Never larger than twice the one-sided Fisher p-value, whose conservatism it takes away. Rows
    /// are fixed and columns are not, so that turning the table changes p. The supremum is right to
    /// 1e-8. nil where the occupied table is not 2x2; not estimable beyond `mostBoschlooCases`.
    /// Source: Boschloo (1970), Statistica Neerlandica 24, 1-35.
    public func boschlooExact() -> TestResult? {
        let name = "boschloo_exact"
        let method = "Boschloo's exact test, rows fixed, twice the smaller side"
        let table = occupied
        guard table.untestable == nil, table.rowCount == 2, table.columnCount == 2 else {
            return nil
        }
        guard table.total <= Self.mostBoschlooCases else {
            return TestResult(
                name: name, method: method,
                notEstimable: "more than \(Self.mostBoschlooCases) cases; the chi-square results"
                    + " hold")
        }
        let above = BoschlooRegion(
            events: table[0, 0], cases: table.rowTotals[0], otherEvents: table[1, 0],
            otherCases: table.rowTotals[1])
        // Few events in the first row are many in the second.
        let below = BoschlooRegion(
            events: table[1, 0], cases: table.rowTotals[1], otherEvents: table[0, 0],
            otherCases: table.rowTotals[0])
        let smaller = min(above.logSize, below.logSize)
        return TestResult(
            name: name, method: method, statistic: nil,
            pValue: PValue(naturalLog: min(smaller + 0.6931471805599453, 0)))
    }

    /// 50,000 cases: a second, and chi-squared is as good there.
    public static let mostBoschlooCases = 50_000
}

/// The tables of two groups whose Fisher p-value for "more in the first" is at most that of the
/// table at hand, by their column totals: for s events in all, those with at least some number of
/// them in the first group, whose probability given s is itself a Fisher p-value.
///
/// So P(region | π) = Σ_s C(N, s) πˢ (1-π)ᴺ⁻ˢ t(s), where t(s) is the largest Fisher p-value at s
/// events that is no larger than the observed one: a binomial mean of numbers in [0, p observed].
struct BoschlooRegion {
    private let total: Int
    private let logObserved: Double
    /// t(s) as a share of the observed p-value.
    private let shares: [Double]

    init(events: Int, cases: Int, otherEvents: Int, otherCases: Int) {
        let total = cases + otherCases
        let tail = { (x: Int, s: Int) in
            Hypergeometric(population: total, successes: s, draws: cases).logUpperTail(from: x)
        }
        let observed = tail(events, events + otherEvents)
        let limit = observed + 1e-7 + 8 * abs(observed).ulp
        var shares: [Double] = []
        shares.reserveCapacity(total + 1)
        // With more events in all, the first number that is rare enough rises, by one at most.
        var first = 0
        for s in 0...total {
            first = max(first, s - otherCases)
            var inside = tail(first, s)
            while inside > limit, first <= min(s, cases) {
                first += 1
                inside = tail(first, s)
            }
            shares.append(exponential(inside - observed))
        }
        self.total = total
        self.shares = shares
        logObserved = observed
    }

    /// ln of the largest probability of the region over the common share.
    ///
    /// On the scale of arcsin √π a binomial share has the same standard deviation everywhere,
    /// ½/√N: a grid of 16 points to it shows every maximum, and those near the largest are narrowed
    /// down by golden sections.
    var logSize: Double {
        let quarter = 1.5707963267948966
        let points = max(64, Int(quarter * 32 * Double(total).squareRoot()))
        let step = quarter / Double(points)
        let values = (0...points).map { mean(angle: Double($0) * step) }
        var best = values.max() ?? 0
        let worthLooking = 0.99 * best
        for i in 0...points where values[i] >= worthLooking {
            let before = i > 0 ? values[i - 1] : 0
            let after = i < points ? values[i + 1] : 0
            guard values[i] >= before, values[i] >= after else { continue }
            let ends = (Double(max(i - 1, 0)) * step, Double(min(i + 1, points)) * step)
            best = max(best, narrowed(ends.0, ends.1))
        }
        return min(logObserved + logarithm(best), 0)
    }

    private func narrowed(_ low: Double, _ high: Double) -> Double {
        var (low, high) = (low, high)
        let ratio = 0.6180339887498949
        var one = high - ratio * (high - low)
        var two = low + ratio * (high - low)
        var (atOne, atTwo) = (mean(angle: one), mean(angle: two))
        // Near a maximum the value errs by the square: 1e-6 of the bracket are 1e-12 of it.
        for _ in 0..<30 {
            if atOne > atTwo {
                (high, two, atTwo) = (two, one, atOne)
                one = high - ratio * (high - low)
                atOne = mean(angle: one)
            } else {
                (low, one, atOne) = (one, two, atTwo)
                two = low + ratio * (high - low)
                atTwo = mean(angle: two)
            }
        }
        return max(atOne, atTwo)
    }

    /// Σ_s P(s) t(s) where s is binomial with the share sin² of an angle, from the mode outwards
    /// until no more than 1e-18 can follow.
    private func mean(angle: Double) -> Double {
        let (sine, cosine) = (sine(angle), cosine(angle))
        let (share, rest) = (sine * sine, cosine * cosine)
        let mode = min(Int(Double(total + 1) * share), total)
        let odds = share / rest
        let atMode = Binomial(trials: total, probability: min(share, 1)).probability(mode)
        var sum = atMode * shares[mode]
        var weight = atMode
        for s in stride(from: mode + 1, through: total, by: 1) {
            weight *= Double(total - s + 1) / Double(s) * odds
            sum += weight * shares[s]
            if weight < 1e-22 { break }
        }
        weight = atMode
        for s in stride(from: mode - 1, through: 0, by: -1) {
            weight *= Double(s + 1) / (Double(total - s) * odds)
            sum += weight * shares[s]
            if weight < 1e-22 { break }
        }
        return sum
    }
}
