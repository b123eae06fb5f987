import TestSupport
import Testing

@testable import ModelFormula

@Suite struct StoredNumbersTests {
    @Test("Numbers come back bit by bit from the fewest bytes that hold them")
    func packedNumbers() {
        let runs: [([Double], PackedNumbers.Width)] = [
            ([], .int8), ([0, 1, 1, 0], .int8), ([-128, 127], .int8), ([-129, 3], .int16),
            ([128], .int16), ([32_767, -32_768], .int16), ([32_768], .int32),
            ([2_147_483_647, -2_147_483_647], .int32), ([2_147_483_648], .double),
            ([-0.0], .double),
            ([0.5], .double), ([.nan, 1], .double), ([1e300, -.infinity], .double),
            ([1, 2, .leastNonzeroMagnitude], .double),
        ]
        for (numbers, width) in runs {
            var bytes: [UInt8] = [9, 9, 9]
            #expect(PackedNumbers.append(numbers[...], to: &bytes) == width, "\(numbers)")
            #expect(bytes.count == 3 + numbers.count * width.bytes)
            let back = bytes.withUnsafeBytes {
                PackedNumbers.numbers(
                    UnsafeRawBufferPointer(rebasing: $0[3...]), width, count: numbers.count)
            }
            #expect(back.map(\.bitPattern) == numbers.map(\.bitPattern))
        }
    }

    @Test(
        "Levels that are met run after run end in the order and with the counts of all rows at once"
    )
    func levelTally() {
        for seed in UInt64(0)..<100 {
            var random = SeededGenerator(seed: seed)
            let numbers = (0..<300).map { _ in
                Double.random(in: 0..<1, using: &random) < 0.1
                    ? .nan : Double(Int.random(in: -5..<20, using: &random))
            }
            let whole = LevelTexts(.numbers(numbers, .number), rowCount: numbers.count)
            var tally = LevelTally()
            var codes: [Int32] = []
            for start in stride(from: 0, to: 300, by: 37) {
                let run = Array(numbers[start..<min(300, start + 37)])
                let own = tally.codes(.numbers(run, .number), rowCount: run.count)
                for code in own where code >= 0 { tally.count(code) }
                codes += own
            }
            let order = tally.order
            #expect(order.map(tally.text) == whole.levels, "seed \(seed)")
            var place = [Int32](repeating: -1, count: tally.count)
            for (k, code) in order.enumerated() { place[code] = Int32(k) }
            #expect(codes.map { $0 < 0 ? -1 : place[Int($0)] } == whole.codes)
            let counts = whole.levels.indices.map { level in
                whole.codes.filter { $0 == Int32(level) }.count
            }
            #expect(order.map { tally.counts[$0] } == counts)
        }
    }

    @Test("Texts are ordered by bytes, truth values are both there")
    func textsAndTruths() {
        var texts = LevelTally()
        _ = texts.codes(.codes([1, 0], levels: ["b", "ä"]), rowCount: 2)
        _ = texts.codes(.codes([0, -1], levels: ["a"]), rowCount: 2)
        #expect(texts.order.map(texts.text) == ["a", "b", "ä"])
        var truths = LevelTally()
        #expect(truths.codes(.numbers([1, 1, .nan], .truth), rowCount: 3) == [1, 1, -1])
        #expect(truths.order.map(truths.text) == ["false", "true"])
    }
}
