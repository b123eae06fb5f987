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

/// Files that are no register, and registers that editors and version control have passed through.
@Suite struct RegisterMishapTests {
    @Test func aFileThatIsNoRegisterIsLeftAsItIs() throws {
        let workspace = try Workspace()
        // The second would else be taken for the rest of an unfinished line, and be taken off.
        for (name, text) in [
            ("cases.csv", "a,b\n1,2\n"), ("plan.json", #"{"analysis": "test", "data": "a.csv"}"#),
            ("blank.jsonl", "\n"), ("notes.txt", "sequence"),
        ] {
            try workspace.write(name, text)
            let file = RegisterFile(path: workspace.folder.appendingPathComponent(name).path)
            for door in 0..<3 {
                do throws(AnalysisError) {
                    switch door {
                    case 0: _ = try file.read()
                    case 1: _ = try file.append(kind: .tested, planHash: hash(1)) { _ in entry(1) }
                    default: _ = try file.repair(noted: nil)
                    }
                    Issue.record("\(name) was taken for a register")
                } catch {
                    #expect(error.code == "no_register" && error.exitCode == .data)
                    #expect(error.message.contains("is no register"))
                }
            }
            #expect(workspace.read(name) == text)
            #expect(!workspace.names.contains(name + ".head"))
        }
    }

    @Test func lineEndsThatAnEditorChangedAreToldAsSuch() throws {
        let workspace = try Workspace()
        let file = try register(3, in: workspace)
        let whole = try #require(workspace.read("asked.jsonl"))
        for (text, line, words) in [
            (whole.replacing("\n", with: "\r\n"), 1, "carriage return"),
            ("\u{FEFF}" + whole, 1, "byte order mark"), (whole + "\n", 4, "is blank"),
            (whole + "  \r\n\n", 4, "is blank"),
        ] {
            try workspace.write("asked.jsonl", text)
            do throws(AnalysisError) {
                _ = try file.read()
                Issue.record("changed line ends went unnoticed")
            } catch {
                #expect(error.code == "register_edited" && error.line == line)
                #expect(error.message.contains(words), "\(error.message)")
                #expect(error.hint?.contains("editor or version control") == true)
            }
        }
        // Words that were changed as well are an edit like any other.
        try workspace.write(
            "asked.jsonl",
            whole.replacing("\n", with: "\r\n").replacing("Question 1", with: "Question 7"))
        do throws(AnalysisError) {
            _ = try file.read()
            Issue.record("an edited line went unnoticed")
        } catch { #expect(error.message.contains("is not as it was written")) }
    }

    @Test func anEditedHeadIsNoEditedRegister() throws {
        let workspace = try Workspace()
        let file = try register(3, in: workspace)
        let chain = try file.read().chain
        for (count, hash, words) in [
            (9, chain.lastHash, "the head was edited"), (2, chain.lastHash, "the head was edited"),
            (3, chain.lines[1].hash, "the head was edited"),
            (3, String(repeating: "a", count: 64), "either the head was edited"),
        ] {
            try workspace.write("asked.jsonl.head", "{\"count\":\(count),\"hash\":\"\(hash)\"}\n")
            do throws(AnalysisError) {
                _ = try file.read()
                Issue.record("an edited head went unnoticed")
            } catch {
                #expect(error.code == "register_head_mismatch")
                #expect(error.message.contains(words), "\(error.message)")
            }
        }
    }
}

/// A stated direction in words.
@Suite struct DirectionWordsTests {
    @Test func aDirectionIsSpelledForEveryMeasure() {
        let words: [(HypothesisDirection, String, String)] = [
            (.higher, "hazard_ratio", "higher: the event comes sooner, hazard ratio above 1"),
            (.lower, "hazard_ratio", "lower: the event comes later, hazard ratio below 1"),
            (
                .higher, "rmst_difference",
                "higher: a longer time without the event, rmst difference above 0"
            ),
            (.lower, "risk_difference", "lower: a smaller share, risk difference below 0"),
            (.higher, "rate_ratio", "higher: events come more often, rate ratio above 1"),
            (.lower, "mean_difference", "lower: smaller numbers, mean difference below 0"),
            (
                .higher, "pearson_correlation",
                "higher: both rise together, pearson correlation above 0"
            ), (.higher, "phi", "higher: phi above 0"), (.twoSided, "phi", "two-sided"),
        ]
        for (direction, effect, said) in words {
            #expect(DirectionWords.of(direction, effect: effect) == said)
        }
    }
}
