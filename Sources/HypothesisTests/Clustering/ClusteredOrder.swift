import Distributions

extension ClusteredTable {
    /// `trend_clustered`: how much the columns' score changes with each step of the rows' score, by
    /// Wald's test with the covariance of the clusters; with it the slope itself.
    ///
    /// b = Σ n (s - s̄) t / Σ n (s - s̄)² over cells, the least-squares slope; of an outcome of two
    /// columns with scores 0 and 1 it is the change of the share with each step. As `lm` with
    /// `vcovCL` (HC0, cadjust) of R's sandwich. nil where the scores do not tell rows apart.
    ///
    /// - Parameters:
    ///   - rowScores: a number a row of the table.
    ///   - columnScores: a number a column.
    public func trend(
        rowScores: [Double], columnScores: [Double], name effectName: String, confidence: Double
    ) -> (test: TestResult, slope: Effect)? {
        let n = Double(table.total)
        guard n > 0, rowScores.count == table.rowCount, columnScores.count == table.columnCount
        else { return nil }
        let rowMean = zip(rowScores, table.rowTotals).reduce(0) { $0 + $1.0 * Double($1.1) } / n
        let columnMean =
            zip(columnScores, table.columnTotals).reduce(0) { $0 + $1.0 * Double($1.1) } / n
        let spread = zip(rowScores, table.rowTotals).reduce(0) {
            $0 + ($1.0 - rowMean) * ($1.0 - rowMean) * Double($1.1)
        }
        guard spread > 0 else { return nil }
        var product = 0.0
        for i in 0..<table.rowCount {
            for j in 0..<table.columnCount {
                product +=
                    Double(table[i, j]) * (rowScores[i] - rowMean) * (columnScores[j] - columnMean)
            }
        }
        let value = product / spread
        let derivative = rowScores.flatMap { s in
            columnScores.map { t in
                (s - rowMean) * ((t - columnMean) - value * (s - rowMean)) / spread
            }
        }
        let function = ClusteredFunction(self, derivatives: [derivative])
        let test = function.waldTest(
            [value], name: "trend_clustered",
            method: "Wald test of trend with cluster-robust covariance (CR1)")
        let slope = Effect(
            name: effectName, estimate: value, confLow: value, confHigh: value, method: ""
        ).robust(function.standardError(), confidence: confidence, isRatio: false)
        return (test, slope)
    }

    /// Gamma, tau-b and Somers' d with cluster-robust intervals on the scale of artanh.
    public func ordinalAssociation(confidence: Double) -> [Effect] {
        [
            (table.gamma(confidence: confidence), OrdinalMeasure.gamma),
            (table.kendallTauB(confidence: confidence), .tauB),
            (table.somersD(confidence: confidence), .somersD),
        ].map { (plain: Effect, measure: OrdinalMeasure) -> Effect in
            var effect = plain
            guard let estimate = plain.estimate, let z = criticalValue(confidence),
                let derivative = table.derivatives(of: measure)
            else { return effect }
            effect.method =
                measure.words + ", cluster-robust interval (CR1) on the scale of artanh"
            let error = ClusteredFunction(self, derivatives: [derivative]).standardError()
            guard let error, abs(estimate) < 1 else {
                effect.confLow = nil
                effect.confHigh = nil
                if abs(estimate) < 1 {
                    effect.status = .notEstimable
                    effect.note = "the clusters do not tell how much it varies"
                }
                return effect
            }
            let width = z * error / ((1 - estimate) * (1 + estimate))
            let center = inverseHyperbolicTangent(estimate)
            effect.confLow = hyperbolicTangent(center - width)
            effect.confHigh = hyperbolicTangent(center + width)
            return effect
        }
    }
}
