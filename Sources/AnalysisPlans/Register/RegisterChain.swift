/// The lines of a register, proved to follow each other.
///
/// Whoever edits, inserts, deletes or exchanges lines breaks the chain, since each line holds the hash
/// of the line before; whoever deletes the *last* lines leaves a chain that is whole, which is why
/// its head - how many lines there are, and the hash of the last - is kept in `FILE.head` and printed
/// after each entry. Someone who may write both files can forge a whole register and a head that fits.
/// Only a head that was noted elsewhere, in a mail or a minute, tells of that: `--head HASH` demands
/// that a line with this hash is in the chain, and then all lines up to it are those of that day.
struct RegisterChain {
    /// The lines.
    var lines: [RegisterLine] = []
    /// Where each line's bytes stand, without line ends.
    var ranges: [Range<Int>] = []
    /// Where the last whole line ends, its line end included.
    var end = 0
    /// How many bytes stand after that: what a crash left of lines that were being written.
    var tornBytes = 0
    /// How many lines were being written where some of them are whole: entries that are made together
    /// count all or not at all. 0 where a single line was cut short.
    var tornLines = 0

    /// What a crash left, in words.
    var unfinished: String {
        tornLines == 0
            ? "a line that was never finished"
            : "\(NumberText.counted(tornLines, "line")) that were never all entered"
    }

    /// The hash of the last line.
    var lastHash: String { lines.last?.hash ?? RegisterLine.origin }

