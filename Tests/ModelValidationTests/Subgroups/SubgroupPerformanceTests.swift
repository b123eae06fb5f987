import HypothesisTests
import ModelValidation
import TestSupport
import Testing

struct SubgroupReference: Decodable {
    struct Data: Decodable {
        let risk: [Double]
        let y: [Int]
        let group: [String]
        let cluster: [Int32]?

        var cases: ScoredCases {
            ScoredCases(hasEvent: y.map { $0 == 1 }, risk: risk, cluster: cluster)
        }
        var grouping: Subgrouping { Subgrouping(name: "ward", values: group) }
    }
    struct Group: Decodable {
        let level: String
        let cases: Double
        let events: Double
        let offered: Double
        let found: Double
        let recall: [Double?]?
        let ppv: [Double?]?
        let falseOfferRate: [Double?]?
        let recallDifference: [Double?]?
        let ppvDifference: [Double?]?
        let falseOfferRateDifference: [Double?]?
        let recallPooled: [Double?]?
        let ppvPooled: [Double?]?
        let falseOfferRatePooled: [Double?]?
        let alpha: [Double?]?
        let auc: [Double?]?
        let oe: [Double?]?
        let oePooled: [Double?]?
    }
    struct Equal: Decodable {
        let common: Double
        let found: Double
        let foundBefore: Double
    }
    struct Case: Decodable {
        let data: String
        let places: Int
        let groups: [Group]
        let recallPool: [Double?]?
        let ppvPool: [Double?]?
        let falseOfferRatePool: [Double?]?
        let oePool: [Double?]?
        let equal: [String: Equal]
    }
    let data: [String: Data]
    let cases: [Case]

    static func read() throws -> SubgroupReference {
        try roomReference("subgroups.json")
    }
}

