import FoundationEssentials
import Glibc

/// Reading and writing a register under its lock.
extension RegisterFile {
    func contents(_ file: Int32, noted: String?) throws(AnalysisError) -> Contents {
        let bytes = try Self.all(of: file)
        try requireRegister(bytes)
        var result: Result<RegisterChain, AnalysisError>?
        bytes.withUnsafeBytes { buffer in
            result = Result { () throws(AnalysisError) in try RegisterChain(buffer, path: path) }
        }
        guard var chain = try result?.get() else { throw Self.failed(EIO) }
        let number = try noted.map { hash throws(AnalysisError) in
            try chain.require(noted: hash, path: path)
        }
        let head = try head()
        // A noted hash stands in for a head that is lost.
        let behind = number != nil && head == nil ? 0 : try chain.check(head, path: path)
        return Contents(
            chain: chain, bytes: bytes, linesBehind: behind, head: head, noted: number)
    }

    /// Opens the file and waits until no one else writes; it is made where there is none.
    func openForWriting() throws(AnalysisError) -> Int32 {
        if access(path, F_OK) != 0, let head = try head(), head.count > 0 { _ = try read() }
        while true {
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
            guard file >= 0 else { throw cannotBeWritten(errno) }
            do throws(AnalysisError) {
                try requireRegular(file)
                try lock(file, LOCK_EX)
            } catch {
                close(file)
                throw error
            }
            // Whoever put another file in its place while this waited has made this one no register.
            var (held, named) = (stat(), stat())
            if fstat(file, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
                held.st_dev == named.st_dev
            {
                return file
            }
            close(file)
        }
    }

    func lock(_ file: Int32, _ kind: Int32) throws(AnalysisError) {
        while flock(file, kind) != 0 {
            guard errno == EINTR else { throw Self.failed(errno) }
        }
    }

    func requireRegular(_ file: Int32) throws(AnalysisError) {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw AnalysisError(
                "cannot_create", "\"\(path)\" is no file that lines could be added to.",
                hint: "Name a file, as in --register hypotheses.jsonl.", exitCode: .cannotCreate)
        }
    }

    static func all(of file: Int32) throws(AnalysisError) -> [UInt8] {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failed(errno) }
        let size = Int(status.st_size)
        var bytes = [UInt8](repeating: 0, count: size)
        var place = 0
        while place < size {
            let count = bytes.withUnsafeMutableBytes {
                pread(file, $0.baseAddress.map { $0 + place }, size - place, off_t(place))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw failed(errno)
            }
            if count == 0 { break }
            place += count
        }
        bytes.removeLast(size - place)
        return bytes
    }

    /// Writes a line at the end of the whole ones, or leaves the file as it was.
    func write(
        _ text: String, to file: Int32, at end: Int, had size: Int
    ) throws(AnalysisError) {
        if size > end, ftruncate(file, off_t(end)) != 0 { throw Self.failed(errno) }
        let bytes = Array(text.utf8)
        var place = 0
        while place < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(
                    file, $0.baseAddress.map { $0 + place }, bytes.count - place,
                    off_t(end + place))
            }
            if count > 0 {
                place += count
            } else if count < 0, errno == EINTR {
                continue
            } else {
                let reason = count == 0 ? ENOSPC : errno
                _ = ftruncate(file, off_t(end))
                throw Self.failed(reason)
            }
        }
        guard fsync(file) == 0 else {
            let reason = errno
            _ = ftruncate(file, off_t(end))
            throw Self.failed(reason)
        }
    }

    func head() throws(AnalysisError) -> RegisterHead? {
        let file = open(headPath, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failed(errno)
        }
        defer { close(file) }
        do {
            let head = try JSONDecoder().decode(
                RegisterHead.self, from: Data(try Self.all(of: file)))
            guard head.count >= 0 else { throw Self.failed(EIO) }
            return head
        } catch {
            throw AnalysisError(
                "register_head_mismatch", "\"\(headPath)\" is not as Casewise wrote it.",
                hint: "Put back a copy of it, or take it away and use casewise register repair "
                    + "\(CommandText.argument(path)) --head HASH.", exitCode: .data)
        }
    }

    func write(_ head: RegisterHead) throws(AnalysisError) {
        let text = try translatingErrors { try JSONText.encodeLine(head) }
        try WholeFile.write(text, to: headPath)
    }

    static func words(_ reason: Int32) -> String { String(cString: strerror(reason)) }

    static func failed(_ reason: Int32) -> AnalysisError {
        AnalysisError(
            "write_failed", "The register was left as it was: \(words(reason)).",
            hint: "Is the disk full?", exitCode: .inputOutput)
    }
}
