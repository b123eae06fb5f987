/// One bit a row: set where the row holds a value, clear where it is missing.
///
/// A column without a missing row takes no memory for it.
public struct ValidityMask: Sendable, Equatable {
    /// The number of rows.
    public private(set) var count = 0
    /// The number of missing rows.
    public private(set) var missingCount = 0
    /// The bits, the first row in the lowest; empty where every row holds a value.
    private var words: [UInt64] = []

    /// An empty mask.
    public init() {}

    /// A mask of `count` rows that all hold a value.
    public init(allValid count: Int) { self.count = count }

    /// A mask from one truth value a row.
    public init(_ valid: [Bool]) {
        for flag in valid { append(flag) }
    }

    /// Whether a row holds a value.
    public subscript(_ row: Int) -> Bool {
        words.isEmpty || words[row >> 6] & (1 << UInt64(row & 63)) != 0
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
        if valid {
            append(allValid: 1)
        } else {
            append(allMissing: 1)
        }
    }

    /// Adds rows that all hold a value.
    public mutating func append(allValid rows: Int) {
        if words.isEmpty {
            count += rows
            return
        }
        appendBits(rows) { _ in ~0 }
    }

    /// Adds rows that are all missing.
    public mutating func append(allMissing rows: Int) {
        guard rows > 0 else { return }
        hold()
        appendBits(rows) { _ in 0 }
        missingCount += rows
    }

    /// Adds rows by their bits, the first in the lowest of the first word.
    mutating func append(_ bits: UnsafePointer<UInt64>, count rows: Int) {
        hold()
        var valid = 0
        for word in 0..<(rows + 63) / 64 {
            let used = min(64, rows - word * 64)
            valid += (bits[word] & (~0 >> UInt64(64 - used))).nonzeroBitCount
        }
        appendBits(rows) { bits[$0] }
        missingCount += rows - valid
    }

    /// Writes out the bits of a mask that was complete so far.
    private mutating func hold() {
        guard words.isEmpty else { return }
        words = [UInt64](repeating: ~0, count: (count + 63) / 64)
        clearBeyondEnd()
    }

    private mutating func appendBits(_ rows: Int, _ word: (Int) -> UInt64) {
        guard rows > 0 else { return }
        let shift = UInt64(count & 63)
        for index in 0..<(rows + 63) / 64 {
            let used = min(64, rows - index * 64)
            let bits = word(index) & (~0 >> UInt64(64 - used))
            if shift == 0 {
                words.append(bits)
            } else {
                words[words.count - 1] |= bits << shift
                if Int(shift) + used > 64 { words.append(bits >> (64 - shift)) }
            }
        }
        count += rows
    }

    /// The bits beyond the last row are clear, so that rows can be added by `or`.
    private mutating func clearBeyondEnd() {
        if count & 63 != 0 { words[words.count - 1] &= ~0 >> UInt64(64 - count & 63) }
    }
}
