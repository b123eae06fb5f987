import Distributions

extension RaoScott {
    /// The levels of one column beside expected shares, corrected for cases that share clusters:
    /// X² = n Σ (p̂ - p)²/p over δ̄ = n Σ V(p̂)/p / (k - 1), with a² from n² Σ V_ij²/(p_i p_j).
    ///
    /// Source: Rao and Scott (1981), JASA 76, 221-230. R's `svygofchisq` linearises the expected
    /// counts as well, at the observed shares; under the null both are the same.
    ///
    /// - Parameter shares: the expected shares of the table's columns, above 0, of sum 1.
    public static func ofShares(
        _ data: ClusteredTable, _ shares: [Double]
    ) -> (RaoScott?, note: String?) {
        let table = data.table
        let n = Double(table.total)
        guard table.total > 0 else { return (nil, "there is no case") }
        guard shares.count == table.columnCount, shares.count > 1,
            shares.allSatisfy({ $0 > 0 })
        else { return (nil, "an expected share is 0, or there is one level only") }
        guard data.sizes.clusters > 1 else { return (nil, "all cases are of one cluster") }
        guard shares.count <= 400 else { return (nil, "there are more than 400 levels") }
        let found = table.columnTotals.map { Double($0) / n }
        let pearson =
            n
            * zip(found, shares).reduce(0) {
                $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / $1.1
            }
        let columns = shares.indices
        let derivatives = columns.map { level in
            (0..<table.rowCount).flatMap { _ in
                columns.map { (($0 == level ? 1 : 0) - found[level]) / n }
            }
        }
        guard let covariance = ClusteredFunction(data, derivatives: derivatives).covariance else {
            return (nil, "the clusters do not tell how much it varies")
        }
        var (first, second) = (0.0, 0.0)
        for i in columns {
            first += n * covariance[i * shares.count + i] / shares[i]
            for j in columns {
                let element = n * covariance[i * shares.count + j]
                second += element * element / (shares[i] * shares[j])
            }
        }
        let df = Double(shares.count - 1)
        guard first > 1e-9, second > 0 else {
            return (nil, "the clusters do not differ at all, so that nothing can be tested")
        }
        return (
            RaoScott(
                pearson: pearson, df: df, meanDesignEffect: first / df,
                squaredVariation: max(df * second / (first * first) - 1, 0),
                clusterDF: Double(data.sizes.clusters - 1)), nil
        )
    }
}
