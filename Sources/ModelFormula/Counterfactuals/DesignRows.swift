/// Rows of a design on the columns' own scales, each column kept as it is: what a model makes of rows
/// as they were observed or as they are imagined.
public struct DesignRows: Sendable {
    struct Piece: Sendable {
        let first: Int
        let cellCount: Int
        /// The cell of each row, -1 for none; nil without factors.
        let cells: [Int32]?
        /// The products of numbers, nil for 1.
        let products: [[Double]?]
    }

    let pieces: [Piece]
    let hasIntercept: Bool
    /// What is added to every linear predictor; nil for 0.
    let offset: [Double]?
    /// The number of rows.
    public let rowCount: Int
    /// The number of coefficients.
    public let columnCount: Int

    /// η = X β + offset.
    public func linearPredictors(_ beta: [Double]) -> [Double] {
        var eta = offset ?? [Double](repeating: 0, count: rowCount)
        if hasIntercept { for row in eta.indices { eta[row] += beta[0] } }
        forEachColumn { cells, product, first, cellCount in
            let own = beta[first..<first + cellCount]
            for row in eta.indices {
                let cell = cells.map { Int($0[row]) } ?? 0
                guard cell >= 0 else { continue }
                eta[row] += own[first + cell] * (product?[row] ?? 1)
            }
        }
        return eta
    }

    /// X' r for each group of rows.
    ///
    /// - Parameters:
    ///   - r: one number a row.
    ///   - groups: the group of each row, -1 for none; nil for one group of all.
    public func sums(_ r: [Double], groups: [Int32]? = nil, groupCount: Int = 1) -> [[Double]] {
        var sums = [[Double]](
            repeating: [Double](repeating: 0, count: columnCount), count: groupCount)
        func add(_ column: (Int) -> Int, _ product: [Double]?) {
            for row in r.indices where r[row] != 0 {
                let group = groups.map { Int($0[row]) } ?? 0
                let place = column(row)
                guard group >= 0, place >= 0 else { continue }
                sums[group][place] += r[row] * (product?[row] ?? 1)
            }
        }
        if hasIntercept { add({ _ in 0 }, nil) }
        forEachColumn { cells, product, first, _ in
            guard let cells else { return add({ _ in first }, product) }
            add({ cells[$0] < 0 ? -1 : first + Int(cells[$0]) }, product)
        }
        return sums
    }

    /// The elements of a row; those of columns of numbers are listed though they be 0.
    public func elements(of row: Int) -> [(column: Int, value: Double)] {
        var elements: [(column: Int, value: Double)] = hasIntercept ? [(0, 1)] : []
        forEachColumn { cells, product, first, _ in
            let cell = cells.map { Int($0[row]) } ?? 0
            guard cell >= 0 else { return }
            elements.append((first + cell, product?[row] ?? 1))
        }
        return elements
    }

    /// The part that is added to a row's linear predictor beside the columns.
    public func offset(of row: Int) -> Double { offset?[row] ?? 0 }

    private func forEachColumn(
        _ body: (_ cells: [Int32]?, _ product: [Double]?, _ first: Int, _ cellCount: Int) -> Void
    ) {
        for piece in pieces {
            for (index, product) in piece.products.enumerated() {
                body(
                    piece.cells, product, piece.first + index * piece.cellCount, piece.cellCount)
            }
        }
    }
}
