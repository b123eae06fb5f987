import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private let seeds = projectRoot.appendingPathComponent("seeds").path
private let few: JSONValue = .list(["looked_after", "sex", "absence", "ward"].map { .text($0) })

private func plan(
    _ workspace: Workspace, _ keys: [String: JSONValue] = [:]
) throws -> ScreenPlan {
    var object: [String: JSONValue] = [
        "analysis": .text("screen"), "outcome": .text("neet"),
        "data": .text("neet-cohort.csv"), "candidates": few,
        "register": .text(path(workspace)),
    ]
    object.merge(keys) { $1 }
    guard case .screen(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a screen")
    }
    return plan
}

private func path(_ workspace: Workspace) -> String {
    workspace.folder.appendingPathComponent("asked.jsonl").path
}

private func review(_ workspace: Workspace) throws -> RegisterResult {
    let plan = try AnalysisPlan(
        .object(["analysis": .text("register"), "register": .text(path(workspace))]))
    guard case .register(let plan) = plan else { throw AnalysisError("test", "no register") }
    return try Runner().run(plan).result
}

private func entry(_ number: Int) -> RegisterEntry {
    RegisterEntry(
        time: Runner.now(), engineVersion: engineVersion, question: "Question \(number)?",
        direction: .twoSided, family: "f", analysis: "screen", outcome: "y",
        candidate: "x\(number)", dataSHA256: DataSource.sha256("data"), rows: 100, n: 90,
        test: Label("g_test"), pValue: Figure(0.25), log10P: Figure(log10(0.25)))
}

private let hash = DataSource.sha256("plan")

@Suite struct ScreenRegisterTests {
    @Test(arguments: [nil, "sex + age"])
    func everyCandidateThatWasTestedIsALineAndSurvivesAsInTheScreen(_ adjust: String?) throws {
        let workspace = try Workspace()
        var keys: [String: JSONValue] = ["exclude": .text("activity_code")]
        keys["candidates"] = adjust == nil ? few : .list([.text("looked_after"), .text("ward")])
        if let adjust { keys["adjust"] = .text(adjust) }
        let frame = try Runner(folder: seeds).run(try plan(workspace, keys))
        let result = frame.result
        let registration = try #require(frame.registration)
        let entries = try #require(registration.entries)
        #expect(entries.count == result.tried && result.tried == (adjust == nil ? 5 : 2))
        #expect(entries.map(\.sequence) == Array(1...result.tried))
        #expect(entries.map(\.candidate) == result.candidates.map(\.name))
        #expect(registration.notEntered == 0 && registration.side == nil)
        #expect(registration.sequence == result.tried)
        let register = try review(workspace)
        #expect(register.lines == result.tried && register.head == registration.hash)
        #expect(register.families.map(\.name) == ["screen of neet"])
        #expect(register.families.first?.tests == result.tried)
        // Benjamini and Hochberg in the family is the screen's own correction.
        for (line, candidate) in zip(register.entries, result.candidates) {
            #expect(line.entry.candidate == candidate.name && line.entry.outcome == "neet")
            let besides = adjust.map { " beside \($0)" } ?? ""
            #expect(line.entry.question == "What goes with neet\(besides)? (\(candidate.name))")
            let q = try #require(candidate.adjusted?.qValue.value ?? candidate.qValue.value)
            let adjusted = try #require(line.pAdjusted.value)
            #expect(abs(adjusted - q) <= 1e-12 * q, "\(candidate.name) \(adjusted) \(q)")
            #expect((line.verdict == .supported) == candidate.survives)
            let test = candidate.adjusted?.test ?? candidate.test
            #expect(line.entry.pValue == test.pValue && line.entry.test?.value == test.name)
            #expect(line.entry.n == candidate.adjusted?.cases ?? candidate.cases)
            let effect = try #require(line.entry.effect)
            #expect(effect.level == candidate.leading && effect.level.value != nil)
            #expect(effect.name == (adjust == nil ? "risk_difference" : "odds_ratio"))
            #expect(line.planHash == registration.planHash)
            #expect(line.entry.dataSHA256 == frame.data.sha256)
        }
        let note = try #require(frame.warnings.last { $0.code == "registered" }?.message)
        #expect(note.contains("\(result.tried) candidates are entries 1 to \(result.tried) of"))
        #expect(!note.contains("not entered") && note.contains(registration.hash))
    }

    @Test func theSameScreenAgainCountsOnceAndAnotherOneCountsAsWell() throws {
        let workspace = try Workspace()
        let runner = Runner(folder: seeds)
        let asked = try plan(workspace)
        _ = try runner.run(asked)
        _ = try runner.run(asked)
        var register = try review(workspace)
        #expect(register.lines == 10 && register.families.first?.tests == 5)
        #expect(register.count(.repeated) == 5)
        #expect(register.entries.compactMap(\.repeatOf) == [1, 2, 3, 4, 5])
        _ = try runner.run(
            try plan(workspace, ["outcome": .text("months_neet >= 6"), "family": .text("other")]))
        register = try review(workspace)
        #expect(register.lines == 15 && register.families.map(\.tests) == [5, 5])
    }

