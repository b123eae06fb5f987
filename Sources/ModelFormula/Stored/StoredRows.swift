import Synchronization
import Tables

/// The values of a model's variables at the rows used, in a scratch file: what a pass reads, block
/// after block, of data that are larger than memory.
public final class StoredRows: @unchecked Sendable {
    /// What a column holds.
    enum Role: Sendable {
        /// A level and 1, as the tally of the variable numbers it; 0 for none.
        case codes(recoded: [Int32])
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
    }

    /// Rows that are written and read together: those of a standard chunk.
    static let blockLength = RowChunks.standardLength

    /// The number of rows.
    public let rowCount: Int
    private let writer: StoredRowsWriter
    private let schemas: [VariableSchema]
    /// What each variable's column holds.
    private let roles: [Role]
    private let extras: StoredRowsWriter.Extras
    private let isZeroOne: [Bool]
    /// The number of each level of an outcome of two levels, by the code of its tally.
    private let outcomeOfCode: [Double]?
    /// Why rows could not be read; what was computed since is worth nothing.
    public var failure: DataError? { failed.withLock { $0 } }
    private let failed = Mutex<DataError?>(nil)

    init(
        _ writer: StoredRowsWriter, schemas: [VariableSchema], roles: [Role], isZeroOne: [Bool],
        outcomeOfCode: [Double]?, outcomeIsZeroOne: Bool
    ) {
        self.outcomeIsZeroOne = outcomeIsZeroOne
        self.outcomeOfCode = outcomeOfCode
        self.writer = writer
        self.schemas = schemas
        self.roles = roles
        self.isZeroOne = isZeroOne
        rowCount = writer.rowCount
        extras = writer.extras
    }

    /// Whether every outcome is 0 or 1.
    public let outcomeIsZeroOne: Bool

    /// Whether every number of a variable is 0 or 1.
    public func isZeroOne(_ variable: Int) -> Bool { isZeroOne[variable] }

    /// What a product of numbers is centred at and divided by: worked out once.
    func scaling(
        _ specification: DesignSpecification, _ piece: DesignSpecification.Piece, _ product: Int,
        isCentred: Bool, threads: Int
    ) -> ColumnScaling {
        guard !piece.numeric.isEmpty else { return ColumnScaling(constant: 1) }
        let key = ScalingKey(variables: piece.numeric, product: product, isCentred: isCentred)
        if let known = scalings.withLock({ $0[key] }) { return known }
        let variables = Set(piece.numeric)
        let chunks = RowChunks(rowCount: rowCount)
        let numbers: @Sendable (Range<Int>) -> [Double] = { [self] rows in
            specification.product(piece, product, slice(rows, variables: variables).values) ?? []
        }
        let scaling = ColumnScaling(
            first: numbers(0..<min(1, rowCount)).first, isCentred: isCentred, chunks: chunks,
            threads: threads
        ) { rows, work in numbers(rows).withUnsafeBufferPointer { work($0) } }
        scalings.withLock { $0[key] = scaling }
        return scaling
    }

    private struct ScalingKey: Hashable {
        let variables: [Int]
        let product: Int
        let isCentred: Bool
    }

    private let scalings = Mutex<[ScalingKey: ColumnScaling]>([:])

    /// Reads a run of rows.
    ///
    /// - Parameter variables: those whose values are asked for; nil for all.
    public func slice(_ rows: Range<Int>, variables: Set<Int>? = nil) -> Slice {
        let values = roles.indices.map { index -> VariableValues in
            guard variables?.contains(index) ?? true else { return .codes([]) }
            switch roles[index] {
            case .codes(let recoded):
                return .codes(
                    reading(rows, else: -1) { () throws(DataError) in
                        try writer.codes(index, rows, recoded)
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
