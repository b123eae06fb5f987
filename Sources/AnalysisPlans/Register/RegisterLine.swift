import Crypto
import FoundationEssentials

/// One line of a register as bytes: JSON whose first keys and last key stand at fixed places, so
/// that the chain is proved byte by byte.
///
/// `{"sequence":7,"kind":"tested","previous":"…","plan_hash":"…", …the entry…,"hash":"…"}`
///
/// `hash` is the SHA-256 of the line without `,"hash":"…"`, that is, of its bytes before that key and
/// a closing brace; `previous` is the hash of the line before, of 64 zeros for the first.
public struct RegisterLine: Sendable, Equatable {
    /// Its place in the register, from 1.
    public var sequence: Int
    /// What it stands for.
    public var kind: RegisterEntry.Kind
    /// The hash of the line before.
    public var previous: String
    /// The hash of the plan.
    public var planHash: String
    /// Its own hash.
    public var hash: String

    /// What stands before the first line.
    static let origin = String(repeating: "0", count: 64)

    /// The text of a line, without its line end, and what it says of its place.
    static func text(
        _ entry: RegisterEntry, kind: RegisterEntry.Kind, planHash: String, sequence: Int,
        previous: String
    ) throws -> (text: String, line: RegisterLine) {
        let body = try JSONText.encodeLine(entry)
        let open =
            "{\"sequence\":\(sequence),\"kind\":\"\(kind.rawValue)\",\"previous\":\"\(previous)\","
            + "\"plan_hash\":\"\(planHash)\"," + body.dropFirst()
        let hash = DataSource.sha256(open)
        let line = RegisterLine(
            sequence: sequence, kind: kind, previous: previous, planHash: planHash, hash: hash)
        return (open.dropLast() + ",\"hash\":\"\(hash)\"}", line)
    }

    /// How every line begins.
    static let opening = Array("{\"sequence\":".utf8)
    /// What some editors put before the first line.
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static let hashKey = Array(",\"hash\":\"".utf8)
    /// `,"hash":"`, 64 digits, `"}`.
    private static let endLength = 9 + 64 + 2

    /// Reads the fixed keys of a line; nil where it is none.
    ///
    /// - Returns: the line, and whether its hash is that of its bytes.
    static func read(_ bytes: UnsafeRawBufferPointer) -> (line: RegisterLine, isWhole: Bool)? {
        guard bytes.count > endLength else { return nil }
        var scanner = Scanner(bytes: bytes)
        guard scanner.take("{\"sequence\":"), let sequence = scanner.number(),
            scanner.take(",\"kind\":\""), let kindName = scanner.word(),
            let kind = RegisterEntry.Kind(rawValue: kindName),
            scanner.take("\",\"previous\":\""), let previous = scanner.hash(),
            scanner.take("\",\"plan_hash\":\""), let planHash = scanner.hash(),
            scanner.take("\",")
        else { return nil }
        let end = bytes.count - endLength
        var last = Scanner(bytes: bytes, place: end)
        guard bytes[end..<end + hashKey.count].elementsEqual(hashKey) else { return nil }
        last.place += hashKey.count
        guard let hash = last.hash(), last.take("\"}") else { return nil }
        var digest = SHA256()
        digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        digest.update(data: [UInt8(ascii: "}")])
        let line = RegisterLine(
            sequence: sequence, kind: kind, previous: previous, planHash: planHash, hash: hash)
        return (line, DataSource.text(digest.finalize()) == hash)
    }
}

/// Reads fixed texts from bytes.
private struct Scanner {
    let bytes: UnsafeRawBufferPointer
    var place = 0

    mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - place >= count else { return false }
        for index in 0..<count where bytes[place + index] != text.utf8Start[index] { return false }
        place += count
        return true
    }

    /// A whole number above 0 of at most fifteen digits.
    mutating func number() -> Int? {
        var (value, digits) = (0, 0)
        while place < bytes.count, digits < 16, (0x30...0x39).contains(bytes[place]) {
            value = 10 * value + Int(bytes[place] - 0x30)
            (place, digits) = (place + 1, digits + 1)
        }
        return digits > 0 && digits < 16 ? value : nil
    }

    mutating func word() -> String? {
        let start = place
        while place < bytes.count, place - start < 16, (0x61...0x7A).contains(bytes[place]) {
            place += 1
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// 64 hexadecimal digits.
    mutating func hash() -> String? {
        guard bytes.count - place >= 64 else { return nil }
        let digits = bytes[place..<place + 64]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        place += 64
        return String(decoding: digits, as: UTF8.self)
    }
}
