import Testing

@testable import Tables

private func read(_ text: String, _ dialect: CSVDialect = CSVDialect()) throws -> Table {
    try CSVReader.read(Array(text.utf8), dialect: dialect)
}

private func levels(_ column: Column?) -> [String]? {
    guard case .category(let categories) = column?.values else { return nil }
    return categories.levels
}

/// The values of a category column as text, nil where missing.
private func texts(_ column: Column?) -> [String?]? {
    guard let column, case .category(let categories) = column.values else { return nil }
    return (0..<column.count).map {
        column.validity[$0] ? categories.levels[categories.codes[$0]] : nil
    }
}

private func parsed<Value>(
    _ text: String, _ parse: (UnsafePointer<UInt8>, Int) -> Value?
) -> Value? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
        bytes.baseAddress.flatMap { parse($0, bytes.count) }
    }
}

struct CSVReaderTests {
    @Test func quotesHoldDelimitersNewlinesAndQuotes() throws {
        let table = try read("a,b\n\"x,y\",1\n\"line\nbreak\",2\n\"say \"\"hi\"\"\",3\n")
        #expect(texts(table["a"]) == ["x,y", "line\nbreak", "say \"hi\""])
        #expect(table.rowCount == 3)
    }

    @Test(arguments: [
        "a,b\n1,x\n2,y\n", "a,b\r\n1,x\r\n2,y", "\u{FEFF}a,b\r1,x\r2,y\r", "a,b\n\n1,x\n\n2,y\n\n",
    ])
    func lineEndsByteOrderMarkAndBlankLines(_ text: String) throws {
        let table = try read(text)
        #expect(table.names == ["a", "b"])
        #expect(table.rowCount == 2)
        guard case .integer(let values) = table["a"]?.values else {
            Issue.record("column a is not integer")
            return
        }
        #expect(values.widened == [1, 2])
    }

    @Test func kindsAreFoundOverTheWholeFile() throws {
        let table = try read(
            """
            i,r,b,d,c,late,code,huge,none
            1,1.5,true,2024-02-29,x,1,007,9223372036854775808,
            -2,2e-3,FALSE,1969-12-31,3,2,012,1,NA
            ,NA,,,,oops,,,null
            """)
        #expect(
            table.columns.map(\.kind) == [
                .integer, .real, .boolean, .date, .category, .category, .category, .category,
                .category,
            ])
        guard case .date(let days) = table["d"]?.values else {
            Issue.record("column d is not date")
            return
        }
        #expect(days[0] == 19_782 && days[1] == -1)
        #expect(table["i"]?.validity.missingCount == 1)
        #expect(table["none"]?.validity.missingCount == 3)
        #expect(levels(table["c"]) == ["3", "x"])
    }

    @Test func numbersWithAFewStrayWordsAreTold() throws {
        let rows = (0..<20).map { "\($0 == 7 ? "n/a" : "\($0)"),w\($0 % 3)" }
        let table = try read("days,ward\n" + rows.joined(separator: "\n"))
        let note = try #require(table.notes.first)
        #expect(note.code == "numbers_as_text" && note.columns == ["days"])
        #expect(note.message.contains("19 of its 20 values"))
        #expect(note.message.contains("line 9, character 1"))
        #expect(table.notes.count == 1 && table["days"]?.kind == .category)
    }

    @Test func numbersAreCorrectlyRounded() throws {
        let texts = [
            "0.1", "123456789012345.6789", "1e-300", "-7.25", ".5", "5.", "1.7976931348623157e308",
            "0.30000000000000004", "9007199254740993", "+3.0",
        ]
        for text in texts {
            #expect(parsed(text, { FieldParsing.real($0, $1) }) == Double(text), "\(text)")
        }
        for text in ["1e400", "0x10", "1,5", "-", ".", "1e", "inf", "nan", "007", "1 2", ""] {
            #expect(parsed(text, { FieldParsing.real($0, $1) }) == nil, "\(text)")
        }
        #expect(parsed("-9223372036854775808", { FieldParsing.integer($0, $1) }) == .min)
        #expect(parsed("9223372036854775808", { FieldParsing.integer($0, $1) }) == nil)
    }

    @Test func levelsAreOrderedByBytesAndNeedNoMoreThanTheirBytes() throws {
        #expect(levels(try read("x\nb\na\nB\né\n")["x"]) == ["B", "a", "b", "é"])
        let many = (0..<300).map { "l\($0)" }.joined(separator: "\n")
        guard case .category(let categories) = try read("x\n" + many)["x"]?.values,
            case .medium = categories.codes
        else {
            Issue.record("300 levels are not kept in two bytes")
            return
        }
        #expect(categories.levels.count == 300)
    }

    @Test func missingWordsAndDelimiterAreAsTold() throws {
        var dialect = CSVDialect(delimiter: 0x3B, missingWords: ["-", "unknown"])
        let table = try read("a;b\n-;NA\n1; unknown \n", dialect)
        #expect(table["a"]?.kind == .integer)
        #expect(texts(table["b"]) == ["NA", nil])
        dialect.kinds["a"] = .category
        #expect(levels(try read("a;b\n-;NA\n1;2\n", dialect)["a"]) == ["1"])
    }

    struct BadFile: Sendable {
        var text: String
        var code: DataError.Code
        var line: Int?
        var column: Int?
    }

    @Test(arguments: [
        BadFile(text: "", code: .emptyFile),
        BadFile(text: "a,b\n", code: .emptyFile, line: 1),
        BadFile(text: "a,b\n1,2\n3\n", code: .malformedCSV, line: 3, column: 1),
        BadFile(text: "a,b\n1,2,3\n", code: .malformedCSV, line: 2, column: 5),
        BadFile(text: "a,b\n1,\"two\n3,4\n", code: .malformedCSV, line: 2, column: 3),
        BadFile(text: "a,b\né,\"x\"y\n", code: .malformedCSV, line: 2, column: 6),
        BadFile(text: "a,a\n1,2\n", code: .repeatedColumn, line: 1, column: 3),
        BadFile(text: "a\nx\0y\n", code: .malformedCSV, line: 2, column: 2),
        BadFile(text: "a,b\n\"two\nlines\",1,2\n", code: .malformedCSV, line: 3, column: 10),
    ])
    func errorsPointAtLineAndColumn(_ file: BadFile) throws {
        let error = #expect(throws: DataError.self) { try read(file.text) }
        #expect(error?.code == file.code)
        #expect(error?.line == file.line)
        #expect(error?.column == file.column)
    }

    @Test func bytesThatAreNoTextAreAnError() {
        let undefined = Array("name\nZo".utf8) + [0x81, 0x0A]
        let error = #expect(throws: DataError.self) { try CSVReader.read(undefined) }
        #expect(error?.code == .encoding && error?.line == 2 && error?.column == 3)
        let halfPair: [UInt8] = [0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00, 0x00, 0xD8, 0x61, 0x00]
        let half = #expect(throws: DataError.self) { try CSVReader.read(halfPair) }
        #expect(half?.code == .encoding && half?.line == 2 && half?.column == 1)
    }

    @Test func aNameNotInTheFileGetsTheNearest() throws {
        var dialect = CSVDialect()
        dialect.kinds["absense"] = .real
        let error = #expect(throws: DataError.self) { try read("absence,ward\n1,x\n", dialect) }
        #expect(error?.hint == "Did you mean \"absence\"?")
    }
}
