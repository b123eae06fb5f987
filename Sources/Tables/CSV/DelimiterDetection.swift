/// Finds the byte between fields.
enum DelimiterDetection {
    /// Candidates in the order that settles ties, with their words.
    static let candidates: [(byte: UInt8, word: String)] = [
        (0x2C, "comma"), (0x3B, "semicolon"), (0x09, "tab"), (0x7C, "pipe"),
    ]

    private static let recordCount = 100
    private static let byteCount = 1 << 16

    /// The candidate that cuts the header into at least two fields and the first rows into the same
    /// number each; of several the one with the most fields. Where none does, the one that cuts
    /// the header into the most fields, and a comma where none cuts it.
    static func delimiter(of text: CSVText) -> UInt8 {
        var best: (byte: UInt8, fields: Int, isEven: Bool) = (0x2C, 1, false)
        let index = RecordIndex()
        for (byte, _) in candidates {
            let widths = widths(text, byte, index)
            guard let fields = widths.first, fields > 1 else { continue }
            let isEven = widths.allSatisfy { $0 == fields }
            if isEven == best.isEven ? fields > best.fields : isEven {
                best = (byte, fields, isEven)
            }
        }
        return best.byte
    }

    /// The fields of the first records; 0 for one that is none under this delimiter.
    private static func widths(_ text: CSVText, _ delimiter: UInt8, _ index: RecordIndex) -> [Int] {
        let end = min(text.bytes.count, text.start + byteCount)
        if end < text.bytes.count, header(text, end, delimiter, index) == 0 {
            // A header longer than the sample is looked at whole, and alone.
            return [header(text, text.bytes.count, delimiter, index)]
        }
        let bytes = UnsafeBufferPointer(rebasing: text.bytes[..<end])
        var widths: [Int] = []
        var next = text.start
        while widths.count < recordCount {
            do throws(RecordFailure) {
                try index.find(
                    in: bytes, from: next, before: end,
                    isWhole: text.isWhole && end == text.bytes.count,
                    delimiter: delimiter, width: 0, most: 1)
            } catch {
                return widths + [0]
            }
            guard index.rowCount == 1 else { break }
            widths.append(index.fieldCount)
            next = index.next
        }
        return widths
    }

    /// The fields of the first record; 0 where none ends before `end`.
    private static func header(
        _ text: CSVText, _ end: Int, _ delimiter: UInt8, _ index: RecordIndex
    ) -> Int {
        do throws(RecordFailure) {
            try index.find(
                in: UnsafeBufferPointer(rebasing: text.bytes[..<end]), from: text.start,
                before: end, isWhole: text.isWhole && end == text.bytes.count,
                delimiter: delimiter, width: 0, most: 1)
            return index.fieldCount
        } catch {
            return 0
        }
    }
}
