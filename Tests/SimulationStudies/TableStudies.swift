import Distributions
import HypothesisTests

extension Study {
    /// Intervals and tests of tables of two variables.
    public static let tables: [Study] = proportions + twoGroups + independence + ordered

    private static let proportions: [Study] = [
        interval("Wilson", "n = 50, p uniform on (0, 1): averaged over p") {
            let p = $0.uniform()
            let events = $0.binomial(50, p)
            return (try? Proportion(events: events, total: 50).wilson(confidence: 0.95), p)
        },
        interval("Jeffreys", "n = 50, p uniform on (0, 1): averaged over p") {
            let p = $0.uniform()
            let events = $0.binomial(50, p)
            return (try? Proportion(events: events, total: 50).jeffreys(confidence: 0.95), p)
        },
        interval("Clopper-Pearson", "n = 40, p = .1", .coverageAtLeast) {
            let events = $0.binomial(40, 0.1)
            return (
                try? Proportion(events: events, total: 40).clopperPearson(confidence: 0.95), 0.1
            )
        },
    ]

    private static func comparison(
        _ stream: inout RandomStream, _ n1: Int, _ p1: Double, _ n0: Int, _ p0: Double
    ) -> EventComparison? {
        try? EventComparison(
            level: "1", reference: "0", events: stream.binomial(n1, p1), cases: n1,
            referenceEvents: stream.binomial(n0, p0), referenceCases: n0)
    }

    private static let twoGroups: [Study] = [
        interval("Newcombe risk difference", "80 at uniform p, 120 at uniform p: averaged") {
            let (p1, p0) = ($0.uniform(), $0.uniform())
            let pair = comparison(&$0, 80, p1, 120, p0)
            return (pair?.riskDifference(confidence: 0.95), p1 - p0)
        },
        interval("Koopman risk ratio", "100 at .15, 150 at .10") {
            let pair = comparison(&$0, 100, 0.15, 150, 0.1)
            return (pair?.riskRatio(confidence: 0.95), 1.5)
        },
        interval("Wald odds ratio on the log scale", "150 at .3, 150 at .2") {
            let pair = comparison(&$0, 150, 0.3, 150, 0.2)
            return (pair?.oddsRatio(confidence: 0.95), (0.3 / 0.7) / (0.2 / 0.8))
        },
        interval("conditional odds ratio, exact", "30 at .3, 40 at .2", .coverageAtLeast) {
            let pair = comparison(&$0, 30, 0.3, 40, 0.2)
            return (pair?.conditionalOddsRatio(confidence: 0.95), (0.3 / 0.7) / (0.2 / 0.8))
        },
    ]

    /// A table of independent variables under fixed row totals.
    private static func independent(
        _ stream: inout RandomStream, rows: [Int], shares: [Double]
    ) -> ContingencyTable? {
        table(rows.map { stream.multinomial($0, shares) })
    }

    private static let independence: [Study] = [
        size("Pearson's chi-squared test", "3 x 4, 400 cases") {
            independent(&$0, rows: [100, 150, 150], shares: [0.4, 0.3, 0.2, 0.1])?
                .pearsonChiSquared()
        },
        size("likelihood-ratio test (G)", "3 x 4, 400 cases") {
            independent(&$0, rows: [100, 150, 150], shares: [0.4, 0.3, 0.2, 0.1])?.gTest()
        },
        size("Fisher's exact test, 2 x 2", "20 and 25 cases at .2", .sizeAtMost) {
            independent(&$0, rows: [20, 25], shares: [0.2, 0.8])?.fisherExact()
        },
        size("Boschloo's exact test", "20 and 25 cases at .2", .sizeAtMost) {
            independent(&$0, rows: [20, 25], shares: [0.2, 0.8])?.boschlooExact()
        },
        size("Cressie-Read", "3 x 4, 400 cases") {
            independent(&$0, rows: [100, 150, 150], shares: [0.4, 0.3, 0.2, 0.1])?
                .powerDivergence()
        },
        size("Fisher's exact test, 3 x 3", "15, 20 and 25 cases", .sizeAtMost) {
            independent(&$0, rows: [15, 20, 25], shares: [0.5, 0.3, 0.2])?
                .fisherExact(simulation: MonteCarlo())
        },
        size("Yates' corrected chi-squared test", "40 and 60 cases at .3", .sizeAtMost) {
            independent(&$0, rows: [40, 60], shares: [0.3, 0.7])?.yatesChiSquared()
        },
    ]

    /// A table of two ordered variables, 3 x 3, whose chances are products but for what goes along
    /// the diagonal.
    private static let orderedShares = [
        0.15, 0.10, 0.05, 0.10, 0.15, 0.10, 0.05, 0.10, 0.20,
    ]

    /// (C - D) / (C + D) of the shares above.
    private static let gammaOfShares: Double = {
        var (concordant, discordant) = (0.0, 0.0)
        for first in 0..<9 {
            for second in 0..<9 {
                let step = (second / 3 - first / 3) * (second % 3 - first % 3)
                let product = orderedShares[first] * orderedShares[second]
                if step > 0 { concordant += product } else if step < 0 { discordant += product }
            }
        }
        return (concordant - discordant) / (concordant + discordant)
    }()

    private static let ordered: [Study] = [
        size("Cochran-Armitage trend", "4 groups of 40 to 100 at .2") {
            independent(&$0, rows: [40, 60, 80, 100], shares: [0.8, 0.2])?.cochranArmitage()
        },
        size("linear by linear", "3 x 4, 400 cases") {
            independent(&$0, rows: [100, 150, 150], shares: [0.4, 0.3, 0.2, 0.1])?
                .linearByLinear()
        },
        interval("Goodman and Kruskal's gamma", "3 x 3, 300 cases") {
            let cells = $0.multinomial(300, orderedShares)
            let rows = [0, 3, 6].map { Array(cells[$0..<$0 + 3]) }
            return (table(rows)?.gamma(confidence: 0.95), gammaOfShares)
        },
        interval("risk difference per step", "4 groups of 80, .1 to .4 by .1") { stream in
            let rows = [0.1, 0.2, 0.3, 0.4].map { p in
                let events = stream.binomial(80, p)
                return [80 - events, events]
            }
            return (table(rows)?.riskSlope(event: 1, confidence: 0.95), 0.1)
        },
    ]
}
