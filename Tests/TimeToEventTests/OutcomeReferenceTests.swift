import Foundation
import HypothesisTests
import TestSupport
import Testing

@testable import TimeToEvent

/// The file of reference values and the data that they are of.
struct OutcomeReference: Decodable {
    struct Rows: Decodable {
        let start, stop: [Double]
        let cause: [UInt8]
        let group, stratum: [String]
        let cluster: [Int32]
    }
    struct PersonRows: Decodable {
        let id, family: [Int32]
        let start, stop: [Double]
        let event: [UInt8]
        let group: [String]
    }
    struct Mean: Decodable {
        let data: String
        let tau: Double
        let isDefault: Bool
        let levels: [String]
        let estimate, standardError: [Double]
        let clustered: [Double?]
        let difference, differenceError, ratio: Numbers
        let ratioError: Numbers
        let statistic, logP: Double?

        enum CodingKeys: String, CodingKey {
            case data, tau, levels, estimate, clustered, difference, ratio
            case isDefault = "is_default"
            case standardError = "std_error"
            case differenceError = "difference_std_error"
            case ratioError = "log_ratio_std_error"
            case statistic = "chi_squared"
            case logP = "log_p"
        }
    }
    struct Incidence: Decodable {
        let data, group: String
        let cause: UInt8
        let time, estimate, stdError, clustered: Numbers
        let low, high: Numbers

        enum CodingKeys: String, CodingKey {
            case data, group, cause, time, estimate, clustered
            case stdError = "std_error"
            case low = "conf_low"
            case high = "conf_high"
        }
    }
    struct Gray: Decodable {
        let data: String
        let stratified: Bool
        let rho: Double
        let cause: UInt8
        let statistic, df, logP: Double

        enum CodingKeys: String, CodingKey {
            case data, stratified, rho, cause, statistic, df
            case logP = "log_p"
        }
    }
    struct Recurrent: Decodable {
        struct Curve: Decodable {
            let level: String
            let time, mean, stdError, clustered: Numbers

            enum CodingKeys: String, CodingKey {
                case level, time, mean, clustered
                case stdError = "std_error"
            }
        }
        let data: String
        let curves: [Curve]
        let statistic, df, logP, clustered: Double

        enum CodingKeys: String, CodingKey {
            case data, curves, statistic, df, clustered
            case logP = "log_p"
        }
    }
    struct Horizon: Decodable {
        let data, group: String
        let horizon, events, followed, short, estimate: Double
        let stdError, low, high: Double?

        enum CodingKeys: String, CodingKey {
            case data, group, horizon, events, followed, short, estimate
            case stdError = "std_error"
            case low = "conf_low"
            case high = "conf_high"
        }
    }
    let data: [String: Rows]
    let personData: [String: PersonRows]
    let rmst: [Mean]
    let incidence: [Incidence]
    let gray: [Gray]
    let recurrent: [Recurrent]
    let horizon: [Horizon]

    enum CodingKeys: String, CodingKey {
        case data, rmst, incidence, gray, recurrent, horizon
        case personData = "recurrent_data"
    }

    static func load() throws -> OutcomeReference { try reference("outcomes.json") }
}

/// A number or a list of numbers, where a list of one was written as the number.
struct Numbers: Decodable {
    let values: [Double?]
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(Double.self) {
            values = [one]
        } else if container.decodeNil() {
            values = [nil]
        } else {
            values = try container.decode([Double?].self)
        }
    }
    subscript(_ index: Int) -> Double? { values[index] }
}

/// Levels in the order of their bytes, as the engine codes them.
func grouping(_ texts: [String]) throws -> Grouping {
    let levels = Array(Set(texts)).sorted()
    return try Grouping(
        codes: texts.map { Int32(levels.firstIndex(of: $0) ?? 0) }, labels: levels)
}

