import Glibc

/// ψ(a + x) - ψ(a) for a > 0 and x >= 0, ψ being the derivative of ln Γ; Σ 1/(a + j) over j < x where x is
/// whole.
///
/// a is raised to 12 by the recurrence, then Stirling's series is taken as a difference term by term, so
/// that nothing cancels where a is large. Relative error about 1e-15.
/// Source: Abramowitz and Stegun (1964), 6.3.5 and 6.3.18.
func digammaDifference(_ shape: Double, _ x: Double) -> Double {
    guard x > 0 else { return 0 }
    var a = shape
    var sum = 0.0
    while a < 12 {
        sum += x / (a * (a + x))
        a += 1
    }
    let b = a + x
    // 1/a² - 1/b² and its powers' differences, by u² - v² = (u - v)(u + v).
    let (u, v) = (1 / (a * a), 1 / (b * b))
    let first = x * (a + b) / (a * a * b * b)
    let coefficients = [
        1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760,
    ]
    var series = 0.0
    var difference = first
    var power = v
    for coefficient in coefficients {
        series += coefficient * difference
        // u^{k+1} - v^{k+1} = u (u^k - v^k) + (u - v) v^k
        difference = u * difference + first * power
        power *= v
    }
    return sum + log1p(x / a) + x / (2 * a * b) + series
}
