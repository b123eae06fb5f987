/// What the words of a name say that a column holds.
extension ColumnWords {
    /// The words without numbers and small words at the end: those of `allocated_to_2` without
    /// `to` and `2`.
    private var mainWords: ArraySlice<String> {
        var main = words[...]
        while main.count > 1, let last = main.last,
            last.allSatisfy(\.isNumber) || Vocabulary.endings.contains(last)
        {
            main.removeLast()
        }
        return main
    }

    /// Whether the name ends in one of these words, a number after it apart.
    func ends(in any: Set<String>) -> Bool {
        mainWords.last.map { any.contains($0) || any.contains(Self.withoutNumber($0)) } ?? false
    }

    /// Whether the name says how much or how many, and so no identifier.
    var isQuantity: Bool {
        if let first = words.first, words.count > 1, Vocabulary.howMany.contains(first) {
            return true
        }
        return has(Vocabulary.measures)
    }

    /// Whether text under this name is the name of a person.
    var isPerson: Bool {
        if has(["initials"]) || ends(in: Vocabulary.personWords) { return true }
        return ends(in: ["allocated", "assigned"]) && !has(Vocabulary.placesAndKinds)
    }

    /// Whether the name speaks of places, bodies or kinds, whose levels are written like names.
    var isPlaceOrKind: Bool {
        has(Vocabulary.placesAndKinds) && !ends(in: Vocabulary.people)
            && !ends(in: Vocabulary.persons)
    }

    /// Whether the name alone says that somebody wrote at length.
    var isFreeText: Bool {
        if has(["type", "status", "flag", "has", "is", "code", "category"]) { return false }
        // A description of a code is a level of its own.
        if has(["description", "summary"]) { return !has(Vocabulary.placesAndKinds) }
        return has(Vocabulary.freeText)
    }
}
