import Distributions

/// Negative-binomial rates (NB2) of groups by maximum likelihood: each group a rate, all groups one
/// dispersion α = 1/θ, the variance of a count being μ + α μ².
///
/// The likelihood is maximised over the rates for each α - each group's score falls steadily in its
/// log rate - and α is the zero of the profile's slope in ln α. All sums are written in α, so that
/// they keep their digits towards Poisson (α = 0). As MASS's `glm.nb` with `offset(log(exposure))`.
struct NegativeBinomialFit: Sendable {
    /// α; 0 where the counts are no more dispersed than Poisson's.
    let dispersion: Double
    /// ln of each group's rate; nil for a group without events, whose rate is 0.
    let logRates: [Double?]
    /// The standard error of each, from the expected information at the estimates.
    let standardErrors: [Double?]
    /// The maximum of the log-likelihood.
    let logLikelihood: Double
    /// The standard error of θ from its observed information at the rates, as MASS's `theta.ml` gives
    /// it; nil where there is none.
    let shapeStandardError: Double?

    /// The fit; nil where there is no event, or no maximum was found.
    init?(_ groups: [EventCounts]) {
        let occupied = groups.filter { $0.events > 0 && $0.exposure > 0 }
        guard !occupied.isEmpty else { return nil }
        let poisson = occupied.map { logarithm(Double($0.events) / $0.exposure) }
        var distinct = Set<Int>()
        for group in occupied { for p in group.patterns { distinct.insert(p.events) } }
        let counts = distinct.sorted()
        let places = Dictionary(uniqueKeysWithValues: counts.enumerated().map { ($1, $0) })
        let rows = occupied.map { group in group.patterns.map { places[$0.events] ?? 0 } }
        var rates = poisson
        let profileSlope = { (alpha: Double) -> Double in
            for (index, group) in occupied.enumerated() {
                rates[index] = logRate(group, alpha, start: rates[index])
            }
            return slope(occupied, rows, counts, rates, alpha)
        }
        // At α = 0 the slope is ½ Σ [(y - μ)² - y]: without over-dispersion the maximum is there.
        var alpha = 0.0
        let (excess, squares) = Self.excess(occupied, poisson)
        if excess > 0 {
            let guess = logarithm(min(max(excess / squares, 1e-10), 1e10))
            let root = rootOfIncreasing(near: guess, step: 1) { s in
                if s < -40 { return -1 }
                if s > 40 { return 1 }
                let value = exponential(s)
                return -profileSlope(value) * value
            }
            guard let root, root > -39.5, root < 39.5 else { return nil }
            alpha = exponential(root)
        }
        for (index, group) in occupied.enumerated() {
            rates[index] = logRate(group, alpha, start: rates[index])
        }
        dispersion = alpha
        var (at, logs, errors): (Int, [Double?], [Double?]) = (0, [], [])
        for group in groups {
            guard group.events > 0, group.exposure > 0 else {
                logs.append(nil)
                errors.append(nil)
                continue
            }
            logs.append(rates[at])
            errors.append(1 / information(group, rates[at], alpha).squareRoot())
            at += 1
        }
        logRates = logs
        standardErrors = errors
        logLikelihood = totalLogLikelihood(occupied, rows, counts, rates, alpha)
        let shape = shapeInformation(occupied, rows, counts, rates, shape: 1 / alpha)
        shapeStandardError = shape > 0 && shape.isFinite ? 1 / shape.squareRoot() : nil
        guard logLikelihood.isFinite else { return nil }
    }

    /// The fit of one rate to all groups together.
    static func pooled(_ groups: [EventCounts]) -> NegativeBinomialFit? {
        EventCounts(pooling: groups).flatMap { NegativeBinomialFit([$0]) }
    }

    /// Σ [(y - μ)² - y] and Σ μ² at the Poisson rates.
    private static func excess(
        _ groups: [EventCounts], _ logRates: [Double]
    ) -> (excess: Double, squares: Double) {
        var (excess, squares) = (CompensatedSum(), CompensatedSum())
        for (group, logRate) in zip(groups, logRates) {
            for pattern in group.patterns {
                let mu = pattern.exposure * exponential(logRate)
                let (y, weight) = (Double(pattern.events), Double(pattern.cases))
                excess.add(weight * ((y - mu) * (y - mu) - y))
                squares.add(weight * (mu * mu))
            }
        }
        return (excess.value, squares.value)
    }
}

