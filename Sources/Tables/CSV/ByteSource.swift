import Glibc

/// Bytes of a file or of standard input, read forward once in blocks.
public final class ByteSource {
    private let descriptor: Int32
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

    /// Fills `buffer` from its start; 0 bytes mean the end.
    public func read(into buffer: inout [UInt8]) throws(DataError) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
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
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_size > 0 {
            all.reserveCapacity(Int(status.st_size))
        }
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try read(into: &block)
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
