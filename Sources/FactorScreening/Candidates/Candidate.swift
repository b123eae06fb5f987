import Tables

/// A factor as it is screened: its levels, or its numbers with the bins that they are shown in.
struct Candidate: Sendable {
    /// What it is.
    enum Kind: Sendable {
        /// Levels.
        case factor
        /// Numbers, one a row, NaN where missing.
        case numbers([Double], isDate: Bool)
        /// Whether another column holds a value; the one value that it ever holds, as "Y" beside
        /// blanks, else nil.
        case missingness(onlyValue: String?)
    }

    /// Its name: that of the column, or `is_missing(column)`.
    let name: String
    /// The column that it is made of.
    let column: String
    let kind: Kind
    /// Its levels, or the bins of its numbers, over the rows with an outcome.
    let codes: FactorColumn
    /// The place of the level that the others are compared with.
    let reference: Int
    /// How many rare levels were made one, and their cases.
    let lumped: (levels: Int, cases: Int)?
}

extension Candidate {
    /// The candidates of one column over the rows with an outcome: itself, and whether it is missing
    /// where any of these rows is. A column of one value and blanks is the latter alone, and its
    /// blanks are what the others are compared with.
    static func of(_ column: Column, rows: [Int], _ options: ScreeningOptions) -> [Candidate] {
        let valid = rows.map { column.validity[$0] }
        let missing = valid.reduce(0) { $0 + ($1 ? 0 : 1) }
        var result: [Candidate] = []
        var onlyValue: String?
        if missing < rows.count {
            let main = main(column, rows: rows, valid: valid, options)
            if missing > 0, main.codes.levels.count == 1, main.lumped == nil {
                onlyValue = main.codes.levels[0]
            } else {
                result.append(main)
            }
        }
        if missing > 0, missing < rows.count {
            let codes = FactorColumn(
                name: "is_missing(\(column.name))", levels: ["present", "missing"],
                codes: valid.map { $0 ? 0 : 1 })
            result.append(
                Candidate(
                    name: codes.name, column: column.name,
                    kind: .missingness(onlyValue: onlyValue), codes: codes,
                    reference: onlyValue == nil ? 0 : 1, lumped: nil))
        }
        return result
    }

    private static func main(
        _ column: Column, rows: [Int], valid: [Bool], _ options: ScreeningOptions
    ) -> Candidate {
        switch column.values {
        case .boolean(let truths):
            return factor(
                column.name, rows.map { truths[$0] ? 1 : 0 }, ["false", "true"], valid, options)
        case .category(let categories):
            return factor(
                column.name, rows.map { UInt32(categories.codes[$0]) }, categories.levels, valid,
                options)
        case .integer(let integers):
            return numbers(column.name, rows.map { Double(integers[$0]) }, valid, options)
        case .real(let reals): return numbers(column.name, rows.map { reals[$0] }, valid, options)
        case .date(let days):
            return numbers(
                column.name, rows.map { Double(days[$0]) }, valid, options, isDate: true)
        }
    }

    /// Levels that occur, the rare ones as one behind the others where there are several.
    private static func factor(
        _ name: String, _ raw: [UInt32], _ levels: [String], _ valid: [Bool],
        _ options: ScreeningOptions
    ) -> Candidate {
        var counts = [Int](repeating: 0, count: levels.count)
        for (row, code) in raw.enumerated() where valid[row] { counts[Int(code)] += 1 }
        let present = levels.indices.filter { counts[$0] > 0 }
        let rare = present.filter { counts[$0] < options.rareBelow }
        let isLumped = present.count > 2 && rare.count > 1
        let kept = isLumped ? present.filter { counts[$0] >= options.rareBelow } : present
        var names = kept.map { levels[$0] }
        var place = [UInt32](repeating: UInt32(kept.count), count: levels.count)
        for (index, level) in kept.enumerated() { place[level] = UInt32(index) }
        var lumped: (levels: Int, cases: Int)?
        if isLumped {
            names.append("(\(rare.count) rare levels)")
            lumped = (rare.count, rare.reduce(0) { $0 + counts[$1] })
        }
        let missing = UInt32(names.count)
        let codes = FactorColumn(
            name: name, levels: names,
            codes: raw.indices.map { valid[$0] ? place[Int(raw[$0])] : missing })
        // Of two levels the first, as everywhere; of more the largest, which bears comparisons best.
        var reference = 0
        if kept.count > 2 {
            for (index, level) in kept.enumerated() where counts[level] > counts[kept[reference]] {
                reference = index
            }
        }
        return Candidate(
            name: name, column: name, kind: .factor, codes: codes, reference: reference,
            lumped: lumped)
    }

    private static func numbers(
        _ name: String, _ raw: [Double], _ valid: [Bool], _ options: ScreeningOptions,
        isDate: Bool = false
    ) -> Candidate {
        let values = raw.indices.map { valid[$0] ? raw[$0] : .nan }
        let sorted = values.filter { !$0.isNaN }.sorted()
        if Set(sorted).count <= 2 {
            let levels = Array(Set(sorted)).sorted()
            let codes = values.map { value in
                UInt32(levels.firstIndex(of: value) ?? levels.count)
            }
            return Candidate(
                name: name, column: name, kind: .factor,
                codes: FactorColumn(
                    name: name, levels: levels.map { NumberBins.text($0, isDate: isDate) },
                    codes: codes), reference: 0, lumped: nil)
        }
        let bins = NumberBins(sorted: sorted, count: options.bins)
        let missing = UInt32(bins.count)
        let codes = FactorColumn(
            name: name, levels: bins.labels(isDate: isDate),
            codes: values.map { $0.isNaN ? missing : UInt32(bins.index(of: $0)) })
        return Candidate(
            name: name, column: name, kind: .numbers(values, isDate: isDate), codes: codes,
            reference: 0, lumped: nil)
    }
}
