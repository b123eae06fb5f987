/// Elementary functions that give the same bits on every machine.
///
/// They are made of +, -, ×, ÷, √ and whole numbers, each of which IEEE 754 rounds in one way only,
/// and of no function of a C library, which differ between versions in the last digit. Swift does
/// not fuse a product and a sum unless it is told to.
public enum PortableFunctions {
    /// eˣ for x in [-700, 700], and its value at the nearer end beyond; relative error below 1e-15.
    ///
    /// x = k ln 2 + r with |r| <= ln 2 / 2, and the series of eʳ to r¹³.
    @inlinable
    public static func exponential(_ x: Double) -> Double {
        let bounded = min(max(x, -700), 700)
        // So large a number leaves no bits below the point: the sum is rounded to a whole number,
        // whose bits are the last ones.
        let shifted = bounded * 1.4426950408889634 + 0x1.8p52
        let k = shifted - 0x1.8p52
        // ln 2 in two parts: k times the first is exact.
        let r = (bounded - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33
        let r2 = r * r
        let r4 = r2 * r2
        let low = (1 + r) + r2 * (0.5 + r * (1.0 / 6))
        let middle = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040))
        let high =
            (1.0 / 40_320 + r * (1.0 / 362_880)) + r2 * (1.0 / 3_628_800 + r * (1.0 / 39_916_800))
        let top = 1.0 / 479_001_600 + r * (1.0 / 6_227_020_800)
        let series = low + r4 * (middle + r4 * (high + r4 * top))
        return series * Double(bitPattern: (shifted.bitPattern &+ 1023) << 52)
    }

    /// ln x for a normal x > 0; absolute error below 1e-15 of max(1, |ln x|).
    ///
    /// x = 2ᵏ m with m in [√½, √2), and ln m = 2 artanh s with s = (m - 1) / (m + 1).
    @inlinable
    public static func logarithm(_ x: Double) -> Double {
        let bits = x.bitPattern
        var k = Int(truncatingIfNeeded: bits >> 52) &- 1023
        var m = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
        if m > 1.4142135623730951 {
            m *= 0.5
            k &+= 1
        }
        let s = (m - 1) / (m + 1)
        let t = s * s
        var series = 1.0 / 21
        series = 1.0 / 19 + t * series
        series = 1.0 / 17 + t * series
        series = 1.0 / 15 + t * series
        series = 1.0 / 13 + t * series
        series = 1.0 / 11 + t * series
        series = 1.0 / 9 + t * series
        series = 1.0 / 7 + t * series
        series = 1.0 / 5 + t * series
        series = 1.0 / 3 + t * series
        let logOfM = 2 * (s + s * t * series)
        return Double(k) * 0x1.62e42feep-1 + (logOfM + Double(k) * 0x1.a39ef35793c76p-33)
    }

    /// The z with Φ(z) = p for p in [1e-10, 1 - 1e-10]; relative error below 1e-14.
    ///
    /// The rational functions of PPND16 for the centre and the shoulders (M. J. Wichura, "Algorithm
    /// AS 241", Applied Statistics 37, 1988), whose third piece such p do not reach.
    @inlinable
    public static func normalQuantile(_ p: Double) -> Double {
        let q = p - 0.5
        if q > -0.425 && q < 0.425 {
            let r = 0.180625 - q * q
            return q * centreNumerator(r) / centreDenominator(r)
        }
        let r = (-logarithm(q < 0 ? p : 1 - p)).squareRoot() - 1.6
        let z = shoulderNumerator(r) / shoulderDenominator(r)
        return q < 0 ? -z : z
    }

    @inlinable
    static func centreNumerator(_ r: Double) -> Double {
        var sum = 2509.0809287301226727
        sum = sum * r + 33430.575583588128105
        sum = sum * r + 67265.770927008700853
        sum = sum * r + 45921.953931549871457
        sum = sum * r + 13731.693765509461125
        sum = sum * r + 1971.5909503065514427
        sum = sum * r + 133.14166789178437745
        return sum * r + 3.3871328727963666080
    }

    @inlinable
    static func centreDenominator(_ r: Double) -> Double {
        var sum = 5226.4952788528545610
        sum = sum * r + 28729.085735721942674
        sum = sum * r + 39307.895800092710610
        sum = sum * r + 21213.794301586595867
        sum = sum * r + 5394.1960214247511077
        sum = sum * r + 687.18700749205790830
        sum = sum * r + 42.313330701600911252
        return sum * r + 1
    }

    @inlinable
    static func shoulderNumerator(_ r: Double) -> Double {
        var sum = 7.74545014278341407640e-4
        sum = sum * r + 0.0227238449892691845833
        sum = sum * r + 0.241780725177450611770
        sum = sum * r + 1.27045825245236838258
        sum = sum * r + 3.64784832476320460504
        sum = sum * r + 5.76949722146069140550
        sum = sum * r + 4.63033784615654529590
        return sum * r + 1.42343711074968357734
    }

    @inlinable
    static func shoulderDenominator(_ r: Double) -> Double {
        var sum = 1.05075007164441684324e-9
        sum = sum * r + 5.47593808499534494600e-4
        sum = sum * r + 0.0151986665636164571966
        sum = sum * r + 0.148103976427480074590
        sum = sum * r + 0.689767334985100004550
        sum = sum * r + 1.67638483018380384940
        sum = sum * r + 2.05319162663775882187
        return sum * r + 1
    }
}
