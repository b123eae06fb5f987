import CKernels
import CZlib
import Glibc

/// The bytes of a file, in memory for as long as this lives: mapped where the file allows it, so
/// that the memory they take can be given back while they are read.
///
/// A file that is written to while it is read gives no bytes that could be trusted: whoever has read mapped
/// bytes asks `requireUnchanged` before what comes of them is used. Bytes that a file loses read as zeros.
public final class FileBytes: @unchecked Sendable {
    /// The bytes.
    let bytes: UnsafeBufferPointer<UInt8>
    /// Whether they are mapped from a file, and not held in memory.
    public var isMapped: Bool { watched != nil }
    private let watched: Watched?
    /// Whether there is not a byte.
    public var isEmpty: Bool { bytes.isEmpty }

    /// A mapped file, as it was when it was opened.
    private struct Watched {
        let mapping: OpaquePointer
        /// The open file, whatever name it has by now.
        let descriptor: Int32
        let state: FileState
    }

    /// Maps a file; reads standard input for the path `-`, and pipes, to their end.
    ///
    /// - Throws: `DataError` where the path cannot be read, or memory does not suffice.
    public convenience init(path: String) throws(DataError) {
        let source = try ByteSource(path: path)
        if let length = source.regularFileLength, length > 0,
            let state = FileState(descriptor: source.descriptor),
            let address = mmap(nil, length, PROT_READ, MAP_PRIVATE, source.descriptor, 0),
            address != MAP_FAILED
        {
            let descriptor = fcntl(source.descriptor, F_DUPFD_CLOEXEC, 3)
            if descriptor >= 0, let mapping = cw_watch_mapping(address, length) {
                madvise(address, length, MADV_SEQUENTIAL)
                self.init(
                    address, count: length,
                    Watched(mapping: mapping, descriptor: descriptor, state: state))
                return
            }
            if descriptor >= 0 { close(descriptor) }
            munmap(address, length)
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
        self.init(address, count: count, nil)
    }

    private init(_ address: UnsafeMutableRawPointer?, count: Int, _ watched: Watched?) {
        bytes = UnsafeBufferPointer(
            start: address.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) },
            count: count)
        self.watched = watched
    }

    deinit {
        guard let base = bytes.baseAddress else { return }
        let address = UnsafeMutableRawPointer(mutating: base)
        if let watched {
            cw_forget_mapping(watched.mapping)
            munmap(address, bytes.count)
            close(watched.descriptor)
        } else {
            free(address)
        }
    }

    /// Refuses bytes of a file that was written to, or cut short, since it was opened. A file that another
    /// took the place of is still what it was.
    ///
    /// - Throws: `DataError` with code `read_failed`.
    public func requireUnchanged() throws(DataError) {
        guard let watched else { return }
        let isCut = cw_mapping_is_cut(watched.mapping) != 0
        guard isCut || FileState(descriptor: watched.descriptor) != watched.state else {
            return
        }
        throw DataError(
            .readFailed, "The file changed while it was read.",
            hint: "Read it again once it is written.")
    }

    /// What comes of reading the bytes, if they are those of the file to the end; of bytes that changed
    /// no other error tells the truth.
    func reading<Value>(_ work: () throws(DataError) -> Value) throws(DataError) -> Value {
        let value: Value
        do throws(DataError) {
            value = try work()
        } catch {
            try requireUnchanged()
            throw error
        }
        try requireUnchanged()
        return value
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
        guard isMapped, let (address, length) = pages(around: range) else { return }
        // MADV_POPULATE_READ, of Linux 5.14: one call instead of a fault for every few pages.
        madvise(address, length, 22)
    }

    /// Gives back the memory of a run of bytes; they can still be read, from the file.
    func release(_ range: Range<Int>) {
        guard isMapped, let (address, length) = pages(around: range) else { return }
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

/// What tells that a file was written to.
private struct FileState: Equatable {
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        (size, seconds, nanoseconds) = (
            status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec
        )
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
