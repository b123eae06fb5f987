import TestSupport
import Testing

@testable import Tables

/// What columns are made of: masks, packed numbers, the order of levels.
struct ColumnStorageTests {
    @Test(arguments: 1...8) func aMaskInRunsIsTheMaskOfItsRows(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var mask = ValidityMask()
        var rows: [Bool] = []
        for _ in 0..<40 {
            let count = Int.random(in: 0...130, using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0:
                mask.append(allValid: count)
                rows += [Bool](repeating: true, count: count)
            case 1:
                mask.append(allMissing: count)
                rows += [Bool](repeating: false, count: count)
            default:
                var words = (0..<4).map { _ in UInt64.random(in: .min ... .max, using: &generator) }
                // Bits beyond the last row are noise that must not come through.
                mask.append(&words, count: count)
                rows += (0..<count).map { words[$0 / 64] & (1 << UInt64($0 % 64)) != 0 }
            }
        }
        #expect(mask.count == rows.count && mask.missingCount == rows.count { !$0 })
        #expect(rows.indices.allSatisfy { mask[$0] == rows[$0] })
        var one = ValidityMask()
        for row in rows { one.append(row) }
        #expect(one == mask)
    }

    @Test(
        arguments: [
            ([0, 127, -128], 1), ([128], 2), ([-129], 2), ([32_767, -32_768], 2), ([32_768], 4),
            ([2_147_483_647, -2_147_483_648], 4), ([2_147_483_648], 8), ([.min, .max], 8), ([], 1),
        ] as [([Int64], Int)])
    func integersTakeTheFewestBytes(_ values: [Int64], _ bytes: Int) {
        let packed = Integers(values)
        #expect(packed.bytesPerRow == bytes)
        #expect(packed.widened == values && values.indices.allSatisfy { packed[$0] == values[$0] })
        #expect(packed.reals == values.map(Double.init))
    }

    /// An integer column grows wider only when a chunk needs it, wherever the chunks end.
    @Test(arguments: [3, 10, 64, 1000]) func widthsGrowWithTheChunks(_ chunkLength: Int) throws {
        let values: [Int64] = [1, -5, 127, 128, 40_000, 7, 3_000_000_000, -9_000_000_000, 0]
        let text = "n,t\n" + values.map { "\($0),L\($0)\n" }.joined()
        let table = try CSVReader.read(
            FileBytes(Array(text.utf8)), dialect: CSVDialect(), threads: 2,
            chunkLength: chunkLength)
        guard case .integer(let integers) = table["n"]?.values else {
            Issue.record("n is not integer")
            return
        }
        #expect(integers.widened == values && integers.bytesPerRow == 8)
    }

    @Test(arguments: 1...6) func levelsStandInTheOrderOfTheirBytes(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let parts = ["a", "b", "case-000", "case-0000", "12345678", "é", "z", "😀", "~"]
        var texts: Set<String> = []
        // More than the few that are compared, and many with long beginnings in common.
        for _ in 0..<600 {
            let count = Int.random(in: 1...6, using: &generator)
            texts.insert(
                (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined())
        }
        let shuffled = texts.shuffled(using: &generator)
        let table = try CSVReader.read(Array(("x\n" + shuffled.joined(separator: "\n")).utf8))
        guard case .category(let categories) = table["x"]?.values else {
            Issue.record("x is no category")
            return
        }
        #expect(categories.levels == texts.sorted { $0.precedesInBytes($1) })
        #expect(
            shuffled.indices.allSatisfy {
                categories.levels[categories.codes[$0]] == shuffled[$0]
            })
    }

    /// Keys of up to 16 bytes, hashes beyond, and a run that ends where the bytes do.
    @Test func levelsOfEveryLengthAreToldApart() throws {
        var texts: [String] = []
        for length in 1...40 {
            for last in ["x", "y"] {
                texts.append(String(repeating: "k", count: length - 1) + last)
            }
        }
        let table = try CSVReader.read(
            Array(("v,w\n" + (texts + texts).map { "1,\($0)" }.joined(separator: "\n")).utf8))
        guard case .category(let categories) = table["w"]?.values else {
            Issue.record("w is no category")
            return
        }
        #expect(categories.levels.count == 80)
        #expect((0..<160).allSatisfy { categories.levels[categories.codes[$0]] == texts[$0 % 80] })
    }
}
