import FoundationEssentials
import Glibc
import Synchronization

/// Files that are written whole or not at all: beside their place first, then renamed into it.
public enum WholeFile {
    /// Writes a text and a final line break.
    ///
    /// - Throws: `AnalysisError`, exit code 73 where the file cannot be created and 74 where
    ///   writing fails on the way, as on a full disk.
    public static func write(_ text: String, to path: String) throws(AnalysisError) {
        let sink = try OutputSink.file(path)
        try sink.write(text + "\n")
        try sink.finish()
    }

    /// Refuses an output that is one of the files that a run reads, or writes elsewhere.
    ///
    /// - Throws: `AnalysisError` with the code `same_file`.
    public static func requireApart(_ output: String, _ others: [String]) throws(AnalysisError) {
        for other in others where other != "-" && isSameFile(output, other) {
            throw AnalysisError(
                "same_file", "\"\(output)\" is also a file that this run reads or keeps.",
                hint: "Name another file for the output.")
        }
    }

    static func isSameFile(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        // A file that is not there yet has a name in a folder that is.
        if let first = place(a), let second = place(b), first == second { return true }
        var first = stat()
        var second = stat()
        guard stat(a, &first) == 0, stat(b, &second) == 0, first.st_mode & S_IFMT == S_IFREG else {
            return false
        }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// The folder of a path, however it is spelled, and the name in it.
    private static func place(_ path: String) -> [String]? {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[...$0]) } ?? "."
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        guard let real = realpath(folder, nil) else { return nil }
        defer { free(real) }
        return [String(cString: real), name]
    }

    /// Takes away every file that is not whole yet; safe to call from a signal handler.
    public static func removeUnfinished() { unfinished.unlinkAll() }

    static let unfinished = UnfinishedFiles()
}

/// The names of files that are not whole yet, kept so that a signal handler may read them: in
/// memory that never moves, each name whole before its slot shows it.
final class UnfinishedFiles: @unchecked Sendable {
    private let slots: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    /// A run writes its result and a model at the same time, and nothing more.
    private let count = 8
    private let lock = Mutex(())

    init() {
        slots = .allocate(capacity: count)
        slots.initialize(repeating: nil, count: count)
    }

    func insert(_ path: String) {
        lock.withLock { _ in
            for slot in 0..<count where slots[slot] == nil {
                slots[slot] = strdup(path)
                return
            }
        }
    }

    func remove(_ path: String) {
        lock.withLock { _ in
            for slot in 0..<count {
                guard let name = slots[slot], strcmp(name, path) == 0 else { continue }
                slots[slot] = nil
                free(name)
            }
        }
    }

    func unlinkAll() {
        for slot in 0..<count {
            if let name = slots[slot] { unlink(name) }
        }
    }
}

/// Where a result is written, piece by piece.
public final class OutputSink {
    private enum Ending {
        /// The pieces go where they are going at once.
        case direct
        /// A file beside its place, to be renamed.
        case rename(from: String, to: String)
        /// A file that has no name, to be copied to standard output.
        case copyToStandardOutput
    }

    private let descriptor: Int32
    private let ending: Ending
    private var pending: [UInt8] = []
    private var isFinished = false

    private init(_ descriptor: Int32, _ ending: Ending) {
        self.descriptor = descriptor
        self.ending = ending
    }

    deinit {
        guard !isFinished else { return }
        if case .rename(let temporary, _) = ending {
            unlink(temporary)
            WholeFile.unfinished.remove(temporary)
        }
        if descriptor != STDOUT_FILENO { close(descriptor) }
    }

    /// Standard output, written to as the pieces come.
    public static func standardOutput() -> OutputSink { OutputSink(STDOUT_FILENO, .direct) }

