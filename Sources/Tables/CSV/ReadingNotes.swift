extension WholeReading {
    /// What the reader should know of how the file was read, column after column.
    func notes(_ table: Table, _ pass: ChunkPass, isUTF8: Bool) -> [ReadingNote] {
        var notes: [ReadingNote] = []
        if !isUTF8 {
            notes.append(.windows1252)
        }
        for (place, column) in table.columns.enumerated() {
            switch column.values {
            case .date: notes += ambiguousDates(column.name, pass.sinks[place].dates)
            case .category(let categories) where dialect.kinds[column.name] == nil:
                notes += nearlyAnotherKind(
                    column.name, categories.levels, place, isUTF8: isUTF8
                ) { forms in
                    for row in 0..<column.count where column.validity[row] {
                        forms.count(categories.codes[row], row)
                    }
                }
            default: break
            }
        }
        return notes
    }

    /// How many values of a column of text are numbers or dates by their form.
    struct FormCounts {
        let isNumber: [Bool]
        let isDate: [Bool]
        var numbers = 0
        var dates = 0
        var values = 0
        var firstOther: Int?

        init(isNumber: [Bool], isDate: [Bool]) {
            (self.isNumber, self.isDate) = (isNumber, isDate)
        }

        mutating func count(_ code: Int, _ row: Int) {
            values += 1
            if isDate[code] { dates += 1 }
            if isNumber[code] {
                numbers += 1
            } else if firstOther == nil {
                firstOther = row
            }
        }
    }

    func ambiguousDates(_ name: String, _ dates: DateForms) -> [ReadingNote] {
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
    ///
    /// - Parameter countValues: counts the code of every value, with its row.
    func nearlyAnotherKind(
        _ name: String, _ levels: [String], _ place: Int, isUTF8: Bool,
        countValues: (inout FormCounts) -> Void
    ) -> [ReadingNote] {
        let forms = NumberForms(dialect)
        var counts = FormCounts(
            isNumber: levels.map { Self.isNumber($0, forms) },
            isDate: levels.map { Self.isSlashedDate($0) })
        guard counts.isNumber.contains(true) || counts.isDate.contains(true) else { return [] }
        countValues(&counts)
        let (numbers, dates, values) = (counts.numbers, counts.dates, counts.values)
        guard values >= 10 else { return [] }
        if let firstOther = counts.firstOther, Double(numbers) >= 0.8 * Double(values) {
            let (line, character) = self.place(
                ofRow: firstOther, field: place, isUTF8: isUTF8)
            return [
                .numbersAsText(
                    name, numbers: numbers, values: values, firstOther: (line, character))
            ]
        }
        guard Double(dates) >= 0.8 * Double(values) else { return [] }
        return [
            ReadingNote(
                "mixed_date_orders",
                "\"\(name)\" was read as text, but \(dates) of its \(values) values are dates "
                    + "such as 31/12/2024: some of them only with the day first and some only with "
                    + "the month first, or some that are no such dates. Mend them where the file "
                    + "comes from.", columns: [name])
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
