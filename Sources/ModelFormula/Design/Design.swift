/// The columns of a model at the rows of a frame, each kept as it is: numbers as columns of
/// numbers, factors and their interactions as one column of cell codes, never one-hot.
///
/// Columns of numbers are stored centred (where there is an intercept) and scaled, so that a date
/// in milliseconds and a rate of 1e-9 stand beside each other without loss; `originalScale` takes
/// coefficients back.
public struct Design: Sendable {
    /// A column of numbers: (x - centre) / scale.
    public struct DenseColumn: Sendable {
        /// The coefficient it belongs to.
        public let coefficient: Int
        /// One number a row.
        public let values: [Double]
        let centre: Double
        let scale: Double
    }

    /// A factor, or an interaction of factors, perhaps times a column of numbers.
    public struct CodedBlock: Sendable {
        /// The coefficient of cell 0; the others follow.
        public let firstCoefficient: Int
        /// The number of cells that have a coefficient.
        public let cellCount: Int
        /// The cell of each row; `cellCount` where the row has none.
        public let cells: CellCodes
        /// A number a row that the cell's indicator is multiplied by; nil for 1.
        public let multiplier: [Double]?
        let scale: Double
    }

    /// The number of rows.
    public let rowCount: Int
    /// The number of columns, aliased ones included.
    public let columnCount: Int
    /// The columns of numbers; the intercept, a column of ones, is the first where there is one.
    public let dense: [DenseColumn]
    /// The columns of codes.
    public let coded: [CodedBlock]
    /// Whether column 0 is the intercept.
    public let hasIntercept: Bool

    /// Builds the columns of a specification over a frame's rows.
    public init(_ specification: DesignSpecification, values: [VariableValues], rowCount: Int) {
        self.rowCount = rowCount
        columnCount = specification.count
        hasIntercept = specification.model.hasIntercept
        var dense: [DenseColumn] = []
        var coded: [CodedBlock] = []
        if hasIntercept {
            dense.append(
                DenseColumn(
                    coefficient: 0, values: [Double](repeating: 1, count: rowCount), centre: 0,
                    scale: 1))
        }
        for piece in specification.pieces {
            if piece.factors.isEmpty {
                for product in 0..<piece.productCount {
                    let column = specification.product(piece, product, values) ?? []
                    dense.append(
                        Self.scaled(
                            column, coefficient: piece.first + product, isCentred: hasIntercept))
                }
                continue
            }
            let cells = CellCodes(
                specification.cells(piece, values, rowCount: rowCount), cellCount: piece.cellCount)
            for product in 0..<piece.productCount {
                var multiplier = specification.product(piece, product, values)
                let scale = multiplier.map(Self.rootMeanSquare) ?? 1
                if scale != 1 { multiplier = multiplier?.map { $0 / scale } }
                coded.append(
                    CodedBlock(
                        firstCoefficient: piece.first + product * piece.cellCount,
                        cellCount: piece.cellCount, cells: cells, multiplier: multiplier,
                        scale: scale))
            }
        }
        self.dense = dense
        self.coded = coded
    }

    private static func scaled(_ values: [Double], coefficient: Int, isCentred: Bool)
        -> DenseColumn
    {
        var centre = 0.0
        if isCentred, let first = values.first {
            // Deviations from the first value keep the digits that a sum of large numbers loses.
            var sum = 0.0
            for value in values { sum += value - first }
            centre = first + sum / Double(values.count)
        }
        var column = centre == 0 ? values : values.map { $0 - centre }
        let scale = rootMeanSquare(column)
        for row in column.indices { column[row] /= scale }
        return DenseColumn(
            coefficient: coefficient, values: column, centre: centre, scale: scale)
    }

    /// √(Σx²/n) without overflow; 1 where all are 0.
    private static func rootMeanSquare(_ values: [Double]) -> Double {
        let largest = values.reduce(0) { max($0, abs($1)) }
        guard largest > 0, largest.isFinite else { return 1 }
        var sum = 0.0
        for value in values { sum += (value / largest) * (value / largest) }
        return largest * (sum / Double(values.count)).squareRoot()
    }

    /// The scale of each column: what its coefficient is divided by on the way back.
    public var scales: [Double] {
        var scales = [Double](repeating: 1, count: columnCount)
        for column in dense { scales[column.coefficient] = column.scale }
        for block in coded {
            for cell in 0..<block.cellCount { scales[block.firstCoefficient + cell] = block.scale }
        }
        return scales
    }

    /// What is taken off each column; 0 for all but columns of numbers beside an intercept.
    public var centres: [Double] {
        var centres = [Double](repeating: 0, count: columnCount)
        for column in dense { centres[column.coefficient] = column.centre }
        return centres
    }
}

/// The cell of each row in the fewest bytes; the code `cellCount` means none.
public enum CellCodes: Sendable {
    /// Fewer than 2⁸ cells.
    case narrow([UInt8])
    /// Fewer than 2¹⁶ cells.
    case medium([UInt16])
    /// More cells.
    case wide([Int32])

    init(_ cells: [Int32], cellCount: Int) {
        let none = Int32(truncatingIfNeeded: cellCount)
        if cellCount < 1 << 8 {
            self = .narrow(cells.map { UInt8(truncatingIfNeeded: $0 < 0 ? none : $0) })
        } else if cellCount < 1 << 16 {
            self = .medium(cells.map { UInt16(truncatingIfNeeded: $0 < 0 ? none : $0) })
        } else {
            self = .wide(cells.map { $0 < 0 ? none : $0 })
        }
    }
}
