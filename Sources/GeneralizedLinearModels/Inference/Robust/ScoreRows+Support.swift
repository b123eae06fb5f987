import LinearAlgebra

extension ScoreRows {
    /// Work beyond which the search for units that decide alone is given up: of order cubed.
    static let mostWork = 2e10

    /// Directions of the coefficients of which one unit decides alone, S q with |q| = 1: along them the
    /// unit's score is 0 whatever its outcomes, so that no spread of scores tells of their error.
    ///
    /// They are the eigenvectors of 1 of the unit's share in the information. The traces of all shares sum
    /// to k, so no more than k units have one of 1 and need to be looked at.
    ///
    /// - Parameter leverages: hᵢ of one case of each row.
    /// - Returns: vectors q.
    func directionsOfOneUnit(_ clusters: RowClusters?, leverages: [Double]) -> [[Double]] {
        let order = rows.placeCount
        let transposed = inverseRoot.transposed
        let work = ScoreWorkspace(order: order, mostEntries: rows.mostEntries, withSums: false)
        guard let clusters else {
            return directionsOfOneRow(leverages, transposed)
        }
        let candidates = (0..<clusters.count).filter { cluster in
            clusters[cluster].reduce(0) { $0 + leverages[$1] * (copies?[$1] ?? 1) } > 1 - 1e-9
        }
        let cube = Double(order) * Double(order) * Double(order)
        guard Double(candidates.count) * cube < Self.mostWork else { return [] }
        var found: [[Double]] = []
        for cluster in candidates {
            var share = Matrix(rows: order, columns: order)
            for row in clusters[cluster] { addShare(of: row, transposed, work, to: &share) }
            found += Self.directions(ofShare: share)
        }
        return found
    }

    /// Those of which a single row decides.
    func directionsOfOneRow(_ leverages: [Double], _ transposed: Matrix) -> [[Double]] {
        let order = rows.placeCount
        let work = ScoreWorkspace(order: order, mostEntries: rows.mostEntries, withSums: false)
        return leverages.indices.filter { leverages[$0] > 1 - 1e-10 }.map { row in
            whitenedRow(row, transposed, work, into: work.whitened)
            let root = (copies?[row] ?? 1).squareRoot()
            return (0..<order).map { work.whitened[$0] / root }
        }
    }

    /// Adds what a row has of its cluster's share in the information, its upper triangle.
    func addShare(
        of row: Int, _ transposed: Matrix, _ work: ScoreWorkspace, to share: inout Matrix
    ) {
        guard weight[row] > 0 else { return }
        whitenedRow(row, transposed, work, into: work.whitened)
        for j in 0..<rows.placeCount where work.whitened[j] != 0 {
            for i in 0...j { share[i, j] += work.whitened[i] * work.whitened[j] }
        }
    }

    /// The directions in which a cluster's share is the whole of the information.
    static func directions(ofShare share: Matrix) -> [[Double]] {
        guard let eigen = SymmetricEigen(share) else { return [] }
        return (0..<share.rows).filter { eigen.values[$0] > 1 - 1e-9 }.map { k in
            (0..<share.rows).map { eigen.vectors[$0, k] }
        }
    }

    /// The places whose variance rests in part on such directions.
    ///
    /// - Parameter root: R with (X'WX)⁻¹ = R R' on the columns' own scales.
    static func touched(by directions: [[Double]], _ root: Matrix) -> [Int] {
        guard !directions.isEmpty else { return [] }
        let moves = directions.map(root.times)
        return (0..<root.rows).filter { place in
            let length = OriginalScale.length(ofRow: place, root)
            return moves.contains { abs($0[place]) > 1e-6 * length }
        }
    }
}
