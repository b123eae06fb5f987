import Distributions

/// How many pairs of cases two numbers put into the same order, and how many into opposite ones.
///
/// Cases come sorted by x; those before one with a larger y are counted in a tree of sums: O(n log n),
/// as Knight (1966).
struct PairOrder {
    /// Pairs of cases that x and y put into opposite orders.
    let discordant: Int128
    /// Concordant less discordant pairs.
    let score: Int128
    /// τ_b; NaN where a number does not vary.
    let tau: Double
    /// The variance of `score` under independence, with its corrections for ties.
    let variance: Double
    /// Whether any two cases share an x or a y.
    let hasTies: Bool

    init(_ pairs: NumberPairs) {
        let (places, sizesY) = pairs.rowsOfY
        let sizesX = pairs.countsOfX
        let square = { (t: Int) in Int128(t) * Int128(t - 1) / 2 }
        let total = square(pairs.count)
        let tiedX = sizesX.reduce(Int128(0)) { $0 + square($1) }
        let tiedY = sizesY.reduce(Int128(0)) { $0 + square($1) }
        let tiedBoth = pairs.counts.reduce(Int128(0)) { $0 + square($1) }
        var (inversions, seen): (Int128, Int) = (0, 0)
        var tree = [Int](repeating: 0, count: sizesY.count + 1)
        for (place, count) in zip(places, pairs.counts) {
            var (notAbove, at) = (0, place + 1)
            while at > 0 {
                notAbove += tree[at]
                at &= at - 1
            }
            inversions += Int128(seen - notAbove) * Int128(count)
            seen += count
            at = place + 1
            while at < tree.count {
                tree[at] += count
                at += at & -at
            }
        }
        discordant = inversions
        score = total - tiedX - tiedY + tiedBoth - 2 * inversions
        tau =
            Double(score) / Double(total - tiedX).squareRoot()
            / Double(total - tiedY).squareRoot()
        hasTies = tiedX > 0 || tiedY > 0
        let sum = { (sizes: [Int], f: (Double) -> Double) in
            sizes.reduce(into: CompensatedSum()) { $0.add(f(Double($1))) }.value
        }
        let cubic = { (t: Double) in t * (t - 1) * (2 * t + 5) }
        let pair = { (t: Double) in t * (t - 1) }
        let triple = { (t: Double) in t * (t - 1) * (t - 2) }
        let n = Double(pairs.count)
        var variance = (cubic(n) - sum(sizesX, cubic) - sum(sizesY, cubic)) / 18
        variance += sum(sizesX, pair) / (2 * pair(n)) * sum(sizesY, pair)
        if n > 2 { variance += sum(sizesX, triple) / (9 * triple(n)) * sum(sizesY, triple) }
        self.variance = variance
    }
}
