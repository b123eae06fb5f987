/// Whole numbers in the fewest bytes that hold all of them.
public enum Integers: Sendable {
    /// From -2⁷ to 2⁷ - 1.
    case int8([Int8])
    /// From -2¹⁵ to 2¹⁵ - 1.
    case int16([Int16])
    /// From -2³¹ to 2³¹ - 1.
    case int32([Int32])
    /// From -2⁶³ to 2⁶³ - 1.
    case int64([Int64])

    /// Packs numbers into the narrowest width that holds the least and the greatest of them.
    public init(_ values: [Int64]) {
        var least: Int64 = 0
        var greatest: Int64 = 0
        for value in values {
            least = min(least, value)
            greatest = max(greatest, value)
        }
        switch Self.byteCount(least...greatest) {
        case 1: self = .int8(values.map { Int8(truncatingIfNeeded: $0) })
        case 2: self = .int16(values.map { Int16(truncatingIfNeeded: $0) })
        case 4: self = .int32(values.map { Int32(truncatingIfNeeded: $0) })
        default: self = .int64(values)
        }
    }

    /// The bytes that a number takes where every number lies in a range: 1, 2, 4 or 8.
    static func byteCount(_ range: ClosedRange<Int64>) -> Int {
        func holds(_ least: some FixedWidthInteger, _ greatest: some FixedWidthInteger) -> Bool {
            range.lowerBound >= Int64(least) && range.upperBound <= Int64(greatest)
        }
        if holds(Int8.min, Int8.max) { return 1 }
        if holds(Int16.min, Int16.max) { return 2 }
        return holds(Int32.min, Int32.max) ? 4 : 8
    }

    /// The number of rows.
    public var count: Int {
        switch self {
        case .int8(let values): values.count
        case .int16(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        }
    }

    /// The bytes that one row takes.
    public var bytesPerRow: Int {
        switch self {
        case .int8: 1
        case .int16: 2
        case .int32: 4
        case .int64: 8
        }
    }

    /// The number of one row.
    public subscript(_ row: Int) -> Int64 {
        switch self {
        case .int8(let values): Int64(values[row])
        case .int16(let values): Int64(values[row])
        case .int32(let values): Int64(values[row])
        case .int64(let values): values[row]
        }
    }

    /// All numbers at full width.
    public var widened: [Int64] {
        switch self {
        case .int8(let values): values.map(Int64.init)
        case .int16(let values): values.map(Int64.init)
        case .int32(let values): values.map(Int64.init)
        case .int64(let values): values
        }
    }

    /// All numbers as decimal ones; beyond 2⁵³ rounded to the nearest.
    public var reals: [Double] {
        switch self {
        case .int8(let values): values.map(Double.init)
        case .int16(let values): values.map(Double.init)
        case .int32(let values): values.map(Double.init)
        case .int64(let values): values.map(Double.init)
        }
    }
}
