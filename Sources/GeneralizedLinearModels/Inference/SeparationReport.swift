import ModelFormula

/// Separation in words: which coefficient is infinite, in which direction, and on what evidence.
public struct SeparationFinding: Sendable {
    /// The coefficient.
    public let term: String
    /// 1 where the odds of the event grow for ever, -1 where they (or the mean of counts) vanish.
    public let sign: Int
    /// For an indicator: the rows that have it, all with the same outcome.
    public let rows: Int?
}

extension GLMFit {
    /// The infinite coefficients, with the number of rows of the cell where it is one.
    public func separationFindings() -> [SeparationFinding] {
        guard !directions.isEmpty else { return [] }
        let design = Design(specification, values: frame.values, rowCount: frame.rowCount)
        return coefficients.indices.filter { status[$0] == .infinite }.map { column in
            let block = design.coded.first {
                $0.multiplier == nil && $0.firstCoefficient <= column
                    && column < $0.firstCoefficient + $0.cellCount
            }
            var rows: Int?
            if let block {
                var count = 0
                var agree = true
                for row in 0..<design.rowCount
                where block.cells[row] == column - block.firstCoefficient {
                    count += 1
                    let isEdge = infiniteSigns[column] > 0 ? 1.0 : 0
                    if frame.outcome[row] != isEdge { agree = false }
                }
                // Only where the cell alone separates is its count the evidence.
                if agree { rows = count }
            }
            return SeparationFinding(
                term: coefficients[column].name, sign: infiniteSigns[column], rows: rows)
        }
    }
}
