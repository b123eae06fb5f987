import Tables

/// The points of the cases of a table.
public struct ScoredPoints: Sendable, Hashable {
    /// What one item gave.
    public struct Item: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Rows in which it is not recorded.
        public let unknown: Int
        /// Rows in which each of its rules is the one that counts.
        public let counted: [Int]
    }

    /// The points of each row, from what is known of it.
    public let points: [Int]
    /// How many items are unknown in each row.
    public let unknownItems: [Int]
    /// The fewest points of each row, whatever its unknown items are.
    public let fewest: [Int]
    /// The most.
    public let most: [Int]
    /// The band of each row's points, an index into the score's bands; nil where they lie in none.
    public let band: [Int?]
    /// What each item gave, in the score's order.
    public let items: [Item]

    /// Rows in which every item is known.
    public var completeRows: Int { unknownItems.count { $0 == 0 } }
}

extension PointsScore {
    /// Points for each row of a table.
    ///
    /// A missing value is a state of its own: its item gives no points and is counted in
    /// `ScoredPoints.unknownItems`; `fewest` and `most` say what it could have given.
    ///
    /// - Throws: for a column that the table has not, and for one whose values a rule cannot be compared with: a
    ///   word with numbers, a number with words, or a word that the column writes in other letters.
    public func scores(of table: Table) throws(PointsError) -> ScoredPoints {
        let rows = table.rowCount
        var points = [Int](repeating: 0, count: rows)
        var unknown = points
        var (fewest, most) = (points, points)
        var told: [ScoredPoints.Item] = []
        for item in items {
            let answer = try item.answers(in: table)
            var counted = [Int](repeating: 0, count: item.rules.count)
            var missing = 0
            let range = item.range
            for row in 0..<rows {
                guard let rule = answer(row) else {
                    unknown[row] += 1
                    missing += 1
                    fewest[row] += range.lowerBound
                    most[row] += range.upperBound
                    continue
                }
                guard rule >= 0 else { continue }
                counted[rule] += 1
                points[row] += item.rules[rule].points
                fewest[row] += item.rules[rule].points
                most[row] += item.rules[rule].points
            }
            told.append(ScoredPoints.Item(name: item.name, unknown: missing, counted: counted))
        }
        return ScoredPoints(
            points: points, unknownItems: unknown, fewest: fewest, most: most,
            band: points.map { points in bands.firstIndex { $0.holds(points) } }, items: told)
    }
}

extension PointsScore.Item {
    /// For a row the place of the rule that counts, -1 where none holds, nil where the value is not recorded.
    fileprivate func answers(in table: Table) throws(PointsError) -> (Int) -> Int? {
        guard let name = column else { return { _ in nil } }
        guard let column = table[name] else {
            throw PointsError(
                .unknownColumn,
                "The item \"\(self.name)\" needs a column \"\(name)\", which is not there.",
                hint: NearestNames.hint(for: name, among: table.names)
                    + " An item that is not recorded has the column null.")
        }
        // Rules with the most points come first, so that the first that holds is the one that counts.
        let order = rules.indices.sorted {
            rules[$0].points != rules[$1].points ? rules[$0].points > rules[$1].points : $0 < $1
        }
        let validity = column.validity
        let first = { (row: Int, holds: (Int) -> Bool) -> Int? in
            validity[row] ? order.first(where: holds) ?? -1 : nil
        }
        switch column.values {
        case .integer(let values):
            let tests = try numberTests(column)
            return { row in first(row) { tests[$0](Double(values[row])) } }
        case .real(let values):
            let tests = try numberTests(column)
            return { row in first(row) { tests[$0](values[row]) } }
        case .boolean(let values):
            var wanted: [Bool] = []
            for rule in rules {
                switch rule.value {
                case .boolean(let value): wanted.append(value)
                case .text("true"): wanted.append(true)
                case .text("false"): wanted.append(false)
                default: throw kinds(rule, column, "true and false", "Write true or false.")
                }
            }
            return { row in first(row) { wanted[$0] == values[row] } }
        case .category(let categories):
            var wanted: [Int?] = []
            for rule in rules { wanted.append(try level(of: rule, column, categories)) }
            return { row in first(row) { wanted[$0] == categories.codes[row] } }
        case .date:
            throw kinds(
                rules[0], column, "dates", "Points are given for numbers, words, true and false.")
        }
    }

    private func numberTests(_ column: Column) throws(PointsError) -> [(Double) -> Bool] {
        var tests: [(Double) -> Bool] = []
        for rule in rules {
            guard case .number(let limit) = rule.value else {
                throw kinds(rule, column, "numbers", "Compare it with a number.")
            }
            switch rule.comparison {
            case .atLeast: tests.append { $0 >= limit }
            case .atMost: tests.append { $0 <= limit }
            case .equals: tests.append { $0 == limit }
            }
        }
        return tests
    }

    private func level(
        of rule: PointsScore.Rule, _ column: Column, _ categories: Categories
    ) throws(PointsError) -> Int? {
        guard case .text(let text) = rule.value else {
            let shown = categories.levels.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")
            throw kinds(rule, column, "words", "Its values are such as \(shown).")
        }
        if let place = categories.levels.firstIndex(of: text) { return place }
        if let other = categories.levels.first(where: { $0.lowercased() == text.lowercased() }) {
            throw PointsError(
                .kindsDiffer,
                "The item \"\(name)\" asks whether \"\(column.name)\" is \"\(text)\", and the column writes \"\(other)\".",
                hint: "Write it as the column does.")
        }
        return nil
    }

    private func kinds(
        _ rule: PointsScore.Rule, _ column: Column, _ held: String, _ hint: String
    ) -> PointsError {
        let comparison = rule.comparison == .equals ? "is" : "is " + rule.comparison.rawValue
        return PointsError(
            .kindsDiffer,
            "The item \"\(name)\" asks whether \"\(column.name)\" \(comparison) \(rule.value.words), and the column holds \(held).",
            hint: hint)
    }
}
