import FoundationEssentials
import Glibc

/// A register of hypotheses: a file to which lines are only ever added, each chained to the one
/// before (`RegisterChain`).
///
/// Writers wait for each other (`flock`), so that none is lost. A line is on the disk before its head
/// is; where either cannot be written, as on a full disk, the register is cut back to what it was.
/// What a crash leaves of a line was never confirmed to anyone: it is told of, and taken off before
/// the next line is added.
public struct RegisterFile: Sendable {
    /// Where it lies.
    public let path: String

    /// A register, which need not be there yet.
    public init(path: String) { self.path = path }

    var headPath: String { path + ".head" }

    /// What was read of a register.
    struct Contents {
        var chain: RegisterChain
        var bytes: [UInt8]
        /// How many lines the head is behind, as a crash leaves it.
        var linesBehind: Int
        var head: RegisterHead?
        /// The number of the line whose hash was noted elsewhere.
        var noted: Int?
    }

    /// Reads and proves the register.
    ///
    /// - Parameter noted: a hash that was noted elsewhere; it also stands for a lost head.
    func read(noted: String? = nil) throws(AnalysisError) -> Contents {
        // Without waiting for what may stand at the other end, where the path names a pipe.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let reason = errno
            if reason == ENOENT, let head = try head(), head.count > 0 {
                throw AnalysisError(
                    "register_deleted",
                    "\"\(path)\" has been deleted: its head counts "
                        + "\(NumberText.counted(head.count, "line")).",
                    hint: "Put back a copy of it.", line: 1, exitCode: .data)
            }
            throw AnalysisError(
                "no_input", "The register \"\(path)\" cannot be read: \(Self.words(reason)).",
                hint: "casewise test ... --register FILE writes one.", exitCode: .noInput)
        }
        defer { close(file) }
        try requireRegular(file)
        try lock(file, LOCK_SH)
        return try contents(file, noted: noted)
    }

    /// Adds a line.
    ///
    /// - Parameters:
    ///   - planHash: the hash of the plan.
    ///   - makeEntry: gives the entry, told which lines with the same plan were registered before.
    /// - Returns: the line, and whether the rest of an unfinished line was taken off.
    func append(
        kind: RegisterEntry.Kind, planHash: String,
        _ makeEntry: (_ registered: [(sequence: Int, entry: RegisterEntry)]) -> RegisterEntry
    ) throws(AnalysisError) -> (line: RegisterLine, entry: RegisterEntry, repairedBytes: Int) {
        let added = try append(kind: kind, planHash: planHash) { [makeEntry($0)] }
        guard let line = added.lines.last, let entry = added.entries.last else {
            throw Self.failed(EIO)
        }
        return (line, entry, added.repairedBytes)
    }

    /// Adds lines that belong together: all of them or none, also where the machine stops in between.
    ///
    /// The head says first how many are being entered, then all lines are written at once, then the
    /// head counts them.
    ///
    /// - Parameter makeEntries: gives the entries, told which lines with the same plan were
    ///   registered before.
    func append(
        kind: RegisterEntry.Kind, planHash: String,
        _ makeEntries: (_ registered: [(sequence: Int, entry: RegisterEntry)]) -> [RegisterEntry]
    ) throws(AnalysisError) -> (
        lines: [RegisterLine], entries: [RegisterEntry], repairedBytes: Int
    ) {
        let file = try openForWriting()
        defer { close(file) }
        let contents = try contents(file, noted: nil)
        let chain = contents.chain
        var registered: [(Int, RegisterEntry)] = []
        for (index, line) in chain.lines.enumerated()
        where line.kind == .registered && line.planHash == planHash {
            registered.append((line.sequence, try Self.entry(contents, index)))
        }
        let entries = makeEntries(registered)
        let before = RegisterHead(count: chain.lines.count, hash: chain.lastHash)
        var (after, lines, text) = (before, [RegisterLine](), "")
        for entry in entries {
            let (line, made) = try translatingErrors {
                let (text, line) = try RegisterLine.text(
                    entry, kind: kind, planHash: planHash, sequence: after.count + 1,
                    previous: after.hash)
                return (line, text)
            }
            text += made + "\n"
            lines.append(line)
            after = RegisterHead(count: line.sequence, hash: line.hash)
        }
        guard !lines.isEmpty else { return ([], [], 0) }
        // A head from the start, so that a missing one always tells that something was taken away.
        if before.count == 0 || lines.count > 1 || contents.head?.entering != nil {
            var announced = before
            if lines.count > 1 { announced.entering = lines.count }
            try write(announced)
        }
        try write(text, to: file, at: chain.end, had: contents.bytes.count)
        do throws(AnalysisError) {
            try write(after)
        } catch {
            _ = ftruncate(file, off_t(chain.end))
            _ = fsync(file)
            throw error
        }
        return (lines, entries, chain.tornBytes)
    }

    /// Refuses, before long work, a register in which its result could not be entered: one whose lines
    /// do not follow each other, or a place where nothing can be written. Nothing is made or changed.
    func requireReady() throws(AnalysisError) {
        guard access(path, F_OK) != 0 else {
            _ = try read()
            guard access(path, W_OK) == 0 else { throw cannotBeWritten(errno) }
            return
        }
        if let head = try head(), head.count > 0 { _ = try read() }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard access(folder, W_OK | X_OK) == 0 else { throw cannotBeWritten(errno) }
    }

    func cannotBeWritten(_ reason: Int32) -> AnalysisError {
        AnalysisError(
            "cannot_create", "The register \"\(path)\" cannot be written: \(Self.words(reason)).",
            hint: "Is there such a folder, and may you write there?", exitCode: .cannotCreate)
    }

    /// Takes off an unfinished line and writes the head anew where it is lost or behind.
    ///
    /// - Parameter noted: the hash of the last line, where the head is lost.
    /// - Returns: what was done, a sentence each.
    public func repair(noted: String?) throws(AnalysisError) -> [String] {
        guard access(path, F_OK) == 0 else {
            _ = try read()
            return []
        }
        let file = try openForWriting()
        defer { close(file) }
        let hadHead = try head()
        let contents = try contents(file, noted: noted)
        let chain = contents.chain
        if hadHead == nil, !chain.lines.isEmpty, chain.lastHash != noted {
            throw AnalysisError(
                "register_head_mismatch",
                "The hash that was noted is that of line \(contents.noted ?? 0), and "
                    + "\"\(path)\" has \(NumberText.counted(chain.lines.count, "line")).",
                hint: "A lost head can only be written anew from the hash of the last line.",
                exitCode: .data)
        }
        var done: [String] = []
        if chain.tornBytes > 0 {
            guard ftruncate(file, off_t(chain.end)) == 0, fsync(file) == 0 else {
                throw Self.failed(errno)
            }
            done.append(
                "Took off \(NumberText.counted(chain.tornBytes, "byte")) of \(chain.unfinished).")
        }
        let head = RegisterHead(count: chain.lines.count, hash: chain.lastHash)
        if hadHead != head, !chain.lines.isEmpty {
            try write(head)
            done.append("Wrote the head of \(NumberText.counted(head.count, "line")) anew.")
        }
        return done
    }

    /// The entry of a line.
    static func entry(_ contents: Contents, _ index: Int) throws(AnalysisError) -> RegisterEntry {
        do {
            return try JSONDecoder().decode(
                RegisterEntry.self, from: Data(contents.bytes[contents.chain.ranges[index]]))
        } catch {
            throw AnalysisError(
                "register_edited",
                "Line \(index + 1) is in the chain and no entry that this version reads.",
                hint: "Is the register of a later version?", line: index + 1, exitCode: .data)
        }
    }
}
