import Tables

/// A month of the calendar, counted from January of the year 0.
public struct CalendarMonth: Sendable, Hashable, Comparable {
    /// 12 × year + (month - 1).
    public let number: Int

    /// The month of a number.
    init(number: Int) { self.number = number }

    /// A month of the years 1 to 9998; nil where there is none.
    public init?(year: Int, month: Int) {
        guard (1...9998).contains(year), (1...12).contains(month) else { return nil }
        number = 12 * year + month - 1
    }

    /// The month of a text such as `1993-07`; nil where it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2], let year = Digits.number(parts[0]),
            let month = Digits.number(parts[1])
        else { return nil }
        self.init(year: year, month: month)
    }

    /// The month that a day lies in.
    init(of day: Int32) {
        let (year, month, _) = CalendarDay.parts(day)
        number = 12 * year + month - 1
    }

    /// The first day, in days since 1970-01-01.
    public var firstDay: Int32 {
        CalendarDay.daysSinceEpoch(year: number / 12, month: number % 12 + 1, day: 1) ?? 0
    }

    /// The last day, in days since 1970-01-01.
    public var lastDay: Int32 {
        number < Self.afterLast - 1 ? next.firstDay - 1 : CalendarDay.range.upperBound
    }

    /// The number of the month after December 9999, which no day lies in.
    static let afterLast = 12 * 10_000

    /// The month after it.
    var next: CalendarMonth { CalendarMonth(number: number + 1) }

    /// The month as `1993-07`.
    public var text: String { String(CalendarDay.text(firstDay).prefix(7)) }

    /// Orders months by time.
    public static func < (a: CalendarMonth, b: CalendarMonth) -> Bool { a.number < b.number }
}

extension CalendarDay {
    /// Days since 1970-01-01 of a text such as 2024-05-31; nil where it is no day.
    package static func day(_ text: String) -> Int32? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = Digits.number(parts[0]),
            let month = Digits.number(parts[1]), let day = Digits.number(parts[2])
        else { return nil }
        return daysSinceEpoch(year: year, month: month, day: day)
    }
}

/// Whole numbers of digits alone.
enum Digits {
    static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 9,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(String(text))
    }
}
