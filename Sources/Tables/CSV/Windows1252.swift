/// The one-byte encoding that Excel writes on Western Windows.
enum Windows1252 {
    /// What the bytes 80 to 9F stand for; 0 where they stand for nothing.
    private static let upper: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
        0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
        0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]

    /// The text of some bytes; bytes that stand for nothing become the replacement character.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(scalar(byte) ?? "\u{FFFD}") }
        return String(text)
    }

    /// What a byte stands for.
    static func scalar(_ byte: UInt8) -> Unicode.Scalar? {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        let code = upper[Int(byte) - 0x80]
        return code == 0 ? nil : Unicode.Scalar(code)
    }

    /// The bytes of a text, where every character has one.
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.value < 0x80 || (0xA0...0xFF).contains(scalar.value) {
                bytes.append(UInt8(scalar.value))
            } else if let index = upper.firstIndex(of: scalar.value) {
                bytes.append(UInt8(0x80 + index))
            } else {
                return nil
            }
        }
        return bytes
    }

    /// Where the first byte stands that makes this no text of the encoding: one that stands for
    /// nothing, or half of a surrogate pair in a form like UTF-8, which no one would write in it.
    static func firstProblem(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        for place in bytes.indices where bytes[place] >= 0x80 {
            if scalar(bytes[place]) == nil { return place }
            if bytes[place] == 0xED, place + 2 < bytes.count,
                (0xA0...0xBF).contains(bytes[place + 1]), (0x80...0xBF).contains(bytes[place + 2])
            {
                return place
            }
        }
        return nil
    }
}
