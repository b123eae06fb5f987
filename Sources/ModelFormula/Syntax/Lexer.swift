/// The smallest pieces of a formula.
enum Token: Equatable {
    case name(String)
    case number(Double)
    case text(String)
    case symbol(String)
    case end
}

/// Cuts a formula's characters into tokens.
struct Lexer {
    struct Placed {
        var token: Token
        /// The character at which the token begins, from 1.
        var position: Int
    }

    private let characters: [Character]
    private var index = 0

    private init(_ text: String) { characters = Array(text) }

    /// All tokens of a formula, `end` last.
    static func tokens(of text: String) throws(FormulaError) -> [Placed] {
        var lexer = Lexer(text)
        var tokens: [Placed] = []
        while true {
            let placed = try lexer.next()
            tokens.append(placed)
            if placed.token == .end { return tokens }
            // The tree's depth grows with its length, and the stack has an end.
            if tokens.count > 10_000 {
                throw FormulaError(
                    .syntax, "The formula is longer than 10,000 words.",
                    hint: "\".\" stands for all columns that the outcome does not use.",
                    at: placed.position)
            }
        }
    }

    private var current: Character? { index < characters.count ? characters[index] : nil }
    private var following: Character? {
        index + 1 < characters.count ? characters[index + 1] : nil
    }

    private mutating func next() throws(FormulaError) -> Placed {
        while let character = current, character.isWhitespace { index += 1 }
        let position = index + 1
        guard let character = current else { return Placed(token: .end, position: position) }
        let token: Token
        if character.isNumber || (character == "." && following?.isNumber == true) {
            token = try number()
        } else if character.isLetter || character == "." || character == "_" {
            let name = take { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
            // In backticks a dot is a column of that name.
            token = name == "." ? .symbol(name) : .name(name)
        } else if character == "`" || character == "\"" || character == "'" {
            let content = try quoted(character)
            token = character == "`" ? .name(content) : .text(content)
        } else {
            token = try symbol(character)
        }
        return Placed(token: token, position: position)
    }

    private mutating func take(while condition: (Character) -> Bool) -> String {
        let start = index
        while let character = current, condition(character) { index += 1 }
        return String(characters[start..<index])
    }

    private mutating func number() throws(FormulaError) -> Token {
        let start = index
        var text = take { $0.isNumber || $0 == "." }
        if current == "e" || current == "E" {
            let mark = index
            var exponent = String(characters[index])
            index += 1
            if current == "+" || current == "-" {
                exponent.append(characters[index])
                index += 1
            }
            let digits = take { $0.isNumber }
            if digits.isEmpty { index = mark } else { text += exponent + digits }
        }
        guard let value = Double(text), value.isFinite else {
            throw FormulaError(.syntax, "\"\(text)\" is no number.", at: start + 1)
        }
        return .number(value)
    }

    private mutating func quoted(_ quote: Character) throws(FormulaError) -> String {
        let start = index
        index += 1
        var content = ""
        while let character = current {
            index += 1
            if character == quote { return content }
            if character == "\\", let escaped = current, escaped == quote || escaped == "\\" {
                content.append(escaped)
                index += 1
            } else {
                content.append(character)
            }
        }
        throw FormulaError(
            .syntax, "This quote is never closed.", hint: "Close it with \(quote).", at: start + 1)
    }

    private static let pairs: Set<String> = ["==", "!=", "<=", ">=", "**", "&&", "||"]

    private mutating func symbol(_ character: Character) throws(FormulaError) -> Token {
        let start = index
        index += 1
        if character == "%" {
            let name = take { $0 != "%" && !$0.isWhitespace }
            guard current == "%", name == "in" else {
                throw FormulaError(
                    .syntax, "The only operator between percent signs is %in%.",
                    hint: "As in ward %in% c(\"Byker\", \"Walker\").", at: start + 1)
            }
            index += 1
            return .symbol("%in%")
        }
        if let next = current, Self.pairs.contains(String([character, next])) {
            index += 1
            switch String([character, next]) {
            case "**": return .symbol("^")
            case "&&": return .symbol("&")
            case "||": return .symbol("|")
            case let pair: return .symbol(pair)
            }
        }
        guard "+-*/^:~<>()=,&|!".contains(character) else {
            throw FormulaError(
                .syntax, "\"\(character)\" has no place in a formula.",
                hint: "A column name with such a character goes in backticks: `my column`.",
                at: start + 1)
        }
        return .symbol(String(character))
    }
}
