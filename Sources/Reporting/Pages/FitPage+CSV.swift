import AnalysisPlans

/// A fit as tidy rows: one table, a figure with its error and interval a row, whose `part` says what the row
/// is of.
extension FitPage {
    private static let columns = [
        "part", "name", "term", "variable", "level", "reference", "group", "at", "step", "estimate",
        "std_error", "statistic", "df", "df2", "p_value", "log10_p", "conf_low", "conf_high",
        "basic_low", "basic_high", "odds_ratio", "odds_ratio_low", "odds_ratio_high", "ratio",
        "ratio_low", "ratio_high", "status", "direction", "std_error_status", "conf_low_status",
        "conf_high_status", "note",
    ]

    /// One row before it is known which of its columns are empty.
    private struct Row {
        private var cells: [String: String] = [:]

        init(_ part: String, _ name: String? = nil) {
            self["part"] = part
            self["name"] = name
        }

        subscript(_ column: String) -> String? {
            get { cells[column] }
            set {
                precondition(FitPage.columns.contains(column), "the table has the column")
                cells[column] = newValue
            }
        }

        mutating func set(_ figures: (String, Figure?)...) {
            for (column, figure) in figures {
                if let value = figure.flatMap(ResultPage.exact) { self[column] = value }
            }
        }

        var fields: [String?] { FitPage.columns.map { cells[$0] } }
    }

    /// Refuses what is asked beside figures that have rows.
    ///
    /// - Throws: `AnalysisError` for a plan with checks or a second route.
    public static func requireFlat(_ plan: FitPlan) throws(AnalysisError) {
        guard plan.checks || plan.verify else { return }
        let asked = plan.checks ? "checks" : "verify"
        throw AnalysisError(
            "plan_value",
            "A CSV of a fit has rows of estimates and tests, and --\(asked) is of other shape.",
            hint: "Say --format json, or leave --\(asked) out.", pointer: "/\(asked)")
    }

    /// Coefficients, tests of terms and whatever else was asked for, as tidy rows.
    public static func csv(_ frame: ResultFrame<FitResult>) -> String {
        let result = frame.result
        var rows = result.coefficients.map(coefficient)
        rows += result.tests.map { test("term_test", $0) }
        rows += (result.largeFactor?.levels ?? []).map {
            level($0, of: result.largeFactor?.variable ?? "", result.largeFactor?.reference)
        }
        rows += (result.firth?.coefficients ?? []).map(firth)
        rows += (result.firth?.tests ?? []).map { test("firth_test", $0) }
        rows += (result.bootstrap?.coefficients ?? []).map {
            bootstrap($0, result.bootstrap?.kind ?? "")
        }
        rows += (result.effects ?? []).map { effect("effect", $0) }
        rows += (result.comparisons ?? []).map { effect("comparison", $0) }
        return CSVRenderer.render(columns, rows.map(\.fields))
    }

    private static func coefficient(_ row: FitResult.Coefficient) -> Row {
        var cells = Row("coefficient")
        cells["term"] = row.term
        cells["variable"] = row.variable
        cells["level"] = row.level.value
        cells["reference"] = row.reference.value
        cells.set(
            ("estimate", row.estimate), ("std_error", row.stdError), ("statistic", row.statistic),
            ("p_value", row.pValue), ("log10_p", row.log10P), ("conf_low", row.confLow),
            ("conf_high", row.confHigh), ("odds_ratio", row.oddsRatio),
            ("odds_ratio_low", row.oddsRatioLow), ("odds_ratio_high", row.oddsRatioHigh),
            ("ratio", row.ratio), ("ratio_low", row.ratioLow), ("ratio_high", row.ratioHigh))
        cells["status"] = row.status
        cells["direction"] = row.direction
        cells["std_error_status"] = row.stdErrorStatus
        cells["conf_low_status"] = row.confLowStatus
        cells["conf_high_status"] = row.confHighStatus
        return cells
    }

    private static func test(_ part: String, _ row: FitResult.TermTestRow) -> Row {
        var cells = Row(part, row.name)
        cells["term"] = row.term
        cells["df"] = "\(row.df)"
        cells["df2"] = row.df2.map(ResultPage.exact)
        cells.set(
            ("statistic", row.statistic), ("p_value", row.pValue), ("log10_p", row.log10P))
        cells["status"] = row.status
        cells["note"] = row.method
        return cells
    }

    private static func level(
        _ row: FitResult.LargeFactor.Level, of variable: String, _ reference: String?
    ) -> Row {
        var cells = Row("level")
        cells["term"] = "\(variable)[\(row.level)]"
        cells["variable"] = variable
        cells["level"] = row.level
        cells["reference"] = reference
        cells.set(("estimate", row.estimate), ("std_error", row.stdError))
        cells["status"] = row.status
        cells["direction"] = row.direction
        return cells
    }

    private static func firth(_ row: FirthResult.Coefficient) -> Row {
        var cells = Row("firth")
        cells["term"] = row.term
        cells.set(
            ("estimate", row.estimate), ("std_error", row.stdError), ("statistic", row.statistic),
            ("p_value", row.pValue), ("log10_p", row.log10P), ("conf_low", row.confLow),
            ("conf_high", row.confHigh), ("odds_ratio", row.oddsRatio),
            ("odds_ratio_low", row.oddsRatioLow), ("odds_ratio_high", row.oddsRatioHigh))
        cells["status"] = row.status
        cells["conf_low_status"] = row.confLowStatus
        cells["conf_high_status"] = row.confHighStatus
        return cells
    }

    private static func bootstrap(_ row: FitResult.Bootstrap.Row, _ kind: String) -> Row {
        var cells = Row("bootstrap", kind)
        cells["term"] = row.term
        cells.set(
            ("std_error", row.stdError), ("conf_low", row.confLow), ("conf_high", row.confHigh),
            ("basic_low", row.basicLow), ("basic_high", row.basicHigh),
            ("statistic", row.statistic), ("p_value", row.pValue), ("log10_p", row.log10P))
        cells["status"] = row.status
        return cells
    }

    private static func effect(_ part: String, _ row: FitResult.EffectRow) -> Row {
        var cells = Row(part, row.name)
        cells["variable"] = row.variable.value
        cells["level"] = row.level.value
        cells["reference"] = row.reference.value
        cells["group"] = row.group.value
        if !row.at.isEmpty {
            cells["at"] = row.at.map { "\($0.column)=\($0.value)" }.joined(separator: ", ")
        }
        cells["step"] = row.step.map(ResultPage.exact)
        cells.set(
            ("estimate", row.estimate), ("std_error", row.stdError), ("p_value", row.pValue),
            ("log10_p", row.log10P), ("conf_low", row.confLow), ("conf_high", row.confHigh))
        cells["status"] = row.status
        cells["std_error_status"] = row.stdErrorStatus
        cells["conf_low_status"] = row.confLowStatus
        cells["conf_high_status"] = row.confHighStatus
        cells["note"] = row.note ?? row.method
        return cells
    }
}
