import CKernels
import Glibc

/// Room on disk for what does not fit into memory: a file without a name, which is gone with the
/// program however that ends.
///
/// Bytes are added at the end and read from anywhere, by several threads at once. A disk that fills
/// up is an error of the call that found it full.
public final class ScratchFile: @unchecked Sendable {
    /// The folder in which it lies.
    public let folder: String
    /// The bytes written so far.
    public private(set) var length = 0
    private let descriptor: Int32

    /// Opens a file that has no name in a folder.
    ///
    /// - Throws: `DataError` with code `scratch_unavailable` where the folder is not there or may not
    ///   be written to.
    public init(in folder: String) throws(DataError) {
        self.folder = folder
        // A limit on the size of files is to come as an error of the write, not as a signal.
        signal(SIGXFSZ, SIG_IGN)
        // O_TMPFILE of Linux: the file never has a name.
        let anonymous = open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
        if anonymous >= 0 {
            descriptor = anonymous
            return
        }
        let reason = errno
        guard reason == EOPNOTSUPP || reason == EISDIR || reason == EINVAL else {
            throw Self.unavailable(folder, reason)
        }
        // A file system that knows none: the name is taken away before anything is written.
        var path = Array((folder + "/casewise-XXXXXX").utf8CString)
        let named = path.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkstemp($0) } ?? -1
        }
        guard named >= 0 else { throw Self.unavailable(folder, errno) }
        unlink(path)
        descriptor = named
    }

    deinit { close(descriptor) }

    private static func unavailable(_ folder: String, _ reason: Int32) -> DataError {
        DataError(
            .scratchUnavailable,
            "No file can be made in the scratch folder \"\(folder)\": "
                + "\(String(cString: strerror(reason))).",
            hint: "Name a folder that exists and may be written to: --scratch /var/tmp.")
    }

    /// Adds bytes at the end, and returns where they begin.
    ///
    /// - Throws: `DataError` with code `scratch_full` where the disk, or a limit on the size of files,
    ///   leaves no room for them.
    @discardableResult
    public func append(_ bytes: UnsafeRawBufferPointer) throws(DataError) -> Int {
        let start = length
        var written = 0
        while written < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written,
                off_t(start + written))
            if count > 0 {
                written += count
                continue
            }
            let reason = errno
            if count < 0, reason == EINTR { continue }
            throw refused(reason)
        }
        length = start + written
        return start
    }

    /// Adds bytes at the end, and returns where they begin.
    ///
    /// - Throws: as above.
    @discardableResult
    public func append(_ bytes: [UInt8]) throws(DataError) -> Int {
        var failure: DataError?
        let start = bytes.withUnsafeBytes { all -> Int in
            do throws(DataError) {
                return try append(all)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return start
    }

    private func refused(_ reason: Int32) -> DataError {
        let held = MemorySize.text(length)
        switch reason {
        case ENOSPC, EDQUOT, EFBIG:
            return DataError(
                .scratchFull,
                "The scratch folder \"\(folder)\" is full (\(String(cString: strerror(reason)))): "
                    + "\(held) were written to it. Nothing of it stays.",
                hint: "Name a folder on a disk with more room with --scratch; the columns that the "
                    + "formula reads take about as much as the file itself.")
        default:
            return DataError(
                .readFailed,
                "Writing to the scratch folder \"\(folder)\" failed: "
                    + "\(String(cString: strerror(reason))).")
        }
    }

    /// Reads bytes from a place on.
    ///
    /// - Throws: `DataError` where the disk fails.
    public func read(at offset: Int, into bytes: UnsafeMutableRawBufferPointer) throws(DataError) {
        var done = 0
        while done < bytes.count {
            let count = pread(
                descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done,
                off_t(offset + done))
            if count > 0 {
                done += count
                continue
            }
            let reason = errno
            if count < 0, reason == EINTR { continue }
            throw DataError(
                .readFailed,
                "Reading from the scratch folder \"\(folder)\" failed: "
                    + (count == 0
                        ? "its file is shorter than it was."
                        : "\(String(cString: strerror(reason)))."))
        }
    }

    /// Gives back the room of bytes that are not read again, where the file system can.
    public func forget(_ range: Range<Int>) {
        let page = 4096
        let first = (range.lowerBound + page - 1) / page * page
        let last = range.upperBound / page * page
        guard last > first else { return }
        _ = cw_forget_bytes(descriptor, Int64(first), Int64(last - first))
    }
}
