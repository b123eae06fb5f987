import Distributions

/// How much a disagreement counts in Cohen's kappa.
public enum KappaWeights: String, Sendable, Hashable, CaseIterable {
    /// Every disagreement counts the same.
    case none
    /// A disagreement counts by the steps between the levels.
    case linear
    /// A disagreement counts by the square of the steps between the levels.
    case quadratic
}

extension PairedTable {
    /// The share of pairs that agree, with Wilson's interval.
    public func agreement(confidence: Double) -> Effect {
        let name = "agreement"
        guard let share = try? Proportion(events: agreeing, total: table.total) else {
            return notEstimable(name, "Wilson score", "there is no pair")
        }
        var effect = share.wilson(confidence: confidence)
        effect.name = name
        effect.level = first
        effect.reference = second
        return effect
    }

    /// Cohen's kappa, (p_o - p_e) / (1 - p_e): agreement beyond what the raters' own shares of each
    /// level would give by chance, as a share of what there could be; with a large-sample interval,
    /// within [-1, 1].
    ///
    /// p_o = Σ w_ij p_ij, p_e = Σ w_ij p_i. p_.j, w_ij = 1 - |i-j|/(k-1), or its square's, or 1 on the
    /// diagonal only. n Var κ = Σ p_ij (w_ij (1-p_e) - (w̄_i. + w̄_.j)(1-p_o))² / (1-p_e)⁴ less
    /// (p_o p_e - 2 p_e + p_o)² / (1-p_e)⁴. Not estimable where both raters use one and the same level;
    /// without limits where they agree wholly. Levels are taken in the table's order.
    /// Source: Cohen (1960, 1968); Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72.
    public func kappa(weights: KappaWeights = .none, confidence: Double) -> Effect {
        let name = weights == .none ? "cohens_kappa" : "cohens_kappa_\(weights.rawValue)"
        let method =
            weights == .none
            ? "Cohen's kappa with the Fleiss-Cohen-Everitt interval"
            : "Cohen's kappa with \(weights.rawValue) weights and the Fleiss-Cohen-Everitt interval"
        guard table.total > 0 else { return notEstimable(name, method, "there is no pair") }
        guard let z = criticalValue(confidence) else {
            return notEstimable(name, method, confidenceNote)
        }
        let n = Double(table.total)
        let cost = costs(weights)
        let count = levels.count
        let rows = table.rowTotals.map { Double($0) / n }
        let columns = table.columnTotals.map { Double($0) / n }
        var (observed, expected) = (CompensatedSum(), CompensatedSum())
        var rowCosts = [Double](repeating: 0, count: count)
        var columnCosts = [Double](repeating: 0, count: count)
        for i in 0..<count {
            for j in 0..<count {
                let value = cost(i, j)
                observed.add(value * (Double(table[i, j]) / n))
                expected.add(value * rows[i] * columns[j])
                rowCosts[i] += value * columns[j]
                columnCosts[j] += value * rows[i]
            }
        }
        // With costs 1 - w: κ = 1 - o / e, and o and e keep their digits where agreement is high.
        let (o, e) = (observed.value, expected.value)
        guard e > 0 else {
            return notEstimable(name, method, "both measures have one and the same level only")
        }
        let estimate = 1 - o / e
        guard o > 0 else {
            return Effect(
                name: name, level: first, reference: second, estimate: 1, method: method,
                status: .notEstimable,
                note: "full agreement leaves no large-sample interval")
        }
        var variance = CompensatedSum()
        for i in 0..<count {
            for j in 0..<count where table[i, j] > 0 {
                // The influence of a pair on o / e, which is 0 on average.
                let influence = cost(i, j) / o - (rowCosts[i] + columnCosts[j]) / e + 1
                variance.add(Double(table[i, j]) / n * influence * influence)
            }
        }
        let width = z * (o / e) * (variance.value / n).squareRoot()
        return Effect(
            name: name, level: first, reference: second, estimate: estimate,
            confLow: max(estimate - width, -1), confHigh: min(estimate + width, 1), method: method)
    }

    func costs(_ weights: KappaWeights) -> (Int, Int) -> Double {
        let span = Double(max(levels.count - 1, 1))
        return { i, j in
            let steps = Double(abs(i - j))
            switch weights {
            case .none: return i == j ? 0 : 1
            case .linear: return steps / span
            case .quadratic: return steps / span * (steps / span)
            }
        }
    }

    private func notEstimable(_ name: String, _ method: String, _ note: String) -> Effect {
        Effect(
            name: name, level: first, reference: second, method: method, status: .notEstimable,
            note: note)
    }
}
