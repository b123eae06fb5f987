/// One bit a row: set where the row holds a value, clear where it is missing.
public struct ValidityMask: Sendable, Equatable {
    /// The number of rows.
    public private(set) var count = 0
    /// The number of missing rows.
    public private(set) var missingCount = 0
    private var words: [UInt64] = []

    /// An empty mask.
    public init() {}

    /// A mask of `count` rows that all hold a value.
    public init(allValid count: Int) {
        self.count = count
        words = [UInt64](repeating: ~0, count: (count + 63) / 64)
    }

    /// A mask from one truth value a row.
    public init(_ valid: [Bool]) {
        for flag in valid { append(flag) }
    }

    /// Whether a row holds a value.
    public subscript(_ row: Int) -> Bool {
        words[row >> 6] & (1 << UInt64(row & 63)) != 0
    }

    /// Whether every row holds a value.
    public var isComplete: Bool { missingCount == 0 }

    /// Calls `body` with each missing row, in order, passing over complete runs of 64 at once.
    public func forEachMissing(_ body: (_ row: Int) -> Void) {
        guard missingCount > 0 else { return }
        for (index, word) in words.enumerated() {
            let length = min(64, count - index * 64)
            var missing = ~word & (length == 64 ? ~0 : (1 << UInt64(length)) - 1)
            while missing != 0 {
                body(index * 64 + missing.trailingZeroBitCount)
                missing &= missing - 1
            }
        }
    }

    /// Adds a row at the end.
    public mutating func append(_ valid: Bool) {
        if count & 63 == 0 { words.append(0) }
        if valid {
            words[count >> 6] |= 1 << UInt64(count & 63)
        } else {
            missingCount += 1
        }
        count += 1
    }
}
