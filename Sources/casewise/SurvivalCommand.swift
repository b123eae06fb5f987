import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise survival`: the plan of `casewise test 'Surv(...) ~ group'`.
struct SurvivalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "survival",
        abstract: "Compare times to an event: closing, re-referral, leaving; open cases counted.",
        discussion: """
            The outcome is a time and whether the event came, or two dates: an
            empty end is a case that was open on the day of the extract.

              casewise survival 'Surv(days, closed) ~ team' cases.csv
              casewise survival 'Surv(opened, closed) ~ team' cases.csv
                --extract-date 2025-03-31
              casewise survival 'Surv(closed, rereferred) ~ service' cases.csv
                --extract-date 2025-03-31 --horizon 365

            Cases that enter late, and stretches of a case, are (start, stop]; a bar
            compares within strata; a column of causes, or codes 1, 2, ..., makes
            causes that compete; events can come again to a person:

              casewise survival 'Surv(start, stop, event) ~ team | year' cases.csv
              casewise survival 'Surv(days, closed) ~ team' cases.csv --cause reason
              casewise survival 'Surv(start, stop, event) ~ team' rows.csv --id child

            Where a group begins after the case, the time before is not its own:

              casewise survival 'Surv(opened, closed) ~ C(service, ref = "usual")'
                cases.csv --extract-date 2025-03-31 --exposed-from service_start

            The same plan as casewise test 'Surv(...) ~ group'.
            """)

    @OptionGroup var input: FormulaAndData
    @OptionGroup var hypothesis: HypothesisOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.deliver(plan, formula: input.formula) { plan in
            guard case .test(let plan) = plan else { return "" }
            return try Runner().run(plan).rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys = try input.keys()
        guard input.formula?.contains("Surv(") == true else {
            throw AnalysisError(
                "usage", "The outcome is no time to an event.",
                hint: "As in casewise survival 'Surv(days, closed) ~ team' cases.csv.")
        }
        keys.merge(try hypothesis.keys()) { $1 }
        keys["analysis"] = .text("test")
        return try AnalysisPlan(.object(keys))
    }
}
