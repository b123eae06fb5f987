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
        var tally = InfluenceTally(self)
        FittedRows(self).withInverse().forEachCluster(codes, clusterCount) {
            tally.add($0, rows: $1, change: $2)
        }
        return tally.influence
    }
}

/// The largest changes so far.
struct InfluenceTally {
    private let fit: GLMFit
    private var largest: [Int: ClusterInfluence.Largest] = [:]
    private var count = 0
    private var indispensable = 0

    init(_ fit: GLMFit) { self.fit = fit }

    /// Adds a cluster with the change of all coefficients; nil where the others cannot give every one.
    mutating func add(_ cluster: Int, rows: Int, change: [Double]?) {
        count += 1
        guard let change else {
            indispensable += 1
            return
        }
        for column in fit.active {
            guard let error = fit.standardErrors[column], error > 0 else { continue }
            let share = change[column] / error
            guard share.isFinite else { continue }
            if let known = largest[column], abs(known.inStandardErrors) >= abs(share) { continue }
            largest[column] = ClusterInfluence.Largest(
                coefficient: fit.coefficients[column].name, change: change[column],
                inStandardErrors: share, rows: rows, cluster: cluster)
        }
    }

    var influence: ClusterInfluence {
        ClusterInfluence(
            largest: fit.active.compactMap { largest[$0] }, clusterCount: count,
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
        let whole = WithoutCluster(information, inverse)
        for cluster in members.indices where !members[cluster].isEmpty {
            var own = whole.start(rows: members[cluster].count)
            for row in members[cluster] { whole.add(row, of: self, to: &own) }
            let step = inverse == nil ? nil : whole.step(own)
            body(cluster, members[cluster].count, step.map { change(ofStep: $0) })
        }
    }

    /// The change of all coefficients on their own scales, of a step (X'WX - X'gWgXg)⁻¹ sg.
    func change(ofStep step: [Double]) -> [Double] {
        var full = [Double](repeating: 0, count: design.columnCount)
        for (k, column) in fit.active.enumerated() { full[column] = -step[k] }
        return scale.vector(full)
    }
}

/// A fit without a cluster: of one with few rows by these rows, of one with many by their sums, so that a
/// cluster never takes more than the information does.
struct WithoutCluster {
    private let information: Matrix
    private let inverse: Matrix?

    init(_ information: Matrix, _ inverse: Matrix?) {
        self.information = information
        self.inverse = inverse
    }

    /// What is gathered of a cluster.
    struct Cluster {
        var score: [Double]
        /// X'WX of the others; nil where there are few rows.
        var rest: Matrix?
        var elements: [[(place: Int, value: Double)]] = []
        var weight: [Double] = []
    }

    private var count: Int { information.rows }

    /// Nothing yet of a cluster of so many rows.
    func start(rows: Int) -> Cluster {
        Cluster(
            score: [Double](repeating: 0, count: count), rest: rows <= count ? nil : information)
    }

    /// The bytes that a cluster of so many rows takes, each with so many elements.
    func bytes(rows: Int, elements: Int) -> Int {
        rows <= count ? rows * (16 * elements + 64) + 8 * count : 8 * count * (count + 1)
    }

    /// Adds one of its rows.
    func add(_ row: Int, of rows: FittedRows, to cluster: inout Cluster) {
        let elements = rows.elements(of: row)
        for (place, value) in elements { cluster.score[place] += value * rows.residual[row] }
        guard cluster.rest != nil else {
            cluster.elements.append(elements)
            cluster.weight.append(rows.weight[row])
            return
        }
        for (i, x) in elements {
            for (j, z) in elements { cluster.rest?[i, j] -= rows.weight[row] * x * z }
        }
    }

    /// (X'WX - X'gWgXg)⁻¹ sg; nil where the others alone cannot give every coefficient.
    func step(_ cluster: Cluster) -> [Double]? {
        guard count > 0 else { return [] }
        guard let rest = cluster.rest else { return inverse.flatMap { fewRows(cluster, $0) } }
        guard (0..<count).allSatisfy({ rest[$0, $0] > 1e-10 * information[$0, $0] }),
            let factor = Cholesky(rest), factor.smallestPivot > 1e-10
        else { return nil }
        return factor.solve(cluster.score)
    }

    /// By Woodbury's identity, of as many equations as the cluster has rows:
    /// V s + V Xg'√W (I - √W Xg V Xg'√W)⁻¹ √W Xg V s.
    private func fewRows(_ cluster: Cluster, _ inverse: Matrix) -> [Double]? {
        var step = inverse.times(cluster.score)
        let roots = cluster.weight.map { $0.squareRoot() }
        let images = cluster.elements.map { row in
            var image = [Double](repeating: 0, count: step.count)
            for (place, value) in row {
                for i in image.indices { image[i] += value * inverse[i, place] }
            }
            return image
        }
        var matrix = Matrix.identity(roots.count)
        var side = [Double](repeating: 0, count: roots.count)
        for (k, row) in cluster.elements.enumerated() {
            for (place, value) in row {
                side[k] += roots[k] * value * step[place]
                for l in roots.indices {
                    matrix[k, l] -= roots[k] * roots[l] * value * images[l][place]
                }
            }
        }
        guard roots.indices.allSatisfy({ matrix[$0, $0] > 1e-10 }), let factor = Cholesky(matrix),
            factor.smallestPivot > 1e-10
        else { return nil }
        for (k, share) in factor.solve(side).enumerated() {
            for i in step.indices { step[i] += share * roots[k] * images[k][i] }
        }
        return step
    }
}
