import LinearAlgebra
import ModelFormula

/// The proof of a direction of separation where rows lie in a scratch file.
extension Separation {
    /// The exact direction near a candidate, on the design's scale; nil where it does not hold.
    ///
    /// The proof is that of rows in memory, in three passes that hold no more than a triangle of
    /// columns: the largest gain decides which rows are separated; R of the others tells which
    /// combinations of columns make no difference there; and the one nearest to the candidate must
    /// gain on every separated row and on no other. What is not done is following it to its limit,
    /// which would need to know of each row, for every later pass, whether it is separated.
    static func direction(provenBy candidate: [Double], _ pass: RowPass, active: [Int])
        -> [Double]?
    {
        let threshold = threshold(pass.gains(along: candidate).highest)
        let columns = pass.design.columnCount
        var qr = StackedQR(columns: columns, blockRows: max(256, columns))
        pass.forEachRun(of: 0..<pass.design.rowCount) { run, _ in
            let gains = Self.gains(candidate, run)
            let triangle = run.weighted(
                gains.indices.map { gains[$0] > threshold ? 0 : run.prior?[$0] ?? 1 }
            ).triangle(at: nil)
            qr.append(rows: triangle.rows) { block, stride in
                for j in 0..<columns {
                    for i in 0..<triangle.rows { block[i + j * stride] = triangle[i, j] }
                }
            }
        }
        guard
            let exact = exactDirection(
                near: candidate,
                ColumnDependence(
                    qr.triangle.columns(active), tolerance: dependenceTolerance),
                active: active)?.direction
        else { return nil }
        var (least, most, scale) = (Double.infinity, 0.0, 0.0)
        pass.forEachRun(of: 0..<pass.design.rowCount) { run, _ in
            let (rough, own) = (Self.gains(candidate, run), Self.gains(exact, run))
            for row in own.indices where (run.prior?[row] ?? 1) > 0 {
                scale = max(scale, abs(own[row]))
                if rough[row] > threshold {
                    least = min(least, own[row])
                } else {
                    most = max(most, abs(own[row]))
                }
            }
        }
        guard scale > 0, least > 0, most <= rounding * scale else { return nil }
        return exact.map { $0 / scale }
    }

    /// The combination of columns that makes no difference on the rows of a dependence, and is nearest to
    /// a candidate, with the vectors that it is made of; nil without any.
    static func exactDirection(
        near candidate: [Double], _ dependence: ColumnDependence, active: [Int]
    ) -> (direction: [Double], vectors: [[Double]])? {
        guard !dependence.dependent.isEmpty else { return nil }
        var vectors: [[Double]] = []
        var direction = [Double](repeating: 0, count: candidate.count)
        for dependent in dependence.dependent {
            var vector = [Double](repeating: 0, count: candidate.count)
            vector[active[dependent.column]] = 1
            for (column, weight) in dependent.combination { vector[active[column]] = -weight }
            let share = candidate[active[dependent.column]]
            for k in direction.indices { direction[k] += share * vector[k] }
            vectors.append(vector)
        }
        return (direction, vectors)
    }
}
