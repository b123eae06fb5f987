/// Finds levels that are the same but for case, blanks or the way their accents are written.
enum AlikeLevels {
    /// Groups of at least two places of such levels, in the order of their first.
    static func groups(_ levels: [String], counts: [Int]) -> [[Int]] {
        var keys: [(hash: UInt64, place: UInt32)] = []
        keys.reserveCapacity(levels.count)
        for (place, level) in levels.enumerated() where counts[place] > 0 {
            keys.append((hash(level), UInt32(truncatingIfNeeded: place)))
        }
        keys.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.place < $1.place }
        var groups: [[Int]] = []
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end].hash == keys[start].hash { end += 1 }
            if end - start > 1 {
                // Equal hashes are nearly always equal texts; the texts decide.
                var byText: [String: [Int]] = [:]
                for key in keys[start..<end] {
                    byText[folded(levels[Int(key.place)]), default: []].append(Int(key.place))
                }
                groups += byText.values.filter { $0.count > 1 }.map { $0.sorted() }
            }
            start = end
        }
        return groups.sorted { $0[0] < $1[0] }
    }

    /// Lower case, one blank where there are several, none around.
    static func folded(_ level: String) -> String {
        level.lowercased().split { $0.isWhitespace }.joined(separator: " ")
    }

    /// A hash that is the same for texts whose folded forms are.
    private static func hash(_ level: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func take(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        var isASCII = true
        var pendingBlank = false
        var hasText = false
        for byte in level.utf8 {
            if byte >= 0x80 {
                isASCII = false
                break
            }
            if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) {
                pendingBlank = hasText
                continue
            }
            if pendingBlank { take(0x20) }
            pendingBlank = false
            hasText = true
            take(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        if isASCII { return hash }
        let text = folded(level)
        // Its letters may have been all that was not ASCII in it: a no-break space.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return self.hash(text) }
        // Swift's own hash is the same for composed and decomposed letters.
        return UInt64(bitPattern: Int64(text.hashValue))
    }
}
