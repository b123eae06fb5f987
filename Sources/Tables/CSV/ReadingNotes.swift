extension WholeReading {
    /// What the reader should know of how the file was read, column after column.
    func notes(_ table: Table, _ pass: ChunkPass, isUTF8: Bool) -> [ReadingNote] {
        var notes: [ReadingNote] = []
        if !isUTF8 {
            notes.append(
                ReadingNote(
                    "windows_1252",
                    "The file is not UTF-8 text and was read as Windows-1252, as Excel writes it."))
        }
        for (place, column) in table.columns.enumerated() {
            switch column.values {
            case .date: notes += ambiguousDates(column.name, pass.sinks[place].dates)
            case .category(let categories) where dialect.kinds[column.name] == nil:
                notes += nearlyAnotherKind(column, categories, place, isUTF8: isUTF8)
            default: break
            }
        }
        return notes
    }

    private func ambiguousDates(_ name: String, _ dates: DateForms) -> [ReadingNote] {
        guard dialect.dateOrder == nil, dates.hasSlashed, dates.canBeDayFirst,
            dates.canBeMonthFirst, dates.orderMatters
        else { return [] }
        return [
            ReadingNote(
                "ambiguous_dates",
                "The dates of \"\(name)\" were read with the day first, as in 31/12/2024; every one "
                    + "of them could have the month first as well. Say which it is: --date-order "
                    + "dmy, or mdy.", columns: [name])
        ]
    }

    /// Text that is numbers, or dates, but for a few values.
    private func nearlyAnotherKind(
        _ column: Column, _ categories: Categories, _ place: Int, isUTF8: Bool
    )
        -> [ReadingNote]
    {
        let forms = NumberForms(dialect)
        let isNumber = categories.levels.map { Self.isNumber($0, forms) }
        let isDate = categories.levels.map { Self.isSlashedDate($0) }
        guard isNumber.contains(true) || isDate.contains(true) else { return [] }
        var (numbers, dates, values) = (0, 0, 0)
        var firstOther: Int?
        for row in 0..<column.count where column.validity[row] {
            let code = categories.codes[row]
            values += 1
            if isDate[code] { dates += 1 }
            if isNumber[code] {
                numbers += 1
            } else if firstOther == nil {
                firstOther = row
            }
        }
        guard values >= 10 else { return [] }
        if let firstOther, Double(numbers) >= 0.8 * Double(values) {
            let (line, character) = self.place(
                ofRow: firstOther, field: place, isUTF8: isUTF8)
            return [
                .numbersAsText(
                    column.name, numbers: numbers, values: values, firstOther: (line, character))
            ]
        }
        guard Double(dates) >= 0.8 * Double(values) else { return [] }
        return [
            ReadingNote(
                "mixed_date_orders",
                "\"\(column.name)\" was read as text, but \(dates) of its \(values) values are dates "
                    + "such as 31/12/2024: some of them only with the day first and some only with "
                    + "the month first, or some that are no such dates. Mend them where the file "
                    + "comes from.", columns: [column.name])
        ]
    }

    private static func isNumber(_ text: String, _ forms: NumberForms) -> Bool {
        guard forms.isPlain else { return withBytes(of: text) { forms.real($0, $1) != nil } }
        return !beginsWithLetter(text)
            && withBytes(of: text) { FieldParsing.real($0, $1, mark: forms.mark) != nil }
    }

    private static func isSlashedDate(_ text: String) -> Bool {
        !beginsWithLetter(text)
            && withBytes(of: text) { start, count in
                WrittenDate(start, count).map { !$0.isISO } ?? false
            }
    }

    /// Most texts do, and no plain number or date does.
    private static func beginsWithLetter(_ text: String) -> Bool {
        text.utf8.first.map { (0x41...0x7A).contains($0) } ?? true
    }

    private static func withBytes(
        of text: String, _ work: (UnsafePointer<UInt8>, Int) -> Bool
    ) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let base = bytes.baseAddress else { return false }
            var (start, end) = (0, bytes.count)
            while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
            while start < end, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
            return work(base + start, end - start)
        }
    }

    /// Where the field of a row stands, found by going over the records again.
    func place(ofRow row: Int, field: Int, isUTF8: Bool? = nil) -> (line: Int, column: Int) {
        let index = RecordIndex()
        var next = header.end
        var rows = 0
        while next < text.bytes.count {
            do throws(RecordFailure) {
                try index.find(
                    in: text.bytes, from: next, before: min(text.bytes.count, next + 1 << 19),
                    isWhole: true, delimiter: header.delimiter, width: header.names.count)
            } catch {
                break
            }
            if row < rows + index.rowCount {
                return text.place(
                    index.place((row - rows) * header.names.count + field),
                    isKnownUTF8: isUTF8)
            }
            rows += index.rowCount
            next = index.next
        }
        return (1, 1)
    }
}
