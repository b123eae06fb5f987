/// The chi-squared distribution: P(X <= x) = P(ν/2, x/2), the incomplete gamma function.
///
/// Without degrees of freedom (ν = 0, or fewer) nothing is tested: every answer is NaN and there is
/// no p-value.
public struct ChiSquared: ContinuousDistribution {
    /// ν > 0; it need not be whole. NaN answers otherwise, and above 2·10¹³.
    public let degreesOfFreedom: Double

    /// A chi-squared distribution with ν > 0 degrees of freedom.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    private var gamma: Gamma { Gamma(shape: degreesOfFreedom / 2, rate: 0.5) }

    /// [0, ∞].
    public var support: ClosedRange<Double> { gamma.support }

    /// ν.
    public var mean: Double { gamma.mean }

    /// ln of the density.
    public func logDensity(_ x: Double) -> Double { gamma.logDensity(x) }

    /// P(X <= x).
    public func cumulative(_ x: Double) -> Double { gamma.cumulative(x) }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double { gamma.upperTail(x) }

    /// ln P(X <= x); -∞ at x = 0.
    public func logCumulative(_ x: Double) -> Double { gamma.logCumulative(x) }

    /// ln P(X > x), also where the tail itself is below the smallest double.
    public func logUpperTail(_ x: Double) -> Double { gamma.logUpperTail(x) }

    /// The p-value of a statistic, P(X >= x); nil where x is not a finite number.
    public func pValue(_ x: Double) -> PValue? { PValue(naturalLog: logUpperTail(x)) }

    /// The x with ln P(X <= x) = `logP`.
    public func quantile(ofLog logP: Double) -> Double { gamma.quantile(ofLog: logP) }

    /// The x with ln P(X > x) = `logP`.
    public func upperQuantile(ofLog logP: Double) -> Double { gamma.upperQuantile(ofLog: logP) }
}
