import Distributions

extension StratifiedComparison {
    /// The Mantel-Haenszel odds ratio Σ (a d / n) / Σ (b c / n) with the interval of Robins, Breslow
    /// and Greenland on the log scale.
    ///
    /// With P = (a+d)/n, Q = (b+c)/n, R = a d/n, S = b c/n: Var ln OR = Σ P R / (2 (ΣR)²) +
    /// Σ (P S + Q R) / (2 ΣR ΣS) + Σ Q S / (2 (ΣS)²), right for few large strata and for many small
    /// ones. 0 or infinite without limits where every stratum has an empty cell on one diagonal.
    /// Source: Robins, Breslow and Greenland (1986), Biometrics 42, 311-323.
    public func mantelHaenszelOddsRatio(confidence: Double) -> Effect {
        let name = "odds_ratio_mantel_haenszel"
        let method = "Mantel-Haenszel with the Robins-Breslow-Greenland interval"
        let strata = informative
        guard !strata.isEmpty else { return notEstimable(name, method, uselessStrata) }
        var (r, s) = (CompensatedSum(), CompensatedSum())
        var (pr, mixed, qs) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for stratum in strata {
            let (a, b, c, d) = stratum.cells
            let n = Double(stratum.total)
            let (p, q) = ((a + d) / n, (b + c) / n)
            let (along, across) = (a * (d / n), b * (c / n))
            r.add(along)
            s.add(across)
            pr.add(p * along)
            mixed.add(p * across + q * along)
            qs.add(q * across)
        }
        let (above, below) = (r.value, s.value)
        if above == 0 || below == 0 {
            return oneSided(name, method, isZero: above == 0 && below > 0, isInfinite: above > 0)
        }
        let variance =
            pr.value / above / above / 2 + mixed.value / above / below / 2
            + qs.value / below / below / 2
        return ratio(name, method, above / below, variance, confidence)
    }

    /// The Mantel-Haenszel risk ratio Σ (a n₀ / n) / Σ (c n₁ / n) with the interval of Greenland and
    /// Robins on the log scale: Var ln RR = Σ (m n₁ n₀ - a c n) / n² over the product of both sums.
    ///
    /// 0 or infinite without limits where the event occurs on one side only.
    /// Source: Greenland and Robins (1985), Biometrics 41, 55-68.
    public func mantelHaenszelRiskRatio(confidence: Double) -> Effect {
        let name = "risk_ratio_mantel_haenszel"
        let method = "Mantel-Haenszel with the Greenland-Robins interval"
        let strata = comparable
        guard !strata.isEmpty else { return notEstimable(name, method, noStratumOfBoth) }
        var (above, below, spread) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for stratum in strata {
            let (a, b, c, d) = stratum.cells
            let n = Double(stratum.total)
            let (n1, n0) = (Double(stratum.cases), Double(stratum.referenceCases))
            above.add(a * (n0 / n))
            below.add(c * (n1 / n))
            // m n₁ n₀ - a c n = a n₁ d + c n₀ b, a sum of positive terms.
            spread.add(a * (n1 / n) * (d / n) + c * (n0 / n) * (b / n))
        }
        let (top, under) = (above.value, below.value)
        if top == 0 || under == 0 {
            return oneSided(name, method, isZero: top == 0 && under > 0, isInfinite: top > 0)
        }
        return ratio(name, method, top / under, spread.value / top / under, confidence)
    }

    /// The Mantel-Haenszel risk difference Σ ((a n₀ - c n₁) / n) / Σ (n₁ n₀ / n) with Sato's interval,
    /// in [-1, 1].
    ///
    /// Var δ = (δ Σ P + Σ Q) / (Σ n₁ n₀ / n)², P = (n₁² c - n₀² a + n₁ n₀ (n₀ - n₁) / 2) / n²,
    /// Q = (a d + b c) / (2 n): right for few large strata and for many small ones. Without limits
    /// where the shares leave no variance. Source: Sato (1989), Biometrics 45, 1323-1324.
    public func mantelHaenszelRiskDifference(confidence: Double) -> Effect {
        let name = "risk_difference_mantel_haenszel"
        let method = "Mantel-Haenszel with Sato's interval"
        let strata = comparable
        guard !strata.isEmpty else { return notEstimable(name, method, noStratumOfBoth) }
        guard let z = criticalValue(confidence) else {
            return notEstimable(name, method, confidenceNote)
        }
        var (weight, p, q) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for stratum in strata {
            let (a, b, c, d) = stratum.cells
            let n = Double(stratum.total)
            let (w1, w0) = (Double(stratum.cases) / n, Double(stratum.referenceCases) / n)
            weight.add(w1 * w0 * n)
            p.add(w1 * w1 * c - w0 * w0 * a + w1 * w0 * (w0 - w1) * n / 2)
            q.add((a * (d / n) + b * (c / n)) / 2)
        }
        let estimate = min(max(Self.excess(strata) / weight.value, -1), 1)
        let spread = estimate * p.value + q.value
        guard spread > 1e-12 * weight.value else {
            return Effect(
                name: name, level: level, reference: reference, estimate: estimate,
                method: method, status: .notEstimable,
                note: "the shares leave no variance for an interval")
        }
        let width = z * (spread.squareRoot() / weight.value)
        return Effect(
            name: name, level: level, reference: reference, estimate: estimate,
            confLow: max(estimate - width, -1), confHigh: min(estimate + width, 1), method: method)
    }

    private func ratio(
        _ name: String, _ method: String, _ estimate: Double, _ variance: Double,
        _ confidence: Double
    ) -> Effect {
        guard let z = criticalValue(confidence) else {
            return notEstimable(name, method, confidenceNote)
        }
        guard variance > 0 else {
            return Effect(
                name: name, level: level, reference: reference, estimate: estimate,
                method: method, status: .notEstimable,
                note: "the shares leave no variance for an interval")
        }
        let width = z * variance.squareRoot()
        let (low, high) = (estimate * exponential(-width), estimate * exponential(width))
        return Effect(
            name: name, level: level, reference: reference, estimate: estimate,
            confLow: low, confHigh: high.isFinite ? high : nil, method: method,
            status: high.isFinite ? .estimated : .notEstimable,
            note: high.isFinite ? nil : "a limit is out of range")
    }

    private func oneSided(
        _ name: String, _ method: String, isZero: Bool, isInfinite: Bool
    ) -> Effect {
        guard isZero || isInfinite else {
            return notEstimable(name, method, "empty cells leave nothing to compare")
        }
        return Effect(
            name: name, level: level, reference: reference, estimate: isZero ? 0 : nil,
            method: method, status: isZero ? .notEstimable : .infinite,
            note: "empty cells leave no interval; see the exact conditional odds ratio")
    }
}

/// What an effect's note says where no stratum holds both levels.
let noStratumOfBoth = "no stratum has cases of both levels"
