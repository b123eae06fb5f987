/// Finds the place where a text stops being JSON, which the decoder does not tell.
struct JSONSyntax {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0
    /// The first key that its object had before, and where it stands.
    private var repeated: (key: String, index: Int)?

    private struct Stop: Error {}

    /// The first key that stands twice in one object, with the line and character of the second;
    /// nil where there is none.
    static func firstRepeatedKey(in bytes: [UInt8]) -> (key: String, line: Int, column: Int)? {
        var syntax = JSONSyntax(bytes: bytes)
        do { try syntax.value() } catch {}
        return syntax.repeated.map { key, index in
            let place = syntax.place(of: index)
            return (key, place.line, place.column)
        }
    }

    /// The line and character of the first byte that has no place; nil where there is none.
    static func firstError(in bytes: [UInt8]) -> (line: Int, column: Int)? {
        var syntax = JSONSyntax(bytes: bytes)
        do {
            try syntax.value()
            syntax.skipBlanks()
            if syntax.index == bytes.count { return nil }
        } catch {}
        return syntax.place(of: syntax.index)
    }

    /// The line and character of a byte.
    private func place(of index: Int) -> (line: Int, column: Int) {
        let before = bytes[..<min(index, bytes.count)]
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        // Continuation bytes of UTF-8 are part of the character before them.
        let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
        return (before.count { $0 == 0x0A } + 1, column)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        // A mark of the byte order.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipBlanks() {
        while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
        skipBlanks()
        guard current == character.asciiValue else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ character: Character) throws(Stop) {
        guard take(character) else { throw Stop() }
    }

    private mutating func value() throws(Stop) {
        depth += 1
        defer { depth -= 1 }
        guard depth < 500 else { throw Stop() }
        if take("{") {
            if take("}") { return }
            var keys: Set<[UInt8]> = []
            repeat {
                skipBlanks()
                let start = index
                try text()
                let key = Array(bytes[start..<index])
                if !keys.insert(key).inserted, repeated == nil {
                    repeated = (String(decoding: key.dropFirst().dropLast(), as: UTF8.self), start)
                }
                try expect(":")
                try value()
            } while take(",")
            try expect("}")
        } else if take("[") {
            if take("]") { return }
            repeat { try value() } while take(",")
            try expect("]")
        } else if current == UInt8(ascii: "\"") {
            try text()
        } else {
            try word()
        }
    }

    private mutating func text() throws(Stop) {
        guard current == UInt8(ascii: "\"") else { throw Stop() }
        index += 1
        while let byte = current, byte >= 0x20 {
            index += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\") { index += 1 }
        }
        throw Stop()
    }

    /// A number, true, false or null.
    private mutating func word() throws(Stop) {
        let start = index
        while let byte = current,
            byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
                || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        {
            index += 1
        }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        if ["true", "false", "null"].contains(word) { return }
        if let first = word.first, first.isNumber || first == "-", Double(word) != nil { return }
        index = start
        throw Stop()
    }
}
