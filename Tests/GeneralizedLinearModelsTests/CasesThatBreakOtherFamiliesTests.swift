import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private let families = [
    "probit", "cloglog", "poisson", "negative_binomial", "gaussian", "gamma",
]

private func table(_ text: String) throws -> Table {
    try CSVReader.read(Array(text.utf8))
}

private func frame(_ formula: String, _ table: Table, _ family: Family, weights: String? = nil)
    throws -> ModelFrame
{
    try ModelFrame(
        Formula(parsing: formula), table: table, weights: weights, response: request(of: family))
}

/// The cases of `CasesThatBreakOthersTests` for the other families and links: coefficients, robust
/// standard errors and average marginal effects, each by its name.
struct CasesThatBreakOtherFamiliesTests {
    @Test func everyCaseIsRead() { #expect(HardCase.all.count == 53) }

    @Test(arguments: families)
    func epochMillisecondsBesideABillionth(_ family: String) throws {
        let expected = try HardCase.named("\(family)_epoch_milliseconds")
        try expectAgreement(try expected.fit(), expected)
    }

    /// At 1e-10 the column is kept. Rounding of the data alone moves its estimate by 1e-6 of its
    /// standard error, so that is what any double arithmetic can promise.
    @Test(arguments: families)
    func nearCollinearColumnsAreKeptAt1em10(_ family: String) throws {
        let expected = try HardCase.named("\(family)_collinear_1e-10")
        try expectAgreement(
            try expected.fit(), expected,
            HardTolerance(
                estimate: 1e-4, standardError: 1e-5, deviance: 1e-6, logP: 1e-4, robust: 1e-5))
    }

    @Test(arguments: families)
    func nearCollinearColumnsAreAliasedAt1em12(_ family: String) throws {
        let expected = try HardCase.named("\(family)_collinear_1e-12")
        let fit = try expected.fit()
        try expectAgreement(fit, expected)
        #expect(fit.identities.count == 1)
    }

    @Test(arguments: families + ["probit_against", "cloglog_against"])
    func anOutlierOfAMillion(_ name: String) throws {
        let against = name.hasSuffix("_against")
        let family = against ? String(name.dropLast("_against".count)) : name
        let expected = try HardCase.named("\(family)_outlier\(against ? "_against" : "")")
        // What the row's leverage leaves of 1 is 1e-9 to 1e-5, of which doubles know 1e-7 and HC3
        // divides by the square.
        try expectAgreement(
            try expected.fit(), expected, HardTolerance(logP: 2e-8, robust: 1e-6))
    }

    @Test(arguments: families)
    func fractionalWeights(_ family: String) throws {
        let expected = try HardCase.named("\(family)_fractional_weights")
        let fit = try expected.fit()
        try expectAgreement(fit, expected)
        #expect(fit.frame.exclusions.map(\.code) == ["zero_weight"])
        let error = #expect(throws: FitError.self) {
            try GLM(family: expected.family, link: expected.link).fit(expected.frame())
        }
        #expect(error?.code == .fractionalFrequency)
    }

    @Test(arguments: families)
    func moreColumnsThanRows(_ family: String) throws {
        let expected = try HardCase.named("\(family)_more_columns_than_rows")
        let fit = try expected.fit()
        try expectAgreement(fit, expected)
        #expect(fit.rank == expected.kept.count && fit.rank < fit.coefficients.count)
    }

    /// As many independent columns as rows: every row is met, and nothing is left to tell an error by.
    @Test(arguments: [Family.gaussian, .gamma, .poisson, .negativeBinomial])
    func asManyIndependentColumnsAsRowsLeaveNoFigureThatIsNone(_ family: Family) throws {
        let data = try table("y,a,b,c\n2,1,0,3\n5,0,2,1\n3,4,1,1\n7,2,2,5\n")
        let fit = try GLM(family: family).fit(frame("y ~ a + b + c", data, family))
        #expect(fit.rank == 4 && abs(fit.deviance) < 1e-9)
        if family == .gaussian || family == .gamma {
            #expect(fit.dispersion == nil && fit.standardErrors.allSatisfy { $0 == nil })
        }
        for row in fit.coefficientTable(confidence: 0.95) {
            for number in [
                row.estimate, row.standardError, row.statistic, row.interval?.low,
                row.interval?.high,
            ] {
                #expect(number?.isFinite ?? true, "\(row.coefficient.name)")
            }
        }
        for test in fit.likelihoodRatioTests() + fit.waldTests() + fit.scoreTests() {
            #expect(test.statistic?.isFinite ?? true, "\(test.term)")
        }
    }

    @Test(arguments: ["poisson", "negative_binomial", "gaussian", "gamma"])
    func countsOfThreeThousandMillions(_ family: String) throws {
        let expected = try HardCase.named("\(family)_counts_of_3e9")
        try expectAgreement(try expected.fit(), expected, HardTolerance(deviance: 1e-9))
    }

