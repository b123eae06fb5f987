import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise register`.
struct RegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Say what survives of all the hypotheses that were tested, or enter a plan.",
        discussion: """
            Tests enter themselves (casewise test ... --register FILE), and a screen
            each of its candidates (casewise screen ... --register FILE). What survives
            is corrected for every test: Benjamini-Hochberg inside a family of
            questions, LORD++ over families in time.

              casewise register asked.jsonl
              casewise register asked.jsonl --q .1 --audience practitioner
              casewise register asked.jsonl --head 4be1...   (a hash noted elsewhere)

            A plan that is entered before its data are looked at marks the test that
            follows it; no data are read:

              casewise register add asked.jsonl plan.json --direction lower
                --question 'Do cases of team B close quicker?' --family closing

            Each line holds the hash of the one before, and FILE.head the last: edited,
            inserted, exchanged and deleted lines are found and named (exit code 65).
            Whoever may write both files could forge both: note the head elsewhere.
            """,
        subcommands: [Show.self, Add.self, Repair.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Say what survives (the default).")

        @Argument(help: "The register.")
        var file: String

        @Option(
            help: "The share of false ones that is allowed among what survives; 0.05 if not said.")
        var q: Double?

        @Option(help: ArgumentHelp("A hash that a line must still have.", valueName: "hash"))
        var head: String?

        @Option(
            help: "Whose words the result is told in: analyst (figures) or practitioner.")
        var audience: Audience?

        @OptionGroup var output: OutputOptions

        func run() throws {
            try output.deliver(plan) { plan in
                guard case .register(let plan) = plan else { return "" }
                return try Runner().run(plan).rendered(as: output.chosen, isBold: output.isBold)
            }
        }

        private func plan() throws -> AnalysisPlan {
            var keys: [String: JSONValue] = [
                "analysis": .text("register"), "register": .text(file),
            ]
            if let q { keys["q"] = .number(q) }
            if let head { keys["head"] = .text(head) }
            if let audience { keys["audience"] = .text(audience.rawValue) }
            return try AnalysisPlan(.object(keys))
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Enter a plan before its data are looked at; no data are read.")

        @Argument(help: "The register; it is made where there is none.")
        var file: String

        @Argument(help: "The plan (or - for standard input): one, of a test or a screen.")
        var plan: String

        @Option(help: "The question; the plan's own if not said.")
        var question: String?

        @Option(
            help: ArgumentHelp(
                "Which way it says that the effect goes: higher, lower or two-sided. Of times it is "
                    + "the hazard ratio: higher is above 1, the event comes sooner."))
        var direction: String?

        @Option(
            help: ArgumentHelp("The family of questions that it belongs to.", valueName: "name"))
        var family: String?

        @Flag(help: "Write the entry as JSON.")
        var json = false

        func run() throws {
            do {
                let registration = try Runner().register(
                    planFile: plan, in: file, question: question, direction: direction,
                    family: family)
                let sink = OutputSink.standardOutput()
                try sink.write(
                    json
                        ? JSONText.encode(["registered": registration]) + "\n"
                        : "Entry \(registration.sequence) of \(file): the plan "
                            + "\(registration.planHash.prefix(12))... is registered; no data were "
                            + "read.\n"
                            + (registration.directionNote.map { $0 + "\n" } ?? "")
                            + "Head to note elsewhere: \(registration.hash)\n")
                try sink.finish()
            } catch let error as AnalysisError {
                throw ReportedFailure(
                    code: Failure.report(error, formula: nil, asJSON: json))
            }
        }
    }

    struct Repair: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "repair",
            abstract: "Take off what a crash left, or write a lost head anew from a noted hash.")

        @Argument(help: "The register.")
        var file: String

        @Option(
            help: ArgumentHelp("The last line's hash, where the head is lost.", valueName: "hash"))
        var head: String?

        func run() throws {
            do {
                let done = try RegisterFile(path: file).repair(noted: head)
                let sink = OutputSink.standardOutput()
                try sink.write(
                    (done.isEmpty ? ["There is nothing to repair."] : done)
                        .joined(separator: "\n") + "\n")
                try sink.finish()
            } catch {
                throw ReportedFailure(
                    code: Failure.report(error, formula: nil, asJSON: false))
            }
        }
    }
}
