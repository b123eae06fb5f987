import Distributions

/// The same cases measured twice in the same words, where cases share clusters: marginal differences,
/// agreement and kappa with cluster-robust intervals.
///
/// Estimates are those of `PairedTable`; how much they vary is taken from the clusters
/// (`ClusteredFunction`).
public struct ClusteredPairs: Sendable {
    /// First measure by second.
    public let pairs: PairedTable
    /// How many clusters, and how large.
    public var sizes: ClusterSizes { data.sizes }
    let data: ClusteredTable

    /// Pairs from one code a row.
    ///
    /// - Throws: as `ClusteredTable` and `PairedTable` do.
    public init(
        first: String, second: String, firstCodes: [Int], secondCodes: [Int],
        clusterCodes: [Int], clusterCount: Int, levels: [String], counts: [Int]? = nil
    ) throws {
        data = try ClusteredTable(
            rowCodes: firstCodes, columnCodes: secondCodes, clusterCodes: clusterCodes,
            clusterCount: clusterCount, rowLabels: levels, columnLabels: levels, counts: counts)
        pairs = try PairedTable(
            first: first, second: second, levels: levels, counts: data.table.counts)
    }

    /// `marginal_homogeneity_clustered`: each level's share in the first less that in the second
    /// measure, Wald's test; of two levels McNemar's question, of more Stuart and Maxwell's.
    public func marginalHomogeneity() -> TestResult {
        let name = "marginal_homogeneity_clustered"
        let method = "Wald test of equal shares with cluster-robust covariance (CR1)"
        let table = pairs.table
        let used = pairs.levels.indices.filter {
            table.rowTotals[$0] + table.columnTotals[$0] > 0
        }
        guard table.total > 0, used.count > 1 else {
            return TestResult(
                name: name, method: method,
                notEstimable: table.total == 0
                    ? "there is no pair" : "all measures agree on one level")
        }
        let n = Double(table.total)
        let values = used.dropFirst().map {
            Double(table.rowTotals[$0] - table.columnTotals[$0]) / n
        }
        let derivatives = zip(used.dropFirst(), values).map { level, value in
            slopes { i, j in ((i == level ? 1 : 0) - (j == level ? 1 : 0) - value) / n }
        }
        if pairs.agreeing == table.total {
            return TestResult(
                name: name, method: method, statistic: 0, df: Double(values.count), pValue: .one)
        }
        return ClusteredFunction(data, derivatives: Array(derivatives))
            .waldTest(values, name: name, method: method)
    }

    /// The difference of the two shares with an event, and the odds ratio of the discordant pairs.
    public func comparison(event: String, confidence: Double) -> [Effect] {
        guard let level = pairs.levels.firstIndex(of: event),
            let events = pairs.comparison(ofLevel: event)
        else { return [] }
        let n = Double(pairs.table.total)
        let (firstOnly, secondOnly) = (Double(events.firstOnly), Double(events.secondOnly))
        let value = (firstOnly - secondOnly) / n
        let difference = slopes { i, j in
            ((i == level ? 1 : 0) - (j == level ? 1 : 0) - value) / n
        }
        let odds = slopes { i, j in
            i == level && j != level && firstOnly > 0
                ? 1 / firstOnly : j == level && i != level && secondOnly > 0 ? -1 / secondOnly : 0
        }
        return [
            events.riskDifference(confidence: confidence).robust(
                error(difference), confidence: confidence, isRatio: false, within: -1...1),
            events.oddsRatio(confidence: confidence).robust(
                error(odds), confidence: confidence, isRatio: true),
        ]
    }

    /// The share of pairs that agree.
    public func agreement(confidence: Double) -> Effect {
        let n = Double(pairs.table.total)
        let share = Double(pairs.agreeing) / max(n, 1)
        return pairs.agreement(confidence: confidence).robust(
            error(slopes { i, j in ((i == j ? 1 : 0) - share) / n }), confidence: confidence,
            isRatio: false, within: 0...1)
    }

    /// Cohen's κ = 1 - q_o / q_e with the weights' costs, its interval by the delta method.
    public func kappa(weights: KappaWeights = .none, confidence: Double) -> Effect {
        let plain = pairs.kappa(weights: weights, confidence: confidence)
        let table = pairs.table
        let n = Double(table.total)
        guard n > 0 else { return plain }
        let cost = pairs.costs(weights)
        let levels = pairs.levels.indices
        // The mean cost of a row's pairs with strangers, and of a column's.
        let ofRow = levels.map { i in
            levels.reduce(0) { $0 + cost(i, $1) * Double(table.columnTotals[$1]) } / n
        }
        let ofColumn = levels.map { j in
            levels.reduce(0) { $0 + cost($1, j) * Double(table.rowTotals[$1]) } / n
        }
        var observed = 0.0
        for i in levels { for j in levels { observed += cost(i, j) * Double(table[i, j]) / n } }
        let expected = levels.reduce(0) { $0 + Double(table.rowTotals[$1]) / n * ofRow[$1] }
        guard expected > 0 else { return plain }
        let slope = slopes { i, j in
            let (moved, chance) = (
                (cost(i, j) - observed) / n, (ofRow[i] + ofColumn[j] - 2 * expected) / n
            )
            return (observed * chance - expected * moved) / (expected * expected)
        }
        return plain.robust(
            error(slope), confidence: confidence, isRatio: false, within: -1...1)
    }

    private func slopes(_ value: (Int, Int) -> Double) -> [Double] {
        pairs.levels.indices.flatMap { i in pairs.levels.indices.map { value(i, $0) } }
    }

    private func error(_ slope: [Double]) -> Double? {
        ClusteredFunction(data, derivatives: [slope]).standardError()
    }
}
