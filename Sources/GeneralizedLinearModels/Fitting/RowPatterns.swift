import ModelFormula

/// The rows of a fit in which all that a pass reads is alike, put together.
///
/// Rows alike in every column, in the outcome and in the offset add the same terms to every sum; one
/// row whose prior weight is the sum of theirs adds as much. Cohorts of factors and of numbers with few values
/// have far fewer patterns than rows.
struct RowPatterns {
    /// The patterns as rows, in the order in which they first appear.
    let pass: RowPass
    /// The pattern of each row; empty where it is not known any more.
    let patternOfRow: [Int]

    /// Fewer rows than this are quicker summed than sorted out.
    static let fewestRows = 4096
    /// Rows that are looked at to see whether it pays.
    private static let sampled = 2048
    /// Patterns for each row at which collapsing costs more than it saves.
    private static let mostPatterns = 0.25

    init?(_ pass: RowPass, fewestRows: Int = RowPatterns.fewestRows) {
        let design = pass.design
        let rows = design.rowCount
        guard rows >= max(1, fewestRows) else { return nil }
        let limit = max(1, Int(Double(rows) * Self.mostPatterns))
        // A sample in which most rows are alone says that there is nothing to put together.
        let step = max(1, rows / Self.sampled)
        let sample = Array(stride(from: 0, to: rows, by: step))
        guard
            Self.patterns(pass, sample, limit: sample.count / 2) != nil,
            let found = Self.patterns(pass, nil, limit: limit)
        else { return nil }
        var weights = [Double](repeating: 0, count: found.first.count)
        var multiplicity = weights
        for row in 0..<rows {
            let weight = pass.prior?[row] ?? 1
            weights[found.patternOfRow[row]] += weight
            if weight > 0 { multiplicity[found.patternOfRow[row]] += 1 }
        }
        self.pass = RowPass(
            patterns: design.selecting(found.first),
            outcome: found.first.map { pass.outcome[$0] }, prior: weights,
            multiplicity: multiplicity,
            offset: pass.offset.map { offset in found.first.map { offset[$0] } }, like: pass)
        patternOfRow = found.patternOfRow
    }

    init(pass: RowPass) {
        self.pass = pass
        patternOfRow = []
    }

    private struct Patterns {
        /// The first row of each pattern.
        var first: [Int]
        var patternOfRow: [Int]
    }

    /// Numbers the patterns of some rows, or of all; nil where there are more than `limit`.
    ///
    /// Column after column splits the patterns so far: the pair of a row's pattern and its value
    /// has a number in a table of open addresses.
    private static func patterns(_ pass: RowPass, _ rows: [Int]?, limit: Int) -> Patterns? {
        let count = rows?.count ?? pass.design.rowCount
        func row(_ index: Int) -> Int { rows?[index] ?? index }
        var split = Split(count: count, limit: limit)
        // Codes first: they are cheap to look at and tell most rows apart.
        for block in pass.design.coded {
            let states = block.cellCount + 1
            switch block.cells {
            case .narrow(let codes):
                guard split.by(states, { Int(codes[row($0)]) }) else { return nil }
            case .medium(let codes):
                guard split.by(states, { Int(codes[row($0)]) }) else { return nil }
            case .wide(let codes):
                guard split.by(states, { Int(codes[row($0)]) }) else { return nil }
            }
        }
        let outcome = pass.outcome
        if pass.isBinary {
            guard split.by(2, { outcome[row($0)] == 1 ? 1 : 0 }) else { return nil }
        } else {
            guard split.by({ outcome[row($0)].bitPattern }) else { return nil }
        }
        let numbers =
            pass.design.dense.dropFirst(pass.design.hasIntercept ? 1 : 0).map(\.numbers)
            + pass.design.coded.compactMap(\.multiplier) + [pass.offset].compactMap { $0 }
        for column in numbers {
            guard split.by({ column[row($0)].bitPattern }) else { return nil }
        }
        var first = [Int](repeating: -1, count: split.patternCount)
        for index in 0..<count where first[Int(split.pattern[index])] < 0 {
            first[Int(split.pattern[index])] = row(index)
        }
        return Patterns(first: first, patternOfRow: split.pattern.map { Int($0) })
    }

    /// A partition of rows that each column refines.
    private struct Split {
        var pattern: [UInt32]
        var patternCount = 1
        private let limit: Int

        init(count: Int, limit: Int) {
            pattern = [UInt32](repeating: 0, count: count)
            self.limit = min(limit, Int(UInt32.max) - 1)
        }

        /// Refines by codes below `states`; false where too many patterns come out.
        ///
        /// A pair of pattern and code is looked up in a table of all there could be, where that
        /// is small.
        @inline(__always) mutating func by(_ states: Int, _ code: (Int) -> Int) -> Bool {
            let (size, overflow) = patternCount.multipliedReportingOverflow(by: states)
            guard !overflow, size <= 1 << 20 else { return by { UInt64(code($0)) } }
            var table = [UInt32](repeating: .max, count: size)
            var found: UInt32 = 0
            for index in pattern.indices {
                let place = Int(pattern[index]) * states + code(index)
                if table[place] == .max {
                    guard Int(found) < limit else { return false }
                    table[place] = found
                    found += 1
                }
                pattern[index] = table[place]
            }
            patternCount = Int(found)
            return true
        }

        /// Refines by the values of a column; false where too many patterns come out.
        @inline(__always) mutating func by(_ value: (Int) -> UInt64) -> Bool {
            var capacity = 1024
            while capacity < 4 * patternCount { capacity *= 2 }
            var table = [Slot](repeating: Slot(), count: capacity)
            var found: UInt32 = 0
            for index in pattern.indices {
                let old = pattern[index]
                let key = value(index)
                var place = Slot.hash(old, key) & (capacity - 1)
                while table[place].isUsed && (table[place].old != old || table[place].key != key) {
                    place = (place + 1) & (capacity - 1)
                }
                if !table[place].isUsed {
                    guard Int(found) < limit else { return false }
                    table[place] = Slot(key: key, old: old, new: found, isUsed: true)
                    pattern[index] = found
                    found += 1
                    if 2 * Int(found) > capacity {
                        capacity *= 4
                        table = Slot.grown(table, capacity)
                    }
                } else {
                    pattern[index] = table[place].new
                }
            }
            patternCount = Int(found)
            return true
        }
    }

    private struct Slot {
        var key: UInt64 = 0
        var old: UInt32 = 0
        var new: UInt32 = 0
        var isUsed = false

        static func hash(_ old: UInt32, _ key: UInt64) -> Int {
            var mixed = (key ^ (UInt64(old) &* 0x9E37_79B9_7F4A_7C15)) &* 0xBF58_476D_1CE4_E5B9
            mixed ^= mixed >> 32
            return Int(truncatingIfNeeded: (mixed &* 0x94D0_49BB_1331_11EB) >> 20)
        }

        static func grown(_ slots: [Slot], _ capacity: Int) -> [Slot] {
            var table = [Slot](repeating: Slot(), count: capacity)
            for slot in slots where slot.isUsed {
                var place = hash(slot.old, slot.key) & (capacity - 1)
                while table[place].isUsed { place = (place + 1) & (capacity - 1) }
                table[place] = slot
            }
            return table
        }
    }
}
