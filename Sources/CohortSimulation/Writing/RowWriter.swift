/// Lines of CSV written as bytes into memory that is kept from one block to the next.
///
/// No field becomes a `String` on its way. `startRow` sees to it that a whole row fits, so that the
/// fields of `Row` need not look.
final class RowWriter {
    /// More bytes than any row of a cohort takes, with what the last word copies beyond its end.
    static let longestRow = 640

    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var next: UnsafeMutablePointer<UInt8>

    /// A writer with room for so many bytes, which grows when it must.
    init(capacity: Int) {
        self.capacity = max(capacity, Self.longestRow)
        base = .allocate(capacity: self.capacity)
        next = base
    }

    deinit { base.deallocate() }

    /// What was written since the writer was last emptied.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: next - base) }

    /// Forgets what was written and keeps the memory.
    func removeAll() { next = base }

    /// Makes room for a row, which begins here.
    @inline(__always)
    func startRow() -> Row {
        if capacity - (next - base) < Self.longestRow { grow() }
        return Row(next)
    }

    /// Keeps what was written of a row.
    @inline(__always)
    func end(_ row: Row) { next = row.next }

    private func grow() {
        let count = next - base
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
        larger.update(from: base, count: count)
        base.deallocate()
        (base, next, capacity) = (larger, larger + count, capacity * 2)
    }
}
