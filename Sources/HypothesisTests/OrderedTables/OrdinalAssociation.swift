import Distributions

/// Pairs of cases that stand in the same order in rows and columns (concordant), and in opposite
/// orders (discordant): what gamma, tau-b and Somers' d are made of.
struct ConcordantPairs {
    /// For each cell, cases in cells that are concordant with it less those that are discordant.
    let differences: [Int]
    /// For each cell, both together.
    let sums: [Int]
    /// Twice the concordant less the discordant pairs, and twice both together.
    let difference: Int128
    let sum: Int128

    /// Counts the pairs of an occupied table, by sums over its corners: r c steps.
    init(_ table: ContingencyTable) {
        let (rows, columns) = (table.rowCount, table.columnCount)
        // above[j]: cases in the rows before, columns up to j.
        var above = [Int](repeating: 0, count: columns + 1)
        var differences = [Int](repeating: 0, count: rows * columns)
        var sums = differences
        var below = [Int](repeating: 0, count: columns + 1)
        for j in 0..<columns { below[j + 1] = below[j] + table.columnTotals[j] }
        var (difference, sum): (Int128, Int128) = (0, 0)
        for i in 0..<rows {
            var own = 0
            var ownUpTo = [Int](repeating: 0, count: columns + 1)
            for j in 0..<columns {
                own += table[i, j]
                ownUpTo[j + 1] = own
            }
            for j in 0...columns { below[j] -= ownUpTo[j] }
            for j in 0..<columns {
                let leftAbove = above[j]
                let rightAbove = above[columns] - above[j + 1]
                let leftBelow = below[j]
                let rightBelow = below[columns] - below[j + 1]
                let cell = i * columns + j
                let concordant = leftAbove + rightBelow
                let discordant = rightAbove + leftBelow
                differences[cell] = concordant - discordant
                sums[cell] = concordant + discordant
                difference += Int128(table[i, j]) * Int128(differences[cell])
                sum += Int128(table[i, j]) * Int128(sums[cell])
            }
            for j in 0...columns { above[j] += ownUpTo[j] }
        }
        self.differences = differences
        self.sums = sums
        self.difference = difference
        self.sum = sum
    }
}

/// A measure of how two ordered variables go together, with its derivative at each cell.
struct OrdinalMeasure: Sendable {
    let name: String
    let words: String
    /// The estimate of an occupied table, and how it moves with a case more in cell (i, j), centred:
    /// Σ n f = 0. nil where no two cases differ in both.
    let parts:
        @Sendable (ContingencyTable, ConcordantPairs)
            -> (estimate: Double, slope: (Int, Int) -> Double)?

    static let gamma = OrdinalMeasure(name: "gamma", words: "Goodman and Kruskal's gamma") {
        table, pairs in
        guard pairs.sum > 0 else { return nil }
        let all = Double(pairs.sum)
        let estimate = Double(pairs.difference) / all
        return (
            estimate,
            { i, j in
                let cell = i * table.columnCount + j
                return 2 * (Double(pairs.differences[cell]) - estimate * Double(pairs.sums[cell]))
                    / all
            }
        )
    }

    static let tauB = OrdinalMeasure(name: "kendall_tau_b", words: "Kendall's tau-b") {
        table, pairs in
        let rowPairs = Double(untied(table.rowTotals, table.total))
        let columnPairs = Double(untied(table.columnTotals, table.total))
        let root = rowPairs.squareRoot() * columnPairs.squareRoot()
        let estimate = Double(pairs.difference) / root
        let n = Double(table.total)
        return (
            estimate,
            { i, j in
                2 * Double(pairs.differences[i * table.columnCount + j]) / root
                    - estimate
                    * ((n - Double(table.rowTotals[i])) / rowPairs
                        + (n - Double(table.columnTotals[j])) / columnPairs)
            }
        )
    }

    static let somersD = OrdinalMeasure(
        name: "somers_d", words: "Somers' d of columns given rows"
    ) { table, pairs in
        let rowPairs = Double(untied(table.rowTotals, table.total))
        let estimate = Double(pairs.difference) / rowPairs
        let n = Double(table.total)
        return (
            estimate,
            { i, j in
                2 * Double(pairs.differences[i * table.columnCount + j]) / rowPairs
                    - 2 * estimate * (n - Double(table.rowTotals[i])) / rowPairs
            }
        )
    }

