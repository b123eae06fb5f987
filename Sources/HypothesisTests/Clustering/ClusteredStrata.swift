import Distributions

/// Groups compared within strata, for cases that share clusters: Mantel and Haenszel's estimates with
/// cluster-robust intervals, and the generalised Cochran-Mantel-Haenszel test with the covariance
/// that the clusters have.
///
/// The estimates are the usual ones; only how much they vary is taken from the clusters
/// (`ClusteredFunction`). A cluster may have cases in several strata.
public struct ClusteredStrata: Sendable {
    /// The strata.
    public let table: StratifiedTable
    /// How many clusters, and how large.
    public var sizes: ClusterSizes { data.sizes }
    /// How alike the cases of a cluster are in the outcome.
    public var intraclassCorrelation: Double? { data.intraclassCorrelation }
    /// Rows are strata and groups, columns the outcome.
    let data: ClusteredTable

    /// Strata from one code a row.
    ///
    /// - Throws: as `ClusteredTable` and `StratifiedTable` do.
    public init(
        stratumCodes: [Int], rowCodes: [Int], columnCodes: [Int], clusterCodes: [Int],
        clusterCount: Int, strata: [String], rowLabels: [String], columnLabels: [String],
        counts: [Int]? = nil
    ) throws {
        let rows = rowLabels.count
        guard stratumCodes.count == rowCodes.count else {
            throw ClusteringError.lengths([stratumCodes.count, rowCodes.count])
        }
        data = try ClusteredTable(
            rowCodes: zip(stratumCodes, rowCodes).map { $0 * rows + $1 },
            columnCodes: columnCodes, clusterCodes: clusterCodes, clusterCount: clusterCount,
            rowLabels: strata.flatMap { stratum in rowLabels.map { "\(stratum), \($0)" } },
            columnLabels: columnLabels, counts: counts)
        table = try StratifiedTable(
            strata: strata, rowLabels: rowLabels, columnLabels: columnLabels,
            counts: data.table.counts)
    }

    /// `cochran_mantel_haenszel_clustered`: Σ_h (n_ij - r_i c_j / n) over the cells but those of one
    /// row and one column, by Wald's test on (r-1)(c-1) degrees of freedom.
    public func generalAssociation() -> TestResult {
        let name = "cochran_mantel_haenszel_clustered"
        let method =
            "generalised Cochran-Mantel-Haenszel test, Wald with cluster-robust covariance (CR1)"
        let (rows, columns) = (table.rowLabels.count, table.columnLabels.count)
        let crude = table.crude
        // Rows and columns that no case is in tell nothing; of the others the first is left out.
        let keptRows = Array((0..<rows).filter { crude.rowTotals[$0] > 0 }.dropFirst())
        let keptColumns = Array((0..<columns).filter { crude.columnTotals[$0] > 0 }.dropFirst())
        let count = keptRows.count * keptColumns.count
        guard count > 0, count <= 400 else {
            return TestResult(
                name: name, method: method,
                notEstimable: count == 0
                    ? crude.occupied.untestable ?? "there is nothing to compare"
                    : "the table has too many cells")
        }
        var values = [Double](repeating: 0, count: count)
        var derivatives = [[Double]](
            repeating: [Double](repeating: 0, count: table.counts.count), count: count)
        for h in table.strata.indices where table.totals[h] > 0 {
            let stratum = table.table(h)
            let n = Double(stratum.total)
            for (x, i) in keptRows.enumerated() {
                let r = Double(stratum.rowTotals[i])
                for (y, j) in keptColumns.enumerated() {
                    let c = Double(stratum.columnTotals[j])
                    let index = x * keptColumns.count + y
                    values[index] += Double(stratum[i, j]) - r * c / n
                    for u in 0..<rows {
                        for v in 0..<columns {
                            derivatives[index][(h * rows + u) * columns + v] =
                                (u == i && v == j ? 1 : 0)
                                - ((u == i ? c : 0) + (v == j ? r : 0)) / n + r * c / (n * n)
                        }
                    }
                }
            }
        }
        return ClusteredFunction(data, derivatives: derivatives)
            .waldTest(values, name: name, method: method)
    }

