import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func frame(_ text: String) throws -> ResultFrame<PowerResult> {
    guard
        case .one(.power(let plan)) = try PlanDocument(
            Array("{\"analysis\": \"power\", \(text)}".utf8))
    else { throw AnalysisError("test", "no plan of a study") }
    return try Runner().run(plan)
}

@Suite struct PowerPlanTests {
    /// Every design, solved for n, power and effect.
    static let studies = [
        #""design": "proportions", "baseline": 0.1, "alternative": 0.15"#,
        #""design": "proportions", "baseline": 0.1, "alternative": 0.15, "n": 300, "ratio": 2"#,
        #""design": "proportions", "baseline": 0.1, "total": 900, "cluster_size": 1.7, "icc": 0.7, "dropout": 0.1"#,
        #""design": "proportions", "aim": "non-inferiority", "better": "lower", "baseline": 0.1, "margin": 0.05"#,
        #""design": "proportions", "aim": "equivalence", "baseline": 0.1, "n": 500"#,
        #""design": "proportions", "aim": "equivalence", "baseline": 0.1, "alternative": 0.12, "margin": 0.05, "n": 500"#,
        #""design": "proportion", "baseline": 0.2, "alternative": 0.3"#,
        #""design": "proportion", "baseline": 0.2, "n": 50"#,
        #""design": "means", "difference": 2, "sd": 6"#, #""design": "means", "n": 50"#,
        #""design": "means", "difference": 0.5, "n": 30, "sides": 1"#,
        #""design": "means", "aim": "equivalence", "margin": 0.5"#,
        #""design": "mean", "difference": -3, "sd": 9"#,
        #""design": "paired", "difference": 1, "sd": 4, "n": 80"#,
        #""design": "paired", "aim": "non-inferiority", "better": "higher", "n": 80"#,
        #""design": "chi-squared", "effect": 0.2, "rows": 3, "columns": 4"#,
        #""design": "chi-squared", "n": 500, "df": 6"#,
        #""design": "anova", "effect": 0.25, "groups": 4"#,
        #""design": "anova", "total": 200, "groups": 4"#,
        #""design": "correlation", "correlation": 0.3"#, #""design": "correlation", "n": 100"#,
        #""design": "survival", "hazard_ratio": 0.7"#,
        #""design": "survival", "hazard_ratio": 0.7, "median": 180, "accrual": 365, "follow_up": 365, "dropout": 0.1"#,
        #""design": "survival", "event_share": 0.4, "total": 600"#,
        #""design": "survival", "events": 100"#,
        #""design": "logistic", "odds_ratio": 1.5, "baseline": 0.1"#,
        #""design": "logistic", "odds_ratio": 2, "baseline": 0.1, "prevalence": 0.2, "r_squared": 0.3"#,
        #""design": "logistic", "baseline": 0.1, "n": 700"#,
    ]

    @Test(arguments: studies)
    func everyStudyIsSolvedAndItsSentencesAreSound(_ study: String) throws {
        for audience in Audience.allCases {
            let frame = try frame(study + ", \"audience\": \"\(audience.rawValue)\"")
            let result = frame.result
            #expect(result.n > 0 && result.power > 0 && result.power < 1)
            #expect(result.effects.contains { $0.value.value != nil })
            #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
            for sentence in frame.shows + frame.doesNotShow {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
            // The curve goes through what was solved: its tenth point, at the whole size.
            let along = result.curve.filter { $0.axis == "n" }
            #expect(along.count >= 10)
            #expect(
                zip(along, along.dropFirst()).allSatisfy { $0.n < $1.n && $0.power <= $1.power })
            let middle = try #require(along.first { $0.n >= result.n * (1 - 1e-9) })
            #expect(middle.power >= result.power - 1e-9)
            let effects = result.curve.filter { $0.axis == "effect" }
            #expect(effects.contains { abs($0.power - result.power) < 1e-9 })
        }
    }

