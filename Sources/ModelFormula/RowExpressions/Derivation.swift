import Tables

/// A column made from others: `name = expression`.
public struct Derivation: Sendable, Equatable {
    /// The new column's name.
    public let name: String
    /// What it is made of.
    public let expression: RowExpression
    /// The text as it was written.
    public let source: String
    private let position: Int

    /// Parses text such as `days_open = closed - opened`.
    ///
    /// - Throws: `FormulaError` at the character that has no place.
    public init(parsing source: String) throws(FormulaError) {
        var parser = FormulaParser(tokens: try Lexer.tokens(of: source), noun: "expression")
        let (name, position, expression) = try parser.derivation()
        guard !name.isEmpty else {
            throw FormulaError(.syntax, "A derived column needs a name.", at: position)
        }
        self.init(name, RowExpression(expression, source: source), source, position)
    }

    private init(_ name: String, _ expression: RowExpression, _ source: String, _ position: Int) {
        self.name = name
        self.expression = expression
        self.source = source
        self.position = position
    }

    /// The derivation in one spelling, without what it leaves unsaid.
    public var description: String {
        "\(Expression(node: .name(name), position: 1)) = \(expression.expression)"
    }

    /// The expression in one spelling.
    public var expressionText: String { "\(expression.expression)" }

    /// The derivation with every `age_at(date)` naming the column of dates of birth.
    ///
    /// - Throws: `FormulaError` where a table has no such column, or several.
    public func namingBirthDates(in table: Table) throws(FormulaError) -> Derivation {
        let resolved = try expression.expression.namingBirthDates(in: table)
        return Derivation(name, RowExpression(resolved, source: source), source, position)
    }

    /// The new column's values over a table.
    ///
    /// The kind is that of the values: whole numbers, decimal numbers, true and false, dates or
    /// text. What is no number, as log(0), is missing.
    ///
    /// - Parameter isLearning: whether a level that a condition names must be among the column's.
    /// - Throws: `FormulaError` for a name that the table has already, and for what the expression
    ///   asks and the table cannot give.
    public func column(over table: Table, isLearning: Bool = true) throws(FormulaError) -> Column {
        guard table[name] == nil else {
            throw FormulaError(
                .repeatedColumn, "There is already a column named \"\(name)\".",
                hint: "Give the derived column a name of its own.", at: position)
        }
        let resolved = try expression.expression.namingBirthDates(in: table)
        _ = try ColumnReferences(columns: table.names).names(in: resolved)
        let values = try Evaluator(table: table, isLearning: isLearning).values(resolved)
        return values.column(named: name, rowCount: table.rowCount)
    }

    /// What some columns rest on: the derivations that make them, in order, and the columns of the
    /// table that these and the others read.
    ///
    /// - Parameters:
    ///   - names: the columns asked for, derived or not.
    ///   - derivations: all derivations, in order.
    ///   - table: a table with every column, derived or not.
    public static func origins(
        of names: [String], among derivations: [Derivation], in table: Table
    ) throws(FormulaError) -> (derivations: [Derivation], columns: [String]) {
        var wanted = names
        var needed: [Derivation] = []
        for derivation in derivations.reversed() where wanted.contains(derivation.name) {
            wanted.removeAll { $0 == derivation.name }
            needed.insert(derivation, at: 0)
            for name in try derivation.expression.columns(of: table) where !wanted.contains(name) {
                wanted.append(name)
            }
        }
        return (needed, wanted)
    }
}

extension Derivation: Codable {
    /// Reads the text of a derivation.
    ///
    /// - Throws: `DecodingError` where it is none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(parsing: try container.decode(String.self))
        } catch let error as FormulaError {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: error.message)
        }
    }

    /// Writes the derivation in one spelling.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension EvaluatedValues {
    /// The values as a column of a table.
    func column(named name: String, rowCount: Int) -> Column {
        switch self {
        case .text(let text):
            return Column(
                name: name,
                values: .category(
                    Categories(
                        appearanceCodes: [UInt32](repeating: 0, count: rowCount),
                        appearanceLevels: [text])), validity: ValidityMask(allValid: rowCount))
        case .codes(let codes, let levels):
            return Self.category(name, codes, levels)
        case .numbers(_, let kind), .number(_, let kind):
            let numbers = (0..<rowCount).map { number($0) }
            let valid = ValidityMask(numbers.map(\.isFinite))
            return Column(name: name, values: Self.packed(numbers, kind), validity: valid)
        }
    }

    private static func packed(_ numbers: [Double], _ kind: NumberKind) -> ColumnValues {
        switch kind {
        case .truth: return .boolean(numbers.map { $0 == 1 })
        case .date: return .date(numbers.map { Int32(exactly: $0) ?? 0 })
        case .number:
            // Beyond 2⁵³ not every whole number is a double.
            let areWhole = numbers.allSatisfy {
                !$0.isFinite || $0 == $0.rounded() && abs($0) <= 9_007_199_254_740_992
            }
            guard areWhole, numbers.contains(where: \.isFinite) else {
                return .real(numbers.map { $0.isFinite ? $0 : 0 })
            }
            return .integer(Integers(numbers.map { Int64(exactly: $0) ?? 0 }))
        }
    }

    /// A category of the levels that occur.
    private static func category(_ name: String, _ codes: [Int32], _ levels: [String]) -> Column {
        var place = [UInt32?](repeating: nil, count: levels.count)
        var kept: [String] = []
        var valid = ValidityMask()
        var packed: [UInt32] = []
        packed.reserveCapacity(codes.count)
        for code in codes {
            valid.append(code >= 0)
            guard code >= 0 else {
                packed.append(0)
                continue
            }
            if let known = place[Int(code)] {
                packed.append(known)
            } else {
                let next = UInt32(kept.count)
                place[Int(code)] = next
                kept.append(levels[Int(code)])
                packed.append(next)
            }
        }
        return Column(
            name: name,
            values: .category(Categories(appearanceCodes: packed, appearanceLevels: kept)),
            validity: valid)
    }
}
