import Distributions
import Glibc
import Tables

/// A column of numbers.
func numbers(_ name: String, _ values: [Double]) -> Column {
    Column(name: name, values: .real(values), validity: ValidityMask(allValid: values.count))
}

/// A column of whole numbers.
func counts(_ name: String, _ values: [Int]) -> Column {
    Column(
        name: name, values: .integer(Integers(values.map { Int64($0) })),
        validity: ValidityMask(allValid: values.count))
}

/// A column of two levels, of which "new" is in question.
func groups(_ name: String, _ isNew: [Bool]) -> Column {
    let categories = Categories(
        appearanceCodes: isNew.map { $0 ? 1 : 0 }, appearanceLevels: ["known", "new"])
    return Column(
        name: name, values: .category(categories), validity: ValidityMask(allValid: isNew.count))
}

/// Cases with a number x, standard normal, and a group g.
struct DrawnCases {
    /// The numbers.
    var x: [Double] = []
    /// Whether each is in the group in question.
    var isNew: [Bool] = []

    /// So many cases, with chance `share` in the group.
    init(_ count: Int, share: Double = 0.4, _ stream: inout RandomStream) {
        for _ in 0..<count {
            x.append(stream.normal())
            isNew.append(stream.chance(share))
        }
    }

    /// b₀ + b₁ x + b₂ g of each.
    func linearPredictors(_ b: [Double]) -> [Double] {
        x.indices.map { b[0] + b[1] * x[$0] + (isNew[$0] ? b[2] : 0) }
    }

    /// The columns x and g beside others.
    func columns(_ others: Column...) -> [Column] {
        [numbers("x", x), groups("g", isNew)] + others
    }
}

extension RandomStream {
    /// A gamma deviate of a shape and mean 1, by Marsaglia and Tsang (2000).
    mutating func gamma(shape: Double) -> Double {
        guard shape >= 1 else {
            // One of shape + 1, taken down by a power of a uniform number.
            return gamma(shape: shape + 1) * (shape + 1) * pow(uniform(), 1 / shape) / shape
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let z = normal()
            let v = (1 + c * z) * (1 + c * z) * (1 + c * z)
            if v > 0, log(uniform()) < 0.5 * z * z + d - d * v + d * log(v) {
                return d * v / shape
            }
        }
    }

    /// A number between 0 and 1 that is like others of its cluster: Φ(√ρ z + √(1 - ρ) e) with z of the
    /// cluster. Each alone is uniform, so that chances stay what they are.
    mutating func uniform(sharing z: Double, correlation rho: Double) -> Double {
        Normal.cumulative(rho.squareRoot() * z + (1 - rho).squareRoot() * normal())
    }
}

/// 1 / (1 + e⁻ˣ).
func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
