import LinearAlgebra
import ModelFormula

extension GLMFit {
    /// A robust covariance of the coefficients.
    ///
    /// Rows of a frequency stand for so many cases, each with a score of its own (or, in a cluster, all
    /// of that cluster); a row of trials is one unit whose successes may be alike. Under
    /// separation it is that of the limit.
    ///
    /// - Parameters:
    ///   - kind: which; those of clusters need `clusters`.
    ///   - clusters: any number that names the cluster of each row of the frame. Rows in a scratch file
    ///     have theirs there, and this is not read.
    /// - Throws: `FitError` where there is one cluster only, no more cases than coefficients for a
    ///   factor that divides by their difference, or clusters too large for CR2.
    public func covariance(of kind: RobustCovariance.Kind, clusters: [Int]? = nil)
        throws(FitError) -> RobustCovariance
    {
        if frame.stored != nil { return try storedCovariance(of: kind) }
        precondition(!kind.needsClusters || clusters != nil, "\(kind.rawValue) is of clusters")
        precondition(
            clusters == nil || kind.takesClusters, "\(kind.rawValue) knows nothing of clusters")
        precondition(
            clusters.map { $0.count == frame.rowCount } ?? true, "each row has one cluster")
        try requireNoLargeFactor(for: "The covariance \(kind.rawValue)")
        let groups = clusters.map { RowClusters($0) }
        let (factor, name) = try factor(kind, groups?.count)
        var scores = ScoreRows(self)
        var residual = scores.residual
        var leverages = scores.leverages()
        let takesLeverages = kind == .hc2 || kind == .hc3 || kind == .cr2
        if takesLeverages, leverages.contains(where: { $0 > 0.99 }) {
            scores.renewInverseRoot()
            leverages = scores.leverages()
        }
        switch kind {
        case .hc0, .hc1, .hc2, .hc3: residual = scores.residual(kind, leverages)
        case .cr2:
            if let groups { residual = try BellMcCaffrey.adjusted(scores, groups) }
        case .cr0, .cr1, .cr1s, .sandwich: break
        }
        var meat = scores.meat(residual, groups)
        meat.scale(by: factor)
        let alone = scores.directionsOfOneUnit(groups, leverages: leverages)
        return covariance(
            kind, meat, (factor, name), groups.map { all in (0..<all.count).map { all[$0].count } },
            scores.design, scores.inverseRoot, scores.size, alone: alone)
    }

    /// The factor of a kind, and its name.
    func factor(_ kind: RobustCovariance.Kind, _ clusterCount: Int?) throws(FitError)
        -> (Double, String?)
    {
        let (n, k) = (caseCount, Double(rank))
        if kind == .hc1 || kind == .cr1s, n <= k {
            throw FitError(
                code: .noResidualFreedom,
                message: "There are \(Int(n)) cases for \(rank) coefficients, and \(kind.rawValue) "
                    + "divides by their difference.",
                hint: "Leave terms out.")
        }
        guard let clusterCount else {
            switch kind {
            case .hc1: return (n / (n - k), "n/(n - k)")
            case .sandwich:
                return frame.rowCount > 1
                    ? (Double(frame.rowCount) / Double(frame.rowCount - 1), "n/(n - 1)") : (1, nil)
            default: return (1, nil)
            }
        }
        guard clusterCount > 1 else {
            throw Self.oneCluster
        }
        let g = Double(clusterCount)
        switch kind {
        case .cr1, .sandwich: return (g / (g - 1), "G/(G - 1)")
        case .cr1s:
            return (g / (g - 1) * (n - 1) / (n - k), "G/(G - 1) · (n - 1)/(n - k)")
        default: return (1, nil)
        }
    }

    /// Takes a meat to the columns' own scales and looks at what it cannot say.
    ///
    /// - Parameter sizes: the rows of each cluster; nil where each row is a unit.
    func covariance(
        _ kind: RobustCovariance.Kind, _ meat: Meat, _ factor: (value: Double, name: String?),
        _ sizes: [Int]?, _ design: Design, _ inverseRoot: Matrix, _ size: ScoreRows.Size,
        alone: [[Double]]
    ) -> RobustCovariance {
        let scale = OriginalScale(design)
        let root = scale.root(inverseRoot, active: active)
        var matrix = root.times(meat.matrix.times(root.transposed))
        for j in 0..<matrix.columns {
            for i in 0..<j {
                let mean = (matrix[i, j] + matrix[j, i]) / 2
                matrix[i, j] = mean
                matrix[j, i] = mean
            }
        }
        let unsupported = ScoreRows.touched(by: alone, root).map { active[$0] }
        let rounding = 0x1p-96 * size.mean * Double(sizes?.max() ?? 1) * factor.value
        var errors = [Double?](repeating: nil, count: coefficients.count)
        var spreadless: [Int] = []
        for (k, column) in active.enumerated() where standardErrors[column] != nil {
            let variance = meat.variance(
                along: (0..<root.columns).map { root[k, $0] }, rounding: rounding)
            guard !unsupported.contains(column), variance.isFinite else { continue }
            if variance > 0 {
                errors[column] = variance.squareRoot()
            } else {
                spreadless.append(column)
            }
        }
        var rank = SymmetricEigen(meat.matrix, vectors: false).map { eigen in
            let largest = eigen.values.last ?? 0
            return eigen.values.count { $0 > 1e-11 * largest }
        }
        // The scores of all units sum to 0.
        if let sizes { rank = rank.map { min($0, sizes.count - 1) } }
        return RobustCovariance(
            kind: kind, matrix: matrix, root: root, meat: meat, rounding: rounding,
            alone: alone, standardErrors: errors, factor: factor.value, factorName: factor.name,
            clusters: sizes.map { sizes in
                RobustCovariance.Clusters(
                    count: sizes.count, smallest: sizes.min() ?? 0, largest: sizes.max() ?? 0)
            }, rank: rank ?? 0, unsupported: unsupported, spreadless: spreadless,
            degreesOfFreedom: sizes == nil && kind != .sandwich
                ? dispersionDegreesOfFreedom : nil)
    }
}

extension ScoreRows {
    /// The residual of each row as the squares of a kind have it: adjusted by its leverage, and of one of
    /// its cases.
    func residual(_ kind: RobustCovariance.Kind, _ leverages: [Double]) -> [Double] {
        guard kind != .sandwich else { return residual }
        var residual = residual
        if kind == .hc2 || kind == .hc3 {
            for row in residual.indices where weight[row] > 0 {
                let rest = 1 - leverages[row]
                // A row that decides alone leaves no residual to learn from.
                residual[row] *= rest < 1e-10 ? 0 : kind == .hc2 ? 1 / rest.squareRoot() : 1 / rest
            }
        }
        if let copies {
            for row in residual.indices { residual[row] /= copies[row].squareRoot() }
        }
        return residual
    }
}
