import Tables

/// A way of writing numbers: what parts the fraction and what parts the thousands.
struct NumberForm: Hashable {
    let decimal: CSVDialect.DecimalMark
    let thousands: CSVDialect.ThousandsMark?

    /// The forms, the plain one first and then the more usual before the less usual.
    static let all: [NumberForm] = [
        NumberForm(decimal: .point, thousands: nil), NumberForm(decimal: .point, thousands: .comma),
        NumberForm(decimal: .comma, thousands: nil), NumberForm(decimal: .comma, thousands: .point),
        NumberForm(decimal: .point, thousands: .space),
        NumberForm(decimal: .comma, thousands: .space),
        NumberForm(decimal: .point, thousands: .apostrophe),
        NumberForm(decimal: .comma, thousands: .apostrophe),
    ]

    /// Whether bytes of digits and marks, without a sign, are a number in this form.
    ///
    /// A leading zero, as in 007, makes a code of it.
    func reads(_ bytes: ArraySlice<UInt8>) -> Bool {
        let decimalMark = decimal == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")
        let groupMark: UInt8? =
            switch thousands {
            case .comma: UInt8(ascii: ",")
            case .point: UInt8(ascii: ".")
            case .space: UInt8(ascii: " ")
            case .apostrophe: UInt8(ascii: "'")
            case nil: nil
            }
        var digits = 0
        // Digits since the last mark of thousands; nil before the first.
        var inGroup: Int?
        var fraction: Int?
        for byte in bytes {
            if byte >= 0x30, byte <= 0x39 {
                if let count = fraction {
                    fraction = count + 1
                } else {
                    digits += 1
                    inGroup = inGroup.map { $0 + 1 }
                }
            } else if byte == decimalMark, fraction == nil {
                fraction = 0
            } else if byte == groupMark, fraction == nil {
                guard inGroup == nil ? (1...3).contains(digits) : inGroup == 3 else { return false }
                inGroup = 0
            } else {
                return false
            }
        }
        guard digits + (fraction ?? 0) > 0, inGroup ?? 3 == 3, digits < 19 else { return false }
        return !(digits > 1 && bytes.first == 0x30)
    }
}

/// A number as text writes it, apart from its marks.
struct WrittenNumber {
    /// The forms of `NumberForm.all` that read it.
    let forms: [Bool]
    /// The sign of money that stands before or after it.
    let currency: String?
    /// Whether a percent sign follows it.
    let isPercent: Bool

    private static let signs = ["£", "€", "$", "¥"].map { ($0, Array($0.utf8)) }

    /// Nil where no form reads the bytes, which have no blanks around them.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard bytes.count <= 40, bytes.contains(where: { $0 >= 0x30 && $0 <= 0x39 }),
            !bytes.contains(where: { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A })
        else { return nil }
        var rest = bytes
        var found: String?
        var percent = false
        func dropBlanks() {
            while rest.first == 0x20 { rest = rest.dropFirst() }
            while rest.last == 0x20 { rest = rest.dropLast() }
        }
        func dropSign() {
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
                rest = rest.dropFirst()
            }
        }
        dropSign()
        for (sign, code) in Self.signs {
            if rest.starts(with: code) {
                rest = rest.dropFirst(code.count)
                found = sign
                dropBlanks()
                dropSign()
                break
            }
            if rest.count > code.count, rest.suffix(code.count).elementsEqual(code) {
                rest = rest.dropLast(code.count)
                found = sign
                dropBlanks()
                break
            }
        }
        if rest.last == UInt8(ascii: "%") {
            rest = rest.dropLast()
            percent = true
            dropBlanks()
        }
        // A no-break space parts thousands as a blank does.
        var plain: [UInt8] = []
        var index = rest.startIndex
        while index < rest.endIndex {
            if rest[index] == 0xC2, index + 1 < rest.endIndex, rest[index + 1] == 0xA0 {
                plain.append(0x20)
                index += 2
            } else {
                plain.append(rest[index])
                index += 1
            }
        }
        forms = NumberForm.all.map { $0.reads(plain[...]) }
        guard forms.contains(true) else { return nil }
        currency = found
        isPercent = percent
    }
}
