import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Sentences are made of the result's own facts: whatever turns the sign, the number of cases or the
/// outcome turns them, in every shape and for every reader.
struct TurningSentencesTests {
    /// What is done to the data.
    enum Turn { case none, sign, outcome, twice }

    struct Shape: CustomTestStringConvertible {
        let name: String
        let formula: String
        var keys: [String: JSONValue] = [:]
        /// Whether the outcome has another side to be turned to.
        var hasOtherSide = true
        /// Words of sentences that say the same of both sides.
        var ofBothSides: [String] = []
        var testDescription: String { name }
    }

    static let shapes: [Shape] = [
        Shape(name: "table", formula: "y ~ g"),
        Shape(name: "clustered table", formula: "y ~ g", keys: ["cluster": .text("family")]),
        Shape(name: "margin", formula: "y ~ g", keys: ["margin": .number(0.05)]),
        Shape(
            name: "trend", formula: "y ~ k",
            keys: ["order": .object(["k": .list([.text("x"), .text("y"), .text("z")])])]),
        Shape(name: "levels", formula: "~ y"),
        Shape(name: "strata", formula: "y ~ g | s"),
        Shape(
            name: "paired table", formula: "after ~ before", keys: ["paired": .boolean(true)],
            ofBothSides: ["agree", "say the same"]),
        Shape(
            name: "clustered strata", formula: "y ~ g | s", keys: ["cluster": .text("family")]),
        Shape(
            name: "clustered pairs", formula: "after ~ before",
            keys: ["paired": .boolean(true), "cluster": .text("family")],
            ofBothSides: ["agree", "say the same"]),
        Shape(
            name: "clustered trend", formula: "y ~ k",
            keys: [
                "order": .object(["k": .list([.text("x"), .text("y"), .text("z")])]),
                "cluster": .text("family"),
            ]),
        Shape(
            name: "clustered rates", formula: "visits ~ g",
            keys: ["exposure": .number(1), "cluster": .text("family")], hasOtherSide: false),
        Shape(name: "samples", formula: "number ~ g", hasOtherSide: false),
        Shape(
            name: "clustered samples", formula: "number ~ g", keys: ["cluster": .text("family")],
            hasOtherSide: false),
        Shape(
            name: "paired samples", formula: "number ~ other", keys: ["paired": .boolean(true)],
            hasOtherSide: false),
        Shape(name: "correlation", formula: "number ~ other", hasOtherSide: false),
        Shape(
            name: "rates", formula: "visits ~ g", keys: ["exposure": .number(1)],
            hasOtherSide: false),
        Shape(name: "times", formula: "Surv(days, y) ~ g"),
        Shape(
            name: "regression of times", formula: "Surv(days, y) ~ g + number",
            ofBothSides: [" of number", "Half of", "Half had", "Of two cases"]),
    ]

    /// 240 cases of which the second group has more of everything, and sooner.
    private func data(_ turn: Turn, _ shape: Shape) -> String {
        var generator = SeededGenerator(seed: 5)
        var lines: [String] = []
        for row in 0..<240 {
            let isSecond = row % 2 == 1
            let level = ["x", "y", "z"][row / 2 % 3]
            let stratum = row / 6 % 2 == 0 ? "p" : "q"
            let chance =
                0.2 + (isSecond ? 0.25 : 0) + (level == "z" ? 0.2 : level == "y" ? 0.1 : 0)
            let event = Double.random(in: 0..<1, using: &generator) < chance
            let before = Double.random(in: 0..<1, using: &generator) < 0.3
            let after = before || Double.random(in: 0..<1, using: &generator) < 0.3
            let number =
                (isSecond ? 13 : 10) + Double(Int.random(in: 0..<600, using: &generator)) / 100
            let other = number / 2 + Double(Int.random(in: 0..<400, using: &generator)) / 100
            let visits = Int.random(in: 0...(isSecond ? 9 : 5), using: &generator)
            let days = Int.random(in: 1...(isSecond ? 200 : 400), using: &generator)
            let isTurned = turn == .sign
            let isCorrelation = shape.name == "correlation"
            let group = isSecond != isTurned ? "b" : "a"
            let (early, late) = isTurned ? (after, before) : (before, after)
            let (one, two) =
                isCorrelation
                ? (number, isTurned ? 100 - other : other)
                : (isTurned && shape.name == "paired samples" ? (other, number) : (number, other))
            let levelTurned = isTurned ? ["x": "z", "y": "y", "z": "x"][level] ?? level : level
            let isOne = (event != (turn == .outcome)) != (isTurned && shape.name == "levels")
            lines.append(
                "f\(row / 2),\(group),\(levelTurned),\(stratum),\(isOne ? 1 : 0),"
                    + "\((early != (turn == .outcome)) ? 1 : 0),"
                    + "\((late != (turn == .outcome)) ? 1 : 0),\(one),\(two),\(visits),\(days)")
        }
        if turn == .twice { lines += lines.map { "t" + $0 } }
        return "family,g,k,s,y,before,after,number,other,visits,days\n"
            + lines.joined(separator: "\n") + "\n"
    }

    private func answer(_ shape: Shape, _ turn: Turn, _ audience: Audience) throws
        -> ResultFrame<HypothesisResult>
    {
        let workspace = try Workspace()
        try workspace.write("cases.csv", data(turn, shape))
        var keys = shape.keys
        keys["analysis"] = .text("test")
        keys["data"] = .text("cases.csv")
        keys["formula"] = .text(shape.formula)
        keys["audience"] = .text(audience.rawValue)
        guard case .test(let plan) = try AnalysisPlan(.object(keys)) else {
            throw CancellationError()
        }
        return try Runner(folder: workspace.folder.path).run(plan)
    }

    /// Words of a sentence that says how large something is, or which way it goes.
    private static let directed = [
        "difference of", "higher", "lower", "longer", "shorter", "times as", "rises", "falls",
        "in every 100", "per case", "more often", "less often", "the mean of", "mean is", "median",
        "interval",
    ]

    private func stays(_ one: [String], _ other: [String], but shape: Shape) -> [String] {
        let kept = Set(one).intersection(other)
        return kept.filter { sentence in
            Self.directed.contains { sentence.contains($0) }
                && !shape.ofBothSides.contains { sentence.contains($0) }
        }.sorted()
    }

    @Test(arguments: shapes, Audience.allCases)
    func signAndOutcomeTurnTheSentences(_ shape: Shape, _ audience: Audience) throws {
        let found = try answer(shape, .none, audience)
        let turned = try answer(shape, .sign, audience)
        #expect(!found.shows.isEmpty && found.shows != turned.shows)
        #expect(stays(found.shows, turned.shows, but: shape) == [], "sign")
        if shape.hasOtherSide {
            let other = try answer(shape, .outcome, audience)
            #expect(found.shows != other.shows)
            #expect(stays(found.shows, other.shows, but: shape) == [], "outcome")
        }
        for sentence in found.shows + found.doesNotShow + turned.shows {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
    }

    @Test(arguments: shapes, Audience.allCases)
    func theNumberOfCasesTurnsTheSentences(_ shape: Shape, _ audience: Audience) throws {
        let once = try answer(shape, .none, audience)
        let twice = try answer(shape, .twice, audience)
        let said = { (frame: ResultFrame<HypothesisResult>) in frame.shows + frame.doesNotShow }
        for sentence in said(once) where sentence.contains("240") {
            #expect(!said(twice).contains(sentence), "\(sentence)")
        }
        #expect(said(once).contains { $0.contains("240") })
        #expect(said(twice).contains { $0.contains("480") })
    }
}
