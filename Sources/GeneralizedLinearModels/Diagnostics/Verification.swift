import Glibc
import LinearAlgebra

/// The estimates once more by another route, and how many digits both have in common.
///
/// Fits are solved from sums of squares, X'WX b = X'r, by Cholesky. The other route never squares: the
/// weighted least squares at the estimates are solved anew from the rows, by the QR of √W X with √W z
/// beside it. Where a fit took QR itself since its columns are nearly dependent, Cholesky is the other.
public struct Verification: Sendable {
    /// A way of solving.
    public enum Route: String, Sendable, Codable {
        /// From the rows, by orthogonal transformations.
        case qr
        /// From sums of squares.
        case cholesky
    }

    /// One coefficient.
    public struct Row: Sendable {
        /// Its name.
        public let coefficient: String
        /// As the fit has it.
        public let estimate: Double
        /// As the other route has it.
        public let other: Double
        /// -log₁₀ of the difference over the larger of the estimate and its standard error, at most
        /// 15.9: a coefficient that is 0 but for rounding is held to its standard error.
        public let digits: Double
        /// The same of the standard error, relative to itself.
        public let standardErrorDigits: Double
    }

    /// Fewer digits than this in common are told.
    public static let fewDigits = 6.0

    /// The other route.
    public let route: Route
    /// The coefficients that were estimated; empty where the other route breaks down.
    public let rows: [Row]
    /// Why there are none, or which share few digits; nil where all is well.
    public let note: String?
    /// The fewest digits in common; nil without rows.
    public var fewestDigits: Double? {
        rows.map { min($0.digits, $0.standardErrorDigits) }.min()
    }
}

extension GLMFit {
    /// Solves for the estimates by another route and tells how far both agree.
    /// - Throws: `FitError` where a factor was eliminated or rows lie in a scratch file.
    public func verification() throws(FitError) -> Verification {
        try requireWhole(for: "A second route")
        let rows = FittedRows(self)
        let route: Verification.Route =
            smallestPivot >= Newton.conditionLimit ? .qr : .cholesky
        guard isConverged, !active.isEmpty, lackOfSpread == nil else {
            return Verification(
                route: route, rows: [],
                note: !isConverged
                    ? "The fit did not settle."
                    : lackOfSpread == nil
                        ? "Nothing was estimated."
                        : "There are no standard errors, by which digits are counted.")
        }
        guard let (beta, root) = solved(rows, route) else {
            return Verification(
                route: route, rows: [],
                note:
                    "The columns are so nearly dependent that \(route.words) breaks down: no figure "
                    + "is confirmed.")
        }
        var full = [Double](repeating: 0, count: coefficients.count)
        for (k, column) in active.enumerated() { full[column] = beta[k] }
        let other = rows.scale.vector(full)
        let spread = rows.scale.root(root, active: active)
        let unit = dispersion?.squareRoot() ?? 1
        var found: [Verification.Row] = []
        for (k, column) in active.enumerated() {
            guard let error = standardErrors[column] else { continue }
            let difference = abs(other[column] - estimates[column])
            let otherError = unit * OriginalScale.length(ofRow: k, spread)
            found.append(
                Verification.Row(
                    coefficient: coefficients[column].name, estimate: estimates[column],
                    other: other[column],
                    digits: Self.digits(difference / max(abs(estimates[column]), error)),
                    standardErrorDigits: Self.digits(abs(otherError - error) / error)))
        }
        let few = found.filter { min($0.digits, $0.standardErrorDigits) < Verification.fewDigits }
        let note =
            few.isEmpty
            ? nil
            : "Fewer than \(Int(Verification.fewDigits)) digits in common: "
                + few.map { "\"\($0.coefficient)\"" }.joined(separator: ", ")
                + ". The columns are nearly dependent; centre or drop some."
        return Verification(route: route, rows: found, note: note)
    }

    /// The active coefficients on the design's scale, and S with S S' the inverse information.
    private func solved(_ rows: FittedRows, _ route: Verification.Route)
        -> (beta: [Double], root: Matrix)?
    {
        switch route {
        case .qr:
            let (factor, side) = rows.weightedTriangle()
            guard let triangle = UpperTriangle(factor) else { return nil }
            let ones = [Double](repeating: 1, count: active.count)
            let root = triangle.inverseRoot(rowScales: ones)
            return (root.times(side), root)
        case .cholesky:
            let sums = rows.pass.sums(at: rows.beta)
            guard let factor = Cholesky(sums.information.principalSubmatrix(active)) else {
                return nil
            }
            let step = factor.solve(active.map { sums.score[$0] })
            return (zip(active, step).map { rows.beta[$0] + $1 }, factor.inverseRoot())
        }
    }

    private static func digits(_ difference: Double) -> Double {
        guard difference > 0 else { return 15.9 }
        guard difference.isFinite else { return 0 }
        return min(15.9, max(0, -log10(difference)))
    }
}

extension Verification.Route {
    /// The route in words.
    public var words: String {
        switch self {
        case .qr: "the QR factorisation of the rows"
        case .cholesky: "the Cholesky factorisation of sums of squares"
        }
    }
}
