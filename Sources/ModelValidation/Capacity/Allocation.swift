import Distributions
import HypothesisTests

/// What a way of offering the places there are is expected to find, and what it costs against offering them
/// to the highest risks.
public struct Allocation: Sendable, Hashable {
    /// Its stable name.
    public let policy: String
    /// The places there are.
    public let places: Double
    /// The expected offers: the places, fewer where cases or those who would benefit are fewer.
    public let offered: Double
    /// Expected offers to cases with the event.
    public let found: Double
    /// Cases with the event that are not offered a place, expected.
    public let missed: Double
    /// Expected offers to cases without the event.
    public let wronglyOffered: Double
    /// found / offered.
    public let ppv: Effect
    /// found / events.
    public let sensitivity: Effect
    /// Found so less found by offering the highest risks: below 0 where it costs cases. The interval is that
    /// of paired differences (`CapacityComparison`).
    public let differenceFromTopRisk: Effect
    /// Offers that go to other cases than by the highest risks.
    public let offersMoved: Double
    /// Σ of the benefits of those offered a place, each by its probability; nil where none are given.
    public let expectedBenefit: Double?
    /// The probability of an offer for a case of each row.
    public let probability: [Double]
    /// The cases each row stands for; nil for one each.
    private let count: [Double]?

    /// An allocation of places to cases.
    ///
    /// - Parameter benefit: what a place does for a case of each row, in events spared or any other unit; by
    ///   default the policy's own, where it has one.
    /// - Throws: for places that are none, floors above the places, unknown groups and lengths that differ.
    public init(
        _ cases: ScoredCases, policy: AllocationPolicy, places: Places, benefit: [Double]? = nil,
        confidence: Double = 0.95
    ) throws(CapacityError) {
        let tiers = CaseTiers(cases)
        let number = try places.number(among: tiers.cases)
        let available = min(number, tiers.cases)
        let probability = try policy.probabilities(cases, tiers: tiers, places: available)
        var worth = benefit
        if worth == nil, case .expectedBenefit(let own) = policy { worth = own }
        if let worth, worth.count != cases.rowCount {
            throw .lengths("The benefit", worth.count, rows: cases.rowCount)
        }
        let own = OffersMeasured(
            cases, probability: probability, marginalRate: nil, confidence: confidence)
        let top = OffersMeasured(
            cases, probability: tiers.probabilities(available), marginalRate: nil,
            confidence: confidence)
        self.policy = policy.name
        self.places = number
        offered = own.offered
        found = own.found
        missed = max(own.events - own.found, 0)
        wronglyOffered = own.wronglyOffered
        ppv = own.ppv.effect
        sensitivity = own.sensitivity.effect
        differenceFromTopRisk = own.differenceInFound(from: top)
        // An offer that is taken from one case is given to another, or to none.
        let more = cases.sumOverCases { max(probability[$0] - top.probability[$0], 0) }
        let fewer = cases.sumOverCases { max(top.probability[$0] - probability[$0], 0) }
        offersMoved = max(more, fewer)
        expectedBenefit = worth.map { worth in
            cases.sumOverCases { probability[$0] * worth[$0] }
        }
        self.probability = probability
        count = cases.count
    }

    /// Offers drawn by lot under a seed: for each row how many of its cases are offered a place.
    ///
    /// Cases are put into an order drawn by the seed, and the probabilities laid end to end along a line;
    /// points one apart, from a start drawn between 0 and 1, choose the cases on which they lie. So each case
    /// has exactly its probability, and there are as many offers as expected, but for the part of one where
    /// that is no whole number. The draw depends on the seed and on the order of rows: bring these into a
    /// fixed order, such as that of ids, before a draw that has to be repeated.
    /// Source: Madow (1949), Annals of Mathematical Statistics 20, 333-354.
    ///
    /// - Throws: where a row stands for a number of cases that is not whole, or all for more than 10⁸.
    public func draw(seed: UInt64) throws(CapacityError) -> [Int] {
        var rows: [Int] = []
        var total = 0.0
        for row in probability.indices {
            let cases = count?[row] ?? 1
            total += cases
            guard cases == cases.rounded(), total <= 1e8 else {
                throw CapacityError(
                    .fractionalCounts,
                    "A row stands for \(cases.formattedWhole) cases, which no lot can be drawn for.",
                    hint:
                        "Draw among rows of one case, or of whole numbers of cases up to 10⁸ in all."
                )
            }
            for _ in 0..<Int(cases) { rows.append(row) }
        }
        var stream = RandomStream(seed: seed)
        // Fisher and Yates, by the stream's own whole numbers: the same on every machine.
        for last in stride(from: rows.count - 1, to: 0, by: -1) {
            rows.swapAt(last, stream.index(below: last + 1))
        }
        var offers = [Int](repeating: 0, count: probability.count)
        let start = stream.uniform()
        var line = CompensatedSum()
        var passed = 0.0
        for row in rows {
            line.add(probability[row])
            // Rounding must not lose the point of an offer that is certain.
            let reached = (line.value - start + 1 + 1e-12).rounded(.down)
            if reached > passed {
                offers[row] += 1
                passed = reached
            }
        }
        return offers
    }
}
