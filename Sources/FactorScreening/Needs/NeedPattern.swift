import Distributions
import HypothesisTests

/// Two or three needs that the same cases have.
public struct NeedPattern: Sendable {
    /// The needs, as "domestic_abuse[yes]", in the order of the columns.
    public let needs: [String]
    /// The cases where all of them are known.
    public let cases: Int
    /// The cases that have all of them.
    public let observed: Int
    /// How many would have all of them if needs fell on cases independently: n Π pᵢ.
    public let expected: Double
    /// observed / expected, with the delta method's interval of its logarithm.
    public let lift: Effect
    /// The test of independence.
    public let test: TestResult
    /// Its p-value corrected for every pattern tried; nil without one.
    public internal(set) var qValue: Double?
    /// For three needs: how many would have all of them if only pairs of needs went together
    /// (no three-way interaction); nil for two, or where that model has no fit.
    public let expectedFromPairs: Double?
    /// The share of these cases with the event, with Wilson's interval.
    public let outcome: Effect
    /// The cases of the pattern with the event.
    public let events: Int

    /// A pattern from its counts.
    ///
    /// - Parameters:
    ///   - cells: counts by which needs a case has, need i in bit i: four or eight.
    init(needs: [String], cells: [Int], events: Int, confidence: Double) {
        self.needs = needs
        let size = needs.count
        let counts = NeedCounts(cells, size: size)
        cases = counts.total
        observed = counts.joint
        expected = counts.expected
        lift = counts.lift(confidence: confidence)
        test = counts.test()
        expectedFromPairs = size == 3 ? counts.expectedFromPairs() : nil
        self.events = events
        outcome =
            (try? Proportion(events: events, total: counts.joint))?.wilson(confidence: confidence)
            ?? Effect(
                name: "proportion", method: "Wilson score", status: .notEstimable, note: "no case")
    }
}

/// Cases by which of two or three needs they have.
struct NeedCounts {
    let cells: [Int]
    let size: Int
    let total: Int
    /// The cases that have need i.
    let margins: [Int]
    /// The cases that have all.
    var joint: Int { cells[cells.count - 1] }

    init(_ cells: [Int], size: Int) {
        self.cells = cells
        self.size = size
        total = cells.reduce(0, +)
        margins = (0..<size).map { need in
            cells.indices.reduce(0) { $0 + ($1 >> need & 1 == 1 ? cells[$1] : 0) }
        }
    }

    private var n: Double { Double(total) }
    private var shares: [Double] { margins.map { Double($0) / n } }

    /// The cases that have both of two needs.
    private func both(_ i: Int, _ j: Int) -> Int {
        cells.indices.reduce(0) { $0 + ($1 >> i & 1 == 1 && $1 >> j & 1 == 1 ? cells[$1] : 0) }
    }

    /// n Π pᵢ; 0 without a case.
    var expected: Double {
        total > 0 ? shares.reduce(n) { $0 * $1 } : 0
    }

    /// L = π / Π pᵢ with exp(ln L ± z s), s² = (1/π - Σ 1/pᵢ + 2 Σ pᵢⱼ/(pᵢ pⱼ) - (k - 1)²) / n for k
    /// needs: the delta method over the multinomial cells.
    func lift(confidence: Double) -> Effect {
        let name = "lift"
        let method = "delta method on the logarithm"
        guard expected > 0 else {
            return Effect(
                name: name, method: method, status: .notEstimable, note: "a need occurs in no case")
        }
        guard joint > 0 else {
            return Effect(
                name: name, estimate: 0, method: method, status: .notEstimable,
                note: "no case has all of these needs, which leaves no interval")
        }
        let estimate = Double(joint) / expected
        var variance = n / Double(joint) - Double((size - 1) * (size - 1))
        for i in 0..<size {
            variance -= 1 / shares[i]
            for j in 0..<size where j > i {
                variance += 2 * (Double(both(i, j)) / n) / (shares[i] * shares[j])
            }
        }
        let width =
            Normal.upperQuantile((1 - confidence) / 2) * (max(0, variance) / n).squareRoot()
        return Effect(
            name: name, estimate: estimate, confLow: estimate * exponential(-width),
            confHigh: estimate * exponential(width), method: method)
    }

    /// Two needs: Fisher's exact test where expected counts are small, else Pearson's. Three: the
    /// score test of full independence, or the exact binomial tails where fewer than 5 are expected.
    func test() -> TestResult {
        size == 2 ? pairTest() : tripleTest()
    }

    private func pairTest() -> TestResult {
        let table = try? ContingencyTable(
            rowLabels: ["without", "with"], columnLabels: ["without", "with"],
            counts: [cells[0], cells[2], cells[1], cells[3]])
        guard let table else {
            return TestResult(
                name: "pearson_chi_squared", method: "Pearson's chi-squared test",
                notEstimable: "too many cases")
        }
        if table.hasSmallExpectedCounts, let exact = table.fisherExact(), exact.pValue != nil {
            return exact
        }
        return table.pearsonChiSquared()
    }

    /// z = (o - n π) / √(n π (1 - p₁p₂ - p₁p₃ - p₂p₃ + 2π)), π = p₁p₂p₃: the count of cases with all
    /// three, its variance that about the margins under full independence.
    private func tripleTest() -> TestResult {
        let name = "independence_score"
        let method = "score test of full independence, two-sided"
        let product = shares.reduce(1, *)
        let p = shares
        let scale = 1 - p[0] * p[1] - p[0] * p[2] - p[1] * p[2] + 2 * product
        guard total > 0, product > 0, product < 1, scale > 1e-12 else {
            return TestResult(
                name: name, method: method, notEstimable: "a need occurs in no case or in all")
        }
        if expected < 5 {
            let binomial = Binomial(trials: total, probability: product)
            let tail = min(
                binomial.logUpperTail(from: joint), binomial.logCumulative(joint))
            return TestResult(
                name: "binomial_exact",
                method: "binomial test with the share expected under independence, twice the "
                    + "smaller tail (conservative)",
                pValue: PValue(naturalLog: min(0, tail + logarithm(2))))
        }
        let z = (Double(joint) - expected) / (expected * scale).squareRoot()
        return TestResult(
            name: name, method: method, statistic: z, pValue: Normal.twoSidedPValue(z))
    }

    /// The count of cases with all three in the model of all pairs, by iterative proportional
    /// fitting to the three two-way margins; nil where it does not settle.
    func expectedFromPairs() -> Double? {
        guard size == 3, total > 0 else { return nil }
        var fitted = [Double](repeating: n / 8, count: 8)
        for _ in 0..<2000 {
            var change = 0.0
            for (i, j) in [(0, 1), (0, 2), (1, 2)] {
                for pattern in 0..<4 {
                    let members = (0..<8).filter {
                        ($0 >> i & 1) == (pattern & 1) && ($0 >> j & 1) == (pattern >> 1)
                    }
                    let observed = members.reduce(0.0) { $0 + Double(cells[$1]) }
                    let sum = members.reduce(0.0) { $0 + fitted[$1] }
                    for member in members {
                        let next = sum > 0 ? fitted[member] * (observed / sum) : 0
                        change = max(change, abs(next - fitted[member]))
                        fitted[member] = next
                    }
                }
            }
            if change <= 1e-12 * n { return fitted[7] }
        }
        return nil
    }
}
