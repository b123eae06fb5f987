import Synchronization
import Tables

/// The values of a model's variables at the rows used, in a scratch file: what a pass reads, block
/// after block, of data that are larger than memory.
public final class StoredRows: @unchecked Sendable {
    /// What a column holds.
    enum Role: Sendable {
        /// A level and 1, as the tally of the variable numbers it; 0 for none.
        case codes(recoded: [Int32], isShift: Bool)
        /// Numbers; NaN for none.
        case numbers
    }

    /// Some rows in memory.
    public struct Slice: Sendable {
        /// The values of each variable; `.codes([])` for those that were not asked for.
        public let values: [VariableValues]
        /// The outcome.
        public let outcome: [Double]
        /// The trials of each row; nil but for shares.
        public let trials: [Double]?
        /// The sum of the offsets; nil without one.
        public let offset: [Double]?
        /// The weights; nil without.
        public let weights: [Double]?

        /// The same rows with another offset.
        public func with(offset: [Double]?) -> Slice {
            Slice(
                values: values, outcome: outcome, trials: trials, offset: offset, weights: weights)
        }

        /// What a row's log-likelihood counts: its weight, times its trials; nil for 1 each.
        public var prior: [Double]? {
            guard let trials else { return weights }
            return weights.map { zip($0, trials).map { $0 * $1 } } ?? trials
        }
    }

    /// Rows that are written and read together: those of a standard chunk.
    static let blockLength = RowChunks.standardLength

    /// The number of rows.
    public let rowCount: Int
    /// The bytes of memory that a fit may take for a sample of the rows.
    public let memory: Int
    private let writer: StoredRowsWriter
    private let schemas: [VariableSchema]
    /// What each variable's column holds.
    private let roles: [Role]
    private let extras: StoredRowsWriter.Extras
    private let isZeroOne: [Bool]
    /// The number of each cluster that a row used has, by the code of its tally; nil without clusters.
    private let clusterOfCode: [Int32]?
    /// The clusters that rows have; nil where none are named.
    public let clusterCount: Int?
    /// The value of each cluster as the data spell it; nil where there are too many to be told of.
    public let clusterTexts: [String]?
    /// More clusters than this are not named.
    public static let mostNamedClusters = 500
    /// The groups that effects are told of apart; nil where none were asked for.
    public let groups: StoredGroups?
    /// The data's own columns that were kept.
    private let keptColumns: [KeptColumn]
    /// The number of each level of an outcome of two levels, by the code of its tally.
    private let outcomeOfCode: [Double]?
    /// Why rows could not be read; what was computed since is worth nothing.
    public var failure: DataError? { failed.withLock { $0 } }
    private let failed = Mutex<DataError?>(nil)

    init(
        _ writer: StoredRowsWriter, schemas: [VariableSchema], roles: [Role], isZeroOne: [Bool],
        outcomeOfCode: [Double]?, outcomeIsZeroOne: Bool, clusters: LevelTally?,
        groups: StoredGroups?, columns: [KeptColumn], memory: Int
    ) {
        self.groups = groups
        keptColumns = columns
        var count: Int32 = 0
        clusterOfCode = clusters?.counts.map { rows in
            guard rows > 0 else { return -1 }
            count += 1
            return count - 1
        }
        clusterCount = clusters.map { _ in Int(count) }
        clusterTexts = clusters.flatMap { tally in
            count > Self.mostNamedClusters
                ? nil : tally.counts.indices.filter { tally.counts[$0] > 0 }.map(tally.text)
        }
        self.memory = memory
        self.outcomeIsZeroOne = outcomeIsZeroOne
        self.outcomeOfCode = outcomeOfCode
        self.writer = writer
        self.schemas = schemas
        self.roles = roles
        self.isZeroOne = isZeroOne
        rowCount = writer.rowCount
        extras = writer.extras
    }

