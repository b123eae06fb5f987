/// Cases with an event among those of one level, beside those of a reference level: what risk
/// difference, risk ratio and odds ratio are computed from.
public struct EventComparison: Sendable, Hashable {
    /// The level's name.
    public let level: String
    /// The reference's name.
    public let reference: String
    /// Cases of the level with the event.
    public let events: Int
    /// All cases of the level.
    public let cases: Int
    /// Cases of the reference with the event.
    public let referenceEvents: Int
    /// All cases of the reference.
    public let referenceCases: Int

    /// A comparison of `events` in `cases` with `referenceEvents` in `referenceCases`.
    ///
    /// - Throws: unless 0 <= events <= cases on both sides and all cases together are an `Int`.
    public init(
        level: String, reference: String, events: Int, cases: Int, referenceEvents: Int,
        referenceCases: Int
    ) throws(ContingencyTableError) {
        guard events >= 0, events <= cases else {
            throw .eventsOutsideCases(level: level, events: events, cases: cases)
        }
        guard referenceEvents >= 0, referenceEvents <= referenceCases else {
            throw .eventsOutsideCases(
                level: reference, events: referenceEvents, cases: referenceCases)
        }
        guard !cases.addingReportingOverflow(referenceCases).overflow else { throw .tooManyCases }
        self.level = level
        self.reference = reference
        self.events = events
        self.cases = cases
        self.referenceEvents = referenceEvents
        self.referenceCases = referenceCases
    }

    /// A comparison from counts that a table has already checked.
    init(checked table: ContingencyTable, row: Int, reference: Int, event: Int) {
        level = table.rowLabels[row]
        self.reference = table.rowLabels[reference]
        events = table[row, event]
        cases = table.rowTotals[row]
        referenceEvents = table[reference, event]
        referenceCases = table.rowTotals[reference]
    }

    /// The four cells in doubles: events and others of the level, then of the reference.
    var cells: (a: Double, b: Double, c: Double, d: Double) {
        (
            Double(events), Double(cases - events), Double(referenceEvents),
            Double(referenceCases - referenceEvents)
        )
    }

    /// An effect of this comparison that cannot be had, and why.
    func notEstimable(_ name: String, _ method: String, _ note: String) -> Effect {
        Effect(
            name: name, level: level, reference: reference, method: method,
            status: .notEstimable, note: note)
    }

    /// Why neither level can be compared, where one is empty.
    var emptyLevel: String? {
        if cases == 0 { return "no case in \(level)" }
        if referenceCases == 0 { return "no case in \(reference)" }
        return nil
    }
}