    /// Mantel and Haenszel's risk difference, risk ratio and odds ratio of a level against another,
    /// with cluster-robust intervals.
    ///
    /// - Throws: as `StratifiedComparison`.
    public func pooled(
        level: String, reference: String, event: String, confidence: Double
    ) throws -> [Effect] {
        let comparison = try StratifiedComparison(
            table, level: level, reference: reference, event: event)
        let (rows, columns) = (table.rowLabels.count, table.columnLabels.count)
        guard let own = table.rowLabels.firstIndex(of: level),
            let other = table.rowLabels.firstIndex(of: reference),
            let column = table.columnLabels.firstIndex(of: event)
        else { return [] }
        // Each estimate is A / B with A = Σ α(a, b, c, d) and B likewise; b and d gather all
        // outcomes but the event.
        var sums = [Double](repeating: 0, count: 6)
        var slopes = [[Double]](
            repeating: [Double](repeating: 0, count: table.counts.count), count: 6)
        for h in table.strata.indices {
            let stratum = table.table(h)
            let (a, c) = (Double(stratum[own, column]), Double(stratum[other, column]))
            let (m, k) = (Double(stratum.rowTotals[own]), Double(stratum.rowTotals[other]))
            let n = m + k
            guard m > 0, k > 0 else { continue }
            let (b, d) = (m - a, k - c)
            // Products over n, and their derivatives in a, b, c, d.
            let products: [(Double, (Double, Double, Double, Double))] = [
                (a * d, (d, 0, 0, a)), (b * c, (0, c, b, 0)),
                (a * k, (k, 0, a, a)), (c * m, (c, c, m, 0)),
                (a * k - c * m, (k - c, -c, a - m, a)), (m * k, (k, k, m, m)),
            ]
            for (index, (product, by)) in products.enumerated() {
                sums[index] += product / n
                let shared = product / (n * n)
                for v in 0..<columns {
                    slopes[index][(h * rows + own) * columns + v] =
                        (v == column ? by.0 : by.1) / n - shared
                    slopes[index][(h * rows + other) * columns + v] =
                        (v == column ? by.2 : by.3) / n - shared
                }
            }
        }
        // d ln(A/B) = dA/A - dB/B, and d(A/B) = (dA - (A/B) dB) / B.
        func logarithm(_ top: Int, _ bottom: Int) -> Double? {
            guard sums[top] > 0, sums[bottom] > 0 else { return nil }
            let slope = zip(slopes[top], slopes[bottom]).map {
                $0 / sums[top] - $1 / sums[bottom]
            }
            return ClusteredFunction(data, derivatives: [slope]).standardError()
        }
        func quotient() -> Double? {
            guard sums[5] > 0 else { return nil }
            let ratio = sums[4] / sums[5]
            let slope = zip(slopes[4], slopes[5]).map { ($0 - ratio * $1) / sums[5] }
            return ClusteredFunction(data, derivatives: [slope]).standardError()
        }
        return [
            comparison.mantelHaenszelRiskDifference(confidence: confidence).robust(
                quotient(), confidence: confidence, isRatio: false, within: -1...1),
            comparison.mantelHaenszelRiskRatio(confidence: confidence).robust(
                logarithm(2, 3), confidence: confidence, isRatio: true),
            comparison.mantelHaenszelOddsRatio(confidence: confidence).robust(
                logarithm(0, 1), confidence: confidence, isRatio: true),
        ]
    }

    /// Every effect of a level against another within one stratum, cluster-robust; G counts the
    /// clusters of all strata.
    public func effects(
        stratum: Int, level: Int, reference: Int, event: Int, confidence: Double
    ) throws -> [Effect] {
        let rows = table.rowLabels.count
        let comparison = try ClusteredComparison(
            data, event: event, reference: stratum * rows + reference)
        return comparison.effects(stratum * rows + level, confidence: confidence).map {
            var effect = $0
            effect.level = table.rowLabels[level]
            effect.reference = table.rowLabels[reference]
            effect.stratum = table.strata[stratum]
            return effect
        }
    }
}
