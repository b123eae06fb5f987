import Distributions

/// The order of a table's rows and columns, where they have one.
public struct TableOrder: Sendable, Hashable {
    /// A number for each row, in the table's order; nil where rows have no order.
    public var rowScores: [Double]?
    /// A number for each column, in the table's order; nil where columns have no order.
    public var columnScores: [Double]?
    /// Whether the order was declared with the question, so that a trend is what is asked; false
    /// where it only comes with the levels, which are numbers.
    public var isDeclared: Bool

    /// An order; the scores of declared levels are 1, 2, 3, ...
    public init(
        rowScores: [Double]? = nil, columnScores: [Double]? = nil, isDeclared: Bool = false
    ) {
        self.rowScores = rowScores
        self.columnScores = columnScores
        self.isDeclared = isDeclared
    }

    /// 1, 2, 3, ... for a number of levels.
    public static func steps(_ count: Int) -> [Double] {
        (0..<max(count, 0)).map { Double($0 + 1) }
    }
}

/// What an order adds to the analysis of a table: tests of trend, and measures of it.
struct TrendAnalysis {
    let tests: [TestResult]
    let effects: [Effect]

    /// Nothing unless a side of at least three occupied levels is ordered, and the other is ordered
    /// too or has two levels.
    init(
        _ table: ContingencyTable, order: TableOrder, event: Int?, confidence: Double
    ) {
        let rows = order.rowScores
        let columns = order.columnScores
        let rowCount = table.rowTotals.filter { $0 > 0 }.count
        let columnCount = table.columnTotals.filter { $0 > 0 }.count
        let isLong = (rows != nil && rowCount >= 3) || (columns != nil && columnCount >= 3)
        let isPaired = (rows != nil || rowCount == 2) && (columns != nil || columnCount == 2)
        guard isLong, isPaired else {
            tests = []
            effects = []
            return
        }
        var tests: [TestResult] = []
        if columnCount == 2, rows != nil, let trend = table.cochranArmitage(scores: rows) {
            tests.append(trend)
        }
        tests.append(table.linearByLinear(rowScores: rows, columnScores: columns))
        if let departure = Self.departure(table, tests.first) { tests.append(departure) }
        self.tests = tests
        // With two columns the event is the higher one.
        let turned = event == 0 && table.columnCount == 2 ? table.mirrored : table
        var effects = [
            turned.gamma(confidence: confidence), turned.kendallTauB(confidence: confidence),
            turned.somersD(confidence: confidence),
        ]
        if let event, rows != nil {
            let slope = table.riskSlope(event: event, scores: rows, confidence: confidence)
            effects.insert(slope, at: 0)
        }
        self.effects = effects
    }

    /// What Pearson's chi-squared holds beyond the Cochran-Armitage trend, on k - 2 degrees of
    /// freedom: whether the shares leave a straight line.
    private static func departure(
        _ table: ContingencyTable, _ trend: TestResult?
    ) -> TestResult? {
        guard let trend, trend.name == "cochran_armitage", let linear = trend.statistic,
            let all = table.pearsonChiSquared().statistic
        else { return nil }
        let df = table.occupied.degreesOfFreedom - 1
        guard df >= 1 else { return nil }
        let statistic = max(all - linear, 0)
        return TestResult(
            name: "departure_from_trend",
            method: "departure from a straight trend: Pearson's chi-squared less Cochran-Armitage",
            statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }
}

extension ContingencyTable {
    /// The table with its columns in the opposite order.
    var mirrored: ContingencyTable {
        let columns = Array((0..<columnCount).reversed())
        return ContingencyTable(self, rows: Array(0..<rowCount), columns: columns)
    }
}
