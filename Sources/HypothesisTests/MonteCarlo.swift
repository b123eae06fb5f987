import Distributions

/// How a p-value is simulated: how many replicates, and from which seed.
public struct MonteCarlo: Sendable, Hashable {
    /// The number of replicates asked for; nil for as many as are affordable, at most
    /// `usualReplicates`.
    public let replicates: Int?
    /// Names the random numbers: the same seed gives the same p.
    public let seed: UInt64

    /// 99,999, so that p = (b + 1) / 100,000 is a short number and p near .05 is known to ±.0014.
    public static let usualReplicates = 99_999
    /// The fewest replicates that are worth a p-value.
    public static let fewest = 999
    /// The steps that a simulation may take unless a number of replicates is asked for.
    public static let longestWork = 1e9

    /// What tells the random numbers of tables from others under the same seed.
    static let tables: UInt32 = 0x7AB1E
    /// What tells the random numbers of multinomial counts from others under the same seed.
    static let multinomials: UInt32 = 0x3317

    /// A simulation; a number of replicates below 1 is taken as 1.
    public init(replicates: Int? = nil, seed: UInt64 = 1) {
        self.replicates = replicates.map { max($0, 1) }
        self.seed = seed
    }

    /// How many replicates to make; nil where even the fewest are too much work.
    func affordable(stepsEach steps: Double) -> Int? {
        if let replicates { return steps * Double(replicates) <= 1e12 ? replicates : nil }
        let most = Self.longestWork / max(steps, 1)
        guard most >= Double(Self.fewest) else { return nil }
        return most >= Double(Self.usualReplicates) ? Self.usualReplicates : Int(most)
    }

    /// p = (b + 1) / (B + 1) with the 95% Clopper-Pearson interval of b of B.
    func result(name: String, method: String, extreme: Int, of replicates: Int) -> TestResult {
        let p = Double(extreme + 1) / Double(replicates + 1)
        var result = TestResult(
            name: name, method: method, pValue: PValue(share: p))
        let interval = (try? Proportion(events: extreme, total: replicates))?
            .clopperPearson(confidence: 0.95)
        result.pLow = interval?.confLow
        result.pHigh = interval?.confHigh
        result.replicates = replicates
        result.seed = seed
        return result
    }
}

/// ln x! for whole numbers, from a table where it is short.
struct LogFactorials {
    private let table: [Double]

    /// A table to `largest`, or to a million where that is less; beyond it each is computed.
    init(upTo largest: Int) {
        table = (0...min(max(largest, 1), 1_000_000)).map { logGamma(Double($0) + 1) }
    }

    @inline(__always)
    subscript(_ x: Int) -> Double {
        x < table.count ? table[x] : logGamma(Double(x) + 1)
    }
}
