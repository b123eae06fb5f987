import HypothesisTests
import TestSupport
import Testing

/// The choice between tests and what stands beside it.
@Suite struct StrataAndPairsAnalysisTests {
    private func analysis(_ name: String) throws -> StratifiedAnalysis {
        let entry = try #require(
            try StratifiedReference.all().twoByTwo.first { $0.name == name })
        return try StratifiedAnalysis(of: makeStrata(entry.strata), event: "event")
    }

    @Test func admissionsTurnWithinDepartments() throws {
        let ucb = try analysis("ucb_admissions")
        #expect(ucb.primary == "cochran_mantel_haenszel")
        #expect(ucb.reference == "reference" && ucb.event == "event")
        #expect(ucb.pooled.first?.name == "risk_difference_mantel_haenszel")
        #expect(ucb.withinStrata.count == 18 && ucb.withinStrata[3].stratum == "s2")
        #expect(ucb.isReversed(level: "level") && !ucb.isReversed(level: "nobody"))
        #expect(ucb.reason.contains("6 of 6 strata"))
        #expect(ucb.runnerUp?.contains("p = .228, on the same side of .05") == true)
        #expect(ucb.homogeneity.map(\.name).first == "breslow_day_tarone")
        #expect(ucb.crudeTest.statistic.map { abs($0 - 92.205) < 5e-4 } == true)
    }

    @Test func sparseStrataGetTheExactTest() throws {
        let small = try analysis("never_in_the_level")
        #expect(small.primary == "cochran_mantel_haenszel_exact")
        #expect(small.reason.contains("below 5"))
        #expect(!small.isReversed(level: "level"))
        let useless = try StratifiedAnalysis(of: makeStrata([[1, 0, 0, 0], [3, 4, 0, 0]]))
        #expect(useless.primary == nil)
        #expect(
            useless.reason
                == "there is nothing to test: no stratum has cases in two rows and in two columns")
        #expect(useless.use.single == 1 && useless.use.oneRow == 1 && useless.use.leftOut == 2)
    }

    @Test func orderedLevelsAreUsed() throws {
        let entry = try #require(
            try StratifiedReference.all().general.first { $0.name == "job_satisfaction" })
        let table = try makeStrata(tables: entry.tables)
        let plain = try StratifiedAnalysis(of: table)
        #expect(plain.primary == "cochran_mantel_haenszel" && plain.event == nil)
        #expect(plain.tests.count == 1 && plain.pooled.isEmpty && plain.homogeneity.isEmpty)
        let scores: [Double] = [1, 2, 3, 4]
        let half = try StratifiedAnalysis(of: table, columnScores: scores)
        #expect(half.primary == "cochran_mantel_haenszel_row_means")
        let both = try StratifiedAnalysis(of: table, rowScores: scores, columnScores: scores)
        #expect(both.primary == "cochran_mantel_haenszel_correlation")
        #expect(both.runnerUp?.contains("p = .335") == true)
        #expect(throws: ContingencyTableError.unknownRow("x", rows: ["r1", "r2", "r3", "r4"])) {
            try StratifiedAnalysis(of: table, reference: "x")
        }
    }

    @Test(arguments: [(17, 7, "mcnemar_exact"), (17, 8, "mcnemar")])
    func theExactTestIsReadBelow25DiscordantPairs(b: Int, c: Int, name: String) throws {
        let table = try PairedTable(
            first: "after", second: "before", levels: ["no", "yes"], counts: [33, c, b, 40])
        let analysis = try PairedAnalysis(of: table)
        #expect(analysis.primary == name && analysis.discordant == b + c)
        #expect(analysis.event == "yes")
        #expect(analysis.effects.map(\.name).prefix(2) == ["risk_difference", "odds_ratio_paired"])
        #expect(analysis.effects[1].estimate == Double(b) / Double(c))
        #expect(analysis.reason.contains("\(b + c) of \(73 + b + c) pairs differ"))
        // The other level as event turns the ratio.
        let turned = try PairedAnalysis(of: table, event: "no")
        #expect(turned.effects[1].estimate == Double(c) / Double(b))
    }

    @Test func moreLevelsAreComparedByTheirMargins() throws {
        let vision = try #require(try PairedReference.all().square.first)
        let analysis = try PairedAnalysis(of: makeSquare(vision.counts), isOrdered: true)
        #expect(analysis.primary == "stuart_maxwell" && analysis.event == nil)
        #expect(
            analysis.effects.map(\.name)
                == ["risk_difference", "risk_difference", "risk_difference", "risk_difference"]
                + ["agreement", "cohens_kappa", "cohens_kappa_linear", "cohens_kappa_quadratic"])
        #expect(analysis.effects[0].level == "l1")
        #expect(try PairedAnalysis(of: makeSquare(vision.counts)).effects.count == 6)
        let none = try PairedAnalysis(of: makeSquare([[0, 0], [0, 0]]))
        #expect(none.primary == nil && none.reason.contains("there is no pair"))
    }
}
