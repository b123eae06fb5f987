import Distributions

/// Rao and Scott's correction of Pearson's chi-squared for cases that share clusters.
///
/// Under clustering X² is distributed as Σ δ_k χ²₁, the generalised design effects δ_k being the
/// eigenvalues of Δ = (C'D⁻¹C / n)⁻¹ (C'D⁻¹ V D⁻¹C): how much more the log odds ratios of the table
/// vary than they would among strangers. D holds the shares p of the cells, V their covariance by
/// clusters, C contrasts of interaction. Only tr Δ and tr Δ² are needed, and with X0 the main
/// effects that are 0 in the empty cells
/// C (C'D⁻¹C)⁻¹ C' = D - D X0 (X0'D X0)⁻¹ X0'D, so that no contrast is ever written down.
///
/// As `svychisq` of R's survey, also in that an empty cell counts with 1/p = 0.
/// Source: Rao and Scott (1981), JASA 76, 221-230; (1984), Annals of Statistics 12, 46-60.
public struct RaoScott: Sendable, Hashable {
    /// X² of the (weighted) shares: n Σ (p_ij - p_i p_j)² / (p_i p_j).
    public let pearson: Double
    /// (r - 1)(c - 1).
    public let df: Double
    /// δ̄ = tr Δ / rank: the mean generalised design effect.
    public let meanDesignEffect: Double
    /// a², the squared coefficient of variation of the design effects.
    public let squaredVariation: Double
    /// Clusters less one.
    public let clusterDF: Double

    /// The correction, and why there is none.
    public static func of(_ data: ClusteredTable) -> (RaoScott?, note: String?) {
        if let reason = data.table.occupied.untestable { return (nil, reason) }
        guard data.sizes.clusters > 1 else { return (nil, "all cases are of one cluster") }
        guard let covariance = CellCovariance(data) else {
            return (nil, "the table has more than \(CellCovariance.largest) cells with cases")
        }
        let traces = Traces(data, covariance)
        guard let first = traces?.first, let second = traces?.second, let rank = traces?.rank,
            first > 1e-9, second > 0, first.isFinite
        else {
            return (
                nil,
                "inside the groups the clusters do not differ, or each group is one cluster, so that "
                    + "nothing can be tested"
            )
        }
        let result = RaoScott(
            pearson: data.weightedPearson,
            df: Double(data.rows.count - 1) * Double(data.columns.count - 1),
            meanDesignEffect: first / rank,
            squaredVariation: max(rank * second / (first * first) - 1, 0),
            clusterDF: Double(data.sizes.clusters - 1))
        return (result, nil)
    }

    /// `rao_scott_first_order`: X² / δ̄ on (r-1)(c-1) degrees of freedom.
    public func firstOrder() -> TestResult {
        let statistic = pearson / meanDesignEffect
        return TestResult(
            name: Self.firstOrderName, method: Self.firstOrderMethod, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }

    /// `rao_scott_second_order`: F = X² / (δ̄ (r-1)(c-1)) on ν = (r-1)(c-1) / (1 + a²) and
    /// ν (G - 1) degrees of freedom, which allows for design effects that differ and for few
    /// clusters.
    public func secondOrder() -> TestResult {
        let statistic = pearson / meanDesignEffect / df
        let numerator = df / (1 + squaredVariation)
        let denominator = numerator * clusterDF
        let logP = FisherF(numerator: numerator, denominator: denominator)
            .logUpperTail(statistic)
        return TestResult(
            name: Self.secondOrderName, method: Self.secondOrderMethod, statistic: statistic,
            df: numerator, df2: denominator, pValue: PValue(naturalLog: logP))
    }

    /// Both tests of a table; where they cannot be made they say why.
    public static func tests(of data: ClusteredTable) -> [TestResult] {
        let (correction, note) = of(data)
        if let correction { return [correction.firstOrder(), correction.secondOrder()] }
        return [
            TestResult(
                name: firstOrderName, method: firstOrderMethod, notEstimable: note ?? ""),
            TestResult(
                name: secondOrderName, method: secondOrderMethod, notEstimable: note ?? ""),
        ]
    }

    private static let firstOrderName = "rao_scott_first_order"
    private static let firstOrderMethod =
        "Pearson's chi-squared test with Rao and Scott's first-order correction"
    private static let secondOrderName = "rao_scott_second_order"
    private static let secondOrderMethod =
        "Pearson's chi-squared test with Rao and Scott's second-order correction, as an "
        + "F test"
}

/// tr Δ, tr Δ² and the rank of Δ.
private struct Traces {
    let first: Double
    let second: Double
    let rank: Double

