/// How numbers are written beyond the plain form: another decimal mark, digits in threes, signs of
/// a currency.
struct NumberForms: Sendable {
    /// The byte before a fraction.
    let mark: UInt8
    /// The bytes that part digits into threes, in each encoding.
    private let separators: [[UInt8]]
    /// Signs before or after a number, in each encoding, longest first.
    private let signs: [[UInt8]]

    /// Whether a plain number with its mark is all there is.
    let isPlain: Bool

    init(_ dialect: CSVDialect) {
        mark = dialect.decimal == .comma ? UInt8(ascii: ",") : UInt8(ascii: ".")
        separators =
            switch dialect.thousands {
            case nil: []
            case .comma: [[UInt8(ascii: ",")]]
            case .point: [[UInt8(ascii: ".")]]
            // The no-break spaces of either encoding, and the narrow one.
            case .space: [[0x20], [0xC2, 0xA0], [0xA0], [0xE2, 0x80, 0xAF]]
            case .apostrophe: [[UInt8(ascii: "'")], [0xE2, 0x80, 0x99], [0x92]]
            }
        signs = dialect.currency.flatMap { [Array($0.utf8)] + [Windows1252.bytes($0) ?? []] }
            .filter { !$0.isEmpty }.sorted { $0.count > $1.count }
        isPlain = separators.isEmpty && signs.isEmpty
    }

    /// The plain form of a number that may have separators and a sign; nil where they stand wrong.
    func plain(_ text: UnsafePointer<UInt8>, _ count: Int) -> [UInt8]? {
        var rest = UnsafeBufferPointer(start: text, count: count)[...]
        var result: [UInt8] = []
        var hasSign = false
        func takeSign(_ sign: [UInt8]) -> Bool { rest.starts(with: sign) }
        func takeMinus() {
            if result.isEmpty, let byte = rest.first,
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
            {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        takeMinus()
        if let sign = signs.first(where: takeSign) {
            hasSign = true
            rest = rest.dropFirst(sign.count).drop { $0 == 0x20 }
            takeMinus()
        }
        if !hasSign, let sign = signs.first(where: { rest.reversed().starts(with: $0.reversed()) })
        {
            rest = rest.dropLast(sign.count)
            while rest.last == 0x20 { rest = rest.dropLast() }
            if rest.suffix(2) == [0xC2, 0xA0] { rest = rest.dropLast(2) }
        }
        guard let digits = joined(rest) else { return nil }
        return result + digits
    }

    /// The digits of a number without what parts them: one to three, then threes.
    private func joined(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
        guard !separators.isEmpty else { return Array(text) }
        var result: [UInt8] = []
        var rest = text
        var group = 0
        var hasSeparator = false
        while let byte = rest.first {
            if byte &- 0x30 <= 9 {
                group += 1
                result.append(byte)
                rest = rest.dropFirst()
            } else if let separator = separators.first(where: { rest.starts(with: $0) }) {
                guard hasSeparator ? group == 3 : (1...3).contains(group) else { return nil }
                hasSeparator = true
                group = 0
                rest = rest.dropFirst(separator.count)
            } else {
                break
            }
        }
        if hasSeparator, group != 3 { return nil }
        return result + rest
    }

    /// A whole number in one of the forms.
    func integer(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        guard let plain = plain(text, count) else { return nil }
        return plain.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.flatMap { FieldParsing.integer($0, bytes.count) }
        }
    }

    /// A decimal number in one of the forms.
    func real(_ text: UnsafePointer<UInt8>, _ count: Int) -> Double? {
        guard let plain = plain(text, count) else { return nil }
        return plain.withUnsafeBufferPointer { bytes in
            bytes.baseAddress.flatMap { FieldParsing.real($0, bytes.count, mark: mark) }
        }
    }
}
