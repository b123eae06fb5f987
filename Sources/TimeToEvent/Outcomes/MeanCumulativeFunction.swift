import Distributions
import HypothesisTests

/// How many events a person has had on average by each time: μ(t) = Σ_{tᵢ <= t} dᵢ/yᵢ, y the persons watched.
///
/// It asks nothing of how one event changes the chance of the next. The standard error is robust, by
/// person (or by the clusters of persons): √Σᵢ (Σ_t Yᵢ/y (dNᵢ - d/y))². Limits are those of the logarithm. A person who
/// can have no more events (moved away, died) should leave the watched; else the mean is that of a
/// world where nobody leaves. Source: Lawless and Nadeau (1995), Technometrics 37, 158-168.
public struct MeanCumulativeFunction: Sendable, Hashable {
    /// The group's code.
    public let group: Int
    /// The group's name.
    public let level: String
    /// Persons who were ever watched in the group.
    public let persons: Int
    /// Events of the group.
    public let events: Int
    /// Persons of the group without any event.
    public let withoutEvent: Int
    /// The time that its persons were watched, from 0 on.
    public let personTime: Double
    /// Distinct times of events, ascending.
    public let times: [Double]
    /// Persons watched at each.
    public let atRisk: [Int]
    /// Events at each.
    public let counts: [Int]
    /// μ at each.
    public let estimates: [OutcomeEstimate]
    /// The last time at which somebody was watched.
    public let knownUntil: Double

    /// The function of each group that holds a stretch.
    public static func all(_ data: RepeatedEvents, confidence: Double = 0.95)
        -> [MeanCumulativeFunction]
    {
        let z = twoSidedQuantile(confidence)
        return (0..<data.groupCount).compactMap { MeanCumulativeFunction(data, group: $0, z) }
    }

    /// μ at a time; not estimable where nobody was watched as long.
    public func mean(by time: Double) -> OutcomeEstimate {
        if time > knownUntil {
            return OutcomeEstimate(notEstimable: "nobody was followed as long")
        }
        guard let last = times.lastIndex(notAbove: time) else {
            return OutcomeEstimate(0, standardError: 0)
        }
        return estimates[last]
    }

    private init?(_ data: RepeatedEvents, group: Int, _ z: Double?) {
        let stretches = data.exit.indices.filter { data.group[$0] == Int32(group) }
        guard let longest = stretches.map({ data.exit[$0] }).max() else { return nil }
        self.group = group
        level = data.groupName(group)
        knownUntil = longest
        persons = Set(stretches.map { data.person[$0] }).count
        let own = data.eventTime.indices.filter { data.eventGroup[$0] == Int32(group) }
            .sorted { (data.eventTime[$0], $0) < (data.eventTime[$1], $1) }
        events = own.count
        withoutEvent = persons - Set(own.map { data.eventPerson[$0] }).count
        personTime = stretches.reduce(0) { $0 + data.exit[$1] - max(data.entry[$1], 0) }
        var sweep = MeanSweep(data, stretches)
        var (times, atRisk, counts): ([Double], [Int], [Int]) = ([], [], [])
        var estimates: [OutcomeEstimate] = []
        var next = 0
        while next < own.count {
            let time = data.eventTime[own[next]]
            var clusters: [Int32] = []
            while next < own.count, data.eventTime[own[next]] == time {
                clusters.append(data.clusterOfPerson[Int(data.eventPerson[own[next]])])
                next += 1
            }
            sweep.move(to: time)
            sweep.count(clusters)
            times.append(time)
            atRisk.append(sweep.watched)
            counts.append(clusters.count)
            var estimate = OutcomeEstimate(
                sweep.mean, standardError: sweep.variance.squareRoot())
            estimate.setCountLimits(z)
            estimates.append(estimate)
        }
        (self.times, self.atRisk, self.counts) = (times, atRisk, counts)
        self.estimates = estimates
    }
}

/// The mean and its variance carried from one time of events to the next, in a step for each entry,
/// exit and event: a cluster that is watched and has no event changes by -d/y² a person, all alike.
struct MeanSweep {
    private let data: RepeatedEvents
    private let entering: [Int]
    private let leaving: [Int]
    private var entered = 0
    private var left = 0
    /// ψ of each cluster as of the last change of its persons, and the drift up to then.
    private var influence: [Double]
    private var since: [Double]
    private var present: [Double]
    /// Σ d/y² so far.
    private var drift = 0.0
    /// Σ ψ², Σ n ψ and Σ n² over clusters, n the persons watched.
    private var squares = 0.0
    private var mixed = 0.0
    private var presence = 0.0
    private var sum = CompensatedSum()
    private(set) var watched = 0

    init(_ data: RepeatedEvents, _ stretches: [Int]) {
        self.data = data
        entering = stretches.sorted { (data.entry[$0], $0) < (data.entry[$1], $1) }
        leaving = stretches.sorted { (data.exit[$0], $0) < (data.exit[$1], $1) }
        influence = [Double](repeating: 0, count: data.clusterCount)
        since = influence
        present = influence
    }

    var mean: Double { sum.value }
    /// Var μ; what is left by rounding where all persons of a cluster are one is no variance.
    var variance: Double { squares > 1e-14 * mean * mean ? squares : 0 }

    /// Lets in who entered before a time and out who left before it.
    mutating func move(to time: Double) {
        while entered < entering.count, data.entry[entering[entered]] < time {
            change(entering[entered], by: 1)
            entered += 1
        }
        while left < leaving.count, data.exit[leaving[left]] < time {
            change(leaving[left], by: -1)
            left += 1
        }
    }

    /// Adds the events of a time, given by their clusters.
    mutating func count(_ clusters: [Int32]) {
        guard watched > 0 else { return }
        let y = Double(watched)
        let d = Double(clusters.count)
        let step = d / (y * y)
        squares += step * (step * presence - 2 * mixed)
        mixed -= step * presence
        drift += step
        sum.add(d / y)
        for cluster in clusters {
            let index = Int(cluster)
            settle(index)
            squares += (2 * influence[index] + 1 / y) / y
            mixed += present[index] / y
            influence[index] += 1 / y
        }
    }

    private mutating func change(_ stretch: Int, by amount: Double) {
        let index = Int(data.clusterOfPerson[Int(data.person[stretch])])
        settle(index)
        let n = present[index]
        mixed += amount * influence[index]
        presence += (2 * n + amount) * amount
        present[index] = n + amount
        watched += amount > 0 ? 1 : -1
    }

    private mutating func settle(_ index: Int) {
        influence[index] -= present[index] * (drift - since[index])
        since[index] = drift
    }
}
