import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A model in SQL, run in an engine, says what `Predictor` says: to 1e-12, row for row, with the same status.
///
/// An engine that is not on the machine is passed over; SQLite comes with python3.
@Suite(.serialized) struct ScoringQueryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var formula: String
        var derive: [String] = []
        var family = Family.binomial
        var link = Link.logit
        var missing = MissingRule.complete
        var eliminates: Int?
        var testDescription: String { "\(formula) \(family) \(link)" }
    }

    static let cases = [
        Case(formula: "y ~ ward + age + absence"),
        Case(formula: "y ~ C(ward, ref = \"select\") * sex + sen:age"),
        Case(formula: "y ~ rcs(absence, 4) + ns(age, df = 3):sex"),
        Case(formula: "y ~ bs(age, df = 6) + bs(score, knots = c(-2, 1), degree = 2)"),
        Case(formula: "y ~ poly(age, 3) + poly(score, 2, raw = TRUE) * sex"),
        Case(
            formula:
                "y ~ log(absence) + sqrt(abs(score)) + I(age^2 / 10 - exp(score / 5)) + log1p(cost)"
        ),
        Case(
            formula:
                "y ~ (age >= 14 & absence > 20) + (ward %in% c(\"Byker\", \"back\\\\slash\")) + log2(months) + log10(cost)"
        ),
        Case(formula: "y ~ is_missing(absence) + sex"),
        Case(formula: "y ~ absence + ward * sex + rcs(absence, 3)", missing: .level),
        Case(formula: "y ~ C(`need \"x\"] y`) + offset(log(months)) + ifelse(sen, age, score)"),
        Case(
            formula: "y ~ days + sex + older + C(yr)",
            derive: [
                "days = opened - dob",
                "older = ifelse(age_at(opened, dob) >= 14, \"old\", \"young\")",
                "yr = year(opened)",
            ]),
        Case(formula: "y ~ age_at(opened, dob) + month(opened) + (opened >= \"2020-06-01\")"),
        Case(formula: "y ~ count_equal(c(sex, ward), \"male\") + age"),
        Case(formula: "y ~ C(code) + age"),
        Case(formula: "y ~ C(code) * sex + age"),
        Case(formula: "y ~ C(code) + age + sex", eliminates: 20),
        Case(formula: "y ~ sex:ward + 0"),
        Case(formula: "y ~ 1"),
        Case(formula: "y ~ ward * rcs(age, 4)", link: .probit),
        Case(formula: "y ~ ward + poly(age, 2)", link: .cloglog),
        Case(
            formula: "visits ~ ward + absence + offset(log(months))", family: .poisson, link: .log),
        Case(formula: "visits ~ sex * absence", family: .negativeBinomial, link: .log),
        Case(formula: "cost ~ ward + absence", family: .gamma, link: .log),
        Case(formula: "cost ~ ward + absence", family: .gamma, link: .inverse),
        Case(formula: "cost ~ ns(absence, 3) * sex", family: .gaussian, link: .identity),
    ]

    static func model(_ asked: Case, _ cohort: ExportCohort) throws -> FittedModel {
        let derivations = try asked.derive.map { try Derivation(parsing: $0) }
        let table = try cohort.table(derivations)
        let frame = try ModelFrame(
            Formula(parsing: asked.formula), table: table, missing: asked.missing,
            response: request(of: asked.family))
        var settings = GLM(family: asked.family, link: asked.link)
        if let from = asked.eliminates { settings.eliminatesFrom = from }
        let fit = try settings.fit(frame)
        let origins = try Derivation.origins(
            of: frame.predictorColumns.map(\.name), among: derivations, in: table)
        let model = try FittedModel(
            fit,
            FittedModel.Origins(
                engineVersion: "test", table: table, columns: origins.columns,
                derivations: origins.derivations))
        return try JSONDecoder().decode(FittedModel.self, from: JSONEncoder().encode(model))
    }

    /// Runs a model's query over a cohort and compares it with the predictor, row for row.
    func agree(_ model: FittedModel, _ cohort: ExportCohort, _ engine: SQLEngine) throws {
        let query = try ScoringQuery(
            model, .init(dialect: engine.dialect, table: "new cases"))
        let outcome = try engine.run(
            query.text, table: "new cases", columns: model.columns.map { ($0.name, $0.kind) },
            rows: cohort.cells(model))
        guard case .answers(let answers, _) = outcome else { return }
        let expected = try cohort.predictions(model)
        try #require(answers.count == expected.count)
        for (row, (answer, wanted)) in zip(answers, expected).enumerated() {
            // PostgreSQL takes no text for a number: the cell was left empty.
            if engine == .postgresql, wanted.status == .invalidInput { continue }
            #expect(
                answer.status == wanted.status.rawValue,
                "\(engine) row \(row) \(cohort.rows[row]) \(wanted.obstacle ?? "")")
            #expect((answer.figure == nil) == (wanted.mean == nil), "\(engine) row \(row)")
            if let a = answer.figure, let b = wanted.mean {
                #expect(
                    relativeError(a, b) < 1e-12,
                    "\(engine) row \(row) \(a) \(b) \(cohort.rows[row])")
            }
        }
    }

    @Test(arguments: cases, SQLEngine.allCases)
    func aQuerySaysWhatThePredictorSays(_ asked: Case, _ engine: SQLEngine) throws {
        let model = try Self.model(asked, ExportCohort(500, seed: 11))
        try agree(model, ExportCohort(60, seed: 12, extra: true), engine)
    }
}
