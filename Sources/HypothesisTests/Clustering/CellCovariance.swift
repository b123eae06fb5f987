/// The covariance of the shares of a table's cells, cluster by cluster (linearised, CR1):
/// V = G/(G-1) Σ_g z_g z_g' with z_g = Σ_i∈g w_i (x_i - p) / W, x_i the indicator of the cell.
///
/// The z_g add up to 0. Cells without cases are left out: their shares do not vary.
struct CellCovariance {
    /// The cells that hold cases.
    let cells: [Int]
    /// V over those cells, row after row.
    let values: [Double]

    /// More occupied cells than this are not asked for: V would be too large.
    static let largest = 1000

    /// V of a clustered table; nil below two clusters or with more than 1,000 occupied cells.
    init?(_ data: ClusteredTable) {
        guard let factor = data.sizes.factor else { return nil }
        let cells = data.shares.indices.filter { data.shares[$0] > 0 }
        let m = cells.count
        guard m > 0, m <= Self.largest else { return nil }
        var place = [Int](repeating: 0, count: data.shares.count)
        for (k, cell) in cells.enumerated() { place[cell] = k }
        // Σ y y', Σ n y and Σ n² of the clusters; whole numbers without weights.
        var products = [Double](repeating: 0, count: m * m)
        var crossed = [Double](repeating: 0, count: m)
        var squares = 0.0
        data.forEachCluster { cluster in
            var n = 0.0
            for entry in cluster { n += entry.weight }
            squares += n * n
            for a in cluster {
                let i = place[a.cell]
                crossed[i] += n * a.weight
                for b in cluster { products[i * m + place[b.cell]] += a.weight * b.weight }
            }
        }
        let p = cells.map { data.shares[$0] }
        let scale = factor / data.weight / data.weight
        for i in 0..<m {
            for j in 0..<m {
                let sum =
                    products[i * m + j] - p[i] * crossed[j] - p[j] * crossed[i]
                    + p[i] * p[j] * squares
                products[i * m + j] = scale * sum
            }
        }
        self.cells = cells
        values = products
    }
}
