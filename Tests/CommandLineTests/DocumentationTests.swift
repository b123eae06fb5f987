import Foundation
import TestSupport
import Testing

/// The console examples of a page: each command with the output that the page shows.
private func examples(_ file: String) throws -> [(command: String, output: String)] {
    let text = try String(
        contentsOf: projectRoot.appendingPathComponent(file), encoding: .utf8)
    return text.components(separatedBy: "```console\n$ ").dropFirst().compactMap { part in
        let block = part.components(separatedBy: "```")[0]
        guard let end = block.firstIndex(of: "\n") else { return nil }
        return (String(block[..<end]), String(block[block.index(after: end)...]))
    }
}

struct DocumentationTests {
    @Test func theReadmesExamplesPrintWhatItShows() throws {
        let examples = try examples("README.md")
        #expect(examples.count >= 2)
        for (command, output) in examples {
            let folder = URL(fileURLWithPath: casewiseProgram).deletingLastPathComponent().path
            let ending = try runProgram(
                "/bin/bash", ["-c", "PATH=\"\(folder):$PATH\"; \(command)"], in: projectRoot)
            #expect(ending.code == 0 && ending.output == output, "\(command)")
        }
    }
}
