import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// What a fit says beside interactions under Wald's tests, of groups with one outcome, and of what
/// chance makes now and then.
struct OpenSentencesTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func fit(
        _ formula: String, _ text: String, _ keys: [String: JSONValue] = [:],
        audience: Audience = .practitioner
    ) throws -> ResultFrame<FitResult> {
        var keys = keys
        keys["audience"] = .text(audience.rawValue)
        let path = try workspace.write("cases.csv", text)
        let frame = try Runner().run(FitPlan.asked(formula, keys, data: path))
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        return frame
    }

    // MARK: Interactions

    /// Care triples the share with the outcome for both sexes alike.
    private let crossed: String = {
        var text = "y,care,sex\n"
        for row in 0..<800 {
            let (isInCare, sex) = (row % 4 == 0, row / 4 % 2)
            let place = row / 8 % 10
            text += "\(place < (isInCare ? 6 : 2) ? 1 : 0),\(isInCare ? "yes" : "no"),"
            text += "\(sex == 0 ? "f" : "m")\n"
        }
        return text
    }()

    @Test(arguments: ["model", "HC1"])
    func aDifferenceIsToldBesideAnInteractionUnderAnyErrors(_ errors: String) throws {
        let frame = try fit("y ~ care * sex", crossed, ["se": .text(errors)])
        #expect(
            frame.shows.contains {
                $0.contains("about 60 in every 100 where care is \"yes\"")
                    && $0.contains("about 20 in every 100 where it is \"no\"")
            }, "\(frame.shows)")
        #expect(!frame.shows.contains { $0.contains("where sex is") }, "\(frame.shows)")
        #expect(!frame.shows.contains { $0.contains("care:sex") }, "\(frame.shows)")
        #expect(
            frame.shows.contains { $0.contains("care differently by sex (p ") },
            "\(frame.shows)")
    }

    /// Without a difference none is told under robust errors either.
    @Test func noDifferenceIsMadeOfNone() throws {
        let text =
            "y,a,b\n"
            + (0..<400).map {
                "\($0 / 4 % 2),\($0 % 2 == 0 ? "u" : "v"),\($0 / 2 % 2 == 0 ? "s" : "t")\n"
            }
            .joined()
        let frame = try fit("y ~ a * b", text, ["se": .text("HC1")])
        #expect(!frame.shows.contains { $0.contains("made alike") }, "\(frame.shows)")
        #expect(frame.doesNotShow.contains { $0.contains("too few to show a difference") })
    }

    // MARK: Groups with one outcome

    private func groups(_ outcomes: (String, Int) -> Int) -> String {
        "y,g\n"
            + ["a", "b", "c"].flatMap { g in (0..<40).map { "\(outcomes(g, $0)),\(g)\n" } }.joined()
    }

    @Test(arguments: [true, false])
    func theGroupWithOneOutcomeIsNamed(_ isEvent: Bool) throws {
        let text = groups { g, row in
            g == "a" ? (isEvent ? 1 : 0) : row % (g == "b" ? 2 : 3) == 0 ? 1 : 0
        }
        let frame = try fit("y ~ g", text)
        let start =
            isEvent
            ? "All 40 cases where g is \"a\" have y \"1\","
            : "None of the 40 cases where g is \"a\" has y \"1\","
        #expect(
            frame.shows.contains {
                $0.hasPrefix(start) && $0.contains("these 120 cases give no figure for")
            }, "\(frame.shows)")
        #expect(!frame.shows.contains { $0.contains("g[b]") }, "\(frame.shows)")
        #expect(
            frame.shows.contains {
                $0.contains(
                    "chance alone would seldom make differences such as those by g (p < .001)")
            }, "\(frame.shows)")
    }

    @Test func aGroupThatIsNotTheReferenceIsNamedToo() throws {
        let frame = try fit("y ~ g", groups { g, row in g == "c" ? 0 : row % 2 })
        #expect(
            frame.shows.contains { $0.hasPrefix("None of the 40 cases where g is \"c\" has y") },
            "\(frame.shows)")
        // What has figures is told with them.
        #expect(!frame.shows.contains { $0.contains("\"b\" has") }, "\(frame.shows)")
    }

    @Test func countsOfNoneAreCalledThat() throws {
        let frame = try fit(
            "y ~ g", groups { g, row in g == "c" ? 0 : row % 5 }, ["family": .text("poisson")])
        #expect(
            frame.shows.contains { $0.hasPrefix("All 40 cases where g is \"c\" have 0 of y,") },
            "\(frame.shows)")
        #expect(!frame.shows.contains { $0.contains("too few of one outcome") })
    }

    /// Weights that repeat rows count as many cases as the rows written out.
    @Test func weightsAreCases() throws {
        let outcomes: (String, Int) -> Int = { g, row in g == "a" ? 1 : row % 2 }
        let long = try fit("y ~ g", groups(outcomes))
        let short = try fit(
            "y ~ g", "y,g,n\n1,a,40\n0,b,20\n1,b,20\n0,c,20\n1,c,20\n",
            ["weights": .text("n"), "weight_kind": .text("frequency")])
        let said = long.shows.filter { $0.contains("where g is \"a\"") }
        #expect(!said.isEmpty && said == short.shows.filter { $0.contains("where g is \"a\"") })
    }

    // MARK: Words of chance

    @Test(arguments: [
        (0.01, "seldom"), (0.05, "seldom"), (0.0501, "now and then"), (0.06, "now and then"),
        (0.0999, "now and then"), (0.1, "often"), (0.9, "often"),
    ])
    func whatChanceMakesNowAndThenIsNotOften(_ p: Double, _ word: String) {
        #expect(ChanceWords.frequency(p, 0.95) == word)
        let said = ChanceWords.sentence(p: p, display: "\(p)", cases: "80", 0.95)
        #expect(said.contains("chance alone would \(word) make"), "\(said)")
    }

    // MARK: Many and one

    @Test func infiniteLevelsAreCapped() throws {
        let text =
            "y,g\n"
            + (0..<30).flatMap { g in
                (0..<4).map { "\(g < 20 ? 1 : $0 % 2),l\(100 + g)\n" }
            }.joined()
        let frame = try fit("y ~ C(g, ref = \"l129\")", text, audience: .analyst)
        #expect(frame.shows.count { $0.contains("the odds ratio is infinite") } == 6)
        #expect(
            frame.shows.contains(
                "14 more coefficients are infinite in these 120 cases; the table shows them."),
            "\(frame.shows)")
    }

    @Test(arguments: Audience.allCases)
    func oneCaseIsOne(_ audience: Audience) throws {
        let frame = try fit(
            "y ~ 1", "y\n3\n", ["family": .text("poisson")], audience: audience)
        #expect(
            !(frame.shows + frame.doesNotShow).contains { $0.contains("1 cases") },
            "\(frame.shows) \(frame.doesNotShow)")
    }

    @Test func groupsByTheOutcomeAreRefused() throws {
        let error = #expect(throws: AnalysisError.self) {
            _ = try fit(
                "y ~ care", crossed, ["effects": .boolean(true), "by": .text("y")])
        }
        #expect(error?.code == "by" && error?.pointer == "/by" && error?.exitCode == .usage)
        #expect(error?.message.hasPrefix("\"y\" is part of the outcome") == true)
    }
}
