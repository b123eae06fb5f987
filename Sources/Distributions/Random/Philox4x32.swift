/// Philox4x32-10: a bijection of 128-bit counters for each 64-bit key, whose images look random.
///
/// Being a function and no state, it gives any part of any stream at once: work that is cut into
/// blocks draws the same numbers in whatever order and on however many threads the blocks are done.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3", SC11, 2011. The known answers in the tests are those of its authors' Random123.
public enum Philox4x32 {
    /// The image of a counter under a key, after ten rounds.
    @inlinable
    public static func image(of counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
        var (k0, k1) = (key[0], key[1])
        for _ in 0..<10 {
            let first = UInt64(x0) &* 0xD251_1F53
            let second = UInt64(x2) &* 0xCD9E_8D57
            x0 = UInt32(truncatingIfNeeded: second >> 32) ^ x1 ^ k0
            x1 = UInt32(truncatingIfNeeded: second)
            x2 = UInt32(truncatingIfNeeded: first >> 32) ^ x3 ^ k1
            x3 = UInt32(truncatingIfNeeded: first)
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(x0, x1, x2, x3)
    }
}
