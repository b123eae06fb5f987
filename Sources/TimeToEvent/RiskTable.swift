import Distributions

/// One sample's counts at each of its distinct exit times: all that Kaplan-Meier, Aalen-Johansen,
/// rates and their like need of it. Weights count as cases.
public struct RiskTable: Sendable, Hashable {
    /// The stratum's code; 0 without strata.
    public let stratum: Int
    /// The group's code; 0 without groups.
    public let group: Int
    /// The distinct exit times, ascending.
    public let times: [Double]
    /// Cases at risk at each time t: entry < t <= exit.
    public let atRisk: [Double]
    /// Events of any cause at each time.
    public let events: [Double]
    /// Events of each cause at each time; `eventsByCause[c - 1]` is of cause c.
    public let eventsByCause: [[Double]]
    /// Cases censored at each time.
    public let censored: [Double]
    /// The distinct times of late entry, ascending; empty where nobody enters late.
    public let entryTimes: [Double]
    /// Cases that enter at each of `entryTimes`.
    public let entered: [Double]
    /// All cases of the sample: the sum of its rows' weights.
    public let total: Double

    /// Counts one sample.
    ///
    /// - Parameters:
    ///   - exits: its rows by exit time ascending; not empty.
    ///   - entries: those that enter late, by entry time ascending.
    init(_ data: SurvivalData, exits: ArraySlice<Int32>, entries: ArraySlice<Int32>) {
        let first = exits.first.map { Int($0) } ?? 0
        stratum = data.stratum.map { Int($0.codes[first]) } ?? 0
        group = data.group.map { Int($0.codes[first]) } ?? 0
        let causes = data.causeCount
        var times: [Double] = []
        var left: [Double] = []
        var byCause = [[Double]](repeating: [], count: causes)
        var censored: [Double] = []
        for row in exits {
            let row = Int(row)
            let weight = data.weight(of: row)
            if times.last != data.exit[row] {
                times.append(data.exit[row])
                left.append(0)
                censored.append(0)
                for cause in 0..<causes { byCause[cause].append(0) }
            }
            let last = times.count - 1
            left[last] += weight
            let cause = Int(data.event[row])
            if cause == 0 { censored[last] += weight } else { byCause[cause - 1][last] += weight }
        }
        var entryTimes: [Double] = []
        var entered: [Double] = []
        for row in entries {
            let time = data.entry?[Int(row)] ?? 0
            if entryTimes.last != time {
                entryTimes.append(time)
                entered.append(0)
            }
            entered[entered.count - 1] += data.weight(of: Int(row))
        }
        // From the end: those who leave at t or later, less those who enter at t or later.
        var atRisk = [Double](repeating: 0, count: times.count)
        var stay = CompensatedSum()
        var entry = entryTimes.count
        for index in times.indices.reversed() {
            stay.add(left[index])
            while entry > 0, entryTimes[entry - 1] >= times[index] {
                entry -= 1
                stay.add(-entered[entry])
            }
            atRisk[index] = stay.value
        }
        var total = CompensatedSum()
        for weight in left { total.add(weight) }
        self.times = times
        self.atRisk = atRisk
        self.censored = censored
        self.entryTimes = entryTimes
        self.entered = entered
        self.total = total.value
        eventsByCause = byCause
        if causes == 1 {
            events = byCause[0]
        } else {
            events = times.indices.map { index in byCause.reduce(0) { $0 + $1[index] } }
        }
    }

    /// Cases at risk just before and at time t: Σ (entry < t <= exit). In O(number of times).
    public func atRisk(at time: Double) -> Double {
        var sum = CompensatedSum()
        sum.add(total)
        for (exit, index) in zip(times, times.indices) where exit < time {
            sum.add(-eventsByCause.reduce(censored[index]) { $0 + $1[index] })
        }
        for (entry, weight) in zip(entryTimes, entered) where entry >= time { sum.add(-weight) }
        return sum.value
    }
}
