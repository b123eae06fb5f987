/// Distinct runs of bytes in order of first appearance, each with a code from 0.
///
/// A run of up to eight bytes is its own key; of a longer one a hash is, and its bytes are compared.
final class LevelDictionary {
    private(set) var count = 0
    private var keys: UnsafeMutablePointer<UInt64>
    /// A code and 1; 0 where the slot is free.
    private var slots: UnsafeMutablePointer<UInt32>
    private var slotBits: UInt64
    /// Where each run begins among `bytes`, and where the last one ends.
    private var bounds: [Int] = [0]
    private var bytes: [UInt8] = []

    init() {
        slotBits = 6
        keys = .allocate(capacity: 1 << 6)
        slots = .allocate(capacity: 1 << 6)
        slots.initialize(repeating: 0, count: 1 << 6)
    }

    deinit {
        keys.deallocate()
        slots.deallocate()
    }

    /// The code of a run of bytes, new if it has not been seen.
    ///
    /// - Parameter isReadable8: whether eight bytes may be read from its start.
    @inline(__always)
    func code(_ start: UnsafePointer<UInt8>, _ length: Int, isReadable8: Bool) -> UInt32 {
        let key = Self.key(start, length, isReadable8: isReadable8)
        var slot = Self.mix(key) >> (64 - slotBits)
        let mask = (1 as UInt64) << slotBits - 1
        while true {
            let held = slots[Int(slot)]
            if held == 0 { return add(start, length, key, at: Int(slot)) }
            if keys[Int(slot)] == key, length <= 8 || isSame(Int(held) - 1, start, length) {
                return held - 1
            }
            slot = (slot &+ 1) & mask
        }
    }

    /// The code of a run of bytes that may be empty.
    func code(_ run: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard let start = run.baseAddress else {
            return withUnsafePointer(to: 0 as UInt8) { code($0, 0, isReadable8: false) }
        }
        return code(start, run.count, isReadable8: run.count >= 8)
    }

    @inline(__always)
    private static func key(
        _ start: UnsafePointer<UInt8>, _ length: Int, isReadable8: Bool
    ) -> UInt64 {
        if length > 8 { return hash(start, length) }
        if isReadable8 {
            let word = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
            return length == 0 ? 0 : word & (~0 >> UInt64(64 - 8 * length))
        }
        var word: UInt64 = 0
        for place in 0..<length { word |= UInt64(start[place]) << UInt64(8 * place) }
        return word
    }

    @inline(__always)
    private static func mix(_ key: UInt64) -> UInt64 {
        let product = (key ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return (product.high ^ product.low) &* 0xA076_1D64_78BD_642F
    }

    /// A hash of more than eight bytes. Its last byte cannot be 0, as no text holds one, but a run
    /// of up to eight can have the same key: lengths are compared before bytes.
    private static func hash(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        let raw = UnsafeRawPointer(start)
        var hash = UInt64(length)
        var place = 0
        while place + 8 <= length {
            hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        if place < length {
            hash = mix(hash ^ raw.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
        }
        return hash
    }

    private func isSame(_ code: Int, _ start: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        let lower = bounds[code]
        guard bounds[code + 1] - lower == length else { return false }
        return bytes.withUnsafeBufferPointer { held in
            for place in 0..<length where held[lower + place] != start[place] { return false }
            return true
        }
    }

    private func add(
        _ start: UnsafePointer<UInt8>, _ length: Int, _ key: UInt64, at slot: Int
    ) -> UInt32 {
        // Codes are 32 bits, and the last is never given.
        precondition(count < Int(UInt32.max) - 1, "more levels than there are codes")
        keys[slot] = key
        slots[slot] = UInt32(count) + 1
        bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
        bounds.append(bytes.count)
        count += 1
        if count * 2 > 1 << Int(slotBits) { grow() }
        return UInt32(count - 1)
    }

    private func grow() {
        let (oldKeys, oldSlots, oldCount) = (keys, slots, 1 << Int(slotBits))
        slotBits += 1
        let room = 1 << Int(slotBits)
        keys = .allocate(capacity: room)
        slots = .allocate(capacity: room)
        slots.initialize(repeating: 0, count: room)
        for old in 0..<oldCount where oldSlots[old] != 0 {
            var slot = Int(Self.mix(oldKeys[old]) >> (64 - slotBits))
            while slots[slot] != 0 { slot = (slot + 1) & (room - 1) }
            keys[slot] = oldKeys[old]
            slots[slot] = oldSlots[old]
        }
        oldKeys.deallocate()
        oldSlots.deallocate()
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
