import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// A register of so many entries, in a folder of its own.
private func register(_ count: Int, in workspace: Workspace) throws -> RegisterFile {
    let file = RegisterFile(path: workspace.folder.appendingPathComponent("asked.jsonl").path)
    for number in 1...max(1, count) where number <= count {
        _ = try file.append(kind: .tested, planHash: hash(number)) { _ in entry(number) }
    }
    return file
}

private func hash(_ number: Int) -> String { DataSource.sha256("plan \(number)") }

private func entry(_ number: Int) -> RegisterEntry {
    RegisterEntry(
        time: Runner.now(), engineVersion: engineVersion, question: "Question \(number), \"so\"?\n",
        direction: .lower, family: "f", analysis: "test", formula: "y ~ g",
        dataSHA256: DataSource.sha256("data"), rows: 100, n: 90, test: Label("g_test"),
        pValue: Figure(0.25), log10P: Figure(log10(0.25)))
}

private func lines(_ workspace: Workspace) throws -> [String] {
    try #require(workspace.read("asked.jsonl")).split(separator: "\n").map(String.init)
}

/// What reading says of a register whose lines were changed.
private func complaint(
    _ workspace: Workspace, _ file: RegisterFile, _ lines: [String], noted: String? = nil
) throws -> AnalysisError? {
    try workspace.write("asked.jsonl", lines.map { $0 + "\n" }.joined())
    do throws(AnalysisError) {
        _ = try file.read(noted: noted)
        return nil
    } catch { return error }
}

/// A line as someone who knows how would write it, with a hash that fits.
private func forged(_ line: String) -> String {
    let body = String(line.dropLast(75)) + "}"
    return String(body.dropLast()) + ",\"hash\":\"\(DataSource.sha256(body))\"}"
}

