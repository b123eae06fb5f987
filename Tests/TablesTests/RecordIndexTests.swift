import TestSupport
import Testing

@testable import Tables

/// Records found 64 bytes at a time against those found byte by byte.
@Suite struct RecordIndexTests {
    private struct Found: Equatable {
        var fields: [String] = []
        var rows = 0
        var next = 0
        var hasDoubledQuotes = false
        var failure: String?

        init(_ index: RecordIndex, _ bytes: UnsafeBufferPointer<UInt8>, _ failure: RecordFailure?) {
            self.failure = failure.map { "\($0.reason) at \($0.offset)" }
            rows = index.rowCount
            next = index.next
            hasDoubledQuotes = index.hasDoubledQuotes
            fields = (0..<index.fieldCount).map { field in
                let (start, end) = index.fields.range(field)
                let text = bytes[index.origin + start..<index.origin + end]
                return "\(index.place(field)) \(index.fields.hasDoubledQuotes(field)) "
                    + String(decoding: text, as: UTF8.self)
            }
        }
    }

    /// A text of records, most of them plain, with something odd now and then.
    private func text(_ random: inout SeededGenerator, width: Int, oddities: Bool) -> [UInt8] {
        var text: [UInt8] = []
        let lineEnd: [UInt8] = random.next() % 2 == 0 ? [0x0A] : [0x0D, 0x0A]
        let records = Int(random.next() % 60) + 1
        let longest = [3, 70, 3000][Int(random.next() % 3)]
        for record in 0..<records {
            for field in 0..<width {
                if field > 0 { text.append(UInt8(ascii: ",")) }
                let length = Int(random.next() % UInt64(longest))
                var content = (0..<length).map { _ in UInt8(ascii: "a") + UInt8(random.next() % 3) }
                guard random.next() % 3 == 0 else {
                    text += content
                    continue
                }
                if !content.isEmpty, random.next() % 2 == 0 {
                    let place = Int(random.next() % UInt64(content.count))
                    content[place] = [0x2C, 0x0A, 0x0D][Int(random.next() % 3)]
                }
                if oddities, random.next() % 40 == 0 { content += Array("\"\"".utf8) }
                text += [0x22] + content + [0x22]
            }
            if oddities {
                let odd = ["x\"y", "\r", "\"open", "\u{0}", "\n", "\"a\"b", ",more", "\""]
                if random.next() % 60 == 0 { text += Array(odd[Int(random.next() % 8)].utf8) }
            }
            if record < records - 1 || random.next() % 3 > 0 { text += lineEnd }
        }
        return text
    }

    @Test(arguments: 0..<60) func bothWalksFindTheSame(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for round in 0..<10 {
            let width = Int(random.next() % 4) + 1
            let text = text(&random, width: width, oddities: round % 2 == 0)
            text.withUnsafeBufferPointer { bytes in
                let start = round % 5 == 4 ? Int(random.next() % UInt64(bytes.count)) : 0
                let limit =
                    round % 3 == 2 ? start + Int(random.next() % UInt64(bytes.count)) : bytes.count
                let most = round % 4 == 3 ? Int(random.next() % 20) : Int.max
                let isWhole = random.next() % 4 > 0
                let found = [true, false].map { mayBePlain -> Found in
                    let index = RecordIndex()
                    do throws(RecordFailure) {
                        if mayBePlain {
                            try index.find(
                                in: bytes, from: start, before: limit, isWhole: isWhole,
                                delimiter: 0x2C, width: width, most: most)
                        } else {
                            try index.walk(
                                bytes, from: start, before: limit, isWhole: isWhole,
                                delimiter: 0x2C, width: width, most: most)
                        }
                        return Found(index, bytes, nil)
                    } catch {
                        return Found(index, bytes, error)
                    }
                }
                #expect(found[0] == found[1], "seed \(seed), round \(round)")
            }
        }
    }

    /// A tile ends after 32,768 bytes, a block after 64: whatever stands there is found as elsewhere.
    @Test func bordersHideNothing() throws {
        let record = Array("\"a,b\",c\r\n".utf8)
        for padding in 32_768 - 140..<32_768 + 10 {
            let text =
                [UInt8](repeating: 0x78, count: padding) + Array(",y\n".utf8) + record + record
            try text.withUnsafeBufferPointer { bytes in
                let index = RecordIndex()
                try index.find(
                    in: bytes, from: 0, before: bytes.count, isWhole: true, delimiter: 0x2C,
                    width: 2)
                let other = RecordIndex()
                try other.walk(
                    bytes, from: 0, before: bytes.count, isWhole: true, delimiter: 0x2C, width: 2)
                #expect(index.rowCount == 3)
                #expect(Found(index, bytes, nil) == Found(other, bytes, nil))
            }
        }
    }

    @Test func shortNumbersAreThoseOfTheLongWay() {
        var random = SeededGenerator(seed: 7)
        let letters = Array("0123456789012345678901234567890123456789.-+e, ".utf8)
        var met = 0
        for round in 0..<40_000 {
            let length = Int(random.next() % 9) + 1
            var bytes = (0..<length).map { _ in letters[Int(random.next() % 46)] }
            if round % 2 == 0 {
                bytes = Array("\(Double(random.next() % 100_000) / 1000)".utf8)
                if round % 4 == 0 { bytes.insert(UInt8(ascii: "-"), at: 0) }
            }
            let count = bytes.count
            bytes += Array("77777777".utf8)
            bytes.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                guard let short = FieldParsing.shortReal(base, count) else { return }
                met += 1
                #expect(FieldParsing.real(base, count)?.bitPattern == short.bitPattern)
            }
        }
        #expect(met > 10_000)
    }
}
