import Distributions
import HypothesisTests

extension Study {
    /// More intervals and tests of strata, of the same cases measured again, and of families.
    public static let agreementAndFamilies: [Study] = strataTests + repeated + families

    /// Four strata of 3 x 3 tables whose sides have nothing to do with each other.
    private static func strata(_ stream: inout RandomStream) -> StratifiedTable? {
        let counts = (0..<4).flatMap { h -> [Int] in
            let columns = [[0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.3, 0.3, 0.4], [0.2, 0.5, 0.3]][h]
            return [30, 40, 50].flatMap { stream.multinomial($0, columns) }
        }
        return try? StratifiedTable(
            strata: ["1", "2", "3", "4"], rowLabels: ["a", "b", "c"],
            columnLabels: ["x", "y", "z"], counts: counts)
    }

    private static let strataTests: [Study] = [
        size("generalised CMH, general association", "4 strata of 3 x 3") {
            strata(&$0)?.generalAssociation()
        },
        size("generalised CMH, row mean scores", "4 strata of 3 x 3") {
            strata(&$0)?.rowMeanScores()
        },
        size("generalised CMH, correlation", "4 strata of 3 x 3") { strata(&$0)?.correlation() },
    ]

    /// Pairs of which half share a number that decides both measures.
    private static func pairs(_ stream: inout RandomStream, _ chances: (Double, Double))
        -> (cells: [Int], events: PairedEvents?)
    {
        var cells = [0, 0, 0, 0]
        for _ in 0..<200 {
            let shared = stream.uniform()
            let isBound = stream.chance(0.5)
            let one = (isBound ? shared : stream.uniform()) < chances.0
            let two = (isBound ? shared : stream.uniform()) < chances.1
            cells[(one ? 0 : 2) + (two ? 0 : 1)] += 1
        }
        return (
            cells,
            try? PairedEvents(
                first: "before", second: "after", both: cells[0], firstOnly: cells[1],
                secondOnly: cells[2], neither: cells[3])
        )
    }

    /// P(first only) / P(second only) of pairs with chances .45 and .3.
    private static let discordantOdds: Double = {
        let free = (0.45 * 0.7, 0.3 * 0.55)
        // Where the number is shared, first without second needs it between .3 and .45.
        return (0.5 * free.0 + 0.5 * 0.15) / (0.5 * free.1)
    }()

    /// Two raters who each keep the true level with chance .6, else draw one.
    private static func raters(_ stream: inout RandomStream, keeping: Double) -> PairedTable? {
        let shares = [0.4, 0.35, 0.25]
        var counts = [Int](repeating: 0, count: 9)
        for _ in 0..<250 {
            let truth = stream.category(shares)
            let first = stream.chance(keeping) ? truth : stream.category(shares)
            let second = stream.chance(keeping) ? truth : stream.category(shares)
            counts[first * 3 + second] += 1
        }
        return try? PairedTable(
            first: "rater 1", second: "rater 2", levels: ["a", "b", "c"], counts: counts)
    }

    private static let repeated: [Study] = [
        interval("paired odds ratio, exact", "200 pairs", .coverageAtLeast) {
            (pairs(&$0, (0.45, 0.3)).events?.oddsRatio(confidence: 0.95), discordantOdds)
        },
        size("McNemar, mid-p", "200 pairs") { pairs(&$0, (0.35, 0.35)).events?.midPMcNemar() },
        interval("agreement", "two raters of 250 files") {
            // Both draw alone with chance 1 - .36, and agree then with chance Σ p².
            let chance = 0.4 * 0.4 + 0.35 * 0.35 + 0.25 * 0.25
            return (
                raters(&$0, keeping: 0.6)?.agreement(confidence: 0.95), 0.36 + 0.64 * chance
            )
        },
        interval("Cohen's kappa, linear weights", "two raters of 250 files, kappa .36") {
            (raters(&$0, keeping: 0.6)?.kappa(weights: .linear, confidence: 0.95), 0.36)
        },
        interval("Cohen's kappa, quadratic weights", "two raters of 250 files, kappa .36") {
            (raters(&$0, keeping: 0.6)?.kappa(weights: .quadratic, confidence: 0.95), 0.36)
        },
        size("Bowker's symmetry", "two raters of 250 files") {
            raters(&$0, keeping: 0.6)?.bowkerSymmetry()
        },
        size("Stuart-Maxwell", "two raters of 250 files") {
            raters(&$0, keeping: 0.6)?.stuartMaxwell()
        },
        size("Cochran's Q", "120 cases, three measures") { stream in
            var counts = [Int](repeating: 0, count: 8)
            for _ in 0..<120 {
                let shared = stream.uniform()
                let answers = (0..<3).map { _ in
                    (stream.chance(0.4) ? shared : stream.uniform()) < 0.4
                }
                counts[(answers[0] ? 4 : 0) + (answers[1] ? 2 : 0) + (answers[2] ? 1 : 0)] += 1
            }
            let patterns = (0..<8).map { [$0 & 4 > 0, $0 & 2 > 0, $0 & 1 > 0] }
            return
                (try? RepeatedMeasures(
                    measures: ["a", "b", "c"], patterns: patterns, counts: counts))?.cochranQ()
        },
    ]

