import LinearAlgebra
import ModelFormula

/// What leaving one cluster - a family, a school - out would do to the estimates, in one Newton step from
/// them: β₍₋g₎ - β ≈ -(X'WX - X'gWgXg)⁻¹ sg with sg the score of the cluster's rows.
///
/// For a Gaussian outcome with the identity link it is exact. Source: Pregibon (1981), Annals of
/// Statistics 9; Preisser and Qaqish (1996), Biometrika 83.
public struct ClusterInfluence: Sendable {
    /// The largest change of one coefficient.
    public struct Largest: Sendable {
        /// The coefficient.
        public let coefficient: String
        /// Its change when that cluster is left out.
        public let change: Double
        /// The change in units of its standard error.
        public let inStandardErrors: Double
        /// The rows of the cluster.
        public let rows: Int
        /// Which cluster, as a code.
        public let cluster: Int
    }

    /// By coefficient, those estimated.
    public let largest: [Largest]
    /// Clusters with rows in use.
    public let clusterCount: Int
    /// Clusters without which a coefficient could not be estimated at all.
    public let indispensableCount: Int
}

extension GLMFit {
    /// The largest change of every coefficient that leaving one cluster out makes.
    ///
    /// - Parameters:
    ///   - codes: the cluster of each row used, from 0; -1 for none.
    ///   - clusterCount: the number of codes.
    /// - Throws: `FitError` where a factor was eliminated or rows lie in a scratch file.
    public func clusterInfluence(
        codes: [Int32], clusterCount: Int
    ) throws(FitError) -> ClusterInfluence {
        try requireWhole(for: "The influence of clusters")
        var largest: [Int: ClusterInfluence.Largest] = [:]
        var (count, indispensable) = (0, 0)
        FittedRows(self).withInverse().forEachCluster(codes, clusterCount) {
            cluster, rows, change in
            count += 1
            guard let change else {
                indispensable += 1
                return
            }
            for column in active {
                guard let error = standardErrors[column], error > 0 else { continue }
                let share = change[column] / error
                guard share.isFinite else { continue }
                if let known = largest[column], abs(known.inStandardErrors) >= abs(share) {
                    continue
                }
                largest[column] = ClusterInfluence.Largest(
                    coefficient: coefficients[column].name, change: change[column],
                    inStandardErrors: share, rows: rows, cluster: cluster)
            }
        }
        return ClusterInfluence(
            largest: active.compactMap { largest[$0] }, clusterCount: count,
            indispensableCount: indispensable)
    }
}

extension FittedRows {
    /// Calls `body` for each cluster that has rows, with the change of all coefficients on their own
    /// scales; nil where the others alone cannot give every one.
    func forEachCluster(
        _ codes: [Int32], _ clusterCount: Int,
        _ body: (_ cluster: Int, _ rows: Int, _ change: [Double]?) -> Void
    ) {
        var members = [[Int]](repeating: [], count: clusterCount)
        for row in codes.indices where codes[row] >= 0 && prior[row] > 0 {
            members[Int(codes[row])].append(row)
        }
        for cluster in members.indices where !members[cluster].isEmpty {
            let step = inverse.flatMap { change(without: members[cluster], $0) }
            body(
                cluster, members[cluster].count,
                step.map { step in
                    var full = [Double](repeating: 0, count: design.columnCount)
                    for (k, column) in fit.active.enumerated() { full[column] = -step[k] }
                    return scale.vector(full)
                })
        }
    }

    /// (X'WX - X'gWgXg)⁻¹ sg.
    private func change(without rows: [Int], _ inverse: Matrix) -> [Double]? {
        let count = fit.active.count
        guard count > 0 else { return [] }
        var score = [Double](repeating: 0, count: count)
        let elements = rows.map { self.elements(of: $0) }
        for (k, row) in rows.enumerated() {
            for (place, value) in elements[k] { score[place] += value * residual[row] }
        }
        return rows.count <= count
            ? fewRows(rows, elements, score, inverse) : manyRows(rows, elements, score)
    }

    /// By Woodbury's identity, of as many equations as the cluster has rows:
    /// V s + V Xg'√W (I - √W Xg V Xg'√W)⁻¹ √W Xg V s.
    private func fewRows(
        _ rows: [Int], _ elements: [[(place: Int, value: Double)]], _ score: [Double],
        _ inverse: Matrix
    ) -> [Double]? {
        var step = inverse.times(score)
        let roots = rows.map { weight[$0].squareRoot() }
        let images = elements.map { row in
            var image = [Double](repeating: 0, count: step.count)
            for (place, value) in row {
                for i in image.indices { image[i] += value * inverse[i, place] }
            }
            return image
        }
        var matrix = Matrix.identity(rows.count)
        var side = [Double](repeating: 0, count: rows.count)
        for (k, row) in elements.enumerated() {
            for (place, value) in row {
                side[k] += roots[k] * value * step[place]
                for l in rows.indices {
                    matrix[k, l] -= roots[k] * roots[l] * value * images[l][place]
                }
            }
        }
        guard rows.indices.allSatisfy({ matrix[$0, $0] > 1e-10 }), let factor = Cholesky(matrix),
            factor.smallestPivot > 1e-10
        else { return nil }
        for (k, share) in factor.solve(side).enumerated() {
            for i in step.indices { step[i] += share * roots[k] * images[k][i] }
        }
        return step
    }

    private func manyRows(
        _ rows: [Int], _ elements: [[(place: Int, value: Double)]], _ score: [Double]
    ) -> [Double]? {
        var rest = information
        let before = (0..<rest.rows).map { rest[$0, $0] }
        for (k, row) in rows.enumerated() {
            for (i, x) in elements[k] {
                for (j, z) in elements[k] { rest[i, j] -= weight[row] * x * z }
            }
        }
        guard before.indices.allSatisfy({ rest[$0, $0] > 1e-10 * before[$0] }),
            let factor = Cholesky(rest), factor.smallestPivot > 1e-10
        else { return nil }
        return factor.solve(score)
    }
}
