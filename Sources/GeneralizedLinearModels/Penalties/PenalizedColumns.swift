import LinearAlgebra
import ModelFormula

/// The columns of a design that are penalised, in groups, and the scale on which they are.
///
/// On the penalty's scale a group's coefficients are θ_g = U_g γ_g, with γ those of the design's
/// columns and U'U the covariance of the group's columns over the cases (their standard deviation,
/// for a group of one).
struct PenalizedColumns: Sendable {
    struct Group: Sendable {
        /// The places of its coefficients in θ.
        let range: Range<Int>
        /// ω.
        let weight: Double
        /// U⁻¹, upper triangular.
        let inverse: Matrix
    }

    /// The design's column of each element of θ.
    let columns: [Int]
    let groups: [Group]
    /// Columns that say nothing of their own: constant ones, combinations of their group's earlier
    /// columns and, under a pure lasso, the copy of an earlier column.
    let excluded: [Int]
    let hasIntercept: Bool

    /// What is left of a column's variance beside others, as a share, below which it is nothing but
    /// rounding: sums of squares tell no more.
    static let tolerance = 1e-13

    init(
        _ design: Design, terms: [Int?], moments: RowPass.Moments, penalty: ElasticNetPenalty
    ) {
        let aboutMean = Covariance(moments, isCentred: true)
        // Without an intercept a column and the same moved by 1 are two columns.
        let covariance = Covariance(moments, isCentred: design.hasIntercept)
        let spread = penalty.isGrouped ? covariance : aboutMean
        let scales = design.scales
        var candidates: [[Int]] = []
        if penalty.isGrouped {
            var placeOfTerm: [Int: Int] = [:]
            for (column, term) in terms.enumerated() {
                guard let term else { continue }
                if let place = placeOfTerm[term] {
                    candidates[place].append(column)
                } else {
                    placeOfTerm[term] = candidates.count
                    candidates.append([column])
                }
            }
        } else {
            candidates = terms.indices.filter { terms[$0] != nil }.map { [$0] }
        }
        var columns: [Int] = []
        var groups: [Group] = []
        var excluded: [Int] = []
        for candidate in candidates {
            let (kept, root) = spread.root(of: candidate)
            excluded += candidate.filter { !kept.contains($0) }
            guard let first = kept.first else { continue }
            let isCopy = groups.contains { group in
                let other = columns[group.range.lowerBound]
                guard group.range.count == 1, covariance.isCopy(first, other) else { return false }
                // On their own scales the wider of two copies is the cheaper one.
                let own = [first, other].map { spread[$0, $0] * scales[$0] * scales[$0] }
                return penalty.isStandardized || abs(own[0] - own[1]) <= 1e-10 * own[1]
            }
            if kept.count == 1, penalty.mixing == 1, isCopy {
                excluded.append(first)
                continue
            }
            var scaled = root
            if !penalty.isStandardized {
                scaled = Matrix(rows: kept.count, columns: kept.count)
                for (k, column) in kept.enumerated() { scaled[k, k] = 1 / scales[column] }
            }
            let start = columns.count
            columns += kept
            groups.append(
                Group(
                    range: start..<columns.count, weight: penalty.weight(columns: kept.count),
                    inverse: Self.inverse(scaled)))
        }
        self.columns = columns
        self.groups = groups
        self.excluded = excluded.sorted()
        hasIntercept = design.hasIntercept
    }

    /// No column, so that only the intercept is left.
    init(none design: Design) {
        columns = []
        groups = []
        excluded = []
        hasIntercept = design.hasIntercept
    }

    /// U⁻¹ θ in the places of the design's columns; the intercept's place is 0.
    func designScale(_ theta: [Double], columnCount: Int) -> [Double] {
        var result = [Double](repeating: 0, count: columnCount)
        for group in groups {
            for (i, place) in group.range.enumerated() {
                var sum = 0.0
                for (j, other) in group.range.enumerated().dropFirst(i) where theta[other] != 0 {
                    sum += group.inverse[i, j] * theta[other]
                }
                result[columns[place]] = sum
            }
        }
        return result
    }

