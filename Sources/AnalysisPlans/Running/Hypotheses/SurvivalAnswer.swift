import DataDescription
import HypothesisTests
import ModelFormula
import Tables
import TimeToEvent

extension Runner {
    /// Times to an event between groups.
    static func survivalAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        let options = plan.survival
        if options.followedFrom != nil {
            throw AnalysisError(
                "plan_value", "Surv() follows each case by itself.",
                hint: "Leave followed_from out: a horizon alone says how far.",
                pointer: "/followed_from")
        }
        if options.extractDate != nil, try !SurvivalFrame.isOfDates(formula, in: table) {
            throw AnalysisError(
                "plan_value", "The day of the extract belongs to times that are two dates.",
                hint: "As in Surv(opened, closed) ~ team.", pointer: "/extract_date")
        }
        if options.id != nil, plan.frequencies != nil {
            throw AnalysisError(
                "plan_value", "Events that come again are counted a person, and not by weights.",
                hint: "Leave the column of counts out.", pointer: "/id")
        }
        let beside = [options.id, plan.cluster].compactMap(\.self)
        let frame = try SurvivalFrame(
            formula, table: table, extractDate: options.extractDate, cause: options.cause,
            frequencies: plan.frequencies, factors: beside, toldReal: plan.toldReal)
        let sample = try SurvivalSample(
            frame, options, cluster: plan.cluster == nil ? nil : beside.count - 1, table)
        var builder = try SurvivalBuilder(plan, frame, sample)
        let parts = try builder.parts()
        var result = HypothesisResult(
            design: "survival", outcome: frame.name,
            group: Label(
                frame.hasGroups
                    ? frame.variables.groups.map(\.name).joined(separator: " + ") : nil),
            event: Label(builder.cause), reference: Label(sample.levels.first),
            tests: builder.tests.map(HypothesisResult.Test.init), primary: Label(builder.primary),
            reason: builder.reason, runnerUp: Label(nil),
            effects: builder.effects.map(HypothesisResult.EffectRow.init), missing: frame.missing)
        result.survival = parts
        let warnings =
            builder.warnings
            + [ImmortalTime.warning(frame, sample, table)].compactMap {
                options.exposedFrom == nil ? $0 : nil
            }
        let sharing = repeatedIdentifiers(plan, frame, table)
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rows.count, exclusions: frame.exclusions,
            warnings: warnings + sharing
        ) { data in
            SurvivalSentences(
                result: result, survival: parts, data: data, confidence: plan.confidence,
                groupName: frame.variables.groups.first.map(Self.plainName) ?? "",
                stratified: sample.data.stratum != nil,
                isOpenWithout: frame.form == .dates || frame.takenLevel == nil)
        }
    }

    /// A warning where a column that tells people or families apart repeats among the rows used.
    private static func repeatedIdentifiers(
        _ plan: TestPlan, _ frame: SurvivalFrame, _ table: Table
    ) -> [ResultWarning] {
        guard plan.cluster == nil, plan.survival.id == nil, plan.frequencies == nil
        else { return [] }
        let found = RepeatedIdentifiers.find(
            in: table, rows: frame.rows, apart: Set(frame.missing.map(\.column)))
        guard let first = found.first else { return [] }
        if frame.form == .startStop {
            return [
                ResultWarning(
                    "repeated_id",
                    "\(NumberText.count(first.rows)) rows share "
                        + "\(NumberText.counted(first.values, "value")) of \(first.column). Each row is "
                        + "counted as a case here: stretches of one person make more cases than "
                        + "persons, and persons with several events are taken for strangers. For "
                        + "events that come again say --id \(CommandText.argument(first.column)); for "
                        + "robust figures --cluster \(CommandText.argument(first.column)).",
                    terms: found.map(\.column))
            ]
        }
        return [
            ResultWarning(
                "repeated_id",
                "\(NumberText.count(first.rows)) rows share "
                    + "\(NumberText.counted(first.values, "value")) of \(first.column). Cases that "
                    + "share one are alike, so that intervals and p-values here may be too small: say "
                    + "--cluster \(CommandText.argument(first.column)).", terms: found.map(\.column)
            )
        ]
    }

    private static func plainName(_ variable: HypothesisVariable) -> String {
        switch variable {
        case .factor(let factor): factor.plainName
        case .sample(let sample): sample.plainName
        }
    }
}
