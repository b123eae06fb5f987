/// A stream of random numbers that a seed, a number and a purpose name, the same on every machine.
///
/// Streams that differ in any of the three share no part: the seed is the key of `Philox4x32`, and
/// number, purpose and place in the stream are its counter. After 2³⁴ words a stream repeats.
///
/// A draw uses one word of 32 bits: a chance is met to 2.4e-10, and a normal deviate lies within
/// ±6.34. No function of the C library is called, so no library's rounding is in the numbers.
@frozen
public struct RandomStream: RandomWordSource, RandomNumberGenerator, Sendable {
    @usableFromInline var counter: SIMD4<UInt32>
    @usableFromInline var words = SIMD4<UInt32>(repeating: 0)
    @usableFromInline var used = 4
    @usableFromInline let key: SIMD2<UInt32>

    /// The stream of a number and a purpose under a seed.
    @inlinable
    public init(seed: UInt64, number: UInt64 = 0, purpose: UInt32 = 0) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        counter = SIMD4(
            0, UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32),
            purpose)
    }

    /// The next 32 random bits.
    @inlinable
    public mutating func nextWord() -> UInt32 {
        if used == 4 {
            words = Philox4x32.image(of: counter, key: key)
            counter[0] &+= 1
            used = 0
        }
        defer { used += 1 }
        return words[used]
    }

    /// The next 64 random bits.
    @inlinable
    public mutating func next() -> UInt64 {
        let high = UInt64(nextWord())
        return high << 32 | UInt64(nextWord())
    }
}
