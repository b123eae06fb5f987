import Tables

extension Counterfactuals {
    /// The columns of numbers and dates along which a variable's own expression has derivatives.
    public func smoothColumns(of variable: Int) throws(FormulaError) -> [String] {
        let evaluator = Evaluator(table: table, isLearning: false)
        var found: [String] = []
        for name in columns(of: variable) {
            guard let kind = table[name]?.kind, [.integer, .real, .date].contains(kind) else {
                continue
            }
            if case .numbers = try evaluator.slope(of: variables[variable].inner, by: name) {
                found.append(name)
            }
        }
        return found
    }

    /// Changes that put every column at what is typical: numbers at their weighted mean, columns that
    /// are factors of the model at its reference, others at what occurs most.
    public func typicalChanges(except: Set<String>, weights: [Double]) throws(FormulaError)
        -> [Change]
    {
        var references: [String: String] = [:]
        for index in usedVariables {
            let schema = specification.schemas[index]
            if schema.kind == .factor, let column = plainColumn(of: index) {
                references[column] = schema.levels[schema.reference]
            }
        }
        var changes: [Change] = []
        for column in table.columns where !except.contains(column.name) {
            if let level = references[column.name] {
                changes.append(.column(column.name, to: level))
            } else if let text = column.typicalText(weights) {
                changes.append(.column(column.name, to: text))
            }
        }
        return changes
    }
}

extension Column {
    /// The weighted mean of numbers and dates, else the value of most weight; nil without a value.
    fileprivate func typicalText(_ weights: [Double]) -> String? {
        switch evaluated {
        case .numbers(let numbers, let kind) where kind != .truth:
            var (sum, total) = (0.0, 0.0)
            for row in numbers.indices where !numbers[row].isNaN {
                sum += weights[row] * numbers[row]
                total += weights[row]
            }
            guard total > 0 else { return nil }
            let mean = sum / total
            guard kind == .date else { return "\(mean)" }
            return Int32(exactly: mean.rounded()).map { CalendarDay.text($0) }
        case let values:
            let texts = LevelTexts(values, rowCount: count)
            var totals = [Double](repeating: 0, count: texts.levels.count)
            for row in weights.indices where texts.codes[row] >= 0 {
                totals[Int(texts.codes[row])] += weights[row]
            }
            guard let most = totals.max(), let place = totals.firstIndex(of: most) else {
                return nil
            }
            return texts.levels[place]
        }
    }
}
