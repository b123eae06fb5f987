/// What random words of 32 bits come from, and the draws that each take one of them.
public protocol RandomWordSource {
    /// The next 32 random bits.
    mutating func nextWord() -> UInt32
}

extension RandomWordSource {
    /// A number between 0 and 1, never either: (w + ½) / 2³² of the next word w.
    @inlinable
    public mutating func uniform() -> Double { (Double(nextWord()) + 0.5) * 0x1p-32 }

    /// True with a probability.
    @inlinable
    public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    /// True with the probability whose odds are given: o / (1 + o).
    @inlinable
    public mutating func chance(odds: Double) -> Bool { uniform() * (1 + odds) < odds }

    /// True with the probability whose log odds are given: 1 / (1 + e⁻ˣ).
    @inlinable
    public mutating func chance(logOdds x: Double) -> Bool {
        chance(inverseOdds: PortableFunctions.exponential(-x))
    }

    /// True with the probability whose odds are given upside down: 1 / (1 + o).
    @inlinable
    public mutating func chance(inverseOdds: Double) -> Bool { uniform() * (1 + inverseOdds) < 1 }

    /// A whole number from 0 to below `count`, each as likely to within `count` / 2³².
    @inlinable
    public mutating func index(below count: Int) -> Int {
        Int(truncatingIfNeeded: (UInt64(nextWord()) &* UInt64(truncatingIfNeeded: count)) >> 32)
    }

    /// A standard normal deviate, by inversion.
    @inlinable
    public mutating func normal() -> Double { PortableFunctions.normalQuantile(uniform()) }

    /// An exponential time of a mean, by inversion.
    @inlinable
    public mutating func exponential(mean: Double) -> Double {
        -mean * PortableFunctions.logarithm(uniform())
    }

    /// A Poisson count of a mean, cut at `longest`, by inversion.
    @inlinable
    public mutating func poisson(mean: Double, longest: Int) -> Int {
        var left = uniform()
        var term = PortableFunctions.exponential(-mean)
        var count = 0
        while left >= term && count < longest {
            left -= term
            count += 1
            term *= mean / Double(count)
        }
        return count
    }
}
