/// Rows in the order of their clusters: what every sum over families is made from.
struct ClusterOrder {
    /// The rows, cluster after cluster, each cluster's in the order of the data.
    let rows: [Int]
    /// Where each cluster's rows begin in `rows`, and their end.
    let starts: [Int]

    /// Sorts rows by counting, in time and memory proportional to rows and clusters.
    ///
    /// - Throws: where a code is not in 0..<`clusterCount`.
    init(_ codes: [Int], clusterCount: Int) throws(ClusteringError) {
        guard clusterCount >= 0, clusterCount < Int.max else {
            throw .codeOutOfRange(code: clusterCount, count: clusterCount)
        }
        // More clusters than rows are allowed, but memory is not given to codes that none has.
        let needed = (codes.max() ?? -1)
        guard needed < clusterCount, (codes.min() ?? 0) >= 0 else {
            throw .codeOutOfRange(
                code: needed < clusterCount ? codes.min() ?? 0 : needed, count: clusterCount)
        }
        var starts = [Int](repeating: 0, count: needed + 2)
        for code in codes { starts[code + 1] += 1 }
        for cluster in 1..<starts.count { starts[cluster] += starts[cluster - 1] }
        var next = starts
        var rows = [Int](repeating: 0, count: codes.count)
        for (row, code) in codes.enumerated() {
            rows[next[code]] = row
            next[code] += 1
        }
        self.rows = rows
        self.starts = starts
    }

    /// Calls `body` with each cluster's rows, empty clusters left out.
    func forEach(_ body: (ArraySlice<Int>) -> Void) {
        for cluster in 0..<(starts.count - 1) where starts[cluster] < starts[cluster + 1] {
            body(rows[starts[cluster]..<starts[cluster + 1]])
        }
    }
}

/// What clustered data cannot be made from.
public enum ClusteringError: Error, Sendable, Hashable {
    /// The columns have different lengths.
    case lengths([Int])
    /// A code is not in 0..<count.
    case codeOutOfRange(code: Int, count: Int)
    /// A count is below 0, or a weight is negative or no number.
    case badWeight(row: Int)
    /// The sum of the counts is beyond what an `Int` holds.
    case tooManyCases
    /// A level that is compared is not in 0..<count.
    case unknownLevel(Int, count: Int)
}