/// The log rate at which Σ (y - μ)/(1 + αμ) = 0, by Newton's method within a bracket.
private func logRate(_ group: EventCounts, _ alpha: Double, start: Double) -> Double {
    var (rate, low, high) = (start, -Double.infinity, Double.infinity)
    for _ in 0..<200 {
        let scale = exponential(rate)
        var (score, slope) = (CompensatedSum(), 0.0)
        for pattern in group.patterns {
            let mu = pattern.exposure * scale
            let (y, weight) = (Double(pattern.events), Double(pattern.cases))
            let d = 1 + alpha * mu
            score.add(weight * ((y - mu) / d))
            slope += weight * (mu * (1 + alpha * y) / (d * d))
        }
        if score.value == 0 { return rate }
        if score.value > 0 { low = rate } else { high = rate }
        var next = rate + min(max(score.value / slope, -2), 2)
        if !(next > low && next < high) {
            next = low.isFinite && high.isFinite ? (low + high) / 2 : rate
        }
        let done = abs(next - rate) <= 4 * max(abs(rate), 1e-3).ulp
        rate = next
        if done { break }
    }
    return rate
}

/// The expected information of a group's log rate: Σ μ/(1 + αμ).
private func information(_ group: EventCounts, _ logRate: Double, _ alpha: Double) -> Double {
    var sum = CompensatedSum()
    for pattern in group.patterns {
        let mu = pattern.exposure * exponential(logRate)
        sum.add(Double(pattern.cases) * (mu / (1 + alpha * mu)))
    }
    return sum.value
}

/// ∂l/∂α = Σ [Σ_{j<y} j/(1 + αj) + (ln(1 + αμ) - αμ/(1 + αμ))/α² - yμ/(1 + αμ)].
private func slope(
    _ groups: [EventCounts], _ places: [[Int]], _ counts: [Int], _ logRates: [Double],
    _ alpha: Double
) -> Double {
    let ratios = RisingSums(counts, alpha: alpha).slopes
    var sum = CompensatedSum()
    for (index, group) in groups.enumerated() {
        let scale = exponential(logRates[index])
        for (pattern, place) in zip(group.patterns, places[index]) {
            let mu = pattern.exposure * scale
            let x = alpha * mu
            // (ln(1 + x) - x/(1 + x))/x² = φ(x)/((1 + x) x²), about ½ - 2x/3.
            let second =
                x < 1e-5 ? 0.5 - x * (2.0 / 3 - 0.75 * x) : devianceTerm(x) / (x * x) / (1 + x)
            let y = Double(pattern.events)
            sum.add(
                Double(pattern.cases)
                    * (ratios[place] + mu * mu * second - y * mu / (1 + x)))
        }
    }
    return sum.value
}

/// -∂²l/∂θ² = Σ [Σ_{j<y} 1/(θ + j)² - μ²/(θ (θ + μ)²) - y/(θ + μ)²]; not finite at θ = ∞.
private func shapeInformation(
    _ groups: [EventCounts], _ places: [[Int]], _ counts: [Int], _ logRates: [Double],
    shape: Double
) -> Double {
    guard shape.isFinite else { return .nan }
    let squares = RisingSums.inverseSquares(counts, shape: shape)
    var sum = CompensatedSum()
    for (index, group) in groups.enumerated() {
        let scale = exponential(logRates[index])
        for (pattern, place) in zip(group.patterns, places[index]) {
            let mu = pattern.exposure * scale
            let part = mu / (shape + mu)
            let rest = Double(pattern.events) / (shape + mu) / (shape + mu)
            sum.add(Double(pattern.cases) * (squares[place] - part * part / shape - rest))
        }
    }
    return sum.value
}

/// Σ [Σ_{j<y} ln(1 + αj) + y ln μ - (y + 1/α) ln(1 + αμ) - ln y!].
private func totalLogLikelihood(
    _ groups: [EventCounts], _ places: [[Int]], _ counts: [Int], _ logRates: [Double],
    _ alpha: Double
) -> Double {
    let logs = RisingSums(counts, alpha: alpha).logs
    let factorials = counts.map { logGamma(Double($0) + 1) }
    var sum = CompensatedSum()
    for (index, group) in groups.enumerated() {
        for (pattern, place) in zip(group.patterns, places[index]) {
            let logMu = logarithm(pattern.exposure) + logRates[index]
            let mu = exponential(logMu)
            let y = Double(pattern.events)
            let x = alpha * mu
            let log = logOnePlus(x)
            let perAlpha = x < 1e-12 ? mu : log / alpha
            sum.add(
                Double(pattern.cases)
                    * (logs[place] + y * (logMu - log) - perAlpha - factorials[place]))
        }
    }
    return sum.value
}
