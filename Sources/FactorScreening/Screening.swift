import Distributions
import HypothesisTests
import ModelFormula
import Tables

/// Every candidate factor of a table against one outcome of yes or no, corrected for how many there
/// are; which of them say the same; and which needs go together.
///
/// What it finds are leads: every candidate is looked at by itself (or beside one adjustment set),
/// and nothing in it says what causes what.
public struct Screening: Sendable {
    /// The choices.
    public let options: ScreeningOptions
    /// The outcome as it was asked.
    public let outcome: String
    /// The outcome's level that is looked for.
    public let event: String
    /// Its other level.
    public let nonEvent: String
    /// The rows with an outcome.
    public let cases: Int
    /// Those with the event.
    public let events: Int
    /// The rows without an outcome, which nothing counts, and why.
    public let exclusions: [RowExclusion]
    /// The candidates by evidence, the strongest first; those that could not be tested last.
    public let factors: [ScreenedFactor]
    /// The columns that were no candidates.
    public let excluded: [ExcludedColumn]
    /// Identifiers of which more than one row has the same value, with the rows that share one.
    public let repeatedIdentifiers: [RepeatedIdentifier]
    /// The columns of the adjustment set.
    public let adjustmentColumns: [String]
    /// Candidates that say nearly the same.
    public let groups: [RedundantGroup]
    /// Needs that go together.
    public let needs: NeedPatterns

    /// Screens a table.
    ///
    /// - Parameter outcome: a column of two levels, or a condition such as `months_neet >= 6`.
    /// - Throws: `FormulaError` for the outcome or the adjustment set, `ScreeningError` for the
    ///   rest.
    public init(of table: Table, outcome: String, _ options: ScreeningOptions = .init()) throws {
        guard options.confidence > 0, options.confidence < 1 else {
            throw ScreeningError.confidence(options.confidence)
        }
        let (binary, outcomeColumns, exclusions) = try BinaryOutcome.asked(outcome, of: table)
        let rows = binary.values.indices.filter { !binary.values[$0].isNaN }
        let truths = rows.map { binary.values[$0] == 1 }
        let events = truths.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard events > 0, events < rows.count else {
            throw ScreeningError.constantOutcome(
                events == 0 ? binary.other : binary.event, rows: rows.count)
        }
        let adjustment = try options.adjust.map {
            try AdjustmentSet(
                $0, table: rows.count == table.rowCount ? table : table.selecting(rows),
                outcome: truths, outcomeColumns: outcomeColumns)
        }
        let columns = try CandidateColumns(
            of: table, outcome: outcomeColumns, adjustment: adjustment?.columns ?? [], options)
        let candidates = columns.included.flatMap { Candidate.of($0, rows: rows, options) }
        let found = try Self.evidence(
            candidates, truths, (binary.event, binary.other), adjustment, options)
        let order = Self.order(found)
        let pairs = try PairCounts(
            order.map { candidates[$0].codes }, threads: options.threads)
        var factors = order.map { found[$0] }
        groups = RedundantGroup.find(
            pairs, columns: factors.map(\.column), threshold: options.redundancy)
        for group in groups {
            for member in group.members {
                if let index = factors.firstIndex(where: { $0.name == member.name }) {
                    factors[index].representative = group.representative
                }
            }
        }
        self.exclusions = exclusions
        self.factors = factors
        self.options = options
        self.outcome = outcome
        event = binary.event
        nonEvent = binary.other
        cases = rows.count
        self.events = events
        repeatedIdentifiers = columns.repeatedIdentifiers
        excluded = columns.excluded
        adjustmentColumns = adjustment?.columns ?? []
        needs = try NeedPatterns(
            NeedItem.find(candidates, table: table, rows: rows, options), outcome: truths, options)
    }

    private static func evidence(
        _ candidates: [Candidate], _ outcome: [Bool], _ labels: (event: String, other: String),
        _ adjustment: AdjustmentSet?, _ options: ScreeningOptions
    ) throws(ContingencyTableError) -> [ScreenedFactor] {
        var found: [ScreenedFactor] = []
        for candidate in candidates {
            var factor: ScreenedFactor
            if case .numbers(let values, let isDate) = candidate.kind {
                factor = try ScreenedFactor(
                    ofNumbers: candidate, values: values, isDate: isDate, outcome: outcome,
                    labels: labels, options)
            } else {
                factor = try ScreenedFactor(
                    ofLevels: candidate, outcome: outcome, labels: labels, options)
            }
            factor.adjusted = adjustment?.evidence(
                of: candidate, confidence: options.confidence, threads: options.threads)
            found.append(factor)
        }
        let crude = corrected(found.map(\.test.pValue), options)
        let beside = corrected(found.map { $0.adjusted?.test.pValue }, options)
        for index in found.indices {
            found[index].qValue = crude[index]
            found[index].adjusted?.qValue = beside[index]
        }
        return found
    }

    /// The corrected p-values of those that have one.
    static func corrected(_ pValues: [PValue?], _ options: ScreeningOptions) -> [Double?] {
        options.correction.adjusted(pValues.map { $0?.value ?? .nan }).map { $0.isNaN ? nil : $0 }
    }

    /// The strongest evidence first; equal evidence in the order of the file, none at all last.
    private static func order(_ factors: [ScreenedFactor]) -> [Int] {
        factors.indices.sorted { a, b in
            let (p, q) = (factors[a].evidence?.naturalLog, factors[b].evidence?.naturalLog)
            if let p, let q, p != q { return p < q }
            if (p == nil) != (q == nil) { return q == nil }
            return a < b
        }
    }
}
