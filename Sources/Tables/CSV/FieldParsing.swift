import Glibc

/// Reads the bytes of one field as a value of a kind; nil where it is none.
enum FieldParsing {
    /// A whole number that fits 64 bits.
    ///
    /// A number with a leading zero, as `007`, is a code and not a number.
    @inline(__always)
    static func integer(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        var place = 0
        var isNegative = false
        guard count > 0 else { return nil }
        let first = text[0]
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            place = 1
        }
        let digitCount = count - place
        guard digitCount > 0, digitCount == 1 || text[place] != UInt8(ascii: "0"),
            digitCount <= 19
        else { return nil }
        var value: UInt64 = 0
        while place < count {
            let digit = text[place] &- 0x30
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ UInt64(digit)
            place += 1
        }
        // Nineteen digits fit 64 bits without a sign, but not always with one.
        guard value <= 1 << 63 - (isNegative ? 0 : 1) else { return nil }
        return isNegative ? Int64(truncatingIfNeeded: 0 &- value) : Int64(value)
    }

    /// A finite decimal number, correctly rounded.
    ///
    /// A whole number beyond 64 bits is none: as a code it would lose digits.
    @inline(__always)
    static func real(
        _ text: UnsafePointer<UInt8>, _ count: Int, mark: UInt8 = UInt8(ascii: ".")
    ) -> Double? {
        var place = 0
        var isNegative = false
        guard count > 0 else { return nil }
        if text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
            isNegative = text[0] == UInt8(ascii: "-")
            place = 1
        }
        let first = place
        var mantissa: UInt64 = 0
        while place < count {
            let digit = text[place] &- 0x30
            guard digit <= 9 else { break }
            mantissa = mantissa &* 10 &+ UInt64(digit)
            place += 1
        }
        let wholeDigits = place - first
        if wholeDigits > 1, text[first] == UInt8(ascii: "0") { return nil }
        var digits = wholeDigits
        var fractionDigits = 0
        if place < count, text[place] == mark {
            place += 1
            let fraction = place
            while place < count {
                let digit = text[place] &- 0x30
                guard digit <= 9 else { break }
                mantissa = mantissa &* 10 &+ UInt64(digit)
                place += 1
            }
            fractionDigits = place - fraction
            digits += fractionDigits
        } else if place == count {
            // A whole number.
            guard digits > 0, digits <= 19, mantissa <= 1 << 63 - (isNegative ? 0 : 1) else {
                return nil
            }
            // As a whole number "-0" has no sign, and the column may have begun with whole numbers.
            return isNegative && mantissa > 0 ? -Double(mantissa) : Double(mantissa)
        }
        guard digits > 0 else { return nil }
        if place == count, digits <= 19, mantissa <= 1 << 53, fractionDigits <= 22 {
            // Both operands are exact doubles, so one division rounds correctly.
            let magnitude = Double(mantissa) / powersOfTen[fractionDigits]
            return isNegative ? -magnitude : magnitude
        }
        return rounded(text, count, exponentAt: place, mark)
    }

    /// A decimal number of at most eight bytes beside its sign, all at once; nil where it has another
    /// form, which `real` is to read.
    ///
    /// Digits are summed in pairs, fours and eights by multiplication (Johnny Lee, "Fast numeric
    /// string to int", 2016; Daniel Lemire, "Quickly parsing eight digits", 2018).
    ///
    /// - Parameter text: of which eight bytes can be read beyond a sign.
    @inline(__always)
    static func shortReal(
        _ text: UnsafePointer<UInt8>, _ count: Int, mark: UInt8 = UInt8(ascii: ".")
    ) -> Double? {
        let isNegative = text[0] == UInt8(ascii: "-")
        let start = text + (isNegative ? 1 : 0)
        let length = count - (isNegative ? 1 : 0)
        guard length > 0, length <= 8 else { return nil }
        let zeros: UInt64 = 0x3030_3030_3030_3030
        // The digits stand at the end of the word, zeros before them.
        let spare = UInt64(truncatingIfNeeded: (8 - length) * 8)
        var word =
            UnsafeRawPointer(start).loadUnaligned(as: UInt64.self) &<< spare
            | (spare == 0 ? 0 : zeros &>> (64 &- spare))
        let marked = word ^ (UInt64(mark) &* 0x0101_0101_0101_0101)
        let found = (marked &- 0x0101_0101_0101_0101) & ~marked & 0x8080_8080_8080_8080
        guard found != 0 else { return nil }
        let place = UInt64(truncatingIfNeeded: found.trailingZeroBitCount) & 56
        // What stands before the mark moves into its place.
        let before = word & ((1 &<< place) &- 1)
        word = (word & ~(0xFF &<< place) & ~((1 &<< place) &- 1)) | before &<< 8 | 0x30
        let fractionDigits = 7 - Int(truncatingIfNeeded: place / 8)
        let wholeDigits = length - 1 - fractionDigits
        let digits = word &- zeros
        guard (digits | (digits &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0,
            length > 1, wholeDigits < 2 || start[0] != UInt8(ascii: "0")
        else { return nil }
        let pairs = digits &* 10 &+ digits &>> 8
        let mantissa =
            ((pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
                &+ ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001) &>> 32
        let magnitude = Double(mantissa) / powersOfTen[fractionDigits]
        // Signs come in any order, and a jump that is guessed wrong costs more than the number.
        return Double(bitPattern: magnitude.bitPattern | (isNegative ? 1 << 63 : 0))
    }

    /// A number of many digits or with an exponent.
    private static func rounded(
        _ text: UnsafePointer<UInt8>, _ count: Int, exponentAt: Int, _ mark: UInt8
    ) -> Double? {
        var place = exponentAt
        if place < count {
            guard text[place] | 0x20 == UInt8(ascii: "e") else { return nil }
            place += 1
            if place < count, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "+") {
                place += 1
            }
            guard place < count else { return nil }
            while place < count {
                guard text[place] &- 0x30 <= 9 else { return nil }
                place += 1
            }
        }
        let value = withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { copy in
            for place in 0..<count {
                copy[place] = CChar(
                    bitPattern: text[place] == mark ? UInt8(ascii: ".") : text[place])
            }
            copy[count] = 0
            return copy.baseAddress.map { strtod($0, nil) } ?? .nan
        }
        return value.isFinite ? value : nil
    }

    /// The words true and false, in lower, upper or title case.
    @inline(__always)
    static func boolean(_ text: UnsafePointer<UInt8>, _ count: Int) -> Bool? {
        guard count == 4 || count == 5 else { return nil }
        let word: StaticString = count == 4 ? "true" : "false"
        let letters = word.utf8Start
        for place in 0..<count where text[place] | 0x20 != letters[place] { return nil }
        // Title case, or all in the case of the second letter.
        let isUpper = text[1] & 0x20 == 0
        if isUpper, text[0] & 0x20 != 0 { return nil }
        for place in 2..<count where (text[place] & 0x20 == 0) != isUpper { return nil }
        return count == 4
    }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
