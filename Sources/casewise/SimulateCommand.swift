import AnalysisPlans
import ArgumentParser
import CohortSimulation
import Glibc

/// `casewise simulate`.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Write an invented cohort whose truth is known.",
        discussion: """
            neet: 17-19-year-olds in families, and who of them becomes NEET.
            services: cases of three services and usual support, outcomes and costs.

            plain is linear; nonlinear has a curve and an interaction; drift moves
            from year to year; mnar loses values by what they are and by the outcome;
            leak has columns that are known only after the outcome.

            The same request gives the same bytes on every machine, and a shorter
            cohort is the beginning of a longer one. The dictionary states every
            column, how values go missing, and the truth.

              casewise simulate neet --rows 8000 --seed 1 --output cohort.csv
              casewise simulate services --rows 3000 --seed 1 --truth drift \\
                --output services.csv --dictionary services.md --truth-file services.json
              casewise simulate neet --rows 500 --seed 7 | \\
                casewise test 'neet ~ sex' -
            """)

    @Argument(help: "The cohort: neet or services.")
    var cohort: String

    @Option(parsing: .unconditional, help: "How many rows: 1 to 1000000000.")
    var rows: String

    @Option(
        parsing: .unconditional,
        help: "A whole number from 0 to 18446744073709551615: what chance draws on.")
    var seed: String

    @Option(help: "What is true of it: plain, nonlinear, drift, mnar or leak.")
    var truth: String = TruthKind.plain.rawValue

    @Option(help: ArgumentHelp("Write the cohort to this file, whole or not at all."))
    var output: String?

    @Option(help: ArgumentHelp("Write its data dictionary here, in Markdown.", valueName: "file"))
    var dictionary: String?

    @Option(help: ArgumentHelp("Write dictionary and truth here, as JSON.", valueName: "file"))
    var truthFile: String?

    @Option(help: "How many threads; they change the time and no byte.")
    var threads: Int?

    func run() throws {
        let simulation = try simulation()
        let files = [output, dictionary, truthFile].compactMap(\.self)
        for (place, file) in files.enumerated() {
            guard !file.isEmpty, file != "-" || place == 0 && output == "-" else {
                throw AnalysisError(
                    "usage", "--dictionary and --truth-file need the name of a file.",
                    hint: "Only the rows can go to standard output.")
            }
            try WholeFile.requireApart(file, Array(files[..<place]))
        }
        // First of all, so that no rows are drawn for an output that cannot be.
        let sink =
            try output.map { $0 == "-" ? .standardOutput() : try OutputSink.file($0) }
            ?? .standardOutput()
        let page = try dictionary.map { try OutputSink.file($0) }
        let facts = try truthFile.map { try OutputSink.file($0) }
        if page != nil || facts != nil {
            let known = simulation.dictionary()
            try page?.write(known.markdown)
            try facts?.write(JSONText.encode(known) + "\n")
        }
        let writer = RowSink(sink, isWatched: isatty(STDERR_FILENO) == 1 && !isOnTerminal)
        try simulation.write(threads: threads ?? Runner.coreCount) { try writer.write($0, $1) }
        try writer.finish()
        try page?.finish()
        try facts?.finish()
        try sink.finish()
    }

    /// Whether the rows themselves go to a terminal, where a count would stand among them.
    private var isOnTerminal: Bool {
        (output == nil || output == "-") && isatty(STDOUT_FILENO) == 1
    }

    /// What the arguments ask for.
    private func simulation() throws -> CohortSimulation {
        guard let cohort = Cohort(rawValue: cohort) else {
            throw AnalysisError(
                "usage", "There is no cohort \"\(cohort)\".",
                hint: "The cohorts are \(Self.list(Cohort.allCases.map(\.rawValue))).")
        }
        guard let truth = TruthKind(rawValue: truth) else {
            throw AnalysisError(
                "usage", "There is no truth \"\(truth)\".",
                hint: "The truths are \(Self.list(TruthKind.allCases.map(\.rawValue))).")
        }
        guard let rows = Int(rows) else {
            throw AnalysisError(
                "usage", "--rows takes a whole number up to 1000000000 and not \"\(rows)\".",
                hint: "As in --rows 8000.")
        }
        guard let seed = UInt64(seed) else {
            throw AnalysisError(
                "usage",
                "--seed takes a whole number from 0 to 18446744073709551615 and not \"\(seed)\".",
                hint: "As in --seed 1.")
        }
        if let threads, threads < 1 {
            throw AnalysisError(
                "usage", "--threads takes 1 or more and not \(threads).", hint: "As in --threads 2."
            )
        }
        do {
            return try CohortSimulation(cohort, truth: truth, rows: rows, seed: seed)
        } catch {
            throw AnalysisError("usage", error.message, hint: error.hint)
        }
    }

    private static func list(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
    }
}

/// Takes the rows of all threads, one block at a time, and tells a terminal how far they are.
private final class RowSink: @unchecked Sendable {
    private let sink: OutputSink
    private let isWatched: Bool
    private var told = 0

    init(_ sink: OutputSink, isWatched: Bool) {
        self.sink = sink
        self.isWatched = isWatched
    }

    func write(_ bytes: UnsafeRawBufferPointer, _ rows: Int) throws {
        try sink.write(bytes)
        guard isWatched, rows - told >= 500_000 else { return }
        told = rows
        Failure.show("\r\(NumberText.count(rows)) rows")
    }

    func finish() throws {
        if told > 0 { Failure.show("\n") }
    }
}
