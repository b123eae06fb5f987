import Distributions

/// The share with an event by level of a table, for cases that share clusters: risk difference, risk
/// ratio and odds ratio with intervals that do not take siblings for strangers.
///
/// Standard errors are linearised and cluster-robust (CR1, G/(G-1)), the reference is normal: as
/// `vcovCL` of R's sandwich (HC0, cadjust) of a binomial regression on the level, or `svyglm` of
/// its survey. Without weights, and each case in a cluster of its own, they are the usual ones but
/// for G/(G-1).
public struct ClusteredComparison: Sendable, Hashable {
    /// The shares with the event, by row of the table.
    public let shares: ClusteredMeans
    /// The event's label.
    public let event: String

    /// The share of a column by row.
    ///
    /// - Throws: where the table has no such row or column.
    public init(
        _ data: ClusteredTable, event: Int, reference: Int
    ) throws(ClusteringError) {
        let table = data.table
        guard event >= 0, event < table.columnCount else {
            throw .unknownLevel(event, count: table.columnCount)
        }
        guard reference >= 0, reference < table.rowCount else {
            throw .unknownLevel(reference, count: table.rowCount)
        }
        let width = data.columns.count
        let place = data.columns.firstIndex(of: event)
        let member = { (entry: ClusteredTable.Entry) in
            (
                level: data.rows[entry.cell / width],
                value: entry.cell % width == place ? 1.0 : 0.0, cases: entry.cases,
                weight: entry.weight / Double(entry.cases)
            )
        }
        var sums = ClusterSums(levels: table.rowCount)
        for entry in data.entries {
            let (level, value, cases, weight) = member(entry)
            sums.add(level: level, value: value, cases: cases, weight: weight)
        }
        self.event = table.columnLabels[event]
        shares = ClusteredMeans(
            levels: table.rowLabels, reference: reference, sums: sums,
            clusters: { body in
                data.forEachCluster { body($0.lazy.map(member)) }
            })
    }

    /// p₁ - p₀ ± z se; limits within [-1, 1].
    public func riskDifference(_ level: Int, confidence: Double) -> Effect {
        var effect = shares.meanDifference(level, confidence: confidence)
        effect.name = "risk_difference"
        effect.confLow = effect.confLow.map { max($0, -1) }
        effect.confHigh = effect.confHigh.map { min($0, 1) }
        return effect
    }

    /// p₁ / p₀, with exp(ln RR ± z se).
    public func riskRatio(_ level: Int, confidence: Double) -> Effect {
        ratio("risk_ratio", level, confidence) { p in
            p
        } slope: { p in
            1 / p
        }
    }

    /// p₁ q₀ / (q₁ p₀), with exp(ln OR ± z se).
    public func oddsRatio(_ level: Int, confidence: Double) -> Effect {
        ratio("odds_ratio", level, confidence) { p in
            p / (1 - p)
        } slope: { p in
            1 / (p * (1 - p))
        }
    }

    /// Every effect of a level against the reference.
    public func effects(_ level: Int, confidence: Double) -> [Effect] {
        [
            riskDifference(level, confidence: confidence),
            riskRatio(level, confidence: confidence), oddsRatio(level, confidence: confidence),
        ]
    }

    /// A ratio of a function of shares, whose logarithm has the given slope.
    private func ratio(
        _ name: String, _ level: Int, _ confidence: Double, _ value: (Double) -> Double,
        slope: (Double) -> Double
    ) -> Effect {
        let method = "cluster-robust Wald of the logarithm (CR1), normal"
        var effect = Effect(
            name: name, level: shares.levels[level],
            reference: shares.levels[shares.reference], method: method, status: .notEstimable)
        guard let own = shares.means[level], let other = shares.means[shares.reference] else {
            let empty = shares.means[level] == nil ? level : shares.reference
            effect.note = "no case in \(shares.levels[empty])"
            return effect
        }
        let (top, bottom) = (value(own), value(other))
        if top == 0 && bottom == 0 || top.isInfinite && bottom.isInfinite {
            effect.note =
                top == 0
                ? "\(event) occurs in neither level" : "\(event) occurs always in both levels"
            return effect
        }
        if bottom == 0 || top.isInfinite {
            effect.status = .infinite
            effect.note = "an empty cell leaves no interval"
            return effect
        }
        let estimate = top / bottom
        effect.estimate = estimate
        guard estimate > 0 else {
            effect.note = "an empty cell leaves no interval"
            return effect
        }
        guard let z = criticalValue(confidence) else {
            effect.note = confidenceNote
            return effect
        }
        let (u, v) = (slope(own), slope(other))
        guard u.isFinite, v.isFinite, let variance = shares.differenceVariance(level, u, v),
            variance > 0
        else {
            effect.note = "the clusters do not tell how much it varies"
            return effect
        }
        let width = z * variance.squareRoot()
        effect.confLow = estimate * exponential(-width)
        effect.confHigh = estimate * exponential(width)
        effect.status = .estimated
        return effect
    }
}

extension ClusteredTable {
    /// How alike the clusters' cases are in their column: the intraclass correlation of analysis of
    /// variance, with the sums of squares of all columns' indicators added; of two columns it is that
    /// of either. Without weights. nil where no cluster has two cases.
    public var intraclassCorrelation: Double? {
        let width = columns.count
        guard width > 0, sizes.cases > 0 else { return nil }
        let n = Double(sizes.cases)
        var shares = [Double](repeating: 0, count: width)
        for entry in entries { shares[entry.cell % width] += Double(entry.cases) / n }
        let gini = shares.reduce(0) { $0 + $1 * $1 }
        var (between, within) = (CompensatedSum(), CompensatedSum())
        var counts = [Double](repeating: 0, count: width)
        forEachCluster { cluster in
            var size = 0.0
            for entry in cluster {
                counts[entry.cell % width] += Double(entry.cases)
                size += Double(entry.cases)
            }
            // Σ_c k²/n_g of the columns, from those that the cluster has.
            var (squares, crossed) = (0.0, 0.0)
            for entry in cluster {
                let column = entry.cell % width
                squares += counts[column] * counts[column]
                crossed += counts[column] * shares[column]
                counts[column] = 0
            }
            within.add(size - squares / size)
            between.add(squares / size - 2 * crossed + size * gini)
        }
        return sizes.intraclassCorrelation(between: between.value, within: within.value)
    }
}
