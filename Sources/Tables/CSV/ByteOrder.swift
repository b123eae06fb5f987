/// Sorts runs of bytes as UTF-8 texts are ordered: eight bytes at a time as one number, by digits,
/// so that a million identifiers that begin alike take no comparison of texts.
struct ByteOrder {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let bounds: UnsafeBufferPointer<Int>
    private var entries: [Entry]
    private var spare: [Entry]

    private struct Entry {
        var key: UInt64
        var code: UInt32
    }

    /// The codes of runs in order; run `i` lies from `bounds[i]` to `bounds[i + 1]`, and none holds
    /// a NUL byte.
    static func codes(
        of bytes: UnsafeBufferPointer<UInt8>, bounds: UnsafeBufferPointer<Int>
    ) -> [Int] {
        var order = ByteOrder(bytes, bounds)
        order.sort()
        return order.entries.map { Int($0.code) }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, _ bounds: UnsafeBufferPointer<Int>) {
        self.bytes = bytes
        self.bounds = bounds
        entries = (0..<max(0, bounds.count - 1)).map { Entry(key: 0, code: UInt32($0)) }
        spare = entries
    }

    /// The eight bytes of a run behind the first `depth`, the first of them highest; zeros behind
    /// its end.
    private func key(_ code: UInt32, _ depth: Int) -> UInt64 {
        let (start, end) = (bounds[Int(code)] + depth, bounds[Int(code) + 1])
        guard start < end else { return 0 }
        if start + 8 <= bytes.count {
            let word = UnsafeRawBufferPointer(bytes).loadUnaligned(
                fromByteOffset: start, as: UInt64.self
            ).bigEndian
            return end - start >= 8 ? word : word & ~(~0 >> UInt64(8 * (end - start)))
        }
        var key: UInt64 = 0
        for place in 0..<8 {
            key = key << 8 | (start + place < end ? UInt64(bytes[start + place]) : 0)
        }
        return key
    }

    private mutating func sort() {
        // Groups of runs that are the same up to a depth, still to be sorted behind it.
        var groups = [(range: entries.indices, depth: 0)]
        while let (range, depth) = groups.popLast() {
            for place in range { entries[place].key = key(entries[place].code, depth) }
            if range.count > 256 {
                sortByDigits(range)
            } else {
                entries[range].sort { $0.key < $1.key }
            }
            var start = range.lowerBound
            for place in range.dropFirst() where entries[place].key != entries[start].key {
                split(start..<place, depth, &groups)
                start = place
            }
            if start < range.upperBound { split(start..<range.upperBound, depth, &groups) }
        }
    }

    /// Puts what ends with its key before what goes on behind it.
    private mutating func split(
        _ range: Range<Int>, _ depth: Int, _ groups: inout [(range: Range<Int>, depth: Int)]
    ) {
        guard range.count > 1, entries[range.lowerBound].key & 0xFF != 0 else { return }
        // Runs are distinct, so at most one ends here.
        if let ended = range.first(where: { place in
            let code = Int(entries[place].code)
            return bounds[code + 1] - bounds[code] == depth + 8
        }) {
            entries.swapAt(range.lowerBound, ended)
            groups.append((range.lowerBound + 1..<range.upperBound, depth + 8))
        } else {
            groups.append((range, depth + 8))
        }
    }

    /// Sorts a range by the bytes of its keys, the lowest first; bytes that all share are skipped.
    private mutating func sortByDigits(_ range: Range<Int>) {
        var shared: UInt64 = ~0
        let first = entries[range.lowerBound].key
        for place in range { shared &= ~(entries[place].key ^ first) }
        for digit in 0..<8 where (shared >> UInt64(8 * digit)) & 0xFF != 0xFF {
            let shift = UInt64(8 * digit)
            var next = [Int](repeating: 0, count: 257)
            for place in range { next[Int(entries[place].key >> shift & 0xFF) + 1] += 1 }
            next[0] = range.lowerBound
            for value in 1..<257 { next[value] += next[value - 1] }
            for place in range {
                let value = Int(entries[place].key >> shift & 0xFF)
                spare[next[value]] = entries[place]
                next[value] += 1
            }
            entries.replaceSubrange(range, with: spare[range])
        }
    }
}
