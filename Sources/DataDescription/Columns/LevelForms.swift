import Tables

/// What the levels of a category column look like, each weighed by its rows.
struct LevelForms {
    /// Rows read as numbers, by the form of `NumberForm.all`.
    private(set) var numberRows = [Int](repeating: 0, count: NumberForm.all.count)
    /// Rows that are a number in any form.
    private(set) var anyNumberRows = 0
    /// Rows with a sign of money, by sign.
    private(set) var currencyRows: [String: Int] = [:]
    private(set) var percentRows = 0
    /// Rows that are digits which begin with 0, or more digits than a number holds: codes.
    private(set) var codeRows = 0
    private(set) var dates = Dates()
    /// Rows that stand for one person or home.
    private(set) var personalRows = 0
    /// Levels that mean that nothing is known, by their place.
    private(set) var unknown: [Int] = []
    /// Levels that are neither number nor date nor unknown.
    private(set) var others: [Int] = []
    private(set) var otherRows = 0
    private(set) var outerBlankLevels = 0
    private(set) var outerBlankRows = 0
    private(set) var damagedRows = 0
    private(set) var characters = 0
    private(set) var words = 0
    private(set) var longest = 0

    /// Rows by how they write a day.
    struct Dates {
        var rows = 0
        var iso = 0
        var dayOnly = 0
        var monthOnly = 0
        var either = 0
        var twoDigitYear = 0
        var monthName = 0
        var withTime = 0
    }

    init(_ levels: [String], counts: [Int]) {
        for (place, level) in levels.enumerated() where counts[place] > 0 {
            var level = level
            level.withUTF8 { add(ArraySlice($0), place: place, rows: counts[place]) }
        }
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, place: Int, rows: Int) {
        let text = Self.trimmed(bytes)
        if text.count != bytes.count {
            outerBlankLevels += 1
            outerBlankRows += rows
        }
        measure(bytes, rows)
        if let number = WrittenNumber(text) {
            anyNumberRows += rows
            for (form, reads) in number.forms.enumerated() where reads { numberRows[form] += rows }
            if let sign = number.currency { currencyRows[sign, default: 0] += rows }
            if number.isPercent { percentRows += rows }
        } else if !text.isEmpty, text.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            codeRows += rows
        } else if let (form, hasTime) = DateForm.read(text) {
            add(form, hasTime: hasTime, rows)
        } else if Self.isUnknown(text) {
            unknown.append(place)
        } else {
            others.append(place)
            otherRows += rows
        }
        if PersonalText.matches(text) { personalRows += rows }
    }

    private mutating func add(_ form: DateForm, hasTime: Bool, _ rows: Int) {
        dates.rows += rows
        if hasTime { dates.withTime += rows }
        switch form {
        case .iso: dates.iso += rows
        case .monthName: dates.monthName += rows
        case .slashed(let dayFirst, let monthFirst), .twoDigitYear(let dayFirst, let monthFirst):
            if case .twoDigitYear = form { dates.twoDigitYear += rows }
            if dayFirst, monthFirst {
                dates.either += rows
            } else if dayFirst {
                dates.dayOnly += rows
            } else {
                dates.monthOnly += rows
            }
        }
    }

    private mutating func measure(_ bytes: ArraySlice<UInt8>, _ rows: Int) {
        var length = 0
        var wordCount = 0
        var isInWord = false
        var isDamaged = false
        var before: (UInt8, UInt8) = (0, 0)
        for byte in bytes {
            if byte & 0xC0 != 0x80 { length += 1 }
            let isBlank = byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
            if !isBlank, !isInWord { wordCount += 1 }
            isInWord = !isBlank
            // U+FFFD, or UTF-8 that was read as Windows-1252 and written as UTF-8 again: "Ã©".
            if before == (0xEF, 0xBF), byte == 0xBD { isDamaged = true }
            if before == (0xC3, 0x83), byte == 0xC2 { isDamaged = true }
            before = (before.1, byte)
        }
        let (letters, overflow) = length.multipliedReportingOverflow(by: rows)
        if !overflow { characters &+= letters }
        words &+= wordCount &* rows
        longest = max(longest, length)
        if isDamaged { damagedRows += rows }
    }

    /// Without blanks, tabs and no-break spaces at both ends.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes
        while let first = rest.first {
            if first == 0x20 || first == 0x09 {
                rest = rest.dropFirst()
            } else if first == 0xC2, rest.dropFirst().first == 0xA0 {
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        while let last = rest.last {
            if last == 0x20 || last == 0x09 {
                rest = rest.dropLast()
            } else if last == 0xA0, rest.dropLast().last == 0xC2 {
                rest = rest.dropLast(2)
            } else {
                break
            }
        }
        return rest
    }

    /// Whether a text is one of the words or signs for "not known".
    static func isUnknown(_ bytes: ArraySlice<UInt8>) -> Bool {
        // No such word holds a digit, but for #DIV/0!.
        guard bytes.count <= 30,
            bytes.first == UInt8(ascii: "#")
                || !bytes.contains(where: { $0 >= 0x30 && $0 <= 0x39 })
        else { return false }
        let word = String(decoding: bytes, as: UTF8.self).lowercased()
        return Vocabulary.unknownWords.contains(word) || Vocabulary.unknownSigns.contains(word)
    }
}
