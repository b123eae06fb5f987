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
        try typicalChanges(except: except) { $0(table, weights) }
    }

    /// The same over rows that are lent run after run, of which these are some.
    public func typicalChanges(
        except: Set<String>, runs: ((_ rows: Table, _ weights: [Double]) -> Void) -> Void
    ) throws(FormulaError) -> [Change] {
        var references: [String: String] = [:]
        for index in usedVariables {
            let schema = specification.schemas[index]
            if schema.kind == .factor, let column = plainColumn(of: index) {
                references[column] = schema.levels[schema.reference]
            }
        }
        var typical = table.columns.map { _ in TypicalValue() }
        runs { rows, weights in
            for place in typical.indices { typical[place].add(rows.columns[place], weights) }
        }
        var changes: [Change] = []
        for (place, column) in table.columns.enumerated() where !except.contains(column.name) {
            if let level = references[column.name] {
                changes.append(.column(column.name, to: level))
            } else if let text = typical[place].text {
                changes.append(.column(column.name, to: text))
            }
        }
        return changes
    }
}

/// The weighted mean of numbers and dates, else the value of most weight.
private struct TypicalValue {
    private var sum = 0.0
    private var total = 0.0
    private var isDate = false
    private var levels: [String]?
    private var weightOfLevel: [Double] = []

    /// Adds rows of a column, whose levels are the same in every run.
    mutating func add(_ column: Column, _ weights: [Double]) {
        switch column.evaluated {
        case .numbers(let numbers, let kind) where kind != .truth:
            isDate = kind == .date
            for row in numbers.indices where !numbers[row].isNaN {
                sum += weights[row] * numbers[row]
                total += weights[row]
            }
        case let values:
            let texts = LevelTexts(values, rowCount: column.count)
            if levels == nil {
                levels = texts.levels
                weightOfLevel = [Double](repeating: 0, count: texts.levels.count)
            }
            for row in weights.indices where texts.codes[row] >= 0 {
                weightOfLevel[Int(texts.codes[row])] += weights[row]
            }
        }
    }

    /// Nil without a value.
    var text: String? {
        if let levels {
            guard let most = weightOfLevel.max(), let place = weightOfLevel.firstIndex(of: most)
            else { return nil }
            return levels[place]
        }
        guard total > 0 else { return nil }
        let mean = sum / total
        guard isDate else { return "\(mean)" }
        return Int32(exactly: mean.rounded()).map { CalendarDay.text($0) }
    }
}
