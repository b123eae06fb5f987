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
    /// The cases with an outcome: rows, or the sum of their counts.
    public let cases: Int
    /// The rows that they are in.
    public let rows: Int
    /// Those with the event.
    public let events: Int
    /// The rows without an outcome, which nothing counts, and why.
    public let exclusions: [RowExclusion]
    /// The candidates by evidence, the strongest first; those that could not be tested last.
    public let factors: [ScreenedFactor]
    /// The columns that were no candidates.
    public let excluded: [ExcludedColumn]
    /// The columns that the outcome reads, and, where some are derived, those that they rest on.
    public let outcomeColumns: [String]
    /// How many clusters, and how large; nil without.
    public let clusters: ClusterSizes?
    /// How much more alike in the outcome two cases of one cluster are than two of different ones; nil
    /// without clusters, or where none has two cases.
    public let intraclassCorrelation: Double?
    /// Identifiers of which more than one row has the same value, with the rows that share one.
    public let repeatedIdentifiers: [RepeatedIdentifier]
    /// The columns of the adjustment set.
    public let adjustmentColumns: [String]
    /// The share of the outcome's deviance that the set by itself explains beyond chance; nil without.
    public let adjustmentDetermination: Double?
    /// Candidates that say nearly the same.
    public let groups: [RedundantGroup]
    /// Columns of yes and no that are never yes together: one variable in several columns.
    public let exclusive: [[String]]
    /// Needs that go together.
    public let needs: NeedPatterns

    /// What a screen is about to do.
    public enum Step: Sendable, Hashable {
        /// To look at a candidate, the how manieth of how many.
        case candidate(String, number: Int, of: Int)
        /// To look at which candidates, and which needs, go together.
        case together
    }

    /// Screens a table.
    ///
    /// - Parameters:
    ///   - outcome: a column of two levels, or a condition such as `months_neet >= 6`.
    ///   - progress: is told each step before it is taken.
    /// - Throws: `FormulaError` for the outcome, `ScreeningError` for the rest.
    public init(
        of table: Table, outcome: String, _ options: ScreeningOptions = .init(),
        progress: (Step) -> Void = { _ in }
    ) throws {
        guard options.confidence > 0, options.confidence < 1 else {
            throw ScreeningError.confidence(options.confidence)
        }
        try CandidateColumns.requireColumns(table, options)
        let asked = try ScreenedCases(of: table, outcome: outcome, options)
        let (binary, rows, truths) = (asked.outcome, asked.rows, asked.truths)
        let adjustment = try options.adjust.map {
            try AdjustmentSet(
                $0, table: asked.isWholeTable ? table : table.selecting(rows), outcome: truths,
                outcomeColumns: asked.columns)
        }
        let columns = try CandidateColumns(
            of: table, outcome: asked.columns, besides: asked.descendants,
            adjustment: adjustment?.columns ?? [], rows: rows, options)
        let candidates = columns.included.flatMap { Candidate.of($0, rows: rows, options) }
        let found = try Self.evidence(
            candidates, truths, (binary.event, binary.other), adjustment, asked.clusters, options,
            progress)
        progress(.together)
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
        exclusions = asked.exclusions
        self.factors = factors
        self.options = options
        self.outcome = outcome
        event = binary.event
        nonEvent = binary.other
        cases = rows.count
        self.rows = asked.rowCount
        events = asked.events
        outcomeColumns = asked.columns
        let families = try asked.clusters.map { try $0.outcomes(truths) }
        clusters = families?.sizes
        intraclassCorrelation = families?.intraclassCorrelation
        repeatedIdentifiers = columns.repeatedIdentifiers
        excluded = columns.excluded
        adjustmentColumns = adjustment?.columns ?? []
        adjustmentDetermination = adjustment?.determination(threads: options.threads)
        let told = NeedItem.yes(in: candidates)
        exclusive = ExclusiveNeeds(told).groups(of: told)
        needs = try NeedPatterns(
            options.needs.map { try NeedItem.named($0, table: table, rows: rows, options) } ?? told,
            areNamed: options.needs != nil, outcome: truths, options)
    }

    private static func evidence(
        _ candidates: [Candidate], _ outcome: [Bool], _ labels: (event: String, other: String),
        _ adjustment: AdjustmentSet?, _ clusters: CaseClusters?, _ options: ScreeningOptions,
        _ progress: (Step) -> Void
    ) throws -> [ScreenedFactor] {
        var found: [ScreenedFactor] = []
        for (place, candidate) in candidates.enumerated() {
            progress(.candidate(candidate.name, number: place + 1, of: candidates.count))
            var factor: ScreenedFactor
            if case .numbers(let values, let isDate) = candidate.kind {
                factor = try ScreenedFactor(
                    ofNumbers: candidate, values: values, isDate: isDate, outcome: outcome,
                    labels: labels, clusters: clusters, options)
            } else {
                factor = try ScreenedFactor(
                    ofLevels: candidate, outcome: outcome, labels: labels, clusters: clusters,
                    options)
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
