import TestSupport
import Testing

@testable import HypothesisTests

private struct Values: Decodable {
    struct Case: Decodable {
        var events: Int
        var unknown: Int
        var total: Int
        var confidence: Double
        var critical: Double
        var low: Double
        var high: Double
        var scoreLow: Double
        var scoreHigh: Double
    }
    var cases: [Case]
}

/// Shares of cases of which some cannot be told.
struct BoundedProportionTests {
    @Test func criticalValuesAndIntervalsAreThoseOfFiftyDigits() throws {
        for value in try reference("bounded_proportion.json", as: Values.self).cases {
            let share = try BoundedProportion(
                events: value.events, unknown: value.unknown, total: value.total)
            let c = try #require(share.criticalValue(confidence: value.confidence))
            #expect(abs(c - value.critical) < 1e-12, "\(value)")
            let wald = share.imbensManski(confidence: value.confidence)
            #expect(abs(try #require(wald.confLow) - value.low) < 1e-12, "\(value)")
            #expect(abs(try #require(wald.confHigh) - value.high) < 1e-12, "\(value)")
            let score = share.scoreInterval(confidence: value.confidence)
            #expect(abs(try #require(score.confLow) - value.scoreLow) < 1e-12, "\(value)")
            #expect(abs(try #require(score.confHigh) - value.scoreHigh) < 1e-12, "\(value)")
        }
    }

    @Test func withoutUnknownCasesItIsWilsonsInterval() throws {
        for (events, total) in [(0, 20), (6, 30), (30, 30), (532, 7834)] {
            let share = try BoundedProportion(events: events, unknown: 0, total: total)
            let wilson = try Proportion(events: events, total: total).wilson(confidence: 0.95)
            let score = share.scoreInterval(confidence: 0.95)
            #expect(score.confLow == wilson.confLow && score.confHigh == wilson.confHigh)
            #expect(share.best == share.worst)
        }
    }

    @Test func everyIntervalHoldsTheBoundsAndMirrorsItsComplement() throws {
        var random = Seeded(11)
        for _ in 0..<400 {
            let total = 1 + random.below(300)
            let events = random.below(total + 1)
            let unknown = random.below(total - events + 1)
            let share = try BoundedProportion(events: events, unknown: unknown, total: total)
            let mirror = try BoundedProportion(
                events: total - events - unknown, unknown: unknown, total: total)
            let here = share.scoreInterval(confidence: 0.9)
            let there = mirror.scoreInterval(confidence: 0.9)
            let (low, high) = (try #require(here.confLow), try #require(here.confHigh))
            #expect(low <= (share.best ?? 0) && high >= (share.worst ?? 1))
            #expect(low >= 0 && high <= 1)
            #expect(abs(low - (1 - (try #require(there.confHigh)))) < 1e-12)
            #expect(abs(high - (1 - (try #require(there.confLow)))) < 1e-12)
        }
    }

    /// The share itself is covered wherever it lies between the bounds, also at their ends: of 2,000
    /// cohorts of each truth at least 93.5% (the standard error of 95% is half a point).
    @Test(arguments: [(0.07, 0.02), (0.07, 0.2), (0.3, 0.001)])
    func theShareIsCovered(event: Double, unknown: Double) throws {
        var random = Seeded(5)
        // Whoever has the event is unknown, or nobody who has it.
        for unknownHaveIt in [true, false] {
            let truth = unknownHaveIt ? event + unknown : event
            var covered = 0
            for _ in 0..<2000 {
                var (events, unknowns) = (0, 0)
                for _ in 0..<250 {
                    let draw = random.next()
                    if draw < event { events += 1 } else if draw < event + unknown { unknowns += 1 }
                }
                let interval = try BoundedProportion(events: events, unknown: unknowns, total: 250)
                    .scoreInterval(confidence: 0.95)
                if let low = interval.confLow, let high = interval.confHigh, low <= truth,
                    truth <= high
                {
                    covered += 1
                }
            }
            #expect(covered >= 1870, "\(covered) of 2000")
        }
    }

    @Test func whatCannotBeSaidIsSaid() throws {
        let none = try BoundedProportion(events: 0, unknown: 0, total: 0)
        #expect(none.best == nil && none.criticalValue(confidence: 0.95) == nil)
        #expect(none.scoreInterval(confidence: 0.95).status == .notEstimable)
        #expect(none.amongKnown(confidence: 0.95).status == .notEstimable)
        let some = try BoundedProportion(events: 1, unknown: 1, total: 3)
        for confidence in [0, 1, -1, 2, Double.nan] {
            #expect(some.imbensManski(confidence: confidence).status == .notEstimable)
        }
        #expect(some.imbensManski(confidence: 0.2).confLow != nil)
        for (events, unknown, total) in [
            (-1, 0, 3), (2, 2, 3), (0, -1, 3), (4, 0, 3), (.max, .max, 3),
        ] {
            #expect(throws: ContingencyTableError.self) {
                try BoundedProportion(events: events, unknown: unknown, total: total)
            }
        }
    }
}
