import Distributions

/// A test of whether the means of groups differ, by dealing the cases to the groups anew.
///
/// The statistic is the difference of the two means, or Σ S²/n over the groups (S being a group's
/// sum of deviations from the mean of all), which orders arrangements as F does. Where cases come in
/// clusters, whole clusters are dealt: each group keeps its number of clusters.
public struct PermutationTest: Sendable {
    /// The cases, or clusters of cases, that are dealt.
    let units: [PermutationUnit]
    /// How many units each group holds.
    let sizes: [Int]
    private let note: String?
    /// What differences of the units are multiplied by: 2^exponent.
    private let exponent: Int

    /// The cases of groups.
    ///
    /// - Parameters:
    ///   - values: the number of each case.
    ///   - groups: each case's group, from 0 to below `groupCount`.
    ///   - groupCount: how many groups there are; those without cases are left out.
    ///   - clusters: each case's cluster, as any whole number; nil where each case is its own.
    ///   - weights: how many cases each stands for; one each if nil.
    /// - Throws: for a value that is not finite, a negative weight, unequal lengths, or more than
    ///   2⁵³ cases.
    public init(
        values: [Double], groups: [Int], groupCount: Int, clusters: [Int]? = nil,
        weights: [Int]? = nil
    ) throws(SampleError) {
        precondition(
            groups.allSatisfy { $0 >= 0 && $0 < groupCount }, "a case's group is one of those told")
        for other in [groups.count, clusters?.count, weights?.count] {
            if let other, other != values.count {
                throw .shape(values: values.count, weights: other)
            }
        }
        let sample = try Sample(values: values, weights: weights)
        // Numbers whose squares would leave the range of doubles are dealt as if they lay near 1.
        exponent = scalingExponent(values)
        let mean = sample.scaledDown(by: exponent).mean
        let built = PermutationUnit.all(
            scaling(values, down: exponent), groups, groupCount, clusters, weights, mean: mean ?? 0,
            cases: sample.count)
        units = built.units
        sizes = built.sizes
        note = mean == nil && sample.count > 0 ? "the numbers are out of range" : built.note
    }

    /// How many ways there are to deal the units; infinite where a double holds them no more.
    public var arrangements: Double {
        var (product, dealt) = (1.0, 0.0)
        for size in sizes {
            for i in stride(from: 1, through: size, by: 1) {
                dealt += 1
                product *= dealt / Double(i)
                if product > 1e18 { return .infinity }
            }
        }
        return product.rounded()
    }

    /// Up to so many arrangements all are tried.
    public static let mostExact = 200_000.0

    /// The test. Up to 200,000 arrangements of at most 64 units all are tried, and p is the share
    /// that is at least as far apart; otherwise `replicates` are drawn and p = (b + 1)/(B + 1) for
    /// the b of B at least as far apart, with Clopper and Pearson's 95% interval on p.
    ///
    /// The same on any number of threads: each replicate has a random stream of its own. Values
    /// within 1e-12 of the largest possible statistic count as equal. Not estimable with fewer than
    /// two groups, clusters in more than one group, or no spread.
    ///
    /// - Parameters:
    ///   - replicates: B >= 1, where arrangements are drawn.
    ///   - seed: what the draws rest on.
    ///   - threads: how many replicates are drawn at once.
    public func test(replicates: Int, seed: UInt64, threads: Int = 8) -> TestResult {
        let what = sizes.count == 2 ? "of the difference of two means" : "of the means (as by F)"
        let (name, method) = ("permutation", "permutation test " + what)
        if let note = unusable {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        let statistic = PermutationStatistic(units, sizes)
        let observed = statistic.observed
        let limit = observed - statistic.tolerance
        let reported =
            sizes.count == 2
            ? statistic.signed.flatMap { finite(scaled($0, up: exponent)) } : nil
        if arrangements <= Self.mostExact, units.count <= 64 {
            let (hits, total) = statistic.count(atLeast: limit)
            return TestResult(
                name: name, method: method + ", all \(total) arrangements", statistic: reported,
                pValue: PValue(share: Double(hits) / Double(total)))
        }
        guard replicates >= 1, replicates <= Sample.mostCases else {
            return TestResult(
                name: name, method: method, notEstimable: "at least one replicate is needed")
        }
        let hits = statistic.draw(
            replicates, seed: seed, atLeast: limit,
            threads: threads)
        let p = Double(hits + 1) / Double(replicates + 1)
        var result = TestResult(
            name: name, method: method + ", simulated", statistic: reported,
            pValue: PValue(share: p))
        let interval = try? Proportion(events: hits, total: replicates)
            .clopperPearson(confidence: 0.95)
        result.pLow = interval?.confLow
        result.pHigh = interval?.confHigh
        result.replicates = replicates
        result.seed = seed
        return result
    }

    private var unusable: String? {
        if let note { return note }
        if sizes.count < 2 {
            return sizes.isEmpty ? "there is no case" : "there is only one group with cases"
        }
        return units.contains { $0.sum != 0 } ? nil : "no group has any spread"
    }
}
