import Distributions
import HypothesisTests
import LinearAlgebra

/// A fitted Cox regression.
public struct CoxFit: Sendable {
    /// What became of a column's coefficient.
    public enum Status: String, Sendable, Hashable, Codable {
        /// It was estimated.
        case estimated
        /// The likelihood rises for ever as it grows: it is +∞.
        case infinitelyHigh = "infinite"
        /// The likelihood rises for ever as it falls: it is -∞.
        case infinitelyLow = "minus_infinite"
        /// Earlier columns make the column up, or it never differs among cases at risk together.
        case aliased
    }

    /// What became of each column.
    public let status: [Status]
    /// β of each column, the log hazard ratio of a unit; nil unless estimated.
    public let coefficients: [Double?]
    /// The columns with an estimate, in the order of `covariance`.
    public let estimated: [Int]
    /// The inverse of the information, for the `estimated` columns.
    public let covariance: Matrix
    /// The log partial likelihood at the estimates, or the limit that it rises to.
    public let logLikelihood: Double
    /// The log partial likelihood with all coefficients 0.
    public let nullLogLikelihood: Double
    /// Newton steps, those to limits included.
    public let iterations: Int
    /// The sum of all weights.
    public let cases: Double
    /// The sum of the weights of events.
    public let events: Double
    /// The number of columns that are not aliased.
    public let rank: Int
    /// How ties were weighed.
    public let ties: TieMethod

    let scoreStatistic: Double
    /// Rows as they were given, before strata were parted by what separates them.
    let order: SurvivalOrder
    let pass: CoxPass
    /// Coefficients in the pass' basis, and its transform over `active` columns.
    let beta: [Double]
    let transform: Matrix
    let active: [Int]
    /// What the active columns are centred at.
    let means: [Double]
    /// The covariance in the pass' basis.
    let innerCovariance: Matrix

    init(
        order: SurvivalOrder, basis: CoxBasis, newton: CoxNewton, status: [Status],
        nullLogLikelihood: Double, scoreStatistic: Double, rank: Int, iterations: Int,
        columnCount: Int
    ) {
        self.order = order
        self.status = status
        self.nullLogLikelihood = nullLogLikelihood
        self.scoreStatistic = scoreStatistic
        self.rank = rank
        self.iterations = iterations
        ties = basis.pass.rows.ties
        pass = basis.pass
        beta = newton.beta
        transform = basis.transform
        active = basis.active
        means = basis.means
        logLikelihood = newton.sums.logLikelihood
        let own = basis.transform.times(newton.beta)
        var coefficients = [Double?](repeating: nil, count: columnCount)
        for (j, value) in zip(basis.active, own) where status[j] == .estimated {
            coefficients[j] = value
        }
        self.coefficients = coefficients
        let places = basis.active.indices.filter { status[basis.active[$0]] == .estimated }
        estimated = places.map { basis.active[$0] }
        let root =
            Cholesky(newton.sums.information)?.inverseRoot()
            ?? Matrix(rows: beta.count, columns: beta.count)
        innerCovariance = root.timesOwnTranspose()
        covariance = basis.transform.times(root).timesOwnTranspose().principalSubmatrix(places)
        var (cases, events) = (CompensatedSum(), CompensatedSum())
        for row in order.byExit {
            let weight = order.data.weight(of: Int(row))
            cases.add(weight)
            if order.data.event[Int(row)] != 0 { events.add(weight) }
        }
        self.cases = cases.value
        self.events = events.value
    }

    /// Whether a coefficient is infinite.
    public var isSeparated: Bool {
        status.contains { $0 == .infinitelyHigh || $0 == .infinitelyLow }
    }

    /// The standard error of a column's coefficient; nil unless estimated.
    public func standardError(of column: Int) -> Double? {
        estimated.firstIndex(of: column).map { covariance[$0, $0].squareRoot() }
    }

    /// Twice the rise of the log-likelihood above all coefficients 0, against chi-squared.
    public func likelihoodRatioTest() -> TestResult {
        test("likelihood_ratio", "likelihood-ratio test that all coefficients are 0") {
            max(0, 2 * (logLikelihood - nullLogLikelihood))
        }
    }

    /// The score test at all coefficients 0: U'I⁻¹U. For one group without ties, the log-rank test.
    public func scoreTest() -> TestResult {
        test("score", "score test that all coefficients are 0") { scoreStatistic }
    }

    /// β'V⁻¹β over the estimated columns; not estimable where a coefficient is infinite.
    ///
    /// - Parameter covariance: V, such as a cluster-robust one; that of the fit where nil.
    public func waldTest(covariance: Matrix? = nil) -> TestResult {
        let name = "wald"
        let method = "Wald test that all coefficients are 0"
        guard !isSeparated else {
            return TestResult(
                name: name, method: method, notEstimable: "a coefficient is infinite")
        }
        return test(name, method) {
            let values = estimated.compactMap { coefficients[$0] }
            guard let factor = Cholesky(covariance ?? self.covariance) else { return nil }
            return zip(values, factor.solve(values)).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    /// The Wald test that the coefficients of some columns are 0, as of the levels of a factor.
    public func waldTest(columns: [Int], covariance: Matrix? = nil) -> TestResult {
        let name = "wald"
        let method = "Wald test that the coefficients are 0"
        let places = columns.compactMap { estimated.firstIndex(of: $0) }
        guard
            !columns.contains(where: {
                status[$0] == .infinitelyHigh || status[$0] == .infinitelyLow
            })
        else {
            return TestResult(
                name: name, method: method, notEstimable: "a coefficient is infinite")
        }
        let values = places.compactMap { coefficients[estimated[$0]] }
        guard !places.isEmpty,
            let factor = Cholesky((covariance ?? self.covariance).principalSubmatrix(places))
        else { return TestResult(name: name, method: method, notEstimable: "nothing is estimated") }
        let statistic = zip(values, factor.solve(values)).reduce(0) { $0 + $1.0 * $1.1 }
        let df = Double(places.count)
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }

    private func test(_ name: String, _ method: String, _ statistic: () -> Double?) -> TestResult {
        guard rank > 0, let value = statistic() else {
            return TestResult(
                name: name, method: method, notEstimable: "no column differs among cases at risk")
        }
        let df = Double(rank)
        return TestResult(
            name: name, method: method, statistic: value, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(value))
    }
}

extension Matrix {
    /// A B.
    func times(_ other: Matrix) -> Matrix {
        var result = Matrix(rows: rows, columns: other.columns)
        for j in 0..<other.columns {
            let column = times((0..<other.rows).map { other[$0, j] })
            for i in 0..<rows { result[i, j] = column[i] }
        }
        return result
    }
}
