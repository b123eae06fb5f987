/// The days from 1 January 2022 on as fields of CSV, each written once.
struct CalendarWords: Sendable {
    /// The year that day 0 opens.
    static let firstYear = 2022

    /// `2022-01-01,` and so on, to the end of 2029.
    let days: [Word]

    init() {
        var days: [Word] = []
        for year in Self.firstYear...2029 {
            for month in 1...12 {
                for day in 1...Self.length(ofMonth: month, in: year) {
                    days.append(Word("\(year)-\(Self.two(month))-\(Self.two(day)),"))
                }
            }
        }
        self.days = days
    }

    /// The day that 1 January of a year is, for the years since 2022.
    static func firstDay(of year: Int) -> Int {
        (firstYear..<max(year, firstYear)).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
