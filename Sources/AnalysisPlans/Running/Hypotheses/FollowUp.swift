import ModelFormula
import Tables

/// Leaves out cases that were not followed as long as an outcome "within a time" takes: their "no" is
/// no answer yet.
struct FollowUp {
    /// The rows that are left.
    let table: Table
    /// The rows left out, by reason.
    let exclusions: [RowExclusion]
    /// What was left out, in words; none where nothing was.
    let warnings: [ResultWarning]

    /// - Throws: `AnalysisError` where the column is none, or no dates.
    init(_ options: SurvivalOptions, _ table: Table) throws(AnalysisError) {
        guard let name = options.followedFrom, let horizon = options.horizon,
            let extract = options.extractDate
        else {
            self.table = table
            exclusions = []
            warnings = []
            return
        }
        let days = try table.days(name, for: "followed_from")
        var kept: [Int] = []
        var (empty, short) = (0, 0)
        for row in days.indices {
            if days[row].isNaN {
                empty += 1
            } else if Double(extract) - days[row] < horizon {
                short += 1
            } else {
                kept.append(row)
            }
        }
        guard !kept.isEmpty else {
            throw AnalysisError(
                "data",
                "No case was followed for \(NumberText.plain(horizon)) days by the extract.",
                hint: "Take a shorter horizon, or a time: Surv(...).", pointer: "/horizon",
                exitCode: .data)
        }
        self.table = kept.count == table.rowCount ? table : table.selecting(kept)
        exclusions = [("missing", empty), ("not_yet_observable", short)].filter { $0.1 > 0 }
            .map { RowExclusion(code: $0.0, column: name, rows: $0.1) }
        warnings =
            short == 0
            ? []
            : [
                ResultWarning(
                    "not_yet_observable",
                    "\(NumberText.counted(short, "case")) of \(NumberText.count(table.rowCount)) "
                        + "began to be watched (\(name)) fewer than \(NumberText.plain(horizon)) days "
                        + "before \(CalendarDay.text(extract)): whether the outcome comes within that "
                        + "time is not known yet, so they are left out, whatever is recorded; counted "
                        + "as \"no\" they would make the outcome look rarer than it is.",
                    isNote: true, terms: [name])
            ]
    }
}

extension Table {
    /// A column's days since 1970-01-01, NaN where there is none.
    ///
    /// - Throws: `AnalysisError` where there is no such column, or it holds no dates.
    func days(_ name: String, for key: String) throws(AnalysisError) -> [Double] {
        guard let column = self[name] else {
            throw AnalysisError(
                "unknown_column", "There is no column named \"\(name)\".",
                hint: NearestNames.hint(for: name, among: names), pointer: "/\(key)",
                exitCode: .data)
        }
        guard case .date(let days) = column.values else {
            throw AnalysisError(
                "type_mismatch", "\"\(name)\" holds no dates.",
                hint: "Read it as dates: --type \(name)=date.", pointer: "/\(key)", exitCode: .data)
        }
        return days.indices.map { column.validity[$0] ? Double(days[$0]) : .nan }
    }
}
