/// Rows put together by cluster, in order of each cluster's first row.
struct RowClusters: Sendable {
    /// The rows, cluster after cluster, in row order within each.
    let rows: [Int]
    /// Where each cluster begins in `rows`, and the end.
    let starts: [Int]

    /// - Parameter codes: any number that names the cluster of each row.
    init(_ codes: [Int]) {
        var numbers: [Int: Int] = [:]
        var sizes: [Int] = []
        let own = codes.map { code in
            if let known = numbers[code] {
                sizes[known] += 1
                return known
            }
            numbers[code] = sizes.count
            sizes.append(1)
            return sizes.count - 1
        }
        var starts = [0]
        for size in sizes { starts.append(starts[starts.count - 1] + size) }
        var next = starts
        var rows = [Int](repeating: 0, count: codes.count)
        for row in codes.indices {
            rows[next[own[row]]] = row
            next[own[row]] += 1
        }
        self.rows = rows
        self.starts = starts
    }

    /// The number of clusters.
    var count: Int { starts.count - 1 }

    /// The rows of a cluster.
    subscript(_ cluster: Int) -> ArraySlice<Int> { rows[starts[cluster]..<starts[cluster + 1]] }
}
