import Distributions
import HypothesisTests
import LinearAlgebra
import TimeToEvent

extension Study {
    /// More intervals and tests of times: medians, ratios, competing and repeated events.
    public static let outcomes: [Study] = curves + competing + again + hazards

    private static func two(_ stream: inout RandomStream, _ rates: (Double, Double) = (0.5, 1))
        -> SurvivalData?
    {
        exponentialTimes(&stream, sizes: [150, 150], rates: [rates.0, rates.1])
    }

    private static func exponential(_ x: Double) -> Double { PortableFunctions.exponential(x) }

    private static func effect(_ value: OutcomeEstimate?, _ name: String) -> Effect? {
        value.map {
            Effect(
                name: name, estimate: $0.value, confLow: $0.confLow, confHigh: $0.confHigh,
                method: "", status: $0.status)
        }
    }

    private static let curves: [Study] = [
        interval("median time, log-log", "150 cases, exponential") { stream in
            let data = exponentialTimes(&stream, sizes: [150], rates: [0.5])
            let median = data.flatMap { SurvivalOrder($0).riskTables().first }
                .flatMap { KaplanMeier($0) }?.quantile(0.5)
            return (
                median.map {
                    Effect(
                        name: "median", estimate: $0.estimate, confLow: $0.lower,
                        confHigh: $0.upper, method: "log-log")
                }, PortableFunctions.logarithm(2) / 0.5
            )
        },
        interval("restricted mean time, ratio", "two groups of 150, horizon 2") { stream in
            let effects = two(&stream).flatMap { try? RestrictedMeanTimes($0, horizon: 2) }?.effects
            let mean = { (rate: Double) in (1 - exponential(-2 * rate)) / rate }
            return (effects?.first { $0.name == "rmst_ratio" }, mean(1) / mean(0.5))
        },
        interval("restricted mean time", "150 cases, horizon 2") { stream in
            let times = exponentialTimes(&stream, sizes: [150], rates: [0.5])
                .flatMap { try? RestrictedMeanTimes($0, horizon: 2) }
            return (
                effect(times?.groups.first?.mean, "rmst"), (1 - exponential(-1)) / 0.5
            )
        },
        interval("share by a horizon, difference", "two groups of 150, horizon 1") { stream in
            let shares = two(&stream).flatMap { try? HorizonProportion.all($0, horizon: 1) }
            let effects = shares.map { HorizonProportion.effects($0, confidence: 0.95) }
            return (
                effects?.first { $0.name == "risk_difference" },
                exponential(-0.5) - exponential(-1)
            )
        },
        interval("share by a horizon, ratio", "two groups of 150, horizon 1") { stream in
            let shares = two(&stream).flatMap { try? HorizonProportion.all($0, horizon: 1) }
            let effects = shares.map { HorizonProportion.effects($0, confidence: 0.95) }
            return (
                effects?.first { $0.name == "risk_ratio" },
                (1 - exponential(-1)) / (1 - exponential(-0.5))
            )
        },
        size("Gehan-Breslow", "two groups of 150") {
            two(&$0, (0.7, 0.7)).flatMap {
                LogRank(SurvivalOrder($0), weighting: .gehanBreslow)?.test()
            }
        },
        size("Peto-Peto", "two groups of 150") {
            two(&$0, (0.7, 0.7)).flatMap {
                LogRank(SurvivalOrder($0), weighting: .petoPeto)?.test()
            }
        },
    ]

    /// Half of events are of each cause: P(cause 1 by t) = (1 - exp(-λ t)) / 2.
    private static func causes(_ stream: inout RandomStream) -> [CumulativeIncidence] {
        exponentialTimes(&stream, sizes: [150, 150], rates: [0.5, 1], causes: 2).map {
            ((try? CumulativeIncidence.all($0)) ?? []).filter { $0.cause == 1 }
        } ?? []
    }

    private static let competing: [Study] = [
        interval("Aalen-Johansen", "150 cases, two causes, at time 1") { stream in
            (
                effect(causes(&stream).last?.share(by: 1), "share"),
                (1 - exponential(-1)) / 2
            )
        },
        interval("Aalen-Johansen, difference", "two groups of 150, at time 1") { stream in
            let effects = CumulativeIncidence.effects(causes(&stream), by: 1, confidence: 0.95)
            return (
                effects.first { $0.name == "risk_difference" },
                (exponential(-0.5) - exponential(-1)) / 2
            )
        },
    ]

