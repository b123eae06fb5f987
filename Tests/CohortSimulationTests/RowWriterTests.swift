import Testing

@testable import CohortSimulation

struct RowWriterTests {
    @Test(arguments: 1...8)
    func numbersAreWrittenAsTextWritesThem(_ width: Int) {
        let steps = (0..<19).map { step in (0..<step).reduce(1) { power, _ in power * 10 } }
        let numbers =
            steps.flatMap { [$0 - 1, $0, $0 + 1, $0 * 7 + $0 / 3] } + Array(0...10_001)
            + stride(from: 9999, to: 100_000_000, by: 99_991)
        let writer = RowWriter(capacity: 0)
        for number in numbers {
            var row = writer.startRow()
            row.write(number, width: width)
            writer.end(row)
            let digits = String(number)
            let zeros = String(repeating: "0", count: max(0, width - digits.count))
            if !writer.bytes.elementsEqual((zeros + digits).utf8) {
                Issue.record("\(number) in \(width) digits")
            }
            writer.removeAll()
        }
    }

    @Test func thousandthsHaveThreeDecimals() {
        let writer = RowWriter(capacity: 0)
        for number in 0...1000 {
            var row = writer.startRow()
            row.field(thousandths: number)
            writer.end(row)
            let text = String(number)
            let decimals =
                number == 1000 ? "000" : String(repeating: "0", count: 3 - text.count) + text
            let expected = (number == 1000 ? "1." : "0.") + decimals + ","
            #expect(writer.bytes.elementsEqual(expected.utf8), "\(number)")
            writer.removeAll()
        }
    }

    @Test func neighbouringFieldsAreWrittenForEveryChoice() {
        let words = Word.fields(["a", "b"], ["1", "", "3"])
        let texts = words.map { word in
            String(decoding: (0..<word.length).map { word.bytes[$0] }, as: UTF8.self)
        }
        #expect(texts == ["a,1,", "a,,", "a,3,", "b,1,", "b,,", "b,3,"])
    }
}
