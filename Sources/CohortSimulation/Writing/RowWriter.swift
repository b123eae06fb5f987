/// Lines of CSV written as bytes into memory that is kept from one block to the next.
///
/// No field becomes a `String` on its way. `startRow` sees to it that a whole row fits, so that the
/// fields need not look; the fields and their commas are the caller's.
final class RowWriter {
    /// More bytes than any row of a cohort takes, with what the last word copies beyond its end.
    static let longestRow = 640

    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    fileprivate var next: UnsafeMutablePointer<UInt8>

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

    /// Makes room for a row.
    @inline(__always)
    func startRow() {
        if capacity - (next - base) < Self.longestRow { grow() }
    }

    private func grow() {
        let count = next - base
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
        larger.update(from: base, count: count)
        base.deallocate()
        (base, next, capacity) = (larger, larger + count, capacity * 2)
    }

    /// Writes a word.
    @inline(__always)
    func write(_ word: Word) {
        UnsafeMutableRawPointer(next).storeBytes(of: word.bytes, as: SIMD32<UInt8>.self)
        next += word.length
    }

    /// Writes one character.
    @inline(__always)
    func write(_ byte: UInt8) {
        next.pointee = byte
        next += 1
    }

    /// Writes a whole number, 0 or more, in at least `width` digits.
    @inline(__always)
    func write(_ number: Int, width: Int = 1) {
        var left = UInt64(truncatingIfNeeded: number)
        var digits = width
        var bound = Self.powerOfTen(width)
        while left >= bound && digits < 19 {
            digits += 1
            bound &*= 10
        }
        var place = next + digits
        // Two digits a step, since a step waits for the division before it.
        while place - next >= 2 {
            let pair = UInt32(truncatingIfNeeded: left % 100)
            left /= 100
            place -= 2
            place[0] = UInt8(truncatingIfNeeded: 48 &+ pair / 10)
            place[1] = UInt8(truncatingIfNeeded: 48 &+ pair % 10)
        }
        if place > next { next.pointee = UInt8(truncatingIfNeeded: 48 &+ left % 10) }
        next += digits
    }

    @inline(__always)
    private static func powerOfTen(_ exponent: Int) -> UInt64 {
        var power: UInt64 = 1
        for _ in 0..<exponent { power &*= 10 }
        return power
    }
}

extension RowWriter {
    static let comma = UInt8(ascii: ",")

    /// Writes a number and the comma that follows its field.
    @inline(__always)
    func field(_ number: Int) {
        if number < 10 {
            write(UInt8(truncatingIfNeeded: 48 &+ number))
        } else {
            write(number)
        }
        write(Self.comma)
    }

    /// Writes thousandths from 0 to 1000 as a share with three decimals, and a comma.
    @inline(__always)
    func field(thousandths: Int) {
        write(UInt8(truncatingIfNeeded: 48 &+ thousandths / 1000))
        write(UInt8(ascii: "."))
        write(thousandths % 1000, width: 3)
        write(Self.comma)
    }
}

extension RowWriter {
    /// Writes a field that ends its row: a word without its comma.
    @inline(__always)
    func writeWithoutComma(_ word: Word) {
        write(word)
        next -= 1
    }
}
