import Distributions

/// Counts of one variable's levels beside the shares that they are expected to have: tests, which
/// of them to read and why, each level's share with its interval, and its residual.
public struct GoodnessOfFit: Sendable, Hashable {
    /// One level.
    public struct Level: Sendable, Hashable {
        /// The level's name.
        public let label: String
        /// Its count.
        public let observed: Int
        /// The share that it is expected to have; all sum to 1.
        public let expectedShare: Double
        /// n times that share.
        public let expected: Double
        /// Its share of the cases with Wilson's interval.
        public let proportion: Effect
        /// (o - e) / √(e (1 - π)), about standard normal; nil where π is 0 or 1.
        public let adjusted: Double?
        /// The two-sided normal p-value of `adjusted`; nil where there is none.
        public let pValue: PValue?
        /// That p-value corrected by Holm for the number of levels; nil where there is none.
        public let pAdjusted: Double?
    }

    /// All cases.
    public let total: Int
    /// Whether the expected shares were given, and not taken as equal.
    public let areSharesGiven: Bool
    /// The confidence level of the intervals.
    public let confidence: Double
    /// The levels in their order.
    public let levels: [Level]
    /// Pearson, G, Cressie-Read and the exact test or its simulation.
    public let tests: [TestResult]
    /// The name of the test to read; nil where none can be made.
    public let primary: String?
    /// Why that test, in one sentence with its figures.
    public let reason: String
    /// What the test that was not chosen says; nil where there is none.
    public let runnerUp: String?
    /// Whether any expected count is below 1, or more than a fifth are below 5.
    public let smallExpectedCounts: Bool
    /// The smallest expected count; nil where nothing can be tested.
    public let smallestExpectedCount: Double?
    /// Cohen's w = √(X²/n), the distance from the expected shares, with its interval.
    public let distance: Effect

    /// Sets counts beside shares.
    ///
    /// - Parameters:
    ///   - labels: the levels' names.
    ///   - counts: their counts, at least 0.
    ///   - shares: weights of the levels, at least 0 and not all 0, scaled to sum to 1; equal
    ///     unless given.
    ///   - simulation: how an exact test is simulated where it would take too long.
    ///   - work: the steps that the exact test may take.
    /// - Throws: where labels, counts and shares are not as many, a count is negative, a share is
    ///   no finite number of 0 or more or all are 0, or the confidence level is none.
    public init(
        labels: [String], counts: [Int], shares: [Double]? = nil, confidence: Double = 0.95,
        simulation: MonteCarlo = MonteCarlo(), work: Int = MultinomialTest.defaultWork
    ) throws(ContingencyTableError) {
        let table = try ContingencyTable(rowLabels: [""], columnLabels: labels, counts: counts)
        guard confidence > 0, confidence < 1 else { throw .confidence(confidence) }
        let weights = shares ?? [Double](repeating: 1, count: labels.count)
        guard weights.count == labels.count else {
            throw .shape(rows: 1, columns: labels.count, counts: weights.count)
        }
        let sum = weights.reduce(into: CompensatedSum()) { $0.add($1) }.value
        if let wrong = zip(labels, weights).first(where: { !($0.1 >= 0 && $0.1 < 1e300) }) {
            throw .share(level: wrong.0, share: wrong.1)
        }
        guard labels.isEmpty || (sum > 0 && sum.isFinite) else {
            throw .share(level: labels[0], share: weights[0])
        }
        let pi = weights.map { $0 / sum }
        let comparison = ShareComparison(counts: counts, shares: pi, total: table.total)
        total = table.total
        areSharesGiven = shares != nil
        self.confidence = confidence
        levels = Self.levels(labels, comparison, confidence)
        tests = comparison.tests(simulation: simulation, work: work)
        let choice = comparison.choice(tests, confidence: confidence)
        primary = choice.primary
        reason = choice.reason
        runnerUp = choice.runnerUp
        smallExpectedCounts = choice.isSmall
        smallestExpectedCount = choice.smallest
        distance = comparison.distance(confidence: confidence)
    }

    private static func levels(
        _ labels: [String], _ comparison: ShareComparison, _ confidence: Double
    ) -> [Level] {
        let residuals = labels.indices.map { comparison.residual($0) }
        let logs = residuals.map { $0.map { Normal.logTwoSided($0) } }
        let corrected = MultiplicityCorrection.holm
            .adjusted(logs.map { $0.map { exponential($0) } ?? .nan })
        return labels.indices.map { i in
            let observed = comparison.counts[i]
            let proportion = try? Proportion(events: observed, total: comparison.total)
            return Level(
                label: labels[i], observed: observed, expectedShare: comparison.shares[i],
                expected: comparison.expected(i),
                proportion: proportion?.wilson(confidence: confidence)
                    ?? Effect(name: "proportion", method: "Wilson score", status: .notEstimable),
                adjusted: residuals[i], pValue: logs[i].flatMap { PValue(naturalLog: $0) },
                pAdjusted: corrected[i].isNaN ? nil : corrected[i])
        }
    }
}
