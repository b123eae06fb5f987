import Foundation
import TestSupport
import Testing

@testable import Tables

/// A stream unpacks and converts as a whole reading does, and says what it cannot know.
struct TextStreamTests {
    private func levels(_ bytes: [UInt8], named name: String = "rows.csv") throws -> [String] {
        let folder = try Workspace()
        let path = folder.folder.appendingPathComponent(name)
        try Data(bytes).write(to: path)
        let whole = try CSVReader.read(path: path.path)
        let stream = try CSVTableStream(
            path: path.path, dialect: CSVDialect(), columns: [("name", .category)])
        var texts: [String] = []
        while let chunk = try stream.next(limit: 2) {
            guard case .category(let values) = chunk.table["name"]?.values else { continue }
            texts += (0..<chunk.table.rowCount).map { values.levels[values.codes[$0]] }
        }
        guard case .category(let values) = whole["name"]?.values else { return [] }
        #expect(texts == (0..<whole.rowCount).map { values.levels[values.codes[$0]] })
        return texts
    }

    @Test func utf16IsConverted() throws {
        let text = "id;name\r\n1;Zoë\r\n2;😀\r\n3;x\r\n"
        var little: [UInt8] = [0xFF, 0xFE]
        var big: [UInt8] = [0xFE, 0xFF]
        for unit in text.utf16 {
            little += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            big += [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        }
        #expect(try levels(little) == ["Zoë", "😀", "x"])
        #expect(try levels(big) == ["Zoë", "😀", "x"])
    }

    @Test func windows1252IsToldByTheWholeFile() throws {
        // The first rows are UTF-8 by chance; the last one is not.
        let bytes = Array("id,name\n1,".utf8) + [0xC3, 0xA9] + Array("\n2,a\n3,b\n4,Zo".utf8)
        #expect(try levels(bytes + [0xEB, 0x0A]) == ["Ã©", "a", "b", "Zoë"])
        #expect(try levels(bytes + [0x0A]) == ["é", "a", "b", "Zo"])
    }

    @Test func gzipMembersAreOneText() throws {
        let folder = try Workspace()
        try folder.write("a.csv", "id,name\n1,x\n")
        try folder.write("b.csv", "2,y\n3,z\n")
        let script = "gzip -c a.csv > all.csv.gz; gzip -c b.csv >> all.csv.gz"
        let ending = try runProgram("/bin/sh", ["-c", script], in: folder.folder)
        #expect(ending.code == 0)
        let packed = try Data(contentsOf: folder.folder.appendingPathComponent("all.csv.gz"))
        #expect(try levels(Array(packed), named: "all.csv.gz") == ["x", "y", "z"])
        let cut = Array(packed.dropLast(6))
        let error = #expect(throws: DataError.self) { try levels(cut) }
        #expect(error?.code == .readFailed)
    }

    /// A month behind the day would have been read as a day behind the month before.
    @Test func aDateThatNeedsTheMonthFirstIsAnError() throws {
        let folder = try Workspace()
        let path = try folder.write("d.csv", "d\n01/02/2024\n02/13/2024\n")
        func days(_ order: CSVDialect.DateOrder?) throws -> [Int32] {
            var dialect = CSVDialect()
            dialect.dateOrder = order
            let stream = try CSVTableStream(path: path, dialect: dialect, columns: [("d", .date)])
            guard case .date(let days) = try stream.next()?.table["d"]?.values else { return [] }
            return days
        }
        let error = #expect(throws: DataError.self) { try days(nil) }
        #expect(error?.hint == "Say so: --date-order mdy.")
        #expect(try days(.monthFirst) == [19_724, 19_766])
    }

    /// What a mark promises is held, in a stream as in a whole reading.
    @Test func bytesThatAMarkForbidsAreAnError() throws {
        let folder = try Workspace()
        let path = folder.folder.appendingPathComponent("m.csv")
        try Data([0xEF, 0xBB, 0xBF] + Array("x\ng".utf8) + [0x81, 0x0A]).write(to: path)
        #expect(throws: DataError.self) { try CSVReader.read(path: path.path) }
        let stream = try CSVTableStream(
            path: path.path, dialect: CSVDialect(), columns: [("x", .category)])
        let error = #expect(throws: DataError.self) { try stream.next() }
        #expect(error?.code == .encoding && error?.line == 2 && error?.column == 2)
    }

    /// A megabyte of packed zeros is a gigabyte of text: it is unpacked as it is read.
    @Test func packedTextIsUnpackedByTheWindow() throws {
        let folder = try Workspace()
        let script =
            "yes 1234567,abc | head -n 3000000 | (echo n,t; cat) | gzip -9 > long.csv.gz"
        #expect(try runProgram("/bin/sh", ["-c", script], in: folder.folder).code == 0)
        let source = try TextSource(
            path: folder.folder.appendingPathComponent("long.csv.gz").path, observe: { _ in })
        try source.fill(1)
        #expect(source.window.count < 1 << 23 && !source.isAtEnd)
        var bytes = 0
        while !(source.isAtEnd && source.window.isEmpty) {
            bytes += source.window.count
            source.pass(source.window.count)
            try source.fill(1)
        }
        #expect(bytes == 4 + 12 * 3_000_000)
    }
}
