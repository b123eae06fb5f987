import Distributions

/// A share of cases with an event, where cases share clusters, with intervals for an effective
/// number of cases.
///
/// The design effect is Var(p) / (p q / n) with the cluster-robust variance (CR1); the effective
/// number of cases is n / deff, times (t_{n-1} / t_{G-1})² for the clusters' degrees of freedom,
/// and never above n. Where the event never or always occurs the design effect cannot be seen, and
/// cases of one cluster are taken for wholly alike: deff = Σ n_g² / n.
/// Source: Korn and Graubard (1998), Survey Methodology 24, 193-201; as `svyciprop` of R's survey
/// with method "beta", but for the limit at n and the case of no event.
public struct ClusteredProportion: Sendable, Hashable {
    /// Cases with the event.
    public let events: Int
    /// All cases.
    public let total: Int
    /// The (weighted) share; nil without cases.
    public let share: Double?
    /// Its cluster-robust standard error; nil below two clusters.
    public let standardError: Double?
    /// How many clusters, and how large.
    public let sizes: ClusterSizes
    /// Var(p) / (p q / n), or Σ n_g² / n where the event never or always occurs; nil below two
    /// clusters.
    public let designEffect: Double?

    /// The share of `event` in a row of the table.
    public init(
        events: Int, total: Int, share: Double?, variance: Double?, sizes: ClusterSizes
    ) {
        self.events = events
        self.total = total
        self.share = total > 0 ? share : nil
        self.sizes = sizes
        let n = Double(total)
        guard let share = self.share, sizes.clusters > 1, let variance else {
            standardError = nil
            designEffect = nil
            return
        }
        standardError = variance.squareRoot()
        let plain = share * (1 - share) / n
        designEffect = plain > 0 ? variance / plain : sizes.squares / n
    }

    /// The number of strangers that would tell as much; nil below two clusters.
    public func effectiveCases(confidence: Double) -> Double? {
        let n = Double(total)
        guard let designEffect, confidence > 0, confidence < 1, total > 1 else { return nil }
        let tail = (1 - confidence) / 2
        let ratio =
            StudentT(degreesOfFreedom: n - 1).upperQuantile(tail)
            / StudentT(degreesOfFreedom: Double(sizes.clusters - 1)).upperQuantile(tail)
        let cases = designEffect > 0 ? n / designEffect * ratio * ratio : n
        return cases.isFinite ? min(cases, n) : nil
    }

    /// Wilson's score interval for the effective number of cases.
    public func wilson(confidence: Double) -> Effect {
        effect("Wilson score at the effective number of cases (clusters)", confidence) {
            n, share, z in
            let limits = WilsonLimits(events: n * share, of: n, z: z)
            return (share == 0 ? 0 : limits.low, share == 1 ? 1 : limits.high)
        }
    }

    /// The interval of Clopper and Pearson for the effective number of cases: Korn and Graubard's.
    public func kornGraubard(confidence: Double) -> Effect {
        let tail = (1 - confidence) / 2
        return effect(
            "Korn-Graubard (Clopper-Pearson at the effective number of cases)", confidence
        ) {
            n, share, _ in
            let (x, y) = (n * share, n * (1 - share))
            return (
                share == 0 ? 0 : Beta(x, y + 1).quantile(tail),
                share == 1 ? 1 : Beta(x + 1, y).upperQuantile(tail)
            )
        }
    }

    private func effect(
        _ method: String, _ confidence: Double,
        _ limits: (Double, Double, Double) -> (Double, Double)
    ) -> Effect {
        var effect = Effect(
            name: "proportion", estimate: share, method: method, status: .notEstimable)
        guard let share else {
            effect.note = "no case"
            return effect
        }
        guard let z = criticalValue(confidence) else {
            effect.note = confidenceNote
            return effect
        }
        guard let n = effectiveCases(confidence: confidence), n > 0 else {
            effect.note = "all cases are of one cluster, which does not tell how much it varies"
            return effect
        }
        let (low, high) = limits(n, share, z)
        guard low.isFinite, high.isFinite else {
            effect.note = "a limit is out of range"
            return effect
        }
        (effect.confLow, effect.confHigh) = (low, high)
        effect.status = .estimated
        return effect
    }
}

extension ClusteredTable {
    /// The share of a column in one row, or in all rows, with what its clusters say; clusters are
    /// those with cases in it, as when the row were the whole of the data.
    ///
    /// nil where the table has no such row or column.
    public func proportion(event: Int, row: Int? = nil) -> ClusteredProportion? {
        guard event >= 0, event < table.columnCount else { return nil }
        if let row, row < 0 || row >= table.rowCount { return nil }
        let width = columns.count
        let column = columns.firstIndex(of: event)
        let own = row.map { chosen in rows.firstIndex(of: chosen) ?? -1 }
        let counted = { (entry: Entry) in own == nil || entry.cell / width == own }
        var (events, total) = (0, 0)
        var (weightOfEvents, weightOfAll) = (CompensatedSum(), CompensatedSum())
        for entry in entries where counted(entry) {
            total += entry.cases
            weightOfAll.add(entry.weight)
            if entry.cell % width == column {
                events += entry.cases
                weightOfEvents.add(entry.weight)
            }
        }
        let all = weightOfAll.value
        let share = all > 0 ? min(weightOfEvents.value / all, 1) : 0
        var clusterSizes: [Int] = []
        var squares = CompensatedSum()
        forEachCluster { cluster in
            var (size, own, mass) = (0, 0.0, 0.0)
            for entry in cluster where counted(entry) {
                size += entry.cases
                mass += entry.weight
                if entry.cell % width == column { own += entry.weight }
            }
            guard size > 0 else { return }
            clusterSizes.append(size)
            let pull = (own - share * mass) / all
            squares.add(pull * pull)
        }
        let sizes = ClusterSizes(clusterSizes)
        return ClusteredProportion(
            events: events, total: total, share: share,
            variance: sizes.factor.map { $0 * squares.value }, sizes: sizes)
    }
}
