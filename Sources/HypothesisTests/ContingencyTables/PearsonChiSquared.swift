import Distributions

extension ContingencyTable {
    /// Pearson's chi-squared test of independence: X² = Σ (o - e)² / e on (r-1)(c-1) degrees of
    /// freedom, without continuity correction, over the rows and columns that hold cases.
    ///
    /// Right to 1e-13 for counts of any size: n (o - e) is a whole number. Not estimable with fewer
    /// than two occupied rows or columns. Source: Pearson (1900).
    public func pearsonChiSquared() -> TestResult {
        let name = "pearson_chi_squared"
        let method = "Pearson's chi-squared test, without continuity correction"
        let table = occupied
        if let reason = table.untestable {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        let statistic = table.pearsonStatistic
        let df = table.degreesOfFreedom
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }

    /// Σ (o n - r c)² / (n r c) of an occupied table.
    var pearsonStatistic: Double {
        let n = Double(total)
        var sum = CompensatedSum()
        for i in 0..<rowCount {
            for j in 0..<columnCount {
                let scaled = excess(i, j)
                sum.add(scaled / n * (scaled / marginProduct(i, j)))
            }
        }
        return sum.value
    }

    /// Pearson's chi-squared test of a 2x2 table with Yates' continuity correction:
    /// Σ (|o - e| - min(½, |o - e|))² / e on 1 degree of freedom, as R's `chisq.test`.
    ///
    /// nil where the occupied table has another shape than 2x2. Source: Yates (1934).
    public func yatesChiSquared() -> TestResult? {
        let name = "pearson_chi_squared_yates"
        let method = "Pearson's chi-squared test with Yates' continuity correction"
        let table = occupied
        if table.untestable != nil { return nil }
        guard table.rowCount == 2, table.columnCount == 2 else { return nil }
        // All four |o - e| are |a d - b c| / n; twice that, less n, is a whole number.
        let twice = 2 * table.wideExcess(0, 0).magnitude
        let whole = UInt128(table.total)
        var statistic = 0.0
        if twice > whole {
            let corrected = Double(twice - whole) / 2
            let product = { (margins: [Int]) in Double(margins[0]) * Double(margins[1]) }
            statistic =
                corrected / product(table.rowTotals) * (corrected / product(table.columnTotals))
                * Double(table.total)
        }
        return TestResult(
            name: name, method: method, statistic: statistic, df: 1,
            pValue: ChiSquared(degreesOfFreedom: 1).pValue(statistic))
    }
}
