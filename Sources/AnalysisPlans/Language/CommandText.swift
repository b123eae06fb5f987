import DataDescription
import ModelFormula
import Tables

/// Options and commands as they are typed.
enum CommandText {
    /// The options that read a file as suggested, beside those it is read with already.
    static func options(_ suggested: SuggestedReading, _ options: DataOptions) -> String {
        var words: [String] = []
        // The words named take the place of the usual ones, of which NA is the one in use.
        let usual = options.missingWords == CSVDialect.standardMissingWords
        let known = usual ? ["NA"] : options.missingWords.filter { !$0.isEmpty }
        // A comma stands between words, so that none can hold one.
        let missing = suggested.missingWords.filter { !$0.contains(",") && !known.contains($0) }
        if !missing.isEmpty {
            words.append("--na-words=" + argument((known + missing).joined(separator: ",")))
        }
        if let decimal = suggested.decimal { words.append("--decimal \(decimal.rawValue)") }
        if let thousands = suggested.thousands {
            words.append("--thousands \(thousands.rawValue)")
        }
        if !suggested.currency.isEmpty {
            words.append("--currency " + argument(suggested.currency.joined(separator: ",")))
        }
        words += suggested.categories.map { "--type " + argument("\($0)=category") }
        return words.joined(separator: " ")
    }

    /// A word as a shell takes it literally.
    static func argument(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "_-./,=+:@%£€".unicodeScalars.contains($0)
            }
        guard !isPlain else { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }

    /// A column's name as a formula takes it.
    static func name(_ column: String) -> String { Expression.columnName(column) }
}
