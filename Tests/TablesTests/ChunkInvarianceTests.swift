import TestSupport
import Testing

@testable import Tables

/// A table as texts, to compare readings with each other: every cell, kind, note.
private func picture(_ table: Table) -> [String] {
    table.columns.map { column in
        let levels =
            if case .category(let values) = column.values { "\(values.levels)" } else { "" }
        return
            "\(column.name) \(column.kind) \(column.validity.missingCount) \(levels) \(column.cells)"
    } + table.notes.map { "\($0)" }
}

private func reading(_ bytes: [UInt8], chunkLength: Int, threads: Int) -> [String] {
    do {
        return picture(
            try CSVReader.read(
                FileBytes(bytes), dialect: CSVDialect(), threads: threads,
                chunkLength: chunkLength))
    } catch {
        return ["\(error.code) \(error.message) \(error.line ?? 0):\(error.column ?? 0)"]
    }
}

/// However the bytes are cut into chunks, and whoever reads them, the table is the same.
struct ChunkInvarianceTests {
    private static let texts = [
        "\u{FEFF}a,b\r\n\"x\"\"y\r\n\",é\r\n1,\"\"\r\nlast,2",
        "a,b\n1,\"a\nb\nc\nd\"\n2,\"\"\"\n\"\"\"\n3,x\n\n4,\"5\"\"\n,6\"\n",
        "n\n1\n2\n\n300\n70000\n5000000000\n-1\n",
        "v,w\n1,true\n2,false\n3.5,\n4,TRUE\nx,false\n6,maybe\n",
        "d,e\n01/02/2024,2024-01-01\n13/02/2024,2024-01-02\n,\n01/01/2023,2023-02-28\n",
        "d,e\n01/02/2024,01/13/2024\n13/02/2024,2024-01-02\n,x\n02/25/2023,2023-02-28\n",
        "a,b\r1,2\r3,4\r",
        "a,b\n1,2\n3\n4,5\n",
        "a,b\n1,\"2\n3,4\n",
        "a,b\n1,5\" pipe\n2,\"x\"\n3,6\"\n",
        "name,city\n\"a\nb\",\"c\n\nd\"\n\"e,f\",\"g\"\"\"\n\"h\n1,2\n3,4\n\",i\n",
    ]

    @Test(arguments: texts)
    func chunksAndThreadsChangeNothing(_ text: String) {
        let bytes = Array(text.utf8)
        let whole = reading(bytes, chunkLength: 1 << 20, threads: 1)
        for length in 1...40 {
            for threads in [1, 3] {
                #expect(
                    reading(bytes, chunkLength: length, threads: threads) == whole,
                    "chunks of \(length) bytes, \(threads) threads")
            }
        }
    }

    @Test(arguments: 1...6)
    func randomTextsAsWell(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            ",", ",", ",", "\n", "\n", "\r\n", "\"", "\"", "\"\"", "1", "2.5", "x", "NA", "true",
            "2024-02-29", "1/2/2024", "é", " ", "\"a\nb\"", "\"c,d\"",
        ]
        for _ in 0..<60 {
            let count = Int.random(in: 0...60, using: &generator)
            var text = "a,b\n"
            for _ in 0..<count { text += pieces.randomElement(using: &generator) ?? "" }
            let bytes = Array(text.utf8)
            let whole = reading(bytes, chunkLength: 1 << 20, threads: 1)
            for length in [1, 2, 3, 5, 8, 13, 21] {
                #expect(
                    reading(bytes, chunkLength: length, threads: 2) == whole,
                    "chunks of \(length) bytes of \(text.debugDescription)")
            }
        }
    }

    /// A stream of rows gives the cells that a whole reading gives.
    @Test func aStreamReadsTheSameCells() throws {
        let folder = try Workspace()
        var text = "id,when,score,kind\r\n"
        for row in 0..<5000 {
            text += "\(row),0\(row % 9 + 1)/1\(row % 3)/2024,\(Double(row) / 8),"
            text += row % 7 == 0 ? "\r\n" : "\"k \(row % 11),\"\"\n\"\r\n"
        }
        let path = try folder.write("rows.csv", text)
        let whole = try CSVReader.read(path: path, threads: 2)
        let stream = try CSVTableStream(
            path: path, dialect: CSVDialect(),
            columns: whole.columns.map { ($0.name, $0.kind) })
        var cells = [[String]](repeating: [], count: 4)
        while let chunk = try stream.next(limit: 777) {
            #expect(chunk.unreadable.isEmpty)
            for (place, column) in chunk.table.columns.enumerated() {
                cells[place] += column.cells
            }
        }
        #expect(cells == whole.columns.map(\.cells))
        #expect(whole.rowCount == 5000 && whole["kind"]?.validity.missingCount == 715)
    }
}

