import Glibc

/// Reads the bytes of one field as a value of a kind; nil where it is none.
enum FieldParsing {
    /// Takes blanks and tabs off both ends.
    static func trimmed(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, bytes[lower] == 0x20 || bytes[lower] == 0x09 { lower += 1 }
        while lower < upper, bytes[upper - 1] == 0x20 || bytes[upper - 1] == 0x09 { upper -= 1 }
        return lower..<upper
    }

    /// A whole number that fits 64 bits.
    ///
    /// A number with a leading zero, as `007`, is a code and not a number.
    static func integer(_ bytes: ArraySlice<UInt8>) -> Int64? {
        var rest = bytes
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard let first = rest.first, !(first == UInt8(ascii: "0") && rest.count > 1) else {
            return nil
        }
        var value: Int64 = 0
        for byte in rest {
            guard let digit = digit(byte) else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) =
                isNegative
                ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
            if overflow || overflow2 { return nil }
            value = sum
        }
        return value
    }

    /// A finite decimal number, correctly rounded.
    static func real(_ bytes: ArraySlice<UInt8>) -> Double? {
        var rest = bytes
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let body = rest
        var mantissa: UInt64 = 0
        var digitCount = 0
        var fractionDigits = 0
        var isExact = true
        func take(_ value: Int64) {
            digitCount += 1
            if mantissa < 100_000_000_000_000 {
                mantissa = mantissa * 10 + UInt64(value)
            } else {
                isExact = false
            }
        }
        while let byte = rest.first, let value = digit(byte) {
            take(value)
            rest = rest.dropFirst()
        }
        if digitCount > 1, body.first == UInt8(ascii: "0") { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            while let byte = rest.first, let value = digit(byte) {
                take(value)
                fractionDigits += 1
                rest = rest.dropFirst()
            }
        }
        guard digitCount > 0 else { return nil }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            isExact = false
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                rest = rest.dropFirst()
            }
            guard !rest.isEmpty, rest.allSatisfy({ digit($0) != nil }) else { return nil }
            rest = rest[rest.endIndex...]
        }
        guard rest.isEmpty else { return nil }
        if isExact, fractionDigits < powersOfTen.count {
            // Both operands are exact doubles, so one division rounds correctly.
            let magnitude = Double(mantissa) / powersOfTen[fractionDigits]
            return isNegative ? -magnitude : magnitude
        }
        let text = body.map { CChar(bitPattern: $0) } + [0]
        let magnitude = strtod(text, nil)
        guard magnitude.isFinite else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    /// The words true and false, in lower, upper or title case.
    static func boolean(_ bytes: ArraySlice<UInt8>) -> Bool? {
        switch bytes.count {
        case 4 where ["true", "TRUE", "True"].contains { bytes.elementsEqual($0.utf8) }: true
        case 5 where ["false", "FALSE", "False"].contains { bytes.elementsEqual($0.utf8) }: false
        default: nil
        }
    }

    /// A day written `2024-05-31`, as days since 1970-01-01.
    static func date(_ bytes: ArraySlice<UInt8>) -> Int32? {
        guard bytes.count == 10 else { return nil }
        let start = bytes.startIndex
        guard bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
            let year = number(bytes[start..<start + 4]),
            let month = number(bytes[start + 5..<start + 7]),
            let day = number(bytes[start + 8..<start + 10])
        else { return nil }
        return CalendarDay.daysSinceEpoch(year: year, month: month, day: day)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard let digit = digit(byte) else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        byte >= 0x30 && byte <= 0x39 ? Int64(byte &- 0x30) : nil
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