    /// Reads and proves a register.
    ///
    /// - Throws: `AnalysisError` that names the line, with exit code 65.
    init(_ bytes: UnsafeRawBufferPointer, path: String) throws(AnalysisError) {
        var start = 0
        while start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            guard let length = rest.firstIndex(of: 0x0A) else { break }
            let number = lines.count + 1
            let line = UnsafeRawBufferPointer(rebasing: rest[..<length])
            guard let (read, isWhole) = RegisterLine.read(line), isWhole else {
                throw Self.edited(line, number, path)
            }
            if read.sequence != number || read.previous != lastHash {
                throw Self.outOfPlace(
                    read, number, after: self,
                    rest: UnsafeRawBufferPointer(rebasing: bytes[start...]),
                    path)
            }
            lines.append(read)
            ranges.append(start..<start + length)
            start += length + 1
        }
        end = start
        tornBytes = bytes.count - start
    }

    /// Proves that the chain ends where its head says, and leaves out what a crash left of lines that
    /// were being entered together.
    ///
    /// - Returns: how many lines the head is behind, as a crash between the two leaves it.
    mutating func check(_ head: RegisterHead?, path: String) throws(AnalysisError) -> Int {
        guard let head else {
            if lines.isEmpty { return 0 }
            throw Self.broken(
                "head_missing",
                "\"\(path)\" has \(NumberText.counted(lines.count, "line")), and \"\(path).head\", "
                    + "which says how many there were, is gone.", nil,
                hint: "If the last line's hash is one that you noted, casewise register repair "
                    + "\(CommandText.argument(path)) --head HASH writes it anew.")
        }
        if let place = lines.firstIndex(where: { $0.hash == head.hash }), place + 1 != head.count {
            throw Self.broken(
                "head_mismatch",
                "\"\(path).head\" counts \(NumberText.counted(head.count, "line")) and holds the hash "
                    + "of line \(place + 1): the head was edited. The lines of \"\(path)\" follow each "
                    + "other as they were written.", nil, hint: Self.headHint(path))
        }
        if head.count > lines.count {
            let missing = head.count - lines.count
            throw Self.broken(
                tornBytes > 0 && missing == 1 ? "edited" : "deleted",
                tornBytes > 0 && missing == 1
                    ? "Line \(head.count) of \"\(path)\" was whole once and is cut short."
                    : "Line \(lines.count + 1) of \"\(path)\" has been deleted"
                        + (missing > 1
                            ? ", and all up to line \(head.count)" : ", which was the last")
                        + ": its head counts \(NumberText.counted(head.count, "line")).",
                lines.count + 1)
        }
        let hash = head.count == 0 ? RegisterLine.origin : lines[head.count - 1].hash
        let (beyond, entering) = (lines.count - head.count, head.entering ?? 1)
        guard hash == head.hash, beyond <= entering else {
            throw Self.broken(
                "head_mismatch",
                hash == head.hash
                    ? "Lines \(head.count + 1) to \(lines.count) of \"\(path)\" were not entered "
                        + "by Casewise: its head counts \(NumberText.counted(head.count, "line"))."
                    : "Line \(head.count) of \"\(path)\" is not the one that \"\(path).head\" knows: "
                        + "either the head was edited, or the register was written anew.",
                hash == head.hash ? head.count + 1 : head.count,
                hint: hash == head.hash ? nil : Self.headHint(path))
        }
        guard beyond > 0, beyond < entering else { return beyond }
        let start = ranges[head.count].lowerBound
        (tornLines, tornBytes, end) = (entering, tornBytes + end - start, start)
        lines.removeLast(beyond)
        ranges.removeLast(beyond)
        return 0
    }

    /// Proves that a line whose hash was noted elsewhere is still there.
    ///
    /// - Returns: its number.
    func require(noted hash: String, path: String) throws(AnalysisError) -> Int {
        guard hash.utf8.count == 64, let index = lines.firstIndex(where: { $0.hash == hash }) else {
            throw Self.broken(
                "head_mismatch",
                "No line of \"\(path)\" has the hash that was noted: the line has been changed or "
                    + "deleted since.", nil,
                hint: "A hash has 64 digits; compare it with the one that you wrote down.")
        }
        return index + 1
    }

    private static func headHint(_ path: String) -> String {
        "Put back a copy of both files from before; or, with the last line's hash as you noted it, take "
            + "the head away and use casewise register repair \(CommandText.argument(path)) --head HASH."
    }

    /// A line that is not as it was written: by an editor's line ends, or in its words.
    private static func edited(
        _ line: UnsafeRawBufferPointer, _ number: Int, _ path: String
    ) -> AnalysisError {
        let putBack =
            "An editor or version control does that; put back a copy from before, and leave its line "
            + "ends alone (in git: *.jsonl -text in .gitattributes)."
        if line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
            return broken(
                "edited",
                "Line \(number) of \"\(path)\" is blank, which none was when it was written.",
                number, hint: putBack)
        }
        var (inner, said) = (line, [String]())
        if inner.starts(with: RegisterLine.byteOrderMark) {
            inner = UnsafeRawBufferPointer(rebasing: inner.dropFirst(3))
            said.append("begins with a byte order mark")
        }
        if inner.last == 0x0D {
            inner = UnsafeRawBufferPointer(rebasing: inner.dropLast())
            said.append("ends in carriage return and line feed")
        }
        if !said.isEmpty, let (_, isWhole) = RegisterLine.read(inner), isWhole {
            return broken(
                "edited",
                "Line \(number) of \"\(path)\" \(said.joined(separator: " and ")), and is else as it "
                    + "was written.", number, hint: putBack)
        }
        return broken(
            "edited", "Line \(number) of \"\(path)\" is not as it was written.", number)
    }

    /// What has happened where a line, whole in itself, does not follow the one before it.
    private static func outOfPlace(
        _ line: RegisterLine, _ number: Int, after chain: RegisterChain,
        rest: UnsafeRawBufferPointer, _ path: String
    ) -> AnalysisError {
        if line.sequence == number {
            return broken(
                "edited",
                "Line \(number) of \"\(path)\" does not follow line \(number - 1): one of the two "
                    + "has been replaced.", number)
        }
        if line.sequence < number {
            return broken(
                "inserted",
                "Line \(number) of \"\(path)\" is entry \(line.sequence) again: a line has been "
                    + "inserted.", number)
        }
        // Is the entry that should stand here further down, or gone?
        var later = number
        for part in rest.split(separator: 0x0A) {
            let bytes = UnsafeRawBufferPointer(rebasing: part)
            if let (other, isWhole) = RegisterLine.read(bytes), isWhole, other.sequence == number {
                return broken(
                    "reordered",
                    "Line \(number) of \"\(path)\" is entry \(line.sequence), and entry \(number) "
                        + "stands in line \(later): lines have been exchanged.", number)
            }
            later += 1
        }
        return broken(
            "deleted",
            "Line \(number) of \"\(path)\" has been deleted: entry \(line.sequence) stands in its "
                + "place.", number)
    }

    private static func broken(
        _ code: String, _ message: String, _ line: Int?, hint: String? = nil
    ) -> AnalysisError {
        AnalysisError(
            "register_" + code, message,
            hint: hint
                ?? "Put back a copy from before; what it says now cannot be relied upon.",
            line: line, exitCode: .data)
    }
}

/// How many lines a register has, and the hash of the last: kept in `FILE.head`.
struct RegisterHead: Codable, Equatable {
    /// The lines.
    var count: Int
    /// The hash of the last line.
    var hash: String
    /// How many lines are being entered together behind these; absent where it is one, or none.
    ///
    /// It is on the disk before the first of them, so that whoever reads after a crash knows whether
    /// all are there.
    var entering: Int? = nil
}
