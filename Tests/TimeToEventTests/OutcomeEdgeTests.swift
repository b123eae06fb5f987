import HypothesisTests
import TestSupport
import Testing

@testable import TimeToEvent

@Suite struct OutcomeEdgeTests {
    private func data(_ exit: [Double], _ event: [UInt8], _ group: [String]) throws -> SurvivalData
    {
        try SurvivalData(exit: exit, event: event, group: grouping(group))
    }

    @Test func aHorizonBeyondAGroupIsNotEstimable() throws {
        let data = try data([5, 6, 9, 12], [1, 0, 1, 0], ["a", "a", "b", "b"])
        let means = try RestrictedMeanTimes(data, horizon: 10)
        #expect(means.groups.map(\.mean.status) == [.notEstimable, .estimated])
        #expect(means.groups[0].mean.note == "nobody of \"a\" was followed as long as the horizon")
        #expect(means.test.status == .notEstimable)
        #expect(means.effects.allSatisfy { $0.estimate == nil && $0.status == .notEstimable })
        let found = try RestrictedMeanTimes(data)
        #expect(found.horizon == 6 && found.isHorizonFound)
    }

    @Test func whereAllHadTheEventTheCurveGoesOn() throws {
        let data = try data([2, 4, 9, 12], [1, 1, 1, 0], ["a", "a", "b", "b"])
        let means = try RestrictedMeanTimes(data, horizon: 12)
        #expect(means.groups[0].mean.value == 3)
        #expect(means.groups[1].mean.value == 10.5)
    }

    @Test(arguments: [0, -1, .nan, .infinity] as [Double])
    func aHorizonThatIsNoneTrapsNothing(horizon: Double) throws {
        let data = try data([5, 6, 9, 12], [1, 0, 1, 0], ["a", "a", "b", "b"])
        let means = try RestrictedMeanTimes(data, horizon: horizon)
        #expect(means.groups.allSatisfy { $0.mean.status == .notEstimable })
        #expect(means.test.pValue == nil)
        let shares = try HorizonProportion.all(data, horizon: horizon)
        #expect(shares.allSatisfy { $0.estimate.status == .notEstimable })
    }

    @Test func nothingToCompareIsSaid() throws {
        let one = try data([1, 2], [1, 2], ["a", "a"])
        #expect(GrayTest.test(one, cause: 1).note == "there is one group only")
        let none = try data([1, 2], [0, 0], ["a", "b"])
        #expect(GrayTest.test(none, cause: 1).status == .notEstimable)
        #expect(GrayTest.test(none, cause: 0).note == "no event of the cause")
        #expect(GrayTest.test(none, cause: 9).note == "no event of the cause")
        #expect(try RestrictedMeanTimes(none).test.note?.hasPrefix("within the horizon") == true)
        let late = try SurvivalData(
            entry: [0, 1], exit: [2, 3], event: [1, 1], group: grouping(["a", "b"]))
        #expect(GrayTest.test(late, cause: 1).status == .notEstimable)
        let many = try data(
            (0..<600).map { Double($0) }, [UInt8](repeating: 1, count: 600),
            (0..<600).map { "\($0)" })
        #expect(GrayTest.test(many, cause: 1).note == "more than 500 groups")
    }

    @Test func confidenceThatIsNoneGivesNoLimits() throws {
        let data = try data([5, 6, 9, 12], [1, 0, 1, 0], ["a", "a", "b", "b"])
        for confidence in [0, 1, -2, Double.nan] {
            let means = try RestrictedMeanTimes(data, confidence: confidence)
            #expect(means.groups.allSatisfy { $0.mean.confLow == nil })
            let share = try HorizonProportion.all(data, horizon: 6, confidence: confidence)
            #expect(share.allSatisfy { $0.estimate.confLow == nil })
        }
    }

    @Test func overlappingRowsAreRefused() throws {
        let data = try SurvivalData(entry: [0, 3, 0], exit: [4, 6, 5], event: [1, 0, 1])
        let persons = try Grouping(codes: [0, 0, 1], levelCount: 2)
        #expect(throws: SurvivalDataError.overlappingRows(row: 1, count: 1)) {
            try RepeatedEvents(data, person: persons)
        }
        #expect(throws: SurvivalDataError.eventOutsideTime(row: 0)) {
            try RepeatedEvents(ends: [3], events: [(person: 0, time: 4)])
        }
        #expect(throws: SurvivalDataError.codeOutOfRange(row: 0, code: 4, levels: 1)) {
            try RepeatedEvents(ends: [3], events: [(person: 4, time: 1)])
        }
        #expect(throws: SurvivalDataError.notFinite(column: "event", row: 0)) {
            try RepeatedEvents(ends: [3], events: [(person: 0, time: .nan)])
        }
    }

    @Test func twoEventsOnOneDayCountTwice() throws {
        let events = try RepeatedEvents(
            ends: [10, 10], events: [(person: 0, time: 4), (person: 0, time: 4)])
        let curve = try #require(MeanCumulativeFunction.all(events).first)
        #expect(curve.times == [4] && curve.counts == [2] && curve.atRisk == [2])
        #expect(curve.mean(by: 10).value == 1)
        #expect(near(curve.mean(by: 10).standardError, (0.5 * 0.5 * 2).squareRoot(), 1e-14))
        #expect(curve.mean(by: 11).status == .notEstimable)
        #expect(curve.mean(by: 3).value == 0)
    }

    @Test func fullFollowUpCountsCasesByTheirExtract() throws {
        // Two could be followed for 10 days, one had its event; the third was opened too late.
        let data = try SurvivalData(exit: [4, 10, 3], event: [1, 0, 1])
        let share = try #require(
            HorizonProportion.all(data, horizon: 8, potential: [12, 10, 5]).first)
        #expect(share.fullFollowUp?.events == 1)
        #expect(share.fullFollowUp?.cases == 2)
        #expect(
            throws: SurvivalDataError.unequalLengths(
                column: "potential", rows: 1, expected: 3)
        ) {
            try HorizonProportion.all(data, horizon: 8, potential: [1])
        }
    }
}