    /// Persons with a frailty of their own, whose events come at a rate until 1 to 3.
    private static func persons(_ stream: inout RandomStream, _ rates: (Double, Double))
        -> RepeatedEvents?
    {
        var ends: [Double] = []
        var codes: [Int32] = []
        var events: [(person: Int, time: Double)] = []
        for person in 0..<200 {
            let end = 1 + 2 * stream.uniform()
            let frailty = stream.exponential(mean: 0.5) + stream.exponential(mean: 0.5)
            let rate = frailty * (person % 2 == 0 ? rates.0 : rates.1)
            var time = stream.exponential(mean: 1 / max(rate, 1e-9))
            while time <= end {
                events.append((person, time))
                time += stream.exponential(mean: 1 / max(rate, 1e-9))
            }
            ends.append(end)
            codes.append(Int32(person % 2))
        }
        guard let groups = try? Grouping(codes: codes, labels: ["a", "b"]) else { return nil }
        return try? RepeatedEvents(ends: ends, groups: groups, events: events)
    }

    private static let again: [Study] = [
        interval("mean count, robust", "100 persons with frailty, at time 2") {
            let means = persons(&$0, (1, 1.5)).flatMap { MeanCumulativeFunction.all($0) }
            return (effect(means?.first?.mean(by: 2), "mean_count"), 2)
        },
        interval("mean count, difference", "two groups of 100 persons, at time 2") {
            let means = persons(&$0, (1, 1.5)).flatMap { MeanCumulativeFunction.all($0) } ?? []
            let effects = MeanFunctionTest.effects(means, by: 2, confidence: 0.95)
            return (effects.first { $0.name == "mean_count_difference" }, 1)
        },
        interval("mean count, ratio", "two groups of 100 persons, at time 2") {
            let means = persons(&$0, (1, 1.5)).flatMap { MeanCumulativeFunction.all($0) } ?? []
            let effects = MeanFunctionTest.effects(means, by: 2, confidence: 0.95)
            return (effects.first { $0.name == "mean_count_ratio" }, 1.5)
        },
        size("test of mean counts, robust", "two groups of 100 persons") {
            persons(&$0, (1, 1)).map { MeanFunctionTest.test($0) }
        },
    ]

    /// 150 families of 1 to 3 who share a frailty.
    private static func families(_ stream: inout RandomStream) -> SurvivalData? {
        var (exit, event): ([Double], [UInt8]) = ([], [])
        var (group, cluster): ([Int32], [Int32]) = ([], [])
        for family in 0..<150 {
            let frailty = stream.exponential(mean: 0.5) + stream.exponential(mean: 0.5)
            for _ in 0..<(1 + stream.index(below: 3)) {
                let time = stream.exponential(mean: 1 / max(frailty, 1e-9))
                let censored = 1 + 3 * stream.uniform()
                exit.append(min(time, censored))
                event.append(time <= censored ? 1 : 0)
                group.append(Int32(family % 2))
                cluster.append(Int32(family))
            }
        }
        guard let groups = try? Grouping(codes: group, labels: ["a", "b"]),
            let clusters = try? Grouping(codes: cluster, levelCount: 150)
        else { return nil }
        return try? SurvivalData(exit: exit, event: event, group: groups, cluster: clusters)
    }

    private static let hazards: [Study] = [
        interval("Cox hazard ratio, cluster-robust", "150 families with frailty, ratio 1") {
            (families(&$0).flatMap { GroupHazards($0, confidence: 0.95).effects.first }, 1)
        },
        interval("Cox hazard ratio", "two groups of 150, ratio 2") {
            (two(&$0).flatMap { GroupHazards($0, confidence: 0.95).effects.first }, 2)
        },
        interval("concordance, infinitesimal jackknife", "200 cases, one normal column") { stream in
            let x = (0..<200).map { _ in stream.normal() }
            let exit = x.map { stream.exponential(mean: exponential(-$0)) }
            let data = try? SurvivalData(exit: exit, event: [UInt8](repeating: 1, count: 200))
            let fit = data.flatMap {
                try? CoxRegression().fit(
                    SurvivalOrder($0), columns: Matrix(rows: 200, columns: 1, elements: x))
            }
            // E 1/(1 + exp(-|d|)), d normal with variance 2.
            return (
                fit?.concordance().flatMap { found in
                    guard let value = found.estimate, let error = found.standardError else {
                        return nil
                    }
                    let width = Normal.upperQuantile(0.025) * error
                    return Effect(
                        name: "concordance", estimate: value, confLow: value - width,
                        confHigh: value + width, method: "")
                }, 0.725_213_454_421_844_8
            )
        },
        size("proportional hazards", "two groups of 150, ratio 2") {
            two(&$0).flatMap { GroupHazards($0, confidence: 0.95).proportionality }
        },
    ]
}
