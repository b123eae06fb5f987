import Foundation
import ModelFormula
import Tables
import Testing
import TestSupport

@testable import GeneralizedLinearModels

private let fits = ReferenceCase.load("glm_cases.json")
private let separations = ReferenceCase.load("separation_cases.json")

private func named(_ name: String) throws -> ReferenceCase {
    try #require((fits + separations).first { $0.name == name })
}

/// The cases that other engines get wrong, or end in silence; each by its name.
struct CasesThatBreakOthersTests {
    @Test func completeSeparation() throws {
        let fit = try named("complete_numeric").fit()
        #expect(fit.isCompletelySeparated && fit.deviance == 0)
        #expect(fit.status.allSatisfy { $0 == .infinite })
        #expect(fit.infiniteSigns == [-1, 1])
    }

    @Test func quasiSeparation() throws {
        let fit = try named("level_all_events").fit()
        #expect(!fit.isCompletelySeparated && fit.directions.count == 1)
        let infinite = fit.coefficients.indices.filter { fit.status[$0] == .infinite }
        #expect(infinite.map { fit.coefficients[$0].name } == ["ward[Byker]"])
    }

    @Test func epochMillisecondsBesideABillionth() throws {
        let expected = try named("epoch_milliseconds")
        try expectAgreement(try expected.fit(), expected)
    }

    /// At 1e-10 the column is kept. Rounding of the data alone moves its estimate by 1e-6 of its
    /// standard error, so that is what any double arithmetic can promise.
    @Test func nearCollinearColumnsAreKeptAt1em10() throws {
        let expected = try named("collinear_1e-10")
        try expectAgreement(
            try expected.fit(), expected,
            Tolerance(estimate: 1e-4, standardError: 1e-5, deviance: 1e-6, logP: 1e-4, test: 1e-4))
    }

    @Test func nearCollinearColumnsAreAliasedAt1em12() throws {
        let expected = try named("collinear_1e-12")
        try expectAgreement(try expected.fit(), expected)
    }

    @Test func ageIs2024LessTheYearOfBirth() throws {
        let expected = try named("aliased_birth_year")
        let fit = try expected.fit()
        try expectAgreement(fit, expected)
        #expect(fit.limits.aliasVectors.count == 1)
    }

    @Test func fiveEventsInTwentyThousandAreFittedToTheEnd() throws {
        let expected = try named("five_events")
        let fit = try expected.fit()
        #expect(fit.isConverged && fit.eventCount == 5 && fit.directions.isEmpty)
        try expectAgreement(fit, expected)
    }

    @Test func zeroWeightsAreNoRows() throws {
        let expected = try named("zero_weight_overlap")
        let fit = try expected.fit()
        #expect(fit.isCompletelySeparated && fit.caseCount == expected.nObs)
        #expect(fit.frame.exclusions.map(\.code) == ["zero_weight"])
    }

    @Test func fractionalWeights() throws {
        let expected = try named("fractional_weights")
        try expectAgreement(try expected.fit(), expected)
        let error = #expect(throws: FitError.self) {
            try GLM(weightKind: .frequency).fit(expected.frame())
        }
        #expect(error?.code == .fractionalFrequency)
    }

    @Test func groupedRowsGiveTheCoefficientsOfTheExpandedRows() throws {
        let grouped = try named("grouped_frequency").fit()
        let expanded = try named("grouped_expanded").fit()
        #expect(grouped.caseCount == expanded.caseCount)
        for (a, b) in zip(grouped.estimates, expanded.estimates) {
            #expect(relativeError(a, b) < 1e-12)
        }
        for (a, b) in zip(grouped.standardErrors, expanded.standardErrors) {
            #expect(relativeError(try #require(a), try #require(b)) < 1e-12)
        }
        #expect(relativeError(grouped.deviance, expanded.deviance) < 1e-12)
    }

    @Test func anOutcomeThatIsAllZeroIsAnErrorThatSaysSo() throws {
        let expected = try named("outcome_all_zero")
        let error = #expect(throws: FormulaError.self) { try expected.fit() }
        #expect(error?.message.contains("always \"0\"") == true)
        // Where both levels exist and one is lost with the rows left out, the fit says it.
        let bytes = Array("y,x\nno,1\nno,2\nyes,\nno,3\n".utf8)
        let frame = try ModelFrame(Formula(parsing: "y ~ x"), table: CSVReader.read(bytes))
        let lost = #expect(throws: FitError.self) { try GLM().fit(frame) }
        #expect(lost?.code == .constantOutcome)
    }

    @Test func aSingleLevelFactorIsLeftOutWithNotice() throws {
        let expected = try named("single_level_factor")
        let fit = try expected.fit()
        try expectAgreement(fit, expected)
        let notices = fit.frame.notices.filter { $0.code == "constant_column" }
        #expect(notices.flatMap(\.terms) == ["ward", "team_size"])
    }

    @Test func anUnusedLevelIsLeftOutWithNotice() throws {
        let expected = try named("unused_level")
        let fit = try expected.fit()
        try expectAgreement(fit, expected)
        #expect(fit.frame.notices.map(\.code) == ["unused_level"])
    }

    @Test func moreColumnsThanRows() throws {
        let expected = try named("more_columns_than_rows")
        let fit = try expected.fit()
        try expectAgreement(fit, expected)
        #expect(fit.rank < fit.coefficients.count)
    }

    @Test(arguments: ["outlier_agreeing", "outlier_against"])
    func anOutlierOfAMillion(_ name: String) throws {
        let expected = try named(name)
        try expectAgreement(try expected.fit(), expected)
    }

    @Test func oneOverlappingPointMakesEstimatesFinite() throws {
        let expected = try named("one_overlapping_point")
        let fit = try expected.fit()
        try expectAgreement(fit, expected)
        #expect(fit.directions.isEmpty)
    }

    @Test func pValuesBelow1em300() throws {
        let expected = try named("large_counts")
        let fit = try expected.fit()
        let least = fit.coefficientTable(confidence: 0.95).compactMap(\.pValue).map(\.log10).min()
        #expect((least ?? 0) < -300)
        try expectAgreement(fit, expected)
    }
}
