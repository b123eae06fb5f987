import Tables

/// The rows of a `Surv(...)` outcome: when each case enters and leaves, and how.
///
/// `Surv(time, event)` counts from each case's start; `Surv(start, stop, event)` has cases that enter
/// late, or stretches of a case; `Surv(opened, closed)` of two dates counts days, and an empty end is
/// open at the day of the extract. Rows whose times cannot be are left out, each with its code.
public struct SurvivalFrame: Sendable {
    /// How the times were written.
    public enum Form: Sendable, Equatable {
        /// `Surv(time, event)`.
        case time
        /// `Surv(start, stop, event)`.
        case startStop
        /// `Surv(opened, closed)`, two dates.
        case dates
    }

    /// How the times were written.
    public let form: Form
    /// The outcome as the formula writes it.
    public let name: String
    /// The time, or the end of a stretch, as the formula writes it.
    public let timeName: String
    /// What counts as the event: the level, or the column of ends.
    public let event: String
    /// Which of two words was taken for the event, where neither says so itself; nil else.
    public let takenLevel: TakenLevel?
    /// Groups, strata and columns beside, at the rows used.
    public let variables: HypothesisFrame
    /// Whether the right side holds groups; a bare `1` holds none.
    public let hasGroups: Bool
    /// The rows used, as indices into the table.
    public let rows: [Int]
    /// When each row enters; nil where none enters late.
    public let entry: [Double]?
    /// When each row leaves.
    public let exit: [Double]
    /// How each row leaves: 0 censored, c by cause `causes[c - 1]`.
    public let events: [UInt8]
    /// The causes by name; one, the event's, where causes do not compete.
    public let causes: [String]
    /// The day each case began, in days since 1970-01-01; nil where times are no dates.
    public let opened: [Double]?
    /// The day of the extract; nil where times are no dates.
    public let extract: Double?
    /// How many ends lie after the extract, and were taken as open.
    public let endsAfterExtract: Int
    /// Rows left out, by the first reason, in formula order.
    public let exclusions: [RowExclusion]
    /// The columns read and how many of their rows are missing.
    public let missing: [ColumnMissingness]

    /// A word that was taken for the event as the later of two.
    public struct TakenLevel: Sendable, Equatable {
        /// What was taken.
        public let event: String
        /// The other.
        public let other: String
        /// The event as the formula writes it.
        public let expression: String
    }

    /// Whether a formula's outcome is a `Surv(...)`.
    public static func isAsked(_ formula: Formula) -> Bool {
        guard let outcome = formula.outcome, case .call("Surv", _) = outcome.unwrapped.node else {
            return false
        }
        return true
    }

    /// Whether a formula's outcome is a `Surv(...)` of two dates.
    ///
    /// - Throws: `FormulaError` where its parts cannot be evaluated.
    public static func isOfDates(_ formula: Formula, in table: Table) throws(FormulaError) -> Bool {
        let parts = try arguments(formula)
        guard parts.count == 2 else { return false }
        let evaluator = Evaluator(table: table)
        let (start, end) = (try evaluator.values(parts[0]), try evaluator.values(parts[1]))
        return start.isDate && end.isDate
    }

    /// Evaluates the outcome, then groups, strata and the columns beside at the rows that are left.
    ///
    /// Of several predictors every number is a number, as in a fit; alone it is a category where it
    /// has few whole values, as in a test.
    ///
    /// - Parameters:
    ///   - extractDate: the day of the extract, in days since 1970-01-01; needed by two dates alone.
    ///   - cause: a column that names the cause of each event.
    ///   - toldReal: columns whose kind was told to be real.
    /// - Throws: `FormulaError` that names what cannot be had.
    public init(
        _ asked: Formula, table: Table, extractDate: Int32? = nil, cause: String? = nil,
        frequencies: String? = nil, factors: [String] = [], toldReal: Set<String> = []
    ) throws(FormulaError) {
        let formula = try asked.namingBirthDates(in: table)
        let parts = try Self.arguments(formula)
        let evaluator = Evaluator(table: table)
        var rows = CompleteRows(table.rowCount)
        name = formula.outcome?.description ?? ""
        timeName = parts[max(parts.count - 2, 0)].description
        let times: SurvivalTimes
        if try Self.isOfDates(formula, in: table) {
            form = .dates
            times = try SurvivalTimes(
                dates: parts, evaluator, &rows, extractDate: extractDate, cause: cause)
        } else {
            form = parts.count == 2 ? .time : .startStop
            times = try SurvivalTimes(parts, evaluator, &rows, cause: cause)
        }
        event = times.eventName
        takenLevel = times.takenLevel
        causes = times.causes
        let kept = rows.used
        guard !kept.isEmpty else { throw rows.nothingLeft() }
        let (plain, strata) = formula.partingStrata
        hasGroups = plain.predictors.unwrapped.node != .number(1)
        try Self.requireApart(plain.predictors, strata, from: parts, table)
        let selected = kept.count == table.rowCount ? table : table.selecting(kept)
        let frame = try HypothesisFrame(
            Formula(outcome: nil, predictors: formula.predictors, source: formula.source),
            table: selected, frequencies: frequencies, factors: factors, toldReal: toldReal,
            isRegression: plain.predictors.summands.count > 1)
        variables = frame
        let used = frame.rows.map { kept[$0] }
        self.rows = used
        entry = times.entry.map { entry in used.map { entry[$0] } }
        exit = used.map { times.exit[$0] }
        events = used.map { times.events[$0] }
        opened = times.opened.map { opened in used.map { opened[$0] } }
        extract = form == .dates ? extractDate.map(Double.init) : nil
        endsAfterExtract = used.reduce(0) { $0 + (times.isAfterExtract[$1] ? 1 : 0) }
        exclusions = rows.exclusions + frame.exclusions
        missing = Self.merged(rows.missing, frame.missing, table)
    }

    /// The arguments of `Surv(...)`.
    private static func arguments(_ formula: Formula) throws(FormulaError) -> [Expression] {
        guard let outcome = formula.outcome,
            case .call("Surv", let arguments) = outcome.unwrapped.node
        else { return [] }
        guard (2...3).contains(arguments.count), arguments.allSatisfy({ $0.name == nil }) else {
            throw FormulaError(
                .syntax,
                "Surv() takes a time and an event, a start and an end, or a start, a stop and an "
                    + "event.",
                hint: "As in Surv(days, closed), Surv(opened, closed) of two dates, or "
                    + "Surv(start, stop, event).", at: outcome.position)
        }
        return arguments.map(\.value)
    }

    /// Refuses a group or stratum that is made of the outcome's own columns.
    private static func requireApart(
        _ predictors: Expression, _ strata: [Expression], from parts: [Expression], _ table: Table
    ) throws(FormulaError) {
        let references = ColumnReferences(columns: table.names)
        var outcome: [String] = []
        for part in parts { outcome += try references.names(in: part) }
        for side in predictors.summands + strata where !side.isNumber {
            let variable = try Variable(side)
            try ModelFrame.requireApart(
                try references.names(in: variable.inner), outcome, variable.inner)
        }
    }

    private static func merged(
        _ first: [ColumnMissingness], _ second: [ColumnMissingness], _ table: Table
    ) -> [ColumnMissingness] {
        let known = Set(first.map(\.column))
        return first
            + second.filter { !known.contains($0.column) }.map {
                ColumnMissingness(
                    column: $0.column, rows: table[$0.column]?.validity.missingCount ?? $0.rows)
            }
    }
}
