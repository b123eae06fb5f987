/// Turns UTF-16 into UTF-8, block after block.
struct UTF16Text {
    private let isBigEndian: Bool
    private var oddByte: UInt8?
    private var highSurrogate: UInt16?
    private var line = 1
    private var column = 1
    private var endsWithReturn = false

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// The order of bytes that a mark of UTF-16 at the start tells; nil where there is none.
    static func isBigEndian(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard bytes.count >= 2 else { return nil }
        if bytes[0] == 0xFF, bytes[1] == 0xFE { return false }
        return bytes[0] == 0xFE && bytes[1] == 0xFF ? true : nil
    }

    /// Adds the UTF-8 form of more bytes.
    mutating func append(
        _ bytes: UnsafeRawBufferPointer, to output: inout GrowingBytes
    ) throws(DataError) {
        let room = try output.room(atLeast: bytes.count / 2 * 3 + 8)
        var written = 0
        for byte in bytes {
            guard let first = oddByte else {
                oddByte = byte
                continue
            }
            oddByte = nil
            let unit =
                isBigEndian
                ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first)
            guard let scalar = try scalar(unit) else { continue }
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                room[written] = byte
                written += 1
            }
            advance(past: scalar)
        }
        output.count += written
    }

    /// Ends the text.
    func finish() throws(DataError) {
        if highSurrogate != nil { throw halfPair }
        if oddByte != nil {
            throw DataError(
                .encoding, "The file is UTF-16 text and ends in the middle of a character.",
                hint: "Export it again, as \"CSV UTF-8\".", line: line, column: column)
        }
    }

    private mutating func scalar(_ unit: UInt16) throws(DataError) -> Unicode.Scalar? {
        if let high = highSurrogate {
            guard UTF16.isTrailSurrogate(unit) else { throw halfPair }
            highSurrogate = nil
            return Unicode.Scalar(
                0x10000 + (UInt32(high & 0x3FF) << 10) + UInt32(unit & 0x3FF))
        }
        if UTF16.isLeadSurrogate(unit) {
            highSurrogate = unit
            return nil
        }
        guard let scalar = Unicode.Scalar(unit) else { throw halfPair }
        return scalar
    }

    private mutating func advance(past scalar: Unicode.Scalar) {
        switch scalar {
        case "\n" where endsWithReturn: break
        case "\n", "\r":
            line += 1
            column = 1
        default: column += 1
        }
        endsWithReturn = scalar == "\r"
    }

    private var halfPair: DataError {
        DataError(
            .encoding, "Half of a UTF-16 surrogate pair stands here, which is no character.",
            hint: "Export the file again, as \"CSV UTF-8\".", line: line, column: column)
    }

    /// The whole of a text in UTF-8, without its mark.
    static func converted(
        _ bytes: UnsafeBufferPointer<UInt8>, isBigEndian: Bool
    ) throws(DataError) -> FileBytes {
        var text = UTF16Text(isBigEndian: isBigEndian)
        var memory = GrowingBytes()
        var rest = UnsafeRawBufferPointer(bytes)[2...]
        while !rest.isEmpty {
            let block = rest.prefix(1 << 20)
            try text.append(UnsafeRawBufferPointer(rebasing: block), to: &memory)
            rest = rest.dropFirst(block.count)
        }
        try text.finish()
        return FileBytes(memory)
    }
}