    /// Standard output, written to when all pieces are there, so that an error leaves none behind.
    public static func standardOutputWhenWhole() throws(AnalysisError) -> OutputSink {
        let folder = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(folder)/casewise-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw cannotCreate(folder, errno) }
        unlink(template)
        return OutputSink(descriptor, .copyToStandardOutput)
    }

    /// A file that comes to be when it is whole.
    public static func file(_ path: String) throws(AnalysisError) -> OutputSink {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { throw cannotCreate(path, EISDIR) }
            if status.st_mode & S_IFMT != S_IFREG {
                // A device or a pipe is written to and never replaced.
                let descriptor = open(path, O_WRONLY | O_CLOEXEC)
                guard descriptor >= 0 else { throw cannotCreate(path, errno) }
                return OutputSink(descriptor, .direct)
            }
        }
        // A link stays, and what it points to is replaced.
        let resolved = realpath(path, nil)
        defer { free(resolved) }
        let target = resolved.map { String(cString: $0) } ?? path
        let temporary = "\(target).\(getpid()).part"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw cannotCreate(path, errno) }
        WholeFile.unfinished.insert(temporary)
        return OutputSink(descriptor, .rename(from: temporary, to: target))
    }

    private static func cannotCreate(_ path: String, _ reason: Int32) -> AnalysisError {
        AnalysisError(
            "cannot_create", "\"\(path)\" cannot be written: \(String(cString: strerror(reason))).",
            hint: "Is there such a folder, and may you write there?", exitCode: .cannotCreate)
    }

    /// Adds a piece.
    public func write(_ text: String) throws(AnalysisError) {
        pending.append(contentsOf: text.utf8)
        if pending.count >= 1 << 16 { try flush() }
    }

    /// Adds bytes, which are sent on at once after what was held back.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(AnalysisError) {
        try flush()
        if let reason = Self.send(bytes, to: descriptor) { throw failed(reason) }
    }

    /// Sends what was held back on its way.
    public func flush() throws(AnalysisError) {
        try send(pending[...], to: descriptor)
        pending.removeAll(keepingCapacity: true)
    }

    /// The place after all pieces so far, to which `cut` may go back.
    public func place() throws(AnalysisError) -> Int {
        try flush()
        return Int(lseek(descriptor, 0, SEEK_CUR))
    }

    /// Takes back all pieces after a place, in a sink that is whole at its end.
    public func cut(to place: Int) throws(AnalysisError) {
        pending.removeAll()
        guard ftruncate(descriptor, off_t(place)) == 0,
            lseek(descriptor, off_t(place), SEEK_SET) >= 0
        else { throw failed(errno) }
    }

    /// Ends the output: the file gets its name, the copy is made.
    public func finish() throws(AnalysisError) {
        try flush()
        switch ending {
        case .direct:
            break
        case .rename(let temporary, let target):
            guard fsync(descriptor) == 0 || errno == EINVAL, rename(temporary, target) == 0 else {
                throw failed(errno)
            }
            WholeFile.unfinished.remove(temporary)
        case .copyToStandardOutput:
            guard lseek(descriptor, 0, SEEK_SET) >= 0 else { throw failed(errno) }
            var block = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                let count = read(descriptor, &block, block.count)
                if count == 0 { break }
                guard count > 0 else {
                    if errno == EINTR { continue }
                    throw failed(errno)
                }
                try send(block[..<count], to: STDOUT_FILENO)
            }
        }
        isFinished = true
        if descriptor != STDOUT_FILENO { close(descriptor) }
    }

    private func send(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(AnalysisError) {
        let reason = bytes.withUnsafeBytes { Self.send($0, to: descriptor) }
        if let reason { throw failed(reason) }
    }

    /// Writes all the bytes; the reason where that fails.
    private static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32? {
        var start = 0
        while start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written >= 0 {
                start += written
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    private var isCopied: Bool {
        if case .copyToStandardOutput = ending { return true }
        return false
    }

    private func failed(_ reason: Int32) -> AnalysisError {
        // A reader that has seen enough is no error: the code says so and nothing is printed.
        if reason == EPIPE {
            return AnalysisError("closed_pipe", "The reader has gone.", exitCode: .success)
        }
        if reason == EBADF, descriptor == STDOUT_FILENO || isCopied {
            return AnalysisError(
                "write_failed", "Standard output is closed.",
                hint: "Leave it open, or name a file with --output.", exitCode: .inputOutput)
        }
        let isFull = [ENOSPC, EDQUOT, EFBIG].contains(reason)
        return AnalysisError(
            "write_failed", "Writing failed: \(String(cString: strerror(reason))).",
            hint: isFull ? "Is the disk full?" : "What was written so far is not whole.",
            exitCode: .inputOutput)
    }
}
