import CKernels
import ModelFormula

/// What samples of the same rows share: a sample is a weight for each row.
extension RowPass {
    /// The residual of every row with a positive weight at some coefficients, for a weight of 1; 0
    /// elsewhere.
    func unitResiduals(at beta: [Double]) -> [Double] {
        let single = weighted(prior?.map { $0 > 0 ? 1 : 0 })
        var weight = single.linearPredictors(beta)
        var residual = weight
        let eta = weight
        model.weigh(eta, outcome, single.prior, &weight, &residual)
        return residual
    }

    /// X'r of these rows' weights times residuals for a weight of 1.
    func score(ofUnitResiduals residuals: [Double]) -> [Double] {
        slope { pass, rows, work in
            residuals.withUnsafeBufferPointer { residuals in
                guard let r = residuals.baseAddress.map({ $0 + rows.lowerBound }) else { return }
                guard let prior = pass.prior else {
                    return work.residual.update(from: r, count: rows.count)
                }
                prior.withUnsafeBufferPointer { prior in
                    guard let w = prior.baseAddress else { return }
                    cw_multiply(rows.count, w + rows.lowerBound, r, work.residual)
                }
            }
            return 0
        }.score
    }

    /// The score of a logistic regression of outcomes 0 and 1, for less than its log-likelihood
    /// costs: that is concave, and where its slope is 0 needs no proof of height.
    ///
    /// - Precondition: `isBinary`.
    func logisticScore(at beta: [Double]) -> [Double] {
        let coefficients = SplitCoefficients(beta, design, packed)
        return slope { pass, rows, work in
            pass.linearPredictor(rows, coefficients, work)
            pass.outcome.withUnsafeBufferPointer { y in
                guard let y = y.baseAddress.map({ $0 + rows.lowerBound }) else { return }
                guard let prior = pass.prior else {
                    return cw_logistic_residuals(rows.count, work.eta, y, nil, work.residual)
                }
                prior.withUnsafeBufferPointer { prior in
                    cw_logistic_residuals(
                        rows.count, work.eta, y, prior.baseAddress.map { $0 + rows.lowerBound },
                        work.residual)
                }
            }
            return 0
        }.score
    }
}