    /// Twice the pairs of cases in different classes: n² - Σ t².
    private static func untied(_ totals: [Int], _ total: Int) -> Int128 {
        totals.reduce(Int128(total) * Int128(total)) { $0 - Int128($1) * Int128($1) }
    }
}

extension ContingencyTable {
    /// Goodman and Kruskal's γ = (C - D) / (C + D): how much likelier two cases that differ in both
    /// are to stand in the same order than in opposite ones, in [-1, 1].
    ///
    /// The interval is tanh(artanh γ ± z s / (1 - γ²)) with the delta-method standard error
    /// s² = 4 Σ n (d - γ q)² / (C + D)², d and q a cell's concordant less, and plus, discordant
    /// cases: it keeps to [-1, 1]. At γ = ±1 there is no standard error and no interval.
    /// Source: Goodman and Kruskal (1963), JASA 58, 310-364.
    public func gamma(confidence: Double) -> Effect { ordinal(.gamma, confidence) }

    /// Kendall's τ_b = (C - D) / √((pairs untied in rows)(pairs untied in columns)), in [-1, 1],
    /// with the interval of `gamma`'s kind. Source: Kendall (1945); Agresti (1976), JASA 71, 49-55.
    public func kendallTauB(confidence: Double) -> Effect { ordinal(.tauB, confidence) }

    /// Somers' d of the columns given the rows, (C - D) / (pairs untied in rows), in [-1, 1]: for
    /// two rows, the chance that a case of the second stands higher less that it stands lower.
    ///
    /// The interval is of `gamma`'s kind. Source: Somers (1962), American Sociological Review 27.
    public func somersD(confidence: Double) -> Effect { ordinal(.somersD, confidence) }

    /// A measure's derivative at each cell, row after row; 0 in rows and columns without cases, nil
    /// where there is no estimate.
    func derivatives(of measure: OrdinalMeasure) -> [Double]? {
        let table = occupied
        guard table.untestable == nil,
            let (_, slope) = measure.parts(table, ConcordantPairs(table))
        else { return nil }
        var derivatives = [Double](repeating: 0, count: counts.count)
        let rows = (0..<rowCount).filter { rowTotals[$0] > 0 }
        let columns = (0..<columnCount).filter { columnTotals[$0] > 0 }
        for (i, row) in rows.enumerated() {
            for (j, column) in columns.enumerated() {
                derivatives[row * columnCount + column] = slope(i, j)
            }
        }
        return derivatives
    }

    /// √Σ n f², f being centred already.
    private static func deviation(
        _ table: ContingencyTable, _ slope: (Int, Int) -> Double
    ) -> Double {
        var sum = CompensatedSum()
        for i in 0..<table.rowCount {
            for j in 0..<table.columnCount where table[i, j] > 0 {
                let own = slope(i, j)
                sum.add(Double(table[i, j]) * own * own)
            }
        }
        return sum.value.squareRoot()
    }

    private func ordinal(
        _ measure: OrdinalMeasure, _ confidence: Double
    ) -> Effect {
        let name = measure.name
        let method = measure.words + ", interval on the scale of artanh"
        let table = occupied
        let refuse = { (note: String) in
            Effect(name: name, method: method, status: .notEstimable, note: note)
        }
        if let reason = table.untestable { return refuse(reason) }
        guard let z = criticalValue(confidence) else { return refuse(confidenceNote) }
        guard let (estimate, slope) = measure.parts(table, ConcordantPairs(table)) else {
            return refuse("no two cases differ in both rows and columns")
        }
        let error = Self.deviation(table, slope)
        guard abs(estimate) < 1, error.isFinite else {
            return Effect(
                name: name, estimate: max(min(estimate, 1), -1), method: method,
                status: .notEstimable, note: "at \(estimate > 0 ? 1 : -1) there is no interval")
        }
        let centre = inverseHyperbolicTangent(estimate)
        let width = z * error / ((1 - estimate) * (1 + estimate))
        return Effect(
            name: name, estimate: estimate, confLow: hyperbolicTangent(centre - width),
            confHigh: hyperbolicTangent(centre + width), method: method)
    }
}
