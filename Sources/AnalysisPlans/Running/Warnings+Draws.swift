import HypothesisTests
import Tables

extension Warnings {
    /// That a number of replicates or a seed had no use, where a table was solved in full.
    static func nothingDrawn(_ plan: TestPlan, _ tests: [TestResult]) -> [ResultWarning] {
        guard plan.simulation != nil, !tests.contains(where: { $0.replicates != nil })
        else { return [] }
        let asked = [
            plan.replicates.map { "replicates (\(NumberText.count($0)))" },
            plan.seed.map { "seed (\($0))" },
        ].compactMap(\.self).joined(separator: " and ")
        let isSolved = tests.contains { $0.name.hasPrefix("fisher_exact") && $0.pValue != nil }
        return [
            ResultWarning(
                "nothing_drawn",
                "Nothing was drawn at random, so that \(asked) had no use: "
                    + (isSolved
                        ? "Fisher's test of two by two levels is solved in full."
                        : "there is no exact test of these counts."),
                isNote: true)
        ]
    }

    /// Columns that would be numbers but for words such as Inf and NaN, which make them categories.
    static func wordsAmongNumbers(_ table: Table, _ columns: [String]) -> [ResultWarning] {
        columns.compactMap { name in
            guard let column = table[name], case .category(let categories) = column.values
            else { return nil }
            let words = Set(categories.levels.filter(isNoNumber))
            guard !words.isEmpty, words.count < categories.levels.count,
                categories.levels.allSatisfy({ words.contains($0) || Double($0) != nil })
            else { return nil }
            let rows = (0..<table.rowCount).filter { row in
                column.validity[row] && words.contains(categories.levels[categories.codes[row]])
            }
            let cells = rows.prefix(3).map { row in
                "\"\(categories.levels[categories.codes[row]])\" in row \(row + 1)"
            }.joined(separator: ", ")
            return ResultWarning(
                "words_among_numbers",
                "\(name) would be a column of numbers but for \(cells)"
                    + (rows.count > 3
                        ? " and \(NumberText.counted(rows.count - 3, "more cell"))" : "")
                    + ": it is read as a category. Leave these cells empty, or say "
                    + "--na-words with the words.", terms: [name])
        }
    }

    /// "Inf", "-inf", "NaN" and the like.
    private static func isNoNumber(_ level: String) -> Bool {
        let word = level.lowercased().drop { $0 == "-" || $0 == "+" }
        return ["inf", "infinity", "nan", "1.#inf", "1.#ind", "1.#qnan"].contains(word)
    }
}
