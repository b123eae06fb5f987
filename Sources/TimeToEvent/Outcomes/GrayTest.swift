import Distributions
import HypothesisTests

/// Gray's test of whether the cumulative incidence of a cause differs between groups.
///
/// With yₖ at risk in group k, Sₖ its product-limit curve and Fₖ its incidence, hₖ = yₖ/Sₖ(t-) estimates
/// how many are not censored yet, and the pooled incidence grows by dF⁰ = d₁/Σh. The score of group k is
/// Σ_t (1 - F⁰(t-))^ρ (d₁ₖ - d₁ qₖ/Σq), qₖ = hₖ (1 - Fₖ(t-)); it is summed over strata. Its variance follows the effect of
/// each event, of the cause and of others, on all later terms; ties shrink it as in sampling without
/// replacement. Source: Gray (1988), Annals of Statistics 16, 1141-1154.
public enum GrayTest {
    /// The test of one cause between the groups, within strata where there are any.
    ///
    /// - Parameter rho: ρ; 0 gives every time the same weight.
    /// - Returns: not estimable with one group, without an event of the cause, with delayed entry (for
    ///   which the test has no accepted form) or more than 500 groups.
    public static func test(_ data: SurvivalData, cause: UInt8, rho: Double = 0) -> TestResult {
        let name = "gray_test"
        let method =
            "Gray's test of cumulative incidence"
            + (data.stratum == nil ? "" : ", within strata")
            + (rho == 0 ? "" : ", weights (1 - F)^\(RestrictedMeanTimes.text(rho))")
        func none(_ note: String) -> TestResult {
            TestResult(name: name, method: method, notEstimable: note)
        }
        guard data.entry == nil else {
            return none("Gray's test takes no delayed entry; compare the cause-specific hazards")
        }
        guard cause > 0, Int(cause) <= data.causeCount else { return none("no event of the cause") }
        guard data.groupCount <= ScoreTest.mostGroups else {
            return none("more than \(ScoreTest.mostGroups) groups")
        }
        let tables = SurvivalOrder(data).riskTables()
        let present = Array(Set(tables.map(\.group))).sorted()
        guard present.count > 1 else { return none("there is one group only") }
        let codes = Dictionary(
            uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
        var sums = GraySums(groups: present.count, rho: rho)
        var start = 0
        while start < tables.count {
            var end = start + 1
            while end < tables.count, tables[end].stratum == tables[start].stratum { end += 1 }
            sums.add(
                tables[start..<end].map { (codes[$0.group] ?? 0, $0) }, cause: Int(cause) - 1)
            start = end
        }
        return ScoreTest(score: sums.score, covariance: sums.covariance)
            .result(name, method, ifNone: "no event of the cause while two groups were at risk")
    }
}

/// Scores and their covariance, added stratum by stratum.
struct GraySums {
    private let groups: Int
    private let rho: Double
    /// One value a group.
    private(set) var score: [Double]
    /// Row after row.
    private(set) var covariance: [Double]

    init(groups: Int, rho: Double) {
        self.groups = groups
        self.rho = rho
        score = [Double](repeating: 0, count: groups)
        covariance = [Double](repeating: 0, count: groups * groups)
    }

    /// The state of one group as time passes.
    fileprivate struct State {
        var place = 0
        var survival = 1.0
        var incidence = 0.0
        var atRisk = 0.0
        var own = 0.0
        var others = 0.0
        /// Σ t², Σ t u and Σ u u' of what events of this group did, u the part that is settled and t the
        /// part that grows with the sums to come.
        var open = 0.0
        var mixed: [Double]
        var settled: [Double]
    }

