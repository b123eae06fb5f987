import Tables

extension Design {
    /// The same columns, on the same scales, at some of the rows.
    public func selecting(_ rows: [Int]) -> Design {
        let chunks = RowChunks(rowCount: rows.count)
        func selected<Element: BitwiseCopyable & Sendable>(_ values: [Element]) -> [Element] {
            values.isEmpty
                ? []
                : chunks.filled(threads: 1, Element.self) { range, out in
                    for k in range { out[k - range.lowerBound] = values[rows[k]] }
                }
        }
        return Design(
            rowCount: rows.count, columnCount: columnCount,
            dense: dense.map {
                DenseColumn(
                    coefficient: $0.coefficient, numbers: selected($0.numbers), bound: $0.bound,
                    centre: $0.centre, scale: $0.scale)
            },
            coded: coded.map {
                let cells: CellCodes
                switch $0.cells {
                case .narrow(let codes): cells = .narrow(selected(codes))
                case .medium(let codes): cells = .medium(selected(codes))
                case .wide(let codes): cells = .wide(selected(codes))
                }
                return CodedBlock(
                    firstCoefficient: $0.firstCoefficient, cellCount: $0.cellCount, cells: cells,
                    multiplier: $0.multiplier.map(selected), bound: $0.bound, scale: $0.scale)
            }, hasIntercept: hasIntercept)
    }
}
