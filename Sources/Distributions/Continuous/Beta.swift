import CBoostMath

/// The beta distribution on [0, 1]: P(X <= x) = I_x(a, b), the incomplete beta function.
public struct Beta: Sendable, Hashable {
    /// The first shape, a > 0.
    public let a: Double
    /// The second shape, b > 0.
    public let b: Double

    /// A beta distribution with shapes a > 0 and b > 0.
    public init(_ a: Double, _ b: Double) {
        precondition(a > 0 && b > 0, "the shapes of a beta distribution must be positive")
        self.a = a
        self.b = b
    }

    /// P(X <= x).
    public func cumulative(_ x: Double) -> Double { betaLower(a, b, x: x, y: 1 - x) }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double { betaLower(b, a, x: 1 - x, y: x) }

    /// ln P(X <= x), also below the smallest double; -∞ at x = 0.
    public func logCumulative(_ x: Double) -> Double { logBetaLower(a, b, x: x, y: 1 - x) }

    /// ln P(X > x), also below the smallest double; -∞ at x = 1.
    public func logUpperTail(_ x: Double) -> Double { logBetaLower(b, a, x: 1 - x, y: x) }

    /// The x with P(X <= x) = p, for p in [0, 1].
    public func quantile(_ p: Double) -> Double { casewise_beta_quantile(a, b, p) }

    /// The x with P(X > x) = p, for p in [0, 1].
    public func upperQuantile(_ p: Double) -> Double { casewise_beta_upper_quantile(a, b, p) }
}
