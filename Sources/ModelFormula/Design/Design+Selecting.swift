import Tables

extension Design {
    /// The same columns at some of the rows.
    ///
    /// - Parameters:
    ///   - standardising: whether columns of numbers are kept standardised, where many passes read them;
    ///     they have a centre of 0 and a scale of 1 then.
    ///   - threads: how many chunks of rows are worked on at once; it changes no bit.
    public func selecting(_ rows: [Int], standardising: Bool = false, threads: Int = 1) -> Design {
        let chunks = RowChunks(rowCount: rows.count, length: 4096)
        func selected<Element: BitwiseCopyable & Sendable>(_ values: [Element]) -> [Element] {
            values.isEmpty
                ? []
                : chunks.filled(threads: threads, Element.self) { range, out in
                    for k in range { out[k - range.lowerBound] = values[rows[k]] }
                }
        }
        return Design(
            rowCount: rows.count, columnCount: columnCount,
            dense: dense.map { column in
                let own = DenseColumn(
                    coefficient: column.coefficient, numbers: selected(column.numbers),
                    bound: column.bound, centre: column.centre, scale: column.scale)
                return standardising ? own.standardised(threads: threads) : own
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