    /// Whether there is a column of offsets.
    public var hasOffset: Bool { extras.offset != nil }
    /// Whether the outcome is of trials.
    public var hasTrials: Bool { extras.trials != nil }
    /// Whether there is a column of weights.
    public var hasWeights: Bool { extras.weights != nil }

    /// The passes so far, and who is told of them.
    private let passes = Mutex<Int>(0)
    private var progress: (Int) -> Void = { _ in }

    /// Has a closure told of each pass over the rows, which is called where passes begin.
    public func onPass(_ progress: @escaping (_ pass: Int) -> Void) { self.progress = progress }

    /// Says that a pass over the rows begins.
    public func beginPass() {
        progress(
            passes.withLock { count in
                count += 1
                return count
            })
    }

    /// Whether every outcome is 0 or 1.
    public let outcomeIsZeroOne: Bool

    /// Whether every number of a variable is 0 or 1.
    public func isZeroOne(_ variable: Int) -> Bool { isZeroOne[variable] }

    /// How a product of numbers is standardised, worked out once; nil for a piece without any.
    func standardisation(
        _ specification: DesignSpecification, _ piece: DesignSpecification.Piece, _ product: Int,
        isCentred: Bool, threads: Int
    ) -> Standardisation? {
        guard !piece.numeric.isEmpty else { return nil }
        let key = StandardKey(variables: piece.numeric, product: product, isCentred: isCentred)
        if let known = standards.withLock({ $0[key] }) { return known }
        let variables = Set(piece.numeric)
        let chunks = RowChunks(rowCount: rowCount)
        let numbers: @Sendable (Range<Int>) -> [Double] = { [self] rows in
            specification.product(piece, product, slice(rows, variables: variables).values) ?? []
        }
        let standard = Standardisation(
            first: numbers(0..<min(1, rowCount)).first, isCentred: isCentred, chunks: chunks,
            threads: threads
        ) { rows, work in numbers(rows).withUnsafeBufferPointer { work($0) } }
        standards.withLock { $0[key] = standard }
        return standard
    }

    private struct StandardKey: Hashable {
        let variables: [Int]
        let product: Int
        let isCentred: Bool
    }

    private let standards = Mutex<[StandardKey: Standardisation]>([:])

    /// The most bytes of rows that were handed out at once so far: however many rows there are, a pass
    /// asks for a run of them at a time.
    public var mostBytesHandedOut: Int { most.withLock { $0 } }
    private let most = Mutex<Int>(0)

    private func hand(_ rows: Range<Int>, columns: Int) {
        let bytes = 8 * rows.count * columns
        most.withLock { $0 = max($0, bytes) }
    }

    /// Reads a run of rows.
    ///
    /// - Parameter variables: those whose values are asked for; nil for all.
    public func slice(_ rows: Range<Int>, variables: Set<Int>? = nil) -> Slice {
        hand(
            rows,
            columns: extras.count
                + schemas.indices.reduce(0) {
                    $0 + (variables?.contains($1) ?? true ? schemas[$1].basisWidth : 0)
                })
        let values = roles.indices.map { index -> VariableValues in
            guard variables?.contains(index) ?? true else { return .codes([]) }
            switch roles[index] {
            case .codes(let recoded, let isShift):
                return .codes(
                    reading(rows, else: -1) { () throws(DataError) in
                        try writer.codes(index, rows, recoded, isShift: isShift)
                    })
            case .numbers:
                let numbers = column(index, rows)
                let schema = schemas[index]
                let missing = schema.missingNumber == nil ? nil : numbers.map(\.isNaN)
                return .dense(schema.columns(numbers, missing: missing))
            }
        }
        let count = roles.count
        var outcome = column(count, rows)
        if let outcomeOfCode { outcome = outcome.map { outcomeOfCode[Int($0)] } }
        return Slice(
            values: values, outcome: outcome,
            trials: extras.trials.map { column(count + $0, rows) },
            offset: extras.offset.map { column(count + $0, rows) },
            weights: extras.weights.map { column(count + $0, rows) })
    }

