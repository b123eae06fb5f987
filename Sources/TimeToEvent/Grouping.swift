/// Which of some levels each row belongs to: a group, a stratum or a cluster.
public struct Grouping: Sendable, Hashable {
    /// The level of each row, in 0 ..< `levelCount`.
    public let codes: [Int32]
    /// The number of levels, those without a row included.
    public let levelCount: Int
    /// The levels' names; empty where they have none, as clusters.
    public let labels: [String]

    /// Levels with names.
    ///
    /// - Throws: `codeOutOfRange` for a code that names no label.
    public init(codes: [Int32], labels: [String]) throws(SurvivalDataError) {
        try self.init(codes: codes, levelCount: labels.count, labels: labels)
    }

    /// Levels without names, as of clusters.
    ///
    /// - Throws: `codeOutOfRange` for a code outside 0 ..< `levelCount`.
    public init(codes: [Int32], levelCount: Int) throws(SurvivalDataError) {
        try self.init(codes: codes, levelCount: levelCount, labels: [])
    }

    private init(codes: [Int32], levelCount: Int, labels: [String]) throws(SurvivalDataError) {
        if let row = codes.firstIndex(where: { $0 < 0 || Int($0) >= levelCount }) {
            throw .codeOutOfRange(row: row, code: Int(codes[row]), levels: levelCount)
        }
        self.codes = codes
        self.levelCount = levelCount
        self.labels = labels
    }
}
