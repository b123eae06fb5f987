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
    static let pages: [String] = {
        let folder = projectRoot.appendingPathComponent("docs").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    @Test(arguments: pages) func examplesPrintWhatThePageShows(_ page: String) throws {
        let examples = try examples(page)
        #expect(!examples.isEmpty)
        for (command, output) in examples {
            let folder = URL(fileURLWithPath: casewiseProgram).deletingLastPathComponent().path
            let ending = try runProgram(
                "/bin/bash", ["-c", "PATH=\"\(folder):$PATH\"; \(command)"], in: projectRoot)
            #expect(ending.code == 0 && ending.output == output, "\(command)")
        }
    }
}
