import TestSupport
import Testing

@testable import ModelFormula

/// Columns taken as they lie against columns gone through row by row.
@Suite struct RowSelectionTests {
    @Test func whatIsNotFiniteIsFound() {
        #expect(([] as [Double]).areFinite)
        #expect([0, -0.0, 1, .greatestFiniteMagnitude, .leastNonzeroMagnitude].areFinite)
        for odd in [Double.nan, .infinity, -.infinity, .signalingNaN] {
            for place in 0..<9 {
                var column = [Double](repeating: -1e300, count: 9)
                column[place] = odd
                #expect(!column.areFinite)
            }
        }
        #expect(!EvaluatedValues.codes([0, 3, -1], levels: []).areFinite)
        #expect(EvaluatedValues.codes([0, 3, 1], levels: []).areFinite)
    }

    @Test(arguments: 0..<40) func wholeNumbersHaveTheLevelsOfAnyNumbers(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let low = [0.0, -5, 1_990, -4_000, 999_999_000][seed % 5]
        let spread = UInt64([1, 2, 12, 300, 4_095][Int(random.next() % 5)])
        var numbers = (0..<300).map { _ in low + Double(random.next() % (spread + 1)) }
        if seed % 3 == 0 { for _ in 0..<20 { numbers[Int(random.next() % 300)] = .nan } }
        if seed % 4 == 0, low == 0 { numbers[7] = -0.0 }
        let distinct = Set(numbers.filter { !$0.isNaN }).sorted()
        guard let found = WholeLevels(numbers) else {
            Issue.record("whole numbers close together")
            return
        }
        #expect(found.values.map(Double.init) == distinct)
        #expect(
            found.codes == numbers.map { number in Int32(distinct.firstIndex(of: number) ?? -1) })
    }

    @Test func otherNumbersAreLeftToTheLongWay() {
        #expect(WholeLevels([]) == nil)
        #expect(WholeLevels([.nan, .nan]) == nil)
        #expect(WholeLevels([0, 1, 2.5]) == nil)
        #expect(WholeLevels([0.5, 1.5]) == nil)
        #expect(WholeLevels([0, 5_000]) == nil)
        #expect(WholeLevels([2e9, 2e9 + 1]) == nil)
        #expect(WholeLevels([0, .infinity]) == nil)
        #expect(WholeLevels([-.infinity, .infinity]) == nil)
    }

    @Test(arguments: [1, 3, 4, 5, 10, 1_000]) func codesAreCountedAlike(rows: Int) {
        var random = SeededGenerator(seed: UInt64(rows))
        let codes = (0..<rows).map { _ in Int32(random.next() % 7) }
        let whole = RowSelection(rows: Array(0..<rows), isWhole: true)
        let each = RowSelection(rows: Array(0..<rows), isWhole: false)
        let known = (0..<7).map { level in codes.count { $0 == level } }
        #expect(whole.counts(of: codes, levels: 7) == known)
        #expect(each.counts(of: codes, levels: 7) == known)
        let some = whole.filter { $0 % 2 == 0 }
        #expect(some.isWhole == (rows == 1))
        #expect(some.of(codes) == stride(from: 0, to: rows, by: 2).map { codes[$0] })
    }
}
