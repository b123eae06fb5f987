/// Points that a checklist gives a case, such as a council's risk-of-NEET indicators.
///
/// A points file is JSON:
/// ```json
/// {"name": "Example", "source": "where it is published", "version": "2023",
///  "items": [
///    {"item": "attendance", "column": "attendance",
///     "rules": [{"comparison": "at most", "value": 0.90, "points": 1},
///               {"comparison": "at most", "value": 0.85, "points": 2}]},
///    {"item": "looked after", "column": "looked_after",
///     "rules": [{"comparison": "is", "value": "yes", "points": 2}]}],
///  "bands": [{"band": "some", "from": 1, "to": 3}, {"band": "high", "from": 4}]}
/// ```
/// A comparison is written in words: "at least" is >=, "at most" is <=, "is" is equality, and a limit itself
/// counts. Of an item's rules that hold, the one with the most points counts, so that 0.84 above gives 2 and
/// not 3. A case for whom none holds has 0 points for the item. An item whose `column` is null is not
/// recorded anywhere: it is unknown for every case.
public struct PointsScore: Sendable, Hashable {
    /// How a value is compared with that of a rule.
    public enum Comparison: String, Sendable, Hashable, Codable, CaseIterable {
        /// value >= limit
        case atLeast = "at least"
        /// value <= limit
        case atMost = "at most"
        /// value = that of the rule
        case equals = "is"
    }

    /// A value in a rule.
    public enum Value: Sendable, Hashable {
        /// A number.
        case number(Double)
        /// A word.
        case text(String)
        /// True or false.
        case boolean(Bool)
    }

    /// Points for cases whose value compares so.
    public struct Rule: Sendable, Hashable {
        /// How the value is compared.
        public let comparison: Comparison
        /// With what.
        public let value: Value
        /// The points where it holds.
        public let points: Int

        /// A rule.
        public init(_ comparison: Comparison, _ value: Value, points: Int) {
            self.comparison = comparison
            self.value = value
            self.points = points
        }
    }

    /// One question of the checklist.
    public struct Item: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// The column that answers it; nil where none does.
        public let column: String?
        /// Its rules.
        public let rules: [Rule]

        /// An item.
        public init(_ name: String, column: String?, rules: [Rule]) {
            self.name = name
            self.column = column
            self.rules = rules
        }

        /// The points that it can give, from none of its rules to the highest.
        public var range: ClosedRange<Int> {
            let points = rules.map(\.points) + [0]
            return (points.min() ?? 0)...(points.max() ?? 0)
        }
    }

    /// A range of points with a name.
    public struct Band: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// The fewest points.
        public let from: Int
        /// The most; nil where there is no end.
        public let to: Int?

        /// A band.
        public init(_ name: String, from: Int, to: Int?) {
            self.name = name
            self.from = from
            self.to = to
        }

        /// Whether points lie in it.
        public func holds(_ points: Int) -> Bool { points >= from && points <= to ?? .max }
    }

    /// What the score is called.
    public let name: String
    /// Where it comes from.
    public let source: String?
    /// Which version of it this is.
    public let version: String?
    /// The questions.
    public let items: [Item]
    /// The bands, in order of points.
    public let bands: [Band]

    /// A score of items, checked for what contradicts itself.
    ///
    /// - Throws: for a score without items, an item without rules or of a name that another has, two rules that
    ///   ask the same, points beyond ±10,000, "at least" of a word, a limit that is no number, and bands that
    ///   overlap or end before they begin.
    public init(
        name: String, source: String? = nil, version: String? = nil, items: [Item],
        bands: [Band] = []
    ) throws(PointsError) {
        guard !items.isEmpty else {
            throw PointsError(.contradiction, "The points \"\(name)\" have no item.")
        }
        var names = Set<String>()
        for item in items {
            guard names.insert(item.name).inserted else {
                throw PointsError(
                    .contradiction, "Two items are named \"\(item.name)\".",
                    hint: "Write both as rules of one item, or rename one.")
            }
            try item.check()
        }
        let ordered = bands.sorted { $0.from < $1.from }
        var bandNames = Set<String>()
        for (index, band) in ordered.enumerated() {
            guard bandNames.insert(band.name).inserted else {
                throw PointsError(.contradiction, "Two bands are named \"\(band.name)\".")
            }
            if let to = band.to, to < band.from {
                throw PointsError(
                    .contradiction,
                    "The band \"\(band.name)\" goes from \(band.from) to \(to) points.")
            }
            if index > 0 {
                let before = ordered[index - 1]
                guard let end = before.to, end < band.from else {
                    throw PointsError(
                        .contradiction,
                        "\(band.from) points lie in two bands, \"\(before.name)\" and \"\(band.name)\".",
                        hint: "End the first at \(band.from - 1) points.")
                }
            }
        }
        self.name = name
        self.source = source
        self.version = version
        self.items = items
        self.bands = ordered
    }

    /// The points that the items can give together.
    public var range: ClosedRange<Int> {
        let (low, high) = items.reduce((0, 0)) {
            ($0.0 + $1.range.lowerBound, $0.1 + $1.range.upperBound)
        }
        return low...high
    }
}

