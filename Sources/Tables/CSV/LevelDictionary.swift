import Glibc

/// Distinct runs of bytes in order of first appearance, each with a code from 0, and the runs that
/// mean "no value".
///
/// A run of up to 16 bytes is its own key, as two words; of a longer one the words are a hash and
/// its length, and its bytes are compared.
final class LevelDictionary {
    /// What is found where a run means "no value".
    static let missing = UInt32.max

    private struct Slot {
        var low: UInt64
        var high: UInt64
        /// A code and 1; 0 where the slot is free, and `missing` where the run is no value.
        var mark: UInt32
        var isLong: Bool
    }

    private(set) var count = 0
    private var slots: UnsafeMutablePointer<Slot>
    private var slotBits: UInt64 = 2
    private var usedSlots = 0
    /// Where each run begins among `bytes`, and where the last one ends.
    private var bounds: [Int] = [0]
    private var bytes: [UInt8] = []
    private let missingWords: MissingWords?

    /// - Parameter missingWords: the words that, blanks around them or not, are no value.
    init(missing missingWords: MissingWords? = nil) {
        self.missingWords = missingWords
        slots = Self.emptySlots(1 << 2)
    }

    deinit { slots.deallocate() }

    private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        slots.initialize(repeating: Slot(low: 0, high: 0, mark: 0, isLong: false), count: count)
        return slots
    }

    /// The codes of many runs, or `missing`.
    ///
    /// - Parameters:
    ///   - readable: the bytes that may be read from `base`.
    ///   - run: where each run lies.
    ///   - emit: takes the code of each.
    @inline(__always)
    func codes(
        _ base: UnsafePointer<UInt8>, readable: Int, count: Int,
        run: (Int) -> (start: Int, end: Int), emit: (Int, UInt32) -> Void
    ) {
        var (slots, shift, mask) = probe
        for row in 0..<count {
            let (start, end) = run(row)
            let length = end - start
            guard length <= 16, start + 16 <= readable else {
                emit(row, code(UnsafeBufferPointer(start: base + start, count: length)))
                (slots, shift, mask) = probe
                continue
            }
            let (low, high) = Self.words(base + start, length)
            var place = Int(truncatingIfNeeded: Self.mix(low, high) >> shift)
            while true {
                let slot = slots[place]
                if slot.low == low, slot.high == high, slot.mark != 0, !slot.isLong {
                    emit(row, slot.mark == Self.missing ? Self.missing : slot.mark - 1)
                    break
                }
                if slot.mark == 0 {
                    let run = UnsafeBufferPointer(start: base + start, count: length)
                    emit(row, add(run, low, high, isLong: false, at: place))
                    (slots, shift, mask) = probe
                    break
                }
                place = (place + 1) & mask
            }
        }
    }

    private var probe: (slots: UnsafeMutablePointer<Slot>, shift: UInt64, mask: Int) {
        (slots, 64 - slotBits, 1 << Int(slotBits) - 1)
    }

    /// The code of a run of bytes, or `missing`.
    func code(_ run: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let isLong = run.count > 16
        let (low, high) = isLong ? (Self.hash(run), UInt64(run.count)) : Self.words(run)
        var place = Int(truncatingIfNeeded: Self.mix(low, high) >> (64 - slotBits))
        while true {
            let slot = slots[place]
            if slot.mark == 0 { return add(run, low, high, isLong: isLong, at: place) }
            if slot.low == low, slot.high == high, slot.isLong == isLong,
                !isLong || isSame(slot.mark, run)
            {
                return slot.mark == Self.missing ? Self.missing : slot.mark - 1
            }
            place = (place + 1) & (1 << Int(slotBits) - 1)
        }
    }

    /// The first 16 bytes as two words, with zeros behind the run, which holds none itself.
    @inline(__always)
    private static func words(
        _ start: UnsafePointer<UInt8>, _ length: Int
    ) -> (UInt64, UInt64) {
        let raw = UnsafeRawPointer(start)
        let low = raw.loadUnaligned(as: UInt64.self)
        let high = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        // A shift by 64 or more gives 0, as it should.
        let bits = UInt64(truncatingIfNeeded: length &* 8)
        return (low & ~(~0 << bits), high & ~(~0 << (bits > 64 ? bits &- 64 : 0)))
    }

    private static func words(_ run: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
        var (low, high) = (UInt64(0), UInt64(0))
        for (place, byte) in run.enumerated() {
            if place < 8 {
                low |= UInt64(byte) << UInt64(8 * place)
            } else {
                high |= UInt64(byte) << UInt64(8 * place - 64)
            }
        }
        return (low, high)
    }

    /// Mixes two words by the two halves of a product, as wyhash does (Wang Yi, public domain).
    @inline(__always)
    private static func mix(_ low: UInt64, _ high: UInt64) -> UInt64 {
        let product = (low ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(
            by: high ^ 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }

    private static func hash(_ run: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(run)
        var hash = UInt64(run.count)
        var place = 0
        while place + 8 <= run.count {
            hash = mix(hash, raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        return mix(hash, raw.loadUnaligned(fromByteOffset: run.count - 8, as: UInt64.self))
    }

    private func isSame(_ mark: UInt32, _ run: UnsafeBufferPointer<UInt8>) -> Bool {
        // A missing word may be long with the blanks around it: it is found by looking again.
        guard mark != Self.missing else { return isMissing(run) }
        let code = Int(mark) - 1
        let lower = bounds[code]
        guard bounds[code + 1] - lower == run.count, let start = run.baseAddress else {
            return false
        }
        return bytes.withUnsafeBufferPointer {
            $0.baseAddress.map { memcmp($0 + lower, start, run.count) == 0 } ?? false
        }
    }

    private func isMissing(_ run: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let missingWords else { return false }
        var (start, end) = (0, run.count)
        while start < end, run[start] == 0x20 || run[start] == 0x09 { start += 1 }
        while start < end, run[end - 1] == 0x20 || run[end - 1] == 0x09 { end -= 1 }
        guard let base = run.baseAddress else { return missingWords.includesEmpty }
        return missingWords.contains(base + start, end - start)
    }

    private func add(
        _ run: UnsafeBufferPointer<UInt8>, _ low: UInt64, _ high: UInt64, isLong: Bool,
        at place: Int
    ) -> UInt32 {
        var mark = Self.missing
        if !isMissing(run) {
            // Codes are 32 bits, and the two last are never given.
            precondition(count < Int(UInt32.max) - 2, "more levels than there are codes")
            bytes.append(contentsOf: run)
            bounds.append(bytes.count)
            count += 1
            mark = UInt32(count)
        }
        slots[place] = Slot(low: low, high: high, mark: mark, isLong: isLong)
        usedSlots += 1
        if usedSlots * sparsity > 1 << Int(slotBits) { grow() }
        return mark == Self.missing ? mark : mark - 1
    }

    /// How many slots there are for each one used: where a few levels come in any order, a slot that is
    /// not the first to be looked at costs more than the slots do.
    private var sparsity: Int { slotBits < 13 ? 8 : 2 }

    private func grow() {
        let (old, oldCount) = (slots, 1 << Int(slotBits))
        slotBits += 1
        let room = 1 << Int(slotBits)
        slots = Self.emptySlots(room)
        for slot in UnsafeBufferPointer(start: old, count: oldCount) where slot.mark != 0 {
            var place = Int(truncatingIfNeeded: Self.mix(slot.low, slot.high) >> (64 - slotBits))
            while slots[place].mark != 0 { place = (place + 1) & (room - 1) }
            slots[place] = slot
        }
        old.deallocate()
    }

    /// Lends the bytes of each run, in the order of codes.
    func forEach(_ work: (_ code: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { all in
            for code in 0..<count {
                work(
                    code, UnsafeBufferPointer(rebasing: all[bounds[code]..<bounds[code + 1]]))
            }
        }
    }

    /// Lends the bytes of each run, in the order of their bytes.
    func forEachInOrder(_ work: (_ code: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { all in
            let order = bounds.withUnsafeBufferPointer { ByteOrder.codes(of: all, bounds: $0) }
            for code in order {
                work(
                    code, UnsafeBufferPointer(rebasing: all[bounds[code]..<bounds[code + 1]]))
            }
        }
    }

    /// The same runs, with the same codes, in other bytes that tell them apart as well.
    func converted(_ convert: (UnsafeBufferPointer<UInt8>) -> [UInt8]) -> LevelDictionary {
        let other = LevelDictionary()
        forEach { _, bytes in
            convert(bytes).withUnsafeBufferPointer { _ = other.code($0) }
        }
        return other
    }

    /// The memory that the runs and their places take.
    var byteCount: Int {
        bytes.capacity + bounds.capacity * MemoryLayout<Int>.stride
            + MemoryLayout<Slot>.stride << Int(slotBits)
    }

    /// Whether no run has a byte beyond 7F.
    var isASCII: Bool { !bytes.contains { $0 >= 0x80 } }

    /// Whether every run is UTF-8.
    var isUTF8: Bool {
        if isASCII { return true }
        var isValid = true
        forEach { _, bytes in
            if isValid, String(validating: bytes, as: UTF8.self) == nil { isValid = false }
        }
        return isValid
    }
}
