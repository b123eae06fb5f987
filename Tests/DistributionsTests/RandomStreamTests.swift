import TestSupport
import Testing

@testable import Distributions

/// One line of `kat_vectors` of Random123 1.14.0 (github.com/DEShawResearch/random123).
private struct KnownAnswer: Sendable {
    var counter: SIMD4<UInt32>
    var key: SIMD2<UInt32>
    var image: SIMD4<UInt32>
}

private let knownAnswers = [
    KnownAnswer(
        counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0),
        image: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    KnownAnswer(
        counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
        image: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    KnownAnswer(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0),
        image: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
]

@Suite struct RandomStreamTests {
    @Test(arguments: knownAnswers)
    private func philoxGivesThePublishedAnswers(_ known: KnownAnswer) {
        #expect(Philox4x32.image(of: known.counter, key: known.key) == known.image)
    }

    @Test func aStreamIsTheImagesOfItsCounters() {
        var stream = RandomStream(seed: 0x299f_31d0_a409_3822, number: 7 << 32 | 5, purpose: 3)
        let drawn = (0..<12).map { _ in stream.nextWord() }
        let images = (0..<3).flatMap { place in
            let image = Philox4x32.image(
                of: SIMD4(UInt32(place), 5, 7, 3), key: SIMD2(0xa409_3822, 0x299f_31d0))
            return (0..<4).map { image[$0] }
        }
        #expect(drawn == images)
    }

    @Test func streamsOfOtherNamesShareNothing() {
        let names: [(UInt64, UInt64, UInt32)] = [
            (1, 0, 0), (2, 0, 0), (1, 1, 0), (1, 0, 1), (1 << 32, 0, 0), (1, 1 << 32, 0),
        ]
        let starts = names.map { name in
            var stream = RandomStream(seed: name.0, number: name.1, purpose: name.2)
            return stream.next()
        }
        #expect(Set(starts).count == names.count)
    }

    /// Moments of 40,000 draws, each within 4.5 of its standard errors.
    @Test func drawsFollowTheirDistributions() {
        var stream = RandomStream(seed: 11)
        let n = 40_000
        func check(_ name: String, mean: Double, variance: Double, _ draw: () -> Double) {
            let drawn = (0..<n).map { _ in draw() }
            let average = drawn.reduce(0, +) / Double(n)
            #expect(
                abs(average - mean) < 4.5 * (variance / Double(n)).squareRoot(), "\(name)")
            let squares = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
            #expect(abs(squares / variance - 1) < 0.1, "\(name)")
        }
        check("uniform", mean: 0.5, variance: 1.0 / 12) { stream.uniform() }
        check("normal", mean: 0, variance: 1) { stream.normal() }
        check("exponential", mean: 3, variance: 9) { stream.exponential(mean: 3) }
        check("Poisson", mean: 1.3, variance: 1.3) {
            Double(stream.poisson(mean: 1.3, longest: 100))
        }
        check("chance", mean: 0.2, variance: 0.16) { stream.chance(0.2) ? 1 : 0 }
        let p = 1 / (1 + exponential(1.5))
        check("log odds", mean: p, variance: p * (1 - p)) { stream.chance(logOdds: -1.5) ? 1 : 0 }
        check("index", mean: 2, variance: 2) { Double(stream.index(below: 5)) }
        #expect((0..<1000).allSatisfy { _ in stream.poisson(mean: 50, longest: 20) <= 20 })
    }

    struct File: Decodable {
        struct Value: Decodable {
            let function: String
            let argument: Double
            let value: Double
        }
        let values: [Value]
    }

    @Test func portableFunctionsAgreeWithMpmath() throws {
        let file = try reference("portable_functions.json", as: File.self)
        #expect(file.values.count == 58)
        for entry in file.values {
            let x = entry.argument
            switch entry.function {
            case "exponential":
                #expect(relativeError(PortableFunctions.exponential(x), entry.value) < 1e-15)
            case "logarithm":
                let error = abs(PortableFunctions.logarithm(x) - entry.value)
                #expect(error <= 1e-15 * max(1, abs(entry.value)), "ln \(x)")
            default:
                let error = relativeError(PortableFunctions.normalQuantile(x), entry.value)
                #expect(error < 1e-14, "quantile \(x): \(error)")
            }
        }
        #expect(PortableFunctions.exponential(-1e300) > 0)
        #expect(PortableFunctions.exponential(1e300).isFinite)
        #expect(PortableFunctions.normalQuantile(0.5) == 0)
    }
}
