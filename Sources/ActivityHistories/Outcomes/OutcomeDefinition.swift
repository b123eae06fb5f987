import Tables

/// How days are counted as months.
public enum MonthRule: String, Sendable, Codable, CaseIterable {
    /// A month counts by the state on its last day, as England's returns of activities do, which tell
    /// what each young person does at the end of a month. Source: Department for Education,
    /// "Participation in education, training and NEET age 16 to 17 by local authority", methodology.
    case monthEnd = "month_end"
    /// Days divided by 30.4375, the mean length of a month over four years.
    case days

    /// The mean length of a month in days: 1461 / 48.
    public static let daysPerMonth = 30.4375
}

/// What is asked of each person: the state on a day, and what happened within a window.
public struct OutcomeDefinition: Sendable, Equatable {
    /// The day whose state is asked for; nil where none is.
    public let at: Int32?
    /// The first and the last day of the window; nil without one.
    public let window: ClosedRange<Int32>?
    /// How days are counted as months.
    public let months: MonthRule
    /// The last days of the months that end within the window.
    public let monthEnds: [Int32]

    /// From so many months on somebody was NEET for long.
    public static let longMonths = 6.0

    /// A definition.
    ///
    /// - Parameter extractDay: the day of the extract, beyond which nothing is known; nil for none.
    /// - Throws: `HistoryError` where nothing is asked for, a window ends before it begins or holds no
    ///   end of a month, or a day lies after the extract.
    public init(
        at: Int32?, from: Int32?, to: Int32?, months: MonthRule = .monthEnd,
        extractDay: Int32? = nil
    ) throws(HistoryError) {
        if let extractDay {
            for (day, key) in [(at, "at"), (to, "to")] {
                guard let day, day > extractDay else { continue }
                throw HistoryError(
                    .window,
                    "\(CalendarDay.text(day)) lies after the data were extracted, on "
                        + "\(CalendarDay.text(extractDay)).",
                    hint: "What comes after the extract is not in the data.", key: key)
            }
        }
        self.at = at
        self.months = months
        guard from != nil || to != nil else {
            guard at != nil else {
                throw HistoryError(
                    .window, "Neither a day nor a window is asked for.",
                    hint: "As in --at 2025-03-01, or --from 2024-09-01 --to 2025-08-31.", key: "at")
            }
            (window, monthEnds) = (nil, [])
            return
        }
        guard let from, let to else {
            throw HistoryError(
                .window, "A window has a first and a last day.",
                hint: "As in --from 2024-09-01 --to 2025-08-31.", key: from == nil ? "from" : "to")
        }
        guard from <= to else {
            throw HistoryError(.window, "The window ends before it begins.", key: "to")
        }
        window = from...to
        var ends: [Int32] = []
        var month = CalendarMonth(of: from)
        while month.number < CalendarMonth.afterLast, month.lastDay <= to {
            ends.append(month.lastDay)
            month = month.next
        }
        monthEnds = ends
        guard months == .days || !ends.isEmpty else {
            throw HistoryError(
                .window, "No month ends within the window.",
                hint: "A month counts by the state on its last day; --months-by days counts days.",
                key: "to")
        }
    }

    /// The months of the window; nil without one.
    public var length: Double? {
        window.map {
            months == .days
                ? (Double($0.upperBound) - Double($0.lowerBound) + 1) / MonthRule.daysPerMonth
                : Double(monthEnds.count)
        }
    }

    /// Whether the window is long enough for somebody to be NEET for six months.
    public var canBeLong: Bool { (length ?? 0) >= Self.longMonths }

    /// Everything that is asked of a history: from the first day to the last.
    public var days: ClosedRange<Int32> {
        let all = [at, window?.lowerBound, window?.upperBound].compactMap(\.self)
        guard let first = all.min(), let last = all.max() else { return 0...0 }
        return first...last
    }
}