extension Column {
    fileprivate var cells: [String] {
        (0..<count).map { row in
            guard validity[row] else { return "∅" }
            return switch values {
            case .integer(let values): "\(values[row])"
            case .real(let values): "\(values[row])"
            case .boolean(let values): "\(values[row])"
            case .date(let values): CalendarDay.text(values[row])
            case .category(let values): "\"\(values.levels[values.codes[row]])\""
            }
        }
    }
}

/// What coverage-guided fuzzing found, kept.
struct FoundByFuzzingTests {
    private func error(_ text: String, _ chunkLength: Int) -> DataError? {
        #expect(throws: DataError.self) {
            try CSVReader.read(
                FileBytes(Array(text.utf8)),
                dialect: CSVDialect(kinds: ["a": .real, "b": .integer]), threads: 2,
                chunkLength: chunkLength)
        }
    }

    /// Of several mistakes the first in the file is told, however it is cut.
    @Test(arguments: [
        ("a,b\n1,2\nQ,2\n\"1", DataError.Code.typeMismatch, 3, 1),
        ("a,b\n1,x\nQ,2\n3\n", .typeMismatch, 2, 3),
        ("a,b\n1,2\n3\nQ,x\n", .malformedCSV, 3, 1),
        ("a,b\n1,2\n3,4\nQ,\0\n", .malformedCSV, 4, 3),
    ])
    func theFirstMistakeIsTold(
        _ text: String, _ code: DataError.Code, _ line: Int, _ column: Int
    ) {
        for length in 1...20 {
            let told = error(text, length)
            #expect(told?.code == code && told?.line == line && told?.column == column)
        }
    }

    /// A line inside quotes that looks like a row, in a column that is read again as text.
    @Test func noLevelIsLeftOfAWrongGuess() throws {
        let text = "a,b\nx,1\n\"p\nq,4\n,,\n\n\",2\ny,3\nz,4 \u{04}\n"
        for length in 1...40 {
            let table = try CSVReader.read(
                FileBytes(Array(text.utf8)), dialect: CSVDialect(), threads: 1,
                chunkLength: length)
            guard case .category(let values) = table["b"]?.values else {
                Issue.record("b is no category")
                return
            }
            #expect(values.levels == ["1", "2", "3", "4 \u{04}"], "chunks of \(length)")
        }
    }

    /// Numbers beyond what the parts of a date hold must not run into each other.
    @Test(arguments: ["2024-33-05", "2024-40-10", "2024-65-01", "2024-97-31", "2024-01-33"])
    func impossibleDaysAreText(_ day: String) throws {
        let table = try CSVReader.read(Array("d\n2024-01-31\n\(day)\n".utf8))
        #expect(table["d"]?.kind == .category)
    }

    /// Names are read as the rows are, and a place counts characters of the encoding.
    @Test func aFileHasOneEncoding() throws {
        let mixed = Array("caf".utf8) + [0xC3, 0xA9] + Array(",b\nx,".utf8) + [0xA3, 0x0A]
        #expect(try CSVReader.read(mixed).names == ["cafÃ©", "b"])
        let pounds = Array("a,b,c\n".utf8) + [0xA3, 0xA3, 0xA3, 0xA3] + Array(",\"abc\"z,1\n".utf8)
        let error = #expect(throws: DataError.self) { try CSVReader.read(pounds) }
        #expect(error?.line == 2 && error?.column == 11)
    }

    @Test func datesOfBothOrdersAreToldWithTheirPlace() {
        let dialect = CSVDialect(kinds: ["d": .date])
        let bytes = Array("x,d\n1,01/02/2024\n2,31/12/2024\n3,12/31/2024\n".utf8)
        let error = #expect(throws: DataError.self) {
            try CSVReader.read(bytes, dialect: dialect)
        }
        #expect(error?.code == .typeMismatch && error?.line == 4 && error?.column == 3)
    }

    @Test func aWholeZeroHasNoSign() throws {
        for length in [1, 3, 100] {
            let table = try CSVReader.read(
                FileBytes(Array("x\n-0\n.0\n-0.0\n".utf8)), dialect: CSVDialect(), threads: 2,
                chunkLength: length)
            guard case .real(let values) = table["x"]?.values else {
                Issue.record("x is not real")
                return
            }
            #expect(values.map(\.sign) == [.plus, .plus, .minus])
        }
    }
}
