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
    static func report(_ error: AnalysisError, formula: String?, asJSON: Bool) {
        if error.code == "closed_pipe" { return }
        guard asJSON else { return print(text(error, formula: formula)) }
        guard let json = try? JSONText.encode(["error": error]) else { return }
        let sink = OutputSink.standardOutput()
        do {
            try sink.write(json + "\n")
            try sink.finish()
        } catch  where error.code != "closed_pipe" {
            // What standard output does not take is told elsewhere.
            print(text(error, formula: formula))
        } catch {}
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
