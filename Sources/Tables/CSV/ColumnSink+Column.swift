extension ColumnSink {
    /// The finished column.
    ///
    /// - Parameters:
    ///   - dictionaries: the levels of each worker.
    ///   - runs: whose codes the rows hold, run after run.
    ///   - hasStrayLevels: whether a level may belong to no row.
    func column(
        named name: String, _ dictionaries: [LevelDictionary], _ runs: [ChunkPass.Run],
        hasStrayLevels: Bool, isUTF8: Bool, order: CSVDialect.DateOrder?
    ) -> Column {
        let (taken, validity) = taken()
        let values: ColumnValues
        switch taken {
        case .none:
            values = .category(
                Categories(
                    codes: LevelCodes([UInt32](repeating: 0, count: rowCount), levelCount: 0),
                    levels: []))
        case .integer(let integers): values = .integer(integers)
        case .real(let reals): values = .real(reals)
        case .boolean(let booleans): values = .boolean(booleans)
        case .date(let written):
            let order = dates.order(told: order) ?? .dayFirst
            values = .date(
                written.map { $0 == 0 ? 0 : WrittenDate(bits: $0).days(order) ?? 0 })
        case .category(var codes):
            let used = hasStrayLevels ? codes.used(runs, dictionaries, validity) : nil
            let merged = MergedLevels(dictionaries, isUsed: used, isUTF8: isUTF8)
            codes.merge(runs, merged, validity)
            values = .category(Categories(codes: codes, levels: merged.levels))
        }
        return Column(name: name, values: values, validity: validity)
    }
}
