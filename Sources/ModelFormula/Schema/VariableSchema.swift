/// What was learned of one variable of a formula, all that new data need to be coded the same way.
public struct VariableSchema: Sendable, Codable, Equatable {
    /// How a variable enters a model.
    public enum Kind: String, Sendable, Codable {
        /// As one column of numbers.
        case numeric
        /// As a level of a factor.
        case factor
        /// As columns of orthogonal (or raw) polynomials.
        case polynomial
        /// As columns of a spline.
        case spline
    }

    /// The variable as a formula writes it.
    public let name: String
    /// How it enters.
    public let kind: Kind
    /// A factor's levels in order.
    public let levels: [String]
    /// The index of a factor's reference level.
    public let reference: Int
    /// A polynomial's basis.
    public let polynomial: PolynomialBasis?
    /// A spline's knots.
    public let spline: SplineBasis?
    /// The smallest and largest number that it was learned from; nil for a factor.
    public let range: ClosedRange<Double>?
    /// The index of the level that rows without a value have; nil where they have none.
    public let missingLevel: Int?
    /// What stands for a number that is missing, beside an indicator as the last column; nil where
    /// rows without a value have no place.
    public let missingNumber: Double?

    private enum CodingKeys: String, CodingKey {
        case name, kind, levels, reference, polynomial, spline, range
        case missingLevel = "missing_level"
        case missingNumber = "missing_number"
    }

    init(
        name: String, kind: Kind, levels: [String] = [], reference: Int = 0,
        polynomial: PolynomialBasis? = nil, spline: SplineBasis? = nil,
        range: ClosedRange<Double>? = nil, missingLevel: Int? = nil, missingNumber: Double? = nil
    ) {
        self.name = name
        self.kind = kind
        self.levels = levels
        self.reference = reference
        self.polynomial = polynomial
        self.spline = spline
        self.range = range
        self.missingLevel = missingLevel
        self.missingNumber = missingNumber
    }

    /// Whether a row without a value of this variable has a place in the model.
    public var takesMissing: Bool { missingLevel != nil || missingNumber != nil }

    /// Whether its columns are those of a curve, of which none means anything by itself.
    public var isCurve: Bool { kind == .polynomial || kind == .spline }

    /// The number of columns that a variable which is no factor makes.
    public var width: Int { basisWidth + (missingNumber == nil ? 0 : 1) }

    /// The number of its columns, but for the indicator of missing values.
    public var basisWidth: Int { polynomial?.degree ?? spline?.width ?? 1 }

    /// Whether a column is the indicator of missing values.
    func isIndicator(_ index: Int) -> Bool { missingNumber != nil && index == basisWidth }

    /// The name of one of its columns, as a coefficient's name shows it.
    func columnName(_ index: Int) -> String {
        if isIndicator(index) { return "\(name)[\(Self.missingLevel)]" }
        return polynomial == nil && spline == nil ? name : "\(name)[\(index + 1)]"
    }

    /// The columns at finite numbers, without the indicator.
    func basisColumns(_ numbers: [Double]) -> [[Double]] {
        polynomial?.columns(numbers) ?? spline?.columns(numbers) ?? [numbers]
    }
}

/// Polynomials of a column: orthonormal over the rows they were learned from, or plain powers.
///
/// The orthogonal ones follow the three-term recurrence
/// p₋₁ = 0, p₀ = 1, pₖ₊₁(x) = (x - αₖ) pₖ(x) - (νₖ / νₖ₋₁) pₖ₋₁(x) with αₖ = Σx pₖ² / νₖ and
/// νₖ = Σpₖ², and column k is pₖ / √νₖ: what R's `poly` keeps (Kennedy and Gentle, "Statistical
/// Computing", 1980, p. 343-344).
public struct PolynomialBasis: Sendable, Codable, Equatable {
    /// Higher powers of anything measured are noise.
    static let highestDegree = 20

    /// The highest power.
    public let degree: Int
    /// αₖ for k = 0 ..< degree; empty for plain powers.
    public let centres: [Double]
    /// νₖ for k = 0 ... degree; empty for plain powers.
    public let squaredNorms: [Double]

    /// Plain powers x, x², ....
    init(rawDegree degree: Int) {
        self.degree = degree
        centres = []
        squaredNorms = []
    }

    /// Learns the orthogonal basis from values; nil where they have too few distinct ones.
    ///
    /// - Parameter counts: the cases that each value stands for, by which its part of every sum is
    ///   multiplied; nil for one each.
    init?(degree: Int, values: [Double], counts: [Double]? = nil) {
        var before = [Double](repeating: 0, count: values.count)
        var current = [Double](repeating: 1, count: values.count)
        var centres: [Double] = []
        var norms = [counts.map { $0.reduce(0, +) } ?? Double(values.count)]
        for k in 0..<degree {
            var weighted = 0.0
            for i in values.indices {
                weighted += (counts?[i] ?? 1) * values[i] * current[i] * current[i]
            }
            let centre = weighted / norms[k]
            let ratio = k == 0 ? 0 : norms[k] / norms[k - 1]
            var norm = 0.0
            var scale = 0.0
            for i in values.indices {
                let next = (values[i] - centre) * current[i] - ratio * before[i]
                let count = counts?[i] ?? 1
                scale += count * values[i] * values[i] * current[i] * current[i]
                before[i] = current[i]
                current[i] = next
                norm += count * next * next
            }
            // What is left after taking lower powers out is rounding and no new column.
            guard norm > 1e-20 * scale, norm.isFinite else { return nil }
            centres.append(centre)
            norms.append(norm)
        }
        self.degree = degree
        self.centres = centres
        squaredNorms = norms
    }

    /// The columns at some values.
    func columns(_ values: [Double]) -> [[Double]] {
        if centres.isEmpty {
            var power = values
            return (0..<degree).map { k in
                if k > 0 { for i in values.indices { power[i] *= values[i] } }
                return power
            }
        }
        var before = [Double](repeating: 0, count: values.count)
        var current = [Double](repeating: 1, count: values.count)
        return (0..<degree).map { k in
            let ratio = k == 0 ? 0 : squaredNorms[k] / squaredNorms[k - 1]
            for i in values.indices {
                let next = (values[i] - centres[k]) * current[i] - ratio * before[i]
                before[i] = current[i]
                current[i] = next
            }
            let scale = squaredNorms[k + 1].squareRoot()
            return current.map { $0 / scale }
        }
    }
}

extension VariableSchema {
    /// Whether the parts of a schema that was read fit together.
    public var isConsistent: Bool {
        guard missingNumber == nil || kind != .factor, missingNumber?.isFinite != false,
            missingLevel == nil || kind == .factor, (polynomial == nil) == (kind != .polynomial),
            (spline == nil) == (kind != .spline)
        else { return false }
        return switch kind {
        case .numeric: true
        case .factor:
            levels.indices.contains(reference) && Set(levels).count == levels.count
                && missingLevel.map(levels.indices.contains) != false
        case .polynomial: polynomial?.isConsistent == true
        case .spline: spline?.isConsistent == true
        }
    }
}

extension PolynomialBasis {
    /// Whether a basis that was read has as many parts as its degree asks for.
    var isConsistent: Bool {
        (1...Self.highestDegree).contains(degree)
            && (centres.isEmpty
                ? squaredNorms.isEmpty
                : centres.count == degree && squaredNorms.count == degree + 1)
    }
}