    @Test func theKnownFigures() throws {
        let shares = try frame(#""design": "proportions", "baseline": 0.1, "alternative": 0.15"#)
        #expect(abs(shares.result.n - 685.6) < 0.05)
        #expect(shares.result.groups.map(\.n) == [686, 686] && shares.result.total.value == 1372)
        #expect(shares.shows[0].contains("686 cases in each group, 1,372 in all"))
        let events = try frame(#""design": "survival", "hazard_ratio": 0.7"#).result
        #expect(abs(events.n - 246.8) < 0.05 && events.groups.isEmpty && events.total.value == nil)
        // Families: 2,548 children in 1,471 families at .7.
        let families = try frame(
            #""design": "proportions", "baseline": 0.1, "alternative": 0.15, "cluster_size": 1.7321, "icc": 0.7"#
        ).result
        #expect(abs(families.designEffect - 1.51247) < 1e-9)
        #expect(abs(families.n - 685.6 * 1.51247) < 0.1)
        #expect(families.groups[0].clusters == 599)
    }

    @Test func theSignTheSizeAndTheEffectTurnTheSentences() throws {
        func said(_ text: String) throws -> String { try frame(text).shows[0] }
        let base = #""design": "means", "sd": 2, "difference": "#
        let plus = try said(base + "1, \"n\": 40")
        #expect(try plus != said(base + "-1, \"n\": 40"))
        #expect(try plus != said(base + "1, \"n\": 41"))
        #expect(try plus != said(base + "0.9, \"n\": 40"))
    }

    @Test(arguments: Audience.allCases)
    func whatIsTooFewIsSaidInAWholeSentence(_ audience: Audience) throws {
        let beside = ", \"audience\": \"\(audience.rawValue)\""
        let none = try frame(#""design": "proportions", "baseline": 0.1, "n": 3"# + beside)
        #expect(none.shows[0].contains("no share, however far from none, is shown, against 10.0%."))
        let one = try frame(#""design": "proportions", "baseline": 0.1, "n": 12"# + beside)
        #expect(one.shows[0].contains("no lower share is far enough from none"))
        #expect(one.shows[0].contains("what is shown is a share of"))
    }

    @Test func eventsAreThoseOfThePeopleWhoAreNamed() throws {
        let frame = try frame(#""design": "survival", "hazard_ratio": 0.7, "event_share": 0.5"#)
        // 280 (0.5 + 1 - 0.5^0.7) = 247.64
        #expect(
            frame.shows.contains { $0.hasPrefix("Of these 560 people about 247.6 are expected") })
    }

    @Test func whatCannotBeComesWithAHint() {
        for text in [
            #""design": "means", "n": 1"#,
            #""design": "proportions", "baseline": 0.1, "alternative": 0.1"#,
            #""design": "survival", "hazard_ratio": 0.7, "n": 80"#,
            #""design": "chi-squared", "effect": 0.2"#,
            #""design": "proportions", "baseline": 0.1, "alternative": 0.15, "icc": 0.5"#,
            #""design": "means", "difference": 1, "sd": -1"#,
            #""design": "logistic", "odds_ratio": 2"#,
        ] {
            do {
                _ = try frame(text)
                Issue.record("\(text) was taken")
            } catch let error as AnalysisError {
                #expect(error.hint?.hasSuffix(".") == true, "\(text)")
                #expect(!error.message.contains(".0 after"))
            } catch { Issue.record("\(error)") }
        }
    }

    @Test func whatIsSolvedForOneWayComesBackTheOther() throws {
        let n = try frame(#""design": "survival", "hazard_ratio": 0.8, "event_share": 0.5"#).result
            .n
        let power = try frame(
            "\"design\": \"survival\", \"hazard_ratio\": 0.8, \"event_share\": 0.5, \"n\": \(n)"
        ).result.power
        #expect(abs(power - 0.8) < 1e-10)
        let effects = try frame(
            "\"design\": \"survival\", \"event_share\": 0.5, \"n\": \(n), \"power\": 0.8"
        ).result.effects
        #expect(abs(try #require(effects[1].value.value) - 0.8) < 1e-9)
        #expect(effects.map(\.direction) == ["higher", "lower"])
    }

    @Test(arguments: [
        (#""design": "proportion""#, "/"), (#""design": "no""#, "/design"),
        (#""design": "proportions", "baseline": 0.1"#, ""),
        (#""design": "proportions", "alternative": 0.1"#, "/baseline"),
        (
            #""design": "proportions", "baseline": 0.1, "alternative": 0.15, "n": 9, "power": 0.8"#,
            "/power"
        ),
        (
            #""design": "proportions", "baseline": 0.1, "alternative": 0.15, "n": 9, "total": 8"#,
            "/total"
        ),
        (#""design": "proportions", "baseline": 0.1, "alternative": 0.1"#, "/alternative"),
        (#""design": "proportions", "baseline": 0.1, "alternative": 1.5"#, "/alternative"),
        (#""design": "proportions", "baseline": 1.1, "alternative": 0.5"#, "/baseline"),
        (#""design": "proportions", "baseline": 0.1, "n": 50, "hazard_ratio": 2"#, "/hazard_ratio"),
        (#""design": "proportions", "baseline": 0.1, "margin": 0.05"#, "/margin"),
        (
            #""design": "proportions", "aim": "non-inferiority", "baseline": 0.1, "margin": 0.05"#,
            ""
        ),
        (#""design": "proportions", "aim": "equivalence", "baseline": 0.1"#, ""),
        (
            #""design": "proportions", "aim": "equivalence", "baseline": 0.1, "margin": 0.1, "sides": 2"#,
            "/sides"
        ),
        (
            #""design": "proportions", "aim": "equivalence", "baseline": 0.1, "alternative": 0.3, "margin": 0.1"#,
            "/margin"
        ),
        (#""design": "proportions", "baseline": 0.1, "alternative": 0.15, "alpha": 0"#, "/alpha"),
        (#""design": "proportions", "baseline": 0.1, "alternative": 0.15, "power": 1"#, "/power"),
        (#""design": "proportions", "baseline": 0.1, "alternative": 0.15, "icc": 0.5"#, "/icc"),
        (
            #""design": "proportions", "baseline": 0.1, "alternative": 0.15, "cluster_size": 2"#,
            "/icc"
        ),
        (
            #""design": "proportions", "baseline": 0.1, "alternative": 0.15, "dropout": 1"#,
            "/dropout"
        ),
        (#""design": "chi-squared", "effect": 0.2"#, "/df"),
        (#""design": "chi-squared", "effect": 0.2, "df": 2, "sides": 2"#, "/sides"),
        (#""design": "anova", "effect": 0.2, "groups": 2.5"#, "/groups"),
        (#""design": "means", "difference": 0"#, "/difference"),
        (#""design": "means", "difference": 1, "sd": -1"#, "/sd"),
        (#""design": "means", "n": 1"#, "/n"), (#""design": "means", "n": -5"#, "/n"),
        (#""design": "survival", "hazard_ratio": 0.7, "n": 80"#, "/n"),
        (#""design": "survival", "hazard_ratio": 0.7, "follow_up": 80"#, "/follow_up"),
        (#""design": "survival", "hazard_ratio": 0.7, "median": 80"#, "/follow_up"),
        (#""design": "survival", "hazard_ratio": 0.7, "event_share": 0.2, "events": 9"#, "/events"),
        (#""design": "logistic", "odds_ratio": 2"#, "/baseline"),
        (#""design": "logistic", "odds_ratio": -2, "baseline": 0.2"#, "/odds_ratio"),
    ])
    func whatCannotBeIsRefusedWhereItStands(_ text: String, _ pointer: String) {
        do {
            _ = try frame(text)
            Issue.record("\(text) was taken")
        } catch let error as AnalysisError {
            #expect(error.exitCode == .usage)
            #expect(pointer == "/" || error.pointer == pointer, "\(text): \(error)")
            #expect(error.message.hasSuffix("."))
        } catch { Issue.record("\(error)") }
    }

    @Test func extremesTrapNowhere() throws {
        for n in ["1e-300", "0.5", "1e15", "1e300"] {
            for study in [
                #""design": "proportions", "baseline": 1e-9"#,
                #""design": "anova", "groups": 1000000"#,
                #""design": "chi-squared", "df": 10000000"#, #""design": "correlation""#,
                #""design": "survival", "event_share": 1e-12"#,
                #""design": "means", "sd": 1e300, "ratio": 1000000"#,
                #""design": "logistic", "baseline": 1e-12, "prevalence": 1e-12"#,
            ] { _ = try? frame(study + ", \"n\": \(n)") }
        }
        for effect in ["1e-300", "1e-12", "1e12", "1e300", "-1e300"] {
            for design in ["means", "mean", "paired"] {
                _ = try? frame("\"design\": \"\(design)\", \"difference\": \(effect)")
            }
            _ = try? frame("\"design\": \"survival\", \"hazard_ratio\": \(effect)")
            _ = try? frame("\"design\": \"anova\", \"groups\": 3, \"effect\": \(effect)")
            _ = try? frame("\"design\": \"chi-squared\", \"df\": 3, \"effect\": \(effect)")
        }
    }
}
