import Foundation
import Glibc
import TestSupport
import Testing

private let seeds = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path

/// What a program writes to a terminal as its standard error, and what to its standard output.
private func onTerminal(
    _ arguments: [String], in folder: URL
) throws -> (terminal: String, output: String, code: Int32) {
    var (own, other): (Int32, Int32) = (0, 0)
    try #require(openpty(&own, &other, nil, nil, nil) == 0)
    let terminal = FileHandle(fileDescriptor: own, closeOnDealloc: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: casewiseProgram)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let output = folder.appendingPathComponent("output").path
    try #require(FileManager.default.createFile(atPath: output, contents: nil))
    let pipe = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardOutput = pipe
    process.standardError = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    // What the terminal has not been read of, without waiting for more.
    _ = fcntl(own, F_SETFL, fcntl(own, F_GETFL) | O_NONBLOCK)
    var (seen, bytes) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
    while true {
        let count = read(terminal.fileDescriptor, &bytes, bytes.count)
        guard count > 0 else { break }
        seen += bytes[..<count]
    }
    return (
        String(decoding: seen, as: UTF8.self),
        try String(contentsOfFile: output, encoding: .utf8), process.terminationStatus
    )
}

/// `casewise screen`.
@Suite struct ScreenCommandTests {
    @Test func aTerminalIsToldHowFarALongScreenIs() throws {
        let workspace = try Workspace()
        // Three times the cohort is long enough to be told of.
        let files = try (1...3).map { number in
            let name = "c\(number).csv"
            try FileManager.default.copyItem(
                atPath: seeds, toPath: workspace.folder.appendingPathComponent(name).path)
            return name
        }
        let told = try onTerminal(["screen", "neet"] + files, in: workspace.folder)
        #expect(told.code == 0)
        let lines = told.terminal.split(separator: "\r").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        #expect(
            lines.contains { $0.wholeMatch(of: #/candidate \d+ of \d+: [a-z_()]+/#) != nil },
            "\(told.terminal)")
        // The line is taken away, and nothing of it is in the result.
        #expect(lines.last == "" && told.terminal.hasSuffix("\r"))
        #expect(!told.terminal.contains("\n") && !told.output.contains("\r"))
        #expect(told.output.hasPrefix("22 candidates against neet"))
        let json = try onTerminal(["screen", "neet", "--json"] + files, in: workspace.folder)
        #expect(json.code == 0 && json.terminal == "")
        #expect(json.output.hasPrefix("{"))
        let piped = try runProgram(
            casewiseProgram, ["screen", "neet"] + files, in: workspace.folder)
        #expect(piped.errors == "" && piped.output == told.output)
    }

    @Test func rowsOfCSVHaveTheFlagsOfTheJSON() throws {
        let workspace = try Workspace()
        var text = "y,g,rare,family\n"
        for row in 0..<300 {
            let rare = row < 12 ? (row % 2 == 0 ? "a" : "b") : ""
            text += "\(row % 4 == 0 ? 1 : 0),\(row % 3 == 0 ? "p" : "q"),\(rare),\(row / 2)\n"
        }
        try workspace.write("c.csv", text)
        let base = ["screen", "y", "c.csv", "--candidates", "g,rare", "--cluster", "family"]
        let rows = try runProgram(
            casewiseProgram, base + ["--format", "csv"], in: workspace.folder)
        #expect(rows.code == 0, "\(rows.errors)")
        let lines = rows.output.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let few = try #require(lines[0].firstIndex(of: "few_events"))
        let design = try #require(lines[0].firstIndex(of: "design_effect"))
        #expect(lines.allSatisfy { $0.count == lines[0].count })
        let ending = try runProgram(casewiseProgram, base + ["--json"], in: workspace.folder)
        let frame = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
        let result = try #require((frame as? [String: Any])?["result"] as? [String: Any])
        let candidates = try #require(result["candidates"] as? [[String: Any]])
        #expect(Set(candidates.compactMap { $0["few_events"] as? Bool }) == [true, false])
        for candidate in candidates {
            let name = try #require(candidate["name"] as? String)
            let own = lines.filter { $0[1] == name }
            #expect(!own.isEmpty)
            for line in own {
                #expect(line[few] == (candidate["few_events"] as? Bool == true ? "true" : "false"))
                let effect = try #require(candidate["design_effect"] as? Double)
                #expect(relativeError(try #require(Double(line[design])), effect) < 1e-14)
            }
        }
    }
}
