import Foundation
import TestSupport
import Testing

@testable import Tables

/// A file that is written to, or cut short, while its bytes are mapped gives an error and no figure.
struct ChangedFileTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func file(rows: Int) throws -> String {
        let lines = (0..<rows).map { "\($0),\($0 % 97),name \($0 % 13)" }
        return try workspace.write(
            "cases.csv", (["id,count,name"] + lines).joined(separator: "\n") + "\n")
    }

    private func failure<Value>(_ work: () throws -> Value) -> DataError? {
        do { _ = try work() } catch { return error as? DataError }
        return nil
    }

    /// Pages that were never read are gone: reading them would end the process by SIGBUS.
    @Test(arguments: [0, 1, 4_096, 50_000, 1_000_001])
    func bytesThatAFileLostAreAnError(_ length: Int) throws {
        let path = try file(rows: 100_000)
        let bytes = try FileBytes(path: path)
        #expect(bytes.isMapped)
        #expect(truncate(path, off_t(length)) == 0)
        for threads in [1, 2] {
            let failure = failure { try CSVReader.read(bytes, threads: threads) }
            #expect(failure?.code == .readFailed)
            #expect(failure?.message == "The file changed while it was read.")
        }
    }

    /// Behind its new end the last page of a file reads as zeros, without a signal.
    @Test func theEndOfAPageIsNoSilentLoss() throws {
        let path = try file(rows: 40)
        let bytes = try FileBytes(path: path)
        #expect(truncate(path, off_t(bytes.bytes.count - 5)) == 0)
        #expect(failure { try CSVReader.read(bytes) }?.code == .readFailed)
        #expect(
            failure { try CSVReader.columnNames(of: bytes, dialect: CSVDialect()) }?.code
                == .readFailed)
    }

    /// Whatever name it has by then.
    @Test func aFileThatIsWrittenToAndMovedIsFoundOut() throws {
        let path = try file(rows: 40)
        let bytes = try FileBytes(path: path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seek(toOffset: 20)
        handle.write(Data("9".utf8))
        try handle.close()
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        #expect(failure { try CSVReader.read(bytes) }?.code == .readFailed)
    }

    /// A row that is half written is half a number.
    @Test func aFileThatGrowsIsReadAgainLater() throws {
        let path = try file(rows: 40)
        let bytes = try FileBytes(path: path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        handle.write(Data("40,40,name 1\n".utf8))
        try handle.close()
        #expect(failure { try CSVReader.read(bytes) }?.code == .readFailed)
        #expect(try CSVReader.read(path: path).rowCount == 41)
    }

    @Test func aFileThatAnotherTookThePlaceOfIsWhatItWas() throws {
        let path = try file(rows: 40)
        let bytes = try FileBytes(path: path)
        let other = try workspace.write("other.csv", "id,count,name\n1,2,a\n")
        #expect(rename(other, path) == 0)
        #expect(try CSVReader.read(bytes).rowCount == 40)
        #expect(try CSVReader.read(path: path).rowCount == 1)
    }

    @Test func manyFilesAreLookedAfterAtOnce() throws {
        let paths = try (0..<40).map { index in
            try workspace.write("f\(index).csv", "x\n" + String(repeating: "1\n", count: 9_000))
        }
        let files = try paths.map { try FileBytes(path: $0) }
        for index in stride(from: 0, to: 40, by: 3) { #expect(truncate(paths[index], 4_096) == 0) }
        for (index, bytes) in files.enumerated() {
            let failure = failure { try CSVReader.read(bytes) }
            #expect((failure == nil) == (index % 3 != 0))
        }
    }
}
