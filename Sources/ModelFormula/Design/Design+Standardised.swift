import CKernels

extension Design {
    /// The same columns with their numbers standardised once and for all: passes read them as they are.
    ///
    /// The scales of coefficients are those of the design that this is made from.
    public func standardised() -> Design {
        Design(
            rowCount: rowCount, columnCount: columnCount,
            dense: dense.map { column in
                guard !column.isPlain else { return column }
                let numbers = [Double](unsafeUninitializedCapacity: column.numbers.count) {
                    out, count in
                    count = column.numbers.count
                    guard let base = out.baseAddress else { return }
                    cw_standardise(count, column.numbers, column.centre, column.factor, base)
                }
                return DenseColumn(
                    coefficient: column.coefficient, numbers: numbers, bound: column.bound,
                    centre: 0, scale: 1)
            }, coded: coded, hasIntercept: hasIntercept)
    }
}
