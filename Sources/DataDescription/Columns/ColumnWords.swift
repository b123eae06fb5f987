/// A column's name cut into lower-case words: `LAchildID`, `child_id` and `Child ID` are alike.
struct ColumnWords {
    let words: [String]
    private let set: Set<String>
    /// All letters and digits together.
    let joined: String

    init(_ name: String) {
        var words: [String] = []
        var word: [Character] = []
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                if !word.isEmpty { words.append(String(word).lowercased()) }
                word = []
                continue
            }
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if let last = word.last, character.isUppercase,
                last.isLowercase || last.isNumber
                    || (last.isUppercase && next?.isLowercase == true)
            {
                words.append(String(word).lowercased())
                word = []
            }
            word.append(character)
        }
        if !word.isEmpty { words.append(String(word).lowercased()) }
        self.words = words
        joined = words.joined()
        set = Set(words + words.map(Self.withoutNumber))
    }

    /// `id2` as `id`.
    static func withoutNumber(_ word: String) -> String {
        var word = word
        while word.count > 1, word.last?.isNumber == true { word.removeLast() }
        return word
    }

    /// Whether one of the words is among those given.
    func has(_ any: Set<String>) -> Bool { !set.isDisjoint(with: any) }

    /// Whether a word of the first kind stands right before one of the second.
    func has(_ first: Set<String>, then second: Set<String>) -> Bool {
        zip(words, words.dropFirst()).contains { first.contains($0) && second.contains($1) }
    }

    /// Whether the name says birth: by a word, or as DoB, D.O.B, ChildDoB and BDate do.
    var saysBirth: Bool {
        has(Vocabulary.birth) || joined.hasSuffix("dob") || joined.hasPrefix("dob")
            || ["bdate", "birthdte", "birthdt", "dateofbirth"].contains(joined)
    }

    /// Whether the whole name is one of the words given.
    func `is`(_ any: Set<String>) -> Bool { any.contains(joined) }
}
