import ModelFormula

/// The mean of each column over the cases that a model was learned from: what reasons for a figure are
/// told against.
public struct ColumnMeans: Codable, Sendable, Equatable {
    /// x̄ of each coefficient's column, on its own scale.
    public let columns: [Double]
    /// The mean of the offset; 0 without one.
    public let offset: Double

    /// - Returns: nil where rows lie in a scratch file or a sum is beyond all doubles.
    /// - Parameter counts: the cases that each row stands for; nil for one each.
    init?(_ frame: ModelFrame, counts: [Double]?) {
        guard frame.stored == nil, frame.rowCount > 0 else { return nil }
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
