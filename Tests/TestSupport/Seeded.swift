/// Numbers that look random and are the same on every machine.
public struct Seeded: Sendable {
    private var state: UInt64

    /// A sequence for each seed.
    public init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// The next number from 0 up to 1.
    public mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }

    /// A whole number from 0 up to a limit.
    public mutating func below(_ limit: Int) -> Int { Int(next() * Double(limit)) }
}
