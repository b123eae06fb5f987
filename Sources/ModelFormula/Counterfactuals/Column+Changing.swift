import Tables

extension Column {
    /// The same column with one value, written as text, in every row.
    ///
    /// - Throws: `FormulaError` where the text is no value of the column.
    func constant(_ text: String, rowCount: Int) throws(FormulaError) -> Column {
        Column(
            name: name, values: try constantValues(text, rowCount),
            validity: ValidityMask(allValid: rowCount))
    }

    private func constantValues(_ text: String, _ count: Int) throws(FormulaError) -> ColumnValues {
        switch values {
        case .integer, .real:
            guard let number = Double(text), number.isFinite else {
                throw refusal(text, "numbers", hint: "As in \(name)=12.")
            }
            return .real([Double](repeating: number, count: count))
        case .boolean:
            guard
                let truth = [
                    "true": true, "TRUE": true, "1": true, "false": false,
                    "FALSE": false, "0": false,
                ][text]
            else { throw refusal(text, "true or false", hint: "As in \(name)=true.") }
            return .boolean([Bool](repeating: truth, count: count))
        case .date:
            let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
                let days = CalendarDay.daysSinceEpoch(year: year, month: month, day: day)
            else { throw refusal(text, "dates", hint: "As in \(name)=2024-05-31.") }
            return .date([Int32](repeating: days, count: count))
        case .category(let categories):
            guard categories.levels.contains(text) else {
                throw FormulaError(
                    .unknownLevel, "\"\(text)\" is not among the levels of \"\(name)\".",
                    hint: categories.levels.count <= 50
                        ? NearestNames.hint(for: text, among: categories.levels) : nil)
            }
            return .category(
                Categories(
                    appearanceCodes: [UInt32](repeating: 0, count: count),
                    appearanceLevels: [text]))
        }
    }

    private func refusal(_ text: String, _ kind: String, hint: String) -> FormulaError {
        FormulaError(
            .typeMismatch, "\"\(text)\" is no value of \"\(name)\", which holds \(kind).",
            hint: hint)
    }

    /// A column of numbers, or of dates by whole days, moved by a step.
    ///
    /// - Throws: `FormulaError` for a column that has no steps, or a date beyond the calendar.
    func moved(by step: Double) throws(FormulaError) -> Column {
        switch values {
        case .integer(let integers): return moved(integers.reals, step)
        case .real(let reals): return moved(reals, step)
        case .date(let days):
            let range = CalendarDay.range
            let moved = days.map { Double($0) + step }
            guard step == step.rounded(),
                moved.allSatisfy({
                    $0 >= Double(range.lowerBound) && $0 <= Double(range.upperBound)
                })
            else {
                throw FormulaError(
                    .typeMismatch, "The dates of \"\(name)\" cannot be moved by \(step) days.",
                    hint: "A step of dates is a whole number of days.")
            }
            return Column(name: name, values: .date(moved.map { Int32($0) }), validity: validity)
        case .boolean, .category:
            throw FormulaError(
                .typeMismatch, "\"\(name)\" holds no numbers and cannot be moved by a step.",
                hint: "Its levels are compared with each other.")
        }
    }

    private func moved(_ numbers: [Double], _ step: Double) -> Column {
        Column(name: name, values: .real(numbers.map { $0 + step }), validity: validity)
    }
}
