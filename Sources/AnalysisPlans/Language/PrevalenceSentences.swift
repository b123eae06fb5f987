/// What shares of cases show and do not show, in sentences ready for a report.
struct PrevalenceSentences: ResultSentences {
    let result: PrevalenceResult
    let confidence: Double
    let data: DataSummary

    /// At most so many shares get a sentence of their own; the table shows them all.
    static let mostRows = 24

    func shows(to audience: Audience) -> [String] {
        // Where not all have a place, those of all cases come first.
        let ordered =
            result.rows.count <= Self.mostRows
            ? result.rows
            : result.rows.filter { $0.group.value == nil }
                + result.rows.filter { $0.group.value != nil }
        let rows = ordered.prefix(Self.mostRows)
        var sentences = rows.map { audience == .analyst ? analyst($0) : practitioner($0) }
        if result.rows.count > Self.mostRows {
            sentences.append(
                "The table has \(NumberText.counted(result.rows.count - Self.mostRows, "more share"))."
            )
        }
        if let sentence = clusters(audience) { sentences.append(sentence) }
        return sentences
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences = result.columns.compactMap { missing($0) }
        let overall = result.columns.map(\.cases).max() ?? 0
        let cases = "\(NumberText.count(overall)) \(people)"
        sentences.append(
            audience == .analyst
                ? "How common it is elsewhere or later: the \(level) intervals are about "
                    + "\(people) like these \(NumberText.count(overall)), recorded in the same way."
                : "Anything about one child or family: these are counts of \(cases), recorded as "
                    + "they were.")
        if let by = result.by.value {
            let groups = Set(result.rows.compactMap(\.group.value)).count
            let few = result.rows.filter { $0.tooFew && $0.group.value != nil }.count
            sentences.append(
                "Why the \(NumberText.counted(groups, "group")) of \(by) differ: they stand in their "
                    + "own order, their \(people) differ in much that was not counted here, and "
                    + (few == 0
                        ? "the intervals tell how much may be chance."
                        : "\(few) of the shares \(NumberText.verb(few, "rests", "rest")) on too "
                            + "few to say much."))
        }
        return sentences
    }

    private var people: String { result.people }
    private var level: String { NumberText.level(confidence) }

    // MARK: One share

    /// "20% of children (6 of 30; 10 to 37%)".
    func share(_ row: PrevalenceResult.Row) -> String {
        let count = "\(NumberText.count(row.events)) of \(NumberText.count(row.cases))"
        guard let share = row.share.value else { return "No share of \(people) (\(count))" }
        guard let low = row.confLow.value, let high = row.confHigh.value else {
            return "\(percent(share, 0))% of \(people) (\(count); no interval)"
        }
        let places = Self.places(low, high)
        return "\(percent(share, places))% of \(people) (\(count); \(percent(low, places)) to "
            + "\(percent(high, places))%)"
    }

    private func percent(_ share: Double, _ places: Int) -> String {
        NumberText.fixed(share * 100, places)
    }

    /// Whole percents; more digits near 0 and 100, and for intervals that they would not tell apart.
    static func places(_ low: Double, _ high: Double) -> Int {
        let width = high - low
        if width >= 0.02 { return high < 0.05 || low > 0.95 ? 1 : 0 }
        return width < 0.0002 ? 3 : width < 0.002 ? 2 : 1
    }

    private func what(_ row: PrevalenceResult.Row) -> String {
        "\(row.column) is \(NumberText.quoted(row.level))"
    }

    private func place(_ row: PrevalenceResult.Row) -> String {
        guard let by = result.by.value, let group = row.group.value else { return "" }
        return "Where \(by) is \(NumberText.quoted(group)): "
    }

    private func analyst(_ row: PrevalenceResult.Row) -> String {
        place(row) + share(row) + ": \(what(row))"
            + (row.tooFew ? "; too few to say much." : ".")
    }

    private func practitioner(_ row: PrevalenceResult.Row) -> String {
        guard row.cases > 0 else { return place(row) + "none of 0 \(people) has a value." }
        var said =
            place(row) + "\(NumberText.count(row.events)) of \(NumberText.count(row.cases)) "
            + "\(people), \(ChanceWords.inHundred(row.events, of: row.cases)): \(what(row))"
        if row.tooFew {
            said += "; too few to say much"
        } else if let low = row.confLow.value, let high = row.confHigh.value {
            let places = Self.places(low, high)
            said +=
                "; among many more like these, the figures fit \(percent(low, places)) to "
                + "\(percent(high, places)) in every 100"
        }
        return said + "."
    }

    // MARK: Around the shares

    private func clusters(_ audience: Audience) -> String? {
        guard let variable = result.cluster.value,
            let row = result.rows.first(where: { $0.group.value == nil }), let count = row.clusters
        else { return nil }
        let start =
            "The \(NumberText.count(row.cases)) \(people) have \(NumberText.count(count)) "
            + "different values of \(variable); those who share one tend to be alike"
        guard audience == .analyst, let effect = row.designEffect?.value,
            let cases = row.effectiveCases?.value
        else { return start + ", and the intervals allow for that." }
        return start
            + ", so they tell "
            + (cases.rounded() < 1
                ? "less than 1 stranger would "
                : "about as much as \(NumberText.counted(Int(cases.rounded()), "stranger")) ")
            + "(design effect \(NumberText.decimal(effect)))."
    }

    private func missing(_ column: PrevalenceResult.ColumnPart) -> String? {
        guard column.missing > 0,
            let row = result.rows.first(where: {
                $0.column == column.name && $0.group.value == nil
            }), let low = row.lowIfMissing.value, let high = row.highIfMissing.value
        else { return nil }
        let share = Double(column.missing) / Double(max(column.missing + column.cases, 1))
        return "\(column.name) of the \(NumberText.count(column.missing)) without a value "
            + "(\(NumberText.percent(share))): were none of them \(NumberText.quoted(row.level)), "
            + "the share would be \(NumberText.percent(low)); were all, \(NumberText.percent(high))."
    }
}
