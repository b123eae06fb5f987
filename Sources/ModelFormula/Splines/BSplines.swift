/// The B-splines of a degree over interior knots between two boundary knots: the polynomial pieces
/// that are 0 outside degree + 1 stretches and add up to 1.
///
/// Bᵢ,₀ = 1 on its stretch and
/// Bᵢ,ₚ(x) = (x - tᵢ)/(tᵢ₊ₚ - tᵢ) Bᵢ,ₚ₋₁(x) + (tᵢ₊ₚ₊₁ - x)/(tᵢ₊ₚ₊₁ - tᵢ₊₁) Bᵢ₊₁,ₚ₋₁(x)
/// (C. de Boor, "A Practical Guide to Splines", 2001, chapter IX), each boundary knot taken degree
/// + 1 times. Beyond the boundary the polynomials of the first and of the last stretch go on.
struct BSplines {
    let degree: Int
    /// How many there are: interior knots + degree + 1.
    let count: Int
    private let interior: [Double]
    private let places: [Double]

    /// - Parameters:
    ///   - interior: ascending, between the boundary knots.
    ///   - boundary: two, the lower first.
    init(interior: [Double], boundary: [Double], degree: Int) {
        self.interior = interior
        self.degree = degree
        count = interior.count + degree + 1
        places =
            [Double](repeating: boundary[0], count: degree + 1) + interior
            + [Double](repeating: boundary[1], count: degree + 1)
    }

    /// The stretch of a value: the interior knots at or below it.
    private func stretch(_ value: Double) -> Int {
        var (low, high) = (0, interior.count)
        while low < high {
            let middle = (low + high) / 2
            if interior[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Writes the degree + 1 splines that are not 0 at a value over what `found` held.
    ///
    /// - Returns: the index of the first of them.
    func evaluate(_ value: Double, into found: inout [Double]) -> Int {
        let stretch = stretch(value)
        found[0] = 1
        raise(to: degree, at: value, knot: stretch + degree, in: &found)
        return stretch
    }

    /// The recurrence from degree 0 up to another, in place.
    private func raise(to top: Int, at value: Double, knot: Int, in found: inout [Double]) {
        guard top > 0 else { return }
        for d in 1...top {
            var carried = 0.0
            for r in 0..<d {
                let (low, high) = (places[knot + 1 + r - d], places[knot + 1 + r])
                let share = found[r] / (high - low)
                found[r] = carried + (high - value) * share
                carried = (value - low) * share
            }
            found[d] = carried
        }
    }

    /// All splines' derivatives of an order at a value, in the unit that makes the boundary knots
    /// lie 1 apart: B'ᵢ,ₚ = p [Bᵢ,ₚ₋₁/(tᵢ₊ₚ - tᵢ) - Bᵢ₊₁,ₚ₋₁/(tᵢ₊ₚ₊₁ - tᵢ₊₁)].
    func derivatives(at value: Double, order: Int) -> [Double] {
        let (lower, knot) = (degree - order, stretch(value) + degree)
        let width = places[places.count - 1] - places[0]
        var few = [Double](repeating: 0, count: degree + 1)
        few[0] = 1
        raise(to: lower, at: value, knot: knot, in: &few)
        var all = [Double](repeating: 0, count: places.count - lower - 1)
        for r in 0...lower { all[knot - lower + r] = few[r] }
        for d in stride(from: lower + 1, through: degree, by: 1) {
            func part(_ i: Int) -> Double {
                let gap = (places[i + d] - places[i]) / width
                return gap > 0 ? all[i] / gap : 0
            }
            all = (0..<places.count - d - 1).map { Double(d) * (part($0) - part($0 + 1)) }
        }
        return all
    }
}
