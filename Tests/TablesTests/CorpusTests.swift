import Foundation
import TestSupport
import Testing

@testable import Tables

private let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
private let corpusFolder = here.appendingPathComponent("Corpus")
private let cases = (try? CorpusCase.all(in: corpusFolder)) ?? []

/// Difficult files, each with what must come of it, written by hand from the rules of reading.
struct CorpusTests {
    @Test func theCorpusIsWhatItsScriptWrites() throws {
        #expect(cases.count >= 250)
        let script = corpusFolder.appendingPathComponent("make_corpus.py").path
        let ending = try runProgram(
            "/usr/bin/python3", ["-B", script, "--check"], in: corpusFolder)
        #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    }

    @Test(arguments: cases) func everyFileIsReadAsTheRulesSay(_ file: CorpusCase) {
        for threads in [1, 2] {
            let differences = file.differences(in: corpusFolder, threads: threads)
            #expect(differences.isEmpty, "\(threads) threads")
        }
    }

    /// Chunks of a few bytes end within every field, quote, line end and letter.
    @Test(arguments: [1, 2, 3, 5, 16, 61])
    func chunksChangeNothing(_ chunkLength: Int) {
        for file in cases {
            let differences = file.differences(
                in: corpusFolder, threads: 2, chunkLength: chunkLength)
            #expect(differences.isEmpty, "\(file.name)")
        }
    }

    /// Files of many blocks, made for this run.
    @Test(arguments: [1, 3]) func largeFilesAreReadAsTheRulesSay(_ threads: Int) throws {
        let workspace = try Workspace()
        let script = corpusFolder.appendingPathComponent("make_corpus.py").path
        let ending = try runProgram(
            "/usr/bin/python3", ["-B", script, "--large", workspace.folder.path],
            in: workspace.folder)
        #expect(ending.code == 0, "\(ending.errors)")
        let large = try CorpusCase.all(in: workspace.folder)
        #expect(large.count >= 40)
        for file in large {
            let differences = file.differences(in: workspace.folder, threads: threads)
            #expect(differences.isEmpty, "\(file.name)")
        }
    }

    /// Random files against Python's csv module and a second writing of the rules.
    @Test(arguments: 1...2) func randomFilesAgreeWithPython(_ seed: Int) throws {
        let workspace = try Workspace()
        let script = here.appendingPathComponent("Reference/agree.py").path
        let ending = try runProgram(
            "/usr/bin/python3",
            ["-B", script, "make", workspace.folder.path, "--seed", "\(seed)", "--files", "60"],
            in: workspace.folder)
        #expect(ending.code == 0, "\(ending.errors)")
        let random = try CorpusCase.all(in: workspace.folder)
        #expect(random.count == 60 && random.count { $0.error == nil } > 30)
        for file in random {
            let differences = file.differences(in: workspace.folder, threads: 2)
            #expect(differences.isEmpty, "\(file.name)")
        }
    }
}
