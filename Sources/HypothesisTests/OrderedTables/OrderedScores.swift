import Distributions

/// Scores of rows and columns that have an order: what tests of trend are computed from.
struct OrderedScores {
    /// Σ (u - ū)(v - v̄) n.
    let product: Double
    /// Σ (u - ū)² r.
    let rowSpread: Double
    /// Σ (v - v̄)² c.
    let columnSpread: Double
    /// u - ū of each row.
    let rows: [Double]

    /// The sums of an occupied table; nil where scores are not as many as rows and columns, not
    /// finite, or beyond 1e100, or all the same.
    init?(_ table: ContingencyTable, rowScores: [Double], columnScores: [Double]) {
        guard rowScores.count == table.rowCount, columnScores.count == table.columnCount,
            (rowScores + columnScores).allSatisfy({ abs($0) <= 1e100 })
        else { return nil }
        let n = Double(table.total)
        let rows = Self.centred(rowScores, table.rowTotals, n)
        let columns = Self.centred(columnScores, table.columnTotals, n)
        // The excess o n - r c is a whole number and sums to 0: near independence no digit is lost.
        var sum = CompensatedSum()
        for i in rows.indices {
            for j in columns.indices { sum.add(rows[i] * columns[j] * table.excess(i, j)) }
        }
        product = sum.value / n
        rowSpread = Self.spread(rows, table.rowTotals)
        columnSpread = Self.spread(columns, table.columnTotals)
        self.rows = rows
        guard rowSpread > 0, columnSpread > 0, rowSpread.isFinite, columnSpread.isFinite else {
            return nil
        }
    }

    /// The squared correlation of the scores.
    var squaredCorrelation: Double { min(product / rowSpread * (product / columnSpread), 1) }

    private static func centred(_ scores: [Double], _ totals: [Int], _ n: Double) -> [Double] {
        let first = scores.first ?? 0
        var sum = CompensatedSum()
        for (score, total) in zip(scores, totals) { sum.add((score - first) * Double(total)) }
        let mean = sum.value / n
        return scores.map { $0 - first - mean }
    }

    private static func spread(_ centred: [Double], _ totals: [Int]) -> Double {
        var sum = CompensatedSum()
        for (score, total) in zip(centred, totals) { sum.add(score * score * Double(total)) }
        return sum.value
    }
}

extension ContingencyTable {
    /// The Cochran-Armitage test of a trend in the share with an event over ordered rows:
    /// N r², on 1 degree of freedom, r the correlation of the rows' scores with the event.
    ///
    /// As R's `prop.trend.test`, without continuity correction. Rows and columns without a case are
    /// left out with their scores. nil unless two columns hold cases; not estimable with fewer than
    /// two occupied rows, or with scores that do not tell them apart.
    /// Source: Cochran (1954), Biometrics 10; Armitage (1955), Biometrics 11.
    ///
    /// - Parameter scores: a number for each row; 1, 2, 3, ... unless given.
    public func cochranArmitage(scores: [Double]? = nil) -> TestResult? {
        let table = occupied
        guard table.columnCount == 2 else { return nil }
        return trend(
            name: "cochran_armitage",
            method: "Cochran-Armitage test of trend (N r²)" + Self.scoreWords(scores),
            rowScores: scores, columnScores: nil, factor: Double(table.total))
    }

    /// The linear-by-linear test of association of ordered rows and columns: (N - 1) r², on 1
    /// degree of freedom, r the correlation of their scores; named apart from Cochran-Armitage's
    /// N r².
    ///
    /// Not estimable with fewer than two occupied rows or columns, or with scores that do not tell
    /// them apart. Source: Mantel (1963), JASA 58, 690-700.
    ///
    /// - Parameters:
    ///   - rowScores: a number for each row; 1, 2, 3, ... unless given.
    ///   - columnScores: a number for each column; 1, 2, 3, ... unless given.
    public func linearByLinear(
        rowScores: [Double]? = nil, columnScores: [Double]? = nil
    ) -> TestResult {
        trend(
            name: "linear_by_linear",
            method: "linear-by-linear association ((N - 1) r²)"
                + Self.scoreWords(rowScores ?? columnScores),
            rowScores: rowScores, columnScores: columnScores, factor: Double(total) - 1)
    }

    private static func scoreWords(_ scores: [Double]?) -> String {
        let isCounted = scores.map { $0 == TableOrder.steps($0.count) } ?? true
        return isCounted ? ", scores 1, 2, 3, ..." : ", scores as given"
    }

