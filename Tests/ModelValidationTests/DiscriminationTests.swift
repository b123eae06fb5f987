import HypothesisTests
import ModelValidation
import Testing

struct DiscriminationTests {
    @Test func thereAreReferences() { #expect(performanceCases.count == 9) }

    @Test(arguments: performanceCases)
    func areasAndDeLongAreThoseOfPROC(_ reference: PerformanceReference) {
        let auc = AUC(reference.strangers)
        #expect(agrees(auc.plain.estimate, reference.auc, within: 1e-14))
        #expect(agrees(auc.plain.standardError, reference.aucSe, within: 1e-12))
        #expect(agrees(auc.plain.confLow, reference.aucPlain[0], within: 1e-12))
        #expect(agrees(auc.plain.confHigh, reference.aucPlain[1], within: 1e-12))
        #expect(auc.plain.status == .estimated && auc.clusterCount == nil)
    }

    @Test(arguments: performanceCases)
    func theDefaultIntervalIsSymmetricOnTheLogitScale(_ reference: PerformanceReference) throws {
        let auc = AUC(reference.strangers).logit
        let (low, high) = (try #require(auc.confLow), try #require(auc.confHigh))
        let odds = { (share: Double) in share / (1 - share) }
        let reach = 1.959963984540054 * reference.aucSe / (reference.auc * (1 - reference.auc))
        #expect(
            agrees(odds(high) * odds(low), odds(reference.auc) * odds(reference.auc), within: 1e-11)
        )
        #expect(agrees(odds(high) / odds(reference.auc), exponential(reach), within: 1e-11))
        #expect(low > 0 && high < 1)
    }

    @Test(arguments: performanceCases)
    func pairedDifferencesAreThoseOfPROC(_ reference: PerformanceReference) {
        let one = reference.strangers
        let other = ScoredCases(
            hasEvent: one.hasEvent, risk: reference.other, count: reference.count)
        let comparison = AUCComparison(one, other)
        #expect(agrees(comparison.second.estimate, reference.otherAuc, within: 1e-14))
        #expect(
            agrees(
                comparison.difference.estimate, reference.auc - reference.otherAuc, within: 1e-13,
                scale: 1))
        // pROC takes var + var - 2 cov, which cancels where models agree.
        #expect(
            agrees(comparison.difference.standardError, reference.differenceSe, within: 1e-12))
        #expect(agrees(comparison.statistic, reference.differenceZ, within: 1e-11))
        #expect(agrees(comparison.pValue?.value, reference.differenceP, within: 1e-10))
        let back = AUCComparison(other, one)
        #expect(back.statistic == comparison.statistic.map { -$0 })
    }

    @Test(arguments: performanceCases.filter { $0.cluster != nil })
    func clustersTakeObuchowskisVariance(_ reference: PerformanceReference) throws {
        let expected = try #require(reference.aucClusteredSe)
        let auc = AUC(reference.cases)
        #expect(agrees(auc.plain.standardError, expected, within: 1e-12))
        #expect(agrees(auc.plain.estimate, reference.auc, within: 1e-14))
        let comparison = AUCComparison(reference.cases, reference.otherCases)
        let difference = try #require(reference.differenceClusteredSe)
        #expect(agrees(comparison.difference.standardError, difference, within: 1e-12))
    }

    @Test(arguments: performanceCases.filter { $0.count == nil })
    func clustersOfOneAreDeLong(_ reference: PerformanceReference) {
        let alone = ScoredCases(
            hasEvent: reference.cases.hasEvent, risk: reference.risk,
            cluster: reference.risk.indices.map { Int32($0) })
        #expect(agrees(AUC(alone).plain.standardError, reference.aucSe, within: 1e-12))
    }

    @Test func areasAtTheEndsHaveNoInterval() {
        let perfect = AUC(
            ScoredCases(hasEvent: [false, false, true, true], risk: [0.1, 0.2, 0.3, 0.4]))
        #expect(perfect.logit.estimate == 1 && perfect.logit.confLow == nil)
        #expect(perfect.logit.status == .notEstimable)
        #expect(perfect.logit.note?.contains("higher risk than every case without it") == true)
        let reversed = AUC(
            ScoredCases(hasEvent: [true, true, false, false], risk: [0.1, 0.2, 0.3, 0.4]))
        #expect(reversed.plain.estimate == 0 && reversed.plain.standardError == nil)
        #expect(reversed.plain.note?.contains("lower risk than every case without it") == true)
        let tied = AUC(
            ScoredCases(hasEvent: [true, true, false, false], risk: [0.3, 0.3, 0.3, 0.3]))
        #expect(tied.plain.estimate == 0.5 && tied.plain.confLow == nil)
        #expect(tied.plain.note?.contains("the same risk") == true)
    }

    @Test func oneOutcomeAloneHasNoArea() {
        for (events, words) in [
            ([true, true], "every case had the event"), ([false, false], "no case had the event"),
            ([], "no case"),
        ] {
            let auc = AUC(ScoredCases(hasEvent: events, risk: events.map { _ in 0.4 }))
            #expect(auc.logit.estimate == nil && auc.logit.status == .notEstimable)
            #expect(auc.logit.note == words)
        }
    }

    @Test func tooFewOfOneKindHaveNoInterval() {
        let one = AUC(ScoredCases(hasEvent: [true, false, false], risk: [0.2, 0.1, 0.3]))
        #expect(one.logit.estimate == 0.5 && one.logit.standardError == nil)
        #expect(one.logit.note?.contains("two cases with") == true)
        let cluster = AUC(
            ScoredCases(
                hasEvent: [true, true, false, false], risk: [0.2, 0.4, 0.1, 0.3],
                cluster: [7, 7, 7, 7]))
        #expect(cluster.plain.standardError == nil)
        #expect(cluster.plain.note?.contains("two clusters") == true)
        let wide = AUC(
            ScoredCases(
                hasEvent: [true, true, false, false], risk: [0.2, 0.4, 0.1, 0.3]), confidence: 1)
        #expect(wide.plain.confLow == nil && wide.plain.standardError != nil)
    }

    @Test func modelsOfOtherCasesAreNotCompared() {
        let one = ScoredCases(hasEvent: [true, false], risk: [0.2, 0.1])
        let other = ScoredCases(hasEvent: [false, true], risk: [0.2, 0.1])
        let comparison = AUCComparison(one, other)
        #expect(comparison.difference.estimate == nil && comparison.pValue == nil)
        #expect(comparison.difference.note == "the two models were not given the same cases")
        let same = ScoredCases(hasEvent: [true, false, true, false], risk: [0.2, 0.1, 0.3, 0.25])
        let alike = AUCComparison(same, same)
        #expect(alike.difference.estimate == 0 && alike.difference.status == .notEstimable)
    }

    @Test func logOddsTellApartWhatRoundsToOneRisk() {
        let cases = ScoredCases(hasEvent: [false, true, false, true], logOdds: [40, 41, 42, 43])
        #expect(cases.risk == [1, 1, 1, 1])
        #expect(AUC(cases).plain.estimate == 0.75)
    }
}
