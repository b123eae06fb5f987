/// A line and a character of a text, each from 1, as an editor counts them: a line ends with LF,
/// CRLF or CR, and a character is a code point.
struct FilePlace: Equatable {
    var line = 1
    var column = 1
    private var endsWithReturn = false

    init() {}

    /// The place of a byte of a text.
    init(
        of offset: Int, in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0,
        isUTF8: Bool = true
    ) {
        guard start < offset else { return }
        advance(
            past: UnsafeBufferPointer(rebasing: bytes[start..<min(offset, bytes.count)]), isUTF8)
    }

    /// Goes on past more bytes of the text.
    mutating func advance(past bytes: UnsafeBufferPointer<UInt8>, _ isUTF8: Bool = true) {
        for byte in bytes {
            switch byte {
            case 0x0A where endsWithReturn: break
            case 0x0A, 0x0D:
                line += 1
                column = 1
            default:
                // Bytes that continue a character of UTF-8 are part of it.
                if !isUTF8 || byte & 0xC0 != 0x80 { column += 1 }
            }
            endsWithReturn = byte == 0x0D
        }
    }
}
