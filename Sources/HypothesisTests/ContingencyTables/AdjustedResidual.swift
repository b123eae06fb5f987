import Distributions

/// How far one cell lies from independence.
public struct AdjustedResidual: Sendable, Hashable {
    /// The row's label.
    public let row: String
    /// The column's label.
    public let column: String
    /// The cell's count.
    public let observed: Int
    /// r c / n.
    public let expected: Double
    /// (o - e) / √(e (1 - r/n)(1 - c/n)), about standard normal under independence.
    public let adjusted: Double
    /// The two-sided normal p-value of `adjusted`.
    public let pValue: PValue
    /// That p-value corrected by Holm for the number of cells.
    public let pAdjusted: Double
}

extension ContingencyTable {
    /// The adjusted standardised residual of every cell in occupied rows and columns, row after
    /// row; empty where nothing can be tested. Source: Haberman (1973).
    public func adjustedResiduals() -> [AdjustedResidual] {
        let table = occupied
        guard table.untestable == nil else { return [] }
        let (values, logs) = table.residualsWithLogPValues
        let corrected = MultiplicityCorrection.holm.adjusted(logs.map(exponential))
        var result: [AdjustedResidual] = []
        result.reserveCapacity(values.count)
        for i in 0..<table.rowCount {
            for j in 0..<table.columnCount {
                let cell = i * table.columnCount + j
                result.append(
                    AdjustedResidual(
                        row: table.rowLabels[i], column: table.columnLabels[j],
                        observed: table.counts[cell], expected: table.expected(i, j),
                        adjusted: values[cell],
                        pValue: PValue(naturalLog: logs[cell]) ?? .one,
                        pAdjusted: corrected[cell]))
            }
        }
        return result
    }

    /// (o n - r c) / √(r c (n-r)(n-c) / n), and ln of its two-sided p-value.
    private var residualsWithLogPValues: (values: [Double], logs: [Double]) {
        let n = Double(total)
        let others = columnTotals.map { Double($0) * (Double(total - $0) / n) }
        var values: [Double] = []
        var logs: [Double] = []
        values.reserveCapacity(counts.count)
        logs.reserveCapacity(counts.count)
        for i in 0..<rowCount {
            let row = Double(rowTotals[i]) * Double(total - rowTotals[i])
            for j in 0..<columnCount {
                let value = excess(i, j) / (row * others[j]).squareRoot()
                values.append(value)
                logs.append(Normal.logTwoSided(value))
            }
        }
        return (values, logs)
    }
}
