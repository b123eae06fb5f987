import LinearAlgebra

/// Cluster-robust covariance and Schoenfeld residuals.
extension CoxFit {
    /// A covariance that lets rows of a cluster go together.
    public struct RobustCovariance: Sendable {
        /// V B V, for the fit's estimated columns.
        public let covariance: Matrix
        /// The number of clusters that hold cases.
        public let clusters: Int
    }

    /// The sandwich Σ D D' over clusters, with D the sum of a cluster's score residuals times the
    /// covariance (Lin and Wei 1989): CR0, as R's `cluster()`.
    ///
    /// - Parameters:
    ///   - cluster: each row's cluster; nil for a cluster a case.
    ///   - corrected: CR1, CR0 times G/(G - 1).
    /// - Returns: nil with fewer than two clusters where corrected, or where a coefficient is
    ///   infinite and rows have none of their own.
    public func robustCovariance(cluster: Grouping?, corrected: Bool) -> RobustCovariance? {
        let own = CoxPass(pass.rows, keepingVectors: true)
        _ = own.evaluate(beta)
        let rows = own.rows
        let width = rows.width
        if let cluster, cluster.codes.count != order.data.rowCount { return nil }
        let clusterCount = cluster?.levelCount ?? rows.count
        var sums = [Double](repeating: 0, count: clusterCount * width)
        var isUsed = [Bool](repeating: false, count: clusterCount)
        let cumulativeMeans = own.cumulativeMeans()
        var used = 0.0
        for k in 0..<rows.count {
            let row = Int(rows.order.byExit[k])
            let weight = rows.weights?[k] ?? 1
            let slot = cluster.map { Int($0.codes[row]) } ?? k
            if !isUsed[slot] {
                isUsed[slot] = true
                used += cluster == nil ? weight : 1
            }
            // Without clusters, a row of weight w is w cases of their own: w (u/w)(u/w)'.
            let scale = cluster == nil ? 1 / weight.squareRoot() : 1
            own.addScoreResidual(k, cumulativeMeans, scale, &sums, at: slot * width)
        }
        guard used > 1 || !corrected else { return nil }
        var middle = Matrix(rows: width, columns: width)
        for slot in 0..<clusterCount where isUsed[slot] {
            for j in 0..<width {
                for i in 0..<width {
                    middle[i, j] += sums[slot * width + i] * sums[slot * width + j]
                }
            }
        }
        let outer = transform.times(innerCovariance)
        let factor = corrected ? used / (used - 1) : 1
        var result = outer.times(middle).times(outer.transposed)
        for index in result.elements.indices { result.elements[index] *= factor }
        let places = active.indices.filter { status[active[$0]] == .estimated }
        return RobustCovariance(
            covariance: result.principalSubmatrix(places), clusters: Int(min(used, 9e18)))
    }

    /// A Schoenfeld residual: a case with the event less the mean of those at risk with it.
    public struct SchoenfeldResidual: Sendable {
        /// The row of the data.
        public let row: Int
        /// When it had the event.
        public let time: Double
        /// x - x̄(t) for each estimated column.
        public let residual: [Double]
    }

    /// The Schoenfeld residuals of all events, by stratum and time.
    public func schoenfeldResiduals() -> [SchoenfeldResidual] {
        let own = CoxPass(pass.rows, keepingVectors: true)
        _ = own.evaluate(beta)
        let rows = own.rows
        let places = active.indices.filter { status[active[$0]] == .estimated }
        // x = z T⁻¹ for centred columns: back to their own scale by the inverse of the transform.
        let back = transform.invertedTriangle
        return rows.times.enumerated().flatMap { m, time in
            time.deaths.map { place in
                let k = Int(rows.deaths[place])
                let inner = (0..<rows.width).map { j in
                    rows.columns[j * rows.count + k] - own.means[m * rows.width + j]
                }
                let residual = places.map { j in
                    inner.indices.reduce(0) { $0 + inner[$1] * back[$1, j] }
                }
                return SchoenfeldResidual(
                    row: Int(rows.order.byExit[k]), time: time.time, residual: residual)
            }
        }
    }
}

extension CoxPass {
    /// Σ x̄/den up to, not with, each event time of a stratum, event time after event time.
    func cumulativeMeans() -> [Double] {
        let width = rows.width
        var result = [Double](repeating: 0, count: rows.times.count * width)
        for m in rows.times.indices
        where m > 0 && rows.times[m].stratum == rows.times[m - 1].stratum {
            for j in 0..<width {
                result[m * width + j] =
                    result[(m - 1) * width + j] + rateMeans[(m - 1) * width + j]
            }
        }
        return result
    }

    /// Adds `scale` times the score residual of row k: w (x - x̄) at its event, less its relative
    /// hazard times Σ (x - x̄)/den over the event times that it was at risk at.
    func addScoreResidual(
        _ k: Int, _ cumulativeMeans: [Double], _ scale: Double, _ sums: inout [Double], at slot: Int
    ) {
        let width = rows.width
        let (first, last) = (Int(rows.firstTime[k]), Int(rows.lastTime[k]))
        let own = Int(rows.ownTime[k])
        guard last > first else { return }
        let exposure = exposure(k)
        let weight = rows.weights?[k] ?? 1
        for j in 0..<width {
            let x = rows.columns[j * rows.count + k]
            var mean =
                cumulativeMeans[(last - 1) * width + j] - cumulativeMeans[first * width + j]
                + rateMeans[(last - 1) * width + j]
            var residual = 0.0
            if own >= 0 {
                mean -= tiedMeans[own * width + j]
                residual = weight * (x - means[own * width + j])
            }
            sums[slot + j] += scale * (residual - hazard[k] * (x * exposure - mean))
        }
    }
}

extension Matrix {
    var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for j in 0..<columns {
            for i in 0..<rows { result[j, i] = self[i, j] }
        }
        return result
    }

    /// The inverse of an upper triangle with nonzero diagonal.
    var invertedTriangle: Matrix {
        var result = Matrix(rows: rows, columns: columns)
        for j in 0..<columns {
            result[j, j] = 1 / self[j, j]
            for i in (0..<j).reversed() {
                var sum = 0.0
                for k in (i + 1)..<(j + 1) { sum += self[i, k] * result[k, j] }
                result[i, j] = -sum / self[i, i]
            }
        }
        return result
    }
}
