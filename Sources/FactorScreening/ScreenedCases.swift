import HypothesisTests
import ModelFormula
import Tables

/// The cases of a screen: those with an outcome, a row as often as it stands for a case.
struct ScreenedCases {
    let outcome: BinaryOutcome
    /// The columns that the outcome reads, and, where some are derived, those that they rest on.
    let columns: [String]
    /// Columns derived from any of these.
    let descendants: [String]
    let exclusions: [RowExclusion]
    /// The row of each case.
    let rows: [Int]
    /// Whether each case has the event.
    let truths: [Bool]
    let events: Int
    /// The rows that hold a case.
    let rowCount: Int
    /// Whether the cases are the rows of the table.
    let isWholeTable: Bool
    let clusters: CaseClusters?

    init(of table: Table, outcome asked: String, _ options: ScreeningOptions) throws {
        if options.cluster != nil, options.adjust != nil {
            throw ScreeningError.clusterBesideAdjustment
        }
        let cluster = options.cluster.flatMap { table[$0] }
        if let cluster, cluster.validity.missingCount == cluster.count {
            throw ScreeningError.emptyCluster(cluster.name)
        }
        let (binary, read, exclusions, counts) = try BinaryOutcome.asked(
            asked, of: table, count: options.count, cluster: options.cluster)
        let used = binary.values.indices.filter { !binary.values[$0].isNaN }
        var rows = used
        if let counts {
            let sum = used.reduce(0.0) { $0 + Double(counts[$1]) }
            guard sum <= Double(ScreeningOptions.mostCases) else {
                throw ScreeningError.tooManyCases
            }
            rows = used.flatMap { [Int](repeating: $0, count: counts[$0]) }
        }
        truths = rows.map { binary.values[$0] == 1 }
        events = truths.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard events > 0, events < rows.count else {
            throw ScreeningError.constantOutcome(
                events == 0 ? binary.other : binary.event, rows: rows.count)
        }
        outcome = binary
        self.exclusions = exclusions
        self.rows = rows
        rowCount = used.count
        isWholeTable = counts == nil && used.count == table.rowCount
        clusters = cluster.map { CaseClusters($0, rows: rows) }
        (columns, descendants) = try Self.family(of: read, options.derivations, table)
    }

    /// The columns that some rest on, through any number of derivations, and what else is derived
    /// from these.
    private static func family(
        of read: [String], _ derivations: [Derivation], _ table: Table
    ) throws(FormulaError) -> (columns: [String], descendants: [String]) {
        let origins = try Derivation.origins(of: read, among: derivations, in: table)
        var columns = read
        for name in origins.derivations.map(\.name) + origins.columns
        where !columns.contains(name) { columns.append(name) }
        var descendants: [String] = []
        for derivation in derivations where !columns.contains(derivation.name) {
            let own = try derivation.expression.columns(of: table)
            if own.contains(where: { columns.contains($0) || descendants.contains($0) }) {
                descendants.append(derivation.name)
            }
        }
        return (columns, descendants)
    }
}

extension CaseClusters {
    /// The outcome by itself, with which cases belong together.
    func outcomes(_ truths: [Bool]) throws(ClusteringError) -> ClusteredTable {
        try ClusteredTable(
            rowCodes: [Int](repeating: 0, count: codes.count),
            columnCodes: truths.map { $0 ? 1 : 0 }, clusterCodes: codes, clusterCount: count,
            rowLabels: ["all"], columnLabels: ["other", "event"])
    }
}
