import Tables

/// The columns of a file that hold a month each.
public struct MonthColumns: Sendable, Equatable {
    /// The columns with their months, in time order.
    public let columns: [(name: String, month: CalendarMonth)]

    /// Whether two name the same columns for the same months.
    public static func == (a: MonthColumns, b: MonthColumns) -> Bool {
        a.columns.map(\.name) == b.columns.map(\.name)
            && a.columns.map(\.month) == b.columns.map(\.month)
    }

    /// Finds the columns of months.
    ///
    /// - Parameters:
    ///   - text: a pattern of `YYYY` or `YY`, and `MM` or `Mon` (Jan, Feb, ...), with whatever stands
    ///     around them: `Mon.YY` finds `Jul.93`, `status_YYYY_MM` finds `status_2024_09`; or the first and
    ///     the last column, `Jul.93..Jun.99`, with all that stand between them in the file; or all columns
    ///     with commas between them, in order. Years of two digits are 1969 to 2068, as POSIX has them.
    ///   - first: the month of the first column, which a list needs, and a first and last column unless
    ///     their names say it; of a pattern nil.
    /// - Throws: `HistoryError` where there is no such column, or two are of one month.
    public init(_ text: String, first: CalendarMonth? = nil, in table: Table) throws(HistoryError) {
        if let range = Self.parted(text) {
            let names = try Self.between(range.0, range.1, in: table)
            if let first {
                columns = try Self.consecutive(names, from: first)
                return
            }
            guard let pattern = Self.usualPatterns.first(where: { $0.month(of: range.0) != nil })
            else {
                throw Self.wrong(
                    "\"\(range.0)\" does not say which month it is.",
                    hint: "Say it, as --first-month 1993-07.", key: "first_month")
            }
            columns = try Self.matching(pattern, names, text)
            guard columns.count == names.count else {
                let other = names.first { pattern.month(of: $0) == nil } ?? ""
                throw Self.wrong(
                    "Between \"\(range.0)\" and \"\(range.1)\" stands \"\(other)\", which is no month.",
                    hint: "Give a pattern, or a list with commas.")
            }
            return
        }
        if text.contains(",") {
            let names = text.split(separator: ",").map { part in
                let head = part.drop(while: \.isWhitespace)
                return String(head.reversed().drop(while: \.isWhitespace).reversed())
            }
            guard let first else {
                throw Self.wrong(
                    "A list of columns does not say which month is the first.",
                    hint: "Say it, as --first-month 1993-07.", key: "first_month")
            }
            for name in names { _ = try table.required(name, key: "months") }
            columns = try Self.consecutive(names, from: first)
            return
        }
        guard let pattern = MonthPattern(text) else {
            throw Self.wrong(
                "\"\(text)\" is no pattern of months.",
                hint: "It needs YYYY or YY, and MM or Mon: Mon.YY finds Jul.93.")
        }
        guard first == nil else {
            throw Self.wrong(
                "A pattern says itself which month a column is.",
                hint: "Leave the first month out.", key: "first_month")
        }
        columns = try Self.matching(pattern, table.names, text)
        guard !columns.isEmpty else {
            throw Self.wrong(
                "No column is named as the pattern \"\(text)\" says.",
                hint: "The last one is named \"\(table.names.last ?? "")\".")
        }
    }

    private static let usualPatterns = [
        "Mon.YY", "Mon-YY", "Mon_YY", "Mon YY", "MonYY", "Mon.YYYY", "Mon-YYYY", "Mon_YYYY",
        "Mon YYYY", "MonYYYY", "YYYY-MM", "YYYY_MM", "YYYY.MM", "YYYYMM",
    ].compactMap { MonthPattern($0) }

    private static func wrong(
        _ message: String, hint: String? = nil, key: String = "months"
    ) -> HistoryError { HistoryError(.months, message, hint: hint, key: key) }

    /// The two ends of `Jul.93..Jun.99`.
    private static func parted(_ text: String) -> (String, String)? {
        guard let range = text.firstRange(of: "..") else { return nil }
        let (first, last) = (String(text[..<range.lowerBound]), String(text[range.upperBound...]))
        return first.isEmpty || last.isEmpty ? nil : (first, last)
    }

    private static func between(
        _ first: String, _ last: String, in table: Table
    ) throws(HistoryError) -> [String] {
        for name in [first, last] { _ = try table.required(name, key: "months") }
        guard let start = table.position(of: first), let end = table.position(of: last),
            start <= end
        else {
            throw wrong("\"\(last)\" stands before \"\(first)\" in the file.")
        }
        return Array(table.names[start...end])
    }

    private static func consecutive(
        _ names: [String], from first: CalendarMonth
    ) throws(HistoryError) -> [(name: String, month: CalendarMonth)] {
        guard Set(names).count == names.count, !names.isEmpty else {
            throw wrong("A column of a month is named twice.")
        }
        guard first.number + names.count < 12 * 9999 else {
            throw wrong("There are too many months.")
        }
        return names.enumerated().map {
            ($1, CalendarMonth(number: first.number + $0))
        }
    }

    private static func matching(
        _ pattern: MonthPattern, _ names: [String], _ text: String
    ) throws(HistoryError) -> [(name: String, month: CalendarMonth)] {
        let found = names.compactMap { name in
            pattern.month(of: name).map { (name: name, month: $0) }
        }
        .sorted { $0.month < $1.month }
        if let pair = zip(found, found.dropFirst()).first(where: { $0.month == $1.month }) {
            throw wrong(
                "\"\(pair.0.name)\" and \"\(pair.1.name)\" are of one month, as \"\(text)\" reads them."
            )
        }
        return found
    }
}

/// How the name of a column says its month.
struct MonthPattern {
    private enum Part {
        case literal(Substring)
        case longYear, shortYear, number, name
    }

    private let parts: [Part]

    private static let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// A pattern with one year and one month; nil for any other text.
    init?(_ text: String) {
        var parts: [Part] = []
        var (years, months) = (0, 0)
        var rest = text[...]
        while !rest.isEmpty {
            let tokens: [(String, Part, Bool)] = [
                ("YYYY", .longYear, true), ("YY", .shortYear, true), ("MM", .number, false),
                ("Mon", .name, false),
            ]
            if let (token, part, isYear) = tokens.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                if isYear { years += 1 } else { months += 1 }
                rest = rest.dropFirst(token.count)
            } else {
                parts.append(.literal(rest.prefix(1)))
                rest = rest.dropFirst()
            }
        }
        guard years == 1, months == 1 else { return nil }
        self.parts = parts
    }

    /// The month that a name says; nil where it is named in another way.
    func month(of name: String) -> CalendarMonth? {
        var rest = name[...]
        var year: Int?
        var month: Int?
        func digits(_ count: Int) -> Int? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Digits.number(rest.prefix(count))
        }
        for part in parts {
            switch part {
            case .literal(let text):
                guard rest.hasPrefix(text) else { return nil }
                rest = rest.dropFirst(text.count)
            case .longYear: year = digits(4)
            case .shortYear: year = digits(2).map { $0 < 69 ? 2000 + $0 : 1900 + $0 }
            case .number: month = digits(2)
            case .name:
                month = Self.names.firstIndex(of: rest.prefix(3).lowercased()).map { $0 + 1 }
                rest = rest.dropFirst(3)
            }
        }
        guard rest.isEmpty, let year, let month else { return nil }
        return CalendarMonth(year: year, month: month)
    }
}
