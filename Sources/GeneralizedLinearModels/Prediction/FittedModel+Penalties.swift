import LinearAlgebra
import ModelFormula

extension FittedModel {
    /// What Firth's penalised likelihood leaves behind: its coefficients with the intercept at which
    /// predictions add up to the events seen (FLIC), and intervals from (X'WX)⁻¹ there. Nothing is
    /// infinite.
    ///
    /// - Throws: `FitError` where a figure is beyond all doubles, or the fit did not settle.
    public init(_ firth: FirthFit, _ origins: Origins) throws(FitError) {
        guard firth.isConverged else { throw Self.noFigures }
        let plain = firth.plain
        var solution = firth.estimates
        if let intercept = firth.predictionIntercept { solution[0] = intercept.estimate }
        try self.init(
            Estimates(
                frame: plain.frame, settings: plain.settings, caseCount: plain.caseCount,
                coefficients: plain.coefficients.indices.map {
                    let isAliased = plain.status[$0] == .aliased
                    return SavedCoefficient(
                        term: plain.coefficients[$0].name,
                        estimate: isAliased ? nil : solution[$0],
                        status: isAliased ? .aliased : .estimated)
                }, solution: solution,
                covariance: firth.predictionIntercept?.covariance ?? firth.covariance,
                active: firth.active, limits: plain.limits.withoutSeparation,
                degreesOfFreedom: nil,
                penalty: SavedPenalty(kind: .firth, lambda: nil, alpha: nil)), origins)
    }

    /// What one λ of a penalised path leaves behind: coefficients, and no covariance. A column that
    /// the path could not tell from others has the coefficient 0, as in the fit.
    ///
    /// - Throws: `FitError` where a figure is beyond all doubles, or the conditions of the minimum
    ///   do not hold.
    public init(_ path: PenalizedPath, at index: Int, _ origins: Origins) throws(FitError) {
        let point = path.points[index]
        guard point.isConverged else { throw Self.noFigures }
        let mixing = path.asked.penalty.mixing
        try self.init(
            Estimates(
                frame: path.frame, settings: path.asked.regression, caseCount: path.caseCount,
                coefficients: path.coefficients.indices.map {
                    SavedCoefficient(
                        term: path.coefficients[$0].name, estimate: point.estimates[$0],
                        status: .estimated)
                }, solution: point.estimates, covariance: nil, active: [],
                limits: LimitGeometry(openOf: point.estimates.count), degreesOfFreedom: nil,
                penalty: SavedPenalty(
                    kind: mixing == 0 ? .ridge : mixing == 1 ? .lasso : .elasticNet,
                    lambda: point.lambda, alpha: mixing)), origins)
    }
}

extension LimitGeometry {
    /// The limits of a model that has none.
    init(openOf count: Int) {
        self.init(
            centres: [Double](repeating: 0, count: count),
            scales: [Double](repeating: 1, count: count), aliasVectors: [])
    }

    /// The aliases alone.
    var withoutSeparation: LimitGeometry {
        LimitGeometry(centres: centres, scales: scales, aliasVectors: aliasVectors)
    }

    private init(centres: [Double], scales: [Double], aliasVectors: [[Double]]) {
        self.centres = centres
        self.scales = scales
        self.aliasVectors = aliasVectors
        nullVectors = []
        separatedRows = []
    }
}
