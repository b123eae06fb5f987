import Distributions

extension MarginAnswer {
    /// A difference with its standard error against a margin: t = (d ∓ m) / se on `df` degrees of
    /// freedom; normal where they are infinite.
    ///
    /// With Welch's standard error and degrees of freedom it is Welch's two one-sided tests. Without
    /// spread (a standard error that is not above 0) there is no test and no grade. nil where the
    /// margin is not above 0 or the confidence not strictly between 0 and 1.
    /// Source: Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15, 657-680.
    public static func difference(
        _ effect: String, level: String?, reference: String?, estimate: Double?,
        standardError: Double?, df: Double = .infinity, method: String, margin: Double,
        better: BetterDirection? = nil, confidence: Double = 0.95
    ) -> MarginAnswer? {
        let known = spread(standardError, estimate)
        let t = StudentT(degreesOfFreedom: df)
        let source = Source(
            effect: effect, level: level, reference: reference, estimate: estimate, method: method,
            statistic: { bound in
                guard let (value, error) = known else { return (.nan, .nan, .nan, nil) }
                let statistic = (value - bound) / error
                return (statistic, t.logCumulative(statistic), t.logUpperTail(statistic), df)
            },
            interval: { tail in
                guard let (value, error) = known else { return nil }
                let width = t.upperQuantile(tail) * error
                return width.isFinite && width >= 0 ? value - width...value + width : nil
            })
        return MarginAnswer(source, margin: margin, better: better, confidence: confidence)
    }

    /// A ratio (of risks, odds, rates or hazards) with the standard error of its logarithm against a
    /// margin above 1: z = (ln r ∓ ln m) / se, normal.
    ///
    /// nil where the margin is not above 1 or the confidence not strictly between 0 and 1; without
    /// grade where the ratio is not above 0 or the standard error not.
    public static func ratio(
        _ effect: String, level: String?, reference: String?, estimate: Double?,
        logStandardError: Double?, method: String, margin: Double,
        better: BetterDirection? = nil, confidence: Double = 0.95
    ) -> MarginAnswer? {
        let log = estimate.flatMap { $0 > 0 && $0.isFinite ? logarithm($0) : nil }
        let known = spread(logStandardError, log)
        let source = Source(
            effect: effect, level: level, reference: reference, estimate: estimate, method: method,
            statistic: { bound in
                guard let (value, error) = known else { return (.nan, .nan, .nan, nil) }
                let z = (value - logarithm(bound)) / error
                return (z, Normal.logCumulative(z), Normal.logUpperTail(z), nil)
            },
            interval: { tail in
                guard let (value, error) = known else { return nil }
                let width = Normal.upperQuantile(tail) * error
                let (low, high) = (exponential(value - width), exponential(value + width))
                return low.isFinite && low <= high ? low...high : nil
            })
        return MarginAnswer(source, margin: margin, better: better, confidence: confidence)
    }

    /// The standard error of a logarithm from the limits of an interval that is symmetric on the log
    /// scale: (ln high - ln low) / 2z; nil where they are not above 0 or no limits.
    public static func logStandardError(
        low: Double?, high: Double?, confidence: Double
    ) -> Double? {
        guard let low, let high, low > 0, high > low, high.isFinite,
            let z = criticalValue(confidence)
        else { return nil }
        return (logarithm(high) - logarithm(low)) / (2 * z)
    }

    private static func spread(_ error: Double?, _ value: Double?) -> (Double, Double)? {
        guard let error, let value, error > 0, error.isFinite, value.isFinite else { return nil }
        return (value, error)
    }
}
