/// Sizes of memory as people write them: 2G, 512M, 1.5G.
public enum MemorySize {
    /// What the program takes before it holds a row: its code, and the text that is being read.
    public static let program = 128 << 20

    private static let units: [(letters: [String], bytes: Double)] = [
        (["k", "kb", "kib"], 1024), (["m", "mb", "mib"], 1_048_576),
        (["g", "gb", "gib"], 1_073_741_824), (["t", "tb", "tib"], 1_099_511_627_776),
    ]

    /// The bytes that a text means, units being powers of 1024; nil for what is no size, or no whole
    /// byte at least.
    public static func bytes(_ text: String) -> Int? {
        let word = text.lowercased()
        let digits = word.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let first = digits.first, first != ".", let number = Double(digits) else {
            return nil
        }
        let rest = word.dropFirst(digits.count)
        guard let unit = units.first(where: { $0.letters.contains(String(rest)) }) else {
            return nil
        }
        let bytes = (number * unit.bytes).rounded()
        guard bytes >= 1, bytes <= 1e15 else { return nil }
        return Int(bytes)
    }

    /// A count of bytes in words, rounded up so that it suffices: 1.5 GB, 512 MB.
    public static func text(_ bytes: Int) -> String {
        let isLarge = bytes >= 1 << 30
        let value = Double(bytes) / Double(isLarge ? 1 << 30 : 1 << 20)
        guard isLarge else { return "\(Int(value.rounded(.up))) MB" }
        let tenths = (value * 10).rounded(.up) / 10
        return "\(tenths) GB"
    }
}
