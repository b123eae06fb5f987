/// A distribution on the real line, with every tail also as a logarithm that never underflows.
///
/// Parameters that the data can bring about and that define no distribution (no degrees of
/// freedom, a shape of 0, NaN) give NaN in every answer, and so does a statistic that is NaN.
/// Where a tail is below the smallest double, `cumulative` and `upperTail` are 0 and the logarithms
/// go on.
public protocol ContinuousDistribution: Sendable, Hashable {
    /// Where the density is not 0; its ends may be infinite.
    var support: ClosedRange<Double> { get }
    /// E[X]; infinite or NaN where there is none.
    var mean: Double { get }
    /// ln f(x); -∞ outside the support.
    func logDensity(_ x: Double) -> Double
    /// P(X <= x).
    func cumulative(_ x: Double) -> Double
    /// P(X > x).
    func upperTail(_ x: Double) -> Double
    /// ln P(X <= x).
    func logCumulative(_ x: Double) -> Double
    /// ln P(X > x).
    func logUpperTail(_ x: Double) -> Double
    /// The x with ln P(X <= x) = `logP`; NaN where `logP` is above 0 or NaN.
    func quantile(ofLog logP: Double) -> Double
    /// The x with ln P(X > x) = `logP`; NaN where `logP` is above 0 or NaN.
    func upperQuantile(ofLog logP: Double) -> Double
}

extension ContinuousDistribution {
    /// f(x), the density.
    public func density(_ x: Double) -> Double { exponential(logDensity(x)) }

    /// P(X <= x).
    public func cumulative(_ x: Double) -> Double { exponential(logCumulative(x)) }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double { exponential(logUpperTail(x)) }

    /// The x with P(X <= x) = p; the ends of the support at 0 and 1, NaN outside [0, 1].
    public func quantile(_ p: Double) -> Double { quantile(ofLog: logarithm(p)) }

    /// The x with P(X > x) = p; the ends of the support at 1 and 0, NaN outside [0, 1].
    public func upperQuantile(_ p: Double) -> Double { upperQuantile(ofLog: logarithm(p)) }
}
