import Tables

/// Rows of new data coded as a model's rows were: for each row the elements of its design row that
/// are not 0, or why there are none.
public struct NewData: Sendable {
    /// Why a row has no design row.
    public enum Gap: String, Sendable {
        /// A column that the model reads is empty.
        case missingInput = "missing_input"
        /// A factor has a level that the model has not learned.
        case unknownLevel = "unknown_level"
        /// An expression such as log(0) is no number.
        case notFinite = "not_finite"
    }

    private struct Piece {
        let first: Int
        let cellCount: Int
        let cells: [Int32]?
        let products: [[Double]?]
    }

    /// What keeps each row from being predicted, and the first column or variable that does; nil
    /// where nothing does.
    public let gaps: [(gap: Gap, column: String)?]
    /// The sum of the offsets, one a row.
    public let offsets: [Double]
    /// The first variable, by row, whose value lies beyond what the model was learned from.
    public let beyondRange: [String?]
    private let pieces: [Piece]
    private let hasIntercept: Bool

    /// Codes the rows of a table.
    ///
    /// - Throws: `FormulaError` where the table lacks a column or has one of another kind.
    public init(_ specification: DesignSpecification, table: Table) throws(FormulaError) {
        let model = specification.model
        let evaluator = Evaluator(table: table, isLearning: false)
        let references = ColumnReferences(columns: table.names)
        var gaps = [(gap: Gap, column: String)?](repeating: nil, count: table.rowCount)
        func markMissing(_ expression: Expression, _ values: EvaluatedValues)
            throws(FormulaError)
        {
            for name in try references.names(in: expression) {
                guard let column = table[name], !column.validity.isComplete else { continue }
                for row in gaps.indices
                where !column.validity[row] && values.isMissing(row)
                    && gaps[row]?.gap != .missingInput
                {
                    gaps[row] = (.missingInput, name)
                }
            }
        }
        // A variable that no term uses any more was found constant and is not asked for.
        let used = Set(model.terms.flatMap(\.variables))
        var values: [VariableValues] = []
        var beyondRange = [String?](repeating: nil, count: table.rowCount)
        for (index, expression) in model.variables.enumerated() {
            guard used.contains(index) else {
                values.append(.codes([]))
                continue
            }
            let variable = try Variable(expression)
            let evaluated = try evaluator.values(variable.inner)
            let schema = specification.schemas[index]
            var missing: [Bool]?
            if schema.takesMissing {
                let names = try references.names(in: variable.inner)
                missing = evaluated.rowsWithout(names.compactMap { table[$0] })
            } else {
                try markMissing(variable.inner, evaluated)
            }
            let coded = try schema.apply(
                variable, evaluated, rowCount: table.rowCount, missing: missing)
            switch coded {
            case .codes(let codes):
                for row in gaps.indices where codes[row] < 0 && gaps[row] == nil {
                    gaps[row] = (codes[row] == -2 ? .unknownLevel : .notFinite, variable.name)
                }
            case .dense(let columns):
                for column in columns {
                    for row in gaps.indices where !column[row].isFinite && gaps[row] == nil {
                        gaps[row] = (.notFinite, variable.name)
                    }
                }
            }
            if let range = schema.range {
                let numbers = try VariableSchema.numbers(evaluated, variable, table.rowCount)
                for row in numbers.indices
                where beyondRange[row] == nil && numbers[row].isFinite
                    && !range.contains(numbers[row])
                {
                    beyondRange[row] = variable.name
                }
            }
            values.append(coded)
        }
        var offsets = [Double](repeating: 0, count: table.rowCount)
        for expression in model.offsets {
            let variable = try Variable(expression)
            let evaluated = try evaluator.values(variable.inner)
            try markMissing(variable.inner, evaluated)
            let numbers = try VariableSchema.numbers(evaluated, variable, table.rowCount)
            for row in offsets.indices {
                offsets[row] += numbers[row]
                if !numbers[row].isFinite, gaps[row] == nil {
                    gaps[row] = (.notFinite, "offset(\(expression))")
                }
            }
        }
        self.gaps = gaps
        self.offsets = offsets
        self.beyondRange = beyondRange
        hasIntercept = model.hasIntercept
        pieces = specification.pieces.map { piece in
            Piece(
                first: piece.first, cellCount: piece.cellCount,
                cells: piece.factors.isEmpty
                    ? nil : specification.cells(piece, values, rowCount: table.rowCount),
                products: (0..<piece.productCount).map {
                    specification.product(piece, $0, values)
                })
        }
    }

    /// Writes the coefficients that a row touches and by how much, over what `elements` held.
    public func designRow(_ row: Int, into elements: inout [(column: Int, value: Double)]) {
        elements.removeAll(keepingCapacity: true)
        if hasIntercept { elements.append((0, 1)) }
        for piece in pieces {
            let cell = piece.cells.map { Int($0[row]) } ?? 0
            guard cell >= 0 else { continue }
            for (index, product) in piece.products.enumerated() {
                elements.append(
                    (piece.first + index * piece.cellCount + cell, product?[row] ?? 1))
            }
        }
    }
}
