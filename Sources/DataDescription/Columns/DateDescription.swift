import Tables

/// What the days of a column say.
public struct DateDescription: Sendable, Equatable {
    /// Days of one year.
    public struct Year: Sendable, Equatable {
        /// The year.
        public let year: Int
        /// The days in it.
        public let count: Int
    }

    /// The first day since 1970-01-01; nil for days of birth, which point at a person.
    public let first: Int32?
    /// The last day; nil for days of birth.
    public let last: Int32?
    /// The first and the last year.
    public let years: ClosedRange<Int>
    /// The days in each year that has any.
    public let byYear: [Year]
    /// The days after the day that the data were extracted.
    public let future: Int

    /// Nil without a value.
    init?(_ runs: NumberRuns, extractDate: Int32, isPersonal: Bool) {
        guard let first = runs.values.first, let last = runs.values.last else { return nil }
        self.first = isPersonal ? nil : Int32(first)
        self.last = isPersonal ? nil : Int32(last)
        future = runs.rows { $0 > Double(extractDate) }
        var byYear: [Year] = []
        for (day, count) in zip(runs.values, runs.counts) {
            let year = Self.year(of: Int32(day))
            if let previous = byYear.last, previous.year == year {
                byYear[byYear.count - 1] = Year(year: year, count: previous.count + count)
            } else {
                byYear.append(Year(year: year, count: count))
            }
        }
        self.byYear = byYear
        years = Self.year(of: Int32(first))...Self.year(of: Int32(last))
    }

    /// The year of a day since 1970-01-01.
    static func year(of day: Int32) -> Int { Int(CalendarDay.text(day).prefix(4)) ?? 0 }
}
