import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Models under a penalty that are kept and read again predict what the fit itself fitted.
struct SavedPenaltyTests {
    private func kept(_ model: FittedModel) throws -> FittedModel {
        try JSONDecoder().decode(FittedModel.self, from: JSONEncoder().encode(model))
    }

    /// The fitted means of a frame's rows at some coefficients.
    private func fitted(
        _ frame: ModelFrame, _ estimates: [Double], _ settings: GLM, _ table: Table
    ) throws -> [Double] {
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        let rows = try Counterfactuals(frame, specification, table: table).observed()
        return RowModel(settings.family, settings.link).means(rows.linearPredictors(estimates))
    }

    private func predictions(_ model: FittedModel, _ table: Table) throws -> [Prediction] {
        try Predictor(model, confidence: 0.95).predict(
            TableChunk(table: table, unreadable: [:], firstUnreadable: nil))
    }

    @Test(
        arguments: [
            ("reopened ~ ward + ns(age, 3) + absence", "wards.csv", Family.binomial, Link.logit),
            ("reopened ~ ward * age + poly(absence, 2)", "wards.csv", .binomial, .probit),
            ("episode ~ ward + age + offset(log(exposure))", "exposure.csv", .binomial, .logit),
            ("visits ~ need * distance + age", "visits.csv", .poisson, .log),
            ("absence ~ ward + age", "wards.csv", .gaussian, .identity),
            ("closed ~ birth_year + age_2024 + sex", "birth_years.csv", .binomial, .logit),
        ], [0.0, 0.5, 1])
    func whatIsKeptPredictsWhatWasFitted(
        _ model: (formula: String, data: String, family: Family, link: Link), _ mixing: Double
    ) throws {
        let table = try table(model.data)
        let frame = try ModelFrame(
            Formula(parsing: model.formula), table: table, response: request(of: model.family))
        let settings = GLM(family: model.family, link: model.link)
        let path = try PenalizedRegression(
            penalty: try #require(ElasticNetPenalty(mixing: mixing)), lambdas: [0.05, 0.004],
            regression: settings
        ).path(frame)
        for index in [0, 1] {
            let model = try kept(FittedModel(path, at: index, .init(engineVersion: "test")))
            #expect(model.isConsistent && !model.hasIntervals && model.casewiseModel == 3)
            #expect(model.penalty?.lambda == path.points[index].lambda)
            let own = try fitted(frame, path.points[index].estimates, settings, table)
            let answers = try predictions(model, table)
            for (place, row) in frame.usedRows.enumerated() {
                #expect(answers[row].status == .predicted && answers[row].interval == nil)
                #expect(relativeError(answers[row].mean ?? .nan, own[place]) < 1e-12)
            }
        }
    }

    @Test(
        arguments: [
            ("reopened ~ ward + age + absence", "wards.csv"),
            ("reopened ~ ward + age", "separation_level_all_events.csv"),
            ("closed ~ birth_year + age_2024 + sex", "birth_years.csv"),
            ("episode ~ ward + age + offset(log(exposure))", "exposure.csv"),
            ("destination ~ 0 + ward + absence", "destinations.csv"),
        ])
    func firthIsKeptWithItsOwnInterceptForPredictions(_ formula: String, _ data: String) throws {
        let table = try table(data)
        let frame = try ModelFrame(Formula(parsing: formula), table: table)
        let firth = try GLM().fit(frame).firth()
        let model = try kept(FittedModel(firth, .init(engineVersion: "test")))
        #expect(model.isConsistent && model.hasIntervals && model.casewiseModel == 1)
        #expect(model.penalty?.kind == .firth)
        var estimates = firth.estimates
        if let intercept = firth.predictionIntercept { estimates[0] = intercept.estimate }
        let own = try fitted(frame, estimates, GLM(), table)
        let answers = try predictions(model, table)
        var sum = 0.0
        for (place, row) in frame.usedRows.enumerated() {
            #expect(answers[row].status == .predicted)
            let mean = answers[row].mean ?? .nan
            #expect(relativeError(mean, own[place]) < 1e-12)
            let interval = try #require(answers[row].interval)
            #expect(interval.low < mean && mean < interval.high)
            sum += mean
        }
        if firth.predictionIntercept != nil {
            #expect(relativeError(sum, frame.outcome.reduce(0, +)) < 1e-9)
        }
        // The errors of the coefficients at that intercept are those of the covariance kept.
        let errors = firth.predictionIntercept?.standardErrors ?? firth.standardErrors
        for (k, column) in model.active.enumerated() {
            #expect(relativeError(model.covariance[k][k].squareRoot(), errors[column] ?? 0) < 1e-12)
        }
    }

    /// A program that knows no format 3 must not take a missing covariance for certainty.
    @Test func aFileWithoutCovarianceSaysSoByItsFormat() throws {
        let frame = try ModelFrame(
            Formula(parsing: "reopened ~ age"), table: table("wards.csv"))
        let path = try PenalizedRegression(
            penalty: try #require(ElasticNetPenalty(mixing: 1)), lambdas: [0.001]
        ).path(frame)
        let model = try FittedModel(path, at: 0, .init(engineVersion: "test"))
        #expect(model.casewiseModel == 3 && model.covariance.isEmpty)
        let text = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
        #expect(text.contains("\"kind\":\"lasso\"") && text.contains("\"casewise_model\":3"))
    }
}
