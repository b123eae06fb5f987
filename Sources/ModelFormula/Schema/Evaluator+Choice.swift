import Tables

extension Evaluator {
    /// `is_missing(x)`: whether there is no value.
    func missingness(_ arguments: [Expression.Argument], whole: Expression)
        throws(FormulaError) -> EvaluatedValues
    {
        guard arguments.count == 1, arguments[0].name == nil else {
            throw FormulaError(
                .syntax, "is_missing() takes one expression.", hint: "As in is_missing(absence).",
                at: whole.position)
        }
        // Of a column it is asked without its values, which need be fit for no calculation.
        if case .name(let name) = arguments[0].value.unwrapped.node, let column = table[name] {
            return .numbers((0..<table.rowCount).map { column.validity[$0] ? 0 : 1 }, .truth)
        }
        let values = try values(arguments[0].value)
        return .numbers((0..<table.rowCount).map { values.isMissing($0) ? 1 : 0 }, .truth)
    }

    /// `ifelse(condition, a, b)`: a where the condition is true, b where it is false, and missing
    /// where it is missing.
    func choice(_ arguments: [Expression.Argument], whole: Expression)
        throws(FormulaError) -> EvaluatedValues
    {
        guard arguments.count == 3, arguments.allSatisfy({ $0.name == nil }) else {
            throw FormulaError(
                .syntax, "ifelse() takes a condition and two values.",
                hint: "As in ifelse(age >= 16, \"older\", \"younger\").", at: whole.position)
        }
        let condition = try truth(arguments[0].value)
        let (left, right) = (arguments[1].value, arguments[2].value)
        var (a, b) = (try values(left), try values(right))
        if case .text(let text) = a, b.isDate { a = try day(text, left) }
        if case .text(let text) = b, a.isDate { b = try day(text, right) }
        guard a.isNumeric == b.isNumeric, a.isDate == b.isDate else {
            throw FormulaError(
                .typeMismatch,
                "\"\(left)\" is \(a.kindName) and \"\(right)\" is \(b.kindName); ifelse() needs two "
                    + "values of one kind.", at: whole.position)
        }
        if a.isNumeric {
            let kind: EvaluatedValues.NumberKind =
                a.isDate ? .date : a.isTruth && b.isTruth ? .truth : .number
            return .numbers(
                condition.indices.map { row in
                    condition[row].isNaN
                        ? .nan : condition[row] == 1 ? a.number(row) : b.number(row)
                }, kind)
        }
        return Self.chosen(condition, a, b)
    }

    /// The level of one of two categories or texts for each row, of those levels that occur.
    private static func chosen(
        _ condition: [Double], _ a: EvaluatedValues, _ b: EvaluatedValues
    ) -> EvaluatedValues {
        let sides = [b, a].map { side -> (codes: [Int32]?, levels: [String]) in
            switch side {
            case .codes(let codes, let levels): (codes, levels)
            case .text(let text): (nil, [text])
            default: (nil, [])
            }
        }
        let all = Set(sides[0].levels).union(sides[1].levels).sorted { $0.precedesInBytes($1) }
        let codeOf = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })
        let recoded = sides.map { side in side.levels.map { codeOf[$0] ?? 0 } }
        var occurs = [Bool](repeating: false, count: all.count)
        let codes = condition.indices.map { row -> Int in
            guard !condition[row].isNaN else { return -1 }
            let side = condition[row] == 1 ? 1 : 0
            let own = sides[side].codes.map { Int($0[row]) } ?? 0
            guard own >= 0 else { return -1 }
            occurs[recoded[side][own]] = true
            return recoded[side][own]
        }
        let kept = all.indices.filter { occurs[$0] }
        var place = [Int32](repeating: -1, count: all.count)
        for (index, code) in kept.enumerated() { place[code] = Int32(index) }
        return .codes(codes.map { $0 < 0 ? -1 : place[$0] }, levels: kept.map { all[$0] })
    }
}

extension EvaluatedValues {
    /// Whether these are truth values.
    var isTruth: Bool {
        switch self {
        case .numbers(_, .truth), .number(_, .truth): true
        default: false
        }
    }

    /// The number of a row; NaN where there is none.
    func number(_ row: Int) -> Double {
        switch self {
        case .numbers(let numbers, _): numbers[row]
        case .number(let number, _): number
        case .codes, .text: .nan
        }
    }
}
