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

    @Test func sparseLargerTablesAreSolvedExactly() throws {
        let sparse = try makeTable([[0, 1, 3], [2, 0, 1], [5, 1, 0]])
        let analysis = try TwoWayAnalysis(of: sparse, reference: "r3")
        #expect(analysis.primary == "fisher_exact")
        #expect(analysis.smallExpectedCounts)
        #expect(
            analysis.reason == "the smallest expected count is 0.46, below 1, so the exact test"
                + " takes the place of the chi-square approximation")
        #expect(analysis.event == nil)
        #expect(
            analysis.runnerUp == "Pearson's chi-squared test says p = .081, on the other side of"
                + " .05, so the finding hangs on the choice of test")
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

    private let rising = [[1, 30], [6, 25], [12, 21], [20, 9]]

    @Test func aDeclaredOrderAsksForATrend() throws {
        let analysis = try TwoWayAnalysis(
            of: makeTable(rising), event: "c1",
            order: TableOrder(rowScores: TableOrder.steps(4), isDeclared: true))
        #expect(analysis.primary == "cochran_armitage")
        #expect(
            analysis.reason == "the groups have a declared order, and a trend along it is one"
                + " question on 1 degree of freedom, where the test of any difference spreads over"
                + " 3; beyond the trend little is left (p = .565)")
        #expect(
            analysis.runnerUp
                == "Pearson's chi-squared test says p < .001, on the same side of .05")
        let added = ["cochran_armitage", "linear_by_linear", "departure_from_trend"]
        #expect(analysis.tests.suffix(3).map(\.name) == added)
        let effects = analysis.effects.suffix(4)
        #expect(
            effects.map(\.name) == [
                "risk_difference_per_step", "gamma", "kendall_tau_b", "somers_d",
            ])
        // The share with c1 rises, though c1 is the first column.
        for effect in effects { #expect(try #require(effect.confLow) > 0) }
        #expect(analysis.effects[0].name == "risk_difference")
    }

    @Test func anOrderThatNumbersBringLeavesTheQuestionAsItIs() throws {
        let analysis = try TwoWayAnalysis(
            of: makeTable(rising), event: "c1", order: TableOrder(rowScores: [0, 1, 2, 5]))
        #expect(analysis.primary == "pearson_chi_squared")
        #expect(
            analysis.runnerUp
                == "the Cochran-Armitage test of trend says p < .001, on the same side of .05")
        #expect(throws: ContingencyTableError.scores(levels: 4, scores: 2)) {
            try TwoWayAnalysis(of: makeTable(rising), order: TableOrder(rowScores: [1, 2]))
        }
    }

    @Test func tooFewCasesForATrendAreTestedExactly() throws {
        let analysis = try TwoWayAnalysis(
            of: makeTable([[0, 30], [1, 25], [3, 21]]),
            order: TableOrder(rowScores: TableOrder.steps(3), isDeclared: true))
        #expect(analysis.primary == "fisher_exact")
        #expect(
            analysis.reason == "the smallest expected count is 1.2 and 3 of 6 expected counts are"
                + " below 5, so the exact test takes the place of the chi-square approximation;"
                + " 4 cases beside the commonest outcome are too few for the test of trend")
    }

    @Test func aNominalSideOfThreeLevelsHasNoTrend() throws {
        let analysis = try TwoWayAnalysis(
            of: makeTable([[10, 20, 30], [12, 14, 40], [9, 9, 9]]),
            order: TableOrder(rowScores: TableOrder.steps(3), isDeclared: true))
        #expect(!analysis.tests.contains { $0.name == "linear_by_linear" })
        let both = try TwoWayAnalysis(
            of: makeTable([[10, 20, 30], [12, 14, 40], [9, 9, 9]]),
            order: TableOrder(
                rowScores: TableOrder.steps(3), columnScores: TableOrder.steps(3), isDeclared: true)
        )
        #expect(both.primary == "linear_by_linear")
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
