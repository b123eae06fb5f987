import AnalysisPlans
import Glibc
import Reporting

/// Tells a terminal how far long work is: one line on standard error, written over as the work goes
/// on and taken away at its end.
///
/// Nothing is shown where standard error is no terminal, and nothing of work that is done at once.
final class TerminalProgress {
    /// Work that is done by then is not told of, in seconds.
    private static let patience = 0.3
    /// The least time between two lines, in seconds.
    private static let pause = 0.1

    private let isWatched: Bool
    private let start = ContinuousClock.now
    private var last: ContinuousClock.Instant?
    private var width = 0

    /// Progress that is shown on a terminal alone.
    ///
    /// - Parameter isQuiet: whether it is not shown there either.
    init(isQuiet: Bool = false) {
        isWatched = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    /// Shows how far the work is.
    func tell(_ text: String) {
        guard isWatched else { return }
        let now = ContinuousClock.now
        guard now - start >= .seconds(Self.patience),
            last.map({ now - $0 >= .seconds(Self.pause) }) ?? true
        else { return }
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        Failure.show("\r" + text + blanks)
        (last, width) = (now, text.count)
    }

    /// Takes the line away.
    func finish() {
        guard width > 0 else { return }
        Failure.show("\r" + String(repeating: " ", count: width) + "\r")
        width = 0
    }
}

extension OutputOptions {
    /// Progress beside this output: none where JSON is handed on to another program.
    var progress: TerminalProgress {
        TerminalProgress(isQuiet: chosen == .json && isatty(STDOUT_FILENO) != 1)
    }
}

/// Runs a screen, telling a terminal how far it is.
enum Screening {
    static func run(
        _ plan: ScreenPlan, _ runner: Runner, _ output: OutputOptions
    ) throws -> ResultFrame<ScreenResult> {
        let progress = output.progress
        defer { progress.finish() }
        return try runner.run(plan) { progress.tell($0) }
    }
}

/// Runs a regression, telling a terminal how far its samples are.
enum Fitting {
    static func run(
        _ plan: FitPlan, _ runner: Runner, _ output: OutputOptions
    ) throws -> ResultFrame<FitResult> {
        if output.chosen == .csv { try FitPage.requireFlat(plan) }
        let progress = output.progress
        defer { progress.finish() }
        return try runner.run(plan) { progress.tell($0) }
    }
}
