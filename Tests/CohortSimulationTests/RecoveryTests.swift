import GeneralizedLinearModels
import ModelFormula
import Testing

@testable import CohortSimulation

/// The estimates of a formula, by term.
private func fit(
    _ formula: String, _ cohort: Cohort, _ truth: TruthKind, rows: Int, seed: UInt64
) throws -> [String: (estimate: Double, error: Double)] {
    let frame = try ModelFrame(
        Formula(parsing: formula), table: table(cohort, truth, rows: rows, seed: seed))
    let fit = try GLM(threads: 2).fit(frame)
    var found: [String: (Double, Double)] = [:]
    for row in fit.coefficientTable(confidence: 0.95) {
        found[row.coefficient.name] = (row.estimate ?? .nan, row.standardError ?? .nan)
    }
    return found
}

struct RecoveryTests {
    /// 16 cohorts of 6,000; seeds/check_truth.py does 200 of 8,000.
    @Test func thePlainCohortGivesItsTruthBack() throws {
        let model = NEETTruth(.plain).model
        let formula = try #require(model.formula)
        let runs = try (1...16).map {
            try fit(formula, .neet, .plain, rows: 6000, seed: UInt64($0))
        }
        var covered = 0
        for term in model.coefficients {
            let found = try runs.map { try #require($0[term.term], "\(term.term)") }
            let n = Double(found.count)
            let mean = found.reduce(0) { $0 + $1.estimate } / n
            let variance = found.reduce(0) { $0 + ($1.estimate - mean) * ($1.estimate - mean) }
            let error = (variance / (n - 1) / n).squareRoot()
            #expect(abs(mean - term.value) < 4 * error, "\(term.term) \(mean) \(term.value)")
            covered += found.filter { abs($0.estimate - term.value) <= 1.959964 * $0.error }.count
        }
        let share = Double(covered) / Double(16 * model.coefficients.count)
        #expect(share > 0.92 && share < 0.98, "\(share)")
    }

    /// One large cohort for each truth and each formula: every term has the name that the dictionary
    /// gives it, and what can be recovered is.
    @Test(arguments: Cohort.allCases, [TruthKind.plain, .nonlinear, .drift])
    func theStatedFormulaFindsTheStatedTerms(_ cohort: Cohort, _ truth: TruthKind) throws {
        let models = cohort == .neet ? [NEETTruth(truth).model] : ServiceTruth(truth).models
        for model in models {
            guard let formula = model.formula else { continue }
            let found = try fit(formula, cohort, truth, rows: 6000, seed: 77)
            #expect(Set(found.keys) == Set(model.coefficients.map(\.term)), "\(formula)")
            for term in model.coefficients {
                guard let row = found[term.term] else { continue }
                #expect(abs(row.estimate - term.value) < 4.5 * row.error, "\(term) \(row)")
            }
        }
    }

    /// What cannot be recovered is not: the same people, and losses by value and outcome, which make
    /// absence look weaker.
    @Test func lossesByTheOutcomeHideTheTruth() throws {
        let formula = try #require(NEETTruth(.mnar).model.formula)
        let whole = try fit(formula, .neet, .plain, rows: 12_000, seed: 5)
        let left = try fit(formula, .neet, .mnar, rows: 12_000, seed: 5)
        let absence = try #require(left["absence"])
        #expect(absence.estimate < (whole["absence"]?.estimate ?? 0) - 0.4)
    }
}
