import Tables

/// The columns of a file with a row for each activity.
public struct ActivityColumns: Sendable, Equatable {
    /// Who it is.
    public var id: String
    /// The activity's code.
    public var code: String
    /// Its first day.
    public var start: String
    /// Its last day, empty where it lasted when the data were extracted; nil where the file has none.
    public var end: String?

    /// Columns by their names.
    public init(id: String, code: String, start: String, end: String?) {
        (self.id, self.code, self.start, self.end) = (id, code, start, end)
    }
}

extension ActivityHistories {
    /// Reads a row for each activity.
    ///
    /// A last day is a day of the activity; where the next begins on it, it is a day of the next. An
    /// empty last day says that it lasted when the data were extracted. What cannot be used is left out
    /// and counted: rows without person or first day, that end before they begin, or that begin after
    /// the extract. A row without code, or with one that the table does not have, says that its days are
    /// not known.
    ///
    /// - Parameter extractDay: the day of the extract, beyond which no activity goes; nil where every
    ///   activity has an end.
    /// - Throws: `HistoryError` for columns that are not there or hold no days, where no code is in the
    ///   table, or where an activity is open and the day of the extract was not said.
    public static func long(
        _ table: Table, _ columns: ActivityColumns, codes: ActivityCodes, extractDay: Int32?,
        overlap: OverlapRule = .latest
    ) throws(HistoryError) -> ActivityHistories {
        let keys = PersonKeys(try table.required(columns.id, key: "id"))
        let codeColumn = try table.required(columns.code, key: "code")
        let starts = try days(table.required(columns.start, key: "start"), key: "start")
        var ends: DayColumn?
        if let end = columns.end { ends = try days(table.required(end, key: "end"), key: "end") }
        let reading = CodeReading(codes)
        try reading.requireKnown([codeColumn])
        let reader = reading.reader(codeColumn)

        var rows = [[Int]](repeating: [], count: keys.names.count)
        var without = 0
        for (row, person) in keys.rows.enumerated() {
            if person >= 0 { rows[Int(person)].append(row) } else { without += 1 }
        }
        var tally = FindingTally()
        if without > 0 { tally.add(.missingPerson, person: nil, rows: without) }
        var spells = [[Spell]](repeating: [], count: keys.names.count)
        for person in rows.indices {
            var seen: Set<Record> = []
            for row in rows[person] {
                let record = Record(
                    start: starts[row], end: ends?[row], code: codeColumn.cell(row))
                if !seen.insert(record).inserted {
                    tally.add(.repeatedRow, person: person)
                    continue
                }
                guard let start = record.start else {
                    tally.add(.missingStart, person: person)
                    continue
                }
                if let extractDay, start > extractDay {
                    tally.add(.startAfterExtract, person: person)
                    continue
                }
                let isOpen = record.end == nil
                guard var end = record.end ?? extractDay else {
                    throw HistoryError(
                        .openSpells,
                        "An activity has no last day, and nobody said when the data were extracted.",
                        hint: "Say it, as --extract-date 2025-03-31: it lasted until then.",
                        key: "extract_date")
                }
                guard end >= start else {
                    tally.add(.endBeforeStart, person: person)
                    continue
                }
                if let extractDay, end > extractDay {
                    tally.add(.endAfterExtract, person: person)
                    end = extractDay
                }
                spells[person].append(
                    Spell(
                        start: start, end: end, state: state(reader(row), person, &tally),
                        isOpen: isOpen))
            }
        }
        return try resolved(
            .long, keys, &spells, rows, overlap, &tally, extractDay: extractDay)
    }

    /// What a row says, to find those that repeat another.
    private struct Record: Hashable {
        var start: Int32?
        var end: Int32?
        var code: String?
    }

    /// The state that a cell comes to, with what is wrong with it counted.
    static func state(
        _ reading: CodeReading.Reading, _ person: Int, _ tally: inout FindingTally
    ) -> ActivityState {
        switch reading {
        case .state(let state): return state
        case .missing: tally.add(.missingCode, person: person)
        case .unknown(let code):
            tally.add(.unknownCode, person: person)
            tally.add(.unknownCode, value: code)
        }
        return .notKnown
    }

    /// Days by row; nil where a row has none.
    struct DayColumn {
        fileprivate let values: [Int32]
        fileprivate let validity: ValidityMask

        subscript(_ row: Int) -> Int32? { validity[row] ? values[row] : nil }
    }

    private static func days(_ column: Column, key: String) throws(HistoryError) -> DayColumn {
        if case .date(let values) = column.values {
            return DayColumn(values: values, validity: column.validity)
        }
        // A column without any value has no kind of its own.
        if column.validity.missingCount == column.count {
            return DayColumn(
                values: [Int32](repeating: 0, count: column.count), validity: column.validity)
        }
        let first = (0..<column.count).first { column.validity[$0] }.flatMap { column.cell($0) }
        throw HistoryError(
            .columnKind,
            "\"\(column.name)\" holds no days: it was read as \(column.kind.rawValue).",
            hint:
                "Its first value is \"\(first ?? "")\". Days are written 2025-03-31 or 31/03/2025; "
                + "--type \(column.name)=date says which one is not.", key: key)
    }
}
