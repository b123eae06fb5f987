import Tables

extension ColumnFinder {
    /// What text gives to ask about.
    mutating func findText(_ forms: LevelForms, _ levels: [String]) {
        let role = description.role
        if role == .numbersAsText { findNumbersAsText(forms, levels) }
        if role == .datesAsText { findDatesAsText(forms, levels) }
        if forms.damagedRows > 0 {
            findings.append(finding(.damagedText, isWarning: true, rows: forms.damagedRows))
        }
        guard role != .freeText, role != .numbersAsText, role != .datesAsText else { return }
        findUnknown(forms, levels)
        findAlike(levels)
        if role == .category, description.distinct > Thresholds.manyLevels {
            var many = finding(.manyLevels, isWarning: false, rows: description.values)
            many.figures = [Double(description.distinct)]
            findings.append(many)
        }
    }

    private mutating func findUnknown(_ forms: LevelForms, _ levels: [String]) {
        // A column of nothing but "not known" is constant, and says so.
        guard !forms.unknown.isEmpty, description.distinct > forms.unknown.count else { return }
        var unknown = finding(
            .unknownLevel, isWarning: false,
            rows: forms.unknown.reduce(0) { $0 + levelCounts[$1] })
        unknown.values = forms.unknown.map { levels[$0] }
        unknown.reading.missingWords = Self.words(unknown.values)
        findings.append(unknown)
    }

    /// Words as a list of words can name them: blanks around a field are taken off before.
    private static func words(_ levels: [String]) -> [String] {
        levels.map { String($0.trimmedOfBlanks) }.filter { !$0.isEmpty }
    }

    private mutating func findAlike(_ levels: [String]) {
        let groups = AlikeLevels.groups(levels, counts: levelCounts)
        if !groups.isEmpty {
            var alike = finding(
                .similarLevels, isWarning: true,
                rows: groups.reduce(0) { $0 + $1.reduce(0) { $0 + levelCounts[$1] } })
            alike.figures = [Double(groups.count)]
            if description.role.showsValues {
                alike.values = groups.prefix(5).map { group in
                    group.map { "\"\(ColumnExaminer.shown(levels[$0]))\" (\(levelCounts[$0]))" }
                        .joined(separator: ", ")
                }
            }
            findings.append(alike)
        }
        // Blanks that part levels have been told of above.
        if let forms, forms.outerBlankRows > 0, groups.isEmpty {
            var blanks = finding(.outerBlanks, isWarning: false, rows: forms.outerBlankRows)
            blanks.figures = [Double(forms.outerBlankLevels)]
            findings.append(blanks)
        }
    }

    private mutating func findNumbersAsText(_ forms: LevelForms, _ levels: [String]) {
        var text = finding(
            .numbersAsText, isWarning: true, rows: forms.anyNumberRows)
        let best = forms.numberRows.max() ?? 0
        let form = NumberForm.all[forms.numberRows.firstIndex(of: best) ?? 0]
        if form.decimal != .point { text.reading.decimal = form.decimal }
        text.reading.thousands = form.thousands
        text.reading.currency = forms.currencyRows.keys.sorted()
        addStrays(&text, forms, levels)
        text.figures = [
            Double(best), Double(forms.percentRows),
            Double(description.values - forms.anyNumberRows),
        ]
        findings.append(text)
    }

    private mutating func findDatesAsText(_ forms: LevelForms, _ levels: [String]) {
        let dates = forms.dates
        let isMixed = dates.dayOnly > 0 && dates.monthOnly > 0
        if isMixed {
            var mixed = finding(.mixedDateOrders, isWarning: true, rows: dates.rows)
            mixed.figures = [Double(dates.dayOnly), Double(dates.monthOnly), Double(dates.either)]
            findings.append(mixed)
        }
        if dates.twoDigitYear > 0 {
            findings.append(finding(.twoDigitYears, isWarning: true, rows: dates.twoDigitYear))
        }
        // Either says already why the column is text.
        guard !isMixed, dates.twoDigitYear == 0 else { return }
        let slashed = dates.dayOnly + dates.monthOnly + dates.either
        var text = finding(.datesAsText, isWarning: true, rows: dates.rows)
        text.figures = [
            Double(dates.iso), Double(slashed), Double(dates.monthName), Double(dates.withTime),
            Double(description.values - dates.rows),
        ]
        addStrays(&text, forms, levels)
        findings.append(text)
    }

    /// The values that are none of what the column mostly holds: those that mean "not known" by
    /// themselves, the others by their first row.
    private func addStrays(_ text: inout Finding, _ forms: LevelForms, _ levels: [String]) {
        text.values = forms.unknown.map { levels[$0] }
        text.reading.missingWords = Self.words(text.values)
        let others = Set(forms.others)
        guard !others.isEmpty, case .category(let categories) = column.values else { return }
        for row in 0..<column.count
        where column.validity[row] && others.contains(categories.codes[row]) {
            text.row = row + 1
            return
        }
    }
}

extension String {
    /// Without blanks and tabs at both ends.
    fileprivate var trimmedOfBlanks: Substring {
        var rest = self[...]
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
