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
    ///   - isTold: whether the kind was told and not found; it shows whole numbers that hardly
    ///     repeat, and never what the name or the form of the values withholds.
    init(
        _ column: Column, words: ColumnWords, runs: NumberRuns?, forms: LevelForms?,
        distinct: Int, isTold: Bool
    ) {
        let values = column.count - column.validity.missingCount
        func decide() -> (ColumnRole, String?) {
            if values == 0 { return (.empty, nil) }
            let isText = column.kind == .category
            if words.saysBirth, column.kind != .date, let runs, runs.isWhole,
                (runs.values.first ?? 0) >= 10_000
            {
                // Days written 20060317, or counted as a spreadsheet does.
                return (.idLike, "name")
            }
            if words.saysBirth,
                column.kind == .date || isText && (forms?.dates.rows ?? 0) * 2 > values
            {
                return (column.kind == .date ? .birthDate : .datesAsText, nil)
            }
            if column.kind != .boolean, column.kind != .date,
                // An identifier may have been exported as 1001.0, and none has a fraction.
                runs?.isWhole != false,
                Self.isNamedLikeIdentifier(
                    words, values: values, distinct: distinct,
                    isText: isText && !Self.isAnswers(column, forms), isNumber: !isText)
            {
                return (.idLike, "name")
            }
            switch column.kind {
            case .boolean: return (distinct == 1 ? .constant : .binary, nil)
            case .date: return (distinct == 1 ? .constant : .date, nil)
            case .integer, .real:
                if distinct == 1 { return (.constant, nil) }
                if distinct == 2 { return (.binary, nil) }
                guard !isTold, !words.isQuantity, runs.map(Self.looksLikeIdentifiers) == true
                else { return (.number, nil) }
                return (.idLike, "distinct")
            case .category:
                let decided = Self.ofText(
                    forms, words, values: values, distinct: distinct, isTold: isTold,
                    isAnswers: Self.isAnswers(column, forms))
                if decided.0 == .binary || decided.0 == .category,
                    Self.holdsPersonalNames(column, words, forms)
                {
                    return (.idLike, "names")
                }
                return decided
            }
        }
        (role, reason) = decide()
    }

    private static func ofText(
        _ forms: LevelForms?, _ words: ColumnWords, values: Int, distinct: Int, isTold: Bool,
        isAnswers: Bool
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
        // Two words may say something about a person: "he left".
        let isShort = forms.longest <= Thresholds.answerCharacters && forms.words <= values
        let isFew = distinct <= Thresholds.answers && (isShort || isAnswers)
        if words.isFreeText, !isFew { return (.freeText, nil) }
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

    /// Whole numbers, none below 0, of which nearly each stands in one row, or half of them if they
    /// have five digits or more; of few values, if they all differ and have four digits or more.
    private static func looksLikeIdentifiers(_ runs: NumberRuns) -> Bool {
        guard let low = runs.values.first, low >= 0, runs.isWhole else { return false }
        let distinct = runs.values.count
        if runs.total < Thresholds.idValues {
            return distinct >= 5 && distinct == runs.total && low >= 1000
        }
        let share = Double(distinct) / Double(runs.total)
        return share >= Thresholds.idShare
            || low >= 10_000 && distinct >= 20 && share >= Thresholds.longIDShare
    }

    /// Whether most levels look like names of persons, and the name of the column speaks of nothing
    /// else.
    private static func holdsPersonalNames(
        _ column: Column, _ words: ColumnWords, _ forms: LevelForms?
    ) -> Bool {
        guard case .category(let categories) = column.values, let forms,
            forms.others.count >= Thresholds.personalNames, !words.isPlaceOrKind
        else { return false }
        let alike = forms.others.reduce(0) {
            $0 + (PersonalName.matches(categories.levels[$1]) ? 1 : 0)
        }
        return alike >= Thresholds.personalNames && alike * 2 >= forms.others.count
    }

    /// Whether the levels are answers such as yes, no and not known, and so name nobody.
    private static func isAnswers(_ column: Column, _ forms: LevelForms?) -> Bool {
        guard case .category(let categories) = column.values, let forms else { return false }
        return forms.others.allSatisfy {
            Vocabulary.answers.contains(AlikeLevels.folded(categories.levels[$0]))
        }
    }

    private static func isNamedLikeIdentifier(
        _ words: ColumnWords, values: Int, distinct: Int, isText: Bool, isNumber: Bool
    ) -> Bool {
        // Numbers of persons are identifiers however often they repeat: episodes of few children.
        let seldomRepeats =
            distinct >= 20 || distinct >= 5 && distinct * 2 >= values || isNumber && distinct > 2
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
        if words.has(Vocabulary.references) || words.has(["national"], then: ["insurance"])
            || words.has(["ni"], then: Vocabulary.numbering)
        {
            return distinct > 2 || distinct == values
        }
        if words.ends(in: ["number", "no", "num"]), distinct >= 5, distinct * 2 >= values {
            return true
        }
        if words.ends(in: Vocabulary.keys), !words.isQuantity { return seldomRepeats }
        if isText, words.isPerson { return true }
        // SSDA903 names its child column CHILD; a family column may be called family.
        return words.is(Vocabulary.persons) && seldomRepeats
    }
}
