import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private let neet = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path
private let formula = "neet ~ absence + exclusions + sen + looked_after + sex + ethnicity"

private func plan(_ keys: [String: JSONValue], formula: String = formula) throws -> FitPlan {
    try FitPlan.asked(formula, keys, data: neet)
}

private func fit(_ keys: [String: JSONValue]) throws -> ResultFrame<PenalizedResult> {
    let plan = try plan(keys)
    return try Runner().run(plan, under: try #require(plan.penalty))
}

/// Penalties through plans: results, sentences, refusals.
struct PenaltyPlanTests {
    @Test func aLassoByFamiliesSaysWhatItKept() throws {
        let frame = try fit(["penalty": .text("lasso"), "cluster": .text("family_id")])
        let glance = frame.result.glance
        #expect(glance.converged && glance.lambdaRule == "one_standard_error")
        #expect(frame.result.keptTerms.contains("absence"))
        #expect(glance.keptTerms == frame.result.keptTerms.count && glance.keptTerms < glance.terms)
        let chosen = try #require(frame.result.crossValidation)
        #expect(chosen.folds == 10 && chosen.dealt < 8000)
        #expect(glance.lambda == chosen.lambdaOneStandardError)
        #expect(chosen.lambdaOneStandardError >= chosen.lambdaMinimum)
        #expect(frame.result.coefficients.allSatisfy { $0.stdError.value == nil })
        #expect(frame.warnings.contains { $0.code == "no_standard_errors" })
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence).isEmpty, "\(sentence)")
        }
        #expect(frame.shows.contains { $0.contains("groups of \"family_id\"") })
        // The same seed says the same; another says it of other folds.
        let again = try fit(["penalty": .text("lasso"), "cluster": .text("family_id")])
        #expect(try JSONText.encode(again) == JSONText.encode(frame))
        let other = try fit([
            "penalty": .text("lasso"), "cluster": .text("family_id"), "seed": .number(2),
        ])
        #expect(other.result.path[50].heldOutDeviance != frame.result.path[50].heldOutDeviance)
    }

    @Test(arguments: ["ridge", "elastic_net"])
    func aLambdaThatIsGivenIsTaken(_ kind: String) throws {
        let frame = try fit(["penalty": .text(kind), "lambda": .number(0.01)])
        #expect(frame.result.glance.lambda == 0.01 && frame.result.glance.lambdaRule == "given")
        #expect(frame.result.crossValidation == nil && frame.result.path.count == 1)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence).isEmpty, "\(sentence)")
        }
        if kind == "ridge" {
            #expect(frame.result.coefficients.allSatisfy { $0.status == "estimated" })
        }
    }

    @Test func termsAsWholesAreInOrOut() throws {
        let frame = try fit([
            "penalty": .text("lasso"), "lambda": .number(0.01), "whole_terms": .boolean(true),
        ])
        for term in ["sen", "ethnicity"] {
            let status = Set(
                frame.result.coefficients.filter { $0.variable == term }.map(\.status))
            #expect(status.count == 1)
        }
    }

    @Test(
        arguments: [
            (["penalty": .text("lassoo")], "penalty"), (["alpha": .number(0.5)], "alpha"),
            (["penalty": .text("lasso"), "alpha": .number(0.5)], "alpha"),
            (["penalty": .text("elastic_net"), "alpha": .number(2)], "alpha"),
            (["penalty": .text("lasso"), "lambda": .number(0)], "lambda"),
            (["penalty": .text("lasso"), "lambda": .number(1), "folds": .number(5)], "folds"),
            (["penalty": .text("lasso"), "folds": .number(2)], "folds"),
            (["folds": .number(5)], "folds"),
            (["penalty": .text("ridge"), "family": .text("negative_binomial")], "penalty"),
        ] as [([String: JSONValue], String)])
    func whatCannotBeIsRefusedByItsKey(_ keys: [String: JSONValue], _ key: String) throws {
        let error = #expect(throws: AnalysisError.self) { try plan(keys) }
        #expect(error?.pointer == "/\(key)", "\(String(describing: error))")
    }

    /// A model that is kept predicts in every later file what the fit itself says of these rows.
    @Test(arguments: ["lasso", "ridge", "elastic_net", "firth"])
    func aModelUnderAPenaltyIsKept(_ kind: String) throws {
        let folder = try Workspace()
        let model = folder.folder.appendingPathComponent("model.json").path
        var keys: [String: JSONValue] = ["penalty": .text(kind), "save_model": .text(model)]
        if kind != "firth" { keys["lambda"] = .number(0.01) }
        let asked = try plan(keys, formula: "neet ~ absence + sen + sex")
        var events = 0.0
        if let penalty = asked.penalty {
            events = try Runner().run(asked, under: penalty).result.glance.nObs
        } else {
            events = try Runner().run(asked).result.glance.nEvents.value ?? 0
        }
        guard
            case .predict(let predict) = try AnalysisPlan(
                .object([
                    "analysis": .text("predict"), "model": .text(model), "data": .text(neet),
                ]))
        else { throw CancellationError() }
        var rows: [PredictionRow] = []
        let frame = try Runner().run(predict) { rows += $0 }
        let isFirth = kind == "firth"
        #expect(frame.warnings.contains { $0.code == "no_intervals" } == !isFirth)
        let answered = rows.filter { $0.status == "predicted" }
        #expect(answered.allSatisfy { ($0.confLow.value != nil) == isFirth })
        let sum = answered.reduce(0) { $0 + ($1.probability?.value ?? 0) }
        // The rows fitted are those that hold an outcome and all terms; some lack the outcome only.
        #expect(isFirth ? sum >= events * 0.9 && sum < events * 1.1 : answered.count >= Int(events))
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence).isEmpty, "\(sentence)")
        }
    }

    @Test func aPlanSaysEveryDefaultThatWasUsed() throws {
        let text = try JSONText.encode(AnalysisPlan.fit(plan(["penalty": .text("elastic_net")])))
        for part in [
            "\"penalty\" : \"elastic_net\"", "\"alpha\" : 0.5", "\"folds\" : 10", "\"seed\" : 1",
            "\"lambda_rule\" : \"one_standard_error\"", "\"whole_terms\" : false",
            "\"standardize\" : true",
        ] {
            #expect(text.replacingOccurrences(of: "\": ", with: "\" : ").contains(part), "\(text)")
        }
    }
}
