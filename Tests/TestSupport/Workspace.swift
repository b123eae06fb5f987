import Foundation

/// A folder of its own for one test, taken away with it.
public final class Workspace {
    /// The folder.
    public let folder: URL

    /// A new, empty folder.
    public init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("casewise-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a file and returns its path.
    @discardableResult
    public func write(_ name: String, _ content: String) throws -> String {
        let url = folder.appendingPathComponent(name)
        try Data(content.utf8).write(to: url)
        return url.path
    }

    /// The content of a file; nil where there is none.
    public func read(_ name: String) -> String? {
        (try? Data(contentsOf: folder.appendingPathComponent(name))).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The names of the files in the folder.
    public var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    }
}

/// How a program ended and what it said.
public struct Ending: Sendable {
    /// The exit code; minus the signal's number where a signal ended it.
    public var code: Int32
    /// Standard output.
    public var output: String
    /// Standard error.
    public var errors: String
}

/// Runs a program to its end.
///
/// - Parameters:
///   - input: what it reads from standard input.
///   - environment: variables set beside those of the tests.
public func runProgram(
    _ path: String, _ arguments: [String], in folder: URL, input: String = "",
    environment: [String: String] = [:]
) throws -> Ending {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files and not pipes: a program that says much never waits for its reader.
    let names = ["in", "out", "err"].map { ".\($0)-\(UUID().uuidString)" }
    let urls = names.map { FileManager.default.temporaryDirectory.appendingPathComponent($0) }
    defer { for url in urls { try? FileManager.default.removeItem(at: url) } }
    try Data(input.utf8).write(to: urls[0])
    for url in urls[1...] { try Data().write(to: url) }
    process.standardInput = try FileHandle(forReadingFrom: urls[0])
    process.standardOutput = try FileHandle(forWritingTo: urls[1])
    process.standardError = try FileHandle(forWritingTo: urls[2])
    try process.run()
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return Ending(
        code: signalled ? -process.terminationStatus : process.terminationStatus,
        output: String(decoding: try Data(contentsOf: urls[1]), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: urls[2]), as: UTF8.self))
}

/// The command-line program that was built beside the tests.
public let casewiseProgram: String = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("casewise").path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    return projectRoot.appendingPathComponent(".build/debug/casewise").path
}()