    init?(_ data: ClusteredTable, _ covariance: CellCovariance) {
        let cells = covariance.cells
        let (m, width) = (cells.count, data.columns.count)
        let groups = EmptyCellGroups(data)
        let basis = cells.map { cell in
            (plus: groups.ofRow[cell / width], minus: groups.ofColumn[cell % width])
        }
        // The last group is given up: a shift of all groups changes no main effect.
        let q = groups.count - 1
        let p = cells.map { data.shares[$0] }
        var normal = [Double](repeating: 0, count: q * q)
        for (k, (plus, minus)) in basis.enumerated() where plus != minus {
            if plus < q { normal[plus * q + plus] += p[k] }
            if minus < q { normal[minus * q + minus] += p[k] }
            if plus < q && minus < q {
                normal[plus * q + minus] -= p[k]
                normal[minus * q + plus] -= p[k]
            }
        }
        guard let system = SmallSystem(normal, size: q) else { return nil }
        // n (D⁻¹V - X0 (X0'D X0)⁻¹ X0'V), column after column of V.
        let n = Double(data.sizes.cases)
        var product = [Double](repeating: 0, count: m * m)
        for column in 0..<m {
            var right = [Double](repeating: 0, count: q)
            for (k, (plus, minus)) in basis.enumerated() where plus != minus {
                let value = covariance.values[k * m + column]
                if plus < q { right[plus] += value }
                if minus < q { right[minus] -= value }
            }
            let fitted = system.solve(right)
            for (k, (plus, minus)) in basis.enumerated() {
                var value = covariance.values[k * m + column] / p[k]
                if plus != minus {
                    if plus < q { value -= fitted[plus] }
                    if minus < q { value += fitted[minus] }
                }
                product[k * m + column] = n * value
            }
        }
        var (first, second) = (0.0, 0.0)
        for i in 0..<m {
            first += product[i * m + i]
            for j in 0..<m { second += product[i * m + j] * product[j * m + i] }
        }
        self.first = first
        self.second = second
        rank = Double(m - q)
    }
}

/// Rows and columns joined by empty cells. A main effect a_i + b_j that is 0 in every empty cell has
/// one free number t for each group: a_i = t in its rows, b_j = -t in its columns.
private struct EmptyCellGroups {
    let ofRow: [Int]
    let ofColumn: [Int]
    let count: Int

    init(_ data: ClusteredTable) {
        let (r, c) = (data.rows.count, data.columns.count)
        var parent = Array(0..<(r + c))
        func root(_ node: Int) -> Int {
            var node = node
            while parent[node] != node { node = parent[node] }
            return node
        }
        for i in 0..<r {
            for j in 0..<c where data.shares[i * c + j] == 0 { parent[root(i)] = root(r + j) }
        }
        var number = [Int](repeating: -1, count: r + c)
        var count = 0
        var groups: [Int] = []
        for node in 0..<(r + c) {
            let top = root(node)
            if number[top] < 0 {
                number[top] = count
                count += 1
            }
            groups.append(number[top])
        }
        ofRow = Array(groups[..<r])
        ofColumn = Array(groups[r...])
        self.count = count
    }
}

extension ClusteredTable {
    /// X² of the shares as if the weights added up to the number of cases; without weights Pearson's
    /// own, to the last digits.
    var weightedPearson: Double {
        if !isWeighted { return table.occupied.pearsonStatistic }
        let (r, c) = (rows.count, columns.count)
        var rowShares = [Double](repeating: 0, count: r)
        var columnShares = [Double](repeating: 0, count: c)
        for i in 0..<r {
            for j in 0..<c {
                rowShares[i] += shares[i * c + j]
                columnShares[j] += shares[i * c + j]
            }
        }
        var sum = CompensatedSum()
        for i in 0..<r {
            for j in 0..<c {
                let expected = rowShares[i] * columnShares[j]
                let excess = shares[i * c + j] - expected
                if expected > 0 { sum.add(excess / expected * excess) }
            }
        }
        return Double(sizes.cases) * sum.value
    }
}
