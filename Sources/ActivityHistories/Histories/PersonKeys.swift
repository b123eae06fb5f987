import Tables

/// The people that the rows of a table are of, numbered in order: numbers ascending, text by bytes.
package struct PersonKeys {
    /// The identifiers.
    package let names: [String]
    /// The place of each row's person in `names`; -1 where the row has none.
    package let rows: [Int32]

    package init(_ column: Column) {
        let names: [String]
        var rows = [Int32](repeating: -1, count: column.count)
        switch column.values {
        case .integer(let values):
            let present = Set(rows.indices.filter { column.validity[$0] }.map { values[$0] })
            let sorted = present.sorted()
            let places = Dictionary(
                uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) })
            for row in rows.indices where column.validity[row] {
                rows[row] = places[values[row]] ?? -1
            }
            names = sorted.map(String.init)
        case .category(let categories):
            var isUsed = [Bool](repeating: false, count: categories.levels.count)
            for row in rows.indices where column.validity[row] {
                isUsed[categories.codes[row]] = true
            }
            var place: [Int32] = []
            var count: Int32 = 0
            for used in isUsed {
                place.append(used ? count : -1)
                if used { count += 1 }
            }
            for row in rows.indices where column.validity[row] {
                rows[row] = place[categories.codes[row]]
            }
            names = zip(categories.levels, isUsed).filter(\.1).map(\.0)
        default:
            let texts = rows.indices.map { column.cell($0) }
            let sorted = Set(texts.compactMap(\.self)).sorted { $0.precedesInBytes($1) }
            let places = Dictionary(
                uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) })
            for row in rows.indices { rows[row] = texts[row].flatMap { places[$0] } ?? -1 }
            names = sorted
        }
        self.names = names
        self.rows = rows
    }
}

extension Column {
    /// The value of a row as its file has it; nil where it is missing.
    func cell(_ row: Int) -> String? {
        guard validity[row] else { return nil }
        switch values {
        case .integer(let values): return String(values[row])
        case .real(let values):
            return Int(exactly: values[row]).map(String.init) ?? values[row].description
        case .boolean(let values): return values[row] ? "true" : "false"
        case .date(let values): return CalendarDay.text(values[row])
        case .category(let categories): return categories.levels[categories.codes[row]]
        }
    }
}

extension Table {
    /// A column by its name.
    func required(_ name: String, key: String) throws(HistoryError) -> Column {
        guard let column = self[name] else {
            throw HistoryError(
                .unknownColumn, "There is no column named \"\(name)\".",
                hint: NearestNames.hint(for: name, among: names), key: key)
        }
        return column
    }
}
