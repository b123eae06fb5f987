import HypothesisTests
import Tables

/// Which cases belong together: a code a case.
struct CaseClusters: Sendable {
    let codes: [Int]
    let count: Int

    /// The values of a column at some rows, all of which hold one.
    init(_ column: Column, rows: [Int]) {
        var places: [Int64: Int] = [:]
        codes = rows.map { row in
            let key: Int64 =
                switch column.values {
                case .boolean(let truths): truths[row] ? 1 : 0
                case .category(let categories): Int64(categories.codes[row])
                case .integer(let integers): integers[row]
                // 0 and -0 are one family.
                case .real(let reals): Int64(bitPattern: (reals[row] + 0).bitPattern)
                case .date(let days): Int64(days[row])
                }
            if let place = places[key] { return place }
            places[key] = places.count
            return places.count - 1
        }
        count = places.count
    }
}

/// What levels say where cases share clusters: Rao and Scott's second-order test of their table, and
/// each level beside the reference with cluster-robust intervals.
struct ClusteredEvidence {
    let data: ClusteredTable
    let correction: RaoScott?
    let test: TestResult

    init(
        _ factor: FactorColumn, _ outcome: [Bool], _ clusters: CaseClusters,
        _ labels: (event: String, other: String)
    ) throws(ClusteringError) {
        let known = outcome.indices.filter { factor.codes[$0] < factor.levels.count }
        data = try ClusteredTable(
            rowCodes: known.map { factor.codes[$0] },
            columnCodes: known.map { outcome[$0] ? 1 : 0 },
            clusterCodes: known.map { clusters.codes[$0] }, clusterCount: clusters.count,
            rowLabels: factor.levels, columnLabels: [labels.other, labels.event])
        let (correction, note) = RaoScott.of(data)
        self.correction = correction
        test =
            correction?.secondOrder() ?? RaoScott.tests(of: data).last
            ?? TestResult(
                name: "rao_scott_second_order", method: "Rao and Scott", notEstimable: note ?? "")
    }

    /// Risk difference and odds ratio of one level against the reference.
    func effects(
        of level: Int, reference: Int, confidence: Double
    ) throws(ClusteringError) -> [Effect] {
        let comparison = try ClusteredComparison(data, event: 1, reference: reference)
        return [
            comparison.riskDifference(level, confidence: confidence),
            comparison.oddsRatio(level, confidence: confidence),
        ]
    }

    /// Risk difference and odds ratio of each level against the reference.
    func effects(reference: Int, confidence: Double) throws(ClusteringError) -> [Effect] {
        guard data.table.rowCount > 1 else { return [] }
        let comparison = try ClusteredComparison(data, event: 1, reference: reference)
        return (0..<data.table.rowCount).filter { $0 != reference }.flatMap {
            [
                comparison.riskDifference($0, confidence: confidence),
                comparison.oddsRatio($0, confidence: confidence),
            ]
        }
    }

    /// The share with the event in a level, at the effective number of cases.
    func share(_ level: Int, confidence: Double) -> Effect? {
        data.proportion(event: 1, row: level)?.wilson(confidence: confidence)
    }
}
