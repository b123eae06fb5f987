import CKernels

extension RandomStream {
    /// How many words are made at once: the length of a batch is a multiple of it.
    public static let wordsAtOnce = 32

    /// Writes the words of the whole stream from a place on, a multiple of 4: those that `nextWord`
    /// gives one by one. A remainder beyond a multiple of `wordsAtOnce` is left as it is.
    public static func writeWords(
        seed: UInt64, number: UInt64, purpose: UInt32, from place: Int,
        to words: UnsafeMutableBufferPointer<UInt32>
    ) {
        guard let base = words.baseAddress else { return }
        let start = RandomStream(seed: seed, number: number, purpose: purpose)
        var counter = start.counter
        counter[0] = UInt32(truncatingIfNeeded: place / 4)
        withUnsafeBytes(of: counter) { counter in
            withUnsafeBytes(of: start.key) { key in
                cw_philox_words(
                    counter.assumingMemoryBound(to: UInt32.self).baseAddress,
                    key.assumingMemoryBound(to: UInt32.self).baseAddress,
                    words.count / wordsAtOnce, base)
            }
        }
    }
}

/// Reads words that lie in memory, one after another.
@frozen
public struct WordReader: RandomWordSource {
    /// Where the next word lies.
    public var next: UnsafePointer<UInt32>

    /// A reader of the words from here on; its user sees to it that they suffice.
    @inlinable
    public init(_ next: UnsafePointer<UInt32>) { self.next = next }

    /// The next 32 bits.
    @inlinable
    public mutating func nextWord() -> UInt32 {
        defer { next += 1 }
        return next.pointee
    }
}

extension PortableFunctions {
    /// The normal deviates that `RandomStream.normal` makes of words, to the last bit.
    public static func normals(
        _ words: UnsafePointer<UInt32>, count: Int, to deviates: UnsafeMutablePointer<Double>
    ) {
        cw_normal_quantiles(count, words, deviates)
    }

    /// `exponential` of many numbers, to the last bit; they may be replaced in place.
    public static func exponentials(
        _ numbers: UnsafePointer<Double>, count: Int, to powers: UnsafeMutablePointer<Double>
    ) {
        cw_exponentials(count, numbers, powers)
    }

    /// The counts that `RandomStream.poisson` makes of words, to the last bit.
    ///
    /// - Parameters:
    ///   - none: e⁻ᵐ of each mean m.
    ///   - counts: the counts; all have room for a multiple of 8.
    public static func poissonCounts(
        _ words: UnsafePointer<UInt32>, means: UnsafePointer<Double>, none: UnsafePointer<Double>,
        longest: Int, count: Int, to counts: UnsafeMutablePointer<Int>
    ) {
        counts.withMemoryRebound(to: Int64.self, capacity: (count + 7) / 8 * 8) {
            cw_poisson_counts(count, words, means, none, Int32(clamping: longest), $0)
        }
    }
}