    /// 150 families of 1 to 4 children in two groups, who share half of what decides the outcome.
    private static func family(_ stream: inout RandomStream, chances: [Double])
        -> ClusteredTable?
    {
        var (rows, columns, clusters): ([Int], [Int], [Int]) = ([], [], [])
        for family in 0..<150 {
            let shared = stream.uniform()
            for _ in 0..<(1 + stream.index(below: 4)) {
                let draw = stream.chance(0.5) ? shared : stream.uniform()
                rows.append(family % 2)
                columns.append(draw < chances[family % 2] ? 1 : 0)
                clusters.append(family)
            }
        }
        return try? ClusteredTable(
            rowCodes: rows, columnCodes: columns, clusterCodes: clusters, clusterCount: 150,
            rowLabels: ["usual", "new"], columnLabels: ["no", "yes"])
    }

    private static func familyMeans(_ stream: inout RandomStream, shift: Double) -> ClusteredMeans?
    {
        var (values, levels, clusters): ([Double], [Int], [Int]) = ([], [], [])
        for family in 0..<150 {
            let shared = stream.normal()
            for _ in 0..<(1 + stream.index(below: 4)) {
                values.append(shared + stream.normal() + (family % 2 == 1 ? shift : 0))
                levels.append(family % 2)
                clusters.append(family)
            }
        }
        return try? ClusteredMeans(
            values: values, levelCodes: levels, clusterCodes: clusters, clusterCount: 150,
            levels: ["usual", "new"])
    }

    private static func compared(_ stream: inout RandomStream) -> ClusteredComparison? {
        family(&stream, chances: [0.3, 0.45]).flatMap {
            try? ClusteredComparison($0, event: 1, reference: 0)
        }
    }

    private static let families: [Study] = [
        interval("risk ratio, cluster-robust", "150 families of 1 to 4") {
            (compared(&$0)?.riskRatio(1, confidence: 0.95), 1.5)
        },
        interval("odds ratio, cluster-robust", "150 families of 1 to 4") {
            (compared(&$0)?.oddsRatio(1, confidence: 0.95), (0.45 / 0.55) / (0.3 / 0.7))
        },
        interval("Korn-Graubard share", "150 families of 1 to 4", .coverageAtLeast) {
            let data = family(&$0, chances: [0.3, 0.3])
            return (data?.proportion(event: 1)?.kornGraubard(confidence: 0.95), 0.3)
        },
        interval("mean difference, cluster-robust", "150 families of 1 to 4") {
            (familyMeans(&$0, shift: 0.5)?.meanDifference(1, confidence: 0.95), 0.5)
        },
        interval("mean, cluster-robust", "150 families of 1 to 4") {
            (familyMeans(&$0, shift: 0.5)?.mean(1, confidence: 0.95), 0.5)
        },
        size("Wald test of means, cluster-robust", "150 families of 1 to 4") {
            familyMeans(&$0, shift: 0)?.waldTest()
        },
        size("Rao-Scott, first order", "150 families of 1 to 4") {
            family(&$0, chances: [0.3, 0.3]).flatMap { RaoScott.of($0).0?.firstOrder() }
        },
    ]
}
