import Distributions
import LinearAlgebra
import ModelFormula

extension GLMFit {
    /// The interval of each coefficient by its profile likelihood: the x with
    /// 2 (max l - max{l: bⱼ = x}) ≤ φ q, where q is the quantile of the chi-squared distribution with one
    /// degree of freedom, or of Fisher's with 1 and those of the dispersion where that is estimated.
    /// The other coefficients, and θ of negative-binomial counts, are at their maxima beside each x.
    ///
    /// The quantile is that of many cases: of logistic regressions with 100 events intervals of 95% cover
    /// 94.8% to 95.0% of the time, with 7 to 13 events 92.5% to 94.3% (Firth's 95.1% to 96.0%).
    ///
    /// Nil for coefficients that are aliased or not estimable. Under separation an infinite coefficient
    /// has an infinite end on its side, and the other end is where the likelihood falls as far below
    /// its limit.
    ///
    /// - Parameters:
    ///   - confidence: the coverage, in (0, 1).
    ///   - threads: how many chunks of rows are worked on at once; nil for those of the fit.
    /// - Throws: `FitError` where a factor was eliminated or rows lie in a scratch file.
    public func profileIntervals(
        confidence: Double, threads: Int? = nil
    ) throws(FitError) -> [ProfileInterval?] {
        try requireWhole(for: "A profile interval")
        precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
        let none = [ProfileInterval?](repeating: nil, count: coefficients.count)
        guard isConverged, let dispersion, dispersion > 0,
            let quantile = profileQuantile(confidence)
        else {
            return none
        }
        BLASThreads.useOne()
        var settings = settings
        settings.threads = threads ?? settings.threads
        let solved = settings.solve(frame, specification, alpha: overdispersion)
        guard solved.isConverged,
            let profile = GLMProfile(
                self, solved, settings, drop: 0.5 * dispersion * quantile)
        else { return none }
        return coefficients.indices.map { column in
            switch status[column] {
            case .estimated:
                ProfileInterval(
                    low: profile.end(of: column, side: -1), high: profile.end(of: column, side: 1))
            case .infinite: profile.intervalOfInfinite(column)
            case .aliased, .notEstimable: nil
            }
        }
    }

    private func profileQuantile(_ confidence: Double) -> Double? {
        guard let degrees = dispersionDegreesOfFreedom else {
            return ChiSquared(degreesOfFreedom: 1).upperQuantile(1 - confidence)
        }
        guard degrees > 0 else { return nil }
        return FisherF(numerator: 1, denominator: degrees).upperQuantile(1 - confidence)
    }
}
