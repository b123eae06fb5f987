/// Σ_{j<y} ln(1 + αj) and its slope in α, Σ_{j<y} j/(1 + αj), for ascending counts y.
///
/// The first thousand terms are added; the rest is Euler and Maclaurin's integral with its
/// corrections up to the third derivative, which leave less than 1e-17 of a term from there on.
public struct RisingSums: Sendable {
    /// Σ_{j<y} ln(1 + αj).
    public let logs: [Double]
    /// Σ_{j<y} j/(1 + αj).
    public let slopes: [Double]

    /// The sums of ascending counts at a dispersion of 0 or more.
    public init(_ counts: [Int], alpha: Double) {
        var (j, log, slope) = (0, CompensatedSum(), CompensatedSum())
        var (logs, slopes): ([Double], [Double]) = ([], [])
        logs.reserveCapacity(counts.count)
        slopes.reserveCapacity(counts.count)
        for y in counts {
            while j < min(y, Self.added) {
                let term = Double(j)
                log.add(logOnePlus(alpha * term))
                slope.add(term / (1 + alpha * term))
                j += 1
            }
            if y > Self.added {
                let (from, to) = (Double(Self.added), Double(y))
                logs.append(log.value + Self.logTail(to, alpha) - Self.logTail(from, alpha))
                slopes.append(slope.value + Self.slopeTail(to, alpha) - Self.slopeTail(from, alpha))
            } else {
                logs.append(log.value)
                slopes.append(slope.value)
            }
        }
        self.logs = logs
        self.slopes = slopes
    }

    /// Σ_{j<y} 1/(θ + j)² for ascending counts y, in the same way.
    public static func inverseSquares(_ counts: [Int], shape: Double) -> [Double] {
        var (j, sum) = (0, CompensatedSum())
        return counts.map { y in
            while j < min(y, added) {
                sum.add(1 / (shape + Double(j)) / (shape + Double(j)))
                j += 1
            }
            guard y > added else { return sum.value }
            // ∫ f + f/2 - f'/12 + f'''/720 of f(j) = 1/(θ + j)², from j on.
            let rest = { (j: Double) in
                let d = 1 / (shape + j)
                return d * (1 + d * (0.5 + d * (1.0 / 6 - d * d / 30)))
            }
            return sum.value + rest(Double(added)) - rest(Double(y))
        }
    }

    /// Σ_{j<y} 1/(θ + j) for ascending counts y, in the same way.
    public static func inverses(_ counts: [Int], shape: Double) -> [Double] {
        var (j, sum) = (0, CompensatedSum())
        return counts.map { y in
            while j < min(y, added) {
                sum.add(1 / (shape + Double(j)))
                j += 1
            }
            guard y > added else { return sum.value }
            // ∫ f - f/2 + f'/12 - f'''/720 of f(j) = 1/(θ + j), up to j.
            let rest = { (j: Double) in
                let d = 1 / (shape + j)
                return d * (-0.5 + d * (-1.0 / 12 + d * d / 120))
            }
            let (from, to) = (Double(added), Double(y))
            return sum.value + logOnePlus((to - from) / (shape + from)) + rest(to) - rest(from)
        }
    }

    private static let added = 1000

    /// ∫ f - f/2 + f'/12 - f'''/720 of f(j) = ln(1 + αj), from 0 to j.
    private static func logTail(_ j: Double, _ alpha: Double) -> Double {
        let x = alpha * j
        let d = alpha / (1 + x)
        let integral = x < 1e-5 ? j * x * (0.5 - x * (1.0 / 6 - x / 12)) : devianceTerm(x) / alpha
        return integral - logOnePlus(x) / 2 + d / 12 - 2 * d * d * d / 720
    }

    /// The same of f(j) = j/(1 + αj): its integral is (αj - ln(1 + αj))/α².
    private static func slopeTail(_ j: Double, _ alpha: Double) -> Double {
        let x = alpha * j
        let d = 1 / (1 + x)
        // x - ln(1 + x) = (1 + x) φ(-x/(1 + x)).
        let integral =
            x < 1e-5
            ? j * j * (0.5 - x * (1.0 / 3 - x / 4))
            : (1 + x) * devianceTerm(-x * d) / x * j / x * j
        let third = 6 * alpha * alpha * d * d * d * d
        return integral - j * d / 2 + d * d / 12 - third / 720
    }
}
