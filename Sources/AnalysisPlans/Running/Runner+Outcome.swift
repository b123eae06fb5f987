import ActivityHistories
import ModelFormula
import Tables

/// What came of people: the result, and a row for each of them.
public struct OutcomeAnswer: Sendable {
    /// The result.
    public let frame: ResultFrame<OutcomeResult>
    /// A row for each person.
    public let persons: OutcomeRows
}

extension Runner {
    /// Finds out who was NEET from histories of activity, and keeps a row for each person where the
    /// plan says so.
    public func run(_ asked: OutcomePlan) throws(AnalysisError) -> OutcomeAnswer {
        let kept = try personsPath(asked)
        let (codes, codesPart) = try Self.codes(bytes(of: asked.codes))
        let prepared = try source.data(asked.options)
        let table = prepared.table
        let cohort = try cohort(asked)
        let plan = asked.naming(table["end"] == nil ? nil : "end")
        return try translatingErrors {
            let (histories, definition) = try Self.translatingHistories {
                () throws(HistoryError) in
                try Self.histories(plan, table, codes, cohort)
            }
            let (groups, group, several) = try Self.translatingHistories {
                () throws(HistoryError) in
                try Self.groups(plan, histories, table, cohort)
            }
            let counting = OutcomeCount(
                plan: plan, histories: histories, definition: definition,
                people: histories.outcomes(definition), groups: groups, group: group)
            let result = try counting.result(codesPart)
            let persons = OutcomeRows(
                id: plan.id, names: histories.persons, outcomes: counting.people,
                definition: definition)
            if let kept { try WholeFile.write(String(persons.text.dropLast()), to: kept) }
            let excluded = Self.exclusions(plan, histories)
            let used = table.rowCount - excluded.reduce(0) { $0 + $1.rows }
            let summary = prepared.summary(rowsUsed: used, rowsExcluded: excluded)
            let sentences = OutcomeSentences(result: result, plan: plan)
            let columns =
                [plan.id] + (plan.months == nil ? [plan.code, plan.start] : [])
                + (plan.by.map { table[$0] == nil ? [] : [$0] } ?? [])
            let frame = ResultFrame(
                analysis: "outcome", plan: .outcome(plan), data: summary, result: result,
                warnings: Warnings.ofHistories(histories, plan)
                    + Warnings.ofCodes(codes, definition) + Warnings.ofGroups(plan, several)
                    + prepared.warnings(on: columns),
                shows: sentences.shows(to: plan.audience),
                doesNotShow: sentences.doesNotShow(to: plan.audience))
            return OutcomeAnswer(frame: frame, persons: persons)
        }
    }

    // MARK: Files

    private func bytes(of name: String) throws(AnalysisError) -> [UInt8] {
        let path = try resolve(name)
        do throws(AnalysisError) {
            return try translatingErrors { try ByteSource(path: path).readAll() }
        } catch {
            var refusal = error
            refusal.pointer = "/codes"
            if !refusal.message.contains(name) { refusal.message = "\(name): \(refusal.message)" }
            throw refusal
        }
    }

    /// Where the people's rows go, which is none of the files that are read.
    private func personsPath(_ plan: OutcomePlan) throws(AnalysisError) -> String? {
        guard let asked = plan.persons else { return nil }
        let path = try resolve(asked)
        var inputs: [String] = []
        for name in plan.options.inputs + [plan.codes] + (plan.cohort.map { [$0] } ?? []) {
            inputs.append(try resolve(name))
        }
        do throws(AnalysisError) {
            try WholeFile.requireApart(path, inputs)
        } catch {
            var refusal = error
            refusal.pointer = "/persons"
            throw refusal
        }
        return path
    }

    private static func codes(_ bytes: [UInt8]) throws(AnalysisError)
        -> (ActivityCodes, OutcomeResult.CodesPart)
    {
        let codes = try translatingHistories { () throws(HistoryError) in
            try ActivityCodes(json: bytes)
        }
        return (
            codes,
            OutcomeResult.CodesPart(
                name: codes.name, version: codes.version, source: codes.source,
                sha256: DataSource.sha256(bytes),
                neet: codes.entries.filter { $0.state == .neet }.map(\.code),
                count: codes.entries.count)
        )
    }

