/// A short text as bytes that are copied in one move: up to 32 of them.
struct Word: Sendable {
    /// The most bytes that a word holds.
    static let capacity = 32

    let bytes: SIMD32<UInt8>
    let length: Int

    /// The bytes of a text of the program, which our own tables keep short.
    init(_ text: String) {
        let utf8 = Array(text.utf8)
        precondition(utf8.count <= Self.capacity, "a word holds 32 bytes")
        var bytes = SIMD32<UInt8>(repeating: 0)
        for (place, byte) in utf8.enumerated() { bytes[place] = byte }
        self.bytes = bytes
        length = utf8.count
    }
}

extension Word {
    /// The words of neighbouring fields, each with the comma that follows it, for every choice of
    /// their levels: the last field's change fastest.
    static func fields(_ levels: [String]...) -> [Word] {
        levels.reduce([""]) { starts, field in
            starts.flatMap { start in field.map { start + $0 + "," } }
        }.map { Word($0) }
    }
}