extension OutcomeReference.Rows {
    func survival(clustered: Bool = false, stratified: Bool = false) throws -> SurvivalData {
        let isLate = start.contains { $0 != 0 }
        return try SurvivalData(
            entry: isLate ? start : nil, exit: stop, event: cause, group: grouping(group),
            stratum: stratified ? grouping(stratum) : nil,
            cluster: clustered
                ? Grouping(codes: cluster, levelCount: 1 + Int(cluster.max() ?? 0)) : nil)
    }
}

extension OutcomeReference.PersonRows {
    func events(byFamily: Bool) throws -> RepeatedEvents {
        let data = try SurvivalData(
            entry: start, exit: stop, event: event, group: grouping(group),
            cluster: byFamily
                ? Grouping(codes: family, levelCount: 1 + Int(family.max() ?? 0)) : nil)
        let persons = try Grouping(codes: id, levelCount: 1 + Int(id.max() ?? 0))
        return try RepeatedEvents(data, person: persons)
    }
}

/// |a - b| within a share of b, or within the share itself where b is small.
func near(_ actual: Double?, _ expected: Double?, _ tolerance: Double) -> Bool {
    guard let expected else { return actual == nil }
    guard let actual else { return false }
    return abs(actual - expected) <= tolerance * max(abs(expected), 1)
}

@Suite struct OutcomeReferenceTests {
    @Test func restrictedMeans() throws {
        let file = try OutcomeReference.load()
        for expected in file.rmst {
            let rows = try #require(file.data[expected.data])
            let means = try RestrictedMeanTimes(
                rows.survival(), horizon: expected.isDefault ? nil : expected.tau)
            let clustered = try RestrictedMeanTimes(
                rows.survival(clustered: true), horizon: expected.tau)
            let place = "\(expected.data) \(expected.tau)"
            #expect(means.horizon == expected.tau, "\(place)")
            #expect(means.groups.map(\.level) == expected.levels)
            for index in expected.levels.indices {
                let mean = means.groups[index].mean
                #expect(near(mean.value, expected.estimate[index], 1e-12), "\(place)")
                #expect(near(mean.standardError, expected.standardError[index], 1e-12), "\(place)")
                if let error = expected.clustered[index] {
                    let own = clustered.groups[index].mean.standardError
                    #expect(near(own, error, 1e-10), "\(place)")
                }
            }
            let differences = means.effects.filter { $0.name == "rmst_difference" }
            let ratios = means.effects.filter { $0.name == "rmst_ratio" }
            let z = 1.9599639845400545
            for index in differences.indices {
                #expect(near(differences[index].estimate, expected.difference[index], 1e-12))
                #expect(near(ratios[index].estimate, expected.ratio[index], 1e-12))
                let error = try #require(expected.differenceError[index])
                let logError = try #require(expected.ratioError[index])
                guard error > 0 else {
                    #expect(differences[index].confLow == nil)
                    continue
                }
                let difference = try #require(expected.difference[index])
                let ratio = try #require(expected.ratio[index])
                #expect(near(differences[index].confLow, difference - z * error, 1e-10))
                #expect(near(differences[index].confHigh, difference + z * error, 1e-10))
                #expect(near(ratios[index].confHigh, ratio * exp(z * logError), 1e-10))
                #expect(near(ratios[index].confLow, ratio * exp(-z * logError), 1e-10))
            }
            if let statistic = expected.statistic {
                #expect(near(means.test.statistic, statistic, 1e-11), "\(place)")
                #expect(near(means.test.pValue?.naturalLog, expected.logP, 1e-11), "\(place)")
            }
        }
    }