    @Test func aScreenThatWasRegisteredBeforehandIsMarkedSo() throws {
        let workspace = try Workspace()
        try workspace.write(
            "plan.json",
            #"{"analysis": "screen", "data": "later.csv", "outcome": "neet", "#
                + #""candidates": ["looked_after", "sex", "absence", "ward"]}"#)
        let added = try Runner().register(
            planFile: workspace.folder.appendingPathComponent("plan.json").path,
            in: path(workspace), question: nil, direction: nil, family: nil)
        #expect(added.sequence == 1 && added.question == "What goes with neet?")
        let frame = try Runner(folder: seeds).run(try plan(workspace))
        #expect(frame.registration?.registeredAs == 1)
        #expect(frame.registration?.preregistered == true)
        let register = try review(workspace)
        #expect(register.lines == 6 && register.count(.planTested) == 1)
        #expect(register.entries.dropFirst().allSatisfy { $0.entry.registeredAs == 1 })
    }

    @Test func whatCouldNotBeTestedIsNotEntered() throws {
        let workspace = try Workspace()
        // A candidate that is the same wherever there is an outcome beside the set.
        var text = "y,g,flag,set\n"
        for row in 0..<200 {
            let flag = row % 20 == 0 ? (row % 40 == 0 ? "a" : "b") : ""
            text += "\(row % 3 == 0 ? 1 : 0),\(row % 2),\(flag),\(row % 7)\n"
        }
        try workspace.write("c.csv", text)
        let frame = try Runner(folder: workspace.folder.path).run(
            try plan(
                workspace,
                [
                    "data": .text("c.csv"), "outcome": .text("y"), "adjust": .text("set"),
                    "candidates": .list([.text("g"), .text("flag")]),
                ]))
        let untested = frame.result.candidates.filter { $0.adjusted?.test.pValue.value == nil }
        #expect(untested.map(\.name) == ["flag"])
        #expect(frame.registration?.notEntered == 1)
        #expect(frame.registration?.entries?.count == frame.result.tried)
        #expect(try review(workspace).lines == frame.result.tried)
        #expect(
            frame.warnings.contains {
                $0.message.contains(
                    "; 1 candidate that could not be tested is not entered; its head")
            })
    }

    @Test func aBrokenRegisterIsRefusedBeforeTheScreenIsMade() throws {
        let workspace = try Workspace()
        let runner = Runner(folder: seeds)
        _ = try runner.run(try plan(workspace))
        let whole = try #require(workspace.read("asked.jsonl"))
        try workspace.write("asked.jsonl", whole.replacing("0.0", with: "0.1", maxReplacements: 1))
        // The data are not even there: the register is looked at first.
        let asked = try plan(workspace, ["data": .text("none.csv")])
        func refusal(_ plan: ScreenPlan) -> String? {
            do throws(AnalysisError) {
                _ = try runner.run(plan)
                return nil
            } catch { return error.code }
        }
        #expect(refusal(asked) == "register_edited")
        try workspace.write("asked.jsonl", whole)
        #expect(refusal(asked) == "no_input")
        let nowhere = try plan(
            workspace, ["data": .text("none.csv"), "register": .text("/no/folder/r.jsonl")])
        #expect(refusal(nowhere) == "cannot_create")
        // A register that is not there yet is not made by a screen that fails.
        let other = workspace.folder.appendingPathComponent("other.jsonl").path
        #expect(
            refusal(try plan(workspace, ["data": .text("none.csv"), "register": .text(other)]))
                == "no_input")
        #expect(!workspace.names.contains { $0.hasPrefix("other") })
    }

    @Test func linesOfOneScreenAreThereAllOrNone() throws {
        let workspace = try Workspace()
        let file = RegisterFile(path: path(workspace))
        _ = try file.append(kind: .tested, planHash: hash) { _ in entry(1) }
        let whole = try #require(workspace.read("asked.jsonl"))
        let head = try #require(workspace.read("asked.jsonl.head"))
        _ = try file.append(kind: .tested, planHash: hash) { _ in (2...6).map(entry) }
        let more = try #require(workspace.read("asked.jsonl"))
        #expect(workspace.read("asked.jsonl.head")?.contains("entering") == false)
        let announced = String(head.dropLast(2)) + ",\"entering\":5}\n"
        let added = more.utf8.count - whole.utf8.count
        for cut in stride(from: 1, to: added, by: 37) {
            try workspace.write("asked.jsonl", String(more.dropLast(cut)))
            try workspace.write("asked.jsonl.head", announced)
            let contents = try file.read()
            #expect(contents.chain.lines.count == 1 && contents.linesBehind == 0)
            #expect(contents.chain.tornBytes == added - cut)
            let register = try review(workspace)
            #expect(register.lines == 1)
            if cut % 2 == 0 { #expect(try file.repair(noted: nil).count == 2) }
            let again = try file.append(kind: .tested, planHash: hash) { _ in (2...6).map(entry) }
            #expect(again.lines.map(\.sequence) == [2, 3, 4, 5, 6])
            #expect(try file.read().chain.lines.count == 6)
        }
        // Between the lines and their head.
        try workspace.write("asked.jsonl", more)
        try workspace.write("asked.jsonl.head", announced)
        let contents = try file.read()
        #expect(contents.chain.lines.count == 6 && contents.linesBehind == 5)
        // More than were announced are not of a crash.
        try workspace.write(
            "asked.jsonl.head", announced.replacing("\"entering\":5", with: "\"entering\":4"))
        do throws(AnalysisError) {
            _ = try file.read()
            Issue.record("foreign lines went unnoticed")
        } catch { #expect(error.code == "register_head_mismatch") }
    }

    @Test func aDirectionForAllCandidatesIsRefused() throws {
        let workspace = try Workspace()
        #expect(throws: AnalysisError.self) {
            try plan(workspace, ["direction": .text("higher")])
        }
        #expect(try plan(workspace, ["direction": .text("two-sided")]).registration != nil)
        #expect(throws: AnalysisError.self) {
            try plan(workspace, ["register": .null, "family": .text("f")])
        }
    }
}
