import Distributions
import HypothesisTests

extension Study {
    /// Strata, pairs and orders of cases that share families.
    public static let clusteredFunctions: [Study] = inStrata + inPairs + inOrder

    /// 250 families of 1 to 4 children in four strata with chances of their own; siblings share half
    /// of what decides the outcome, and have groups of their own.
    private static func strata(_ stream: inout RandomStream, oddsRatio: Double)
        -> ClusteredStrata?
    {
        let baselines = [0.15, 0.25, 0.35, 0.45]
        var (strata, rows, columns, clusters): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
        for family in 0..<250 {
            let (shared, stratum) = (stream.uniform(), stream.index(below: 4))
            for _ in 0..<(1 + stream.index(below: 4)) {
                let group = stream.index(below: 2)
                let odds =
                    baselines[stratum] / (1 - baselines[stratum]) * (group == 1 ? oddsRatio : 1)
                let draw = stream.chance(0.5) ? shared : stream.uniform()
                strata.append(stratum)
                rows.append(group)
                columns.append(draw < odds / (1 + odds) ? 1 : 0)
                clusters.append(family)
            }
        }
        return try? ClusteredStrata(
            stratumCodes: strata, rowCodes: rows, columnCodes: columns, clusterCodes: clusters,
            clusterCount: 250, strata: ["1", "2", "3", "4"], rowLabels: ["usual", "new"],
            columnLabels: ["no", "yes"])
    }

    private static func pooled(
        _ stream: inout RandomStream, _ name: String, oddsRatio: Double
    ) -> Effect? {
        let data = strata(&stream, oddsRatio: oddsRatio)
        let effects = try? data?.pooled(
            level: "new", reference: "usual", event: "yes", confidence: 0.95)
        return effects?.first { $0.name == name }
    }

    private static let inStrata: [Study] = [
        interval("Mantel-Haenszel odds ratio, cluster-robust", "250 families in 4 strata") {
            (pooled(&$0, "odds_ratio", oddsRatio: 2), 2)
        },
        interval("Mantel-Haenszel risk ratio, cluster-robust", "250 families in 4 strata") {
            (pooled(&$0, "risk_ratio", oddsRatio: 1), 1)
        },
        interval("Mantel-Haenszel risk difference, cluster-robust", "250 families in 4 strata") {
            (pooled(&$0, "risk_difference", oddsRatio: 1), 0)
        },
        size("generalised CMH, cluster-robust", "250 families in 4 strata") {
            strata(&$0, oddsRatio: 1)?.generalAssociation()
        },
    ]

    /// 200 families of 1 to 3 whose children share what decides both measures for half of them.
    private static func pairs(_ stream: inout RandomStream, _ chances: (Double, Double))
        -> ClusteredPairs?
    {
        var (first, second, clusters): ([Int], [Int], [Int]) = ([], [], [])
        for family in 0..<200 {
            let shared = stream.uniform()
            for _ in 0..<(1 + stream.index(below: 3)) {
                let one = stream.chance(0.5) ? shared : stream.uniform()
                let two = stream.chance(0.5) ? shared : stream.uniform()
                first.append(one < chances.0 ? 1 : 0)
                second.append(two < chances.1 ? 1 : 0)
                clusters.append(family)
            }
        }
        return try? ClusteredPairs(
            first: "before", second: "after", firstCodes: first, secondCodes: second,
            clusterCodes: clusters, clusterCount: 200, levels: ["no", "yes"])
    }

    private static let inPairs: [Study] = [
        interval("paired risk difference, cluster-robust", "200 families of 1 to 3") {
            (pairs(&$0, (0.4, 0.25))?.comparison(event: "yes", confidence: 0.95).first, 0.15)
        },
        size("marginal homogeneity, cluster-robust", "200 families of 1 to 3") {
            pairs(&$0, (0.35, 0.35))?.marginalHomogeneity()
        },
    ]

    /// 200 families of 1 to 3 at one of four steps, whose share rises by .1 a step.
    private static func steps(_ stream: inout RandomStream, rise: Double) -> ClusteredTable? {
        var (rows, columns, clusters): ([Int], [Int], [Int]) = ([], [], [])
        for family in 0..<200 {
            let (shared, step) = (stream.uniform(), stream.index(below: 4))
            for _ in 0..<(1 + stream.index(below: 3)) {
                let draw = stream.chance(0.5) ? shared : stream.uniform()
                rows.append(step)
                columns.append(draw < 0.2 + rise * Double(step) ? 1 : 0)
                clusters.append(family)
            }
        }
        return try? ClusteredTable(
            rowCodes: rows, columnCodes: columns, clusterCodes: clusters, clusterCount: 200,
            rowLabels: ["1", "2", "3", "4"], columnLabels: ["no", "yes"])
    }

    private static let inOrder: [Study] = [
        interval("risk difference per step, cluster-robust", "200 families, 4 steps") {
            let trend = steps(&$0, rise: 0.1)?.trend(
                rowScores: [1, 2, 3, 4], columnScores: [0, 1], name: "slope", confidence: 0.95)
            return (trend?.slope, 0.1)
        },
        size("trend, cluster-robust", "200 families, 4 steps") {
            steps(&$0, rise: 0)?.trend(
                rowScores: [1, 2, 3, 4], columnScores: [0, 1], name: "slope", confidence: 0.95)?
                .test
        },
    ]
}
