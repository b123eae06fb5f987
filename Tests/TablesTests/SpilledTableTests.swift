import Glibc
import TestSupport
import Testing

@testable import Tables

/// A file read through a scratch file is the table that it is in memory.
@Suite struct SpilledTableTests {
    private static func spilled(
        _ bytes: [UInt8], _ dialect: CSVDialect = CSVDialect(), threads: Int = 2,
        chunkLength: Int? = nil, memory: Int = 1 << 26, keeping: Set<String>? = nil
    ) throws -> SpilledTable {
        let file = try FileBytes(bytes)
        let names = keeping == nil ? try CSVReader.columnNames(of: file, dialect: dialect) : []
        return try CSVReader.spill(
            file, dialect: dialect, keeping: keeping ?? Set(names),
            to: try ScratchFile(in: "/tmp"), memory: memory, threads: threads,
            chunkLength: chunkLength, runLength: chunkLength ?? SpilledTable.runLength)
    }

    /// The cells of a column as text, with the kind and the levels.
    private static func cells(_ column: Column) -> [String] {
        (0..<column.count).map { row in
            guard column.validity[row] else { return "-" }
            switch column.values {
            case .integer(let values): return "\(values[row])"
            case .real(let values): return "\(values[row].bitPattern)"
            case .boolean(let values): return "\(values[row])"
            case .date(let values): return "\(values[row])"
            case .category(let values): return values.levels[values.codes[row]]
            }
        }
    }

    private static func requireSame(_ bytes: [UInt8], _ dialect: CSVDialect, _ seed: UInt64) throws
    {
        let table = try CSVReader.read(bytes, dialect: dialect)
        let spilled = try spilled(bytes, dialect, threads: 1 + Int(seed % 3), chunkLength: 90)
        try #require(spilled.rowCount == table.rowCount)
        #expect(spilled.names == table.names)
        #expect(spilled.notes == table.notes, "seed \(seed)")
        let runs = try (0..<spilled.runCount).map { try spilled.table(ofRun: $0) }
        for (place, column) in table.columns.enumerated() {
            let parts = runs.map { $0.columns[place] }
            #expect(parts.allSatisfy { $0.kind == column.kind }, "seed \(seed) \(column.name)")
            #expect(parts.flatMap(Self.cells) == Self.cells(column), "seed \(seed) \(column.name)")
            #expect(spilled.missingCount(of: column.name) == column.validity.missingCount)
            if case .category(let whole) = column.values {
                for part in parts {
                    guard case .category(let own) = part.values else { continue }
                    #expect(own.levels == whole.levels, "seed \(seed) \(column.name)")
                }
            }
        }
    }

    @Test("Hundreds of tables of every kind, with quotes, missing cells and either line end")
    func randomTables() throws {
        for seed in UInt64(0)..<300 {
            var random = SeededGenerator(seed: seed)
            let end = seed % 2 == 0 ? "\n" : "\r\n"
            let late = Int.random(in: 0..<400, using: &random)
            var text = "whole,real,word,flag,day,late,empty,slash" + end
            for row in 0..<Int.random(in: 1..<400, using: &random) {
                var cells = [
                    "\(Int.random(in: -200..<(seed % 5 == 0 ? 100_000 : 300), using: &random))",
                    "\(Double.random(in: -1...1, using: &random))",
                    ["a", "\"b, \"\"c\"\"\"", "\"two\nlines\"", "é", " blank "].randomElement(
                        using: &random) ?? "",
                    Bool.random(using: &random) ? "true" : "FALSE",
                    "20\(Int.random(in: 10..<24, using: &random))-0\(Int.random(in: 1..<10, using: &random))-11",
                    // Numbers, and from some row on text: read twice.
                    row == late ? "x" : "\(row % 7)", "",
                    "\(Int.random(in: 1..<(seed % 3 == 0 ? 13 : 28), using: &random))/0\(Int.random(in: 1..<10, using: &random))/2020",
                ]
                for place in cells.indices where Double.random(in: 0..<1, using: &random) < 0.1 {
                    cells[place] = ["", "NA", "\"\""].randomElement(using: &random) ?? ""
                }
                text += cells.joined(separator: ",") + end
            }
            try Self.requireSame(Array(text.utf8), CSVDialect(), seed)
        }
    }

    @Test("Windows-1252, and a column of whole numbers that turn out to be decimal in a late chunk")
    func encodingAndWidening() throws {
        var bytes = Array("ward,x\n".utf8)
        for row in 0..<500 {
            bytes += [0xE9, 0x2C] + Array("\(row)\(row > 400 ? ".5" : "")\n".utf8)
        }
        try Self.requireSame(bytes, CSVDialect(), 1)
    }

    @Test("Columns that are not asked for are not kept")
    func someColumns() throws {
        let spilled = try Self.spilled(Array("a,b,c\n1,x,2\n3,y,4\n".utf8), keeping: ["c", "b"])
        #expect(spilled.names == ["b", "c"])
        #expect(spilled.fileNames == ["a", "b", "c"])
        #expect(Self.cells(try spilled.table(ofRun: 0).columns[1]) == ["2", "4"])
    }

    @Test("What is wrong with a file is told as in memory")
    func errors() throws {
        let texts = [
            "a,b\n1\n", "a\n\"x", "a,a\n1,2\n", "a\n", "", "d\n13/01/2020\n01/13/2020\n",
        ]
        for text in texts {
            var dialect = CSVDialect()
            if text.hasPrefix("d") { dialect.kinds = ["d": .date] }
            var inMemory: DataError?
            do { _ = try CSVReader.read(Array(text.utf8), dialect: dialect) } catch let error {
                inMemory = error
            }
            let expected = try #require(inMemory, "\(text)")
            #expect(throws: expected) { try Self.spilled(Array(text.utf8), dialect) }
        }
    }

    @Test("More levels than memory holds are an error that names the column")
    func tooManyLevels() throws {
        let text = "id,x\n" + (0..<20_000).map { "case\($0),1\n" }.joined()
        let error = #expect(throws: DataError.self) {
            try Self.spilled(Array(text.utf8), memory: 1 << 17)
        }
        #expect(error?.code == .memoryTooSmall)
        #expect(error?.message.contains("\"id\"") == true)
    }

    @Test("A folder that is not there, or may not be written to, is refused")
    func noFolder() throws {
        for folder in ["/no/such/folder", "/proc"] {
            let error = #expect(throws: DataError.self) { try ScratchFile(in: folder) }
            #expect(error?.code == .scratchUnavailable)
            #expect(error?.message.contains(folder) == true)
        }
    }
}
