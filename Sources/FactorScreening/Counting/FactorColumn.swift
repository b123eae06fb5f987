import Tables

/// A factor as it is counted: one code a row, with missing rows as a level of their own behind the
/// others.
public struct FactorColumn: Sendable {
    /// The factor's name.
    public let name: String
    /// The levels in order.
    public let levels: [String]
    /// One code a row: an index into `levels`, or `levels.count` where the row is missing.
    public let codes: LevelCodes
    /// The rows without a value.
    public let missingCount: Int

    /// A factor over codes that mean what `codes` says.
    ///
    /// - Parameter codes: each at most `levels.count`, which stands for missing.
    public init(name: String, levels: [String], codes: [UInt32]) {
        let missing = UInt32(levels.count)
        var missingCount = 0
        for code in codes {
            precondition(code <= missing, "a code is a level or missing")
            if code == missing { missingCount += 1 }
        }
        self.name = name
        self.levels = levels
        self.missingCount = missingCount
        self.codes = LevelCodes(codes, levelCount: levels.count + 1)
    }

    /// The levels of a column of categories, as they are; nil for a column of another kind.
    ///
    /// A complete column shares its codes and costs nothing.
    public init?(_ column: Column) {
        guard case .category(let categories) = column.values else { return nil }
        if column.validity.isComplete {
            self.init(name: column.name, levels: categories.levels, complete: categories.codes)
            return
        }
        var codes = [UInt32](repeating: 0, count: column.count)
        for row in codes.indices { codes[row] = UInt32(categories.codes[row]) }
        let missing = UInt32(categories.levels.count)
        column.validity.forEachMissing { codes[$0] = missing }
        self.init(name: column.name, levels: categories.levels, codes: codes)
    }

    private init(name: String, levels: [String], complete codes: LevelCodes) {
        self.name = name
        self.levels = levels
        self.codes = codes
        missingCount = 0
    }

    /// The number of rows.
    public var rowCount: Int { codes.count }

    /// The codes that occur: the levels, and missing where any row is.
    var codeCount: Int { levels.count + (missingCount > 0 ? 1 : 0) }
}

extension LevelCodes {
    /// Lends the codes from a row on, with the bytes that each takes.
    func withPointer<Result>(
        at row: Int, _ body: (_ codes: UnsafeRawPointer, _ width: Int32) -> Result
    ) -> Result? {
        func lend<Code>(_ codes: [Code], _ width: Int32) -> Result? {
            codes.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map { body(UnsafeRawPointer($0 + row), width) }
            }
        }
        switch self {
        case .narrow(let codes): return lend(codes, 1)
        case .medium(let codes): return lend(codes, 2)
        case .wide(let codes): return lend(codes, 4)
        }
    }
}
