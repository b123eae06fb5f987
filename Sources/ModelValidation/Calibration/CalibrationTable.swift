import Distributions
import HypothesisTests

/// Cases in tenths of their risk: what each tenth was told, and what happened to it.
///
/// Cases of one risk stay together, in the tenth in which the middle of them falls, so that tenths
/// may differ in size, and a score with few values has fewer of them. Shares have Wilson's interval;
/// where cases have clusters that of Korn and Graubard's effective number of cases.
public struct CalibrationTable: Sendable, Hashable {
    /// Cases of about one risk.
    public struct Group: Sendable, Hashable {
        /// The lowest risk among them.
        public let lowestRisk: Double
        /// The highest risk among them.
        public let highestRisk: Double
        /// The mean of their risks.
        public let meanRisk: Double
        /// How many there are.
        public let cases: Double
        /// How many had the event.
        public let events: Double
        /// The share with the event.
        public let observed: Double
        /// The lower limit of that share; nil where there is none.
        public let confLow: Double?
        /// The upper limit of that share; nil where there is none.
        public let confHigh: Double?
    }

    /// The groups, in ascending order of risk; empty without cases.
    public let groups: [Group]
    /// How the limits were made.
    public let method: String

    /// The table of some cases.
    ///
    /// - Parameters:
    ///   - groups: how many at most, at least 1.
    ///   - confidence: of the intervals; no limits unless strictly between 0 and 1.
    public init(_ cases: ScoredCases, groups: Int = 10, confidence: Double = 0.95) {
        let order = RiskOrder(cases)
        let clusters = cases.cluster.map { _ in CaseClusters(cases) }
        method =
            clusters == nil
            ? "Wilson score" : "Wilson score at the effective number of cases (clusters)"
        let members = order.groups(groups)
        self.groups = members.map { rows in
            Group(cases, rows, confidence, clustered: clusters != nil)
        }
    }
}

extension CalibrationTable.Group {
    fileprivate init(_ cases: ScoredCases, _ rows: [Int], _ confidence: Double, clustered: Bool) {
        var (low, high, risks, n, x) = (Double.infinity, -Double.infinity, 0.0, 0.0, 0.0)
        for row in rows {
            let weight = cases.count?[row] ?? 1
            low = min(low, cases.risk[row])
            high = max(high, cases.risk[row])
            risks += weight * cases.risk[row]
            n += weight
            if cases.hasEvent[row] { x += weight }
        }
        let share = x / n
        (lowestRisk, highestRisk, meanRisk) = (low, high, min(max(risks / n, low), high))
        (self.cases, events, observed) = (n, x, share)
        var effective: Double? = n
        if clustered {
            let own = ScoredCases(
                hasEvent: rows.map { cases.hasEvent[$0] }, risk: rows.map { cases.risk[$0] },
                count: cases.count.map { count in rows.map { count[$0] } },
                cluster: cases.cluster.map { cluster in rows.map { cluster[$0] } })
            effective = CaseClusters(own).effectiveCases(own, share: share, confidence: confidence)
        }
        guard let effective, confidence > 0, confidence < 1 else {
            (confLow, confHigh) = (nil, nil)
            return
        }
        let limits = WilsonLimits(
            events: effective * share, of: effective,
            z: Normal.upperQuantile((1 - confidence) / 2))
        (confLow, confHigh) = (x == 0 ? 0 : limits.low, x == n ? 1 : limits.high)
    }
}

extension CaseClusters {
    /// How many strangers would tell as much of a share; nil below two clusters.
    ///
    /// n / deff with deff = Var(p) / (p q / n), or Σ n_g² / n where the event never or always
    /// occurs, times (t_{n-1} / t_{G-1})², at most n: as `ClusteredProportion`.
    func effectiveCases(_ cases: ScoredCases, share: Double, confidence: Double) -> Double? {
        let n = caseCount
        guard let clusterCount, clusterCount > 1, n > 1, confidence > 0, confidence < 1,
            let variance = variance({ (cases.hasEvent[$0] ? 1 : 0) - share })
        else { return nil }
        let plain = share * (1 - share) / n
        let design = plain > 0 ? variance / plain : squares / n
        let tail = (1 - confidence) / 2
        let ratio =
            StudentT(degreesOfFreedom: n - 1).upperQuantile(tail)
            / StudentT(degreesOfFreedom: Double(clusterCount - 1)).upperQuantile(tail)
        let effective = design > 0 ? n / design * ratio * ratio : n
        return effective.isFinite && effective > 0 ? min(effective, n) : nil
    }
}
