/// The columns by which two tables are joined: `ward`, `id = person_id`, `ward, year`.
public struct JoinKeys: Sendable, Equatable {
    /// A column of the data and the column of the other file that it must equal.
    public struct Pair: Sendable, Equatable {
        /// The column of the data.
        public let left: String
        /// The column of the other file.
        public let right: String
    }

    /// What is wrong with the text of a key, and at which character.
    public struct SyntaxError: Error, Sendable, Equatable {
        /// One sentence.
        public let message: String
        /// The character, from 1.
        public let position: Int
    }

    /// The pairs, of which there is at least one.
    public let pairs: [Pair]

    /// Reads pairs with commas between them, each one name or two with `=`.
    ///
    /// A name that holds a comma or a `=` goes in backticks.
    ///
    /// - Throws: `SyntaxError` where a name is missing, or one too many.
    public init(parsing text: String) throws(SyntaxError) {
        var pairs: [Pair] = []
        var names: [String] = []
        var name = ""
        var isQuoted = false
        var position = 0
        func trimmed(_ text: String) -> String {
            var rest = text[...]
            while rest.first?.isWhitespace == true { rest.removeFirst() }
            while rest.last?.isWhitespace == true { rest.removeLast() }
            return String(rest)
        }
        func take() throws(SyntaxError) {
            let found = trimmed(name)
            guard !found.isEmpty else {
                throw SyntaxError(
                    message: "The name of a key column is missing.", position: max(1, position))
            }
            names.append(found)
            name = ""
        }
        func finish() throws(SyntaxError) {
            try take()
            guard names.count <= 2 else {
                throw SyntaxError(
                    message: "A key pairs one column with one other.", position: position)
            }
            pairs.append(Pair(left: names[0], right: names[names.count - 1]))
            names = []
        }
        for character in text {
            position += 1
            switch character {
            case "`": isQuoted.toggle()
            case "," where !isQuoted: try finish()
            case "=" where !isQuoted: try take()
            default: name.append(character)
            }
        }
        position += 1
        guard !isQuoted else {
            throw SyntaxError(message: "A backtick is never closed.", position: position)
        }
        try finish()
        self.pairs = pairs
    }
}
