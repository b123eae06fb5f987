import CKernels

/// The counts of a run of rows, added up over runs.
struct PairSums: Sendable {
    /// The bits that bit rows share, row after row; only above the diagonal before `finish`.
    private var shared: [Int64]
    /// The cells of the pairs that are counted case by case.
    private var cells: [Int64]

    init(_ layout: PairLayout) {
        shared = [Int64](repeating: 0, count: layout.bitRowCount * layout.bitRowCount)
        cells = [Int64](repeating: 0, count: layout.cellCount)
    }

    /// Adds rows; the run starts at a block's border.
    mutating func add(
        _ rows: Range<Int>, of factors: [FactorColumn], _ layout: PairLayout, weights: [Int64]?
    ) {
        if layout.bitRowCount > 0 { addBits(rows, factors, layout) }
        guard !layout.pairs.isEmpty else { return }
        var start = rows.lowerBound
        while start < rows.upperBound {
            let end = min(rows.upperBound, start + PairLayout.blockLength)
            addPairs(start..<end, factors, layout, weights)
            start = end
        }
    }

    private mutating func addBits(
        _ rows: Range<Int>, _ factors: [FactorColumn], _ layout: PairLayout
    ) {
        let words = PairLayout.words
        let bits = UnsafeMutableRawPointer.allocate(
            byteCount: layout.bitRowCount * words * 8, alignment: 64)
        defer { bits.deallocate() }
        let rowsOfBits = bits.initializeMemory(
            as: UInt64.self, repeating: 0, count: layout.bitRowCount * words)
        shared.withUnsafeMutableBufferPointer { shared in
            guard let shared = shared.baseAddress else { return }
            var start = rows.lowerBound
            while start < rows.upperBound {
                let count = min(rows.upperBound - start, PairLayout.blockLength)
                for (factor, first) in zip(factors, layout.bitRow) where first >= 0 {
                    factor.codes.withPointer(at: start) { codes, _ in
                        cw_level_bits(
                            count, codes.assumingMemoryBound(to: UInt8.self), factor.codeCount,
                            words, rowsOfBits + first * words)
                    }
                }
                cw_shared_bits(words, rowsOfBits, layout.bitRowCount, shared)
                start += count
            }
        }
    }

    private mutating func addPairs(
        _ rows: Range<Int>, _ factors: [FactorColumn], _ layout: PairLayout, _ weights: [Int64]?
    ) {
        let start = rows.lowerBound
        cells.withUnsafeMutableBufferPointer { cells in
            guard let cells = cells.baseAddress else { return }
            for pair in layout.pairs {
                factors[pair.i].codes.withPointer(at: start) { own, ownWidth in
                    factors[pair.j].codes.withPointer(at: start) { other, otherWidth in
                        weights.withPointer(at: start) { weights in
                            cw_count_pair(
                                rows.count, own, ownWidth, other, otherWidth, pair.columns,
                                weights, cells + pair.start)
                        }
                    }
                }
            }
        }
    }

    /// Adds another run's counts, and empties it.
    mutating func take(_ other: inout PairSums) {
        for index in shared.indices {
            shared[index] &+= other.shared[index]
            other.shared[index] = 0
        }
        for index in cells.indices {
            cells[index] &+= other.cells[index]
            other.cells[index] = 0
        }
    }

    /// Mirrors what stands above the diagonal.
    mutating func finish(_ layout: PairLayout) {
        let width = layout.bitRowCount
        for i in 0..<width {
            for j in i..<width { shared[j * width + i] = shared[i * width + j] }
        }
    }

    /// The cases with code `row` of factor i and code `column` of factor j.
    func count(_ i: Int, _ row: Int, _ j: Int, _ column: Int, _ layout: PairLayout) -> Int {
        let isOrdered = i <= j
        let (first, second) = isOrdered ? (i, j) : (j, i)
        let (a, b) = isOrdered ? (row, column) : (column, row)
        let pair = layout.pairOf[first * layout.factorCount + second]
        if pair >= 0 {
            let place = layout.pairs[pair]
            return Int(cells[place.start + a * place.columns + b])
        }
        guard layout.bitRow[first] >= 0 else { return 0 }
        return Int(
            shared[(layout.bitRow[first] + a) * layout.bitRowCount + layout.bitRow[second] + b])
    }
}

extension [Int64]? {
    /// Lends the numbers from a place on, or nil.
    fileprivate func withPointer(at start: Int, _ body: (UnsafePointer<Int64>?) -> Void) {
        guard let numbers = self else { return body(nil) }
        numbers.withUnsafeBufferPointer { body($0.baseAddress.map { $0 + start }) }
    }
}
