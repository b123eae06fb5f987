extension Design {
    /// The same columns with nothing taken off them, so that the intercept's coefficient is what it is
    /// on the columns' own scales but for its factor.
    public var uncentred: Design {
        Design(
            rowCount: rowCount, columnCount: columnCount,
            dense: dense.map { column in
                guard column.centre != 0 else { return column }
                let scale = max(abs(column.centre), column.scale)
                return DenseColumn(
                    coefficient: column.coefficient,
                    numbers: column.numbers,
                    bound: (column.bound * column.scale + abs(column.centre)) / scale, centre: 0,
                    scale: scale)
            }, coded: coded, hasIntercept: hasIntercept)
    }
}
