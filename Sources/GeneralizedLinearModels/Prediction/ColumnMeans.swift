import ModelFormula
import Tables

/// The mean of each column over the cases that a model was learned from: what reasons for a figure are
/// told against.
public struct ColumnMeans: Codable, Sendable, Equatable {
    /// x̄ of each coefficient's column, on its own scale.
    public let columns: [Double]
    /// The mean of the offset; 0 without one.
    public let offset: Double

    /// The means over all rows, run after run where they lie in a scratch file.
    ///
    /// - Parameter areCounted: whether weights are the cases that each row stands for.
    /// - Returns: nil where a sum is beyond all doubles.
    static func of(_ frame: ModelFrame, areCounted: Bool) -> ColumnMeans? {
        guard let stored = frame.stored else {
            return ColumnMeans(frame, counts: areCounted ? frame.weights : nil)
        }
        var total = 0.0
        var columns: [Double] = []
        var offset = 0.0
        stored.beginPass()
        for rows in RowChunks(rowCount: stored.rowCount, length: RowPass.runLength).all {
            let run = frame.run(rows)
            let counts = areCounted ? run.weights : nil
            let own = counts?.reduce(0, +) ?? Double(run.rowCount)
            guard own > 0 else { continue }
            guard let part = ColumnMeans(run, counts: counts) else { return nil }
            total += own
            let share = own / total
            if columns.isEmpty { columns = part.columns }
            for k in columns.indices { columns[k] += share * (part.columns[k] - columns[k]) }
            offset += share * (part.offset - offset)
        }
        return columns.isEmpty ? nil : ColumnMeans(columns: columns, offset: offset)
    }

    private init(columns: [Double], offset: Double) {
        self.columns = columns
        self.offset = offset
    }

    /// - Parameter counts: the cases that each row stands for; nil for one each.
    private init?(_ frame: ModelFrame, counts: [Double]?) {
        guard frame.rowCount > 0 else { return nil }
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        let design = Design(specification, values: frame.values, rowCount: frame.rowCount)
        let total = counts?.reduce(0, +) ?? Double(frame.rowCount)
        var sums = [Double](repeating: 0, count: design.columnCount)
        for column in design.dense {
            // Deviations from the centre keep the digits that a sum of large numbers loses.
            var sum = 0.0
            for row in 0..<frame.rowCount {
                sum += (counts?[row] ?? 1) * (column.numbers[row] - column.centre)
            }
            sums[column.coefficient] = sum / total + column.centre
        }
        let scales = design.scales
        for block in design.coded {
            for row in 0..<frame.rowCount where block.cells[row] < block.cellCount {
                sums[block.firstCoefficient + block.cells[row]] +=
                    (counts?[row] ?? 1) * (block.multiplier?[row] ?? 1)
            }
            for cell in 0..<block.cellCount {
                let column = block.firstCoefficient + cell
                sums[column] *= scales[column] / total
            }
        }
        columns = sums
        var sum = 0.0
        for row in 0..<(frame.offset?.count ?? 0) {
            sum += (counts?[row] ?? 1) * (frame.offset?[row] ?? 0)
        }
        offset = sum / total
        guard columns.allSatisfy(\.isFinite), offset.isFinite else { return nil }
    }
}
