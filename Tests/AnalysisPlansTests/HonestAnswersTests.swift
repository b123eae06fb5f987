import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Small tables of every kind, and what is said of them.
struct HonestAnswersTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func plan(
        _ analysis: String, _ text: String, _ keys: [String: JSONValue]
    ) throws -> AnalysisPlan {
        var keys = keys
        keys["analysis"] = .text(analysis)
        keys["data"] = .text(try workspace.write("cases.csv", text))
        return try AnalysisPlan(.object(keys))
    }

    private func test(
        _ formula: String, _ text: String, _ keys: [String: JSONValue] = [:],
        for audience: Audience = .analyst
    ) throws -> ResultFrame<HypothesisResult> {
        var keys = keys
        keys["formula"] = .text(formula)
        keys["audience"] = .text(audience.rawValue)
        guard case .test(let plan) = try plan("test", text, keys) else {
            throw AnalysisError("test", "no plan of a test")
        }
        let frame = try Runner().run(plan)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        return frame
    }

    private func prevalence(
        _ column: String, _ text: String, _ keys: [String: JSONValue] = [:]
    ) throws -> ResultFrame<PrevalenceResult> {
        var keys = keys
        keys["column"] = .text(column)
        guard case .prevalence(let plan) = try plan("prevalence", text, keys) else {
            throw AnalysisError("test", "no plan of a prevalence")
        }
        return try Runner().run(plan)
    }

    private func refusal(_ work: () throws -> Void) -> AnalysisError? {
        do { try work() } catch { return error as? AnalysisError }
        return nil
    }

    private let pairs = "x,y,n\nyes,yes,12\nyes,no,5\nno,yes,16\nno,no,7\n"

    @Test(arguments: Audience.allCases)
    func aMarginOfPairsIsOfTheirOwnInterval(_ audience: Audience) throws {
        let frame = try test(
            "x ~ y", pairs,
            [
                "count": .text("n"), "paired": .boolean(true), "margin": .number(0.1),
                "better": .text("higher"),
            ], for: audience)
        let row = try #require(frame.result.margin?.rows.first)
        let effect = try #require(frame.result.effects.first)
        #expect(row.confLow == effect.confLow && row.confHigh == effect.confHigh)
        #expect(abs(try #require(row.innerLow.value) + 0.4332043648041094) < 1e-12)
        #expect(abs(try #require(row.innerHigh.value) + 0.09258202318829542) < 1e-12)
        #expect(row.method.hasPrefix("Newcombe"))
        let said = frame.shows.suffix(2).joined(separator: " ")
        #expect(said.contains("For \"yes\" in x against y, "))
        #expect(!said.contains("Where y is"))
    }

    @Test func everyPairedShapeNamesItsMeasures() throws {
        let three = "a,b,c\n1,0,1\n0,0,1\n1,1,0\n1,0,0\n0,1,1\n1,0,1\n1,1,1\n0,0,0\n"
        let several = try test(
            "a ~ b + c", three, ["paired": .boolean(true), "margin": .number(0.2)])
        #expect(several.shows.contains { $0.hasPrefix("For \"1\" in a against b, ") })
        for (row, effect) in zip(try #require(several.result.margin).rows, several.result.effects) {
            #expect(row.confLow == effect.confLow && row.confHigh == effect.confHigh)
        }
        let levels = "a,b\nlow,low\nmid,low\nhigh,mid\nmid,mid\nhigh,high\nlow,mid\nhigh,low\n"
        let square = try test(
            "a ~ b", levels, ["paired": .boolean(true), "margin": .number(0.2)])
        #expect(square.shows.contains { $0.hasPrefix("For \"low\" in a against b, ") })
        for (row, effect) in zip(try #require(square.result.margin).rows, square.result.effects) {
            #expect(row.confLow == effect.confLow && row.confHigh == effect.confHigh)
        }
        let numbers = "before,after\n1.5,2\n2.5,2.25\n3,4.5\n4.75,5\n2,3.5\n6.25,6\n"
        let means = try test(
            "before ~ after", numbers, ["paired": .boolean(true), "margin": .number(1)])
        #expect(means.shows.contains { $0.hasPrefix("For before against after, ") })
    }

    @Test func noIntervalIsSaidToBeNone() throws {
        let frame = try test(
            "y ~ g", "y,g\n5.1,b\n9.2,b\n20.4,b\n1.3,a\n2.6,a\n4.425,a\n")
        #expect(
            frame.shows.contains { $0.contains("with 3 and 3 cases no interval reaches 95%") })
        let paired = try test(
            "a ~ b", "a,b\n1.5,2\n2.5,2.25\n3,4.5\n4.75,5.8\n", ["paired": .boolean(true)])
        #expect(paired.shows.contains { $0.contains("with 4 pairs no interval reaches 95%") })
    }

    @Test func aRatioStandsBesideTheRatesItIsOf() throws {
        // Long exposures with few events and short ones with many: the regression weighs them anew.
        var text = "y,d,g\n"
        for row in 0..<60 {
            let days = row % 3 == 0 ? 400 : 20 + row
            text +=
                "\(row * row % 7 + (row % 5 == 0 ? 9 : 0)),\(days),\(row % 2 == 0 ? "a" : "b")\n"
        }
        let frame = try test("y ~ g", text, ["exposure": .text("d")])
        let rates = try #require(frame.result.rates)
        #expect(rates.allSatisfy { $0.isFitted })
        let ratio = try #require(frame.result.effects.first { $0.name == "rate_ratio" })
        let (a, b) = (try #require(rates[0].rate.value), try #require(rates[1].rate.value))
        #expect(abs(b / a - (try #require(ratio.estimate.value))) < 1e-12)
        for rate in rates {
            #expect(
                try #require(rate.confLow.value) < #require(rate.rate.value)
                    && #require(rate.rate.value) < #require(rate.confHigh.value))
            #expect(
                abs(try #require(rate.observedRate.value) - Double(rate.events) / rate.exposure)
                    < 1e-15)
        }
        #expect(frame.shows[0].hasPrefix("By the fitted regression y comes to "))
        #expect(frame.shows[0].contains(" as counted) where g is \"b\""))
    }

    @Test func whatIsCountedAreCases() throws {
        let missing = "y,g,n\n1,a,5\n0,a,10\n1,b,4\n0,b,6\n,b,500\n"
        let frame = try test("y ~ g", missing, ["count": .text("n")])
        #expect(
            frame.doesNotShow.contains {
                $0.hasPrefix("Anything of the 500 cases left out (95.2% of 525)")
            })
        #expect(frame.warnings.contains { $0.message.hasPrefix("500 of 525 cases (95.2%)") })
        #expect(frame.data.rowsExcluded.first?.cases == 500)
        let empty = try test(
            "y ~ g", "y,g,n\n1,a,0\n0,a,10\n1,b,4\n0,b,6\n", ["count": .text("n")])
        #expect(!empty.doesNotShow.contains { $0.contains("left out") })
        #expect(!empty.warnings.contains { $0.code == "rows_excluded" })
        let none = "y,g,n\n1,a,0\n0,a,0\n1,b,0\n0,b,0\n"
        let refusals = [
            refusal { _ = try test("y ~ g", none, ["count": .text("n")]) },
            refusal { _ = try prevalence("y", none, ["count": .text("n")]) },
        ]
        for refused in refusals {
            #expect(refused?.message == "Every count in \"n\" is 0, so there is no case.")
            #expect(refused?.exitCode == .data)
        }
        let negative = refusal {
            _ = try test("y ~ g", "y,g,n\n1,a,-3\n0,b,4\n", ["count": .text("n")])
        }
        #expect(negative?.message == "A count in \"n\" is negative (data row 1).")
    }

    @Test func aGroupIsNotSaidToDoBetter() throws {
        let text = "y,ethnicity\n" + (0..<40).map { "\($0 % 2),e\($0 % 3)\n" }.joined()
        let frame = try prevalence(
            "y", text, ["by": .text("ethnicity"), "audience": .text("practitioner")])
        let said = (frame.shows + frame.doesNotShow).joined(separator: " ")
        #expect(said.contains("Why the 3 groups of ethnicity differ"))
        for word in ["better", "work with", "anything"] { #expect(!said.contains(word)) }
        let refused = refusal { _ = try prevalence("y", text, ["by": .text("y")]) }
        #expect(refused?.pointer == "/by")
    }

    @Test func littleDifferenceIsWhatTheFiguresFit() throws {
        let text = "y,g,n\n1,a,400\n0,a,600\n1,b,405\n0,b,595\n"
        let frame = try test(
            "y ~ g", text, ["count": .text("n"), "margin": .number(0.08)], for: .practitioner)
        #expect(
            frame.shows.contains {
                $0.contains("the figures fit differences from ")
                    && $0.hasSuffix(" percentage points, all smaller than 8.0 percentage points.")
            })
    }

    @Test func mixturesAreSaidWhereThereAreAny() throws {
        let mixed = try test("y ~ g", "y,g\n1,a\n0,a\n1,b\n0,b\n", for: .practitioner)
        #expect(mixed.doesNotShow[0].hasSuffix("and most groups hold both outcomes."))
        let apart = try test("y ~ g", "y,g\n1,a\n1,a\n0,b\n0,b\n", for: .practitioner)
        #expect(!apart.doesNotShow[0].contains("both outcomes"))
        let constant = try test(
            "y ~ g", "y,g\n5.5,a\n5.5,a\n5.5,b\n5.5,b\n", for: .practitioner)
        #expect(!constant.doesNotShow[0].contains("overlap"))
        let over = try test("y ~ g", "y,g\n5.5,a\n8,a\n6.5,b\n9,b\n", for: .practitioner)
        #expect(over.doesNotShow[0].hasSuffix("and the groups overlap."))
    }

    @Test func whatIsDrawnIsToldAndWhatIsNotToo() throws {
        let two = "y,g,n\n1,a,5\n0,a,10\n1,b,4\n0,b,6\n"
        let solved = try test(
            "y ~ g", two,
            ["count": .text("n"), "seed": .number(5), "replicates": .number(999)])
        let note = try #require(solved.warnings.first { $0.code == "nothing_drawn" })
        #expect(note.message.contains("replicates (999) and seed (5) had no use"))
        let three = "y,g,n\n1,a,15\n0,a,10\n2,a,9\n1,b,14\n0,b,16\n2,b,11\n"
        let drawn = try test(
            "y ~ g", three,
            ["count": .text("n"), "seed": .number(5), "replicates": .number(999)])
        #expect(drawn.result.tests.contains { $0.name == "fisher_exact_monte_carlo" })
        #expect(!drawn.warnings.contains { $0.code == "nothing_drawn" })
        let alone = try test(
            "~ y", three, ["count": .text("n"), "seed": .number(5), "replicates": .number(999)])
        #expect(alone.result.tests.contains { $0.name == "multinomial_exact_monte_carlo" })
    }

    @Test func whatIsComparedIsNotHeldEqual() throws {
        let text = "y,site,other\n" + (0..<24).map { "\($0 % 2),s\($0 % 3),o\($0 % 4)\n" }.joined()
        let refused = refusal { _ = try test("y ~ site | site", text) }
        #expect(refused?.message.contains("cannot be held equal too") == true)
        #expect(refusal { _ = try test("y ~ site | other", text) } == nil)
        #expect(refusal { _ = try test("y ~ .", text) }?.hint?.contains("y ~ g") == true)
    }

    @Test func aKeyTwiceIsRefused() {
        let refused = refusal {
            _ = try PlanDocument(
                Array(
                    "{\"analysis\": \"test\",\n \"formula\": \"a ~ b\", \"formula\": \"a ~ c\"}"
                        .utf8))
        }
        #expect(refused?.message == "The key \"formula\" stands twice in one object.")
        #expect(refused?.line == 2 && refused?.column == 22)
        #expect(refused?.exitCode == .usage)
    }

    @Test func wordsAmongNumbersAreNoted() throws {
        let text =
            "y,x\n" + (0..<12).map { "\($0 % 2),\($0 == 4 ? "Inf" : "\($0 % 4)")\n" }.joined()
        let frame = try test("y ~ x", text)
        let note = try #require(frame.warnings.first { $0.code == "words_among_numbers" })
        #expect(note.message.contains("x would be a column of numbers but for \"Inf\" in row 5"))
        #expect(note.terms == ["x"])
    }
}
