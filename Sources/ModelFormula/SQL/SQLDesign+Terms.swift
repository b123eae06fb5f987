/// Coefficients met with the columns of a design.
extension SQLDesign {
    /// The parts of the linear predictor: each coefficient times its column, and the offsets.
    ///
    /// - Parameter solution: a coefficient for each of the specification's.
    public func linearPredictor(_ solution: [Double]) throws(SQLRefusal) -> (
        parts: [String], tables: [Stage], joins: [String]
    ) {
        precondition(solution.count == specification.count, "a coefficient for every column")
        var parts: [String] = []
        var tables: [Stage] = []
        var joins: [String] = []
        if specification.model.hasIntercept { parts.append(dialect.number(solution[0])) }
        for (index, piece) in specification.pieces.enumerated() {
            let products = (0..<piece.productCount).map { product(piece, $0) }
            func weight(_ product: Int, _ cell: Int) -> Double {
                solution[piece.first + product * piece.cellCount + cell]
            }
            if piece.cellCount > Self.mostListedLevels {
                let name = "cw_effects_\(index + 1)"
                let (table, join) = effects(name, piece, weight)
                guard let table else { continue }
                tables.append(table)
                joins.append(join)
                for (place, product) in products.enumerated() {
                    let effect = "COALESCE(\(name).e\(place + 1), \(dialect.number(0)))"
                    parts.append(product.map { "\(effect) * \($0)" } ?? effect)
                }
                continue
            }
            for (place, product) in products.enumerated() {
                let cells = (0..<piece.cellCount).filter { weight(place, $0) != 0 }
                guard !cells.isEmpty else { continue }
                let effect: String
                if piece.factors.isEmpty {
                    effect = dialect.number(weight(place, 0))
                } else {
                    let whens = cells.map { cell in
                        "\n          WHEN \(condition(piece, cell)) THEN "
                            + dialect.number(weight(place, cell))
                    }
                    effect = "CASE\(whens.joined()) ELSE \(dialect.number(0)) END"
                }
                parts.append(product.map { "\(effect) * \($0)" } ?? effect)
            }
        }
        return (parts + offsets, tables, joins)
    }

    /// A table of the effects of a piece's cells; nil where all are 0.
    private func effects(
        _ name: String, _ piece: DesignSpecification.Piece, _ weight: (Int, Int) -> Double
    ) -> (Stage?, String) {
        let products = 0..<piece.productCount
        var rows: [[String]] = []
        for cell in 0..<piece.cellCount {
            let weights = products.map { weight($0, cell) }
            guard weights.contains(where: { $0 != 0 }) else { continue }
            rows.append(keys(piece, cell).map(\.key) + weights.map(dialect.number))
        }
        guard !rows.isEmpty else { return (nil, "") }
        let keyNames = piece.factors.indices.map { "level\($0 + 1)" }
        let conditions = zip(piece.factors, keyNames).map { factor, key in
            "p.\(variables[factor.variable]?.coded ?? "") = \(name).\(key)\(dialect.exactCollation)"
        }
        return (
            Stage(
                name: name,
                query: dialect.rows(rows, columns: keyNames + products.map { "e\($0 + 1)" })),
            "LEFT JOIN \(name) ON " + conditions.joined(separator: " AND ")
        )
    }

    /// The product of numeric columns; nil without any.
    private func product(_ piece: DesignSpecification.Piece, _ product: Int) -> String? {
        var rest = product
        var factors: [String] = []
        for index in piece.numeric {
            guard let variable = variables[index] else { continue }
            let all = variable.columns + [variable.indicator].compactMap(\.self)
            factors.append(all[rest % all.count])
            rest /= all.count
        }
        return factors.isEmpty ? nil : factors.joined(separator: " * ")
    }

    /// The factors of a cell with the text of their levels.
    private func keys(_ piece: DesignSpecification.Piece, _ cell: Int) -> [(
        column: String, key: String
    )] {
        var rest = cell
        return piece.factors.compactMap { factor in
            let own = rest % factor.cellCount
            rest /= factor.cellCount
            guard let level = factor.cellOfLevel.firstIndex(of: own),
                let variable = variables[factor.variable]
            else { return nil }
            return (variable.coded, variable.keys[level])
        }
    }

    private func condition(_ piece: DesignSpecification.Piece, _ cell: Int) -> String {
        keys(piece, cell).map { "\($0.column) = \($0.key)" }.joined(separator: " AND ")
    }

    /// The column of one coefficient where a row has it: nil for always, or the condition; and its value.
    public func element(_ coefficient: Int) -> (condition: String?, value: String) {
        if specification.model.hasIntercept, coefficient == 0 { return (nil, dialect.number(1)) }
        for piece in specification.pieces {
            let place = coefficient - piece.first
            guard place >= 0, place < piece.cellCount * piece.productCount else { continue }
            let value = product(piece, place / piece.cellCount) ?? dialect.number(1)
            return (
                piece.factors.isEmpty ? nil : condition(piece, place % piece.cellCount), value
            )
        }
        preconditionFailure("a coefficient of the design")
    }

    /// The condition that a variable, a factor, has one of some levels.
    public func hasLevel(_ variable: Int, _ levels: [Int]) -> String? {
        guard let factor = variables[variable], !levels.isEmpty else { return nil }
        return "\(factor.coded) IN (" + levels.map { factor.keys[$0] }.joined(separator: ", ") + ")"
    }

    /// All stages before the linear predictor, and the last one's name.
    public var codedStages: (stages: [Stage], last: String) {
        let named = stages.filter { !$0.name.hasPrefix("cw_levels_") }
        return (stages, named[named.count - 1].name)
    }
}

extension SQLDialect {
    /// A stage as a common table expression that is computed by itself.
    ///
    /// PostgreSQL and SQLite would put each column's expression wherever the column is named, over and
    /// over: a query of a few hundred lines then grows beyond all memory. OFFSET 0 and MATERIALIZED keep
    /// them from it.
    public func expression(_ stage: SQLDesign.Stage) -> String {
        "\(stage.name) AS \(self == .sqlite ? "MATERIALIZED " : "")(\n\(stage.query)"
            + (self == .postgresql ? "\n  OFFSET 0" : "") + "\n)"
    }
}