@Suite struct RegisterFileTests {
    @Test func linesAreChainedAndAnyoneCanProveIt() throws {
        let workspace = try Workspace()
        let file = try register(6, in: workspace)
        let contents = try file.read()
        #expect(contents.chain.lines.map(\.sequence) == Array(1...6))
        #expect(contents.chain.lines[0].previous == RegisterLine.origin)
        for (index, line) in try lines(workspace).enumerated() {
            #expect(forged(line) == line)
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["hash"] as? String == contents.chain.lines[index].hash)
            #expect(object?["question"] as? String == "Question \(index + 1), \"so\"?\n")
        }
        #expect(
            workspace.read("asked.jsonl.head")
                == "{\"count\":6,\"hash\":\"\(contents.chain.lastHash)\"}\n")
        #expect(workspace.names == ["asked.jsonl", "asked.jsonl.head"])
    }

    @Test func everyEditedByteIsFoundAndItsLineNamed() throws {
        let workspace = try Workspace()
        let file = try register(4, in: workspace)
        let whole = try lines(workspace)
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<300 {
            var changed = whole
            let line = Int.random(in: 0..<4, using: &generator)
            var bytes = Array(changed[line].utf8)
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            let letter = UInt8.random(in: 0x20...0x7E, using: &generator)
            guard bytes[place] != letter else { continue }
            bytes[place] = letter
            changed[line] = String(decoding: bytes, as: UTF8.self)
            let error = try #require(try complaint(workspace, file, changed))
            #expect(error.code == "register_edited" && error.line == line + 1)
            #expect(error.exitCode == .data)
        }
        #expect(try complaint(workspace, file, whole) == nil)
    }

    @Test func aLineThatIsEditedAndHashedAnewIsFoundByTheNext() throws {
        let workspace = try Workspace()
        let file = try register(5, in: workspace)
        let whole = try lines(workspace)
        for place in 0..<5 {
            var changed = whole
            changed[place] = forged(changed[place].replacing("0.25", with: "0.01"))
            let error = try #require(try complaint(workspace, file, changed))
            if place < 4 {
                #expect(error.code == "register_edited" && error.line == place + 2)
                #expect(error.message.contains("does not follow line \(place + 1)"))
            } else {
                #expect(error.code == "register_head_mismatch" && error.line == 5)
            }
        }
    }

    @Test func deletedInsertedAndExchangedLinesAreNamed() throws {
        let workspace = try Workspace()
        let file = try register(5, in: workspace)
        let whole = try lines(workspace)
        // The last line included, of which only the head tells.
        for place in 0..<5 {
            var changed = whole
            changed.remove(at: place)
            let error = try #require(try complaint(workspace, file, changed))
            #expect(error.code == "register_deleted" && error.line == place + 1, "\(error)")
        }
        for place in 0..<5 {
            var changed = whole
            changed.insert(whole[place], at: place)
            let error = try #require(try complaint(workspace, file, changed))
            #expect(error.code == "register_inserted" && error.line == place + 2)
        }
        // One that would fit, put in before line 3 by someone who knows how.
        var changed = whole
        changed.insert(forged(whole[2].replacing("0.25", with: "0.01")), at: 2)
        var error = try #require(try complaint(workspace, file, changed))
        #expect(error.code == "register_inserted" && error.line == 4)
        for (a, b) in [(0, 1), (1, 3), (3, 4)] {
            changed = whole
            changed.swapAt(a, b)
            error = try #require(try complaint(workspace, file, changed))
            #expect(error.code == "register_reordered" && error.line == a + 1)
        }
        error = try #require(try complaint(workspace, file, []))
        #expect(error.code == "register_deleted" && error.line == 1)
        for many in [["no line"], [""], whole + ["{}"], whole + [""]] {
            #expect(try complaint(workspace, file, many)?.code == "register_edited")
        }
    }

    @Test func aRegisterThatIsGoneIsToldByItsHead() throws {
        let workspace = try Workspace()
        let file = try register(2, in: workspace)
        try FileManager.default.removeItem(atPath: file.path)
        #expect(throws: AnalysisError.self) { try file.read() }
        do throws(AnalysisError) {
            _ = try file.append(kind: .tested, planHash: hash(3)) { _ in entry(3) }
            Issue.record("a deleted register was begun anew")
        } catch {
            #expect(error.code == "register_deleted" && error.exitCode == .data)
        }
        #expect(workspace.names == ["asked.jsonl.head"])
    }

    @Test func aNotedHeadProvesTheLinesOfThatDay() throws {
        let workspace = try Workspace()
        let file = try register(3, in: workspace)
        let noted = try file.read().chain.lastHash
        for number in 4...6 {
            _ = try file.append(kind: .tested, planHash: hash(number)) { _ in entry(number) }
        }
        #expect(try file.read(noted: noted).noted == 3)
        // Both files written anew by someone who knows how: only the noted hash tells.
        let other = try Workspace()
        let forgery = try register(6, in: other)
        #expect(try forgery.read().chain.lines.count == 6)
        _ = try complaint(other, forgery, try lines(other))
        let changed = forged(try lines(other)[0].replacing("0.25", with: "0.01"))
        try other.write("asked.jsonl", changed + "\n")
        let hash = String(changed.suffix(66).prefix(64))
        try other.write("asked.jsonl.head", "{\"count\":1,\"hash\":\"\(hash)\"}\n")
        #expect(try forgery.read().chain.lines.count == 1)
        do throws(AnalysisError) {
            _ = try forgery.read(noted: noted)
            Issue.record("a forged register had the noted hash")
        } catch { #expect(error.code == "register_head_mismatch") }
    }

    @Test func aLostHeadIsWrittenAnewOnlyFromTheLastHash() throws {
        let workspace = try Workspace()
        let file = try register(3, in: workspace)
        let chain = try file.read().chain
        try FileManager.default.removeItem(atPath: file.path + ".head")
        for door in 0..<3 {
            do throws(AnalysisError) {
                switch door {
                case 0: _ = try file.read()
                case 1: _ = try file.append(kind: .tested, planHash: hash(4)) { _ in entry(4) }
                default: _ = try file.repair(noted: nil)
                }
                Issue.record("a lost head went unnoticed")
            } catch { #expect(error.code == "register_head_missing" && error.exitCode == .data) }
        }
        #expect(throws: AnalysisError.self) { try file.repair(noted: chain.lines[1].hash) }
        #expect(try file.read(noted: chain.lastHash).chain.lines.count == 3)
        #expect(try file.repair(noted: chain.lastHash).count == 1)
        #expect(try file.read().chain.lines.count == 3)
        #expect(try file.repair(noted: nil).isEmpty)
    }

    @Test func whatACrashLeavesIsToldAndTakenOff() throws {
        let workspace = try Workspace()
        let file = try register(3, in: workspace)
        let whole = try #require(workspace.read("asked.jsonl"))
        let head = try #require(workspace.read("asked.jsonl.head"))
        _ = try file.append(kind: .tested, planHash: hash(4)) { _ in entry(4) }
        let more = try #require(workspace.read("asked.jsonl"))
        let added = more.utf8.count - whole.utf8.count
        for cut in [1, 5, 75, added - 76, added - 2, added - 1] {
            try workspace.write("asked.jsonl", String(more.dropLast(cut)))
            try workspace.write("asked.jsonl.head", head)
            let contents = try file.read()
            #expect(contents.chain.lines.count == 3 && contents.chain.tornBytes == added - cut)
            let (line, _, repaired) = try file.append(kind: .tested, planHash: hash(4)) { _ in
                entry(4)
            }
            #expect(line.sequence == 4 && repaired == added - cut)
            #expect(try file.read().chain.lines.count == 4)
            // The same cut after the head was written is no crash: the line had been whole.
            try workspace.write("asked.jsonl", String(more.dropLast(cut)))
            do throws(AnalysisError) {
                _ = try file.read()
                Issue.record("a cut line went unnoticed")
            } catch { #expect(error.code == "register_edited" && error.line == 4) }
        }
        // Between the line and its head.
        try workspace.write("asked.jsonl", more)
        try workspace.write("asked.jsonl.head", head)
        #expect(try file.read().linesBehind == 1)
        _ = try file.append(kind: .tested, planHash: hash(5)) { _ in entry(5) }
        #expect(try file.read().linesBehind == 0)
        // Two lines ahead of the head are not of a crash.
        try workspace.write("asked.jsonl.head", head)
        do throws(AnalysisError) {
            _ = try file.read()
            Issue.record("foreign lines went unnoticed")
        } catch { #expect(error.code == "register_head_mismatch" && error.line == 4) }
    }

    @Test func repairTakesOffAnUnfinishedLine() throws {
        let workspace = try Workspace()
        let file = try register(2, in: workspace)
        let whole = try #require(workspace.read("asked.jsonl"))
        try workspace.write("asked.jsonl", whole + "{\"sequence\":3,\"kind")
        #expect(try file.repair(noted: nil).count == 1)
        #expect(workspace.read("asked.jsonl") == whole)
    }

    @Test func whatIsNoFileIsRefused() throws {
        let workspace = try Workspace()
        for path in [workspace.folder.path, "/dev/null", workspace.folder.path + "/no/such/file"] {
            let file = RegisterFile(path: path)
            #expect(throws: AnalysisError.self) {
                try file.append(kind: .tested, planHash: hash(1)) { _ in entry(1) }
            }
            #expect(throws: AnalysisError.self) { try file.read() }
        }
    }

    @Test func manyThreadsLoseNothing() throws {
        let workspace = try Workspace()
        let file = try register(0, in: workspace)
        DispatchQueue.concurrentPerform(iterations: 40) { number in
            _ = try? file.append(kind: .tested, planHash: hash(number)) { _ in entry(number) }
        }
        let chain = try file.read().chain
        #expect(chain.lines.count == 40)
        #expect(Set(chain.lines.map(\.planHash)) == Set((0..<40).map(hash)))
    }
}
