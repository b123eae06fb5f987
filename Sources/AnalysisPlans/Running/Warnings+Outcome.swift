import ActivityHistories
import Tables

/// What the reader of outcomes should worry about.
extension Warnings {
    /// What was found in the records.
    static func ofHistories(
        _ histories: ActivityHistories, _ plan: OutcomePlan
    ) -> [ResultWarning] {
        histories.findings.map { finding in
            let rows = NumberText.counted(finding.rows, "row")
            let has = NumberText.verb(finding.rows, "has", "have")
            let people = NumberText.counted(finding.persons, "person", "people")
            let (words, isNote) = words(finding, plan, rows: rows, has: has, people: people)
            return ResultWarning(
                finding.code.rawValue, words, isNote: isNote, terms: terms(finding, plan))
        }
    }

    private static func words(
        _ finding: HistoryFinding, _ plan: OutcomePlan, rows: String, has: String, people: String
    ) -> (String, isNote: Bool) {
        let count = NumberText.count(finding.rows)
        let said = NumberText.verb(finding.rows, "says", "say")
        let counts = NumberText.verb(finding.rows, "counts", "count")
        switch finding.code {
        case .missingPerson:
            return ("\(rows) \(has) no \(plan.id) and \(said) nothing of anybody.", true)
        case .missingStart:
            return ("\(rows) of \(people) \(has) no first day and \(counts) for nothing.", false)
        case .missingCode:
            return (
                plan.months == nil
                    ? "\(rows) of \(people) \(has) no code: the days are taken as not known."
                    : "\(NumberText.counted(finding.rows, "month")) of \(people) "
                        + "\(has) no code and \(NumberText.verb(finding.rows, "is", "are")) not known.",
                true
            )
        case .unknownCode:
            let codes = finding.values.map { "\"\($0)\"" }.joined(separator: ", ")
            return (
                "\(plan.months == nil ? rows : NumberText.counted(finding.rows, "month")) of "
                    + "\(people) \(has) a code that the table does not have (\(codes)): taken as not "
                    + "known. Is the table that of the year?", false
            )
        case .endBeforeStart:
            return (
                "\(rows) of \(people) \(NumberText.verb(finding.rows, "ends", "end")) before the first "
                    + "day and \(counts) for nothing.", false
            )
        case .startAfterExtract:
            return (
                "\(plan.months == nil ? rows : NumberText.counted(finding.rows, "month")) of "
                    + "\(people) \(NumberText.verb(finding.rows, "begins", "begin")) after the extract "
                    + "and \(counts) for nothing.", true
            )
        case .endAfterExtract:
            return (
                "\(rows) of \(people) \(NumberText.verb(finding.rows, "ends", "end")) after the extract "
                    + "and \(counts) until it.", true
            )
        case .repeatedRow:
            return (
                "\(rows) of \(people) \(NumberText.verb(finding.rows, "repeats", "repeat")) another.",
                true
            )
        case .overlap:
            return (
                "\(count) activities of \(people) begin while another one with a later last day "
                    + "lasts: of a day that both have "
                    + (plan.overlap == .latest
                        ? "the one that began last is taken."
                        : "education, employment and training are taken before NEET."),
                false
            )
        case .openSpellFollowed:
            return (
                "\(count) activities of \(people) have no last day and are followed by another: they "
                    + "are taken to pause while that lasts.", true
            )
        case .gap:
            return (
                "\(NumberText.counted(finding.rows, "time")) nothing is recorded between two activities "
                    + "(\(people)): those days are not known.", true
            )
        case .noHistory:
            return (
                "Of \(people) of the cohort nothing is recorded: they are counted as not known.",
                false
            )
        case .notInCohort:
            return (
                "\(people) with records \(finding.persons == 1 ? "is" : "are") not of the cohort.",
                true
            )
        }
    }

    private static func terms(_ finding: HistoryFinding, _ plan: OutcomePlan) -> [String] {
        switch finding.code {
        case .missingCode, .unknownCode: plan.months == nil ? [plan.code] : []
        case .missingStart, .startAfterExtract: plan.months == nil ? [plan.start] : []
        case .endBeforeStart, .endAfterExtract: [plan.end ?? "end"]
        case .missingPerson: [plan.id]
        default: []
        }
    }

    /// Days that the table of codes does not hold for.
    static func ofCodes(_ codes: ActivityCodes, _ definition: OutcomeDefinition) -> [ResultWarning]
    {
        guard codes.outside(definition.days) else { return [] }
        let from = codes.validFrom.map { "from \(CalendarDay.text($0))" }
        let to = codes.validTo.map { "to \(CalendarDay.text($0))" }
        return [
            ResultWarning(
                "codes_not_valid",
                "The table \(codes.name) \(codes.version) holds "
                    + "\([from, to].compactMap(\.self).joined(separator: " ")), and other days are asked "
                    + "for: which codes are NEET may have been told otherwise then.")
        ]
    }

    /// People who are in no group.
    static func ofGroups(_ plan: OutcomePlan, _ several: Int) -> [ResultWarning] {
        guard let by = plan.by, several > 0 else { return [] }
        return [
            ResultWarning(
                "several_groups",
                "\(NumberText.counted(several, "person", "people")) "
                    + "\(NumberText.verb(several, "has", "have")) more than one value of \(by): counted "
                    + "among all, and in no group.", terms: [by])
        ]
    }
}
