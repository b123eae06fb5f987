import Glibc

/// What each row used says of a fit, one number a row; nil where the limit of separation has taken the
/// row out, or a figure does not exist.
///
/// Of frequency weights the figures are those of one of the cases that a row stands for; a row of
/// successes of trials, or of a precision weight, is one observation.
public struct RowChecks: Sendable {
    /// √w (y - μ) / √V(μ), at a dispersion of 1.
    public let pearson: [Double?]
    /// ±√(w d(y, μ)), with the sign of y - μ.
    public let deviance: [Double?]
    /// Pearson residuals over √(φ (1 - h)).
    public let standardisedPearson: [Double?]
    /// Deviance residuals over √(φ (1 - h)).
    public let standardisedDeviance: [Double?]
    /// hᵢᵢ of H = √W X (X'WX)⁻¹ X'√W, from 0 to 1: how much of its own mean a row decides.
    public let leverage: [Double?]
    /// Cook's distance (r / (1 - h))² h / (φ p), with r the Pearson residual: how far the coefficients
    /// move together when the observation is left out, in one step. Source: Cook (1977),
    /// Technometrics 19; for generalised linear models Williams (1987), Applied Statistics 36.
    public let cook: [Double?]
}

extension GLMFit {
    /// Residuals, leverage and Cook's distances of every row used.
    /// - Throws: `FitError` where a factor was eliminated or rows lie in a scratch file.
    public func rowChecks() throws(FitError) -> RowChecks {
        try requireWhole(for: "A check of rows")
        return RowChecks(FittedRows(self).withInverse())
    }
}

extension RowChecks {
    /// - Parameter size: what sampling weights are measured in; nil for their mean over these rows.
    init(_ rows: FittedRows, size known: Double? = nil) {
        let fit = rows.fit
        let count = rows.design.rowCount
        let empty = [Double?](repeating: nil, count: count)
        var (pearson, deviance, standardPearson) = (empty, empty, empty)
        var (standardDeviance, leverage, cook) = (empty, empty, empty)
        let frequency = fit.settings.weightKind == .frequency ? rows.frame.weights : nil
        let rank = Double(fit.active.count)
        // Weights of a sample stand for many each; of their scale nothing must depend.
        let size =
            known
            ?? (fit.settings.weightKind == .sampling
                ? rows.prior.reduce(0, +) / Double(max(1, rows.prior.count { $0 > 0 })) : 1)
        for row in 0..<count where rows.prior[row] > 0 {
            let (y, mu) = (rows.frame.outcome[row], rows.mu[row])
            let cases = frequency?[row] ?? 1
            let prior = rows.prior[row] / cases / size
            let variance = rows.model.family.variance(mu, alpha: rows.model.alpha)
            let r: Double? = variance > 0 ? (y - mu) * (prior / variance).squareRoot() : nil
            let part = rows.model.unitDeviance(y, mean: mu)
            let d = (prior * max(0, part)).squareRoot() * (y < mu ? -1 : 1)
            pearson[row] = r
            deviance[row] = d.isFinite ? d : nil
            guard let inverse = rows.inverse else { continue }
            var sum = 0.0
            let elements = rows.elements(of: row)
            for (i, x) in elements {
                for (j, z) in elements { sum += x * z * inverse[i, j] }
            }
            let h = min(1, max(0, rows.weight[row] / cases * sum))
            leverage[row] = h
            guard let dispersion = fit.dispersion, dispersion > 0, 1 - h > 1e-10 else { continue }
            let spread = (dispersion * (1 - h)).squareRoot()
            standardPearson[row] = r.map { $0 / spread }
            standardDeviance[row] = deviance[row].map { $0 / spread }
            guard rank > 0 else { continue }
            cook[row] = r.map { ($0 / (1 - h)) * ($0 / (1 - h)) * h / (dispersion * rank) }
        }
        self.pearson = pearson
        self.deviance = deviance
        standardisedPearson = standardPearson
        standardisedDeviance = standardDeviance
        self.leverage = leverage
        self.cook = cook
    }
}
