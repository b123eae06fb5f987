import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func plan(_ text: String) throws -> AnalysisPlan {
    guard case .one(let plan) = try PlanDocument(Array(text.utf8)) else {
        throw AnalysisError("test", "a list where one plan was expected")
    }
    return plan
}

struct PlanTests {
    @Test func aPlanCarriesEveryDefaultThatItUses() throws {
        let asked = try plan(#"{"analysis": "fit", "data": "a.csv", "formula": "y ~ x"}"#)
        let text = try JSONText.encodeLine(asked)
        #expect(
            text == """
                {"analysis":"fit","audience":"analyst","confidence":0.95,"data":"a.csv","decimal":"point",\
                "delimiter":"auto","dispersion":"family","family":"binomial","formula":"y ~ x",\
                "interval":"wald","link":"logit","missing":"complete","na_words":["","NA","N/A","#N/A","NaN","nan","NULL","null"],\
                "se":"model","term_test":"likelihood_ratio","type":{}}
                """)
        // What a result's plan says can be run again, and says the same again.
        #expect(try plan(text) == asked)
    }

    @Test func everyKeyIsRead() throws {
        let text = """
            {"analysis":"fit","audience":"practitioner","bootstrap":"pairs","confidence":0.9,"currency":["£"],"data":"a.csv",\
            "date_order":"mdy","decimal":"comma","delimiter":";","dispersion":"estimated","family":"binomial",\
            "formula":"y ~ x","interval":"profile","link":"probit","missing":"level","na_words":["-"],"replicates":199,"save_model":"m.json","se":"model","seed":4,"term_test":"wald","thousands":"point",\
            "threads":2,"trials":"m","type":{"w":"category"},\
            "weight_kind":"precision","weights":"n"}
            """
        #expect(try JSONText.encodeLine(plan(text)) == text)
        let clustered = text.replacing("profile", with: "wald").replacing(
            #""se":"model""#, with: #""se":"CR2""#
        ).replacing(#""confidence""#, with: #""cluster":"f","confidence""#)
        #expect(try JSONText.encodeLine(plan(clustered)) == clustered)
        let predict = """
            {"analysis":"predict","audience":"practitioner","confidence":0.8,"data":"a.csv","decimal":"point","delimiter":"\\t","id":"case",\
            "model":"m.json","na_words":[""]}
            """
        #expect(try JSONText.encodeLine(plan(predict)) == predict)
    }

    struct Wrong: Sendable {
        var plan: String
        var code: String
        var pointer: String?
        var line: Int?
        var column: Int?
    }

    @Test(arguments: [
        Wrong(plan: "", code: "plan_syntax", line: 1, column: 1),
        Wrong(
            plan: "{\n  \"analysis\": \"fit\"\n  \"data\": 1}", code: "plan_syntax", line: 3,
            column: 3),
        Wrong(plan: "[1, 2", code: "plan_syntax", line: 1, column: 6),
        Wrong(plan: #"{"é": x}"#, code: "plan_syntax", line: 1, column: 7),
        Wrong(plan: #"{"analysis": "fit",}"#, code: "plan_syntax", line: 1, column: 20),
        Wrong(plan: "[1, 2,]", code: "plan_syntax", line: 1, column: 7),
        Wrong(plan: "3", code: "plan_value", pointer: ""),
        Wrong(plan: "{}", code: "plan_value", pointer: ""),
        Wrong(plan: #"{"analysis": "fitt"}"#, code: "plan_value", pointer: "/analysis"),
        Wrong(plan: #"{"analysis": "fit", "data": 3}"#, code: "plan_value", pointer: "/data"),
        Wrong(
            plan: #"{"analysis": "fit", "data": "a", "formula": "y ~ x", "a/b~c": 1}"#,
            code: "unknown_key", pointer: "/a~1b~0c"),
        Wrong(
            plan: #"{"analysis": "fit", "data": "a", "formula": "y ~ x", "weights": "n"}"#,
            code: "plan_value", pointer: "/weights"),
        Wrong(
            plan: #"{"analysis": "test", "data": "a", "formula": "y ~ x", "save_model": "n"}"#,
            code: "unknown_key", pointer: "/save_model"),
        Wrong(
            plan: #"{"analysis": "fit", "data": "a", "formula": "y ~ x", "missing": "mean"}"#,
            code: "plan_value", pointer: "/missing"),
        Wrong(
            plan: #"{"analysis": "fit", "data": "a", "formula": "y ~ x", "threads": 0}"#,
            code: "plan_value", pointer: "/threads"),
        Wrong(
            plan: #"{"analysis": "fit", "data": "a", "formula": "y ~ x", "type": {"x": "int"}}"#,
            code: "plan_value", pointer: "/type"),
        Wrong(
            plan: #"{"analysis": "fit", "data": "a", "formula": "y ~ x", "delimiter": "::"}"#,
            code: "plan_value", pointer: "/delimiter"),
    ])
    func whatIsWrongIsPointedAt(_ wrong: Wrong) throws {
        let error = #expect(throws: AnalysisError.self) { try plan(wrong.plan) }
        #expect(error?.code == wrong.code)
        #expect(error?.pointer == wrong.pointer)
        #expect(error?.line == wrong.line && error?.column == wrong.column)
        #expect(error?.exitCode == .usage)
    }

    @Test func textOfAnyNestingIsAnsweredAndNeverTraps() {
        for text in [
            String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 5000),
        ] {
            #expect(throws: AnalysisError.self) { try PlanDocument(Array(text.utf8)) }
        }
    }
}
