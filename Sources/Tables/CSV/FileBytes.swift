import CZlib
import Glibc

/// The bytes of a file, in memory for as long as this lives: mapped where the file allows it, so
/// that the memory they take can be given back while they are read.
public final class FileBytes: @unchecked Sendable {
    /// The bytes.
    let bytes: UnsafeBufferPointer<UInt8>
    /// Whether they are mapped from a file, and not held in memory.
    public var isMapped: Bool { isFile }
    private let isFile: Bool
    /// Whether there is not a byte.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Maps a file; reads standard input for the path `-`, and pipes, to their end.
    ///
    /// - Throws: `DataError` where the path cannot be read, or memory does not suffice.
    public convenience init(path: String) throws(DataError) {
        let source = try ByteSource(path: path)
        if let length = source.regularFileLength, length > 0,
            let address = mmap(nil, length, PROT_READ, MAP_PRIVATE, source.descriptor, 0),
            address != MAP_FAILED
        {
            madvise(address, length, MADV_SEQUENTIAL)
            self.init(address, count: length, isFile: true)
            return
        }
        var memory = GrowingBytes()
        while true {
            let room = try memory.room(atLeast: 1 << 20)
            let count = try source.read(into: room)
            if count == 0 { break }
            memory.count += count
        }
        self.init(memory)
    }

    /// A copy of bytes that lie in memory.
    public convenience init(_ bytes: [UInt8]) throws(DataError) {
        var memory = GrowingBytes()
        // Room for one at least, so that there is an address.
        let room = try memory.room(atLeast: max(1, bytes.count))
        room.copyBytes(from: bytes)
        memory.count = bytes.count
        self.init(memory)
    }

    convenience init(_ memory: consuming GrowingBytes) {
        let (address, count) = memory.given()
        self.init(address, count: count, isFile: false)
    }

    private init(_ address: UnsafeMutableRawPointer?, count: Int, isFile: Bool) {
        bytes = UnsafeBufferPointer(
            start: address.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) },
            count: count)
        self.isFile = isFile
    }

    deinit {
        guard let base = bytes.baseAddress else { return }
        let address = UnsafeMutableRawPointer(mutating: base)
        if isFile {
            munmap(address, bytes.count)
        } else {
            free(address)
        }
    }

    /// Lends all bytes in order, a block at a time, and gives the memory of each back.
    public func forEachBlock(_ work: (UnsafeRawBufferPointer) -> Void) {
        var start = 0
        while start < bytes.count {
            let block = start..<min(bytes.count, start + 1 << 22)
            work(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[block])))
            release(block)
            start = block.upperBound
        }
    }

    /// Asks for a run of bytes at once, where the system can.
    func prepare(_ range: Range<Int>) {
        guard isFile, let (address, length) = pages(around: range) else { return }
        // MADV_POPULATE_READ, of Linux 5.14: one call instead of a fault for every few pages.
        madvise(address, length, 22)
    }

    /// Gives back the memory of a run of bytes; they can still be read, from the file.
    func release(_ range: Range<Int>) {
        guard isFile, let (address, length) = pages(around: range) else { return }
        madvise(address, length, MADV_DONTNEED)
    }

    private func pages(around range: Range<Int>) -> (UnsafeMutableRawPointer, Int)? {
        guard let base = bytes.baseAddress, !range.isEmpty else { return nil }
        let first = range.lowerBound & ~4095
        let last = min(bytes.count, range.upperBound)
        guard last > first else { return nil }
        return (UnsafeMutableRawPointer(mutating: base + first), last - first)
    }
}

/// Memory that grows.
struct GrowingBytes: ~Copyable {
    private(set) var address: UnsafeMutableRawPointer?
    private(set) var capacity = 0
    var count = 0

    /// Room at the end for at least so many bytes.
    mutating func room(atLeast length: Int) throws(DataError) -> UnsafeMutableRawBufferPointer {
        if capacity - count < length {
            let larger = max(count + length, capacity * 2, 1 << 20)
            // For large blocks the C library moves page tables and copies nothing.
            guard let moved = realloc(address, larger) else {
                throw DataError(
                    .readFailed, "The text takes more memory than there is.",
                    hint: "Unpack it to a file, which is read without holding it in memory.")
            }
            address = moved
            capacity = larger
        }
        guard let address else { return UnsafeMutableRawBufferPointer(start: nil, count: 0) }
        return UnsafeMutableRawBufferPointer(
            start: address + count, count: capacity - count)
    }

    deinit { free(address) }

    /// The memory, for another to free.
    consuming func given() -> (UnsafeMutableRawPointer?, count: Int) {
        let parts = (address, count: count)
        discard self
        return parts
    }

    /// The bytes so far, from one of them on.
    func bytes(from start: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(
            start: address.map { UnsafePointer(($0 + start).assumingMemoryBound(to: UInt8.self)) },
            count: count - start)
    }

    /// Forgets the first bytes.
    mutating func removeFirst(_ length: Int) {
        guard length > 0, let address else { return }
        memmove(address, address + length, count - length)
        count -= length
    }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) {
        guard !bytes.isEmpty else { return }
        let room = try room(atLeast: bytes.count)
        room.copyBytes(from: bytes)
        count += bytes.count
    }
}
