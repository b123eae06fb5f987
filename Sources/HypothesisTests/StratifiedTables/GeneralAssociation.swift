import Distributions

extension StratifiedTable {
    /// The generalised Cochran-Mantel-Haenszel test of any association between rows and columns within
    /// strata: d' V⁻ d, d being the sums over strata of n_ij - n_i. n_.j / n, on as many degrees of
    /// freedom as V has dimensions, (r-1)(c-1) unless levels never meet.
    ///
    /// Cov(d_ij, d_kl) = Σ n_i. (δ_ik n - n_k.) n_.j (δ_jl n - n_.l) / (n² (n-1)). In a 2x2xk table it
    /// is the Cochran-Mantel-Haenszel test without correction. Not estimable beyond 1,500 degrees of
    /// freedom. Source: Landis, Heyman and Koch (1978), International Statistical Review 46, 237-254.
    public func generalAssociation() -> TestResult {
        let name = "cochran_mantel_haenszel"
        let method = "generalised Cochran-Mantel-Haenszel test of any association"
        if let reason = use.untestable {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        // Leaving out the fullest row and column keeps the rest well apart.
        let rows = Self.allButTheFullest(crude.rowTotals)
        let columns = Self.allButTheFullest(crude.columnTotals)
        let (size, overflow) = rows.count.multipliedReportingOverflow(by: columns.count)
        guard !overflow, size <= 1500, size * size <= 2_000_000_000 / max(strata.count, 1) else {
            return TestResult(
                name: name, method: method,
                notEstimable: "there are too many rows and columns for a joint covariance")
        }
        let excess = pooledExcesses
        let sums = rows.flatMap { i in columns.map { j in excess[i * columnLabels.count + j] } }
        var covariance = [Double](repeating: 0, count: size * size)
        for h in strata.indices where totals[h] > 1 {
            let table = table(h)
            let n = Double(table.total)
            let left = Self.spread(table.rowTotals, rows, n)
            let right = Self.spread(table.columnTotals, columns, n)
            for p in rows.indices {
                for q in columns.indices {
                    let cell = p * columns.count + q
                    for k in rows.indices {
                        let factor = left[p * rows.count + k] / (n - 1)
                        guard factor != 0 else { continue }
                        for l in columns.indices {
                            covariance[cell * size + k * columns.count + l] +=
                                factor * right[q * columns.count + l]
                        }
                    }
                }
            }
        }
        return result(name, method, sums, covariance)
    }

    /// The test that the mean column score is the same in all rows within strata, for columns with an
    /// order, on r - 1 degrees of freedom.
    ///
    /// Source: Landis, Heyman and Koch (1978).
    ///
    /// - Parameter columnScores: one finite score a column; 1, 2, ... unless given.
    public func rowMeanScores(columnScores: [Double]? = nil) -> TestResult {
        let name = "cochran_mantel_haenszel_row_means"
        let method = "Cochran-Mantel-Haenszel test of the rows' mean scores"
        let scores = columnScores ?? columnLabels.indices.map { Double($0 + 1) }
        if let reason = unscorable(scores, columnLabels) ?? use.untestable {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        let rows = Self.allButTheFullest(crude.rowTotals)
        guard rows.count <= 1500,
            rows.count * rows.count <= 2_000_000_000 / max(strata.count, 1)
        else {
            return TestResult(name: name, method: method, notEstimable: "there are too many rows")
        }
        let excess = pooledExcesses
        let sums = rows.map { i in
            columnLabels.indices.reduce(into: CompensatedSum()) { sum, j in
                sum.add(scores[j] * excess[i * columnLabels.count + j])
            }.value
        }
        var covariance = [Double](repeating: 0, count: rows.count * rows.count)
        for h in strata.indices where totals[h] > 1 {
            let table = table(h)
            let n = Double(table.total)
            let squares = Self.squares(scores, table.columnTotals, n)
            let spread = Self.spread(table.rowTotals, rows, n)
            for p in rows.indices {
                for k in rows.indices {
                    covariance[p * rows.count + k] +=
                        spread[p * rows.count + k] * (squares / (n - 1))
                }
            }
        }
        return result(name, method, sums, covariance)
    }

    /// The test of a correlation between row and column scores within strata, for rows and columns with
    /// an order, on 1 degree of freedom: (Σ s_rc)² / Σ (s_rr s_cc / (n-1)), s being sums of products
    /// about a stratum's means.
    ///
    /// Source: Mantel (1963), JASA 58, 690-700.
    ///
    /// - Parameters:
    ///   - rowScores: one finite score a row; 1, 2, ... unless given.
    ///   - columnScores: one finite score a column; 1, 2, ... unless given.
    public func correlation(
        rowScores: [Double]? = nil, columnScores: [Double]? = nil
    ) -> TestResult {
        let name = "cochran_mantel_haenszel_correlation"
        let method = "Cochran-Mantel-Haenszel test of a correlation of scores"
        let left = rowScores ?? rowLabels.indices.map { Double($0 + 1) }
        let right = columnScores ?? columnLabels.indices.map { Double($0 + 1) }
        let reason = unscorable(left, rowLabels) ?? unscorable(right, columnLabels)
        if let reason = reason ?? use.untestable {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        let excess = pooledExcesses
        var (sum, variance) = (CompensatedSum(), CompensatedSum())
        for i in rowLabels.indices {
            for j in columnLabels.indices {
                // The excesses of a row or column add up to 0: any origin of the scores will do.
                sum.add(
                    (left[i] - left[0]) * (right[j] - right[0])
                        * excess[i * columnLabels.count + j])
            }
        }
        for h in strata.indices where totals[h] > 1 {
            let table = table(h)
            let n = Double(table.total)
            let rowSquares = Self.squares(left, table.rowTotals, n)
            let columnSquares = Self.squares(right, table.columnTotals, n)
            variance.add(rowSquares * (columnSquares / (n - 1)))
        }
        return result(name, method, [sum.value], [variance.value])
    }

    private func unscorable(_ scores: [Double], _ labels: [String]) -> String? {
        scores.count == labels.count && scores.allSatisfy(\.isFinite)
            ? nil : "a score is missing or no number"
    }

    private func result(
        _ name: String, _ method: String, _ x: [Double], _ covariance: [Double]
    ) -> TestResult {
        let form = QuadraticForm(x, covariance: covariance)
        guard let statistic = form.statistic else {
            return TestResult(
                name: name, method: method, notEstimable: "nothing varies within any stratum")
        }
        let df = Double(form.rank)
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }

    /// Σ over strata of n_ij - n_i. n_.j / n, row after row.
    private var pooledExcesses: [Double] {
        var sums = [QuotientSum](
            repeating: QuotientSum(), count: rowLabels.count * columnLabels.count)
        for h in strata.indices where totals[h] > 0 {
            let table = table(h)
            for i in rowLabels.indices where table.rowTotals[i] > 0 {
                for j in columnLabels.indices where table.columnTotals[j] > 0 {
                    sums[i * columnLabels.count + j].add(
                        table.wideExcess(i, j), over: table.total)
                }
            }
        }
        return sums.map(\.value)
    }

    /// The places of all margins but the largest.
    private static func allButTheFullest(_ totals: [Int]) -> [Int] {
        let fullest = totals.indices.max { totals[$0] < totals[$1] }
        return totals.indices.filter { $0 != fullest && totals[$0] > 0 }
    }

    /// x_i (δ_ik - x_k / n) for every pair of the margins kept, row after row.
    private static func spread(_ totals: [Int], _ kept: [Int], _ n: Double) -> [Double] {
        kept.flatMap { i in
            kept.map { k in
                let share = Double(totals[i]) / n
                return i == k
                    ? share * Double(n - Double(totals[k])) : -share * Double(totals[k])
            }
        }
    }

    /// The sum of squares of the scores over a margin, about their mean.
    private static func squares(_ scores: [Double], _ totals: [Int], _ n: Double) -> Double {
        var (sum, squares) = (CompensatedSum(), CompensatedSum())
        for (score, count) in zip(scores, totals) { sum.add(score * (Double(count) / n)) }
        for (score, count) in zip(scores, totals) where count > 0 {
            squares.add(Double(count) * (score - sum.value) * (score - sum.value))
        }
        return squares.value
    }
}
