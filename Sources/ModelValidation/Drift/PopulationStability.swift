import Distributions
import Glibc
import HypothesisTests
import Tables

/// How far the values of a column, or risks, lie apart in two sets of cases: the population stability index.
///
/// PSI = Σ (q - p) ln(q / p) over bins, p and q being the shares of the earlier and the later cases. It grows
/// with every difference and so is above 0 by chance alone: where both sets are of one population of n and m
/// cases and B bins, PSI / (1/n + 1/m) has about a χ² distribution with B - 1 degrees of freedom. So its
/// expected value is (B - 1)(1/n + 1/m), and `limit` is the quantile of that distribution; the fixed limits
/// 0.1 and 0.25 are met by chance in small sets and never in large ones.
///
/// Where a bin is empty in one of the sets, ½ is added to every count of both. Cases are taken for strangers.
/// Source: Yurdakul (2018), Statistical properties of population stability index, Western Michigan University;
/// Yurdakul and Naranjo (2020), Journal of Risk Model Validation 14(4), 89-100.
public struct PopulationStability: Sendable, Hashable {
    /// One bin.
    public struct Bin: Sendable, Hashable {
        /// What it holds.
        public let label: String
        /// The earlier cases in it.
        public let baseline: Double
        /// The later cases.
        public let recent: Double
        /// What it adds to the index.
        public let part: Double
    }

    /// The column, or `risk`.
    public let name: String
    /// The bins with cases.
    public let bins: [Bin]
    /// The earlier cases.
    public let baselineCases: Double
    /// The later cases.
    public let recentCases: Double
    /// PSI; nil where one of the sets has no case.
    public let index: Double?
    /// B - 1.
    public let degreesOfFreedom: Int
    /// What the index is expected to be where nothing has changed; nil where there is none.
    public let expected: Double?
    /// What the index stays below with the confidence asked where nothing has changed; nil where there is none.
    public let limit: Double?
    /// P(index at least as large) where nothing has changed; nil where there is none.
    public let pValue: PValue?
    /// The fewest cases that a bin of one of the sets is expected to hold where nothing has changed: below
    /// about 5 the χ² distribution is rough.
    public let fewestExpected: Double?
    /// Why numbers are nil.
    public let note: String?

    /// Whether the index is above its limit.
    public var isBeyondLimit: Bool {
        guard let index, let limit else { return false }
        return index > limit
    }

    /// The index of numbers, such as risks, in bins between quantiles of the earlier cases; nil is missing.
    ///
    /// - Parameters:
    ///   - bins: the quantile bins, from 2 on.
    ///   - baselineCounts: how many cases each value stands for; nil for one each.
    ///   - confidence: of the limit.
    /// - Throws: for counts of another length than the values, and fewer than 2 bins.
    public init(
        name: String = "risk", baseline: [Double?], recent: [Double?], bins: Int = 10,
        baselineCounts: [Double]? = nil, recentCounts: [Double]? = nil, confidence: Double = 0.95
    ) throws(CapacityError) {
        guard bins >= 2 else {
            throw CapacityError(.invalidNumber, "\(bins) bins cannot show a difference.")
        }
        try Self.check(baseline.count, baselineCounts)
        try Self.check(recent.count, recentCounts)
        let numbers = { (values: [Double?]) in values.map { $0.flatMap { $0.isNaN ? nil : $0 } } }
        self.init(
            name,
            StabilityBins(
                numbers: numbers(baseline), weights: baselineCounts, recent: numbers(recent),
                weights: recentCounts, bins: bins),
            confidence: confidence)
    }

    /// The index of words, each a bin; nil is missing.
    ///
    /// - Throws: for counts of another length than the values.
    public init(
        name: String, baseline: [String?], recent: [String?], baselineCounts: [Double]? = nil,
        recentCounts: [Double]? = nil, confidence: Double = 0.95
    ) throws(CapacityError) {
        try Self.check(baseline.count, baselineCounts)
        try Self.check(recent.count, recentCounts)
        self.init(
            name,
            StabilityBins(
                words: baseline, weights: baselineCounts, recent: recent, weights: recentCounts),
            confidence: confidence)
    }

    /// The index of a column in two tables: numbers and dates by quantiles, unless they have at most `bins`
    /// values, which are a bin each as words are.
    ///
    /// - Throws: for a column that one of the tables has not.
    public init(
        column name: String, baseline: Table, recent: Table, bins: Int = 10,
        confidence: Double = 0.95
    ) throws(DataError) {
        guard let first = baseline[name] else {
            throw .unknownColumn(name, among: baseline.names)
        }
        guard let second = recent[name] else {
            throw .unknownColumn(name, among: recent.names)
        }
        let made: StabilityBins
        if let numbers = first.numbers, let others = second.numbers,
            Set((numbers + others).compactMap(\.self)).count > bins
        {
            made = StabilityBins(
                numbers: numbers, weights: nil, recent: others, weights: nil, bins: max(bins, 2))
        } else {
            made = StabilityBins(
                words: first.words, weights: nil, recent: second.words, weights: nil)
        }
        self.init(name, made, confidence: confidence)
    }

    private static func check(_ rows: Int, _ counts: [Double]?) throws(CapacityError) {
        guard let counts else { return }
        guard counts.count == rows else { throw .lengths("The counts", counts.count, rows: rows) }
        guard counts.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw CapacityError(.invalidNumber, "A count is below 0 or not finite.")
        }
    }

    private init(_ name: String, _ bins: StabilityBins, confidence: Double) {
        self.name = name
        let (n, m) = (bins.baseline.reduce(0, +), bins.recent.reduce(0, +))
        baselineCases = n
        recentCases = m
        let size = bins.labels.count
        degreesOfFreedom = max(size - 1, 0)
        guard n > 0, m > 0 else {
            self.bins = bins.labels.indices.map {
                Bin(
                    label: bins.labels[$0], baseline: bins.baseline[$0], recent: bins.recent[$0],
                    part: 0)
            }
            (index, expected, limit, pValue, fewestExpected) = (nil, nil, nil, nil, nil)
            note = n > 0 ? "there is no later case" : "there is no earlier case"
            return
        }
        let isEmpty = zip(bins.baseline, bins.recent).contains { $0 == 0 || $1 == 0 }
        let added = isEmpty ? 0.5 : 0
        let all = added * Double(size)
        var sum = CompensatedSum()
        self.bins = bins.labels.indices.map { bin in
            let p = (bins.baseline[bin] + added) / (n + all)
            let q = (bins.recent[bin] + added) / (m + all)
            let part = (q - p) * log(q / p)
            sum.add(part)
            return Bin(
                label: bins.labels[bin], baseline: bins.baseline[bin], recent: bins.recent[bin],
                part: part)
        }
        index = max(sum.value, 0)
        fewestExpected = zip(bins.baseline, bins.recent).map {
            ($0 + $1) / (n + m) * min(n, m)
        }.min()
        guard size > 1 else {
            (expected, limit, pValue) = (0, nil, nil)
            note = "all cases have the same value"
            return
        }
        let scale = 1 / n + 1 / m
        let chi = ChiSquared(degreesOfFreedom: Double(size - 1))
        expected = Double(size - 1) * scale
        pValue = chi.pValue(sum.value / scale)
        if confidence > 0, confidence < 1 {
            limit = chi.upperQuantile(1 - confidence) * scale
            note = nil
        } else {
            limit = nil
            note = confidenceNote
        }
    }
}
