import Tables

/// What is wrong with a formula, and at which character.
public struct FormulaError: Error, Sendable, Hashable {
    /// A stable word for what went wrong.
    public enum Code: String, Sendable {
        /// The text is no formula.
        case syntax = "formula_syntax"
        /// A name is no column of the data.
        case unknownColumn = "unknown_column"
        /// A derived column has the name of another.
        case repeatedColumn = "repeated_column"
        /// A function is not known.
        case unknownFunction = "unknown_function"
        /// A level is not among a column's values.
        case unknownLevel = "unknown_level"
        /// An operation does not fit the kind of its operands.
        case typeMismatch = "type_mismatch"
        /// A column cannot be that of clusters.
        case cluster
        /// A weight is not what a weight must be.
        case weights
        /// The outcome is not one that can be modelled.
        case outcome
        /// What is asked needs the coefficients of a factor's levels, which were eliminated.
        case largeFactor = "large_factor"
        /// What is asked needs all rows in memory, and they lie in a scratch file.
        case notInPieces = "not_in_pieces"
    }

    /// The stable word.
    public var code: Code { said.code }
    /// One sentence that says what is wrong.
    public var message: String { said.message }
    /// What to do about it.
    public var hint: String? { said.hint }
    /// The character of the formula, from 1.
    public var position: Int? { said.position }
    /// The column that an option names beside the formula, where the error is of that; else nil.
    public var column: String? { said.column }
    /// Whether it is what the data hold that cannot be, and not what is asked.
    public var isOfData: Bool { said.isOfData }

    /// A reference, so that the parser, which calls itself two hundred deep, has room for its errors on the
    /// small stacks of threads.
    private final class Box: Sendable {
        let said: Said
        init(_ said: Said) { self.said = said }
    }

    private struct Said: Sendable, Hashable {
        let code: Code
        let message: String
        let hint: String?
        let position: Int?
        let column: String?
        let isOfData: Bool
    }

    private let box: Box
    private var said: Said { box.said }

    /// An error with its words and its place.
    public init(
        _ code: Code, _ message: String, hint: String? = nil, at position: Int? = nil,
        isOfData: Bool? = nil, column: String? = nil
    ) {
        box = Box(
            Said(
                code: code, message: message, hint: hint, position: position, column: column,
                isOfData: isOfData ?? (code == .outcome || code == .weights)))
    }

    /// Whether two errors say the same.
    public static func == (one: FormulaError, other: FormulaError) -> Bool {
        one.said == other.said
    }

    /// Hashes what the error says.
    public func hash(into hasher: inout Hasher) { hasher.combine(said) }

    /// A column that an option names and the data lack.
    ///
    /// - Parameter use: what it would be for, as "of clusters".
    static func noColumn(_ name: String, _ use: String? = nil, among names: [String])
        -> FormulaError
    {
        FormulaError(
            .unknownColumn,
            "There is no column named \"\(name)\"\(use.map { " " + $0 } ?? "").",
            hint: NearestNames.hint(for: name, among: names), column: name)
    }
}
