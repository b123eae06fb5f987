import AnalysisPlans
import ArgumentParser
import Glibc

/// The command line.
struct Casewise: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "casewise",
        abstract: "Tested hypotheses and readable models for case cohorts.",
        discussion: """
            An argument with "~" is a formula: outcome ~ what explains it.

              casewise describe cases.csv
              casewise prevalence parent_mental_health cases.csv --by team
              casewise outcome history.csv --codes codes.json --id child --at 2025-03-01
              casewise test 'neet ~ looked_after' cases.csv
              casewise screen neet cases.csv --adjust 'sex + age'
              casewise survival 'Surv(days, closed) ~ team' cases.csv
              casewise fit 'neet ~ absence + sex' cases.csv --save-model m.json
              casewise predict m.json new.csv --id person_id --format csv
              casewise validate m.json next-year.csv --places 40
              casewise export m.json --as sql --dialect postgresql
              casewise run plan.json --json

            Exit codes: 0 a result, with or without warnings; 64 a wrong command
            or plan; 65 wrong data; 66 no input; 73 the output cannot be created;
            74 reading or writing failed; 130 interrupted.
            """,
        version: engineVersion,
        subcommands: [
            DescribeCommand.self, PrevalenceCommand.self, OutcomeCommand.self, TestCommand.self,
            SurvivalCommand.self, ScreenCommand.self, FitCommand.self, PredictCommand.self,
            ValidateCommand.self, ExportCommand.self, PowerCommand.self, RegisterCommand.self,
            RunCommand.self,
            SchemaCommand.self, SimulateCommand.self,
        ])
}

/// Takes away what is half written, and ends as the shell expects: 128 and the signal's number.
private func interrupted(_ number: Int32) {
    WholeFile.removeUnfinished()
    _exit(128 + number)
}

@main
enum Entry {
    static func main() {
        keepStandardStreams()
        // A reader that closes the pipe is answered with an error by write, not with a signal.
        signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // Whoever started this program with a signal ignored, as nohup does, meant it.
            let before = unsafeBitCast(signal(number, interrupted), to: Int.self)
            if before == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
        }
        exit(run())
    }

    /// Takes the numbers of standard streams that are closed, which a file that is opened would take
    /// otherwise: results would be written into it. What is read only is told of as closed when it is
    /// written to.
    private static func keepStandardStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0
        {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    private static func run() -> Int32 {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var command = try Casewise.parseAsRoot(arguments)
            try command.run()
            return SystemExit.success.rawValue
        } catch let failure as ReportedFailure {
            return failure.code.rawValue
        } catch let error as AnalysisError {
            return Failure.report(error, formula: nil, asJSON: Failure.wantsJSON(arguments))
                .rawValue
        } catch {
            return parsing(error, arguments)
        }
    }

    /// The parser takes a negative number behind an option for an option of its own.
    private static func withHint(_ words: String, _ arguments: [String]) -> String {
        guard words.contains("Missing value for") else { return words }
        let pair = zip(arguments, arguments.dropFirst()).first { option, value in
            option.hasPrefix("--") && value.hasPrefix("-") && Double(value) != nil
                && words.contains("'\(option)")
        }
        guard let (option, value) = pair else { return words }
        var lines = words.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.insert("  A negative number is written \(option)=\(value).", at: 1)
        return lines.joined(separator: "\n")
    }

    /// Help and versions, which are no errors, and command lines that say nothing that exists.
    private static func parsing(_ error: any Error, _ arguments: [String]) -> Int32 {
        let words = withHint(Casewise.fullMessage(for: error), arguments)
        guard Casewise.exitCode(for: error) != .success else {
            do throws(AnalysisError) {
                try Failure.writeOut(words + "\n")
                return SystemExit.success.rawValue
            } catch {
                return Failure.report(error, formula: nil, asJSON: false).rawValue
            }
        }
        if Failure.wantsJSON(arguments) {
            let lines = words.split(separator: "\n").map(String.init)
            let message = lines.first.map { $0.replacing("Error: ", with: "") } ?? words
            return Failure.report(
                AnalysisError(
                    "usage", message, hint: lines.dropFirst().first ?? "See casewise --help."),
                formula: nil, asJSON: true
            ).rawValue
        }
        Failure.print(words)
        return SystemExit.usage.rawValue
    }
}
