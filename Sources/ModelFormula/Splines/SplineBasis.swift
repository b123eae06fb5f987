/// The columns of a spline, as they are kept with a fit: where its knots are and what is made of
/// them.
public struct SplineBasis: Sendable, Codable, Equatable {
    /// The kinds of splines, by the functions of a formula.
    public enum Form: String, Sendable, Codable {
        /// Restricted cubic: straight beyond the outer knots, the first column x itself.
        case restricted = "rcs"
        /// Natural cubic from B-splines: straight beyond the boundary knots.
        case natural = "ns"
        /// B-splines: polynomials of a degree, which go on beyond the boundary knots.
        case bSpline = "bs"
    }

    /// More knots than anything measured has bends.
    static let mostKnots = 200
    /// Higher degrees are noise.
    static let highestDegree = 10

    /// Which columns they are.
    public let form: Form
    /// The knots, ascending: of `rcs` all, of the others those between the boundary knots.
    public let knots: [Double]
    /// The two boundary knots; empty for `rcs`.
    public let boundary: [Double]
    /// The degree of the pieces.
    public let degree: Int
    /// Whether a constant is in the span of the columns.
    public let includesIntercept: Bool

    init(
        _ form: Form, knots: [Double], boundary: [Double] = [], degree: Int = 3,
        includesIntercept: Bool = false
    ) {
        self.form = form
        self.knots = knots
        self.boundary = boundary
        self.degree = degree
        self.includesIntercept = includesIntercept
    }

    /// The number of columns.
    public var width: Int {
        let constant = includesIntercept ? 1 : 0
        return switch form {
        case .restricted: knots.count - 1
        case .natural: knots.count + 1 + constant
        case .bSpline: knots.count + degree + constant
        }
    }

    /// The columns at some values.
    func columns(_ values: [Double]) -> [[Double]] {
        switch form {
        case .restricted: RestrictedCubic(knots: knots).columns(values)
        case .natural:
            NaturalCubic(
                interior: knots, boundary: boundary, includesIntercept: includesIntercept
            ).columns(values)
        case .bSpline: bSplines(values)
        }
    }

    private func bSplines(_ values: [Double]) -> [[Double]] {
        let splines = BSplines(interior: knots, boundary: boundary, degree: degree)
        let skipped = includesIntercept ? 0 : 1
        var columns = [[Double]](
            repeating: [Double](repeating: 0, count: values.count), count: width)
        var few = [Double](repeating: 0, count: degree + 1)
        for row in values.indices {
            let first = splines.evaluate(values[row], into: &few) - skipped
            for r in 0...degree where first + r >= 0 { columns[first + r][row] = few[r] }
        }
        return columns
    }

    /// Whether knots that were given or read make a spline: finite, apart, in order, and as many as
    /// the form needs.
    var isConsistent: Bool {
        let all =
            form == .restricted ? knots : boundary.prefix(1) + knots + boundary.dropFirst()
        guard knots.count <= Self.mostKnots, all.allSatisfy(\.isFinite),
            zip(all, all.dropFirst()).allSatisfy({ $0 < $1 }),
            let first = all.first, let last = all.last, (last - first).isFinite
        else { return false }
        // Knots that all but coincide make columns beyond all doubles.
        let closest = zip(all, all.dropFirst()).map { $1 - $0 }.min() ?? 0
        guard closest / (last - first) > 1e-12 else { return false }
        return switch form {
        case .restricted: knots.count >= 3 && boundary.isEmpty && degree == 3 && !includesIntercept
        case .natural: boundary.count == 2 && degree == 3
        case .bSpline: boundary.count == 2 && (1...Self.highestDegree).contains(degree)
        }
    }
}
