import Tables

extension ActivityHistories {
    /// Reads a row for each person with a column for each month, whose state holds on every day of it.
    ///
    /// An empty cell, and a code that the table does not have, say that the month is not known; so is a
    /// month that no column is of. A row that repeats another to the letter counts once.
    ///
    /// - Parameter extractDay: the day of the extract, after which nothing is known; nil for none.
    /// - Throws: `HistoryError` where no code is in the table, or a person has two rows that differ.
    public static func wide(
        _ table: Table, id: String, months: MonthColumns, codes: ActivityCodes,
        extractDay: Int32? = nil
    ) throws(HistoryError) -> ActivityHistories {
        let keys = PersonKeys(try table.required(id, key: "id"))
        var columns: [Column] = []
        for (name, _) in months.columns { columns.append(try table.required(name, key: "months")) }
        let reading = CodeReading(codes)
        try reading.requireKnown(columns)
        let readers = columns.map(reading.reader)

        var tally = FindingTally()
        var rows = [[Int]](repeating: [], count: keys.names.count)
        var without = 0
        for (row, person) in keys.rows.enumerated() {
            if person >= 0 { rows[Int(person)].append(row) } else { without += 1 }
        }
        if without > 0 { tally.add(.missingPerson, person: nil, rows: without) }
        var spells = [[Spell]](repeating: [], count: keys.names.count)
        var differing = 0
        for person in rows.indices {
            guard let row = rows[person].first else { continue }
            for other in rows[person].dropFirst() {
                if columns.contains(where: { $0.cell(row) != $0.cell(other) }) {
                    differing += 1
                    break
                }
                tally.add(.repeatedRow, person: person)
            }
            for (index, (_, month)) in months.columns.enumerated() {
                let start = month.firstDay
                if let extractDay, start > extractDay {
                    if case .missing = readers[index](row) { continue }
                    tally.add(.startAfterExtract, person: person)
                    continue
                }
                spells[person].append(
                    Spell(
                        start: start, end: min(month.lastDay, extractDay ?? month.lastDay),
                        state: state(readers[index](row), person, &tally), isOpen: false))
            }
        }
        guard differing == 0 else {
            throw HistoryError(
                .repeatedPerson,
                "\(differing == 1 ? "1 person stands" : "\(differing) people stand") in several rows "
                    + "whose months differ.",
                hint: "A file with a column for each month has one row for each person; is "
                    + "\"\(id)\" the column that says who it is?", key: "id")
        }
        return try resolved(
            .wide, keys, &spells, rows, .latest, &tally, extractDay: extractDay)
    }
}
