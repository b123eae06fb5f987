import Tables

/// An outcome of two levels, one of which is the event that is modelled.
public struct BinaryOutcome: Sendable {
    /// 1 where the event happened, 0 where it did not, NaN where it is missing.
    public let values: [Double]
    /// The level that counts as 1.
    public let event: String
    /// The level that counts as 0.
    public let other: String

    /// Reads the left side of a formula.
    ///
    /// The event is the level 1, true or yes (in any case of letters), else the second level.
    ///
    /// - Parameter isUsed: which rows count when the levels are found.
    /// - Throws: `FormulaError` where there are more than two levels.
    init(_ expression: Expression, _ evaluator: Evaluator, isUsed: [Bool]) throws(FormulaError) {
        let evaluated = try evaluator.values(expression)
        let texts = LevelTexts(evaluated, rowCount: evaluator.table.rowCount)
        var isPresent = [Bool](repeating: false, count: texts.levels.count)
        for row in texts.codes.indices where isUsed[row] && texts.codes[row] >= 0 {
            isPresent[Int(texts.codes[row])] = true
        }
        var isNumber = false
        if case .numbers(_, .number) = evaluated { isNumber = true }
        let (event, other) = try Self.choice(
            expression, texts.levels, isPresent: isPresent, isNumber: isNumber)
        self.event = texts.levels[event]
        self.other = texts.levels[other]
        values = texts.codes.map { $0 < 0 ? .nan : Int($0) == event ? 1 : 0 }
    }

    /// Which of an outcome's levels is the event, and which the other.
    ///
    /// - Parameters:
    ///   - isPresent: whether a row used has each level.
    ///   - isNumber: whether the levels are numbers.
    /// - Throws: `FormulaError` where there are more than two levels, or fewer.
    static func choice(
        _ expression: Expression, _ levels: [String], isPresent: [Bool], isNumber: Bool
    ) throws(FormulaError) -> (event: Int, other: Int) {
        let present = levels.indices.filter { isPresent[$0] }
        // A column that could be two levels keeps the names of both, even if one never occurs.
        let candidates = levels.count == 2 ? [0, 1] : present
        guard candidates.count <= 2 else {
            throw Self.tooManyLevels(expression, isNumber, levels, candidates)
        }
        guard candidates.count == 2 else {
            let level = candidates.first.map { " It is always \"\(levels[$0])\"." } ?? ""
            throw FormulaError(
                .outcome, "The outcome \"\(expression)\" has fewer than two levels.\(level)",
                hint: "A model needs rows with the event and rows without it.",
                at: expression.position)
        }
        let event = Self.eventIndex(levels, among: candidates)
        return (event, candidates.first { $0 != event } ?? event)
    }

    /// Which of two levels is the event.
    public static func eventIndex(_ levels: [String], among candidates: [Int]) -> Int {
        let words: Set<String> = ["1", "true", "yes"]
        return candidates.first { words.contains(levels[$0].lowercased()) } ?? candidates[1]
    }

    private static func tooManyLevels(
        _ expression: Expression, _ isNumber: Bool, _ levels: [String], _ present: [Int]
    ) -> FormulaError {
        let plain = Set(present.map { levels[$0].lowercased().filter { !$0.isWhitespace } })
        if plain.count == 2 {
            return FormulaError(
                .outcome,
                "The outcome \"\(expression)\" has \(present.count) levels, which are two but for "
                    + "capitals and blanks.",
                hint: "Spell them alike in the file, or name all that are the event: "
                    + "\(expression) %in% c(\"...\", \"...\").", at: expression.position)
        }
        let example: String
        if isNumber {
            example = "\(expression) >= \(levels[present[present.count / 2]]) ~ ..."
        } else if levels.count <= 50 {
            example = "\(expression) == \"\(levels[present[present.count - 1]])\" ~ ..."
        } else {
            example = "\(expression) == \"...\" ~ ..."
        }
        return FormulaError(
            .outcome, "The outcome \"\(expression)\" has \(present.count) levels, not two.",
            hint: "Say which of them is the event: \(example)", at: expression.position)
    }
}
