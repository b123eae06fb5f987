import Tables

extension Design {
    /// The columns of rows that lie in a scratch file: what is known of each, and not one value.
    ///
    /// Centres and scales are those that the same rows in memory have: sums over the same chunks in the
    /// same order.
    public init(_ specification: DesignSpecification, stored: StoredRows, threads: Int) {
        rowCount = stored.rowCount
        columnCount = specification.count
        hasIntercept = specification.model.hasIntercept
        var dense: [DenseColumn] = []
        var coded: [CodedBlock] = []
        if hasIntercept {
            dense.append(DenseColumn(coefficient: 0, numbers: [], bound: 1, centre: 0, scale: 1))
        }
        for piece in specification.pieces {
            for product in 0..<piece.productCount {
                let isDense = piece.factors.isEmpty
                let standard = stored.standardisation(
                    specification, piece, product, isCentred: isDense && hasIntercept,
                    threads: threads)
                if isDense {
                    dense.append(
                        DenseColumn(
                            coefficient: piece.first + product, numbers: [],
                            bound: standard?.bound ?? 1,
                            centre: standard?.centre ?? 0, scale: standard?.scale ?? 1))
                } else {
                    coded.append(
                        CodedBlock(
                            firstCoefficient: piece.first + product * piece.cellCount,
                            cellCount: piece.cellCount, cells: .narrow([]),
                            multiplier: piece.numeric.isEmpty ? nil : [],
                            bound: standard?.bound ?? 1,
                            scale: standard?.scale ?? 1))
                }
            }
        }
        self.dense = dense
        self.coded = coded
    }

    /// The same columns at some rows, on the same scales.
    public func filled(
        _ specification: DesignSpecification, _ values: [VariableValues], rowCount: Int
    ) -> Design {
        let chunks = RowChunks(rowCount: rowCount)
        var dense: [DenseColumn] = []
        var coded: [CodedBlock] = []
        if hasIntercept {
            dense.append(
                DenseColumn(
                    coefficient: 0, numbers: [Double](repeating: 1, count: rowCount), bound: 1,
                    centre: 0, scale: 1))
        }
        for piece in specification.pieces {
            let cells =
                piece.factors.isEmpty
                ? nil : CellCodes(specification, piece, values, chunks: chunks, threads: 1)
            for product in 0..<piece.productCount {
                let column = specification.product(piece, product, values)
                guard let cells else {
                    let known = self.dense[dense.count]
                    dense.append(
                        DenseColumn(
                            coefficient: known.coefficient,
                            numbers: column ?? [], bound: known.bound, centre: known.centre,
                            scale: known.scale))
                    continue
                }
                let known = self.coded[coded.count]
                coded.append(
                    CodedBlock(
                        firstCoefficient: known.firstCoefficient, cellCount: known.cellCount,
                        cells: cells,
                        multiplier: column.map {
                            known.scale == 1 ? $0 : $0.map { $0 / known.scale }
                        },
                        bound: known.bound, scale: known.scale))
            }
        }
        return Design(
            rowCount: rowCount, columnCount: columnCount, dense: dense, coded: coded,
            hasIntercept: hasIntercept)
    }
}

extension DesignSpecification {
    /// The products of numbers, with or without factors, that its columns are made of.
    public var productCount: Int { pieces.reduce(0) { $0 + $1.productCount } }

    /// The variables that its columns read.
    public var variables: Set<Int> {
        Set(pieces.flatMap { $0.factors.map(\.variable) + $0.numeric })
    }
}
