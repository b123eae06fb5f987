import Tables

extension ModelFrame {
    /// A column of clusters by its name; rows without a value are put out.
    ///
    /// - Parameter outcome: the columns of the outcome, of which none can be the clusters: cases would be
    ///   put together by what is to be explained, and errors made of sums that tell nothing.
    static func clusterColumn(
        _ name: String, _ table: Table, outcome: [String], _ rows: inout CompleteRows
    ) throws(FormulaError) -> Column {
        guard !outcome.contains(name) else {
            throw FormulaError(
                .cluster,
                "\"\(name)\" is part of the outcome and cannot say which cases belong together.",
                hint: "A column of clusters names the family, school or team of each case.")
        }
        guard let column = table[name] else {
            throw .noColumn(name, "of clusters", among: table.names)
        }
        rows.exclude(missingFrom: [column])
        return column
    }

    /// A number for each row that is the same where the column's values are.
    static func clusters(_ column: Column, at rows: [Int]) -> [Int] {
        switch column.evaluated {
        case .codes(let codes, _): return rows.map { Int(codes[$0]) }
        case .numbers(let numbers, _):
            // -0 is 0.
            return rows.map { Int(truncatingIfNeeded: (numbers[$0] + 0).bitPattern) }
        case .number, .text: return rows.map { _ in 0 }
        }
    }
}
