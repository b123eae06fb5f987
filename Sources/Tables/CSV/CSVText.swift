/// The text of a file of separated values: its bytes as UTF-8 or Windows-1252, and where it begins.
struct CSVText {
    /// What holds the bytes; nil where they are lent.
    let file: FileBytes?
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the header begins, behind a byte-order mark.
    let start: Int
    /// Whether a mark or the conversion says that the text is UTF-8.
    let isMarkedUTF8: Bool
    /// Whether the text ends where the bytes do.
    let isWhole: Bool

    /// Unpacks and converts what is neither.
    init(_ original: FileBytes) throws(DataError) {
        let unpacked =
            Inflation.isGzip(original.bytes) ? try Inflation.unpacked(original.bytes) : original
        guard let isBigEndian = UTF16Text.isBigEndian(unpacked.bytes) else {
            self.init(unpacked.bytes, of: unpacked)
            return
        }
        let converted = try UTF16Text.converted(unpacked.bytes, isBigEndian: isBigEndian)
        self.init(converted.bytes, of: converted, isConverted: true)
    }

    /// Text that lies in memory, or the beginning of it.
    init(
        _ bytes: UnsafeBufferPointer<UInt8>, of file: FileBytes? = nil, isConverted: Bool = false,
        isWhole: Bool = true
    ) {
        self.bytes = bytes
        self.file = file
        self.isWhole = isWhole
        let isMarked =
            !isConverted && bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB
            && bytes[2] == 0xBF
        start = isMarked ? 3 : 0
        isMarkedUTF8 = isMarked || isConverted
    }

    /// Whether every byte is part of UTF-8 text; looks at all of them.
    var isUTF8: Bool { isMarkedUTF8 || Self.firstInvalidUTF8(bytes, from: start) == nil }

    /// The place of a byte as an editor counts it.
    ///
    /// - Parameter isKnownUTF8: whether the text is UTF-8; nil to look at all of it.
    func place(_ offset: Int, isKnownUTF8: Bool? = nil) -> (line: Int, column: Int) {
        let place = FilePlace(
            of: offset, in: bytes, from: start, isUTF8: isKnownUTF8 ?? isUTF8)
        return (place.line, place.column)
    }

    /// Refuses text that is neither UTF-8 nor Windows-1252.
    func requireWindows1252() throws(DataError) {
        if isMarkedUTF8 {
            let offset = Self.firstInvalidUTF8(bytes, from: start) ?? start
            let (line, column) = place(offset)
            throw DataError(
                .encoding, "The file begins as UTF-8 text, and this is none.",
                hint: "Save the file again as \"CSV UTF-8\".", line: line, column: column)
        }
        guard let offset = Windows1252.firstProblem(bytes) else { return }
        let (line, column) = place(offset)
        throw DataError(
            .encoding, "The file is neither UTF-8 nor Windows-1252 text: this is no character.",
            hint: "Save the file as \"CSV UTF-8\".", line: line, column: column)
    }

    /// Where the first bytes stand that are no UTF-8.
    static func firstInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var place = start
        while place < bytes.count {
            if bytes[place] < 0x80 {
                place += 1
                // Eight bytes at once where none has its highest bit.
                while place + 8 <= bytes.count,
                    UnsafeRawBufferPointer(bytes).loadUnaligned(
                        fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
                {
                    place += 8
                }
                continue
            }
            let lead = bytes[place]
            let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
            guard lead >= 0xC2, lead <= 0xF4, place + length <= bytes.count,
                String(validating: bytes[place..<place + length], as: UTF8.self) != nil
            else { return place }
            place += length
        }
        return nil
    }
}
