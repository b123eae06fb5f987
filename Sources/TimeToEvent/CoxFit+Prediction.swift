import Distributions

/// The cumulative hazard and survival that a Cox regression gives one case.
public struct PredictedSurvival: Sendable, Hashable {
    /// The event times of the case's stratum, ascending.
    public let times: [Double]
    /// H(t) = exp(x'β) Σ 1/den over event times up to t.
    public let cumulativeHazard: [Double]
    /// The standard error of H(t), with that of β in it (Tsiatis 1981).
    public let hazardStandardError: [Double]
    /// S(t) = exp(-H(t)).
    public let survival: [Double]
    /// The lower limit of S(t).
    public let lower: [Double]
    /// The upper limit of S(t).
    public let upper: [Double]
}

extension CoxFit {
    /// Survival of a case with columns x in a stratum; x = 0 gives the baseline.
    ///
    /// The hazard's steps are Efron's or Breslow's as ties were weighed.
    ///
    /// - Returns: nil where a coefficient is infinite, x has another number of columns, no event was
    ///   seen in the stratum, or the confidence is none.
    public func predictedSurvival(
        at x: [Double], stratum: Int = 0, confidence: Double = 0.95,
        interval: SurvivalInterval = .logLog
    ) -> PredictedSurvival? {
        guard !isSeparated, x.count == status.count,
            let z = SurvivalLimits.critical(confidence),
            let index = order.strata.firstIndex(where: { $0.code == stratum })
        else { return nil }
        let own = CoxPass(pass.rows, keepingVectors: true)
        _ = own.evaluate(beta)
        let rows = own.rows
        let times = rows.times.indices.filter { rows.times[$0].stratum == index }
        guard !times.isEmpty else { return nil }
        let centred = zip(active, means).map { x[$0] - $1 }
        let inner = transform.transposed.times(centred)
        let relative = exponential(zip(inner, beta).reduce(0) { $0 + $1.0 * $1.1 })
        var (hazard, variance) = (CompensatedSum(), CompensatedSum())
        var drift = [Double](repeating: 0, count: rows.width)
        var hazards: [Double] = []
        var errors: [Double] = []
        var limits: [(lower: Double, upper: Double)] = []
        for m in times {
            hazard.add(own.rate[m])
            variance.add(own.square[m])
            for j in drift.indices {
                drift[j] += inner[j] * own.rate[m] - own.rateMeans[m * rows.width + j]
            }
            let value = relative * hazard.value
            let error =
                relative
                * (variance.value + innerCovariance.quadraticForm(drift)).squareRoot()
            hazards.append(value)
            errors.append(error)
            limits.append(
                SurvivalLimits.limits(exponential(-value), logError: error, z: z, interval))
        }
        return PredictedSurvival(
            times: times.map { rows.times[$0].time }, cumulativeHazard: hazards,
            hazardStandardError: errors, survival: hazards.map { exponential(-$0) },
            lower: limits.map(\.lower), upper: limits.map(\.upper))
    }
}
