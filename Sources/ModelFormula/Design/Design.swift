import Tables

/// The columns of a model at the rows of a frame, each kept as it is: numbers as columns of
/// numbers, factors and their interactions as one column of cell codes, never one-hot.
///
/// Columns of numbers are read centred (where there is an intercept) and scaled, so that a date
/// in milliseconds and a rate of 1e-9 stand beside each other without loss. The numbers themselves
/// stay as and where the frame has them: a block of rows is standardised when it is used.
public struct Design: Sendable {
    /// A column of numbers: (x - centre) / scale.
    public struct DenseColumn: Sendable {
        /// The coefficient it belongs to.
        public let coefficient: Int
        /// x, one number a row.
        public let numbers: [Double]
        /// No standardised number is larger than this, whatever its sign.
        public let bound: Double
        /// What is taken off each number.
        public let centre: Double
        let scale: Double

        /// 1 / scale, which numbers are multiplied by.
        public var factor: Double { 1 / scale }
        /// Whether the numbers are the column.
        public var isPlain: Bool { centre == 0 && scale == 1 }

        /// The standardised number of a row.
        public subscript(_ row: Int) -> Double { (numbers[row] - centre) * factor }
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
        /// No multiplier is larger than this, whatever its sign.
        public let bound: Double
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

    init(
        rowCount: Int, columnCount: Int, dense: [DenseColumn], coded: [CodedBlock],
        hasIntercept: Bool
    ) {
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.dense = dense
        self.coded = coded
        self.hasIntercept = hasIntercept
    }

    /// Builds the columns of a specification over a frame's rows.
    ///
    /// - Parameter threads: how many chunks of rows are worked on at once; it changes no bit.
    public init(
        _ specification: DesignSpecification, values: [VariableValues], rowCount: Int,
        threads: Int = 1
    ) {
        self.rowCount = rowCount
        columnCount = specification.count
        hasIntercept = specification.model.hasIntercept
        let chunks = RowChunks(rowCount: rowCount)
        var dense: [DenseColumn] = []
        var coded: [CodedBlock] = []
        if hasIntercept {
            let ones = chunks.filled(threads: threads, Double.self) { rows, out in
                out.initialize(repeating: 1, count: rows.count)
            }
            dense.append(
                DenseColumn(coefficient: 0, numbers: ones, bound: 1, centre: 0, scale: 1))
        }
        for piece in specification.pieces {
            if piece.factors.isEmpty {
                for product in 0..<piece.productCount {
                    let column = specification.product(piece, product, values) ?? []
                    let standard = Standardisation(
                        column, isCentred: hasIntercept, chunks: chunks, threads: threads)
                    dense.append(
                        DenseColumn(
                            coefficient: piece.first + product, numbers: column,
                            bound: standard.bound, centre: standard.centre,
                            scale: standard.scale))
                }
                continue
            }
            let cells = CellCodes(
                specification, piece, values, chunks: chunks, threads: threads)
            for product in 0..<piece.productCount {
                let numbers = specification.product(piece, product, values)
                let standard = numbers.map {
                    Standardisation($0, isCentred: false, chunks: chunks, threads: threads)
                }
                coded.append(
                    CodedBlock(
                        firstCoefficient: piece.first + product * piece.cellCount,
                        cellCount: piece.cellCount, cells: cells,
                        multiplier: numbers.flatMap {
                            standard?.applied(to: $0, chunks: chunks, threads: threads)
                        }, bound: standard?.bound ?? 1, scale: standard?.scale ?? 1))
            }
        }
        self.dense = dense
        self.coded = coded
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
