import Distributions

/// A table of counts that remembers which cases share a cluster: children of one family, cases of
/// one worker.
///
/// Cases of one cluster are alike, so that n of them tell less than n strangers. What is computed
/// here needs only sums by cluster and cell, which are additive over rows.
public struct ClusteredTable: Sendable {
    /// The counts, clusters apart; cases of weight 0 are not in it.
    public let table: ContingencyTable
    /// How many clusters, and how large, by cases.
    public let sizes: ClusterSizes
    /// Whether sampling weights were given: shares are then weighted.
    public let isWeighted: Bool
    /// The sum of the weights; the number of cases without weights.
    let weight: Double
    /// Occupied rows and columns, by their index in `table`.
    let rows: [Int]
    let columns: [Int]
    /// Shares of the weight in the cells of occupied rows and columns, row after row.
    let shares: [Double]
    /// What each cluster has in which cell, cluster after cluster; `starts` says where.
    let entries: [Entry]
    let starts: [Int]

    /// A cell's cases and weight in one cluster.
    struct Entry: Sendable {
        /// The cell among occupied rows and columns, row after row.
        var cell: Int
        /// Cases.
        var cases: Int
        /// Their weight; the same as `cases` without weights.
        var weight: Double
    }

    /// A table from one code a row.
    ///
    /// - Parameters:
    ///   - rowCodes: an index into `rowLabels` for each row of the data.
    ///   - columnCodes: an index into `columnLabels`.
    ///   - clusterCodes: the cluster, in 0..<`clusterCount`.
    ///   - counts: how many cases of one cluster a row stands for (frequency weights); 1 if absent.
    ///   - weights: sampling weights, at least 0; 1 if absent. Rows of weight 0 are left out.
    /// - Throws: for codes out of range, negative or unusable weights, and too many cases.
    public init(
        rowCodes: [Int], columnCodes: [Int], clusterCodes: [Int], clusterCount: Int,
        rowLabels: [String], columnLabels: [String], counts: [Int]? = nil,
        weights: [Double]? = nil
    ) throws(ClusteringError) {
        let lengths = [
            rowCodes.count, columnCodes.count, clusterCodes.count,
            counts?.count ?? rowCodes.count, weights?.count ?? rowCodes.count,
        ]
        guard lengths.allSatisfy({ $0 == rowCodes.count }) else { throw .lengths(lengths) }
        let (cellCount, overflow) = rowLabels.count.multipliedReportingOverflow(
            by: columnLabels.count)
        guard !overflow else { throw .codeOutOfRange(code: 0, count: rowLabels.count) }
        let order = try ClusterOrder(clusterCodes, clusterCount: clusterCount)
        var cells = [Int](repeating: 0, count: cellCount)
        var total = 0
        for row in rowCodes.indices {
            let (i, j) = (rowCodes[row], columnCodes[row])
            guard i >= 0, i < rowLabels.count else {
                throw .codeOutOfRange(code: i, count: rowLabels.count)
            }
            guard j >= 0, j < columnLabels.count else {
                throw .codeOutOfRange(code: j, count: columnLabels.count)
            }
            let count = counts?[row] ?? 1
            let weight = weights?[row] ?? 1
            guard count >= 0, weight >= 0, weight.isFinite else { throw .badWeight(row: row) }
            if weight == 0 { continue }
            let (sum, overflow) = total.addingReportingOverflow(count)
            guard !overflow else { throw .tooManyCases }
            total = sum
            cells[i * columnLabels.count + j] += count
        }
        let table: ContingencyTable
        do {
            table = try ContingencyTable(
                rowLabels: rowLabels, columnLabels: columnLabels, counts: cells)
        } catch { throw .tooManyCases }
        self.table = table
        isWeighted = weights != nil
        rows = table.rowTotals.indices.filter { table.rowTotals[$0] > 0 }
        columns = table.columnTotals.indices.filter { table.columnTotals[$0] > 0 }
        let gathered = Self.gather(
            order, table, rows: rows, columns: columns,
            cell: { rowCodes[$0] * columnLabels.count + columnCodes[$0] },
            count: { counts?[$0] ?? 1 }, weight: { weights?[$0] ?? 1 })
        entries = gathered.entries
        starts = gathered.starts
        var sums = [CompensatedSum](
            repeating: CompensatedSum(), count: rows.count * columns.count)
        for entry in entries { sums[entry.cell].add(entry.weight) }
        var weight = CompensatedSum()
        for sum in sums { weight.add(sum.value) }
        let all = weight.value
        self.weight = all
        shares = sums.map { all > 0 ? $0.value / all : 0 }
        let (first, last) = (starts, entries)
        sizes = ClusterSizes(
            (0..<max(starts.count - 1, 0)).lazy.map { cluster in
                last[first[cluster]..<first[cluster + 1]].reduce(0) { $0 + $1.cases }
            })
    }

    /// Adds up each cluster's cells; clusters without cases are left out.
    private static func gather(
        _ order: ClusterOrder, _ table: ContingencyTable, rows: [Int], columns: [Int],
        cell: (Int) -> Int, count: (Int) -> Int, weight: (Int) -> Double
    ) -> (entries: [Entry], starts: [Int]) {
        var place = [Int](repeating: -1, count: table.counts.count)
        for (i, row) in rows.enumerated() {
            for (j, column) in columns.enumerated() {
                place[row * table.columnCount + column] = i * columns.count + j
            }
        }
        var slot = [Int](repeating: -1, count: rows.count * columns.count)
        var entries: [Entry] = []
        var starts = [0]
        order.forEach { members in
            let first = entries.count
            for member in members {
                let (cases, each) = (count(member), weight(member))
                if cases == 0 || each == 0 { continue }
                let cell = place[cell(member)]
                if slot[cell] < first {
                    slot[cell] = entries.count
                    entries.append(Entry(cell: cell, cases: 0, weight: 0))
                }
                entries[slot[cell]].cases += cases
                entries[slot[cell]].weight += Double(cases) * each
            }
            if entries.count > first { starts.append(entries.count) }
        }
        return (entries, starts)
    }

    /// Calls `body` with each cluster's entries.
    func forEachCluster(_ body: (ArraySlice<Entry>) -> Void) {
        for cluster in 0..<(starts.count - 1) {
            body(entries[starts[cluster]..<starts[cluster + 1]])
        }
    }
}
