import Foundation
import TestSupport
import Testing

private let cohort = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path
private let wards = projectRoot.appendingPathComponent("seeds/wards.csv").path

struct CombiningCommandTests {
    private let workspace: Workspace
    private let lines: [String]

    init() throws {
        workspace = try Workspace()
        lines = try String(contentsOfFile: cohort, encoding: .utf8).split(separator: "\n").map {
            String($0)
        }
    }

    private func casewise(_ arguments: [String], input: String = "") throws -> Ending {
        try runProgram(casewiseProgram, arguments, in: workspace.folder, input: input)
    }

    private func json(_ arguments: [String]) throws -> [String: Any] {
        let ending = try casewise(arguments + ["--json"])
        #expect(ending.code == 0, "\(arguments): \(ending.output.prefix(300))")
        return try #require(
            JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    }

    /// A part of an answer as text, to be compared.
    private func text(_ answer: [String: Any], _ key: String) throws -> String {
        let part = try #require(answer[key])
        return String(
            decoding: try JSONSerialization.data(withJSONObject: part, options: .sortedKeys),
            as: UTF8.self)
    }

    private func data(_ answer: [String: Any]) throws -> [String: Any] {
        try #require(answer["data"] as? [String: Any])
    }

    @Test func aFileCutInTwoGivesTheSameFigures() throws {
        try workspace.write("a.csv", lines[...3000].joined(separator: "\n") + "\n")
        try workspace.write("b.csv", ([lines[0]] + lines[3001...]).joined(separator: "\n") + "\n")
        let formula = "neet ~ absence + ward + (social_care_contacts >= 2)"
        let whole = try json(["fit", formula, cohort])
        let cut = try json(["fit", formula, "a.csv", "b.csv"])
        for key in ["result", "warnings", "shows", "does_not_show"] {
            #expect(try text(whole, key) == text(cut, key))
        }
        let (one, two) = (try data(whole), try data(cut))
        #expect(one["rows"] as? Int == 8000 && two["rows"] as? Int == 8000)
        #expect(one["rows_used"] as? Int == two["rows_used"] as? Int)
        #expect((two["sources"] as? [[String: Any]])?.map { $0["rows"] as? Int } == [3000, 5000])
        #expect(one["sources"] == nil && one["joins"] == nil && one["derived"] == nil)
    }

    @Test func aFilterAndItsOppositePartTheRows() throws {
        let condition = "absence > 0.1 | young_carer == \"yes\""
        var dropped = 0
        var missing: Set<Int> = []
        for filter in [condition, "!(\(condition))"] {
            let answer = try data(json(["test", "neet ~ sex", cohort, "--filter", filter]))
            let excluded = try #require(answer["rows_excluded"] as? [[String: Any]])
            let left = excluded.reduce(0) { $0 + ($1["rows"] as? Int ?? 0) }
            let used = try #require(answer["rows_used"] as? Int)
            #expect(answer["rows"] as? Int == 8000 && used + left == 8000)
            for reason in excluded {
                let count = reason["rows"] as? Int ?? 0
                switch reason["code"] as? String {
                case "filter": dropped += count
                case "filter_missing": missing.insert(count)
                default: break
                }
            }
        }
        // What either has no answer to is the same, and each drops what the other keeps.
        #expect(missing.count == 1 && dropped + (missing.first ?? 0) == 8000)
    }

