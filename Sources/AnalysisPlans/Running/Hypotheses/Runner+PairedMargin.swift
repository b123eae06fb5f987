import HypothesisTests

extension Runner {
    /// The pairs behind a risk difference of measures of the same cases; nil for another design.
    static func pairedEvents(
        _ row: HypothesisResult.EffectRow, _ result: HypothesisResult
    ) -> PairedEvents? {
        guard result.design == "paired_table" else { return nil }
        return result.table.map { ofTwo(row, result, $0) } ?? ofSeveral(row, result)
    }

    /// Of a square table: the second measure in rows, the first in columns.
    private static func ofTwo(
        _ row: HypothesisResult.EffectRow, _ result: HypothesisResult,
        _ table: HypothesisResult.CountTable
    ) -> PairedEvents? {
        let width = table.rows.count
        guard let event = row.reference.value == nil ? row.level.value : result.event.value,
            table.counts.count == width, table.counts.allSatisfy({ $0.count == width })
        else { return nil }
        return try? PairedTable(
            first: table.columnVariable, second: table.rowVariable, levels: table.rows,
            counts: table.rows.indices.flatMap { i in
                table.rows.indices.map { table.counts[$0][i] }
            }
        ).comparison(ofLevel: event)
    }

    /// Of several measures: the patterns of their levels.
    private static func ofSeveral(
        _ row: HypothesisResult.EffectRow, _ result: HypothesisResult
    ) -> PairedEvents? {
        guard let names = result.measures?.map(\.name), let patterns = result.patterns,
            let event = result.event.value, let level = row.level.value,
            let reference = row.reference.value, let own = names.firstIndex(of: level),
            let other = names.firstIndex(of: reference), own != other
        else { return nil }
        var counts = [Int](repeating: 0, count: 4)
        for pattern in patterns {
            let place =
                (pattern.levels[own] == event ? 0 : 2) + (pattern.levels[other] == event ? 0 : 1)
            counts[place] += pattern.cases
        }
        return try? PairedEvents(
            first: level, second: reference, both: counts[0], firstOnly: counts[1],
            secondOnly: counts[2], neither: counts[3])
    }
}
