import CKernels
import Tables

extension Design {
    /// The same columns with their numbers standardised once and for all: passes read them as they are.
    ///
    /// The scales of coefficients are those of the design that this is made from.
    ///
    /// - Parameter threads: how many chunks of rows are worked on at once; it changes no bit.
    public func standardised(threads: Int = 1) -> Design {
        Design(
            rowCount: rowCount, columnCount: columnCount,
            dense: dense.map { $0.standardised(threads: threads) }, coded: coded,
            hasIntercept: hasIntercept)
    }
}

extension Design.DenseColumn {
    /// The column with (x - centre) / scale for its numbers, and a centre of 0 and a scale of 1.
    func standardised(threads: Int) -> Design.DenseColumn {
        guard !isPlain else { return self }
        let standard = RowChunks(rowCount: numbers.count).filled(threads: threads, Double.self) {
            rows, out in
            numbers.withUnsafeBufferPointer { numbers in
                guard let base = numbers.baseAddress else { return }
                cw_standardise(rows.count, base + rows.lowerBound, centre, factor, out)
            }
        }
        return Design.DenseColumn(
            coefficient: coefficient, numbers: standard, bound: bound, centre: 0, scale: 1)
    }
}
