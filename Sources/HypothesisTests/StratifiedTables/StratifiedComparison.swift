import Distributions

/// Cases with an event among those of one level and of a reference level, stratum after stratum:
/// what every pooled ratio, difference and test of a 2x2xk table is computed from.
///
/// In each stratum a of n₁ cases of the level and c of n₀ of the reference have the event, m = a + c
/// and n = n₁ + n₀.
public struct StratifiedComparison: Sendable, Hashable {
    /// The level's name.
    public let level: String
    /// The reference's name.
    public let reference: String
    /// The strata's names.
    public let labels: [String]
    /// One comparison a stratum.
    public let strata: [EventComparison]

    /// A comparison of row `row` with row `reference` for the event of column `event`.
    ///
    /// - Throws: where the table has no such row or column.
    public init(
        _ table: StratifiedTable, level: String, reference: String, event: String
    ) throws(ContingencyTableError) {
        guard let row = table.rowLabels.firstIndex(of: level) else {
            throw .unknownRow(level, rows: table.rowLabels)
        }
        guard let other = table.rowLabels.firstIndex(of: reference) else {
            throw .unknownRow(reference, rows: table.rowLabels)
        }
        guard let column = table.columnLabels.firstIndex(of: event) else {
            throw .unknownColumn(event, columns: table.columnLabels)
        }
        self.init(table, row: row, reference: other, event: column)
    }

    /// A comparison by the places of rows and column, which the table must have.
    init(_ table: StratifiedTable, row: Int, reference: Int, event: Int) {
        level = table.rowLabels[row]
        self.reference = table.rowLabels[reference]
        labels = table.strata
        let (level, other) = (table.rowLabels[row], table.rowLabels[reference])
        strata = table.strata.indices.map { h in
            let total = { (i: Int) in
                table.columnLabels.indices.reduce(0) { $0 + table[h, i, $1] }
            }
            return EventComparison(
                checkedLevel: level, other, events: table[h, row, event], cases: total(row),
                referenceEvents: table[h, reference, event], referenceCases: total(reference))
        }
    }

    /// Strata with cases of both levels: those that tell about a difference of shares.
    var comparable: [EventComparison] {
        strata.filter { $0.cases > 0 && $0.referenceCases > 0 }
    }

    /// Strata with cases of both levels and both with and without the event: those that tell about
    /// odds.
    var informative: [EventComparison] { strata.filter(\.isInformative) }

    /// The comparison of all cases, whatever their stratum.
    public var crude: EventComparison {
        EventComparison(
            checkedLevel: level, reference,
            events: strata.reduce(0) { $0 + $1.events }, cases: strata.reduce(0) { $0 + $1.cases },
            referenceEvents: strata.reduce(0) { $0 + $1.referenceEvents },
            referenceCases: strata.reduce(0) { $0 + $1.referenceCases })
    }

    /// An effect of this comparison that cannot be had, and why.
    func notEstimable(_ name: String, _ method: String, _ note: String) -> Effect {
        Effect(
            name: name, level: level, reference: reference, method: method,
            status: .notEstimable, note: note)
    }
}

extension EventComparison {
    /// A comparison of counts that a table has already checked.
    init(
        checkedLevel level: String, _ reference: String, events: Int, cases: Int,
        referenceEvents: Int, referenceCases: Int
    ) {
        self.level = level
        self.reference = reference
        self.events = events
        self.cases = cases
        self.referenceEvents = referenceEvents
        self.referenceCases = referenceCases
    }

    /// Whether both levels have cases, and cases are both with and without the event.
    var isInformative: Bool {
        cases > 0 && referenceCases > 0 && allEvents > 0 && allEvents < total
    }

    /// m, the events on both sides.
    var allEvents: Int { events + referenceEvents }

    /// n, the cases on both sides.
    var total: Int { cases + referenceCases }

    /// a n₀ - c n₁ = a d - b c, n times the excess of events over what equal shares expect.
    var wideExcess: Int128 {
        Int128(events) * Int128(referenceCases) - Int128(referenceEvents) * Int128(cases)
    }
}

/// A sum of quotients of whole numbers whose whole parts are added exactly, so that large terms that
/// balance out leave the digits of what remains.
struct QuotientSum {
    private var whole: Int128 = 0
    private var fraction = CompensatedSum()

    /// Adds numerator / denominator, for a positive denominator.
    mutating func add(_ numerator: Int128, over denominator: Int) {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: Int128(denominator))
        whole += quotient
        fraction.add(Double(remainder) / Double(denominator))
    }

    /// The sum.
    var value: Double { Double(whole) + fraction.value }
}