    @Test func cumulativeIncidence() throws {
        let file = try OutcomeReference.load()
        for expected in file.incidence {
            let rows = try #require(file.data[expected.data])
            let place = "\(expected.data) \(expected.group) \(expected.cause)"
            func curve(_ data: SurvivalData) throws -> CumulativeIncidence {
                try #require(
                    CumulativeIncidence.all(data).first {
                        $0.level == expected.group && $0.cause == expected.cause
                    })
            }
            let own = try curve(rows.survival())
            let clustered = try curve(rows.survival(clustered: true))
            #expect(own.times == expected.time.values, "\(place)")
            for index in own.times.indices {
                let figure = own.estimates[index]
                #expect(near(figure.value, expected.estimate[index], 1e-13), "\(place)")
                #expect(near(figure.standardError, expected.stdError[index], 1e-9), "\(place)")
                #expect(
                    near(
                        clustered.estimates[index].standardError, expected.clustered[index], 1e-10),
                    "\(place) \(own.times[index])")
                let share = figure.value ?? 0
                guard share > 0, share < 1, figure.standardError ?? 0 > 1e-12 else { continue }
                #expect(near(figure.confLow, expected.low[index], 1e-8), "\(place)")
                #expect(near(figure.confHigh, expected.high[index], 1e-8), "\(place)")
            }
        }
    }

    @Test func grayTest() throws {
        let file = try OutcomeReference.load()
        for expected in file.gray {
            let rows = try #require(file.data[expected.data])
            let test = try GrayTest.test(
                rows.survival(stratified: expected.stratified), cause: expected.cause,
                rho: expected.rho)
            let place = "\(expected.data) \(expected.cause) \(expected.rho) \(expected.stratified)"
            #expect(near(test.statistic, expected.statistic, 1e-11), "\(place)")
            #expect(test.df == expected.df, "\(place)")
            #expect(near(test.pValue?.naturalLog, expected.logP, 1e-11), "\(place)")
        }
    }

    @Test func meanCumulativeFunctions() throws {
        let file = try OutcomeReference.load()
        for expected in file.recurrent {
            let rows = try #require(file.personData[expected.data])
            let curves = try MeanCumulativeFunction.all(rows.events(byFamily: false))
            let clustered = try MeanCumulativeFunction.all(rows.events(byFamily: true))
            #expect(curves.map(\.level) == expected.curves.map(\.level))
            for (index, curve) in expected.curves.enumerated() {
                #expect(curves[index].times == curve.time.values)
                for time in curves[index].times.indices {
                    let place = "\(expected.data) \(curve.level) \(curves[index].times[time])"
                    let own = curves[index].estimates[time]
                    #expect(near(own.value, curve.mean[time], 1e-12), "\(place)")
                    #expect(near(own.standardError, curve.stdError[time], 1e-9), "\(place)")
                    #expect(
                        near(
                            clustered[index].estimates[time].standardError, curve.clustered[time],
                            1e-9), "\(place)")
                }
            }
            let test = try MeanFunctionTest.test(rows.events(byFamily: false))
            #expect(near(test.statistic, expected.statistic, 1e-10), "\(expected.data)")
            #expect(test.df == expected.df)
            #expect(near(test.pValue?.naturalLog, expected.logP, 1e-10), "\(expected.data)")
            let byFamily = try MeanFunctionTest.test(rows.events(byFamily: true))
            // Of two families in two groups no variance can be told, whatever R's matrix gives.
            if expected.data == "few" {
                #expect(byFamily.pValue == nil && byFamily.note?.hasPrefix("2 clusters") == true)
                continue
            }
            #expect(near(byFamily.statistic, expected.clustered, 1e-10), "\(expected.data)")
        }
    }

    @Test func sharesByAHorizon() throws {
        let file = try OutcomeReference.load()
        for expected in file.horizon {
            let rows = try #require(file.data[expected.data])
            let share = try #require(
                HorizonProportion.all(rows.survival(), horizon: expected.horizon).first {
                    $0.level == expected.group
                })
            let place = "\(expected.data) \(expected.group) \(expected.horizon)"
            #expect(share.events == expected.events, "\(place)")
            #expect(share.withoutEvent == expected.followed, "\(place)")
            #expect(share.notYetObservable == expected.short, "\(place)")
            guard let value = share.estimate.value else { continue }
            #expect(near(value, expected.estimate, 1e-13), "\(place)")
            #expect(near(share.estimate.standardError, expected.stdError, 1e-12), "\(place)")
            guard value > 0, value < 1 else { continue }
            #expect(near(share.estimate.confLow, expected.low, 1e-8), "\(place)")
            #expect(near(share.estimate.confHigh, expected.high, 1e-8), "\(place)")
        }
    }
}
