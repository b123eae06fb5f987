import Foundation
import TestSupport
import Testing

private let counts = "y,g,n\n1,a,30\n0,a,70\n1,b,12\n0,b,88\n"
private let asked = [
    "test", "y ~ g", "c.csv", "--count", "n", "--register", "asked.jsonl", "--question",
    "Is b lower?", "--family", "closing",
]

private func casewise(_ arguments: [String], _ workspace: Workspace) throws -> Ending {
    try runProgram(casewiseProgram, arguments, in: workspace.folder)
}

private func json(_ ending: Ending) throws -> [String: Any] {
    try #require(
        try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
}

@Suite struct RegisterCommandTests {
    @Test func aPlanIsRegisteredTestedAndReviewed() throws {
        let workspace = try Workspace()
        try workspace.write("c.csv", counts)
        // The data need not even be there when the plan is entered.
        try workspace.write(
            "plan.json",
            #"{"analysis": "test", "data": "later.csv", "formula": "y ~ g", "count": "n"}"#)
        let added = try casewise(
            [
                "register", "add", "asked.jsonl", "plan.json", "--question", "Is b lower?",
                "--direction", "lower", "--family", "closing", "--json",
            ], workspace)
        #expect(added.code == 0, "\(added.errors)")
        let registered = try #require(try json(added)["registered"] as? [String: Any])
        #expect(registered["sequence"] as? Int == 1)
        let tested = try json(
            try casewise(asked + ["--direction", "lower", "--json"], workspace))
        let registration = try #require(tested["registration"] as? [String: Any])
        #expect(registration["preregistered"] as? Bool == true)
        #expect(registration["registered_as"] as? Int == 1)
        #expect(registration["side"] as? String == "lower")
        #expect(registration["plan_hash"] as? String == registered["plan_hash"] as? String)
        // Another direction was never registered, and the effect lies on the other side.
        let turned = try json(
            try casewise(asked + ["--direction", "higher", "--json"], workspace))
        #expect((turned["registration"] as? [String: Any])?["preregistered"] as? Bool == false)
        let shows = try #require(turned["shows"] as? [String])
        #expect(shows.contains { $0.contains("does not support the question") })
        let review = try json(try casewise(["register", "asked.jsonl", "--json"], workspace))
        let result = try #require(review["result"] as? [String: Any])
        #expect(result["lines"] as? Int == 3)
        #expect((result["verdicts"] as? [String: Int])?["plan_tested"] == 1)
        #expect((result["verdicts"] as? [String: Int])?["redirected"] == 1)
        for (format, word) in [
            ("text", "Questions"), ("markdown", "## Questions"), ("html", "<h2>Questions</h2>"),
            ("csv", "sequence,kind,verdict"),
        ] {
            let page = try casewise(["register", "asked.jsonl", "--format", format], workspace)
            #expect(page.code == 0 && page.output.contains(word))
            #expect(page.output.contains("Is b lower?"))
        }
        let head = try #require(result["head"] as? String)
        let proved = try casewise(["register", "asked.jsonl", "--head", head], workspace)
        #expect(proved.code == 0 && proved.output.contains("Line 3 has the hash"))
        let wrong = try casewise(
            ["register", "asked.jsonl", "--head", String(repeating: "a", count: 64)], workspace)
        #expect(wrong.code == 65)
    }

    @Test func theDirectionOfTimesIsSaidAtEntry() throws {
        let workspace = try Workspace()
        try workspace.write(
            "t.csv",
            "days,closed,g\n"
                + (1...40).map { "\($0 + ($0 % 2) * 30),1,\($0 % 2 == 0 ? "a" : "b")" }
                .joined(separator: "\n") + "\n")
        try workspace.write(
            "plan.json",
            #"{"analysis": "test", "data": "t.csv", "formula": "Surv(days, closed) ~ g"}"#)
        let words = [
            "--question", "Do those of b stay open longer?", "--direction", "higher",
        ]
        let added = try casewise(["register", "add", "r.jsonl", "plan.json"] + words, workspace)
        #expect(added.code == 0 && added.output.contains("the event comes sooner"))
        let tested = try casewise(
            ["test", "Surv(days, closed) ~ g", "t.csv", "--register", "r.jsonl"] + words, workspace)
        let said = tested.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            said.contains(
                "The effect of entry 2 is lower (the event comes later, hazard ratio below 1), and "
                    + "the question states higher (the event comes sooner, hazard ratio above 1): "
                    + "whatever p is, it does not support the question."), "\(tested.output)")
        let review = try casewise(["register", "r.jsonl"], workspace)
        #expect(review.output.contains("the other way"))
        #expect(review.output.contains("higher is above 1, the"))
    }

    @Test func whatWasChangedEndsWith65AndNamesTheLine() throws {
        let workspace = try Workspace()
        try workspace.write("c.csv", counts)
        for _ in 0..<3 { #expect(try casewise(asked, workspace).code == 0) }
        let whole = try #require(workspace.read("asked.jsonl"))
        try workspace.write(
            "asked.jsonl", whole.replacing("Is b", with: "Is a", maxReplacements: 1))
        for command in [["register", "asked.jsonl"], asked] {
            let ending = try casewise(command, workspace)
            #expect(ending.code == 65 && ending.errors.contains("line 1"), "\(ending.errors)")
        }
        // The last line.
        let lines = whole.split(separator: "\n")
        try workspace.write("asked.jsonl", lines.dropLast().map { $0 + "\n" }.joined())
        let ending = try casewise(["register", "asked.jsonl", "--json"], workspace)
        #expect(ending.code == 65)
        let error = try #require(try json(ending)["error"] as? [String: Any])
        #expect(error["code"] as? String == "register_deleted" && error["line"] as? Int == 3)
    }

    @Test func twoWritersAtOnceLoseNothing() throws {
        let workspace = try Workspace()
        try workspace.write("c.csv", counts)
        for name in ["one", "two"] {
            let plans = (1...200).map { number in
                #"{"analysis": "test", "data": "c.csv", "formula": "y ~ g", "count": "n", "#
                    + #""confidence": 0.\#(name == "one" ? 5000 + number : 7000 + number), "#
                    + #""register": "asked.jsonl", "question": "\#(name) \#(number)?", "family": "\#(name)"}"#
            }
            try workspace.write("\(name).json", "[" + plans.joined(separator: ",\n") + "]")
        }
        let ending = try runProgram(
            "/bin/bash",
            [
                "-c",
                "'\(casewiseProgram)' run one.json --json > one.out & first=$!; "
                    + "'\(casewiseProgram)' run two.json --json > two.out & second=$!; "
                    + "wait $first && wait $second",
            ], in: workspace.folder)
        #expect(ending.code == 0, "\(ending.errors)")
        let review = try json(try casewise(["register", "asked.jsonl", "--json"], workspace))
        let result = try #require(review["result"] as? [String: Any])
        #expect(result["lines"] as? Int == 400)
        let entries = try #require(result["entries"] as? [[String: Any]])
        let questions = entries.compactMap {
            ($0["entry"] as? [String: Any])?["question"] as? String
        }
        let all = ["one", "two"].flatMap { name in (1...200).map { "\(name) \($0)?" } }
        #expect(questions.sorted() == all.sorted())
        // Both wrote at the same time, and each in its own order.
        #expect(questions.filter { $0.hasPrefix("one") } == Array(all.prefix(200)))
        let families = try #require(result["families"] as? [[String: Any]])
        #expect(families.count == 2)
    }

    @Test func aFullDiskLeavesTheRegisterWhole() throws {
        let workspace = try Workspace()
        try workspace.write("c.csv", counts)
        // A limit of 1 KiB on every file stands in for the full disk.
        let limited = try #require(
            (["'\(casewiseProgram)'"] + asked.map { "'\($0)'" }).joined(separator: " ")
                as String?)
        #expect(try casewise(asked, workspace).code == 0)
        let whole = try #require(workspace.read("asked.jsonl"))
        #expect(whole.utf8.count > 600 && whole.utf8.count < 1024)
        let ending = try runProgram(
            "/bin/bash", ["-c", "trap '' XFSZ; ulimit -f 1; \(limited) > /dev/null"],
            in: workspace.folder)
        #expect(ending.code == 74, "\(ending.code) \(ending.errors)")
        #expect(workspace.read("asked.jsonl") == whole)
        #expect(try casewise(["register", "asked.jsonl"], workspace).code == 0)
        #expect(try casewise(asked, workspace).code == 0)
        #expect(workspace.read("asked.jsonl")?.hasPrefix(whole) == true)
    }

    @Test func nonsenseIsRefused() throws {
        let workspace = try Workspace()
        try workspace.write("c.csv", counts)
        try workspace.write("list.json", "[]")
        try workspace.write("fit.json", #"{"analysis": "predict", "model": "m", "data": "c.csv"}"#)
        let base = ["test", "y ~ g", "c.csv", "--count", "n"]
        for (arguments, code) in [
            (base + ["--question", "So?"], 64), (base + ["--register", "r.jsonl"], 64),
            (base + ["--register", "r.jsonl", "--question", " "], 64),
            (base + ["--register", "r.jsonl", "--question", "So?", "--direction", "up"], 64),
            (base + ["--register", "r.jsonl", "--question", "So?", "--family", ""], 64),
            (base + ["--register", "/no/folder/r", "--question", "So?"], 73),
            (["register", "none.jsonl"], 66), (["register", "r.jsonl", "--q", "2"], 64),
            (["register", "add", "r.jsonl", "list.json", "--question", "So?"], 64),
            (["register", "add", "r.jsonl", "fit.json", "--question", "So?"], 64),
            (["register", "repair", "none.jsonl"], 66),
            (base + ["--register", "c.csv", "--question", "So?"], 65),
        ] {
            let ending = try casewise(arguments, workspace)
            #expect(ending.code == Int32(code), "\(arguments) \(ending.code) \(ending.errors)")
        }
        #expect(workspace.read("c.csv") == counts)
        #expect(workspace.read("r.jsonl") == nil)
    }
}
