import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func fit(_ formula: String, _ keys: [String: JSONValue], data: String = servicesCohort)
    throws
    -> ResultFrame<FitResult>
{
    try Runner().run(FitPlan.asked(formula, keys, data: data))
}

/// Effects, checks and the second route through plans: results, sentences, warnings, refusals.
struct FitEffectsTests {
    @Test func nothingIsThereUnlessAskedFor() throws {
        let frame = try fit("safely_closed ~ service", [:])
        #expect(frame.result.effects == nil && frame.result.checks == nil)
        #expect(frame.result.verification == nil)
    }

    @Test func differencesOfRisksAreThoseOfTheModelsMeans() throws {
        let frame = try fit(
            "safely_closed ~ service + need_score",
            [
                "effects": .boolean(true), "by": .text("sex"),
                "at": .list([.text("need_score=3,5"), .text("service=usual")]),
            ])
        let rows = try #require(frame.result.effects)
        for group in [nil, "female", "male"] {
            let own = rows.filter { $0.group.value == group }
            #expect(own.contains { $0.name == "average_marginal_effect" })
            #expect(own.filter { !$0.at.isEmpty }.count == 2)
            let means = own.filter { $0.name == "predicted_risk" && $0.at.isEmpty }
            #expect(means.count == 4)
            for difference in own where difference.name == "risk_difference" {
                let to = means.first { $0.level == difference.level }?.estimate.value
                let from = means.first { $0.level == difference.reference }?.estimate.value
                let own = try #require(difference.estimate.value)
                #expect(abs((to ?? .nan) - (from ?? .nan) - own) < 1e-14)
                #expect((difference.confLow.value ?? 1) < own)
                #expect((difference.confHigh.value ?? 0) > own)
            }
        }
        let told = frame.shows.filter { $0.hasPrefix("Among ") && $0.contains(" cases like these") }
        #expect(told.count == 3)
    }

    @Test(
        arguments: [
            ("safely_closed ~ service + need_score", "binomial"),
            ("safely_closed ~ need_score * sex", "binomial"),
            ("prior_referrals ~ team + child_age", "poisson"),
            ("cost_council ~ service + child_age", "gamma"),
            ("need_score ~ team + child_age", "gaussian"),
        ])
    func sentencesAreSoberInEveryFamily(_ formula: String, _ family: String) throws {
        let frame = try fit(
            formula,
            [
                "family": .text(family), "effects": .boolean(true), "checks": .boolean(true),
                "verify": .boolean(true),
            ])
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        #expect(frame.result.effects?.allSatisfy { $0.status == "estimated" } == true)
        #expect(frame.result.verification?.route == "qr")
        #expect((frame.result.verification?.fewestDigits.value ?? 0) > 9)
        let checks = try #require(frame.result.checks)
        #expect(checks.residuals.count == Int(frame.result.glance.nObs))
        #expect(checks.linkTest.pDisplay.value != nil || checks.linkTest.note != nil)
    }

    @Test func whatIsTurnedRoundTurnsItsSentence() throws {
        let plain = try fit("safely_closed ~ sex + need_score", ["effects": .boolean(true)])
        let turned = try fit(
            "safely_closed ~ C(sex, ref = \"male\") + need_score", ["effects": .boolean(true)])
        func difference(_ frame: ResultFrame<FitResult>) -> Double? {
            frame.result.effects?.first { $0.name == "risk_difference" }?.estimate.value
        }
        #expect(abs((difference(plain) ?? 0) + (difference(turned) ?? 1)) < 1e-12)
    }

    @Test func akinTermsAreWarnedOf() throws {
        let frame = try fit(
            "safely_closed ~ need_score + I(need_score + child_age / 1000)",
            ["checks": .boolean(true), "verify": .boolean(true)])
        #expect(frame.warnings.contains { $0.code == "variance_inflation" })
    }

    /// A curve that the formula leaves out is seen by the link test.
    @Test func aMissingCurveIsWarnedOf() throws {
        let lines = (0..<900).map { k in
            let x = Double(k % 30) / 10 - 1.5
            let chance = 1 / (1 + exp(1 - 1.5 * x * x))
            let draw = (Double(k) * 0.618_033_988_749).truncatingRemainder(dividingBy: 1)
            return "\(x),\(draw < chance ? 1 : 0),\(x + Double(k % 7) / 50)"
        }
        let folder = try Workspace()
        try folder.write(
            "curve.csv", "x,y,z\n" + lines.joined(separator: "\n") + "\n")
        let path = folder.folder.appendingPathComponent("curve.csv").path
        let straight = try fit("y ~ exp(x)", ["checks": .boolean(true)], data: path)
        let curved = try fit("y ~ x + I(x^2)", ["checks": .boolean(true)], data: path)
        #expect(straight.warnings.contains { $0.code == "link_test" })
        #expect(
            !curved.warnings.contains { $0.code == "link_test" && $0.message.contains("< .001") })
    }

    @Test(
        arguments: [
            (["by": .text("sex")], "/by"), (["at": .text("need_score=3")], "/at"),
            (["effects": .boolean(true), "others": .text("typical")], "/others"),
            (["checks_seed": .number(3)], "/checks_seed"),
            (["effects": .boolean(true), "penalty": .text("lasso")], "/effects"),
            (["verify": .boolean(true), "penalty": .text("ridge")], "/verify"),
            (["effects": .boolean(true), "at": .text("need_score")], "/at"),
            (["effects": .boolean(true), "at": .text("need_score=")], "/at"),
            (["effects": .boolean(true), "at": .list([.text("a=1"), .text("a=2")])], "/at"),
        ] as [([String: JSONValue], String)])
    func whatMeansNothingIsRefused(_ keys: [String: JSONValue], _ pointer: String) throws {
        do {
            _ = try fit("safely_closed ~ service", keys)
            Issue.record("\(keys) was taken")
        } catch let error as AnalysisError {
            #expect(error.pointer == pointer)
        }
    }
}
