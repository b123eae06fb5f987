import Tables

/// What examining one column gives, before columns are compared.
struct ExaminedColumn: Sendable {
    var description: ColumnDescription
    var findings: [Finding]
    /// A hash of the values row by row; equal for columns of equal values.
    var valueHash: UInt64
    /// A hash of which rows are equal; equal for columns that are one-to-one recodings of each
    /// other. Nil for numbers with many distinct values.
    var partitionHash: UInt64?
}

/// Examines one column by itself.
struct ColumnExaminer {
    let column: Column
    let position: Int
    let extractDate: Int32
    let isTold: Bool

    func examine() -> ExaminedColumn {
        let words = ColumnWords(column.name)
        let values = column.count - column.validity.missingCount
        var runs: NumberRuns?
        var forms: LevelForms?
        var levelCounts: [Int] = []
        var distinct = 0
        switch column.values {
        case .integer(let numbers):
            let made = NumberRuns(numbers, column.validity)
            (runs, distinct) = (made, made.values.count)
        case .real(let numbers):
            let made = NumberRuns(numbers, column.validity)
            (runs, distinct) = (made, made.values.count)
        case .date(let days):
            let made = NumberRuns(days: days, column.validity)
            (runs, distinct) = (made, made.values.count)
        case .boolean(let truths):
            levelCounts = [0, 0]
            for (row, truth) in truths.enumerated() where column.validity[row] {
                levelCounts[truth ? 1 : 0] += 1
            }
            distinct = levelCounts.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
        case .category(let categories):
            levelCounts = Self.counts(categories, column.validity)
            forms = LevelForms(categories.levels, counts: levelCounts)
            distinct = levelCounts.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
        }
        let decision = RoleDecision(
            column, words: words, runs: runs, forms: forms, distinct: distinct, isTold: isTold)
        let levels = decision.role.showsValues ? Self.levels(column, runs, levelCounts) : []
        let description = describe(
            decision, words, runs, forms, levels: levels, values: values, distinct: distinct,
            repeats: decision.role == .idLike
                ? RepeatDescription(counts: runs?.counts ?? levelCounts) : nil)
        var finder = ColumnFinder(
            description, column: column, words: words, runs: runs, forms: forms,
            levelCounts: levelCounts, extractDate: extractDate)
        finder.find()
        let codes = CanonicalCodes(column, runs: runs)
        return ExaminedColumn(
            description: description, findings: finder.findings,
            valueHash: CanonicalCodes.valueHash(column), partitionHash: codes?.hash)
    }

    private func describe(
        _ decision: RoleDecision, _ words: ColumnWords, _ runs: NumberRuns?, _ forms: LevelForms?,
        levels: [LevelCount], values: Int, distinct: Int, repeats: RepeatDescription?
    ) -> ColumnDescription {
        let role = decision.role
        let isShown = role.showsValues
        // The most frequent first, and in order where they are equally frequent.
        let listed = levels.enumerated().sorted {
            ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
        }.map(\.element)
        let isNumber = column.kind == .integer || column.kind == .real
        return ColumnDescription(
            position: position, name: column.name, kind: column.kind, role: role,
            reason: decision.reason, bytesPerRow: Self.bytesPerRow(column), values: values,
            missing: column.count - values, distinct: distinct,
            numbers: isShown && isNumber ? runs.flatMap(NumberDescription.init) : nil,
            dates: column.kind == .date && role != .idLike
                ? runs.flatMap {
                    DateDescription(
                        $0, extractDate: extractDate, isPersonal: role == .birthDate)
                } : nil,
            levels: listed.prefix(Thresholds.levelsListed).map {
                LevelCount(level: Self.shown($0.level), count: $0.count)
            },
            levelsNotListed: max(0, listed.count - Thresholds.levelsListed),
            meanCharacters: forms.flatMap {
                values > 0 ? Double($0.characters) / Double(values) : nil
            },
            repeats: repeats, event: role == .binary ? Self.event(levels) : nil,
            isNamedLikeOutcome: words.has(Vocabulary.outcomes)
                || words.has(Vocabulary.again, then: Vocabulary.againWhat),
            isNamedLikeFamily: words.has(Vocabulary.families),
            allLevels: column.kind == .category && levels.count <= 12 ? levels : [])
    }

    /// The bytes that a row takes: its value, and its bit in the mask.
    private static func bytesPerRow(_ column: Column) -> Int {
        switch column.values {
        case .integer(let numbers): numbers.bytesPerRow
        case .real: 8
        case .boolean: 1
        case .date: 4
        case .category(let categories):
            switch categories.codes {
            case .narrow: 1
            case .medium: 2
            case .wide: 4
            }
        }
    }

    private static func counts(_ categories: Categories, _ validity: ValidityMask) -> [Int] {
        var counts = [Int](repeating: 0, count: categories.levels.count)
        guard !counts.isEmpty else { return [] }
        func add(_ codes: [some FixedWidthInteger]) {
            for code in codes { counts[Int(code)] += 1 }
            // What stands at a missing row means nothing, so it is taken out again.
            validity.forEachMissing { counts[Int(codes[$0])] -= 1 }
        }
        switch categories.codes {
        case .narrow(let codes): add(codes)
        case .medium(let codes): add(codes)
        case .wide(let codes): add(codes)
        }
        return counts
    }

    /// The levels that have rows, in order; of numbers, where there are few whole ones.
    private static func levels(
        _ column: Column, _ runs: NumberRuns?, _ counts: [Int]
    ) -> [LevelCount] {
        switch column.values {
        case .boolean:
            return zip(["false", "true"], counts).filter { $0.1 > 0 }.map(LevelCount.init)
        case .category(let categories):
            return zip(categories.levels, counts).filter { $0.1 > 0 }.map(LevelCount.init)
        case .integer, .real:
            guard let runs, runs.values.count <= Thresholds.wholeNumbersAsLevels,
                runs.isWhole || runs.values.count <= 2
            else { return [] }
            return zip(runs.values, runs.counts).map {
                LevelCount(level: numberText($0), count: $1)
            }
        case .date: return []
        }
    }

    /// 1 and not 1.0.
    static func numberText(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A level as a report may show it: no more than 60 characters of it, and nothing that points at
    /// one person or home.
    static func shown(_ level: String) -> String {
        var copy = level
        if copy.withUTF8({ PersonalText.matches(LevelForms.trimmed(ArraySlice($0))) }) {
            return "(withheld)"
        }
        return level.count > 60 ? level.prefix(59) + "…" : level
    }

    /// The level that means yes, where the two levels mean yes and no.
    private static func event(_ levels: [LevelCount]) -> LevelCount? {
        guard levels.count == 2 else { return nil }
        let folded = levels.map { AlikeLevels.folded($0.level) }
        for (yes, no) in Vocabulary.yesNo where Set(folded) == [yes, no] {
            return levels[folded[0] == yes ? 0 : 1]
        }
        return nil
    }
}
