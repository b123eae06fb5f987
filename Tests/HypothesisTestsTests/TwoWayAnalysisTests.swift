import HypothesisTests
import Testing

/// Which test is chosen, and the sentences that say why.
@Suite struct TwoWayAnalysisTests {
    @Test func largeExpectedCountsChooseChiSquared() throws {
        let analysis = try TwoWayAnalysis(of: makeTable([[15, 85], [30, 70]]), event: "c1")
        #expect(analysis.primary == "pearson_chi_squared")
        #expect(
            analysis.reason
                == "the smallest expected count is 22.5, so the chi-square approximation holds")
        #expect(
            analysis.runnerUp == "Fisher's exact test says p = .017, on the same side of .05")
        #expect(!analysis.smallExpectedCounts)
        #expect(analysis.event == "c1" && analysis.reference == "r1")
        #expect(
            analysis.effects.map(\.name) == [
                "risk_difference", "risk_ratio", "odds_ratio", "odds_ratio_conditional",
                "cramers_v", "cramers_v_bias_corrected", "phi",
            ])
        #expect(analysis.effects[0].level == "r2" && analysis.effects[0].reference == "r1")
        #expect(analysis.effects[0].estimate == 0.15)
    }

    @Test func smallExpectedCountsChooseFisher() throws {
        let analysis = try TwoWayAnalysis(of: makeTable([[0, 7], [9, 40]]))
        #expect(analysis.primary == "fisher_exact")
        #expect(
            analysis.reason
                == "the smallest expected count is 1.1, below 5, so the exact test takes"
                + " the place of the chi-square approximation")
        #expect(
            analysis.runnerUp
                == "Pearson's chi-squared test says p = .216, on the same side of .05")
        #expect(analysis.smallExpectedCounts)
        let torn = try TwoWayAnalysis(of: makeTable([[1, 9], [6, 4]]))
        #expect(
            torn.runnerUp == "Pearson's chi-squared test says p = .019, on the other side of .05,"
                + " so the finding hangs on the choice of test")
    }

    @Test func sparseLargerTablesSayThatTheyAreDoubtful() throws {
        let sparse = try makeTable([[0, 1, 3], [2, 0, 1], [5, 1, 0]])
        let analysis = try TwoWayAnalysis(of: sparse, reference: "r3")
        #expect(analysis.primary == "pearson_chi_squared")
        #expect(analysis.smallExpectedCounts)
        #expect(
            analysis.reason == "the smallest expected count is 0.46 and 9 of 9 expected counts are"
                + " below 5, so the chi-square approximation is doubtful here")
        #expect(analysis.event == nil)
        let runnerUp = try #require(analysis.runnerUp)
        #expect(runnerUp.hasPrefix("the likelihood-ratio test says p = .0"))
    }

    @Test func aFewSmallExpectedCountsAreNamed() throws {
        let table = try makeTable([[2, 30, 20], [4, 40, 50], [8, 50, 60], [11, 60, 70]])
        let analysis = try TwoWayAnalysis(of: table, confidence: 0.9)
        #expect(!analysis.smallExpectedCounts)
        #expect(
            analysis.reason == "the smallest expected count is 3.2 and only 1 of 12 expected counts"
                + " are below 5, so the chi-square approximation holds")
        #expect(analysis.runnerUp?.hasSuffix("on the same side of .1") == true)
    }

    @Test func whatTheTableHasNotIsNamed() throws {
        let table = try makeTable([[4, 9], [7, 2]])
        #expect(throws: ContingencyTableError.unknownColumn("yes", columns: ["c1", "c2"])) {
            try TwoWayAnalysis(of: table, event: "yes")
        }
        #expect(throws: ContingencyTableError.unknownRow("Byker", rows: ["r1", "r2"])) {
            try TwoWayAnalysis(of: table, reference: "Byker")
        }
        #expect(throws: ContingencyTableError.confidence(1)) {
            try TwoWayAnalysis(of: table, confidence: 1)
        }
        #expect(throws: ContingencyTableError.shape(rows: 1, columns: 2, counts: 3)) {
            try ContingencyTable(rowLabels: ["a"], columnLabels: ["x", "y"], counts: [1, 2, 3])
        }
        #expect(throws: ContingencyTableError.negativeCount(row: "r1", column: "c2", count: -1)) {
            try makeTable([[0, -1]])
        }
        #expect(
            throws: ContingencyTableError.eventsOutsideCases(level: "a", events: 3, cases: 2)
        ) {
            try EventComparison(
                level: "a", reference: "b", events: 3, cases: 2, referenceEvents: 0,
                referenceCases: 0)
        }
    }
}
