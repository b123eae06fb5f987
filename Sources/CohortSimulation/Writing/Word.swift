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
    /// The words of a list of levels, each with the comma that follows its field.
    static func fields(_ levels: [String]) -> [Word] { levels.map { Word($0 + ",") } }
}
