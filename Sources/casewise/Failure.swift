import AnalysisPlans
import Glibc

/// A failure that has been told and only ends the run.
struct ReportedFailure: Error {
    let code: SystemExit
}

/// Tells of errors: as text on standard error, or as JSON on standard output.
enum Failure {
    /// Whether a command line asks for JSON, even one that cannot be parsed.
    static func wantsJSON(_ arguments: [String]) -> Bool {
        arguments.contains("--json") || arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
    }

    /// Tells of an error.
    ///
    /// - Returns: the exit code: the error's own, or that of writing where JSON was asked for and standard
    ///   output does not take it.
    static func report(_ error: AnalysisError, formula: String?, asJSON: Bool) -> SystemExit {
        if error.code == "closed_pipe" { return error.exitCode }
        guard asJSON else {
            print(text(error, formula: formula))
            return error.exitCode
        }
        guard let json = try? JSONText.encode(["error": error]) else { return error.exitCode }
        do throws(AnalysisError) {
            try writeOut(json + "\n")
            return error.exitCode
        } catch let failure {
            guard failure.code != "closed_pipe" else { return error.exitCode }
            // What standard output does not take is told elsewhere.
            print(text(error, formula: formula))
            guard error.code != failure.code else { return error.exitCode }
            print(text(failure, formula: nil))
            return failure.exitCode
        }
    }

    /// Writes a text to standard output, all of it.
    static func writeOut(_ text: String) throws(AnalysisError) {
        let sink = OutputSink.standardOutput()
        try sink.write(text)
        try sink.finish()
    }

    /// The error as a person reads it, with a mark under the character of the formula.
    static func text(_ error: AnalysisError, formula: String?) -> String {
        var lines = ["casewise: \(error.message)"]
        if let text = error.expression ?? formula, let position = error.position {
            lines.append("  " + text.replacing("\n", with: " "))
            lines.append("  " + String(repeating: " ", count: max(0, position - 1)) + "^")
        }
        if let line = error.line {
            lines.append("  at line \(line)" + (error.column.map { ", character \($0)" } ?? ""))
        }
        if let hint = error.hint { lines.append("  \(hint)") }
        return lines.joined(separator: "\n")
    }

    /// Writes a line to standard error.
    static func print(_ line: String) { show(line + "\n") }

    /// Writes a text to standard error; that nobody may read it is no error of its own.
    static func show(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
