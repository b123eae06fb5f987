import Glibc
import HypothesisTests

/// e^x, the odds of log odds.
func odds(ofLog x: Double) -> Double { exp(x) }

/// What a model finds at the places there are: of the cases, those with the highest risks are offered one.
///
/// Ties: where cases share the risk of the last place, each of them is as likely to be offered what is left,
/// and every count is the expected value over that draw. So neither the order of rows nor a seed changes a
/// figure; `CapacityRow.tied` says how many they are.
///
/// Intervals of shares are Wilson's: for strangers at the counts, given how many were offered a place or had
/// the event; for cases that share clusters, and for a new cohort (`CapacityTarget`), at the effective number
/// of cases of the linearised variance of the ratio. Sources: Wilson (1927); Binder (1983); Korn and
/// Graubard (1998).
public struct CapacityTable: Sendable {
    /// All cases.
    public let cases: Double
    /// The cases with the event.
    public let events: Double
    /// What the intervals are for.
    public let target: CapacityTarget
    /// The confidence of all intervals.
    public let confidence: Double
    /// One row for each number of places, in the order asked.
    public let rows: [CapacityRow]

    /// The table over numbers of places; several of them draw the curve.
    ///
    /// - Parameters:
    ///   - places: each a row.
    ///   - confidence: strictly between 0 and 1; else intervals are nil and say so.
    /// - Throws: for places below 0 or a share that is none.
    public init(
        _ cases: ScoredCases, places: [Places], confidence: Double = 0.95,
        target: CapacityTarget = .threshold
    ) throws(CapacityError) {
        let tiers = CaseTiers(cases)
        self.cases = tiers.cases
        events = tiers.events
        self.target = target
        self.confidence = confidence
        var rows: [CapacityRow] = []
        for place in places {
            rows.append(
                CapacityRow(
                    cases, tiers: tiers, places: try place.number(among: tiers.cases),
                    confidence: confidence, target: target))
        }
        self.rows = rows
    }

    /// Numbers of places for a curve: so many steps from 1 place to all cases, each a constant factor above
    /// the one before, rounded and without repeats.
    public static func curve(over cases: Double, steps: Int = 50) -> [Places] {
        guard cases >= 1, steps > 1 else { return [] }
        let most = Int(min(cases, 1e15))
        var places: [Int] = []
        for step in 0..<steps {
            let k = pow(Double(most), Double(step) / Double(steps - 1)).rounded()
            let whole = step == steps - 1 ? most : Int(k)
            if whole > places.last ?? 0 { places.append(whole) }
        }
        return places.map { .count($0) }
    }
}