struct SubgroupPerformanceTests {
    @Test func figuresOfEachGroupAreThoseOfTheReference() throws {
        let all = try SubgroupReference.read()
        #expect(all.cases.count == 10)
        for expected in all.cases {
            let data = try #require(all.data[expected.data])
            let result = try SubgroupPerformance(
                data.cases, by: data.grouping, places: .count(expected.places))
            #expect(result.groups.map(\.level) == expected.groups.map(\.level))
            for (group, values) in zip(result.groups, expected.groups) {
                let what: Comment = "\(expected.data) \(expected.places) \(values.level)"
                #expect(group.cases == values.cases && group.events == values.events, what)
                #expect(
                    near(group.offered, values.offered) && near(group.found, values.found), what)
                #expect(matches(group.recall, values.recall), what)
                #expect(matches(group.ppv, values.ppv), what)
                #expect(matches(group.falseOfferRate, values.falseOfferRate), what)
                #expect(matches(group.recallDifference, values.recallDifference), what)
                #expect(matches(group.ppvDifference, values.ppvDifference), what)
                #expect(
                    matches(group.falseOfferRateDifference, values.falseOfferRateDifference), what)
                #expect(matches(group.observedOverExpected, values.oe, 1e-9), what)
                if let alpha = values.alpha {
                    #expect(matches(group.calibrationInTheLarge, alpha, 1e-9), what)
                } else {
                    #expect(group.calibrationInTheLarge.status == .infinite, what)
                }
                #expect(matches(group.auc, values.auc, 1e-12), what)
                // The maximum is found to about 1e-8 of the strength.
                #expect(matches(group.pooledRecall, values.recallPooled, 1e-7), what)
                #expect(matches(group.pooledPPV, values.ppvPooled, 1e-7), what)
                #expect(
                    matches(group.pooledFalseOfferRate, values.falseOfferRatePooled, 1e-7), what)
                if let pooled = values.oePooled {
                    #expect(matches(group.pooledObservedOverExpected, pooled, 1e-9), what)
                } else {
                    #expect(group.pooledObservedOverExpected.status == .notEstimable, what)
                }
            }
            for (pool, values) in [
                (result.recallPooling, expected.recallPool),
                (result.ppvPooling, expected.ppvPool),
                (result.falseOfferRatePooling, expected.falseOfferRatePool),
            ] {
                #expect(near(pool?.mean, values?[0], 1e-8), "\(expected.data)")
                #expect(near(pool?.strength, values?[1], 1e-7), "\(expected.data)")
            }
            #expect(near(result.calibrationPooling?.betweenVariance, expected.oePool?[1], 1e-10))
        }
    }

    @Test func aFigureIsMadeEqualAtItsPrice() throws {
        let all = try SubgroupReference.read()
        for expected in all.cases {
            let data = try #require(all.data[expected.data])
            for figure in EqualisedOffers.Figure.allCases {
                let what: Comment = "\(expected.data) \(expected.places) \(figure)"
                let values = try #require(expected.equal[figure.rawValue])
                let result = try EqualisedOffers(
                    data.cases, by: data.grouping, equalising: figure,
                    places: .count(expected.places))
                #expect(near(result.common, values.common, 1e-9), what)
                #expect(near(result.found, values.found, 1e-8), what)
                #expect(near(result.foundBefore, values.foundBefore), what)
                #expect(near(result.difference.estimate, values.found - values.foundBefore, 1e-6))
                #expect(
                    near(
                        result.groups.reduce(0) { $0 + $1.offered }, Double(expected.places), 1e-8),
                    what)
                for group in result.groups {
                    if let own = group.figure {
                        #expect(near(own, result.common, 1e-8), what)
                    } else {
                        #expect(near(group.offered, group.offeredBefore), what)
                    }
                }
                let moved =
                    zip(result.groups, result.groups.map(\.offeredBefore))
                    .reduce(0) { $0 + abs($1.0.offered - $1.1) } / 2
                #expect(near(result.offersMoved, moved, 1e-8), what)
            }
        }
    }

    @Test func tooFewIsSaidByFigure() throws {
        let cases = ScoredCases(
            hasEvent: (0..<60).map { $0 % 6 == 0 }, risk: (0..<60).map { Double($0) / 60 })
        let grouping = Subgrouping(
            name: "g", values: (0..<60).map { $0 < 12 ? "a" : $0 < 15 ? nil : "b" })
        let result = try SubgroupPerformance(cases, by: grouping, places: .count(20))
        #expect(result.groups.map(\.level) == ["a", "b", Subgrouping.missing])
        let (a, b) = (result.groups[0], result.groups[1])
        #expect(a.events == 2 && a.tooFew.map(\.what) == ["events", "offers"])
        #expect(!a.isJudged("recall") && !a.isJudged("auc") && !a.isJudged("ppv"))
        #expect(a.isJudged("false_offer_rate"))
        #expect(b.events == 7 && b.tooFew.map(\.what) == ["events"] && b.isJudged("ppv"))
        let milder = try SubgroupPerformance(
            cases, by: grouping, places: .count(20), limits: JudgementLimits(events: 5, offers: 0))
        #expect(milder.groups[1].tooFew.isEmpty)
        #expect(a.ppv.estimate == nil && a.ppv.note == "nothing is offered")
    }

    @Test func rowOrderAndRepeatedRowsChangeNothing() throws {
        for seed in 0..<30 {
            let cases = drawnCases(seed, rows: 90, clusters: seed % 2 == 0 ? 30 : nil, counts: true)
            let wards = (0..<90).map { row -> String? in
                let ward = (row * 5 + seed) % 11
                return ward == 0 ? nil : ward < 6 ? "a" : ward < 9 ? "b" : "c"
            }
            let of = { (cases: ScoredCases, wards: [String?]) throws -> [Double?] in
                let result = try SubgroupPerformance(
                    cases, by: Subgrouping(name: "ward", values: wards), places: .count(25))
                let equal = try EqualisedOffers(
                    cases, by: Subgrouping(name: "ward", values: wards), equalising: .recall,
                    places: .count(25))
                return result.groups.flatMap { group in
                    [
                        group.recall, group.ppv, group.falseOfferRate, group.observedOverExpected,
                        group.calibrationInTheLarge, group.auc, group.pooledRecall,
                        group.pooledPPV, group.pooledObservedOverExpected, group.ppvDifference,
                        group.recallDifference,
                    ].flatMap { [$0.estimate, $0.confLow, $0.confHigh] }
                } + [equal.found, equal.common, equal.offersMoved]
            }
            let figures = try of(cases, wards)
            for order in [shuffledOrder(90, seed: seed), repeatedRows(cases)] {
                let picked = cases.selecting(order)
                let other =
                    order == repeatedRows(cases)
                    ? ScoredCases(
                        hasEvent: picked.hasEvent, risk: picked.risk, cluster: picked.cluster)
                    : picked
                let again = try of(other, order.map { wards[$0] })
                // What is found by iteration comes as near as its last step.
                #expect(zip(figures, again).allSatisfy { near($0, $1, 1e-9) }, "\(seed)")
            }
        }
    }

    @Test func poolingHasEnds() throws {
        // Groups that are all or nothing: hardly anything is in common.
        let apart = try #require(BetaBinomialPooling(counted: [5, 0, 7, 0], cases: [5, 6, 7, 8]))
        #expect((apart.strength ?? 1) < 0.1)
        let own = apart.shrunken(counted: 5, cases: 5, name: "recall", confidence: 0.95)
        #expect((own.estimate ?? 0) > 0.97)
        // Groups that are alike to the case: all has the common share.
        let alike = try #require(BetaBinomialPooling(counted: [5, 10, 15], cases: [20, 40, 60]))
        #expect(alike.strength == nil && near(alike.mean, 0.25))
        #expect(BetaBinomialPooling(counted: [1, 2], cases: [3, 4]) == nil)
        #expect(BetaBinomialPooling(counted: [0, 0, 0], cases: [3, 4, 5]) == nil)
        #expect(BetaBinomialPooling(counted: [3, 4, 5], cases: [3, 4, 5]) == nil)
        let large = try #require(
            BetaBinomialPooling(counted: [1e8, 3e8, 2e8], cases: [1e9, 1e9, 1e9]))
        #expect((large.strength ?? 0) > 1 && (large.strength ?? 0) < 1000)
        #expect(NormalPooling(estimates: [1, 2], variances: [1, 1]) == nil)
        #expect(NormalPooling(estimates: [1, .nan, 2], variances: [1, 1, 1]) == nil)
    }

    @Test func nothingTraps() throws {
        let grouping = { (n: Int) in Subgrouping(name: "g", values: Array(repeating: "a", count: n))
        }
        for events in [[], [true], [false], [true, true], [true, false]] {
            let n = events.count
            for risk in [0, 0.5, 1.0] {
                let cases = ScoredCases(hasEvent: events, risk: Array(repeating: risk, count: n))
                let result = try SubgroupPerformance(cases, by: grouping(n), places: .count(1))
                #expect(result.groups.count == min(n, 1))
                let clustered = ScoredCases(
                    hasEvent: events, risk: Array(repeating: risk, count: n),
                    count: Array(repeating: 0, count: n), cluster: Array(repeating: 7, count: n))
                let empty = try SubgroupPerformance(clustered, by: grouping(n), places: .share(1))
                #expect(empty.groups.allSatisfy { $0.auc.estimate == nil })
                for figure in EqualisedOffers.Figure.allCases {
                    let equal = try EqualisedOffers(
                        clustered, by: grouping(n), equalising: figure, places: .count(3))
                    #expect(equal.common == nil)
                }
            }
        }
        let cases = ScoredCases(hasEvent: [true], risk: [0.5])
        #expect(throws: CapacityError.self) {
            try SubgroupPerformance(cases, by: grouping(2), places: .count(1))
        }
    }
}
