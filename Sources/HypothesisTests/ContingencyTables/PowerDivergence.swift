import Distributions

/// Cressie and Read's family of statistics that set observed beside expected counts.
///
/// 2 Σ e h(d) with d = (o - e)/e and h(d) = [(1+d)^(λ+1) - 1 - (λ+1) d] / (λ (λ+1)), which is
/// 2/(λ(λ+1)) Σ o [(o/e)^λ - 1] because Σ (o - e) = 0, and near agreement keeps the digits that
/// the usual sum loses. λ = 1 is Pearson's X², 0 the likelihood ratio G, -½ Freeman and Tukey's,
/// -1 the modified G and -2 Neyman's. Source: Cressie and Read (1984), JRSS B 46, 440-464.
public struct PowerDivergence: Sendable, Hashable {
    /// λ, any finite number.
    public let lambda: Double

    /// λ = 2/3, which Cressie and Read recommend: near the chi-squared distribution also where
    /// some expected counts are small.
    public static let cressieRead = PowerDivergence(lambda: 2.0 / 3)

    /// The member of the family with a λ.
    public init(lambda: Double) { self.lambda = lambda }

    /// h(d), for d >= -1; infinite at -1 where λ <= -1.
    func term(_ d: Double) -> Double {
        if lambda == 0 { return devianceTerm(d) }
        if lambda == 1 { return d * d / 2 }
        if d <= -1 { return lambda <= -1 ? .infinity : 1 / (lambda + 1) }
        if abs(d) < 0.1 { return series(d) }
        let log = logarithm(1 + d)
        let power = { (a: Double) in a == 0 ? log : exponentialMinusOne(a * log) / a }
        // One form is safe near λ = 0, the other near λ = -1.
        return abs(lambda) < abs(lambda + 1)
            ? ((1 + d) * power(lambda) - d) / (lambda + 1) : (power(lambda + 1) - d) / lambda
    }

    /// d²/2 [1 + (λ-1)/3 d + (λ-1)(λ-2)/(3·4) d² + ...].
    private func series(_ d: Double) -> Double {
        var term = d * d / 2
        var sum = CompensatedSum()
        var k = 2.0
        while k < 400 {
            sum.add(term)
            k += 1
            term *= d * (lambda + 2 - k) / k
            if abs(term) < 1e-18 * abs(sum.value) { break }
        }
        return sum.value
    }
}

extension ContingencyTable {
    /// The test of independence by a power divergence on (r-1)(c-1) degrees of freedom, over the
    /// rows and columns that hold cases; named `cressie_read` at λ = 2/3, else `power_divergence`.
    ///
    /// Not estimable with fewer than two occupied rows or columns, for a λ that is no number, and
    /// for λ <= -1 where a cell is empty: the statistic is then infinite.
    public func powerDivergence(_ family: PowerDivergence = .cressieRead) -> TestResult {
        let (name, method) = family.naming
        let table = occupied
        if let reason = table.untestable ?? family.undefined {
            return TestResult(name: name, method: method, notEstimable: reason)
        }
        let n = Double(table.total)
        var sum = CompensatedSum()
        for i in 0..<table.rowCount {
            for j in 0..<table.columnCount {
                let product = table.marginProduct(i, j)
                sum.add(product / n * family.term(table.excess(i, j) / product))
            }
        }
        return family.result(2 * sum.value, df: table.degreesOfFreedom)
    }
}

extension PowerDivergence {
    /// The test's name and method.
    var naming: (name: String, method: String) {
        self == .cressieRead
            ? ("cressie_read", "Cressie and Read's power divergence, λ = 2/3")
            : ("power_divergence", "power divergence, λ = \(lambda)")
    }

    /// Why there is no such statistic; nil where there is.
    var undefined: String? { lambda.isFinite ? nil : "λ must be a finite number" }

    /// The test of a statistic; not estimable where an empty cell makes it infinite.
    func result(_ statistic: Double, df: Double) -> TestResult {
        let (name, method) = naming
        guard statistic.isFinite else {
            return TestResult(
                name: name, method: method,
                notEstimable: "an empty cell makes the statistic infinite at λ = \(lambda)")
        }
        return TestResult(
            name: name, method: method, statistic: max(statistic, 0), df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(max(statistic, 0)))
    }
}
