/// A row that is being written; the fields and their commas are the caller's.
///
/// It is a value of its own, so that the place of the next byte stays in a register.
struct Row {
    fileprivate(set) var next: UnsafeMutablePointer<UInt8>

    /// A row that begins where a `RowWriter` has room.
    init(_ next: UnsafeMutablePointer<UInt8>) { self.next = next }

    /// Writes a word.
    @inline(__always)
    mutating func write(_ word: Word) {
        UnsafeMutableRawPointer(next).storeBytes(of: word.bytes, as: SIMD32<UInt8>.self)
        next += word.length
    }

    /// Writes one character.
    @inline(__always)
    mutating func write(_ byte: UInt8) {
        next.pointee = byte
        next += 1
    }

    /// Writes a whole number, 0 or more, in at least `width` digits, of which there are 8 at most.
    @inline(__always)
    mutating func write(_ number: Int, width: Int = 1) {
        let value = UInt64(truncatingIfNeeded: number)
        guard value < 100_000_000 else { return writeLong(value) }
        let digits = Self.digits(value)
        let spare = min(digits.trailingZeroBitCount / 8, 8 - width)
        store((digits | 0x3030_3030_3030_3030) >> UInt64(truncatingIfNeeded: 8 * spare))
        next += 8 - spare
    }

    /// The eight digits of a number below 10⁸ as bytes, the highest first in memory.
    ///
    /// Halves, quarters and eighths are divided side by side, by products that are exact for such
    /// small numbers: 10486 / 2²⁰ for 1 / 100 below 10⁴, and 103 / 2¹⁰ for 1 / 10 below 100.
    @inline(__always)
    static func digits(_ number: UInt64) -> UInt64 {
        let thousands = number / 10_000
        let fours = thousands | (number &- thousands &* 10_000) << 32
        let hundreds = ((fours &* 10_486) >> 20) & 0x7F_0000_007F
        let pairs = hundreds | (fours &- hundreds &* 100) << 16
        let tens = ((pairs &* 103) >> 10) & 0x000F_000F_000F_000F
        return tens | (pairs &- tens &* 10) << 8
    }

    /// Writes a number of 9 digits or more.
    private mutating func writeLong(_ number: UInt64) {
        let upper = number / 100_000_000
        write(Int(truncatingIfNeeded: upper))
        store(Self.digits(number % 100_000_000) | 0x3030_3030_3030_3030)
        next += 8
    }

    /// Puts eight bytes at the place of the next, the lowest first.
    @inline(__always)
    private func store(_ bytes: UInt64) {
        UnsafeMutableRawPointer(next).storeBytes(of: bytes.littleEndian, as: UInt64.self)
    }
}

extension Row {
    static let comma = UInt8(ascii: ",")

    /// Writes a number and the comma that follows its field.
    @inline(__always)
    mutating func field(_ number: Int) {
        if number < 10 {
            write(UInt8(truncatingIfNeeded: 48 &+ number))
        } else {
            write(number)
        }
        write(Self.comma)
    }

    /// Writes thousandths from 0 to 1000 as a share with three decimals, and a comma.
    @inline(__always)
    mutating func field(thousandths: Int) {
        // d.ddd, of the last four of eight digits.
        let digits = Self.digits(UInt64(truncatingIfNeeded: thousandths)) >> 32
        store(digits & 0xFF | (digits & 0xFFFF_FF00) << 8 | 0x2C30_3030_2E30)
        next += 6
    }
}

extension Row {
    /// Writes a field that ends its row: a word without its comma.
    @inline(__always)
    mutating func writeWithoutComma(_ word: Word) {
        write(word)
        next -= 1
    }
}
