import Tables

/// Reads the codes of columns, each distinct code once.
struct CodeReading {
    private let codes: ActivityCodes
    private(set) var knownRows = 0

    init(_ codes: ActivityCodes) { self.codes = codes }

    /// What a row's cell comes to.
    enum Reading {
        case state(ActivityState)
        case missing
        case unknown(String)
    }

    /// A reader of the rows of one column.
    func reader(_ column: Column) -> (Int) -> Reading {
        let codes = self.codes
        func reading(_ text: String) -> Reading { codes[text].map(Reading.state) ?? .unknown(text) }
        if case .category(let categories) = column.values {
            let levels = categories.levels.map(reading)
            return { column.validity[$0] ? levels[categories.codes[$0]] : .missing }
        }
        if case .integer(let values) = column.values {
            var read: [Int64: Reading] = [:]
            for row in 0..<column.count where column.validity[row] && read[values[row]] == nil {
                read[values[row]] = reading(String(values[row]))
            }
            let all = read
            return { column.validity[$0] ? all[values[$0]] ?? .missing : .missing }
        }
        return { column.cell($0).map(reading) ?? .missing }
    }

    /// Refuses columns none of whose codes is in the table: the wrong column, or the wrong table.
    func requireKnown(_ columns: [Column]) throws(HistoryError) {
        var first: String?
        for column in columns {
            let reader = reader(column)
            for row in 0..<column.count {
                switch reader(row) {
                case .state: return
                case .unknown(let text): first = first ?? text
                case .missing: continue
                }
            }
        }
        guard let first, let column = columns.first else { return }
        throw HistoryError(
            .noKnownCode,
            "No code of \"\(column.name)\" is in the table \(codes.name) \(codes.version): the first "
                + "is \"\(first)\".",
            hint: NearestNames.hint(for: first, among: codes.entries.map(\.code)), key: "codes")
    }
}
