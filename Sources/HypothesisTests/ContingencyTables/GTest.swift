import Distributions

extension ContingencyTable {
    /// The likelihood-ratio test of independence: G = 2 Σ o ln(o / e) on (r-1)(c-1) degrees of
    /// freedom, over the rows and columns that hold cases.
    ///
    /// Computed as 2 Σ e [(1+d) ln(1+d) - d] with d = (o - e)/e from whole numbers, which is the same
    /// because Σ (o - e) = 0, and which near independence keeps the nine digits that the usual sum
    /// loses; an empty cell adds 2 e. Source: Wilks (1938).
    public func gTest() -> TestResult {
        let name = "g_test"
        let method = "likelihood-ratio test (G), without continuity correction"
        let table = occupied
        if let reason = table.untestable {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        let n = Double(table.total)
        var sum = CompensatedSum()
        for i in 0..<table.rowCount {
            for j in 0..<table.columnCount {
                let product = table.marginProduct(i, j)
                sum.add(product / n * devianceTerm(table.excess(i, j) / product))
            }
        }
        let statistic = 2 * sum.value
        let df = table.degreesOfFreedom
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }
}
