import CZlib

/// Unpacks gzip data, block after block; members that follow each other are one text.
final class Inflation {
    private var stream = z_stream()
    /// Whether a member has begun and not ended.
    private(set) var isInMember = false

    /// Whether bytes begin as gzip data do.
    static func isGzip(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
    }

    init() throws(DataError) {
        guard casewise_inflate_init(&stream) == Z_OK else {
            throw DataError(.readFailed, "There is no memory left to unpack the file.")
        }
    }

    deinit { inflateEnd(&stream) }

    /// Unpacks from `input` into `output`; says how much of each was used.
    ///
    /// - Parameter isLast: whether nothing follows the input.
    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isLast: Bool
    ) throws(DataError) -> (read: Int, written: Int) {
        // The library counts in 32 bits.
        let readable = min(input.count, 1 << 30)
        let writable = min(output.count, 1 << 30)
        stream.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?
            .assumingMemoryBound(to: UInt8.self)
        stream.avail_in = UInt32(readable)
        stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(writable)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        let read = readable - Int(stream.avail_in)
        let written = writable - Int(stream.avail_out)
        if read > 0 { isInMember = true }
        switch status {
        case Z_STREAM_END:
            isInMember = false
            guard inflateReset(&stream) == Z_OK else { throw Self.damaged }
        case Z_OK: break
        case Z_BUF_ERROR:
            if isLast, read == 0, written == 0, isInMember { throw Self.cut }
        default: throw Self.damaged
        }
        return (read, written)
    }

    /// Ends the unpacking: a member that is not whole is an error.
    func finish() throws(DataError) {
        if isInMember { throw Self.cut }
    }

    private static let damaged = DataError(
        .readFailed, "The gzip data are damaged.",
        hint: "Copy the file again, or unpack it with gunzip to see how far it goes.")
    private static let cut = DataError(
        .readFailed, "The gzip data end too early.",
        hint: "The file may have been copied before it was complete: copy it again.")

    /// All that packed bytes hold.
    static func unpacked(_ packed: UnsafeBufferPointer<UInt8>) throws(DataError) -> FileBytes {
        let inflation = try Inflation()
        var memory = GrowingBytes()
        var rest = UnsafeRawBufferPointer(packed)
        while !rest.isEmpty {
            // Zeros after the last member are padding.
            if !inflation.isInMember, rest.allSatisfy({ $0 == 0 }) { break }
            let room = try memory.room(atLeast: 1 << 20)
            let (read, written) = try inflation.inflate(rest, into: room, isLast: true)
            memory.count += written
            rest = UnsafeRawBufferPointer(rebasing: rest[read...])
            if read == 0, written == 0 { break }
        }
        // What is left inside the library comes out without further input.
        while inflation.isInMember {
            let room = try memory.room(atLeast: 1 << 20)
            let (_, written) = try inflation.inflate(
                UnsafeRawBufferPointer(start: nil, count: 0), into: room, isLast: true)
            memory.count += written
            if written == 0 { break }
        }
        try inflation.finish()
        return FileBytes(memory)
    }
}
