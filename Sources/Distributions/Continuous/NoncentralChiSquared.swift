import CBoostMath

/// The noncentral chi-squared distribution: of the sum of squares of ν normals with unit variance
/// whose squared means add up to λ.
///
/// Relative error about 1e-13 up to λ = 4·10⁹; absolute error about 1e-12 up to 10¹¹; beyond, √X
/// is taken as normal, with an absolute error of about (ν - 1)/(4 λ).
public struct NoncentralChiSquared: Sendable, Hashable {
    /// ν > 0.
    public let degreesOfFreedom: Double
    /// λ >= 0.
    public let noncentrality: Double

    /// A noncentral chi-squared distribution with ν > 0 and λ >= 0.
    public init(degreesOfFreedom: Double, noncentrality: Double) {
        precondition(degreesOfFreedom > 0, "degrees of freedom must be positive")
        precondition(noncentrality >= 0, "a noncentrality is at least 0")
        self.degreesOfFreedom = degreesOfFreedom
        self.noncentrality = noncentrality
    }

    /// P(X <= x).
    public func cumulative(_ x: Double) -> Double {
        if x <= 0 { return 0 }
        if degreesOfFreedom == 1 && noncentrality > 1e6 {
            // X = (Z + √λ)²: one normal, and the other branch of the root is out of reach.
            return Normal.cumulative(rootDistance(x))
        }
        if noncentrality <= 4e9 {
            return casewise_noncentral_chi_squared_lower(degreesOfFreedom, noncentrality, x)
        }
        if noncentrality <= 1e11 { return 1 - mixtureUpperTail(x) }
        return Normal.cumulative(rootDistance(x))
    }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double {
        if x <= 0 { return 1 }
        if degreesOfFreedom == 1 && noncentrality > 1e6 {
            return Normal.upperTail(rootDistance(x))
        }
        if noncentrality <= 4e9 {
            return casewise_noncentral_chi_squared_upper(degreesOfFreedom, noncentrality, x)
        }
        if noncentrality <= 1e11 { return mixtureUpperTail(x) }
        return Normal.upperTail(rootDistance(x))
    }

    /// √x - √(λ + ν - 1), without cancellation.
    private func rootDistance(_ x: Double) -> Double {
        let shifted = noncentrality + (degreesOfFreedom - 1)
        return ((x - noncentrality) - (degreesOfFreedom - 1))
            / (x.squareRoot() + shifted.squareRoot())
    }

    /// Σ Poisson(j; λ/2) Q(ν/2 + j, x/2) over nine standard deviations about the mode, upwards,
    /// where Q(a + 1) = Q(a) + x^a e^{-x} / Γ(a + 1) only adds.
    ///
    /// Boost counts the terms in 32 bits and gives up where λ is greater.
    private func mixtureUpperTail(_ x: Double) -> Double {
        let mean = noncentrality / 2
        let half = x / 2
        let spread = (9 * mean.squareRoot()).rounded(.up)
        var j = mean.rounded(.down) - spread
        var a = degreesOfFreedom / 2 + j
        var weight = exponential(logGammaPrefix(j + 1, mean) - logarithm(mean))
        var step = exponential(logGammaPrefix(a, half) - logarithm(a))
        var upper = casewise_gamma_q(a, half)
        var sum = 0.0
        for _ in 0...Int(2 * spread) {
            sum += weight * upper
            upper += step
            a += 1
            step *= half / a
            j += 1
            weight *= mean / j
        }
        return min(sum, 1)
    }
}