    @Test func pValuesBelow1em300OfCounts() throws {
        let fit = try HardCase.named("poisson_counts_of_3e9").fit()
        let rows = fit.coefficientTable(confidence: 0.95)
        #expect((rows.compactMap(\.pValue).map(\.log10).min() ?? 0) < -300)
        for test in fit.waldTests() + fit.likelihoodRatioTests() + fit.scoreTests() {
            let p = try #require(test.pValue)
            #expect(p.log10 < -300 && p.log10.isFinite, "\(test.term)")
        }
    }

    /// A level in which everyone has the event, or no one has a visit: infinite, with the others as they are
    /// without its rows.
    @Test(arguments: ["probit", "cloglog", "poisson"])
    func quasiSeparation(_ family: String) throws {
        let expected = try HardCase.named("\(family)_quasi_separation")
        let fit = try expected.fit()
        #expect(!fit.isCompletelySeparated && fit.directions.count == 1)
        let infinite = fit.coefficients.indices.filter { fit.status[$0] == .infinite }
        #expect(infinite.map { fit.coefficients[$0].name } == ["ward[Byker]"])
        #expect(infinite.map { fit.infiniteSigns[$0] } == [family == "poisson" ? -1 : 1])
        try expectAgreement(fit, expected)
    }

    @Test(arguments: [Link.probit, .cloglog])
    func anOutcomeThatIsAllZeroIsAnErrorThatSaysSo(_ link: Link) throws {
        let data = try table("y,x\n0,1\n0,2\n0,4\n0,3\n")
        let error = #expect(throws: FormulaError.self) {
            try GLM(family: .binomial, link: link).fit(frame("y ~ x", data, .binomial))
        }
        #expect(error?.message.contains("always \"0\"") == true)
    }

    /// Without an event the likelihood of counts rises for ever as the intercept falls.
    @Test(arguments: [Family.poisson, .negativeBinomial, .gaussian])
    func countsAndNumbersThatAreAllZeroAreAnErrorThatSaysSo(_ family: Family) throws {
        let data = try table("y,x\n0,1\n0,2\n0,4\n0,3\n")
        let error = #expect(throws: FitError.self) {
            try GLM(family: family).fit(frame("y ~ x", data, family))
        }
        #expect(error?.code == .constantOutcome && error?.message.contains("0") == true)
    }

    @Test func timesThatAreZeroAreAnErrorThatSaysSo() throws {
        let data = try table("y,x\n0,1\n0,2\n0,4\n0,3\n")
        let error = #expect(throws: FormulaError.self) { try frame("y ~ x", data, .gamma) }
        #expect(error != nil)
    }

    @Test(arguments: [Family.binomial, .poisson, .negativeBinomial, .gaussian, .gamma])
    func aSingleLevelFactorIsLeftOutWithNotice(_ family: Family) throws {
        let lines = [1, 0, 1, 0, 1, 1, 0, 1, 0, 1].enumerated().map { row, yes in
            "\(yes),\(1 + row * row % 7),Byker,\(row * 3 % 8)"
        }
        let data = try table("yes,n,ward,x\n" + lines.joined(separator: "\n") + "\n")
        let outcome = family == .binomial ? "yes" : "n"
        let link: Link? = family == .binomial ? .probit : nil
        let with = try GLM(family: family, link: link).fit(
            frame("\(outcome) ~ ward + x", data, family))
        let without = try GLM(family: family, link: link).fit(frame("\(outcome) ~ x", data, family))
        #expect(with.frame.notices.map(\.code) == ["constant_column"])
        #expect(with.estimates == without.estimates && with.deviance == without.deviance)
    }
}

/// Standard errors of sums of coefficients where each has a variance of 1e18 and their sum one of
/// 1e-4: in g'V g nothing would be left of it.
struct SumsOfNearlyCollinearCoefficientsTests {
    @Test(arguments: families)
    func contrastsOfNearCopiesKeepTheirErrors(_ family: String) throws {
        // The sum of the coefficients of two near copies is the coefficient of one alone, but for what
        // their difference of 1e-10 takes part in.
        let both = try HardCase.named("\(family)_collinear_1e-10").fit()
        let alone = try HardCase.named("\(family)_collinear_1e-12").fit()
        let sum = try #require(both.contrast([("first", 1), ("first_10", 1)]))
        let own = try #require(alone.coefficients.firstIndex { $0.name == "first" })
        let error = try #require(alone.standardErrors[own])
        let found = try #require(sum.standardError)
        #expect(abs(found / error - 1) < 0.1, "\(found) \(error)")
    }

    /// What rests on the covariance alone, as predictions of a saved model do, has no interval rather than
    /// one of rounding.
    @Test func predictionsHaveNoIntervalOfRounding() throws {
        let expected = try HardCase.named("poisson_collinear_1e-10")
        let (fit, table) = (try expected.fit(), try expected.table())
        let predictor = Predictor(
            try FittedModel(fit, .init(engineVersion: "test")), confidence: 0.95)
        let predictions = try predictor.predict(
            TableChunk(table: table, unreadable: [:], firstUnreadable: nil))
        #expect(predictions.count == 150)
        for prediction in predictions {
            #expect((prediction.mean ?? -1) > 0 && prediction.interval == nil)
        }
    }
}
