import Glibc

/// Bytes of a file or of standard input, read forward once in blocks.
public final class ByteSource {
    let descriptor: Int32
    private let name: String
    private let ownsDescriptor: Bool

    /// Opens a file, or standard input for the path `-`.
    ///
    /// - Throws: `DataError` with code `no_input` where the path cannot be read.
    public init(path: String) throws(DataError) {
        if path == "-" {
            descriptor = 0
            name = "standard input"
            ownsDescriptor = false
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw Self.cannotOpen(path, errno) }
        var status = stat()
        if fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            close(opened)
            throw Self.cannotOpen(path, EISDIR)
        }
        descriptor = opened
        name = path
        ownsDescriptor = true
    }

    deinit {
        if ownsDescriptor { close(descriptor) }
    }

    /// The length of a regular file that nothing has been read of; nil for anything else.
    var regularFileLength: Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            lseek(descriptor, 0, SEEK_CUR) == 0
        else { return nil }
        return Int(status.st_size)
    }

    /// Whether a path names a file that can be read again from its start.
    static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Fills a buffer from its start; 0 bytes mean the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            let reason = errno
            if reason != EINTR {
                throw DataError(
                    .readFailed, "Reading \(name) failed: \(String(cString: strerror(reason))).")
            }
        }
    }

    /// All bytes to the end.
    public func readAll() throws(DataError) -> [UInt8] {
        var all: [UInt8] = []
        if let length = regularFileLength { all.reserveCapacity(length) }
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { block.deallocate() }
        while true {
            let count = try read(into: block)
            if count == 0 { return all }
            all.append(contentsOf: block[..<count])
        }
    }

    private static func cannotOpen(_ path: String, _ reason: Int32) -> DataError {
        let message: String
        let hint: String
        switch reason {
        case ENOENT:
            message = "There is no file \"\(path)\"."
            hint = "Check the path; a path in a plan is relative to the plan's own folder."
        case EISDIR:
            message = "\"\(path)\" is a folder."
            hint = "Name a CSV file in it."
        case EACCES:
            message = "You may not read \"\(path)\"."
            hint = "Ask its owner, or copy it to a place of yours."
        default:
            message = "\"\(path)\" cannot be opened: \(String(cString: strerror(reason)))."
            hint = "Check the path and the disk."
        }
        return DataError(.noInput, message, hint: hint)
    }
}
