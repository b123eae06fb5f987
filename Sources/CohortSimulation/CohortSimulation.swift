/// The cohorts that can be simulated.
public enum Cohort: String, Sendable, Codable, CaseIterable {
    /// 17-19-year-olds in families, and who of them becomes NEET.
    case neet
    /// Cases of three commissioned services and of usual support, with their outcomes and costs.
    case services
}

/// What is true of a simulated cohort, and so which analysis finds it out.
public enum TruthKind: String, Sendable, Codable, CaseIterable {
    /// Linear in the log odds, without interactions; nothing is lost that hides an effect.
    case plain
    /// A curve and an interaction.
    case nonlinear
    /// Coefficients and the base rate move from year to year.
    case drift
    /// Values are lost by what they are and by the outcome.
    case mnar
    /// Columns that are only known after the outcome, and groups that are.
    case leak
}

/// Why a simulation cannot be: what its reader needs to mend it.
public struct SimulationError: Error, Sendable, Equatable {
    /// One sentence that says what is wrong.
    public let message: String
    /// What to do about it.
    public let hint: String
}

/// A cohort as it is asked for: the same request gives the same bytes on every machine.
///
/// Rows are drawn in blocks of `blockRows`, each from a stream of its own (`RandomStream`), so the
/// number of threads changes no byte and a shorter cohort is the beginning of a longer one. A family
/// lies whole in its block: the last family of a block is cut to fit.
public struct CohortSimulation: Sendable {
    /// Rows in every block but the last.
    static let blockRows = 4096
    /// More rows than this are refused: more than 100 GB of them.
    public static let mostRows = 1_000_000_000

    /// Which cohort.
    public let cohort: Cohort
    /// What is true of it.
    public let truth: TruthKind
    /// What its random numbers depend on, and nothing else of it does.
    public let seed: UInt64
    /// The number of rows.
    public let rows: Int

    /// A request.
    ///
    /// - Throws: `SimulationError` for fewer rows than one or more than `mostRows`.
    public init(
        _ cohort: Cohort, truth: TruthKind = .plain, rows: Int, seed: UInt64
    ) throws(SimulationError) {
        guard rows >= 1, rows <= Self.mostRows else {
            throw SimulationError(
                message: "A cohort has 1 to 1,000,000,000 rows and not \(rows).",
                hint: "As in --rows 8000.")
        }
        self.cohort = cohort
        self.truth = truth
        self.rows = rows
        self.seed = seed
    }

    /// The number of blocks.
    var blockCount: Int { (rows + Self.blockRows - 1) / Self.blockRows }

    /// The rows of a block, counted from 0.
    func rows(ofBlock block: Int) -> Range<Int> {
        block * Self.blockRows..<min(rows, (block + 1) * Self.blockRows)
    }

    /// Writes the cohort as CSV: UTF-8, commas, a header, `\n` at the end of each line.
    ///
    /// - Parameters:
    ///   - threads: how many threads draw rows; it changes no byte.
    ///   - emit: takes bytes in order, and how many rows they end with; never two at once.
    /// - Throws: what `emit` throws, after which it is not called again.
    public func write(
        threads: Int,
        emit: @Sendable (_ bytes: UnsafeRawBufferPointer, _ rows: Int) throws -> Void
    ) throws {
        switch cohort {
        case .neet:
            let format = NEETFormat(truth)
            let draws = NEETDraws(truth, seed: seed)
            try write(header: format.header, bytesPerRow: 128, threads: threads, emit: emit) {
                block, rows, writer in
                draws.forEachPerson(inBlock: block, rows: rows) { format.write($0, to: writer) }
            }
        case .services:
            let format = ServiceFormat(truth)
            let draws = ServiceDraws(truth, seed: seed)
            try write(header: format.header, bytesPerRow: 160, threads: threads, emit: emit) {
                block, rows, writer in
                draws.forEachCase(inBlock: block, rows: rows) { format.write($0, to: writer) }
            }
        }
    }

    private func write(
        header: [String], bytesPerRow: Int, threads: Int,
        emit: @Sendable (UnsafeRawBufferPointer, Int) throws -> Void,
        make: @Sendable (_ block: Int, _ rows: Range<Int>, _ writer: RowWriter) -> Void
    ) throws {
        let line = Array((header.joined(separator: ",") + "\n").utf8)
        try line.withUnsafeBytes { try emit($0, 0) }
        let blocks = OrderedBlocks(count: blockCount, threads: threads)
        try blocks.run(
            capacity: Self.blockRows * bytesPerRow,
            make: { make($0, rows(ofBlock: $0), $1) },
            emit: { try emit($1, rows(ofBlock: $0).upperBound) })
    }
}
