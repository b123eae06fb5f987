import Foundation
import Testing

@testable import Tables

@Suite struct ScratchFileTests {
    @Test("Bytes come back from where they were put, and the folder shows no file")
    func roundTrip() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("scratch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try ScratchFile(in: folder.path)
        var places: [Int] = []
        for k in 0..<50 {
            places.append(try file.append([UInt8](repeating: UInt8(k), count: 1000 * k)))
        }
        #expect(file.length == 1000 * 49 * 50 / 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        // What is forgotten takes nothing away from what stands beside it.
        file.forget(places[10]..<places[20])
        for k in [0, 1, 9, 20, 49] {
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000 * k, alignment: 1)
            defer { bytes.deallocate() }
            try file.read(at: places[k], into: bytes)
            #expect(bytes.allSatisfy { $0 == UInt8(k) })
        }
        let beyond = UnsafeMutableRawBufferPointer.allocate(byteCount: 10, alignment: 1)
        defer { beyond.deallocate() }
        #expect(throws: DataError.self) { try file.read(at: file.length - 5, into: beyond) }
    }

    @Test("Sizes of memory, and words that are none")
    func sizes() {
        let known = [
            ("2G", 2 << 30), ("2g", 2 << 30), ("512M", 512 << 20), ("1.5G", 3 << 29), ("1k", 1024),
            ("0.5MB", 1 << 19), ("1TiB", 1 << 40),
        ]
        for (word, bytes) in known { #expect(MemorySize.bytes(word) == bytes, "\(word)") }
        for word in [
            "", "G", "2", "-1G", "+1G", "1 G", "1e3M", ".5G", "nanG", "2GG", "9999999T", "0M",
        ] {
            #expect(MemorySize.bytes(word) == nil, "\(word)")
        }
        #expect(MemorySize.text(1) == "1 MB" && MemorySize.text(3 << 29) == "1.5 GB")
    }
}
