/// Level codes in the fewest bytes that hold them.
public enum LevelCodes: Sendable {
    /// Up to 2⁸ levels.
    case narrow([UInt8])
    /// Up to 2¹⁶ levels.
    case medium([UInt16])
    /// More levels.
    case wide([UInt32])

    /// Packs codes for a dictionary of `levelCount` levels.
    public init(_ codes: [UInt32], levelCount: Int) {
        if levelCount <= 1 << 8 {
            self = .narrow(codes.map { UInt8(truncatingIfNeeded: $0) })
        } else if levelCount <= 1 << 16 {
            self = .medium(codes.map { UInt16(truncatingIfNeeded: $0) })
        } else {
            self = .wide(codes)
        }
    }

    /// The number of rows.
    public var count: Int {
        switch self {
        case .narrow(let codes): codes.count
        case .medium(let codes): codes.count
        case .wide(let codes): codes.count
        }
    }

    /// The code of one row.
    public subscript(_ row: Int) -> Int {
        switch self {
        case .narrow(let codes): Int(codes[row])
        case .medium(let codes): Int(codes[row])
        case .wide(let codes): Int(codes[row])
        }
    }

    /// Writes the codes of a run of rows into `output`, from its start.
    public func copy(_ rows: Range<Int>, into output: inout [Int32]) {
        func widen(_ codes: [some FixedWidthInteger]) {
            precondition(rows.count <= output.count, "no room for so many codes")
            codes[rows].withUnsafeBufferPointer { codes in
                output.withUnsafeMutableBufferPointer { output in
                    for k in codes.indices { output[k] = Int32(truncatingIfNeeded: codes[k]) }
                }
            }
        }
        switch self {
        case .narrow(let codes): widen(codes)
        case .medium(let codes): widen(codes)
        case .wide(let codes): widen(codes)
        }
    }
}

/// A category column's values: codes into a dictionary of levels.
///
/// Levels are ordered by their UTF-8 bytes. Two spellings of the same characters (a composed and a
/// decomposed "é") are one level.
public struct Categories: Sendable {
    /// One code a row, an index into `levels`; 0 where the row is missing.
    public let codes: LevelCodes
    /// The levels in order.
    public let levels: [String]

    /// Categories from codes and the levels that they are indices into, in order already.
    init(codes: LevelCodes, levels: [String]) {
        self.codes = codes
        self.levels = levels
    }

    /// Categories from codes in order of first appearance, put in order here.
    public init(appearanceCodes: [UInt32], appearanceLevels: [String]) {
        let order = appearanceLevels.indices.sorted {
            appearanceLevels[$0].utf8.lexicographicallyPrecedes(appearanceLevels[$1].utf8)
        }
        var rank = [UInt32](repeating: 0, count: order.count)
        for (position, index) in order.enumerated() { rank[index] = UInt32(position) }
        levels = order.map { appearanceLevels[$0] }
        let ordered = rank.isEmpty ? appearanceCodes : appearanceCodes.map { rank[Int($0)] }
        codes = LevelCodes(ordered, levelCount: levels.count)
    }

    /// Categories from codes into levels that are in order already.
    package init(codes: [UInt32], orderedLevels: [String]) {
        self.codes = LevelCodes(codes, levelCount: orderedLevels.count)
        levels = orderedLevels
    }
}

extension String {
    /// Whether this text comes before another in the order of their UTF-8 bytes.
    package func precedesInBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}
