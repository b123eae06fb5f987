#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// The one place that knows where the C mathematics library comes from.

/// eˣ.
@inline(__always) package func exponential(_ x: Double) -> Double { exp(x) }
/// ln x.
@inline(__always) package func logarithm(_ x: Double) -> Double { log(x) }

/// eˣ - 1, accurate near 0.
@inline(__always) package func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }

/// sin x.
@inline(__always) package func sine(_ x: Double) -> Double { sin(x) }
/// cos x.
@inline(__always) package func cosine(_ x: Double) -> Double { cos(x) }
/// tanh x.
@inline(__always) package func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
/// artanh x, for |x| < 1.
@inline(__always) package func inverseHyperbolicTangent(_ x: Double) -> Double { atanh(x) }

/// ln(1 + x), accurate near 0.
@inline(__always) package func logOnePlus(_ x: Double) -> Double { log1p(x) }

/// ln(1 - exp(x)) for x < 0: the logarithm of a complement, without cancellation.
func logComplement(ofLog x: Double) -> Double {
    x > -0.6931471805599453 ? log(-expm1(x)) : log1p(-exp(x))
}

/// ln(exp(x) + exp(y)) without overflow.
package func logSum(_ x: Double, _ y: Double) -> Double {
    let larger = max(x, y)
    guard larger.isFinite else { return larger }
    return larger + log1p(exp(min(x, y) - larger))
}

let halfLogOfTwoPi = 0.918938533204672741780
