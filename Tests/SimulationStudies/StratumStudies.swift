import Distributions
import HypothesisTests

extension Study {
    /// Intervals and tests of stratified, paired and clustered tables.
    public static let strataPairsAndClusters: [Study] = strata + pairs + clusters

    /// Five strata with chances of their own, in which one level's odds are a multiple.
    private static func stratified(_ stream: inout RandomStream, oddsRatio: Double)
        -> StratifiedComparison?
    {
        let baselines = [0.1, 0.2, 0.3, 0.4, 0.5]
        let counts = baselines.enumerated().flatMap { h, base -> [Int] in
            let odds = base / (1 - base) * oddsRatio
            let (n1, n0) = (30 + 10 * h, 70 - 10 * h)
            let (a, c) = (
                stream.binomial(n1, odds / (1 + odds)), stream.binomial(n0, base)
            )
            return [c, n0 - c, a, n1 - a]
        }
        let table = try? StratifiedTable(
            strata: baselines.indices.map { "s\($0)" }, rowLabels: ["no", "yes"],
            columnLabels: ["event", "none"], counts: counts)
        return table.flatMap {
            try? StratifiedComparison($0, level: "yes", reference: "no", event: "event")
        }
    }

    private static let strata: [Study] = [
        interval("Mantel-Haenszel odds ratio", "5 strata of 100, odds ratio 2") {
            (stratified(&$0, oddsRatio: 2)?.mantelHaenszelOddsRatio(confidence: 0.95), 2)
        },
        interval("common odds ratio, exact", "5 strata of 100, odds ratio 2", .coverageAtLeast) {
            (stratified(&$0, oddsRatio: 2)?.exact(confidence: 0.95).oddsRatio, 2)
        },
        interval("Mantel-Haenszel risk ratio", "5 strata of 100, odds ratio 1") {
            (stratified(&$0, oddsRatio: 1)?.mantelHaenszelRiskRatio(confidence: 0.95), 1)
        },
        interval("Mantel-Haenszel risk difference", "5 strata of 100, odds ratio 1") {
            (stratified(&$0, oddsRatio: 1)?.mantelHaenszelRiskDifference(confidence: 0.95), 0)
        },
        size("Cochran-Mantel-Haenszel", "5 strata of 100") {
            stratified(&$0, oddsRatio: 1)?.cochranMantelHaenszel()
        },
        size("Breslow-Day-Tarone", "5 strata of 100, odds ratio 2") {
            stratified(&$0, oddsRatio: 2)?.breslowDayTarone()
        },
    ]

    /// 150 pairs that go together, with chances of .35 and `second`.
    private static func paired(_ stream: inout RandomStream, second: Double) -> PairedEvents? {
        var cells = [0, 0, 0, 0]
        for _ in 0..<150 {
            // A shared number for half of the pairs binds both measures.
            let shared = stream.uniform()
            let isBound = stream.chance(0.5)
            let one = (isBound ? shared : stream.uniform()) < 0.35
            let two = (isBound ? shared : stream.uniform()) < second
            cells[(one ? 0 : 2) + (two ? 0 : 1)] += 1
        }
        return try? PairedEvents(
            first: "before", second: "after", both: cells[0], firstOnly: cells[1],
            secondOnly: cells[2], neither: cells[3])
    }

    private static let pairs: [Study] = [
        interval("paired risk difference", "150 pairs, .35 and .25") {
            (paired(&$0, second: 0.25)?.riskDifference(confidence: 0.95), 0.1)
        },
        size("McNemar", "150 pairs") { paired(&$0, second: 0.35)?.mcNemar() },
        size("McNemar, exact", "150 pairs", .sizeAtMost) {
            paired(&$0, second: 0.35)?.exactMcNemar()
        },
        interval("Cohen's kappa", "two raters of 200 files, kappa .5") { stream in
            // Each rater keeps the true level with chance .5, else draws it: kappa is .5.
            var counts = [Int](repeating: 0, count: 9)
            let shares = [0.5, 0.3, 0.2]
            for _ in 0..<200 {
                let first = stream.category(shares)
                let second = stream.chance(0.5) ? first : stream.category(shares)
                counts[first * 3 + second] += 1
            }
            let table = try? PairedTable(
                first: "rater 1", second: "rater 2", levels: ["a", "b", "c"], counts: counts)
            return (table?.kappa(confidence: 0.95), 0.5)
        },
    ]

    /// 150 families of 1 to 4 children in two groups, who share half of what decides the outcome.
    private static func families(_ stream: inout RandomStream, chances: [Double])
        -> ClusteredTable?
    {
        var (rows, columns, clusters): ([Int], [Int], [Int]) = ([], [], [])
        for family in 0..<150 {
            let group = family % 2
            let shared = stream.uniform()
            for _ in 0..<(1 + stream.index(below: 4)) {
                let draw = stream.chance(0.5) ? shared : stream.uniform()
                rows.append(group)
                columns.append(draw < chances[group] ? 1 : 0)
                clusters.append(family)
            }
        }
        return try? ClusteredTable(
            rowCodes: rows, columnCodes: columns, clusterCodes: clusters, clusterCount: 150,
            rowLabels: ["usual", "new"], columnLabels: ["no", "yes"])
    }

    private static let clusters: [Study] = [
        size("Rao-Scott, second order", "150 families of 1 to 4") {
            families(&$0, chances: [0.3, 0.3]).flatMap { RaoScott.of($0).0?.secondOrder() }
        },
        interval("risk difference, cluster-robust", "150 families of 1 to 4") {
            let data = families(&$0, chances: [0.3, 0.45])
            let pair = data.flatMap { try? ClusteredComparison($0, event: 1, reference: 0) }
            return (pair?.riskDifference(1, confidence: 0.95), 0.15)
        },
        interval("Wilson at the effective number of cases", "150 families of 1 to 4") {
            let data = families(&$0, chances: [0.3, 0.3])
            return (data?.proportion(event: 1)?.wilson(confidence: 0.95), 0.3)
        },
    ]
}
