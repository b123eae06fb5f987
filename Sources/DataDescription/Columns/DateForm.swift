import Tables

/// How a text writes a day.
enum DateForm: Equatable {
    /// 2024-05-31.
    case iso
    /// 31/05/2024: which of the first two numbers may be the day.
    case slashed(dayFirst: Bool, monthFirst: Bool)
    /// 31/05/24: the century is not told.
    case twoDigitYear(dayFirst: Bool, monthFirst: Bool)
    /// 31 May 2024 or May 31, 2024.
    case monthName

    private static let months: Set<String> = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        "january", "february", "march", "april", "june", "july", "august", "september", "october",
        "november", "december",
    ]

    /// The form of a text without blanks around it, and whether a time other than midnight follows.
    static func read(_ bytes: ArraySlice<UInt8>) -> (form: DateForm, hasTime: Bool)? {
        guard (6...29).contains(bytes.count), let first = bytes.first, let last = bytes.last,
            Self.isDigit(first) || Self.isDigit(last), bytes.contains(where: " -/,.".utf8.contains)
        else { return nil }
        let (day, time) = parted(bytes)
        var hasTime = false
        if let time {
            guard time.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ":.Z".utf8.contains($0) }),
                time.contains(UInt8(ascii: ":"))
            else { return monthName(bytes).map { ($0, false) } }
            hasTime = time.contains { $0 >= 0x31 && $0 <= 0x39 }
        }
        if let form = numbers(day) { return (form, hasTime) }
        return monthName(bytes).map { ($0, false) }
    }

    /// The part before a blank or T that a digit follows, and the part after.
    private static func parted(
        _ bytes: ArraySlice<UInt8>
    ) -> (day: ArraySlice<UInt8>, time: ArraySlice<UInt8>?) {
        guard let mark = bytes.firstIndex(where: { $0 == 0x20 || $0 == UInt8(ascii: "T") }) else {
            return (bytes, nil)
        }
        return (bytes[..<mark], bytes[(mark + 1)...])
    }

    private static func numbers(_ bytes: ArraySlice<UInt8>) -> DateForm? {
        var parts: [(value: Int, digits: Int)] = [(0, 0)]
        var separator: UInt8?
        for byte in bytes {
            if isDigit(byte) {
                let last = parts.count - 1
                guard parts[last].digits < 4 else { return nil }
                parts[last] = (parts[last].value * 10 + Int(byte) - 0x30, parts[last].digits + 1)
            } else {
                guard "/-.".utf8.contains(byte), separator ?? byte == byte, parts.count < 3 else {
                    return nil
                }
                separator = byte
                parts.append((0, 0))
            }
        }
        guard parts.count == 3, parts.allSatisfy({ $0.digits > 0 }) else { return nil }
        let (a, b, c) = (parts[0], parts[1], parts[2])
        if a.digits == 4 {
            let exists = CalendarDay.daysSinceEpoch(year: a.value, month: b.value, day: c.value)
            return exists != nil && b.digits == 2 && c.digits == 2 ? .iso : nil
        }
        guard a.digits <= 2, b.digits <= 2 else { return nil }
        let year = c.digits == 4 ? c.value : 2000 + c.value
        let dayFirst = CalendarDay.daysSinceEpoch(year: year, month: b.value, day: a.value) != nil
        let monthFirst = CalendarDay.daysSinceEpoch(year: year, month: a.value, day: b.value) != nil
        guard dayFirst || monthFirst else { return nil }
        if c.digits == 4 { return .slashed(dayFirst: dayFirst, monthFirst: monthFirst) }
        // Two numbers and two digits with points between are as likely a version or a section.
        guard c.digits == 2, separator != UInt8(ascii: ".") else { return nil }
        return .twoDigitYear(dayFirst: dayFirst, monthFirst: monthFirst)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func monthName(_ bytes: ArraySlice<UInt8>) -> DateForm? {
        var words: [String] = []
        var word: [UInt8] = []
        for byte in bytes {
            if " -/,.".utf8.contains(byte) {
                if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
                word = []
            } else {
                word.append(byte)
            }
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        guard words.count == 3, words.filter({ Self.months.contains($0.lowercased()) }).count == 1,
            let year = Int(words[2]), words[2].utf8.count == 2 || (1000...9999).contains(year),
            let day = words[..<2].compactMap({ Int($0) }).first, (1...31).contains(day)
        else { return nil }
        return .monthName
    }
}
