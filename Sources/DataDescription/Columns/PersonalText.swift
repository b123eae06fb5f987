/// Texts that by their form alone point at one person or one home.
enum PersonalText {
    /// A UK postcode, an e-mail address, a UPN, a National Insurance number or a telephone number.
    static func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard (6...80).contains(bytes.count) else { return false }
        return isPostcode(bytes) || isEmail(bytes) || isPupilNumber(bytes)
            || isInsuranceNumber(bytes) || isTelephone(bytes)
    }

    /// One to four letters and digits that begin with a letter and hold a digit, then a digit and
    /// two letters, as NE1 4XX, with or without the blank.
    static func isPostcode(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = bytes.filter { $0 != 0x20 }
        guard (5...7).contains(text.count), bytes.count <= 9 else { return false }
        let inward = text.suffix(3)
        let outward = text.dropLast(3)
        guard let first = outward.first, isLetter(first), outward.allSatisfy(isWordByte),
            outward.dropFirst().contains(where: isDigit), let digit = inward.first, isDigit(digit)
        else { return false }
        return inward.dropFirst().allSatisfy(isLetter)
    }

    private static func isEmail(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@")), at > bytes.startIndex,
            !bytes.contains(0x20)
        else { return false }
        return bytes[(at + 1)...].dropFirst().dropLast().contains(UInt8(ascii: "."))
    }

    /// A letter, eleven digits, and a digit or letter: the Department for Education's UPN.
    private static func isPupilNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == 13, let first = bytes.first, let last = bytes.last else {
            return false
        }
        return isLetter(first) && bytes.dropFirst().dropLast().allSatisfy(isDigit)
            && isWordByte(last)
    }

    /// Two letters, six digits and a letter, blanks apart.
    private static func isInsuranceNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = bytes.filter { $0 != 0x20 }
        guard text.count == 9 else { return false }
        return text.prefix(2).allSatisfy(isLetter)
            && text.dropFirst(2).dropLast().allSatisfy(isDigit)
            && text.suffix(1).allSatisfy(isLetter)
    }

    /// 0 or +44 and nine or ten more digits, blanks apart.
    private static func isTelephone(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = bytes.filter { $0 != 0x20 }
        let digits =
            text.starts(with: "+44".utf8)
            ? text.dropFirst(3) : text.first == 0x30 ? text.dropFirst() : []
        return (9...10).contains(digits.count) && digits.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= 0x61 && lower <= 0x7A
    }
    private static func isWordByte(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}
