import AnalysisPlans

extension TestPage {
    /// The counts, where the result has a table of them.
    static func countBlocks(_ result: HypothesisResult) -> [Report.Block] {
        guard let table = result.table else { return [] }
        return [.heading("Counts"), .table(counts(table))]
    }

    /// The cells that stand out, where a table has more than two rows or columns.
    static func residualBlocks(_ result: HypothesisResult) -> [Report.Block] {
        guard let table = result.table, let cells = result.residuals, !cells.isEmpty,
            table.rows.count > 2 || table.columns.count > 2
        else { return [] }
        return [.heading("Cells that stand out")]
            + residuals(table, cells, of: result.residualCells ?? cells.count)
    }

    /// Every cell as n of N of its row.
    private static func counts(_ table: HypothesisResult.CountTable) -> ReportTable {
        // The title has said what a long expression is about.
        let isLong = table.columnVariable.count > 24
        var page = ReportTable(
            [(table.rowVariable, .left)]
                + table.columns.map { (isLong ? $0 : "\(table.columnVariable): \($0)", .right) })
        page.rows = table.rows.indices[..<min(mostRows, table.rows.count)].map { row in
            let total = table.counts[row].reduce(0, +)
            return [table.rows[row]]
                + table.counts[row].map { count in
                    "\(NumberText.count(count)) of \(NumberText.count(total)) "
                        + "(\(NumberText.percent(Double(count) / Double(max(1, total)))))"
                }
        }
        page.note = omitted(table.rows.count)
        return page
    }

    /// What a page says of rows that it has no place for.
    static func omitted(_ rows: Int, of most: Int = mostRows) -> String? {
        rows > most ? "\(NumberText.count(rows - most)) more rows are in --format json." : nil
    }

    /// The cells that differ from independence beyond their corrected p of .05.
    private static func residuals(
        _ table: HypothesisResult.CountTable, _ residuals: [HypothesisResult.Residual],
        of all: Int
    ) -> [Report.Block] {
        let standing = residuals.filter { $0.pAdjusted < 0.05 }.sorted {
            abs($0.adjusted) > abs($1.adjusted)
        }
        let cells = NumberText.counted(all, "cell")
        guard !standing.isEmpty else {
            return [.paragraph("None of the \(cells), once p is corrected for their number.")]
        }
        var page = ReportTable([
            (table.rowVariable, .left), (table.columnVariable, .left),
            ("observed", .right), ("expected", .right), ("adjusted residual", .right),
            ("corrected p", .right),
        ])
        page.rows = standing.prefix(12).map {
            [
                $0.row, $0.column, NumberText.count($0.observed),
                NumberText.decimal($0.expected, 1), NumberText.decimal($0.adjusted),
                $0.pAdjusted < 0.001
                    ? "< .001" : String(NumberText.decimal($0.pAdjusted, 3).dropFirst()),
            ]
        }
        page.note =
            (standing.count == residuals.count && standing.count < all ? "At least " : "")
            + "\(NumberText.count(standing.count)) of \(cells), corrected by Holm's method"
            + (standing.count > 12 ? "; the 12 largest." : ".")
        return [.table(page)]
    }
}
