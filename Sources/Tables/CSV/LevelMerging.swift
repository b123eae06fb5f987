/// The levels of one column, gathered from all workers and put in order.
struct MergedLevels {
    /// The levels by their bytes.
    let levels: [String]
    /// For each worker, the place in `levels` of each of its codes.
    let codeOf: [[UInt32]]

    /// - Parameters:
    ///   - dictionaries: one for each worker.
    ///   - isUsed: for each worker, whether a row has the code; nil where all are used.
    ///   - isUTF8: whether bytes are UTF-8, or else Windows-1252.
    init(_ dictionaries: [LevelDictionary], isUsed: [[Bool]]?, isUTF8: Bool) {
        let merged = LevelDictionary()
        var first: [[UInt32]] = []
        for (worker, dictionary) in dictionaries.enumerated() {
            var codes = [UInt32](repeating: 0, count: max(1, dictionary.count))
            dictionary.forEach { code, bytes in
                guard isUsed?[worker][code] ?? true else { return }
                codes[code] = merged.code(bytes)
            }
            first.append(codes)
        }
        let texts = isUTF8 ? merged : merged.converted { Array(Windows1252.text($0).utf8) }
        var place = [UInt32](repeating: 0, count: max(1, texts.count))
        var levels: [String] = []
        levels.reserveCapacity(texts.count)
        if texts.isASCII {
            texts.forEachInOrder { code, bytes in
                place[code] = UInt32(levels.count)
                levels.append(String(decoding: bytes, as: UTF8.self))
            }
        } else {
            // Two spellings of the same characters are one level: the first by its bytes.
            var known: [String: UInt32] = [:]
            texts.forEachInOrder { code, bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                let next = UInt32(levels.count)
                place[code] = known[text, default: next]
                if place[code] == next {
                    known[text] = next
                    levels.append(text)
                }
            }
        }
        self.levels = levels
        codeOf = first.map { $0.map { place[Int($0)] } }
    }
}

extension LevelCodes {
    /// Puts the codes of several workers into the codes of merged levels, and 0 where missing.
    mutating func merge(_ runs: [ChunkPass.Run], _ merged: MergedLevels, _ validity: ValidityMask) {
        widen(to: ParsedChunk.codeWidth(merged.levels.count))
        func replace<Code: FixedWidthInteger>(_ codes: inout [Code]) {
            let maps = merged.codeOf.map { $0.map { Code(truncatingIfNeeded: $0) } }
            codes.withUnsafeMutableBufferPointer { codes in
                var row = 0
                for run in runs {
                    maps[run.worker].withUnsafeBufferPointer { map in
                        for place in row..<row + run.rows {
                            codes[place] = map[Int(truncatingIfNeeded: codes[place])]
                        }
                    }
                    row += run.rows
                }
                if !validity.isComplete {
                    for row in codes.indices where !validity[row] { codes[row] = 0 }
                }
            }
        }
        change({ replace(&$0) }, { replace(&$0) }, { replace(&$0) })
        shrink(to: merged.levels.count)
    }

    /// Takes the fewest bytes that hold the codes of so many levels.
    private mutating func shrink(to levelCount: Int) {
        let width = ParsedChunk.codeWidth(levelCount)
        guard width < bytesPerRow else { return }
        var codes: [UInt32] = []
        codes.reserveCapacity(count)
        for row in 0..<count { codes.append(UInt32(self[row])) }
        self = LevelCodes(codes, levelCount: levelCount)
    }

    /// Which codes of each worker a row has.
    func used(_ runs: [ChunkPass.Run], _ dictionaries: [LevelDictionary], _ validity: ValidityMask)
        -> [[Bool]]
    {
        var used = dictionaries.map { [Bool](repeating: false, count: max(1, $0.count)) }
        var row = 0
        for run in runs {
            for place in row..<row + run.rows where validity[place] {
                used[run.worker][self[place]] = true
            }
            row += run.rows
        }
        return used
    }
}
