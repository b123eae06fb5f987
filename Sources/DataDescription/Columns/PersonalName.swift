/// Texts that are written as the names of persons are.
enum PersonalName {
    /// Two to four words that begin with capitals: Anna Smith, O'Neil, Mary-Ann; A. Smith,
    /// SMITH, and Smith, Anna.
    ///
    /// None of the words may be one that names of bodies and kinds hold, such as School.
    static func matches(_ text: String) -> Bool {
        guard text.utf8.count <= 60 else { return false }
        let words = text.split { $0 == " " || $0 == "," || $0 == "\t" || $0 == "\u{A0}" }
        guard (2...4).contains(words.count), words.allSatisfy(isNamePart) else { return false }
        // Two initials alone are a code.
        guard words.contains(where: { $0.count > 2 }) else { return false }
        return words.allSatisfy { !Vocabulary.bodies.contains($0.lowercased()) }
    }

    private static func isNamePart(_ word: Substring) -> Bool {
        guard let first = word.first, first.isUppercase else { return false }
        return word.allSatisfy { $0.isLetter || $0 == "-" || $0 == "'" || $0 == "’" || $0 == "." }
    }
}
