import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// What a fit says to practitioners: sober in every family, turned with the figures, free of the words
/// of statistics.
struct FitAudienceTests {
    private func plan(_ formula: String, _ keys: [String: JSONValue], _ data: String?) throws
        -> FitPlan
    {
        var keys = keys
        if keys["audience"] == nil { keys["audience"] = .text("practitioner") }
        return try FitPlan.asked(formula, keys, data: data ?? servicesCohort)
    }

    private func fit(_ formula: String, _ keys: [String: JSONValue] = [:], data: String? = nil)
        throws -> ResultFrame<FitResult>
    {
        try Runner().run(plan(formula, keys, data))
    }

    private static let models: [(formula: String, family: String, link: String)] = [
        ("safely_closed ~ service + need_score + sex", "binomial", "logit"),
        ("safely_closed ~ service * sex + rcs(need_score, 3)", "binomial", "probit"),
        ("safely_closed ~ need_score", "binomial", "cloglog"),
        ("prior_referrals ~ team + domestic_abuse + child_age", "poisson", "log"),
        ("prior_referrals ~ domestic_abuse + child_age", "negative_binomial", "log"),
        ("cost_council ~ service + child_age", "gamma", "log"),
        ("need_score ~ team + child_age + domestic_abuse", "gaussian", "identity"),
        ("safely_closed ~ 1", "binomial", "logit"),
        ("cbind(safely_closed, 1 - safely_closed) ~ service + need_score", "binomial", "logit"),
    ]

    private static let jargon = [
        "odds", "log odds", "hazard", "likelihood", "Wald", "coefficient", "percentage point",
        "standard error", "deviance", "95%", "degrees of freedom", "regression",
    ]

    @Test(arguments: models.indices, Audience.allCases)
    func everySentenceIsSoundInEveryFamily(_ index: Int, _ audience: Audience) throws {
        let model = Self.models[index]
        let frame = try fit(
            model.formula,
            [
                "family": .text(model.family), "link": .text(model.link),
                "audience": .text(audience.rawValue), "cluster": .text("family_id"),
            ])
        #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            guard audience == .practitioner else { continue }
            for word in Self.jargon { #expect(!sentence.contains(word), "\(sentence)") }
        }
    }

    @Test func chancesAreToldAsHowManyInEveryHundred() throws {
        let frame = try fit("safely_closed ~ service + need_score")
        let first = try #require(frame.shows.first)
        #expect(first.hasPrefix("safely_closed is \"1\" for "), "\(first)")
        #expect(first.contains(" in every 100"))
        let need = try #require(frame.shows.first { $0.contains("need_score") })
        #expect(
            need.contains("made alike") && need.contains(" fewer in every 100 fits these figures"),
            "\(need)")
    }

    /// What turns the outcome turns the sentence; what doubles the cases says of more.
    @Test func outcomeSignAndCasesTurnTheSentences() throws {
        let frame = try fit("safely_closed ~ need_score")
        let turned = try fit("safely_closed == 0 ~ need_score")
        #expect(Set(frame.shows).isDisjoint(with: turned.shows))
        #expect(
            turned.shows.contains { $0.contains(" more in every 100 fits these figures") },
            "\(turned.shows)")
        let few = try fit(
            "safely_closed ~ need_score", ["filter": .list([.text("referral_year == 2023")])])
        #expect(Set(frame.shows).isDisjoint(with: few.shows))
        let signed = try fit(
            "safely_closed ~ minus", ["derive": .list([.text("minus = 0 - need_score")])])
        #expect(
            signed.shows.contains { $0.contains(" more in every 100 fits these figures") },
            "\(signed.shows)")
    }

    @Test func numbersAndCountsAreToldAsAverages() throws {
        let frame = try fit("cost_council ~ service", ["family": .text("gamma")])
        #expect(frame.shows.contains { $0.hasPrefix("cost_council is 2,818 on average in") })
        #expect(frame.shows.contains { $0.contains("where service is \"intensive\"") })
    }

    @Test func whatIsAskedByValuesIsAnsweredInTheSameWords() throws {
        let frame = try fit(
            "safely_closed ~ service + need_score",
            [
                "effects": .boolean(true), "step": .text("need_score=3"),
                "contrast": .text("service=intensive,usual"), "at": .text("need_score=2"),
            ])
        #expect(
            frame.shows.contains { $0.hasPrefix("With 3 more of need_score, the model expects") })
        #expect(frame.shows.contains { $0.hasPrefix("With need_score \"2\", the model expects") })
        #expect(frame.shows.contains { $0.contains("where it is \"usual\"") })
        for sentence in frame.shows {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
    }

    /// A tiny end of an interval never asks for a rate in a million, nor rounds a difference away.
    @Test(arguments: [0.3, 0.04, 0.002, 1e-5])
    func differencesKeepTheirDigits(_ difference: Double) {
        let told = FitSentences.ends(difference / 2, difference * 2, difference)
        let show = PractitionerNumbers.average(of: told)
        #expect(show(difference / 2).contains { "123456789".contains($0) })
        let hundred = PractitionerNumbers.perHundred(of: told)
        #expect(hundred(difference / 2).contains { "123456789".contains($0) })
        let open = FitSentences.ends(-1e-9, difference * 2, difference)
        #expect(open == [difference * 2])
    }

    @Test func aLongOutcomeIsToldInFullOnce() throws {
        let frame = try fit(
            "ifelse(days_open > 200, \"long\", \"short\") == \"long\" ~ service + need_score")
        #expect(frame.shows.count { $0.contains("days_open") } == 1, "\(frame.shows)")
        #expect(frame.shows.contains { $0.contains("the event") })
    }

    @Test func whatTheCasesCannotTellIsSaid() throws {
        let frame = try fit("safely_closed ~ sex + need_score")
        #expect(
            frame.shows.contains { $0.contains("cannot tell whether safely_closed goes with sex") })
        #expect(frame.doesNotShow.contains { $0.contains("too few to show a difference") })
    }

    @Test func separationIsSaidWithoutFigures() throws {
        let lines = (0..<40).map { k in "\(k % 3 == 0 || k < 6 ? 1 : 0),\(k < 6 ? "a" : "b")" }
        let folder = try Workspace()
        let path = try folder.write("apart.csv", "y,g\n" + lines.joined(separator: "\n") + "\n")
        let frame = try fit("y ~ C(g, ref = \"b\")", data: path)
        #expect(frame.shows.contains { $0.contains("give no figure for") }, "\(frame.shows)")
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
    }

    @Test(arguments: ["lasso", "ridge"], Audience.allCases)
    func penaltiesHaveBothVoices(_ kind: String, _ audience: Audience) throws {
        let asked = try plan(
            "safely_closed ~ service + need_score + sex",
            [
                "penalty": .text(kind), "lambda": .number(0.01),
                "audience": .text(audience.rawValue),
            ], nil)
        let frame = try Runner().run(asked, under: try #require(asked.penalty))
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            guard audience == .practitioner else { continue }
            for word in Self.jargon { #expect(!sentence.contains(word), "\(sentence)") }
        }
        let freedom = try #require(frame.result.glance.effectiveDf.value)
        #expect(freedom > 1 && freedom <= Double(frame.result.glance.keptCoefficients) + 1 + 1e-9)
    }
}
