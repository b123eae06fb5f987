import Distributions
import HypothesisTests

extension Study {
    /// Intervals of association in tables, of expected shares, and margins.
    public static let associations: [Study] = strength + ordinal + shares + margins

    /// φ² = Σ p²/(r c) - 1 of a table of chances.
    private static func squaredContingency(_ chances: [Double], columns: Int) -> Double {
        let rows = chances.count / columns
        var (row, column) = (
            [Double](repeating: 0, count: rows), [Double](repeating: 0, count: columns)
        )
        for (index, chance) in chances.enumerated() {
            row[index / columns] += chance
            column[index % columns] += chance
        }
        return chances.enumerated().reduce(-1) {
            $0 + $1.element * $1.element / (row[$1.offset / columns] * column[$1.offset % columns])
        }
    }

    private static func drawn(
        _ stream: inout RandomStream, _ cases: Int, _ chances: [Double], columns: Int
    ) -> ContingencyTable? {
        let counts = stream.multinomial(cases, chances)
        return table(
            stride(from: 0, to: counts.count, by: columns).map { Array(counts[$0..<$0 + columns]) })
    }

    /// 3 x 4 with V = .15, and 2 x 2 with phi = .2.
    private static let weak = [
        0.14, 0.11, 0.09, 0.06, 0.09, 0.08, 0.07, 0.06, 0.06, 0.07, 0.08, 0.09,
    ]
    private static let crossed = [0.30, 0.20, 0.20, 0.30]

    private static let strength: [Study] = [
        interval("Cramer's V, noncentral chi-squared", "3 x 4, 500 cases") {
            let truth = (squaredContingency(weak, columns: 4) / 2).squareRoot()
            return (drawn(&$0, 500, weak, columns: 4)?.cramersV(confidence: 0.95), truth)
        },
        interval("phi, noncentral normal", "2 x 2, 200 cases, phi = .2") {
            (drawn(&$0, 200, crossed, columns: 2)?.phi(confidence: 0.95), 0.2)
        },
    ]

    private static let along = [0.15, 0.10, 0.05, 0.10, 0.15, 0.10, 0.05, 0.10, 0.20]

    /// C - D and the chances that two cases tie in rows, of the shares above.
    private static let pairsAlong: (excess: Double, tiedRows: Double, tiedColumns: Double) = {
        var (excess, tiedRows, tiedColumns) = (0.0, 0.0, 0.0)
        for first in 0..<9 {
            for second in 0..<9 {
                let product = along[first] * along[second]
                let (rows, columns) = (second / 3 - first / 3, second % 3 - first % 3)
                excess += product * Double((rows * columns).signum())
                if rows == 0 { tiedRows += product }
                if columns == 0 { tiedColumns += product }
            }
        }
        return (excess, tiedRows, tiedColumns)
    }()

    private static let ordinal: [Study] = [
        interval("Kendall's tau-b", "3 x 3, 300 cases") {
            let (excess, rows, columns) = pairsAlong
            return (
                drawn(&$0, 300, along, columns: 3)?.kendallTauB(confidence: 0.95),
                excess / ((1 - rows) * (1 - columns)).squareRoot()
            )
        },
        interval("Somers' d, columns given rows", "3 x 3, 300 cases") {
            let (excess, rows, _) = pairsAlong
            return (
                drawn(&$0, 300, along, columns: 3)?.somersD(confidence: 0.95), excess / (1 - rows)
            )
        },
    ]

    private static let shares: [Study] = [
        size("goodness of fit, chi-squared", "200 cases, 4 levels") { stream in
            let shares = [0.4, 0.3, 0.2, 0.1]
            let fit = try? GoodnessOfFit(
                labels: ["a", "b", "c", "d"], counts: stream.multinomial(200, shares),
                shares: shares)
            return fit?.tests.first
        },
        size("goodness of fit, exact", "20 cases, 3 levels", .sizeAtMost) { stream in
            let shares = [0.5, 0.3, 0.2]
            let fit = try? GoodnessOfFit(
                labels: ["a", "b", "c"], counts: stream.multinomial(20, shares), shares: shares)
            return fit?.tests.first { $0.name.contains("exact") }
        },
        size("Fisher's exact test, mid-p", "40 and 60 cases at .3") {
            table([$0.multinomial(40, [0.3, 0.7]), $0.multinomial(60, [0.3, 0.7])])?.fisherMidP()
        },
    ]

    /// Whether equivalence, or non-inferiority, is claimed just where it does not hold.
    private static func claim(
        _ method: String, _ scenario: String,
        isMade: @escaping @Sendable (inout RandomStream) -> Bool?
    ) -> Study {
        Study(method, scenario, .size) { stream in
            guard let claim = isMade(&stream) else { return .none }
            return claim ? .hit : .miss
        }
    }

    private static func atTheMargin(_ stream: inout RandomStream) -> MarginAnswer? {
        let pair = try? EventComparison(
            level: "1", reference: "0", events: stream.binomial(600, 0.30), cases: 600,
            referenceEvents: stream.binomial(600, 0.20), referenceCases: 600)
        return pair?.equivalence(margin: 0.1, better: .lower)
    }

    private static let margins: [Study] = [
        claim("equivalence of shares, Farrington-Manning", "600 and 600, just at the margin") {
            atTheMargin(&$0)?.grade.map { $0 == .littleDifference }
        },
        claim("non-inferiority of shares, Farrington-Manning", "600 and 600, just at the margin") {
            atTheMargin(&$0)?.nonInferiority.map { $0 == .nonInferior }
        },
    ]
}
