import Foundation
import TestSupport
import Testing

/// The notebooks run from top to bottom against this build.
struct NotebookTests {
    private static let folder = projectRoot.appendingPathComponent("Notebooks")

    @Test func everyNotebookRunsAndDraws() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".ipynb") }
        #expect(names.contains("01-testing-hypotheses.ipynb"))
        let ending = try runProgram(
            "/usr/bin/python3", ["Notebooks/run"], in: projectRoot,
            environment: ["CASEWISE": casewiseProgram])
        #expect(ending.code == 0, "\(ending.errors.suffix(4_000))")
        for name in names {
            let line = try #require(
                ending.output.split(separator: "\n").first { $0.hasPrefix(name + ":") })
            #expect(!line.hasSuffix(" 0 pictures"), "\(line)")
        }
    }
}
