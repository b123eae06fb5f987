/// Hommel's correction in O(m log m) steps, where the definition takes m².
///
/// Let s(k) = min over j of k p₍m-k+j₎ / j be Simes' p-value of the k largest p-values. Hommel
/// rejects p at level α where p <= α / h(α), h(α) the largest k with s(k) > α. So the adjusted
/// p-value is the smallest of max(S(k+1), k p) over k, where S(k) = max of s(k), ..., s(m) falls
/// with k and k p rises: a crossing, found by bisection. s(k)/k is the least slope from the point
/// (m-k, 0) to a point (i, p₍ᵢ₎) to its right: a tangent to their lower convex hull.
/// Source: Hommel (1988), Biometrika 75, 383-386; Meijer, Krebs and Goeman (2019), Biometrical
/// Journal 61, 73-82, for the fast form.
struct HommelProcedure {
    /// The adjusted p-values, in the order of the sorted ones.
    let adjusted: [Double]

    /// - Parameter p: the p-values, ascending and without NaN.
    init(sorted p: [Double]) {
        let m = p.count
        // largest[k] = S(k), with S(m + 1) = 0.
        var largest = [Double](repeating: 0, count: m + 2)
        var hull: [Int] = []
        for k in stride(from: 1, through: m, by: 1) {
            Self.add(m - k, to: &hull, p)
            largest[k] = Double(k) * Self.leastSlope(from: m - k - 1, hull, p)
        }
        for k in stride(from: m - 1, through: 1, by: -1) {
            largest[k] = max(largest[k], largest[k + 1])
        }
        adjusted = p.map { value in
            // The first k at which k p is no longer below S(k + 1).
            var (low, high) = (0, m)
            while low < high {
                let k = (low + high) / 2
                if Double(k) * value >= largest[k + 1] { high = k } else { low = k + 1 }
            }
            let here = max(largest[low + 1], Double(low) * value)
            let before = low > 0 ? max(largest[low], Double(low - 1) * value) : here
            return max(min(min(here, before), 1), value)
        }
    }

    /// Adds a point on the left to the lower hull, whose leftmost point is last.
    private static func add(_ i: Int, to hull: inout [Int], _ p: [Double]) {
        while hull.count > 1 {
            let (b, c) = (hull[hull.count - 1], hull[hull.count - 2])
            // b stays if it lies below the line from i to c.
            if (p[b] - p[i]) * Double(c - i) < (p[c] - p[i]) * Double(b - i) { break }
            hull.removeLast()
        }
        hull.append(i)
    }

    /// The least p₍ᵢ₎ / (i - x) over the hull; it falls and then rises from left to right.
    private static func leastSlope(from x: Int, _ hull: [Int], _ p: [Double]) -> Double {
        let slope = { (place: Int) in p[hull[place]] / Double(hull[place] - x) }
        var (low, high) = (0, hull.count - 1)
        while low < high {
            let middle = (low + high) / 2
            // From the right (place 0) to the left.
            if slope(middle) <= slope(middle + 1) { high = middle } else { low = middle + 1 }
        }
        return slope(low)
    }
}