    /// The cluster of each row of a run, from 0 in the order in which they were met; empty without
    /// clusters.
    public func clusters(_ rows: Range<Int>) -> [Int32] {
        guard let clusterOfCode, let place = extras.clusters else { return [] }
        return reading(rows, else: 0) { () throws(DataError) in
            try writer.codes(roles.count + place, rows, clusterOfCode, isShift: false)
        }
    }

    /// The group of each row of a run, an index into the levels of `groups`, -1 for none; nil without
    /// groups.
    public func groups(_ rows: Range<Int>) -> [Int32]? {
        guard let groups, let place = extras.groups else { return nil }
        return reading(rows, else: -1) { () throws(DataError) in
            try writer.codes(roles.count + place, rows, groups.levelOfCode, isShift: false)
        }
    }

    /// Whether the columns that the right side reads were kept.
    public var keepsColumns: Bool { !keptColumns.isEmpty }

    /// The numbers that a run of rows takes in memory as a table, a row.
    public var keptColumnCount: Int { keptColumns.count }

    /// The columns that the right side reads at a run of rows, those that were kept.
    public func table(_ rows: Range<Int>) -> Table {
        let first = roles.count + (extras.columns ?? 0)
        hand(rows, columns: keptColumns.count)
        let columns = keptColumns.enumerated().map { place, kept in
            kept.column(self.column(first + place, rows))
        }
        guard let table = try? Table(columns: columns, rowCount: rows.count) else {
            preconditionFailure("names of a table are distinct")
        }
        return table
    }

    /// A column of numbers or dates at a run of rows, NaN where it has none; nil where none is kept under
    /// that name.
    func numbers(of name: String, _ rows: Range<Int>) -> [Double]? {
        guard let place = keptColumns.firstIndex(where: { $0.name == name }),
            let first = extras.columns
        else { return nil }
        return column(roles.count + first + place, rows)
    }

    /// What a kept column holds; nil where none is kept under that name.
    func kind(of name: String) -> ColumnKind? { keptColumns.first { $0.name == name }?.kind }

    /// The folder of the scratch file.
    public var folder: String { writer.folder }

    /// Notes that a disk failed; what is computed since is worth nothing.
    public func note(_ failure: DataError) { failed.withLock { $0 = $0 ?? failure } }

    /// The outcome, trials and weights of a run of rows alone.
    public func outcomes(_ rows: Range<Int>) -> Slice { slice(rows, variables: []) }

    private func column(_ column: Int, _ rows: Range<Int>) -> [Double] {
        reading(rows, else: 0) { () throws(DataError) in try writer.numbers(column, rows) }
    }

    /// Reads from the disk; where that fails, keeps why and goes on with something.
    private func reading<Element>(
        _ rows: Range<Int>, else filler: Element, _ read: () throws(DataError) -> [Element]
    ) -> [Element] {
        do throws(DataError) {
            return try read()
        } catch {
            failed.withLock { $0 = $0 ?? error }
            return [Element](repeating: filler, count: rows.count)
        }
    }
}

extension ModelFrame {
    /// Lends outcomes, trials, offsets and weights in order: of rows in memory at once, of others run
    /// after run.
    public func forEachOutcomes(_ body: (StoredRows.Slice) -> Void) {
        guard let stored else {
            return body(
                StoredRows.Slice(
                    values: [], outcome: outcome, trials: response.trials, offset: offset,
                    weights: weights))
        }
        for rows in RowChunks(rowCount: rowCount).all { body(stored.outcomes(rows)) }
    }

    /// Whether the formula has an offset.
    public var hasOffset: Bool { stored?.hasOffset ?? (offset != nil) }
    /// Whether the outcome is of trials.
    public var hasTrials: Bool { stored?.hasTrials ?? (response.trials != nil) }
}
