import Distributions

/// The same cases measured twice with yes or no: before and after, or by two raters.
///
/// b cases have the event in the first measure only and c in the second only: these discordant pairs
/// alone tell of a difference. Effects are those of the first measure against the second.
public struct PairedEvents: Sendable, Hashable {
    /// The first measure's name.
    public let first: String
    /// The second measure's name, with which the first is compared.
    public let second: String
    /// a, cases with the event in both.
    public let both: Int
    /// b, cases with the event in the first measure only.
    public let firstOnly: Int
    /// c, cases with the event in the second measure only.
    public let secondOnly: Int
    /// d, cases with the event in neither.
    public let neither: Int

    /// A comparison of two measures of the same cases.
    ///
    /// - Throws: where a count is negative or their sum is beyond `Int`.
    public init(
        first: String, second: String, both: Int, firstOnly: Int, secondOnly: Int, neither: Int
    ) throws(ContingencyTableError) {
        // The checks of a table of counts are those of this one.
        _ = try ContingencyTable(
            rowLabels: [first, "without " + first], columnLabels: [second, "without " + second],
            counts: [both, firstOnly, secondOnly, neither])
        self.first = first
        self.second = second
        self.both = both
        self.firstOnly = firstOnly
        self.secondOnly = secondOnly
        self.neither = neither
    }

    /// All pairs.
    public var total: Int { both + firstOnly + secondOnly + neither }
    /// b + c, the pairs whose measures differ.
    public var discordant: Int { firstOnly + secondOnly }
    /// Cases with the event in the first measure.
    public var firstEvents: Int { both + firstOnly }
    /// Cases with the event in the second measure.
    public var secondEvents: Int { both + secondOnly }

    /// Below so many discordant pairs the exact test takes the place of chi-squared.
    public static let fewDiscordantPairs = 25

    /// McNemar's test that the event is as common in both measures: (b - c)² / (b + c) on 1 degree of
    /// freedom, without continuity correction.
    ///
    /// Without discordant pairs the measures agree wholly, and p = 1. Not estimable without any pair.
    /// Source: McNemar (1947), Psychometrika 12, 153-157.
    public func mcNemar() -> TestResult {
        chiSquared("mcnemar", "McNemar's test, without continuity correction") { $0 }
    }

    /// McNemar's test with |b - c| taken one nearer to 0.
    ///
    /// Source: Edwards (1948), Psychometrika 13, 185-187.
    public func correctedMcNemar() -> TestResult {
        chiSquared("mcnemar_corrected", "McNemar's test with continuity correction") {
            $0 > 0 ? $0 - 1 : 0
        }
    }

    /// The exact McNemar test: twice the binomial tail P(X <= min(b, c)), at most 1, of b + c trials of
    /// probability ½.
    public func exactMcNemar() -> TestResult {
        exact("mcnemar_exact", "exact McNemar test (binomial), two-sided") {
            min($0.tail + logOfTwo, 0)
        }
    }

    /// The exact test less half the probability of the observed split: nearer to its nominal size.
    ///
    /// 2 P(X < min) + P(X = min) where b and c differ, 1 - ½ P(X = b) where they do not.
    /// Source: Fagerland, Lydersen and Laake (2013), BMC Medical Research Methodology 13:91.
    public func midPMcNemar() -> TestResult {
        exact("mcnemar_mid_p", "exact McNemar test (binomial), mid-p") { parts in
            if firstOnly == secondOnly { return logOnePlus(-0.5 * exponential(parts.point)) }
            return min(parts.point + logOnePlus(2 * exponential(parts.below - parts.point)), 0)
        }
    }

    private var noPairs: String? { total == 0 ? "there is no pair" : nil }

    private func chiSquared(
        _ name: String, _ method: String, _ corrected: (Int) -> Int
    ) -> TestResult {
        if let reason = noPairs {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        let gap = Double(corrected(abs(firstOnly - secondOnly)))
        let statistic = discordant == 0 ? 0 : gap * (gap / Double(discordant))
        var result = TestResult(
            name: name, method: method, statistic: statistic, df: 1,
            pValue: ChiSquared(degreesOfFreedom: 1).pValue(statistic))
        if discordant == 0 { result.note = "no pair differs" }
        return result
    }

    private func exact(
        _ name: String, _ method: String,
        _ logP: ((point: Double, below: Double, tail: Double)) -> Double
    ) -> TestResult {
        if let reason = noPairs {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        guard discordant > 0 else {
            var result = TestResult(name: name, method: method, pValue: .one)
            result.note = "no pair differs"
            return result
        }
        guard discordant <= 10_000_000_000_000 else {
            return TestResult(name: name, method: method, notEstimable: tooLargeForExact)
        }
        let binomial = Binomial(trials: discordant, probability: 0.5)
        let least = min(firstOnly, secondOnly)
        let parts = (
            point: binomial.logProbability(least), below: binomial.logCumulative(least - 1),
            tail: binomial.logCumulative(least)
        )
        return TestResult(name: name, method: method, pValue: PValue(naturalLog: logP(parts)))
    }
}

private let logOfTwo = 0.693147180559945309417