    private func trend(
        name: String, method: String, rowScores: [Double]?, columnScores: [Double]?,
        factor: Double
    ) -> TestResult {
        let table = occupied
        if let reason = table.untestable {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        guard let scores = orderedScores(rowScores, columnScores) else {
            return TestResult(
                name: name, method: method,
                notEstimable: "the scores do not tell the levels apart")
        }
        let statistic = factor * scores.squaredCorrelation
        return TestResult(
            name: name, method: method, statistic: statistic, df: 1,
            pValue: ChiSquared(degreesOfFreedom: 1).pValue(statistic))
    }

    /// The sums of the occupied rows and columns, each with its own score.
    func orderedScores(_ rowScores: [Double]?, _ columnScores: [Double]?) -> OrderedScores? {
        let counting = { (count: Int) in (0..<count).map { Double($0 + 1) } }
        let rows = rowScores ?? counting(rowCount)
        let columns = columnScores ?? counting(columnCount)
        guard rows.count == rowCount, columns.count == columnCount else { return nil }
        let kept = { (scores: [Double], totals: [Int]) in
            zip(scores, totals).filter { $0.1 > 0 }.map(\.0)
        }
        return OrderedScores(
            occupied, rowScores: kept(rows, rowTotals), columnScores: kept(columns, columnTotals))
    }

    /// How much the share with an event rises with each step of the rows' scores: the least-squares
    /// slope Σ w p with w = n (s - s̄) / Σ n (s - s̄)², and the interval that adds the distances of
    /// the rows' Wilson limits as vectors.
    ///
    /// low = b - √Σ w² (p - l)², with u for l where w < 0; high likewise. With two rows and scores
    /// 0 and 1 it is the risk difference with Newcombe's interval. Not estimable where nothing can
    /// be tested or the scores do not tell the rows apart. Source: Zou and Donner (2008),
    /// Statistics in Medicine 27, 1693-1702, for the addition of limits.
    ///
    /// - Parameters:
    ///   - event: the place of the column that is the event.
    ///   - scores: a number for each row; 1, 2, 3, ... unless given.
    ///   - confidence: strictly between 0 and 1.
    public func riskSlope(event: Int, scores: [Double]? = nil, confidence: Double) -> Effect {
        let name = "risk_difference_per_step"
        let method = "least-squares slope of the share, Wilson limits added as vectors"
        let refuse = { (note: String) in
            Effect(name: name, method: method, status: .notEstimable, note: note)
        }
        guard columnTotals.indices.contains(event) else { return refuse("no such event") }
        if rowTotals.filter({ $0 > 0 }).count < 2 {
            return refuse(occupied.untestable ?? "all cases are in one row")
        }
        guard let z = criticalValue(confidence) else { return refuse(confidenceNote) }
        // Event against all others; the columns' own order plays no part.
        let kept = rowTotals.indices.filter { rowTotals[$0] > 0 }
        let given = scores ?? rowTotals.indices.map { Double($0 + 1) }
        guard given.count == rowCount,
            let two = try? ContingencyTable(
                rowLabels: kept.map { rowLabels[$0] }, columnLabels: ["", "event"],
                counts: kept.flatMap { [rowTotals[$0] - self[$0, event], self[$0, event]] })
        else { return refuse("the scores do not tell the levels apart") }
        let ownScores = kept.map { given[$0] }
        let total = two.columnTotals[1]
        if total == 0 || total == two.total { return flat(two, ownScores, z, name, method) }
        guard let sums = OrderedScores(two, rowScores: ownScores, columnScores: [0, 1]) else {
            return refuse("the scores do not tell the levels apart")
        }
        return slope(two, sums.rows, sums.product / sums.rowSpread, sums.rowSpread, z, name, method)
    }

    /// The slope 0 of a share that is 0 or 1 in every row, which still has an interval.
    private func flat(
        _ two: ContingencyTable, _ scores: [Double], _ z: Double, _ name: String, _ method: String
    ) -> Effect {
        let n = Double(two.total)
        var sum = CompensatedSum()
        for (score, cases) in zip(scores, two.rowTotals) { sum.add(score * Double(cases)) }
        let centred = scores.map { $0 - sum.value / n }
        var spread = CompensatedSum()
        for (score, cases) in zip(centred, two.rowTotals) {
            spread.add(score * score * Double(cases))
        }
        guard spread.value > 0, spread.value.isFinite else {
            return Effect(
                name: name, method: method, status: .notEstimable,
                note: "the scores do not tell the levels apart")
        }
        return slope(two, centred, 0, spread.value, z, name, method)
    }

    private func slope(
        _ two: ContingencyTable, _ centred: [Double], _ estimate: Double, _ spread: Double,
        _ z: Double, _ name: String, _ method: String
    ) -> Effect {
        var (below, above) = (CompensatedSum(), CompensatedSum())
        for i in 0..<two.rowCount {
            let cases = Double(two.rowTotals[i])
            let limits = WilsonLimits(events: Double(two[i, 1]), of: cases, z: z)
            let weight = cases * centred[i] / spread
            // A Wilson limit π solves |p - π| = z √(π(1-π)/n): the distances without a subtraction.
            let toLow = weight * weight * limits.lowVariance / cases
            let toHigh = weight * weight * limits.highVariance / cases
            below.add(weight > 0 ? toLow : toHigh)
            above.add(weight > 0 ? toHigh : toLow)
        }
        return Effect(
            name: name, estimate: estimate, confLow: estimate - z * below.value.squareRoot(),
            confHigh: estimate + z * above.value.squareRoot(), method: method)
    }
}
