import Foundation
import TestSupport
import Testing

private func casewise(_ arguments: [String], _ workspace: Workspace) throws -> Ending {
    try runProgram(casewiseProgram, arguments, in: workspace.folder)
}

private func result(_ ending: Ending) throws -> [String: Any] {
    let frame = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    return try #require((frame as? [String: Any])?["result"] as? [String: Any])
}

/// An outcome beside so many candidates of yes and no, of which nothing is true.
private func cases(_ candidates: Int) -> String {
    var text = "y," + (1...candidates).map { "x\($0)" }.joined(separator: ",") + "\n"
    var generator = SeededGenerator(seed: 7)
    for row in 0..<120 {
        text += "\(row % 3 == 0 ? 1 : 0)"
        for _ in 0..<candidates { text += Bool.random(using: &generator) ? ",yes" : ",no" }
        text += "\n"
    }
    return text
}

/// `casewise screen --register`.
@Suite struct ScreenRegisterCommandTests {
    @Test func twoScreensAtOnceLoseNothingAndKeepTheirLinesTogether() throws {
        let workspace = try Workspace()
        try workspace.write("c.csv", cases(12))
        for name in ["one", "two"] {
            let plans = (1...20).map { number in
                #"{"analysis": "screen", "data": "c.csv", "outcome": "y", "support": "#
                    + "\(number), "
                    + #""register": "asked.jsonl", "family": "\#(name) \#(number)"}"#
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
        let review = try casewise(["register", "asked.jsonl", "--json"], workspace)
        #expect(review.code == 0, "\(review.errors)")
        let register = try result(review)
        #expect(register["lines"] as? Int == 480)
        let families = try #require(register["entries"] as? [[String: Any]]).compactMap {
            ($0["entry"] as? [String: Any])?["family"] as? String
        }
        for start in stride(from: 0, to: 480, by: 12) {
            #expect(Set(families[start..<start + 12]).count == 1)
        }
        let all = ["one", "two"].flatMap { name in (1...20).map { "\(name) \($0)" } }
        #expect(Set(families) == Set(all))
    }

    @Test func aFullDiskLeavesNoLineOfAScreen() throws {
        let workspace = try Workspace()
        try workspace.write("c.csv", cases(12))
        let one = "screen y c.csv --candidates x1 --register asked.jsonl".split(separator: " ")
            .map(String.init)
        #expect(try casewise(one, workspace).code == 0)
        let whole = try #require(workspace.read("asked.jsonl"))
        // A limit of 4 KiB on every file stands in for the full disk: some lines would fit.
        #expect(whole.utf8.count > 600 && whole.utf8.count < 1_500)
        let all = "screen y c.csv --register asked.jsonl"
        let ending = try runProgram(
            "/bin/bash",
            ["-c", "trap '' XFSZ; ulimit -f 4; '\(casewiseProgram)' \(all) > /dev/null"],
            in: workspace.folder)
        #expect(ending.code == 74, "\(ending.code) \(ending.errors)")
        #expect(workspace.read("asked.jsonl") == whole)
        let register = try result(try casewise(["register", "asked.jsonl", "--json"], workspace))
        #expect(register["lines"] as? Int == 1)
        #expect(try casewise(all.split(separator: " ").map(String.init), workspace).code == 0)
        #expect(workspace.read("asked.jsonl")?.hasPrefix(whole) == true)
        #expect(
            workspace.read("asked.jsonl.head")?.hasPrefix("{\"count\":13,\"hash\"") == true)
    }

    @Test func theTextAndTheHelpSayIt() throws {
        let workspace = try Workspace()
        try workspace.write("c.csv", cases(3))
        let ending = try casewise(
            [
                "screen", "y", "c.csv", "--register", "r.jsonl", "--question", "What leads to y?",
                "--family", "leads",
            ], workspace)
        let said = ending.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            said.contains(
                "3 candidates are entries 1 to 3 of r.jsonl, in the family \"leads\"; its head is now"
            ), "\(ending.output)")
        let review = try casewise(["register", "r.jsonl"], workspace)
        #expect(review.output.contains("What leads to y? (x2)"))
        #expect(
            try casewise(["screen", "--help"], workspace).output.contains("--register asked.jsonl"))
        // The result may not be written over the register.
        let over = try casewise(
            ["screen", "y", "c.csv", "--register", "r.jsonl", "--output", "r.jsonl"], workspace)
        #expect(over.code != 0)
        #expect(try casewise(["register", "r.jsonl"], workspace).code == 0)
    }
}
