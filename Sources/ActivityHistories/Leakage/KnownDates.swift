import Tables

/// When a column becomes known.
public enum KnownFrom: Sendable, Equatable {
    /// On a day, for everyone.
    case day(Int32)
    /// On each row's day in another column.
    case column(String)

    /// Reads `2024-07-31` or the name of a column of days.
    public init(_ text: String) {
        self = CalendarDay.day(text).map(KnownFrom.day) ?? .column(text)
    }
}

/// A predictor of which it cannot be shown that it is known in time.
public struct UndatedPredictor: Sendable, Equatable {
    /// The column.
    public let column: String
    /// The rows with a value and no day on which it became known; all of them where nothing says when.
    public let rows: Int
    /// Whether the list names it at all.
    public let isListed: Bool
}

/// When the columns that may predict become known: a list beside the data, which a model needs as much
/// as it needs them.
public struct KnownDates: Sendable, Equatable {
    /// When each becomes known, by its name.
    public let columns: [String: KnownFrom]

    /// A list.
    public init(_ columns: [String: KnownFrom]) { self.columns = columns }

    /// Refuses predictors that are known only after the prediction is made.
    ///
    /// - Parameters:
    ///   - predictors: the columns that predict.
    ///   - day: the day of the prediction: what becomes known on it is known.
    /// - Returns: the predictors of which nothing says when they become known, or not in every row, in
    ///   the order given.
    /// - Throws: `HistoryError` that names all predictors that are known too late, with the day or the
    ///   number of rows; or a column of days that is not there or holds none.
    public func requireKnown(
        _ predictors: [String], on day: Int32, in table: Table
    ) throws(HistoryError) -> [UndatedPredictor] {
        var late: [String] = []
        var undated: [UndatedPredictor] = []
        for name in predictors {
            let column = try table.required(name, key: "known")
            let held = (0..<table.rowCount).filter { column.validity[$0] }
            switch columns[name] {
            case nil:
                undated.append(UndatedPredictor(column: name, rows: held.count, isListed: false))
            case .day(let known):
                if known > day { late.append("\"\(name)\" on \(CalendarDay.text(known))") }
            case .column(let dated):
                let days = try table.required(dated, key: "known")
                guard case .date(let values) = days.values else {
                    throw HistoryError(
                        .columnKind,
                        "\"\(dated)\", which says when \"\(name)\" is known, holds no days.",
                        hint: "It was read as \(days.kind.rawValue).", key: "known")
                }
                let count = held.filter { days.validity[$0] && values[$0] > day }.count
                if count > 0 {
                    late.append(
                        "\"\(name)\" in \(count) of \(held.count) rows, by \"\(dated)\"")
                }
                let without = held.filter { !days.validity[$0] }.count
                if without > 0 {
                    undated.append(UndatedPredictor(column: name, rows: without, isListed: true))
                }
            }
        }
        guard late.isEmpty else {
            throw HistoryError(
                .knownTooLate,
                "Known only after the prediction of \(CalendarDay.text(day)): "
                    + "\(late.joined(separator: "; ")).",
                hint:
                    "What is not known on the day cannot predict: leave it out, or predict later.",
                key: "known")
        }
        return undated
    }
}
