import Tables

/// The rows of a frame as they would be with columns changed: every variable of the formula that reads
/// a changed column is evaluated anew, so that a change of `age` goes through `log(age)`, `poly(age, 2)`
/// and `age:sex` alike, and through an offset.
public struct Counterfactuals: Sendable {
    /// What a column, or one variable alone, is set to.
    public enum Change: Sendable {
        /// Every row has one value: a level, a number, a date or a truth value, as text.
        case column(String, to: String)
        /// Every row's number is moved by a step.
        case step(String, by: Double)
        /// A factor variable of the model has one level, whatever its columns say.
        case level(variable: Int, code: Int)
        /// A number of the model is moved by a step, whatever its columns say.
        case variable(Int, by: Double)
    }

    /// What moves when a derivative is taken.
    public enum Mover: Sendable {
        /// A column, through every expression that reads it.
        case column(String)
        /// One variable of the model alone.
        case variable(Int)
    }

    /// The frame whose rows these are.
    public let frame: ModelFrame
    /// How terms became columns.
    public let specification: DesignSpecification
    /// The columns that the right side reads, at the rows used.
    public let table: Table
    let variables: [Variable]
    private let columnsOf: [[String]]

    /// - Parameter table: the table that the frame was learned from.
    /// - Throws: `FormulaError` where the table is another one.
    public init(_ frame: ModelFrame, _ specification: DesignSpecification, table: Table)
        throws(FormulaError)
    {
        self.frame = frame
        self.specification = specification
        let references = ColumnReferences(columns: table.names)
        var variables: [Variable] = []
        var columnsOf: [[String]] = []
        var names: Set<String> = []
        for expression in specification.model.variables {
            let variable = try Variable(expression)
            let read = try references.names(in: variable.inner)
            variables.append(variable)
            columnsOf.append(read)
            names.formUnion(read)
        }
        for offset in specification.model.offsets {
            names.formUnion(try references.names(in: offset))
        }
        self.variables = variables
        self.columnsOf = columnsOf
        let isWhole = frame.rowCount == table.rowCount
        let columns = table.columns.filter { names.contains($0.name) }.map {
            isWhole ? $0 : $0.gathering(frame.usedRows)
        }
        guard let own = try? Table(columns: columns, rowCount: frame.rowCount) else {
            preconditionFailure("names of a table are distinct")
        }
        self.table = own
    }

    /// The variables of the model that terms use.
    public var usedVariables: [Int] { Set(specification.model.terms.flatMap(\.variables)).sorted() }

    /// The columns of the table that a variable reads.
    public func columns(of variable: Int) -> [String] { columnsOf[variable] }

    /// The column that a variable is, and nothing else: `ward`, or `C(ward)`.
    public func plainColumn(of variable: Int) -> String? {
        guard case .name(let name) = variables[variable].inner.unwrapped.node,
            table[name] != nil
        else { return nil }
        return name
    }

    /// The rows as they were observed.
    public func observed() -> DesignRows { rows(frame.values, offset: frame.offset) }

    /// The rows with changes made one after the other.
    ///
    /// - Returns: nil where a change makes an expression come to no number, as log(0) does.
    /// - Throws: `FormulaError` for a column or a value that the model does not know.
    public func changed(_ changes: [Change]) throws(FormulaError) -> ChangedRows? {
        var columns = table.columns
        var names: Set<String> = []
        var own: [Int: VariableValues] = [:]
        var beyond: [Int: ChangedRows.Beyond] = [:]
        for change in changes {
            switch change {
            case .column(let name, let text):
                let place = try place(of: name)
                columns[place] = try columns[place].constant(text, rowCount: frame.rowCount)
                names.insert(name)
            case .step(let name, let step):
                let place = try place(of: name)
                columns[place] = try columns[place].moved(by: step)
                names.insert(name)
            case .level(let variable, let code):
                own[variable] = .codes(
                    [Int32](repeating: Int32(code), count: frame.rowCount))
            case .variable(let variable, let step):
                let numbers = try self.numbers(variable).map { $0 + step }
                let missing = numbers.contains { $0.isNaN } ? numbers.map(\.isNaN) : nil
                own[variable] = .dense(
                    specification.schemas[variable].columns(numbers, missing: missing))
                beyond[variable] = try self.beyond(variable, .numbers(numbers, .number))
            }
        }
        guard let changed = try? Table(columns: columns, rowCount: frame.rowCount) else {
            preconditionFailure("names of a table are distinct")
        }
        let evaluator = Evaluator(table: changed, isLearning: false)
        var values = frame.values
        for index in usedVariables {
            if let own = own[index] {
                values[index] = own
                continue
            }
            guard columnsOf[index].contains(where: names.contains) else { continue }
            let evaluated = try evaluator.values(variables[index].inner)
            let schema = specification.schemas[index]
            let missing =
                schema.takesMissing
                ? evaluated.rowsWithout(columnsOf[index].compactMap { changed[$0] }) : nil
            let coded = try schema.apply(
                variables[index], evaluated, rowCount: frame.rowCount, missing: missing)
            guard coded.isWhole else { return nil }
            values[index] = coded
            beyond[index] = try self.beyond(index, evaluated)
        }
        guard let offset = try offset(evaluator) else { return nil }
        return ChangedRows(
            rows: rows(
                values, offset: specification.model.offsets.isEmpty ? frame.offset : offset),
            beyond: beyond.sorted { $0.key < $1.key }.map(\.value))
    }

