import ModelFormula
import Tables

/// Rows up to a moment, to fit to, and those after it, to judge by.
struct TimeSplit {
    /// Rows up to and with the moment.
    let earlier: [Int]
    /// Rows after it.
    let later: [Int]
    /// Rows without a time.
    let exclusions: [RowExclusion]

    /// - Parameters:
    ///   - name: a column of dates or numbers.
    ///   - moment: the last date or number of the earlier rows.
    /// - Throws: `AnalysisError` where the column is not there or of another kind, the moment is none of its
    ///   values' kind, or one of the two parts is empty.
    init(_ table: Table, by name: String, until moment: String) throws(AnalysisError) {
        guard let column = table[name] else {
            throw AnalysisError(
                "unknown_column", "There is no column \"\(name)\".",
                hint: NearestNames.hint(for: name, among: table.names), pointer: "/time")
        }
        let isEarlier = try Self.order(column, name, moment)
        var (earlier, later, without) = ([Int](), [Int](), 0)
        for row in 0..<table.rowCount {
            guard column.validity[row] else {
                without += 1
                continue
            }
            if isEarlier(row) { earlier.append(row) } else { later.append(row) }
        }
        guard !earlier.isEmpty, !later.isEmpty else {
            throw AnalysisError(
                "empty_part",
                earlier.isEmpty
                    ? "No row has \(name) up to \(moment), so that there is nothing to fit to."
                    : "No row has \(name) after \(moment), so that there is nothing to judge by.",
                hint: "Choose a moment within the data.", pointer: "/train_until",
                exitCode: .data)
        }
        (self.earlier, self.later) = (earlier, later)
        exclusions =
            without == 0 ? [] : [RowExclusion(code: "missing", column: name, rows: without)]
    }

    private static func order(
        _ column: Column, _ name: String, _ moment: String
    ) throws(AnalysisError) -> (Int) -> Bool {
        switch column.values {
        case .date(let days):
            guard let last = DescribePlan.day(moment) else {
                throw wrong(moment, "a date such as 2024-08-31")
            }
            return { days[$0] <= last }
        case .integer(let numbers):
            guard let last = Double(moment) else { throw wrong(moment, "a number, as \(name) is") }
            return { Double(numbers[$0]) <= last }
        case .real(let numbers):
            guard let last = Double(moment) else { throw wrong(moment, "a number, as \(name) is") }
            return { numbers[$0] <= last }
        default:
            throw AnalysisError(
                "type_mismatch", "\"\(name)\" holds neither dates nor numbers.",
                hint:
                    "Name the column of the date, or the year, of each case; --type \(name)=date reads it as "
                    + "dates.", pointer: "/time", exitCode: .data)
        }
    }

    private static func wrong(_ moment: String, _ needs: String) -> AnalysisError {
        AnalysisError(
            "plan_value", "\"\(moment)\" is not \(needs).", pointer: "/train_until")
    }
}
