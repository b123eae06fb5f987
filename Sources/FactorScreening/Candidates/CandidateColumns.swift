import DataDescription
import Tables

/// Which columns of a table are looked at, and why the others are not.
struct CandidateColumns {
    let included: [Column]
    let excluded: [ExcludedColumn]
    /// Identifiers whose values come back.
    let repeatedIdentifiers: [RepeatedIdentifier]

    /// - Parameters:
    ///   - outcome: the columns that the outcome is made of.
    ///   - besides: columns derived from these, which are looked at where they are named.
    ///   - rows: the rows with an outcome.
    init(
        of table: Table, outcome: [String], besides: [String], adjustment: [String], rows: [Int],
        _ options: ScreeningOptions
    ) throws(ScreeningError) {
        let description = TableDescription(
            of: table, extractDate: CalendarDay.range.upperBound, toldKinds: options.toldKinds,
            threads: options.threads)
        var included: [Column] = []
        var excluded: [ExcludedColumn] = []
        for (column, described) in zip(table.columns, description.columns) {
            let asked = options.candidates?.contains(column.name)
            if asked == false { continue }
            var reason = Self.reason(described.role)
            if reason == .constant, !rows.allSatisfy({ column.validity[$0] }) {
                // One value and blanks: whether it is there is a candidate.
                reason = rows.contains { column.validity[$0] } ? nil : .empty
            }
            if asked != true, besides.contains(column.name) { reason = .derivedFromOutcome }
            if outcome.contains(column.name) { reason = .outcome }
            if adjustment.contains(column.name) { reason = .adjustment }
            if options.cluster == column.name { reason = .cluster }
            if options.count == column.name { reason = .count }
            if options.exclude.contains(column.name) { reason = .excluded }
            guard let reason else {
                included.append(column)
                continue
            }
            // Who names a column is told why it cannot be looked at.
            if asked == true, reason != .constant, reason != .empty {
                throw .notACandidate(column.name, reason)
            }
            excluded.append(ExcludedColumn(column: column.name, reason: reason))
        }
        guard !included.isEmpty else { throw .noCandidate }
        if let order = options.candidates {
            included.sort {
                (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0)
            }
        }
        repeatedIdentifiers = description.columns.compactMap { column in
            guard column.role == .idLike, let repeats = column.repeats, repeats.rows > 0 else {
                return nil
            }
            return RepeatedIdentifier(column: column.name, rows: repeats.rows)
        }
        self.included = included
        self.excluded = excluded
    }

    static func requireColumns(
        _ table: Table, _ options: ScreeningOptions
    ) throws(ScreeningError) {
        for (key, names) in [
            ("candidates", options.candidates ?? []), ("exclude", options.exclude),
            ("needs", options.needs ?? []), ("cluster", options.cluster.map { [$0] } ?? []),
        ] {
            if let name = names.first(where: { table[$0] == nil }) {
                throw .unknownColumn(name, key: key, columns: table.names)
            }
        }
    }

    private static func reason(_ role: ColumnRole) -> CandidateExclusion? {
        switch role {
        case .empty: .empty
        case .idLike: .identifier
        case .freeText: .freeText
        case .birthDate: .birthDate
        case .constant: .constant
        case .numbersAsText: .numbersAsText
        case .datesAsText: .datesAsText
        case .binary, .number, .date, .category: nil
        }
    }
}
