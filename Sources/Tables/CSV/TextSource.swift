/// The text of a file read forward once: unpacked and in UTF-8 (or Windows-1252), a window at a
/// time.
final class TextSource {
    private let source: ByteSource
    private let observe: (ArraySlice<UInt8>) -> Void
    private var inflation: Inflation?
    private var utf16: UTF16Text?
    private var packed = GrowingBytes()
    private var plain = GrowingBytes()
    private var text = GrowingBytes()
    private var start = 0
    private var isSourceAtEnd = false
    private var isDecided = false
    /// Whether packed bytes wait for room to be unpacked.
    private var isUnpackingHeld = false

    /// Whether nothing follows the window.
    private(set) var isAtEnd = false
    /// Whether the text was converted to UTF-8.
    var isConverted: Bool { utf16 != nil }
    /// Where the window begins in the text.
    private(set) var place = FilePlace()

    init(
        path: String, observe: @escaping (ArraySlice<UInt8>) -> Void
    ) throws(DataError) {
        source = try ByteSource(path: path)
        self.observe = observe
    }

    /// The text that has been read and not been passed.
    var window: UnsafeBufferPointer<UInt8> { text.bytes(from: start) }

    /// Passes bytes of the window.
    func pass(_ count: Int) {
        place.advance(past: UnsafeBufferPointer(rebasing: window[..<count]))
        start += count
    }

    /// Reads on until the window holds so many bytes, or to the end.
    func fill(_ length: Int) throws(DataError) {
        while !isAtEnd, text.count - start < length {
            if start > 0 {
                text.removeFirst(start)
                start = 0
            }
            try readBlock()
        }
    }

    private func readBlock() throws(DataError) {
        if !isUnpackingHeld { try readSource() }
        // The first bytes tell what follows: a pipe may give them one at a time.
        if !isDecided, packed.count < 3, !isSourceAtEnd { return }
        if !isDecided, inflation == nil, Inflation.isGzip(packed.bytes(from: 0)) {
            inflation = try Inflation()
        }
        try unpack()
        if !isDecided, plain.count >= 3 || isSourceAtEnd {
            isDecided = true
            if let isBigEndian = UTF16Text.isBigEndian(plain.bytes(from: 0)) {
                utf16 = UTF16Text(isBigEndian: isBigEndian)
                plain.removeFirst(2)
            }
        }
        guard isDecided else { return }
        if utf16 == nil {
            try text.append(plain.bytes(from: 0))
        } else {
            try utf16?.append(UnsafeRawBufferPointer(plain.bytes(from: 0)), to: &text)
        }
        plain.count = 0
        if isSourceAtEnd, !isUnpackingHeld {
            try inflation?.finish()
            try utf16?.finish()
            isAtEnd = true
        }
    }

    private func readSource() throws(DataError) {
        let room = try packed.room(atLeast: 1 << 20)
        let count = try source.read(
            into: UnsafeMutableRawBufferPointer(rebasing: room[..<(1 << 20)]))
        if count > 0 {
            observe(ArraySlice(room[..<count]))
            packed.count += count
        } else {
            isSourceAtEnd = true
        }
    }

    private func unpack() throws(DataError) {
        isUnpackingHeld = false
        guard let inflation else {
            try plain.append(packed.bytes(from: 0))
            packed.count = 0
            return
        }
        var read = 0
        while true {
            // Text may be a thousand times as long as what it is packed in.
            if plain.count >= 1 << 22 {
                isUnpackingHeld = true
                break
            }
            let rest = UnsafeRawBufferPointer(packed.bytes(from: read))
            if !inflation.isInMember, rest.allSatisfy({ $0 == 0 }) {
                read = packed.count
                break
            }
            let room = try plain.room(atLeast: 1 << 20)
            let step = try inflation.inflate(rest, into: room, isLast: isSourceAtEnd)
            read += step.read
            plain.count += step.written
            if step.read == 0, step.written == 0 { break }
        }
        packed.removeFirst(read)
    }
}