    /// Adds a stratum.
    mutating func add(_ tables: [(code: Int, table: RiskTable)], cause: Int) {
        let count = tables.count
        var states = [State](
            repeating: State(
                mixed: [Double](repeating: 0, count: count),
                settled: [Double](repeating: 0, count: count * count)),
            count: count)
        // Σ_t of how a unit of group k's later hazard pulls the score of group i.
        var pull = [Double](repeating: 0, count: count * count)
        var pooled = 0.0
        while let time = nextTime(tables, states) {
            for k in 0..<count { states[k].read(tables[k].table, at: time, cause: cause) }
            let own = states.reduce(0) { $0 + $1.own }
            let h = states.map { $0.atRisk > 0 ? $0.atRisk / $0.survival : 0 }
            let total = h.reduce(0, +)
            let q = states.indices.map { h[$0] * (1 - states[$0].incidence) }
            let totalQ = q.reduce(0, +)
            let weight = power(1 - pooled, rho)
            let next = total > 0 ? pooled + own / total : pooled
            if own > 0, total > 0, totalQ > 0 {
                for k in 0..<count {
                    score[tables[k].code] += weight * (states[k].own - own * q[k] / totalQ)
                }
            }
            var share = [Double](repeating: 0, count: count * count)
            if total > 0, pooled < 1 {
                for i in 0..<count {
                    for j in 0..<count {
                        let value = weight * ((i == j ? h[i] : 0) - h[i] * h[j] / total)
                        share[i * count + j] = value
                        pull[i * count + j] += value * own / (total * (1 - pooled))
                    }
                }
            }
            for k in 0..<count where states[k].atRisk > 0 {
                let before = states[k].survival
                let (y, dead) = (states[k].atRisk, states[k].own + states[k].others)
                let after = dead >= y ? 0 : before * ((y - dead) / y)
                states[k].incidence += before * states[k].own / y
                if own > 0 {
                    let grows = after > 0 ? 1 - (1 - next) / after : 1
                    let ties = own > 1 ? 1 - (own - 1) / (total * before - 1) : 1
                    states[k].record(
                        ties * before * own / (total * y), grows: grows, k, share, pull, count)
                }
                if states[k].others > 0, after > 0 {
                    let d = states[k].others
                    let ties = d > 1 ? 1 - (d - 1) / (y - 1) : 1
                    states[k].record(
                        ties * before * before * d / (y * y), grows: (1 - next) / after, k, nil,
                        pull, count)
                }
                states[k].survival = after
            }
            pooled = next
        }
        for k in 0..<count {
            for i in 0..<count {
                for j in 0..<count {
                    let (ci, cj) = (pull[i * count + k], pull[j * count + k])
                    covariance[tables[i].code * groups + tables[j].code] +=
                        states[k].settled[i * count + j] + ci * cj * states[k].open
                        + ci * states[k].mixed[j] + cj * states[k].mixed[i]
                }
            }
        }
    }

    private func nextTime(_ tables: [(code: Int, table: RiskTable)], _ states: [State]) -> Double? {
        tables.indices.compactMap { k in
            states[k].place < tables[k].table.times.count
                ? tables[k].table.times[states[k].place] : nil
        }.min()
    }

    private func power(_ base: Double, _ exponent: Double) -> Double {
        if exponent == 0 { return 1 }
        return base > 0 ? exponential(exponent * logarithm(base)) : 0
    }
}

extension GraySums.State {
    /// The counts at a time, which is this group's next time or lies before it.
    fileprivate mutating func read(_ table: RiskTable, at time: Double, cause: Int) {
        (own, others, atRisk) = (0, 0, 0)
        guard place < table.times.count else { return }
        // Without delayed entry, who is at risk at the next exit was at risk before.
        atRisk = table.atRisk[place]
        guard table.times[place] == time else { return }
        own = table.eventsByCause[cause][place]
        others = table.events[place] - own
        place += 1
    }

    /// Adds events of variance `size`: the settled part of group i is share(i, k) - grows pull(i, k).
    fileprivate mutating func record(
        _ size: Double, grows: Double, _ k: Int, _ share: [Double]?, _ pull: [Double], _ count: Int
    ) {
        open += grows * grows * size
        let parts = (0..<count).map { i in
            (share?[i * count + k] ?? 0) - grows * pull[i * count + k]
        }
        for i in 0..<count {
            mixed[i] += grows * parts[i] * size
            for j in 0..<count { settled[i * count + j] += parts[i] * parts[j] * size }
        }
    }
}
