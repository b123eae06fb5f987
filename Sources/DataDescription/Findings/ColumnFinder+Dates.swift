import Tables

extension ColumnFinder {
    /// Days that programs put where none is known: the first days of Excel, Unix and SQL Server,
    /// and the last that some programs hold.
    static let placeholders: [(day: Int32, text: String)] = [
        (1, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1900, 1, 2),
        (1970, 1, 1), (2099, 12, 31), (2999, 12, 31), (9999, 12, 31),
    ].compactMap { year, month, day in
        CalendarDay.daysSinceEpoch(year: year, month: month, day: day).map {
            ($0, CalendarDay.text($0))
        }
    }

    /// What days give to ask about.
    mutating func findDates(_ runs: NumberRuns) {
        var taken = 0
        for (day, text) in Self.placeholders {
            let rows = runs.rows { $0 == Double(day) }
            // 1 January 1970 is also somebody's birthday.
            guard rows > 0, !(text == "1970-01-01" && rows * 20 < runs.total) else { continue }
            var placeholder = finding(.placeholderDates, isWarning: true, rows: rows)
            placeholder.values = [text]
            placeholder.reading.missingWords = [text]
            findings.append(placeholder)
            if day > extractDate { taken += rows }
        }
        let future = (description.dates?.future ?? 0) - taken
        if future > 0 {
            // A planned review lies in the future and is right.
            let isPlanned = words.has([
                "planned", "expected", "due", "next", "review", "target", "deadline", "expiry",
                "expires",
            ])
            var dates = finding(.futureDates, isWarning: !isPlanned, rows: future)
            dates.values = [CalendarDay.text(extractDate)]
            findings.append(dates)
        }
    }
}
