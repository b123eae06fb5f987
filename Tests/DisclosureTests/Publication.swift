import TestSupport

@testable import Disclosure

/// A report under test: the numbers, and beside them what its reader knows of how they hang together.
struct Publication {
    var numbers = ReportNumbers()
    var cells: [ReportNumbers.Cell] = []
    var truth: [Int] = []
    var isPrinted: [Bool] = []
    var sums: [Reader.Sum] = []

    @discardableResult
    mutating func count(_ value: Int, isPrinted: Bool = true) throws -> Int {
        cells.append(try numbers.addCount("n\(cells.count)", value, isPrinted: isPrinted))
        truth.append(value)
        self.isPrinted.append(isPrinted)
        return cells.count - 1
    }

    mutating func sum(_ total: Int, _ parts: [Int]) throws {
        try numbers.addSum(cells[total], of: parts.map { cells[$0] })
        sums.append([(total, -1)] + parts.map { ($0, 1) })
    }

    /// A count of those in `whole` and not in `part`, which is not printed.
    @discardableResult
    mutating func part(_ part: Int, of whole: Int) throws -> Int {
        let rest = try numbers.addPart(cells[part], of: cells[whole])
        cells.append(rest)
        truth.append(truth[whole] - truth[part])
        isPrinted.append(false)
        sums.append([(whole, -1), (part, 1), (cells.count - 1, 1)])
        return cells.count - 1
    }

    /// A table with margins, some of which may stand already.
    mutating func table(
        _ counts: [[Int]], rowTotals: [Int]? = nil, columnTotals: [Int]? = nil, total: Int? = nil
    ) throws -> (inner: [[Int]], rows: [Int], columns: [Int], total: Int) {
        var inner: [[Int]] = []
        for row in counts { inner.append(try row.map { try count($0) }) }
        let columnCount = counts[0].count
        var rows = rowTotals ?? []
        if rowTotals == nil {
            for row in counts { rows.append(try count(row.reduce(0, +))) }
        }
        var columns = columnTotals ?? []
        if columnTotals == nil {
            for column in 0..<columnCount {
                columns.append(try count(counts.reduce(0) { $0 + $1[column] }))
            }
        }
        let whole = try total ?? count(counts.reduce(0) { $0 + $1.reduce(0, +) })
        for (row, total) in rows.enumerated() { try sum(total, inner[row]) }
        for (column, total) in columns.enumerated() { try sum(total, inner.map { $0[column] }) }
        try sum(whole, rows)
        try sum(whole, columns)
        return (inner, rows, columns, whole)
    }

    /// What a reader knows who sees the released counts, `slack` below and above them, and that a suppressed count
    /// is not 0 where zeros are shown; unknown counts lie at most so far from the truth.
    func reader(_ released: ProtectedNumbers, reach: Int, roundingOnly: Bool = false) -> Reader {
        let base = released.profile.roundingBase
        let bounds = cells.indices.map { index -> ClosedRange<Int> in
            let count = truth[index]
            if isPrinted[index], let value = released.count(cells[index]).value {
                guard roundingOnly else { return count...count }
                let low = max(0, value - base / 2)
                let high = value + (base - 1) / 2
                return value == 0
                    ? 0...0 : max(low, min(released.profile.threshold, high))...high
            }
            let least = isPrinted[index] ? released.profile.leastSuppressed : 0
            return max(least, count - reach)...(count + reach)
        }
        return Reader(bounds: bounds, sums: sums)
    }

    /// Printed counts that are not said.
    func suppressed(_ released: ProtectedNumbers) -> [Int] {
        cells.indices.filter {
            isPrinted[$0] && released.count(cells[$0]).status == .suppressed
        }
    }

    /// Counts that a reader pins down too closely, with the range found for them.
    func broken(
        _ released: ProtectedNumbers, reach: Int = 60, roundingOnly: Bool = false
    ) -> [(cell: Int, range: ClosedRange<Int>?)] {
        let reader = reader(released, reach: reach, roundingOnly: roundingOnly)
        let profile = released.profile
        var broken: [(Int, ClosedRange<Int>?)] = []
        for cell in cells.indices {
            let isSmall = profile.isSmall(truth[cell])
            // A count that is not printed and not small is nobody's secret.
            guard isSmall || (isPrinted[cell] && released.count(cells[cell]).value == nil) else {
                continue
            }
            let range = reader.range(of: cell)
            guard let range, range.upperBound - range.lowerBound > profile.protectionRange,
                !isSmall || range.upperBound >= profile.threshold
            else {
                broken.append((cell, range))
                continue
            }
        }
        return broken
    }
}

/// Counts of which some are small, as in tables of subgroups.
func seededCounts(_ rows: Int, _ columns: Int, _ stream: inout Seeded) -> [[Int]] {
    var counts: [[Int]] = []
    for _ in 0..<rows {
        var line: [Int] = []
        for _ in 0..<columns {
            let kind = stream.next()
            line.append(
                kind < 0.15
                    ? 0 : kind < 0.35 ? 1 + stream.below(9) : 10 + stream.below(40))
        }
        counts.append(line)
    }
    return counts
}