    /// U'⁻¹ of a vector over `columns`, such as a score.
    func transposed(_ vector: [Double]) -> [Double] {
        var result = vector
        for group in groups {
            for (j, place) in group.range.enumerated() {
                var sum = 0.0
                for (i, other) in group.range.enumerated().prefix(j + 1) {
                    sum += group.inverse[i, j] * vector[other]
                }
                result[place] = sum
            }
        }
        return result
    }

    /// U'⁻¹ H U⁻¹ for a symmetric matrix over `columns`.
    func bothSides(_ matrix: Matrix) -> Matrix {
        let n = matrix.rows
        var result = matrix
        var factors = [Double](repeating: 1, count: n)
        for group in groups where group.range.count == 1 {
            factors[group.range.lowerBound] = group.inverse[0, 0]
        }
        for j in 0..<n {
            for i in 0..<n { result[i, j] *= factors[i] * factors[j] }
        }
        for group in groups where group.range.count > 1 {
            multiply(&result, group) { ($1, $0) }
            multiply(&result, group) { ($0, $1) }
        }
        return result
    }

    /// Multiplies the columns of a group by U⁻¹, or its rows by U'⁻¹, as `place` turns the two.
    private func multiply(
        _ matrix: inout Matrix, _ group: Group, at place: (_ own: Int, _ other: Int) -> (Int, Int)
    ) {
        let own = Array(group.range)
        for other in 0..<matrix.rows {
            let before = own.map { (k: Int) -> Double in
                let (i, j) = place(k, other)
                return matrix[i, j]
            }
            for (j, target) in own.enumerated() {
                var sum = 0.0
                for i in 0...j { sum += before[i] * group.inverse[i, j] }
                let (row, column) = place(target, other)
                matrix[row, column] = sum
            }
        }
    }

    private static func inverse(_ upper: Matrix) -> Matrix {
        let n = upper.rows
        var result = Matrix(rows: n, columns: n)
        for j in 0..<n {
            result[j, j] = 1 / upper[j, j]
            for i in stride(from: j - 1, through: 0, by: -1) {
                var sum = 0.0
                for k in (i + 1)...j { sum += upper[i, k] * result[k, j] }
                result[i, j] = -sum / upper[i, i]
            }
        }
        return result
    }
}

/// The covariance of a design's columns over the cases, or their products about 0, with the
/// divisor n.
private struct Covariance {
    let moments: RowPass.Moments
    let isCentred: Bool

    init(_ moments: RowPass.Moments, isCentred: Bool) {
        self.moments = moments
        self.isCentred = isCentred
    }

    subscript(_ i: Int, _ j: Int) -> Double {
        let shift = isCentred ? moments.sums[i] * moments.sums[j] / moments.total : 0
        return (moments.products[i, j] - shift) / moments.total
    }

    /// The columns that say something beside those before them, and U with U'U their covariance.
    func root(of candidates: [Int]) -> (kept: [Int], root: Matrix) {
        var kept: [Int] = []
        var rows: [[Double]] = []
        for column in candidates {
            // The new column of U, from the top: U'u = covariance with the kept ones.
            var top: [Double] = []
            for (k, other) in kept.enumerated() {
                var sum = self[other, column]
                for i in 0..<k { sum -= rows[k][i] * top[i] }
                top.append(sum / rows[k][k])
            }
            var rest = self[column, column]
            let square = moments.products[column, column] / moments.total
            for value in top { rest -= value * value }
            guard rest > PenalizedColumns.tolerance * square, rest.isFinite else { continue }
            kept.append(column)
            rows.append(top + [rest.squareRoot()])
        }
        var root = Matrix(rows: kept.count, columns: kept.count)
        for (j, column) in rows.enumerated() {
            for (i, value) in column.enumerated() { root[i, j] = value }
        }
        return (kept, root)
    }

    /// Whether two columns are the same but for their unit, sign and centre.
    func isCopy(_ i: Int, _ j: Int) -> Bool {
        let both = self[i, i] * self[j, j]
        let cross = self[i, j]
        return both - cross * cross <= PenalizedColumns.tolerance * both
    }
}