    private func cohort(_ plan: OutcomePlan) throws(AnalysisError) -> Table? {
        guard let file = plan.cohort else { return nil }
        var options = DataOptions(data: file)
        options.delimiter = plan.options.delimiter
        options.missingWords = plan.options.missingWords
        options.threads = plan.threads
        // A source of its own, so that the histories stay the last table of this one.
        var reading = TableReading(options, source)
        do throws(AnalysisError) {
            return try reading.table(joining: file).table
        } catch {
            var refusal = error
            refusal.pointer = "/cohort"
            throw refusal
        }
    }

    // MARK: Histories

    private static func histories(
        _ plan: OutcomePlan, _ table: Table, _ codes: ActivityCodes, _ cohort: Table?
    ) throws(HistoryError) -> (ActivityHistories, OutcomeDefinition) {
        let definition = try OutcomeDefinition(
            at: plan.at, from: plan.from, to: plan.to, months: plan.monthsBy,
            extractDay: plan.extractDate)
        var histories: ActivityHistories
        if let months = plan.months {
            histories = try ActivityHistories.wide(
                table, id: plan.id,
                months: MonthColumns(months, first: plan.firstMonth, in: table), codes: codes,
                extractDay: plan.extractDate)
        } else {
            histories = try ActivityHistories.long(
                table,
                ActivityColumns(id: plan.id, code: plan.code, start: plan.start, end: plan.end),
                codes: codes, extractDay: plan.extractDate, overlap: plan.overlap)
        }
        if let cohort {
            histories = histories.restricted(
                to: try ActivityHistories.cohort(cohort, id: plan.id).persons)
        }
        return (histories, definition)
    }

    /// The group of each person: that of the cohort's row, or of the rows of the history where all say
    /// the same.
    private static func groups(
        _ plan: OutcomePlan, _ histories: ActivityHistories, _ table: Table, _ cohort: Table?
    ) throws(HistoryError) -> (groups: [String], group: [Int32], several: Int) {
        guard let by = plan.by else { return ([], [], 0) }
        let isOfCohort = cohort?[by] != nil
        guard let column = cohort?[by] ?? table[by] else {
            throw HistoryError(
                .unknownColumn, "There is no column named \"\(by)\".",
                hint: NearestNames.hint(for: by, among: (cohort?.names ?? []) + table.names),
                key: "by")
        }
        let keys = PersonKeys(column)
        guard !keys.names.isEmpty, keys.names.count <= PrevalenceCount.mostGroups else {
            throw HistoryError(
                .columnKind, "\"\(by)\" has \(NumberText.count(keys.names.count)) groups.",
                hint: "Between 1 and \(PrevalenceCount.mostGroups) groups are shown; is it an "
                    + "identifier?", key: "by")
        }
        if isOfCohort, let cohort {
            let rows = try ActivityHistories.cohort(cohort, id: plan.id).rows
            return (keys.names, rows.map { keys.rows[$0] }, 0)
        }
        var several = 0
        let group = histories.rows.map { rows -> Int32 in
            let found = Set(rows.map { keys.rows[$0] }.filter { $0 >= 0 })
            if found.count > 1 { several += 1 }
            return found.count == 1 ? found.first ?? -1 : -1
        }
        return (keys.names, group, several)
    }

    /// The rows that say nothing of anybody.
    private static func exclusions(
        _ plan: OutcomePlan, _ histories: ActivityHistories
    ) -> [RowExclusion] {
        let columns: [HistoryFinding.Code: String] = [
            .missingPerson: plan.id, .missingStart: plan.start,
            .endBeforeStart: plan.end ?? "end", .startAfterExtract: plan.start,
            .repeatedRow: plan.id,
        ]
        return histories.findings.compactMap { finding in
            guard let column = columns[finding.code],
                plan.months == nil || [.missingPerson, .repeatedRow].contains(finding.code)
            else { return nil }
            return RowExclusion(code: finding.code.rawValue, column: column, rows: finding.rows)
        }
    }

    /// Turns the error of a history into the one that doors show.
    static func translatingHistories<Value>(
        _ work: () throws(HistoryError) -> Value
    ) throws(AnalysisError) -> Value {
        do throws(HistoryError) {
            return try work()
        } catch {
            throw AnalysisError(
                error.code.rawValue, error.message, hint: error.hint,
                pointer: error.key.map { "/" + $0 },
                exitCode: [.window, .openSpells, .unknownColumn, .months].contains(error.code)
                    ? .usage : .data)
        }
    }
}