    /// Predicting from the raw file repeats the join and what was derived.
    @Test func aModelPredictsWhatItWasFittedOn() throws {
        let made = [
            "--join", wards, "--on", "ward", "--derive", "repeated = social_care_contacts >= 2",
            "--derive", "load = ifelse(repeated, deprivation, 0)",
        ]
        let formula = "neet ~ load + youth_workers + absence"
        let fit = try json(["fit", formula, cohort, "--save-model", "m.json"] + made)
        let join = try #require((try data(fit)["joins"] as? [[String: Any]])?.first)
        #expect(join["matched"] as? Int == 8000 && join["other_unmatched"] as? Int == 1)
        let predicted = try casewise([
            "predict", "m.json", cohort, "--join", wards, "--on", "ward", "--format", "csv",
        ])
        // The same columns written out by hand.
        var figures: [String: [Substring]] = [:]
        for line in try String(contentsOfFile: wards, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            figures[String(fields[0])] = fields
        }
        let neet = try #require(lines[0].split(separator: ",").firstIndex(of: "neet"))
        var flat = ["absence,load,youth_workers,neet"]
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let ward = try #require(figures[String(fields[6])])
            let isRepeated = (Int(fields[14]) ?? 0) >= 2
            flat.append("\(fields[8]),\(isRepeated ? ward[1] : "0"),\(ward[2]),\(fields[neet])")
        }
        try workspace.write("flat.csv", flat.joined(separator: "\n") + "\n")
        let other = try json(["fit", formula, "flat.csv", "--save-model", "flat.json"])
        #expect(try text(fit, "result") == text(other, "result"))
        let byHand = try casewise(["predict", "flat.json", "flat.csv", "--format", "csv"])
        #expect(predicted.code == 0 && predicted.output == byHand.output)
        #expect(predicted.output.split(separator: "\n").count == 8001)
        let answer = try data(
            json(["predict", "m.json", cohort, "--join", wards, "--on", "ward"]))
        let again = try #require((answer["joins"] as? [[String: Any]])?.first)
        #expect(again["matched"] as? Int == 8000 && again["other_unmatched"] as? Int == 1)
    }

    @Test func rowsWithoutAMatchAreAnsweredAndCounted() throws {
        try workspace.write(
            "a.csv", "k,y,x\n1,1,2\n2,0,1\n,1,3\n9,0,2\n1,1,5\n2,0,4\n2,1,3\n1,0,1\n")
        try workspace.write("w.csv", "k,n\n1,5\n2,3\n3,9\n")
        let join = ["--join", "w.csv", "--on", "k"]
        let fit = try json(["fit", "y ~ n", "a.csv", "--save-model", "m.json"] + join)
        let excluded = try #require(try data(fit)["rows_excluded"] as? [[String: Any]])
        #expect(excluded.map { $0["column"] as? String } == ["n"])
        #expect(excluded.map { $0["rows"] as? Int } == [2])
        let predicted = try casewise(["predict", "m.json", "a.csv", "--format", "csv"] + join)
        let statuses = predicted.output.split(separator: "\n").dropFirst().map {
            String($0.split(separator: ",", omittingEmptySubsequences: false).last ?? "")
        }
        #expect(
            statuses.map { $0 == "missing_input" }
                == [2, 3].reduce(into: [Bool](repeating: false, count: 8)) { $0[$1] = true })
        let summary = try data(json(["predict", "m.json", "a.csv"] + join))
        let counts = try #require((summary["joins"] as? [[String: Any]])?.first)
        #expect(counts["unmatched"] as? Int == 1 && counts["missing_key"] as? Int == 1)
    }

    /// A cell that cannot be read is told of, whatever the model makes of missing values.
    @Test func unreadableCellsAreNeverTakenForMissingOnes() throws {
        let rows = (0..<40).map { "\($0 % 3 == 0 ? 1 : 0),\($0 % 4 == 0 ? "" : String($0 % 7))" }
        try workspace.write("a.csv", "y,x\n" + rows.joined(separator: "\n") + "\n")
        let derive = ["--derive", "gap = is_missing(x)", "--derive", "twice = x * 2"]
        #expect(
            try casewise(["fit", "y ~ gap", "a.csv", "--save-model", "gap.json"] + derive).code == 0
        )
        #expect(
            try casewise(["fit", "y ~ twice", "a.csv", "--save-model", "twice.json"] + derive).code
                == 0)
        try workspace.write(
            "new.csv", "x\n1\n\nseven\n".replacingOccurrences(of: "\n\n", with: "\nNA\n"))
        for (model, expected) in [
            ("gap.json", ["predicted", "predicted", "invalid_input"]),
            ("twice.json", ["predicted", "missing_input", "invalid_input"]),
        ] {
            let ending = try casewise(["predict", model, "new.csv", "--format", "csv"])
            let found = ending.output.split(separator: "\n").dropFirst().map {
                String($0.split(separator: ",", omittingEmptySubsequences: false).last ?? "")
            }
            #expect(found == expected)
        }
    }

    @Test func aJoinedFileIsNeverReplaced() throws {
        try workspace.write("a.csv", "k,y\n1,1\n2,0\n1,0\n2,1\n")
        try workspace.write("b.csv", "k,y\n1,1\n2,0\n")
        try workspace.write("w.csv", "k,n\n1,5\n2,3\n")
        for target in ["b.csv", "w.csv"] {
            for option in ["--output", "--save-model"] {
                let before = workspace.read(target)
                let ending = try casewise([
                    "fit", "y ~ n", "a.csv", "b.csv", "--join", "w.csv", "--on", "k", option,
                    target,
                ])
                #expect(ending.code == 64 && workspace.read(target) == before)
            }
        }
        try workspace.write(
            "plan.json",
            #"{"analysis": "fit", "data": ["a.csv", "b.csv"], "formula": "y ~ n", "join": [{"file": "w.csv", "on": "k"}]}"#
        )
        #expect(try casewise(["run", "plan.json", "--output", "w.csv"]).code == 64)
        let run = try casewise(["run", "plan.json", "--json"])
        let direct = try casewise([
            "fit", "y ~ n", "a.csv", "b.csv", "--join", "w.csv", "--on", "k", "--json",
        ])
        #expect(run.code == 0 && run.output == direct.output)
    }

    @Test(arguments: [
        (["--join", "w.csv"], "There is 1 --join and 0 --on."),
        (["--on", "k"], "There are 0 --join and 1 --on."),
        (
            ["--join", "w.csv", "--on", "k", "--expect", "one-to-one", "--expect", "one-to-one"],
            "There are 2 --expect for 1 --join."
        ),
        (["--join", "w.csv", "--on", "k,"], "The name of a key column is missing."),
        (["--filter", "y >"], "The expression ends too early."),
        (["--derive", "y + 1"], "A derived column begins with its name and \"=\"."),
        (["--filter", "yy > 1"], "There is no column named \"yy\"."),
        (["a.csv"], "A file of data is named twice, and its rows would count twice."),
        (["y ~ k"], "There are two arguments that could be the formula."),
    ])
    func slipsOfTheCommandLineAreNamed(_ arguments: [String], _ message: String) throws {
        try workspace.write("a.csv", "k,y\n1,1\n2,0\n1,0\n2,1\n")
        try workspace.write("w.csv", "k,n\n1,5\n2,3\n")
        let ending = try casewise(["fit", "y ~ k", "a.csv"] + arguments)
        #expect(ending.code == 64 && ending.output == "")
        #expect(ending.errors.hasPrefix("casewise: \(message)\n"))
    }

    /// The mark stands under the character of the expression and not of the formula.
    @Test func theMarkStandsUnderTheExpression() throws {
        try workspace.write("a.csv", "k,y\n1,1\n2,0\n1,0\n2,1\n")
        let ending = try casewise(["fit", "y ~ k", "a.csv", "--derive", "d = k + nosuch"])
        #expect(
            ending.errors == """
                casewise: There is no column named "nosuch".
                  d = k + nosuch
                          ^
                  There are: k, y.

                """)
        let cut = try casewise(["fit", "y", "~", "k", "a.csv"])
        #expect(cut.errors.contains("cut into several arguments") && cut.code == 64)
    }

    @Test func predictRefusesWhatAStreamCannotDo() throws {
        for (arguments, words) in [
            (["--filter", "x > 1"], "answers every row"), (["--derive", "d = x"], "by itself"),
        ] {
            let ending = try casewise(["predict", "m.json", "a.csv"] + arguments)
            #expect(ending.code == 64 && ending.errors.contains(words))
        }
    }

    /// A file is one file, however its path is spelled.
    @Test func spellingsOfAPathAreOneFile() throws {
        try workspace.write("s.csv", "y,x\n1,2\n0,3\n1,4\n0,1\n")
        let twice = try casewise(["describe", "s.csv", "./s.csv"])
        #expect(twice.code == 64 && twice.errors.contains("would count twice"))
        let folder = workspace.folder.path
        let other = try casewise([
            "fit", "y ~ x", "s.csv", "--save-model", "m.json", "--output", "\(folder)/m.json",
        ])
        #expect(other.code == 64 && workspace.read("m.json") == nil)
    }
}