extension PointsScore.Item {
    func check() throws(PointsError) {
        guard !rules.isEmpty else {
            throw PointsError(
                .contradiction, "The item \"\(name)\" has no rule.",
                hint: "Say for which value it gives points, or leave it out.")
        }
        var asked: [String: Int] = [:]
        for rule in rules {
            guard abs(rule.points) <= 10_000 else {
                throw PointsError(
                    .contradiction, "The item \"\(name)\" gives \(rule.points) points.",
                    hint: "A rule gives at most 10,000.")
            }
            if case .number(let limit) = rule.value, !limit.isFinite {
                throw PointsError(
                    .contradiction, "A limit of the item \"\(name)\" is not a finite number.")
            }
            if rule.comparison != .equals {
                guard case .number = rule.value else {
                    throw PointsError(
                        .contradiction,
                        "The item \"\(name)\" asks for \(rule.comparison.rawValue) \(rule.value.words), which is no number.",
                        hint: "Write \"is\" for a word.")
                }
            }
            let question = "\(rule.comparison.rawValue) \(rule.value.words)"
            if let points = asked.updateValue(rule.points, forKey: question) {
                throw PointsError(
                    .contradiction,
                    "The item \"\(name)\" gives both \(points) and \(rule.points) points where the value \(rule.comparison == .equals ? "is" : "is " + rule.comparison.rawValue) \(rule.value.words).",
                    hint: "Keep one of the two rules.")
            }
        }
        try checkOrder()
    }

    /// Beyond a further limit there are as many points or more: else the further rule could never count.
    private func checkOrder() throws(PointsError) {
        for comparison in [PointsScore.Comparison.atLeast, .atMost] {
            let limits = rules.compactMap { rule -> (limit: Double, points: Int)? in
                guard rule.comparison == comparison, case .number(let limit) = rule.value else {
                    return nil
                }
                return (limit, rule.points)
            }.sorted { comparison == .atLeast ? $0.limit < $1.limit : $0.limit > $1.limit }
            for (near, far) in zip(limits, limits.dropFirst()) where far.points <= near.points {
                throw PointsError(
                    .contradiction,
                    "The item \"\(name)\" gives \(near.points) points where the value is \(comparison.rawValue) \(near.limit), so that \(far.points) points where it is \(comparison.rawValue) \(far.limit) never count.",
                    hint: "Of the rules that hold, the one with the most points counts.")
            }
        }
    }
}

extension PointsScore.Value {
    /// The value as it is written.
    var words: String {
        switch self {
        case .number(let number): "\(number)"
        case .text(let text): "\"\(text)\""
        case .boolean(let value): "\(value)"
        }
    }
}

/// What is wrong with a points file, or with the columns that it is used on.
public struct PointsError: Error, Sendable, Hashable {
    /// A stable word for what went wrong.
    public enum Code: String, Sendable {
        /// The text is not JSON of the form that a points file has.
        case malformed = "malformed_points"
        /// Items, rules or bands that contradict each other.
        case contradiction = "contradictory_points"
        /// A column that the table has not.
        case unknownColumn = "unknown_column"
        /// A column whose kind of values a rule cannot be compared with.
        case kindsDiffer = "kinds_differ"
    }

    /// The stable word.
    public let code: Code
    /// One sentence that says what is wrong.
    public let message: String
    /// What to do about it.
    public let hint: String?

    /// An error with its words.
    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
