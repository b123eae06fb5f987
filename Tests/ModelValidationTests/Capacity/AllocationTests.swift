import ModelValidation
import TestSupport
import Testing

private struct AllocationReference: Decodable {
    struct Way: Decodable {
        let probability: [Double]
        let found: Double
        let offered: Double
        let moved: Double
        let difference: Double
        let benefit: Double
        let spared: Double
    }
    struct Case: Decodable {
        let risk: [Double]
        let y: [Int]
        let group: [String]
        let benefit: [Double]
        let places: Int
        let certainFrom: Double
        let uncertainFrom: Double
        let ways: [String: Way]

        var cases: ScoredCases { ScoredCases(hasEvent: y.map { $0 == 1 }, risk: risk) }

        func policy(_ way: String) throws -> AllocationPolicy {
            let grouping = Subgrouping(name: "ward", values: group)
            return switch way {
            case "lottery": .lottery(certain: .count(places / 2), uncertain: .count(places))
            case "lottery_by_risk":
                .lotteryByRisk(certainFrom: certainFrom, uncertainFrom: uncertainFrom)
            case "floor":
                .equityFloor(
                    grouping, floors: ["b": .places(places / 3), "c": .places(places / 4)])
            case "proportionate":
                .equityFloor(
                    grouping,
                    floors: Dictionary(
                        uniqueKeysWithValues: grouping.levels.map { ($0, .proportionate) }))
            case "benefit": .expectedBenefit(benefit)
            case "reduction": try .relativeReduction(0.25, of: cases)
            default: .topRisk
            }
        }
    }
    let cases: [Case]
}

struct AllocationTests {
    private func all() throws -> AllocationReference {
        try roomReference("allocation.json")
    }

    @Test func offersAreThoseOfTheReference() throws {
        for expected in try all().cases {
            for (way, values) in expected.ways {
                let result = try Allocation(
                    expected.cases, policy: expected.policy(way), places: .count(expected.places))
                let what: Comment = "\(way) \(expected.places) of \(expected.risk.count)"
                #expect(
                    zip(result.probability, values.probability).allSatisfy { near($0, $1, 1e-12) },
                    what)
                #expect(near(result.found, values.found) && near(result.offered, values.offered))
                #expect(near(result.offersMoved, values.moved), what)
                #expect(near(result.differenceFromTopRisk.estimate, values.difference), what)
                #expect(
                    near(result.missed + result.found, expected.cases.eventCount)
                        && near(result.wronglyOffered + result.found, result.offered))
                switch way {
                case "benefit": #expect(near(result.expectedBenefit, values.benefit), what)
                case "reduction": #expect(near(result.expectedBenefit, values.spared), what)
                default: #expect(result.expectedBenefit == nil)
                }
            }
        }
    }

    @Test func drawsHaveTheProbabilitiesThatAreTold() throws {
        for (index, expected) in try all().cases.enumerated() where index % 3 == 0 {
            for way in ["lottery", "floor", "benefit"] {
                let result = try Allocation(
                    expected.cases, policy: expected.policy(way), places: .count(expected.places))
                let draws = 2000
                var offers = [Double](repeating: 0, count: expected.risk.count)
                var found = 0.0
                for seed in 0..<draws {
                    let drawn = try result.draw(seed: UInt64(seed))
                    #expect(drawn.reduce(0, +) == Int(result.offered.rounded()))
                    for (row, offer) in drawn.enumerated() {
                        offers[row] += Double(offer)
                        if expected.y[row] == 1 { found += Double(offer) }
                    }
                }
                for (row, probability) in result.probability.enumerated() {
                    let error = (probability * (1 - probability) / Double(draws)).squareRoot()
                    // 5 standard errors: about 300 cases are looked at.
                    #expect(abs(offers[row] / Double(draws) - probability) <= 5 * error + 1e-12)
                }
                #expect(abs(found / Double(draws) - result.found) < 0.2)
                #expect(try result.draw(seed: 4) == result.draw(seed: 4))
            }
        }
    }

    @Test func rowOrderAndRepeatedRowsChangeNothing() throws {
        for seed in 0..<40 {
            let cases = drawnCases(seed, rows: 50, clusters: 15, counts: true)
            let wards = (0..<50).map { ["a", "b", "c"][($0 * 7 + seed) % 3] }
            let worth = cases.risk.map { $0 - 0.3 }
            for order in [shuffledOrder(50, seed: seed), repeatedRows(cases)] {
                let picked = cases.selecting(order)
                let other =
                    order.count == 50 && order != repeatedRows(cases)
                    ? picked
                    : ScoredCases(
                        hasEvent: picked.hasEvent, risk: picked.risk, cluster: picked.cluster)
                for (a, b) in [
                    (
                        AllocationPolicy.lottery(certain: .count(5), uncertain: .count(30)),
                        AllocationPolicy.lottery(certain: .count(5), uncertain: .count(30))
                    ),
                    (
                        .equityFloor(
                            Subgrouping(name: "w", values: wards), floors: ["b": .places(6)]),
                        .equityFloor(
                            Subgrouping(name: "w", values: order.map { wards[$0] }),
                            floors: ["b": .places(6)])
                    ),
                    (.expectedBenefit(worth), .expectedBenefit(order.map { worth[$0] })),
                ] {
                    let own = try Allocation(cases, policy: a, places: .count(18))
                    let moved = try Allocation(other, policy: b, places: .count(18))
                    #expect(
                        near(own.found, moved.found) && near(own.offersMoved, moved.offersMoved))
                    #expect(
                        near(
                            own.differenceFromTopRisk.confLow,
                            moved.differenceFromTopRisk.confLow, 1e-9), "\(seed)")
                }
            }
        }
    }

    @Test func whatCannotBeKeptIsSaid() throws {
        let cases = drawnCases(1, rows: 30)
        let wards = Subgrouping(name: "ward", values: (0..<30).map { $0 < 10 ? "a" : "b" })
        let message = { (policy: AllocationPolicy) -> String in
            do throws(CapacityError) {
                _ = try Allocation(cases, policy: policy, places: .count(5))
                return ""
            } catch { return error.message }
        }
        #expect(
            message(.equityFloor(wards, floors: ["a": .places(4), "b": .places(2)]))
                == "6 places are kept for groups, and there are 5.")
        #expect(message(.equityFloor(wards, floors: ["c": .places(1)])).contains("no group \"c\""))
        #expect(message(.expectedBenefit([1])).contains("1 values"))
        #expect(message(.expectedBenefit(cases.risk.map { _ in .nan })).contains("finite"))
        #expect(message(.lotteryByRisk(certainFrom: 0.2, uncertainFrom: 0.5)).contains("0.5"))
        #expect(message(.lottery(certain: .count(-1), uncertain: .count(1))).contains("-1"))
        #expect(throws: CapacityError.self) {
            try AllocationPolicy.relativeReduction(1.5, of: cases)
        }
        let parts = ScoredCases(hasEvent: [true, false], risk: [0.5, 0.4], count: [0.5, 2])
        let halves = try Allocation(parts, policy: .topRisk, places: .count(1))
        #expect(throws: CapacityError.self) { try halves.draw(seed: 1) }
        let none = try Allocation(
            ScoredCases(hasEvent: [], risk: []), policy: .topRisk, places: .count(3))
        #expect(none.offered == 0 && none.places == 3)
        #expect(try none.draw(seed: 1).isEmpty)
        let harm = try Allocation(
            cases, policy: .expectedBenefit(cases.risk.map { -$0 }), places: .count(5))
        #expect(harm.offered == 0 && harm.ppv.note == "nothing is offered")
    }
}