    private func offset(_ evaluator: Evaluator) throws(FormulaError) -> [Double]? {
        var sum = [Double](repeating: 0, count: frame.rowCount)
        for expression in specification.model.offsets {
            let variable = try Variable(expression)
            let numbers = try VariableSchema.numbers(
                try evaluator.values(variable.inner), variable, sum.count)
            for row in sum.indices { sum[row] += numbers[row] }
        }
        return sum.allSatisfy(\.isFinite) ? sum : nil
    }

    private func place(of name: String) throws(FormulaError) -> Int {
        guard let place = table.position(of: name) else {
            throw FormulaError(
                .unknownColumn, "The model reads no column named \"\(name)\".",
                hint: NearestNames.hint(for: name, among: table.names))
        }
        return place
    }

    // MARK: Derivatives

    /// The derivatives of the rows by what moves; nil where it moves them in steps.
    public func slopes(by mover: Mover) throws(FormulaError) -> DesignRows? {
        switch mover {
        case .column(let name): return try slopes(by: name)
        case .variable(let index):
            let numbers = try numbers(index)
            return rows(slopes: [index: specification.schemas[index].slopes(numbers)], offset: nil)
        }
    }

    private func slopes(by column: String) throws(FormulaError) -> DesignRows? {
        _ = try place(of: column)
        let evaluator = Evaluator(table: table, isLearning: false)
        var found: [Int: [[Double]]] = [:]
        for index in usedVariables where columnsOf[index].contains(column) {
            // Along a level's column nothing can be moved a little.
            guard specification.schemas[index].kind != .factor else { return nil }
            let expression = variables[index].inner
            switch try evaluator.slope(of: expression, by: column) {
            case .none: continue
            case .steps: return nil
            case .numbers(let own):
                let basis = specification.schemas[index].slopes(try numbers(index))
                found[index] = basis.map { column in
                    own.indices.map { column[$0] == 0 ? 0 : column[$0] * own[$0] }
                }
            }
        }
        var offset: [Double]?
        for expression in specification.model.offsets {
            switch try evaluator.slope(of: expression, by: column) {
            case .none: continue
            case .steps: return nil
            case .numbers(let own):
                offset = offset.map { sum in own.indices.map { sum[$0] + own[$0] } } ?? own
            }
        }
        return rows(slopes: found, offset: offset)
    }

    /// The numbers inside a numeric variable, as `age` is inside `poly(age, 2)`.
    private func numbers(_ index: Int) throws(FormulaError) -> [Double] {
        let evaluator = Evaluator(table: table, isLearning: false)
        return try VariableSchema.numbers(
            try evaluator.values(variables[index].inner), variables[index], frame.rowCount)
    }

    // MARK: Rows

    private func rows(_ values: [VariableValues], offset: [Double]?) -> DesignRows {
        DesignRows(
            pieces: specification.pieces.map { piece in
                DesignRows.Piece(
                    first: piece.first, cellCount: piece.cellCount,
                    cells: cells(piece, values),
                    products: (0..<piece.productCount).map {
                        specification.product(piece, $0, values)
                    })
            }, hasIntercept: specification.model.hasIntercept, offset: offset,
            rowCount: frame.rowCount, columnCount: specification.count)
    }

    private func cells(_ piece: DesignSpecification.Piece, _ values: [VariableValues]) -> [Int32]? {
        piece.factors.isEmpty
            ? nil : specification.cells(piece, values, rowCount: frame.rowCount)
    }

    /// The derivatives of products by the rule for products; pieces that do not move are left out.
    private func rows(slopes: [Int: [[Double]]], offset: [Double]?) -> DesignRows {
        let pieces = specification.pieces.filter { $0.numeric.contains { slopes[$0] != nil } }
        return DesignRows(
            pieces: pieces.map { piece in
                let parts = piece.numeric.filter { slopes[$0] != nil }.map { moving in
                    var values = frame.values
                    values[moving] = .dense(slopes[moving] ?? [])
                    return (0..<piece.productCount).map {
                        specification.product(piece, $0, values) ?? []
                    }
                }
                return DesignRows.Piece(
                    first: piece.first, cellCount: piece.cellCount,
                    cells: cells(piece, frame.values),
                    products: (0..<piece.productCount).map { product in
                        parts.dropFirst().reduce(parts[0][product]) { sum, part in
                            zip(sum, part[product]).map { $0 + $1 }
                        }
                    })
            }, hasIntercept: false, offset: offset, rowCount: frame.rowCount,
            columnCount: specification.count)
    }
}

extension VariableValues {
    /// Whether every row has a value that the model knows.
    var isWhole: Bool {
        switch self {
        case .dense(let columns): columns.allSatisfy { $0.allSatisfy(\.isFinite) }
        case .codes(let codes): codes.allSatisfy { $0 >= 0 }
        }
    }
}
