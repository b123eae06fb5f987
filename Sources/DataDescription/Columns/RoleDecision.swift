import Tables

/// Decides what a column is for.
///
/// Being shown by mistake harms a person, and being withheld by mistake costs a look at the file:
/// where a name or the values point at persons, the column is an identifier.
struct RoleDecision {
    let role: ColumnRole
    let reason: String?

    /// - Parameters:
    ///   - counts: rows by distinct value, in the order of the values.
    ///   - isTold: whether the kind was told and not found.
    init(
        _ column: Column, words: ColumnWords, runs: NumberRuns?, forms: LevelForms?,
        distinct: Int, isTold: Bool
    ) {
        let values = column.count - column.validity.missingCount
        func decide() -> (ColumnRole, String?) {
            if values == 0 { return (.empty, nil) }
            let isText = column.kind == .category
            if words.has(Vocabulary.birth),
                column.kind == .date || isText && (forms?.dates.rows ?? 0) * 2 > values
            {
                return (column.kind == .date ? .birthDate : .datesAsText, nil)
            }
            if column.kind != .boolean, column.kind != .date,
                // An identifier may have been exported as 1001.0, and none has a fraction.
                runs?.isWhole != false,
                Self.isNamedLikeIdentifier(
                    words, values: values, distinct: distinct, isText: isText)
            {
                return (.idLike, "name")
            }
            switch column.kind {
            case .boolean: return (distinct == 1 ? .constant : .binary, nil)
            case .date: return (distinct == 1 ? .constant : .date, nil)
            case .integer, .real:
                if distinct == 1 { return (.constant, nil) }
                if distinct == 2 { return (.binary, nil) }
                let isRowNumber = column.kind == .integer && runs.map(Self.isSerial) == true
                return isRowNumber ? (.idLike, "distinct") : (.number, nil)
            case .category:
                return Self.ofText(forms, words, values: values, distinct: distinct, isTold: isTold)
            }
        }
        (role, reason) = decide()
    }

    private static func ofText(
        _ forms: LevelForms?, _ words: ColumnWords, values: Int, distinct: Int, isTold: Bool
    ) -> (ColumnRole, String?) {
        guard let forms else { return (.category, nil) }
        let share = Double(distinct) / Double(values)
        if mostly(forms.personalRows, values) { return (.idLike, "form") }
        if !isTold {
            if forms.codeRows == 0, forms.anyNumberRows > 0, mostly(forms.anyNumberRows, values) {
                return (.numbersAsText, nil)
            }
            if forms.dates.rows > 0, mostly(forms.dates.rows, values) { return (.datesAsText, nil) }
        }
        let isLong =
            Double(forms.characters) / Double(values) >= Thresholds.freeTextCharacters
            && Double(forms.words) / Double(values) >= Thresholds.freeTextWords
        if distinct > 1, isLong || words.has(Vocabulary.freeText) || forms.longest > 200,
            share >= Thresholds.freeTextShare || forms.longest > 200
        {
            return (.freeText, nil)
        }
        if distinct == values && values >= 5
            || values >= Thresholds.idValues && share >= Thresholds.idShare
        {
            return (.idLike, "distinct")
        }
        if distinct == 1 { return (.constant, nil) }
        return (distinct == 2 ? .binary : .category, nil)
    }

    /// Whether a share of `Thresholds.textShare` is reached; of few values, whether by all.
    static func mostly(_ rows: Int, _ values: Int) -> Bool {
        values >= Thresholds.textValues
            ? Double(rows) >= Thresholds.textShare * Double(values) : rows == values && values > 0
    }

    /// Whole numbers that all differ and either count up without a gap, or all have the same six or
    /// more digits.
    private static func isSerial(_ runs: NumberRuns) -> Bool {
        guard runs.total >= Thresholds.idValues, runs.values.count == runs.total,
            let low = runs.values.first, let high = runs.values.last, low >= 0
        else { return false }
        if high - low == Double(runs.total - 1) { return low <= 1 }
        return low >= 100_000
            && String(Int(exactly: low) ?? 0).count
                == String(Int(exactly: high) ?? 0).count
    }

    private static func isNamedLikeIdentifier(
        _ words: ColumnWords, values: Int, distinct: Int, isText: Bool
    ) -> Bool {
        let seldomRepeats = distinct >= 20 || distinct >= 5 && distinct * 2 >= values
        if words.has(Vocabulary.abouts) && !words.has(["id", "upn", "uln"]) { return false }
        if words.has(Vocabulary.identifiers)
            || words.has(["post", "zip"], then: ["code", "codes"])
            || Vocabulary.people.contains(where: { words.joined == $0 + "id" })
            || words.has(Vocabulary.nameParts, then: Vocabulary.names)
            || words.has(Vocabulary.people, then: Vocabulary.names)
            || words.is(Vocabulary.names) || words.has(["nhs"], then: Vocabulary.numbering)
            || words.is(["nhs"])
        {
            return true
        }
        if words.has(Vocabulary.people, then: Vocabulary.numbering) { return seldomRepeats }
        if isText, let last = words.words.last, Vocabulary.workers.contains(last) {
            return distinct > 2
        }
        // SSDA903 names its child column CHILD; a family column may be called family.
        return words.is(Vocabulary.persons) && seldomRepeats
    }
}
