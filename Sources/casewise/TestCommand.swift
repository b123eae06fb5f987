import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise test`.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test one hypothesis: the right test, why, effect and interval.",
        discussion: """
            The outcome stands left of "~" and the groups right of it. Either may be a
            condition.

              casewise test 'neet ~ looked_after' cases.csv
              casewise test 'neet ~ C(sen, ref = "none")' cases.csv
              casewise test 'months_neet >= 6 ~ (contacts >= 2)' cases.csv --json

            Numbers are compared between groups, with each other, and as pairs;
            counts of events per case, or per unit of exposure:

              casewise test 'days_open ~ team' cases.csv
              casewise test 'absence ~ gcse_passes' cases.csv
              casewise test 'score_after ~ score_before' cases.csv --paired
              casewise test 'days_absent ~ team' staff.csv --exposure days_employed

            A table that has been counted already, a row a cell, is read with its
            column of counts:

              casewise test 'admitted ~ sex' counts.csv --count n

            Levels in an order are tested for a trend; a column alone is set beside
            equal or expected shares:

              casewise test 'neet ~ sen' cases.csv --order 'sen=none,support,ehcp'
              casewise test '~ sen' cases.csv --expected 'none=0.8,support=0.15,ehcp=0.05'

            Behind a bar stand strata: cases are compared within groups that are alike
            in them, and the crude comparison stands beside.

              casewise test 'neet ~ looked_after | ward' cases.csv
              casewise test 'neet ~ looked_after | ward + cohort_year' cases.csv

            Two measures of the same cases, or more, are paired:

              casewise test 'risk_after ~ risk_before' cases.csv --paired
              casewise test 'rater_a ~ rater_b + rater_c' files.csv --paired

            Cases of one family are alike: with their column the answer allows for it.
            With the smallest effect that matters, the evidence is graded:

              casewise test 'rereferred_12m ~ service' cases.csv --cluster family_id
              casewise test 'rereferred_12m ~ service' cases.csv --cluster family_id
                --margin 0.05 --better lower

            A time to an event has a command of its own, with the same plan:

              casewise test 'Surv(days, closed) ~ team' cases.csv

            Data files are stacked, then files joined, then columns derived, then
            rows filtered:

              casewise test 'neet ~ deprived' 2023.csv 2024.csv
                --join wards.csv --on ward --derive 'deprived = imd <= 2'
                --filter 'age >= 16'

            A register keeps every question that was asked, so that what survives is
            corrected for all of them (casewise register):

              casewise test 'neet ~ looked_after' cases.csv --register asked.jsonl
                --question 'Are looked-after children more often NEET?'
                --direction higher --family care
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
        keys.merge(try hypothesis.keys()) { $1 }
        keys["analysis"] = .text("test")
        return try AnalysisPlan(.object(keys))
    }
}
