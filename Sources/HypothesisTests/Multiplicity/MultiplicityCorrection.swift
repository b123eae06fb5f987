/// A correction of p-values for how many of them there are.
///
/// The adjusted p-value is the smallest level at which the whole procedure would reject that
/// hypothesis, so that it is compared with the level as it stands. As R's `p.adjust`.
public enum MultiplicityCorrection: String, Sendable, Hashable, CaseIterable, Codable {
    /// m p. Family-wise error, under any dependence.
    case bonferroni
    /// Running maximum of (m - i + 1) p₍ᵢ₎. Family-wise error, under any dependence.
    case holm
    /// Running minimum from above of (m - i + 1) p₍ᵢ₎. Family-wise error, under independence.
    case hochberg
    /// Closed testing with Simes' test of every intersection, at least as powerful as Hochberg.
    /// Family-wise error, under independence or positive dependence.
    case hommel
    /// Running minimum from above of (m / i) p₍ᵢ₎. False discovery rate, under independence.
    case benjaminiHochberg = "bh"
    /// As Benjamini-Hochberg, times 1 + 1/2 + ... + 1/m. False discovery rate, any dependence.
    case benjaminiYekutieli = "by"

    /// The adjusted p-values, in the order of `pValues`, at most 1.
    ///
    /// Values that are not numbers stay so and are not counted among the m.
    public func adjusted(_ pValues: [Double]) -> [Double] {
        var ranked: [(p: Double, index: Int)] = []
        ranked.reserveCapacity(pValues.count)
        for (index, p) in pValues.enumerated() where !p.isNaN { ranked.append((p, index)) }
        var result = pValues
        let m = ranked.count
        if self == .bonferroni {
            for (p, index) in ranked { result[index] = min(1, Double(m) * p) }
            return result
        }
        ranked.sort { $0.p < $1.p }
        if self == .holm {
            var largest = 0.0
            for (rank, (p, index)) in ranked.enumerated() {
                largest = max(largest, min(1, Double(m - rank) * p))
                result[index] = largest
            }
            return result
        }
        if self == .hommel {
            let adjusted = HommelProcedure(sorted: ranked.map(\.p)).adjusted
            for ((_, index), value) in zip(ranked, adjusted) { result[index] = value }
            return result
        }
        var smallest = 1.0
        let harmonic = self == .benjaminiYekutieli ? harmonicNumber(m) : 1
        for rank in stride(from: m - 1, through: 0, by: -1) {
            let (p, index) = ranked[rank]
            smallest = min(smallest, factor(rank: rank, of: m) * harmonic * p)
            result[index] = smallest
        }
        return result
    }

    private func factor(rank: Int, of m: Int) -> Double {
        self == .hochberg ? Double(m - rank) : Double(m) / Double(rank + 1)
    }

    private func harmonicNumber(_ m: Int) -> Double {
        var sum = 0.0
        for i in stride(from: m, to: 0, by: -1) { sum += 1 / Double(i) }
        return sum
    }
}
