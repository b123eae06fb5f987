import HypothesisTests
import ModelValidation
import TestSupport
import Testing

/// The data of `Reference/capacity.json`.
struct CapacityData: Decodable {
    let risk: [Double]
    let y: [Int]
    let count: [Double]?
    let cluster: [Int32]?
    let rule: [Bool]
    let points: [Int]

    var cases: ScoredCases {
        ScoredCases(hasEvent: y.map { $0 == 1 }, risk: risk, count: count, cluster: cluster)
    }
}

struct CapacityReference: Decodable {
    struct Rival: Decodable {
        let found: Double
        let ppv: [Double?]
        let both: Double
        let modelOnly: Double
        let rivalOnly: Double
        let difference: [Double?]
    }
    struct Case: Decodable {
        let data: String
        let places: Int
        let newCohort: Bool
        let offered: Double
        let found: Double
        let missed: Double
        let wronglyOffered: Double
        let rightlyNotOffered: Double
        let ppv: [Double?]?
        let sensitivity: [Double?]?
        let falseOfferRate: [Double?]?
        let netBenefit: [Double?]?
        let threshold: Double?
        let tied: Double?
        let foundRange: [Double]?
        let chance: Rival?
        let rule: Rival?
        let points: Rival?
    }
    let data: [String: CapacityData]
    let cases: [Case]
}

func near(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-11) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= tolerance * max(1, abs(b))
}

func matches(_ effect: Effect, _ expected: [Double?]?, _ tolerance: Double = 1e-10) -> Bool {
    guard let expected else { return effect.estimate == nil && effect.status == .notEstimable }
    return near(effect.estimate, expected[0], tolerance)
        && near(effect.confLow, expected[1], tolerance)
        && near(effect.confHigh, expected[2], tolerance)
}

struct CapacityTableTests {
    @Test func countsAndIntervalsAreThoseOfTheReference() throws {
        let all = try roomReference("capacity.json", as: CapacityReference.self)
        #expect(all.cases.count > 80)
        for expected in all.cases {
            let data = try #require(all.data[expected.data])
            let target: CapacityTarget = expected.newCohort ? .newCohort : .threshold
            let table = try CapacityTable(
                data.cases, places: [.count(expected.places)], target: target)
            let row = try #require(table.rows.first)
            let what: Comment = "\(expected.data) \(expected.places) \(target)"
            #expect(near(row.offered, expected.offered), what)
            #expect(near(row.found, expected.found), what)
            #expect(near(row.missed, expected.missed), what)
            #expect(near(row.wronglyOffered, expected.wronglyOffered), what)
            #expect(near(row.rightlyNotOffered, expected.rightlyNotOffered), what)
            #expect(matches(row.ppv, expected.ppv), what)
            #expect(matches(row.sensitivity, expected.sensitivity), what)
            #expect(matches(row.falseOfferRate, expected.falseOfferRate), what)
            #expect(near(row.threshold, expected.threshold), what)
            #expect(near(row.tied, expected.tied ?? 0), what)
            if let benefit = expected.netBenefit {
                #expect(matches(row.netBenefit, benefit), what)
            } else {
                #expect(row.netBenefit.status == .notEstimable)
            }
            if let range = expected.foundRange {
                #expect(row.fewestFound == range[1] && row.mostFound == range[2], what)
            }
            for (rival, values) in [
                (CapacityRival.chance, expected.chance),
                (.rule(name: "rule", holds: data.rule), expected.rule),
                (.points(name: "points", points: data.points), expected.points),
            ] {
                guard let values else { continue }
                let compared = try CapacityComparison(
                    data.cases, against: rival, places: .count(expected.places), target: target)
                let what: Comment = "\(expected.data) \(expected.places) \(target) \(rival.name)"
                #expect(near(compared.found, values.found), what)
                #expect(matches(compared.ppv, values.ppv), what)
                #expect(near(compared.offeredByBoth, values.both), what)
                #expect(near(compared.foundByModelOnly, values.modelOnly), what)
                #expect(near(compared.foundByRivalOnly, values.rivalOnly), what)
                #expect(matches(compared.difference, values.difference, 1e-9), what)
            }
        }
    }
}
