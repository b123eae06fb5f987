import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private let seeds = projectRoot.appendingPathComponent("seeds")
private func runner() -> Runner { Runner(folder: seeds.path) }

private func fitPlan(_ formula: String, data: String = "neet-cohort.csv") throws -> FitPlan {
    let plan = try AnalysisPlan(
        .object(["analysis": .text("fit"), "data": .text(data), "formula": .text(formula)]))
    guard case .fit(let fit) = plan else { throw AnalysisError("test", "no fit plan") }
    return fit
}

private func testPlan(_ formula: String, data: String = "neet-cohort.csv") throws -> TestPlan {
    let plan = try AnalysisPlan(
        .object(["analysis": .text("test"), "data": .text(data), "formula": .text(formula)]))
    guard case .test(let test) = plan else { throw AnalysisError("test", "no test plan") }
    return test
}

struct ResultTests {
    @Test func excludedRowsAddUpInFormulaOrder() throws {
        let frame = try runner().run(fitPlan("neet ~ gcse_passes + absence + young_carer"))
        #expect(
            frame.data.rowsExcluded.map(\.column) == [
                "neet", "gcse_passes", "absence", "young_carer",
            ])
        let left = frame.data.rowsExcluded.reduce(0) { $0 + $1.rows }
        #expect(left == frame.data.rows - frame.data.rowsUsed)
        #expect(frame.result.missing.map(\.column).first == "neet")
        #expect(frame.result.missing.first { $0.column == "young_carer" }?.rows == 469)
        #expect(frame.data.sha256.count == 64)
    }

    @Test(arguments: [
        "neet ~ absence + C(sen, ref = \"none\") + looked_after",
        "neet ~ sex * absence", "neet ~ ward + poly(age, 2)", "neet ~ 0 + sex",
        "months_neet >= 6 ~ sex + cohort_year", "neet ~ sex", "neet ~ 1",
    ])
    func everySentenceCarriesAFigure(_ formula: String) throws {
        let frame = try runner().run(fitPlan(formula))
        #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(sentence.contains { $0.isNumber }, "\(sentence)")
            #expect(sentence.hasSuffix("."), "\(sentence)")
        }
    }

    @Test(arguments: ["neet ~ sex", "neet ~ ward", "sen ~ ethnicity", "neet ~ (absence > 2)"])
    func everySentenceOfATestCarriesAFigure(_ formula: String) throws {
        let frame = try runner().run(testPlan(formula))
        for sentence in frame.shows + frame.doesNotShow {
            #expect(sentence.contains { $0.isNumber }, "\(sentence)")
        }
    }

    /// A coefficient of an interaction is no odds ratio that holds by itself.
    @Test func noSentenceReadsAnInteractionAsAnOddsRatio() throws {
        let frame = try runner().run(fitPlan("neet ~ sex * absence + exclusions + I(exclusions^2)"))
        #expect(!frame.shows.contains { $0.contains("multiply") || $0.contains("times those") })
        #expect(frame.shows.contains { $0.contains("share columns") })
    }

    @Test func aColumnOfZerosAndOnesIsReadAsTwoGroups() throws {
        let workspace = try Workspace()
        let rows = (0..<90).map { "\($0 % 3 == 0 || $0 % 4 == 0 ? 1 : 0),\($0 % 4 == 0 ? 1 : 0)" }
        let path = try workspace.write(
            "cases.csv", "y,x\n" + rows.joined(separator: "\n") + "\n0,1\n")
        let frame = try Runner().run(fitPlan("y ~ x", data: path))
        #expect(
            frame.shows.contains { $0.contains("where x is 1") && $0.contains("where it is 0") })
    }

    @Test func aNullIsNotReadAsNoDifference() throws {
        let frame = try runner().run(testPlan("neet ~ sex"))
        #expect(frame.doesNotShow.contains { $0.hasPrefix("That there is no difference") })
    }

    @Test func separationIsSaidInWords() throws {
        let workspace = try Workspace()
        let rows = (0..<40).map {
            "\($0 < 25 ? $0 % 2 : 1),\($0 < 25 ? "Walker" : "Byker"),\($0 % 7)"
        }
        let path = try workspace.write("cases.csv", "y,ward,x\n" + rows.joined(separator: "\n"))
        let plan = try fitPlan("y ~ C(ward, ref = \"Walker\") + x", data: path)
        let frame = try Runner().run(plan)
        let warning = try #require(frame.warnings.first { $0.code == "quasi_separation" })
        #expect(
            warning.message.contains("all 15 rows with C(ward, ref = \"Walker\")[Byker] had \"1\""))
        let row = try #require(frame.result.coefficients.first { $0.status == "infinite" })
        #expect(row.direction == "positive" && row.estimate.value == nil)
        let json = try JSONText.encode(frame)
        #expect(json.contains("\"estimate\" : null"))
        let wald = try #require(frame.result.tests.first { $0.name == "wald" })
        #expect(wald.status == "infinite" && wald.pValue.value == nil)
    }

    @Test func aliasedColumnsAreExplainedByTheirIdentity() throws {
        let workspace = try Workspace()
        let rows = (0..<60).map { i in
            let year = 2005 + i % 7
            return "\((i * i) % 3 == 0 ? 1 : 0),\(year),\(2024 - year)"
        }
        let path = try workspace.write(
            "cases.csv", "y,birth_year,age\n" + rows.joined(separator: "\n"))
        let frame = try Runner().run(fitPlan("y ~ birth_year + age", data: path))
        let warning = try #require(frame.warnings.first { $0.code == "aliased_term" })
        #expect(
            warning.message == "age is not estimated, since age = 2024 - birth_year.",
            "\(warning.message)")
    }

    /// The seed cohort's values were made by R (seeds/reference/neet_cohort.R).
    @Test func theSeedCohortAgreesWithR() throws {
        let workspaceCounts = try runner().run(testPlan("neet ~ (social_care_contacts >= 2)"))
        #expect(workspaceCounts.result.table?.counts == [[5666, 177], [1636, 355]])
        let pearson = try #require(workspaceCounts.result.tests.first)
        #expect(relativeError(try #require(pearson.statistic), 513.9461598949821) < 1e-13)
        #expect(relativeError(try #require(pearson.log10P.value), -113.05635031799697) < 1e-12)
        let frame = try runner().run(
            fitPlan(
                "neet ~ absence + looked_after + C(sen, ref = \"none\") + youth_justice + "
                    + "free_school_meals + gcse_passes + (social_care_contacts >= 2)"))
        let glance = frame.result.glance
        #expect(glance.nObs == 7418 && glance.nEvents.value == 499 && glance.dfResidual == 7409)
        #expect(relativeError(glance.logLikelihood.value ?? 0, -1521.694525172598) < 1e-12)
        #expect(relativeError(glance.deviance, 3043.389050345196) < 1e-12)
    }
}
