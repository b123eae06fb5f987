import Distributions

/// What D tied events contribute under Efron's method, of which event l = 0 ..< D is weighed
/// against the risk set less the share f = l/D of the tied: den = S₀ - f D₀.
///
/// With S₀ the sum of relative hazards at risk and D₀ that of the tied. Breslow's method is f = 0
/// throughout. Source: Efron (1977).
struct TieSums {
    /// Σ 1/den.
    var rate = 0.0
    /// Σ f/den.
    var rateOfTied = 0.0
    /// Σ 1/den².
    var square = 0.0
    /// Σ f/den².
    var squareMixed = 0.0
    /// Σ f²/den².
    var squareOfTied = 0.0
    /// Σ ln den.
    var logarithms = 0.0

    /// Breslow's sums: D times the same.
    init(breslow total: Double, events: Double) {
        rate = events / total
        square = rate / total
        logarithms = events * logarithm(total)
    }

    /// Efron's sums over `events` whole tied events: directly up to 8,192, else the last 4,096 of
    /// them directly and the others, where terms change slowly, by Gauss-Legendre quadrature over
    /// blocks that double in length, with the first correction of Euler and Maclaurin.
    init(efron total: Double, tied: Double, events: Double) {
        var last = events
        if events > 8_192 {
            last = 4_096
            var end = events - last
            var length = last
            while end > 0 {
                let start = max(0, end - length)
                addBlock(total, tied, events, from: start, to: end)
                end = start
                length *= 2
            }
        }
        var index = events - last
        while index < events {
            let share = index / events
            add(1, share, total - share * tied)
            index += 1
        }
    }

    private mutating func add(_ weight: Double, _ share: Double, _ den: Double) {
        let inverse = 1 / den
        let term = weight * inverse
        rate += term
        rateOfTied += term * share
        square += term * inverse
        squareMixed += term * inverse * share
        squareOfTied += term * inverse * share * share
        logarithms += weight * logarithm(den)
    }

    /// Σ g(l) over l = a ..< b is ∫ g from a - ½ to b - ½, less [g'] / 24 between the ends.
    private mutating func addBlock(
        _ total: Double, _ tied: Double, _ events: Double, from start: Double, to end: Double
    ) {
        let half = (end - start) / 2
        let middle = (start + end - 1) / 2
        for (node, weight) in Self.nodes {
            for sign in [-1.0, 1.0] {
                let share = (middle + sign * half * node) / events
                add(weight * half, share, total - share * tied)
            }
        }
        for (place, sign) in [(start - 0.5, 1.0), (end - 0.5, -1.0)] {
            let f = place / events
            let inverse = 1 / (total - f * tied)
            let slope = tied / events * inverse
            let weight = sign / 24
            rate += weight * slope * inverse
            rateOfTied += weight * inverse * (1 / events + f * slope)
            square += weight * 2 * slope * inverse * inverse
            squareMixed += weight * inverse * inverse * (1 / events + 2 * f * slope)
            squareOfTied += weight * inverse * inverse * 2 * f * (1 / events + f * slope)
            logarithms -= weight * slope
        }
    }

    /// Positive nodes and weights of the 16-point Gauss-Legendre rule (Abramowitz and Stegun 25.4).
    private static let nodes: [(Double, Double)] = [
        (0.095012509837637440185, 0.189450610455068496285),
        (0.281603550779258913230, 0.182603415044923588867),
        (0.458016777657227386342, 0.169156519395002538189),
        (0.617876244402643748447, 0.149595988816576732081),
        (0.755404408355003033895, 0.124628971255533872052),
        (0.865631202387831743880, 0.095158511682492784810),
        (0.944575023073232576078, 0.062253523938647892863),
        (0.989400934991649932596, 0.027152459411754094852),
    ]
}
