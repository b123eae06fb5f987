import Distributions

extension ClusteredTable {
    /// The adjusted residual of every cell in occupied rows and columns, each divided by the root of
    /// the cell's own design effect, so that it is about standard normal under independence also
    /// where cases share clusters.
    ///
    /// The design effect of p_ij - p_i p_j is a'Va / a'V₀a with a its slope by the cells' shares, V
    /// their covariance by clusters and V₀ = (D - pp')/n that among strangers. Empty where nothing
    /// can be tested, with weights, or where the clusters do not tell.
    public func adjustedResiduals() -> [AdjustedResidual] {
        guard !isWeighted, let covariance = CellCovariance(self) else { return [] }
        let plain = table.adjustedResiduals()
        guard plain.count == shares.count else { return [] }
        var values: [Double] = []
        for cell in plain.indices {
            guard let effect = designEffect(of: cell, covariance) else { return [] }
            values.append(plain[cell].adjusted / effect.squareRoot())
        }
        let logs = values.map { Normal.logTwoSided($0) }
        let corrected = MultiplicityCorrection.holm.adjusted(logs.map(exponential))
        return plain.indices.map { cell in
            AdjustedResidual(
                row: plain[cell].row, column: plain[cell].column, observed: plain[cell].observed,
                expected: plain[cell].expected, adjusted: values[cell],
                pValue: PValue(naturalLog: logs[cell]) ?? .one, pAdjusted: corrected[cell])
        }
    }

    private func designEffect(of cell: Int, _ covariance: CellCovariance) -> Double? {
        let width = columns.count
        let (row, column) = (cell / width, cell % width)
        let m = covariance.cells.count
        var (rowShare, columnShare) = (0.0, 0.0)
        for j in 0..<width { rowShare += shares[row * width + j] }
        for i in 0..<rows.count { columnShare += shares[i * width + column] }
        var slopes: [(place: Int, value: Double)] = []
        for (k, other) in covariance.cells.enumerated() {
            var slope = 0.0
            if other == cell { slope += 1 }
            if other / width == row { slope -= columnShare }
            if other % width == column { slope -= rowShare }
            if slope != 0 { slopes.append((k, slope)) }
        }
        var (clustered, squares, mean) = (0.0, 0.0, 0.0)
        for a in slopes {
            let share = shares[covariance.cells[a.place]]
            squares += share * a.value * a.value
            mean += share * a.value
            for b in slopes {
                clustered += a.value * b.value * covariance.values[a.place * m + b.place]
            }
        }
        let effect = clustered / ((squares - mean * mean) / Double(sizes.cases))
        return effect > 1e-9 && effect.isFinite ? effect : nil
    }

    /// Cramér's V with the interval that Rao and Scott's first-order correction leaves:
    /// V = √(λ δ̄ / (n min(r-1, c-1))) at the λ that put X²/δ̄ on the edge of a tail of a noncentral
    /// chi-squared. The estimate is √(X² / (n min(r-1, c-1))) of the (weighted) shares. Without interval where
    /// there is no correction.
    public func cramersV(confidence: Double, correction: RaoScott?) -> Effect {
        var effect = table.cramersV(confidence: confidence)
        guard effect.estimate != nil, criticalValue(confidence) != nil else { return effect }
        effect.method = "inverted noncentral chi-squared at the mean design effect (Rao-Scott)"
        (effect.confLow, effect.confHigh) = (nil, nil)
        if isWeighted {
            let smaller = Double(min(rows.count, columns.count) - 1)
            effect.estimate = (weightedPearson / (Double(sizes.cases) * smaller)).squareRoot()
        }
        guard let correction else {
            effect.status = .notEstimable
            effect.note = "the clusters do not tell how much it varies"
            return effect
        }
        let design = correction.meanDesignEffect
        let statistic = correction.pearson / design
        let scale = Double(sizes.cases) * Double(min(rows.count, columns.count) - 1) / design
        let tail = (1 - confidence) / 2
        let limit = { (excess: (NoncentralChiSquared) -> Double) -> Double? in
            let atZero = excess(
                NoncentralChiSquared(degreesOfFreedom: correction.df, noncentrality: 0))
            if atZero >= 0 { return nil }
            return rootOfIncreasing(near: statistic.squareRoot(), step: 1) { root in
                guard root > 0 else { return atZero }
                return excess(
                    NoncentralChiSquared(
                        degreesOfFreedom: correction.df, noncentrality: root * root))
            }.map { min($0 / scale.squareRoot(), 1) }
        }
        effect.confLow = limit { $0.upperTail(statistic) - tail } ?? 0
        effect.confHigh = limit { tail - $0.cumulative(statistic) }
        effect.status = effect.confHigh == nil ? .notEstimable : .estimated
        effect.note =
            effect.confHigh == nil ? "chi-squared is too small to bound V from above" : nil
        return effect
    }
}
