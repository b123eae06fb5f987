import Distributions
import HypothesisTests
import LinearAlgebra
import TimeToEvent

extension Study {
    /// Intervals and tests of times to an event.
    public static let timesToEvent: [Study] = [
        interval("restricted mean time, difference", "two groups of 150, horizon 2") { stream in
            let data = exponentialTimes(&stream, sizes: [150, 150], rates: [0.5, 1])
            let effect = data.flatMap {
                (try? RestrictedMeanTimes($0, horizon: 2))?.effects.first
            }
            // The area under exp(-λt) up to 2.
            let mean = { (rate: Double) in (1 - exponential(-2 * rate)) / rate }
            return (effect, mean(1) - mean(0.5))
        },
        interval("Kaplan-Meier, log-log", "150 cases, at time 1") { stream in
            let data = exponentialTimes(&stream, sizes: [150], rates: [0.5])
            let curve = data.flatMap { SurvivalOrder($0).riskTables().first }
                .flatMap { KaplanMeier($0) }
            return (
                curve?.value(at: 1).map {
                    Effect(
                        name: "survival", estimate: $0.survival, confLow: $0.lower,
                        confHigh: $0.upper, method: "log-log")
                }, exponential(-0.5)
            )
        },
        interval("Cox, Wald", "two groups of 150, hazard ratio 2") { stream in
            let data = exponentialTimes(&stream, sizes: [150, 150], rates: [0.5, 1])
            return (data.flatMap(logHazardRatio), PortableFunctions.logarithm(2))
        },
        size("log-rank", "two groups of 150") { stream in
            exponentialTimes(&stream, sizes: [150, 150], rates: [0.7, 0.7])
                .flatMap { LogRank(SurvivalOrder($0))?.test() }
        },
        size("restricted mean time", "two groups of 150, horizon 2") { stream in
            exponentialTimes(&stream, sizes: [150, 150], rates: [0.7, 0.7])
                .flatMap { try? RestrictedMeanTimes($0, horizon: 2).test }
        },
        size("Gray's test", "two groups of 150, two causes") { stream in
            exponentialTimes(&stream, sizes: [150, 150], rates: [0.7, 0.7], causes: 2)
                .map { GrayTest.test($0, cause: 1) }
        },
    ]

    private static func logHazardRatio(_ data: SurvivalData) -> Effect? {
        let second = (data.group?.codes ?? []).map { Double($0) }
        guard
            let fit = try? CoxRegression().fit(
                SurvivalOrder(data),
                columns: Matrix(
                    rows: second.count, columns: 1, elements: second)),
            let estimate = fit.coefficients[0], fit.rank == 1
        else { return nil }
        let width = Normal.upperQuantile(0.025) * fit.covariance[0, 0].squareRoot()
        return Effect(
            name: "log_hazard_ratio", estimate: estimate, confLow: estimate - width,
            confHigh: estimate + width, method: "Wald")
    }

    private static func exponential(_ x: Double) -> Double { PortableFunctions.exponential(x) }

    /// Exponential times to an event, censored uniformly between 1 and 4.
    static func exponentialTimes(
        _ stream: inout RandomStream, sizes: [Int], rates: [Double], causes: Int = 1
    ) -> SurvivalData? {
        var exit: [Double] = []
        var event: [UInt8] = []
        var codes: [Int32] = []
        for (group, size) in sizes.enumerated() {
            for _ in 0..<size {
                let time = stream.exponential(mean: 1 / rates[group])
                let censored = 1 + 3 * stream.uniform()
                let cause = UInt8(1 + stream.index(below: causes))
                exit.append(min(time, censored))
                event.append(time <= censored ? cause : 0)
                codes.append(Int32(group))
            }
        }
        return try? SurvivalData(
            exit: exit, event: event,
            group: Grouping(codes: codes, labels: sizes.indices.map { "g\($0)" }))
    }
}
