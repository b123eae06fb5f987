import Distributions

/// Draws the NCCIS code of somebody's activity.
struct ActivityCodes: Sendable {
    /// What the chances of the codes depend on: the first two are in education, employment or
    /// training, at 17 and later, and the others are NEET.
    enum Situation: Int, CaseIterable {
        case youngest, older, parent, carer, outOfWork
    }

    /// The code by situation and the upper byte of the word, or 0 where the rest decides too.
    private let codes: [Int16]

    init() {
        codes = Situation.allCases.flatMap { situation in
            (UInt32(0)..<256).map { byte in
                // A code has one stretch of numbers, so what both ends share all between them do.
                let first = Self.code(situation, Self.uniform(byte << 24))
                let last = Self.code(situation, Self.uniform(byte << 24 | 0xFF_FFFF))
                return first == last ? Int16(truncatingIfNeeded: first) : 0
            }
        }
    }

    /// The code that a word gives.
    @inline(__always)
    func code(_ situation: Situation, _ word: UInt32) -> Int {
        let code = codes[situation.rawValue << 8 | Int(word >> 24)]
        return code > 0 ? Int(code) : Self.code(situation, Self.uniform(word))
    }

    private static func uniform(_ word: UInt32) -> Double {
        withUnsafePointer(to: word) {
            var reader = WordReader($0)
            return reader.uniform()
        }
    }

    private static func code(_ situation: Situation, _ u: Double) -> Int {
        switch situation {
        case .youngest:
            u < 0.32
                ? 210 : u < 0.44 ? 220 : u < 0.84 ? 230 : u < 0.91 ? 310 : u < 0.97 ? 330 : 450
        case .older:
            u < 0.08
                ? 210
                : u < 0.36
                    ? 230
                    : u < 0.64 ? 240 : u < 0.75 ? 310 : u < 0.91 ? 330 : u < 0.98 ? 360 : 410
        case .parent:
            u < 0.60 ? 630 : u < 0.85 ? 650 : 619
        case .carer:
            u < 0.45 ? 620 : code(.outOfWork, u)
        case .outOfWork:
            u < 0.62 ? 619 : u < 0.72 ? 610 : u < 0.82 ? 615 : u < 0.94 ? 640 : 680
        }
    }
}
