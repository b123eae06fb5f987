import Distributions
import Testing

/// What is drawn many at a time is what is drawn one by one, to the last bit.
@Suite struct RandomBatchTests {
    @Test(arguments: [0, 4, 4096, 4 * (Int(UInt32.max) - 5)])
    func wordsAreThoseOfTheStream(_ place: Int) {
        let (seed, number): (UInt64, UInt64) = (0x299f_31d0_a409_3822, 7 << 32 | 5)
        let count = 5 * RandomStream.wordsAtOnce
        var words = [UInt32](repeating: 0, count: count + 9)
        words.withUnsafeMutableBufferPointer {
            RandomStream.writeWords(seed: seed, number: number, purpose: 3, from: place, to: $0)
        }
        for index in 0..<count {
            let image = Philox4x32.image(
                of: SIMD4(UInt32(truncatingIfNeeded: (place + index) / 4), 5, 7, 3),
                key: SIMD2(0xa409_3822, 0x299f_31d0))
            #expect(words[index] == image[index % 4], "word \(place + index)")
        }
        #expect(words[count...].allSatisfy { $0 == 0 })
    }

    @Test func normalsAreThoseOfTheStream() {
        // The ends, the middle, both seams between centre and shoulders, and words at random.
        let seams: [UInt32] = [0x1333_3333, 0xECCC_CCCC, 0x8000_0000, 0x8, .max - 8]
        var stream = RandomStream(seed: 5)
        let words =
            seams.flatMap { seam in (0..<17).map { seam &- 8 &+ $0 } }
            + (0..<50_000).map { _ in stream.nextWord() }
        var deviates = [Double](repeating: 0, count: words.count)
        PortableFunctions.normals(words, count: words.count, to: &deviates)
        let differing = zip(words, deviates).filter { word, deviate in
            let p = (Double(word) + 0.5) * 0x1p-32
            return PortableFunctions.normalQuantile(p).bitPattern != deviate.bitPattern
        }
        #expect(differing.isEmpty, "\(differing.prefix(3))")
    }

    @Test(arguments: [0.01, 1.0, 30.0, 800.0])
    func exponentialsAreThoseOfOneNumber(_ spread: Double) {
        var stream = RandomStream(seed: 6)
        let numbers =
            [0, -0.0, 700, -700, 701, -1e300, 1e300, .leastNonzeroMagnitude]
            + (0..<20_003).map { _ in spread * (2 * stream.uniform() - 1) }
        var powers = numbers
        powers.withUnsafeMutableBufferPointer { powers in
            guard let base = powers.baseAddress else { return }
            PortableFunctions.exponentials(base, count: powers.count, to: base)
        }
        let differing = zip(numbers, powers).filter { number, power in
            PortableFunctions.exponential(number).bitPattern != power.bitPattern
        }
        #expect(differing.isEmpty, "\(differing.prefix(3))")
    }

    @Test(arguments: [0, 1, 8, 20])
    func countsAreThoseOfTheStream(_ longest: Int) {
        let means = (0..<4096).map { PortableFunctions.exponential(Double($0 % 83) / 10 - 5) }
        let none = means.map { PortableFunctions.exponential(-$0) }
        var stream = RandomStream(seed: 7)
        let words = means.map { _ in stream.nextWord() }
        var counts = [Int](repeating: -1, count: means.count)
        PortableFunctions.poissonCounts(
            words, means: means, none: none, longest: longest, count: means.count, to: &counts)
        stream = RandomStream(seed: 7)
        #expect(counts == means.map { stream.poisson(mean: $0, longest: longest) })
    }
}
