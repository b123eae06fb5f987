import Distributions

/// Hosmer and Lemeshow's test of calibration in groups of risk, for those who are asked for it.
///
/// χ² = Σ (O - E)² / (E (1 - E/n)) over the groups, with as many degrees of freedom as groups for
/// cases the model has not seen, and two fewer for those it was fitted to.
///
/// It is no measure of calibration: with few cases it finds nothing, with many it finds what does not
/// matter; it changes with the number of groups; it does not say in which direction risks are
/// off; and it takes cases as strangers, so it is too quick to reject where they have clusters.
/// `Calibration` and `CalibrationCurve` answer the question better. Sources: D. W. Hosmer and
/// S. Lemeshow, Communications in Statistics A9 (1980), 1043-1069; A. A. Kramer and J. E. Zimmerman,
/// Critical Care Medicine 35 (2007), 2052-2056.
public struct HosmerLemeshow: Sendable, Hashable {
    /// χ²; nil where it cannot be had.
    public let statistic: Double?
    /// The degrees of freedom.
    public let degreesOfFreedom: Int
    /// p; nil where it cannot be had.
    public let pValue: PValue?
    /// How many groups there are.
    public let groupCount: Int
    /// Why there is no statistic.
    public let note: String?

    /// The test of some cases.
    ///
    /// - Parameters:
    ///   - groups: how many at most; ties of risk stay together.
    ///   - fitted: whether the model was fitted to these same cases.
    public init(_ cases: ScoredCases, groups: Int = 10, fitted: Bool) {
        let table = CalibrationTable(cases, groups: groups)
        groupCount = table.groups.count
        let freedom = max(groupCount - (fitted ? 2 : 0), 0)
        degreesOfFreedom = freedom
        var sum = 0.0
        var isCertain = false
        for group in table.groups {
            let expected = group.meanRisk * group.cases
            let variance = expected * (1 - group.meanRisk)
            if variance > 0 {
                sum += (group.events - expected) * (group.events - expected) / variance
            } else {
                isCertain = isCertain || group.events != expected
            }
        }
        note =
            isCertain
            ? "a group with a risk of 0 or 1 came out otherwise"
            : freedom < 1 ? "too few groups" : sum.isFinite ? nil : "the counts are too large"
        statistic = note == nil ? sum : nil
        pValue = statistic.flatMap {
            ChiSquared(degreesOfFreedom: Double(freedom)).pValue($0)
        }
    }
}
