/// The words that mean "no value", as bytes.
final class MissingWords: @unchecked Sendable {
    private let words: [[UInt8]]
    /// Whether the empty field is one of them.
    let includesEmpty: Bool
    /// Whether a word begins with a byte.
    private let begins: UnsafeMutablePointer<Bool>

    init(_ words: [String]) {
        // A word with an accent is met in either encoding.
        let forms = words.flatMap { [Array($0.utf8)] + [Windows1252.bytes($0) ?? []] }
        self.words = forms.filter { !$0.isEmpty }
        includesEmpty = words.contains("")
        begins = .allocate(capacity: 256)
        begins.initialize(repeating: false, count: 256)
        for word in self.words { begins[Int(word[0])] = true }
    }

    deinit { begins.deallocate() }

    /// Whether a field, without blanks around it, means "no value".
    @inline(__always)
    func contains(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        if count == 0 { return includesEmpty }
        return begins[Int(start[0])] && isWord(start, count)
    }

    private func isWord(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        words.contains { word in
            word.count == count && word.indices.allSatisfy { word[$0] == start[$0] }
        }
    }
}
