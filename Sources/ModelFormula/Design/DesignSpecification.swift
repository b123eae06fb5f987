/// What one column of a design stands for.
public struct Coefficient: Sendable, Codable, Equatable {
    /// Its name: `(Intercept)`, `age`, `ward[Byker]`, `sex[male]:age`.
    public let name: String
    /// The term it belongs to, as the formula writes it.
    public let term: String
    /// The index of that term in the model's terms; nil for the intercept.
    public let termIndex: Int?
    /// Its factor levels joined by `:`; nil without a factor.
    public let level: String?
    /// The reference levels of its factors joined by `:`; nil without a factor in contrasts.
    public let reference: String?
}

/// The columns of a design: how terms and what was learned of their variables become coefficients.
public struct DesignSpecification: Sendable {
    /// A product of factors and numeric variables, and where its coefficients stand.
    struct Piece: Sendable {
        /// Factors with their number of cells, in the order in which the first varies fastest.
        struct Factor: Sendable {
            let variable: Int
            /// The cell of each level; `nil` for a reference level, which has none.
            let cellOfLevel: [Int?]
            let cellCount: Int
        }
        let factors: [Factor]
        /// The numeric variables.
        let numeric: [Int]
        /// The number of cells of all factors together; 1 without factors.
        let cellCount: Int
        /// The number of products of the numeric variables' columns; 1 without any.
        let productCount: Int
        /// The coefficient of its first cell and first product.
        let first: Int
    }

    /// The terms.
    public let model: ModelTerms
    /// What each variable is.
    public let schemas: [VariableSchema]
    /// The number of coefficients.
    public let count: Int
    let pieces: [Piece]

    /// Lays out the coefficients of a model.
    public init(model: ModelTerms, schemas: [VariableSchema]) {
        self.model = model
        self.schemas = schemas
        let plan = CodingPlan(model, isFactor: schemas.map { $0.kind == .factor })
        var next = model.hasIntercept ? 1 : 0
        var pieces: [Piece] = []
        for planned in plan.pieces {
            let factors = planned.factors.sorted { $0.variable < $1.variable }.map { coded in
                let schema = schemas[coded.variable]
                let cells: [Int?] = schema.levels.indices.map {
                    if coded.isFull { return $0 }
                    return $0 == schema.reference ? nil : $0 < schema.reference ? $0 : $0 - 1
                }
                return Piece.Factor(
                    variable: coded.variable, cellOfLevel: cells,
                    cellCount: schema.levels.count - (coded.isFull ? 0 : 1))
            }
            let cellCount = factors.reduce(1) { saturatingProduct($0, $1.cellCount) }
            let productCount = planned.numeric.reduce(1) { $0 * schemas[$1].width }
            pieces.append(
                Piece(
                    factors: factors, numeric: planned.numeric, cellCount: cellCount,
                    productCount: productCount, first: next))
            next = min(.max / 4, next + saturatingProduct(cellCount, productCount))
        }
        self.pieces = pieces
        count = next
        termOfPiece = plan.pieces.map(\.term)
    }

    private let termOfPiece: [Int]

    /// The coefficients in order.
    ///
    /// There may be very many: look at `count` first.
    public func coefficients() -> [Coefficient] {
        var result: [Coefficient] = []
        result.reserveCapacity(count)
        if model.hasIntercept {
            result.append(
                Coefficient(
                    name: "(Intercept)", term: "(Intercept)", termIndex: nil, level: nil,
                    reference: nil))
        }
        for (piece, term) in zip(pieces, termOfPiece) {
            for product in 0..<piece.productCount {
                for cell in 0..<piece.cellCount {
                    result.append(coefficient(piece, term: term, product: product, cell: cell))
                }
            }
        }
        return result
    }

    private func coefficient(_ piece: Piece, term: Int, product: Int, cell: Int) -> Coefficient {
        var parts: [Int: String] = [:]
        var levels: [String] = []
        var references: [String] = []
        var rest = cell
        for factor in piece.factors {
            let schema = schemas[factor.variable]
            let own = rest % factor.cellCount
            rest /= factor.cellCount
            let level = factor.cellOfLevel.firstIndex(of: own) ?? 0
            parts[factor.variable] = "\(schema.name)[\(schema.levels[level])]"
            levels.append(schema.levels[level])
            if factor.cellCount < schema.levels.count {
                references.append(schema.levels[schema.reference])
            }
        }
        rest = product
        for variable in piece.numeric {
            let schema = schemas[variable]
            let column = rest % schema.width
            parts[variable] = schema.columnName(column)
            if schema.isIndicator(column) {
                levels.append(VariableSchema.missingLevel)
                references.append(VariableSchema.missingReference)
            }
            rest /= schema.width
        }
        let name = parts.sorted { $0.key < $1.key }.map(\.value).joined(separator: ":")
        return Coefficient(
            name: name, term: model.name(model.terms[term]), termIndex: term,
            level: levels.isEmpty ? nil : levels.joined(separator: ":"),
            reference: references.isEmpty ? nil : references.joined(separator: ":"))
    }

    /// The product of the numeric columns that a piece's `product` names, at each row.
    func product(_ piece: Piece, _ product: Int, _ values: [VariableValues]) -> [Double]? {
        var rest = product
        var result: [Double]?
        for variable in piece.numeric {
            guard case .dense(let columns) = values[variable] else { continue }
            let column = columns[rest % columns.count]
            rest /= columns.count
            if let so = result {
                result = zip(so, column).map { $0 * $1 }
            } else {
                result = column
            }
        }
        return result
    }

    /// The cell of each row, -1 at a reference level, and at a level not known.
    func cells(_ piece: Piece, _ values: [VariableValues], rowCount: Int) -> [Int32] {
        var cells = [Int32](repeating: 0, count: rowCount)
        var stride: Int32 = 1
        for factor in piece.factors {
            guard case .codes(let codes) = values[factor.variable] else { continue }
            let offsets = factor.cellOfLevel.map { $0.map { Int32($0) * stride } ?? -1 }
            for row in 0..<rowCount where cells[row] >= 0 {
                let code = codes[row]
                let offset = code < 0 ? -1 : offsets[Int(code)]
                cells[row] = offset < 0 ? -1 : cells[row] + offset
            }
            stride = stride &* Int32(truncatingIfNeeded: factor.cellCount)
        }
        return cells
    }
}

private func saturatingProduct(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max / 4 : min(product, .max / 4)
}
