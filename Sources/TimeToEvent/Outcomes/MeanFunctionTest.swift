import HypothesisTests

/// Whether mean cumulative functions differ between groups: the log-rank score of repeated events with
/// a variance that is robust to how a person's events hang together.
///
/// u_k = Σ_t (d_k - d y_k/y); V = Σᵢ ψᵢ ψᵢ', ψᵢ = Σ_t Σ_rows (e - ȳ(t)) (dNᵢ - Yᵢ d/y), e the row's group and ȳ = (y₁, ...)/y; over
/// clusters where persons are grouped. It is the robust score test of the Andersen-Gill model at no
/// difference. Source: Lawless and Nadeau (1995); Lin, Wei, Yang and Ying (2000), JRSS B 62, 711-730.
public enum MeanFunctionTest {
    /// The test; not estimable with one group, more than 500, no event while two were watched, or too few
    /// clusters to tell how they differ: a group that is one, or no more of them than groups.
    public static func test(_ data: RepeatedEvents) -> TestResult {
        let name = "mean_function_test"
        let method = "robust score test of mean cumulative functions"
        func none(_ note: String) -> TestResult {
            TestResult(name: name, method: method, notEstimable: note)
        }
        let present = Array(Set(data.group)).sorted()
        guard present.count > 1 else { return none("there is one group only") }
        guard present.count <= ScoreTest.mostGroups else {
            return none("more than \(ScoreTest.mostGroups) groups")
        }
        if let few = data.tooFewClusters(present) { return none(few) }
        var sums = MeanFunctionSums(data, present)
        sums.sweep()
        let (score, covariance) = sums.clusterSums()
        return ScoreTest(score: score, covariance: covariance)
            .result(name, method, ifNone: "no event while two groups were watched")
    }

    /// The difference and the ratio of two means by a time, each group against the first:
    /// `mean_count_difference` (Wald) and `mean_count_ratio` (Wald on the logarithm).
    public static func effects(
        _ functions: [MeanCumulativeFunction], by time: Double, confidence: Double
    ) -> [Effect] {
        guard let reference = functions.first else { return [] }
        let at = reference.mean(by: time)
        let words =
            "mean cumulative function by \(RestrictedMeanTimes.text(time)), robust by person"
        return functions.dropFirst().flatMap { function in
            let own = function.mean(by: time)
            return GroupContrast(own, at, confidence).effects(
                difference: "mean_count_difference", ratio: "mean_count_ratio",
                level: function.level, reference: reference.level, method: words)
        }
    }
}

/// What each cluster adds to the score, gathered in one walk through time.
struct MeanFunctionSums {
    private let data: RepeatedEvents
    private let codes: [Int32: Int]
    private let groups: Int
    /// Distinct event times.
    private var times: [Double] = []
    /// Σ d/y up to each.
    private var hazard: [Double] = []
    /// Σ (y_k/y) d/y up to each, a row a time.
    private var pulled: [Double] = []
    /// y_k/y at each, a row a time.
    private var shares: [Double] = []

    init(_ data: RepeatedEvents, _ present: [Int32]) {
        self.data = data
        groups = present.count
        codes = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
    }

    /// Walks through the times.
    mutating func sweep() {
        let events = data.eventTime.sorted()
        let entering = data.entry.indices.sorted { data.entry[$0] < data.entry[$1] }
        let leaving = data.exit.indices.sorted { data.exit[$0] < data.exit[$1] }
        var watched = [Double](repeating: 0, count: groups)
        var total = 0.0
        var sum = 0.0
        var pull = [Double](repeating: 0, count: groups)
        var (entered, left, next) = (0, 0, 0)
        while next < events.count {
            let time = events[next]
            var d = 0.0
            while next < events.count, events[next] == time {
                d += 1
                next += 1
            }
            while entered < entering.count, data.entry[entering[entered]] < time {
                watched[codes[data.group[entering[entered]]] ?? 0] += 1
                total += 1
                entered += 1
            }
            while left < leaving.count, data.exit[leaving[left]] < time {
                watched[codes[data.group[leaving[left]]] ?? 0] -= 1
                total -= 1
                left += 1
            }
            let rate = total > 0 ? d / total : 0
            sum += rate
            times.append(time)
            hazard.append(sum)
            for k in 0..<groups {
                let share = total > 0 ? watched[k] / total : 0
                shares.append(share)
                pull[k] += share * rate
            }
            pulled += pull
        }
    }

    /// The score, and its covariance over clusters in the order of their codes.
    func clusterSums() -> (score: [Double], covariance: [Double]) {
        var influence = [Double](repeating: 0, count: data.clusterCount * groups)
        for row in data.exit.indices {
            let own = codes[data.group[row]] ?? 0
            let base = Int(data.clusterOfPerson[Int(data.person[row])]) * groups
            guard let last = times.lastIndex(notAbove: data.exit[row]) else { continue }
            let first = times.lastIndex(notAbove: data.entry[row])
            influence[base + own] -= hazard[last] - (first.map { hazard[$0] } ?? 0)
            for k in 0..<groups {
                influence[base + k] +=
                    pulled[last * groups + k] - (first.map { pulled[$0 * groups + k] } ?? 0)
            }
        }
        var score = [Double](repeating: 0, count: groups)
        for event in data.eventTime.indices {
            let own = codes[data.eventGroup[event]] ?? 0
            let base = Int(data.clusterOfPerson[Int(data.eventPerson[event])]) * groups
            guard let place = times.lastIndex(notAbove: data.eventTime[event]) else { continue }
            for k in 0..<groups {
                let value = (k == own ? 1 : 0) - shares[place * groups + k]
                influence[base + k] += value
                score[k] += value
            }
        }
        var covariance = [Double](repeating: 0, count: groups * groups)
        for cluster in 0..<data.clusterCount {
            let base = cluster * groups
            for i in 0..<groups where influence[base + i] != 0 {
                for j in 0..<groups {
                    covariance[i * groups + j] += influence[base + i] * influence[base + j]
                }
            }
        }
        return (score, covariance)
    }
}
