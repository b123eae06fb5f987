import LinearAlgebra
import ModelFormula

/// What is needed to tell of a new row whether a model's limits decide it.
///
/// All vectors are on the scale of the design, on which every column has length 1 or so, for there
/// a product that is 0 but for rounding can be told from one that is not.
public struct LimitGeometry: Codable, Sendable, Equatable {
    /// What is taken off each column.
    public let centres: [Double]
    /// What each column is then divided by.
    public let scales: [Double]
    /// Combinations of columns that were 0 in every row: aliases.
    public let aliasVectors: [[Double]]
    /// Combinations of columns that were 0 in every row that is not separated.
    public let nullVectors: [[Double]]
    /// The products of the null vectors with the separated rows, each turned towards its outcome;
    /// a direction of separation is one that all of them agree with.
    public let separatedRows: [[Double]]

    private enum CodingKeys: String, CodingKey {
        case centres, scales
        case aliasVectors = "alias_vectors"
        case nullVectors = "null_vectors"
        case separatedRows = "separated_rows"
    }

    /// Distinct separated rows beyond this are not kept: fewer rows decide fewer new ones, and
    /// never wrongly.
    static let mostSeparatedRows = 2000

    init(_ solved: SolvedDesign, outcome: [Double]) {
        let count = solved.design.columnCount
        centres = solved.design.centres
        scales = solved.design.scales
        aliasVectors = solved.aliased.map { dependent in
            var vector = [Double](repeating: 0, count: count)
            vector[dependent.column] = 1
            for (column, weight) in dependent.combination { vector[column] = -weight }
            return vector
        }
        nullVectors = solved.nullVectors
        var seen: Set<[Double]> = []
        var kept: [[Double]] = []
        if !nullVectors.isEmpty {
            for row in solved.isSeparated.indices
            where solved.isSeparated[row] && kept.count < Self.mostSeparatedRows {
                let sign = outcome[row] == 1 ? 1.0 : -1.0
                let elements = solved.design.elements(of: row)
                let products = nullVectors.map { vector in
                    sign * elements.reduce(0) { $0 + $1.value * vector[$1.column] }
                }
                let length = products.reduce(0) { max($0, abs($1)) }
                // Rounded directions of rows that say the same are the same key.
                let key = products.map { length > 0 ? ($0 / length * 1e9).rounded() : 0 }
                if length > 0, seen.insert(key).inserted { kept.append(products) }
            }
        }
        separatedRows = kept
    }

    /// What the limits say of a row.
    enum Verdict {
        /// They leave it to the finite coefficients.
        case undecided
        /// Its outcome is certain in the limit: 1 or 0.
        case certain(Double)
        /// An alias is broken, or directions of separation disagree: nothing can be said. For an
        /// alias its index.
        case open(alias: Int?)
    }

    /// Judges a row by the elements of its design row on the columns' own scales.
    func verdict(_ row: [(column: Int, value: Double)]) -> Verdict {
        if aliasVectors.isEmpty && nullVectors.isEmpty { return .undecided }
        var scaled = row.map {
            (column: $0.column, value: ($0.value - centres[$0.column]) / scales[$0.column])
        }
        // A dense column whose value is 0 still has its centre; design rows list all of those.
        scaled = scaled.filter { $0.value != 0 }
        for (index, vector) in aliasVectors.enumerated() where product(scaled, vector) != 0 {
            return .open(alias: index)
        }
        let products = nullVectors.map { product(scaled, $0) }
        if products.allSatisfy({ $0 == 0 }) { return .undecided }
        if ConvexCone(separatedRows).contains(products) { return .certain(1) }
        if ConvexCone(separatedRows).contains(products.map { -$0 }) { return .certain(0) }
        return .open(alias: nil)
    }

    /// The first alias that a row breaks, given the row less what its level of an eliminated factor makes
    /// of it, on the columns' own scales.
    func brokenAlias(
        _ deviations: [(column: Int, value: Double)], _ row: [(column: Int, value: Double)]
    )
        -> Int?
    {
        let scaled = deviations.map { (column: $0.column, value: $0.value / scales[$0.column]) }
        let sizes = row.map { (column: $0.column, value: $0.value / scales[$0.column]) }
        return aliasVectors.firstIndex { vector in
            let size = (scaled + sizes).reduce(0) { $0 + abs($1.value * vector[$1.column]) }
            let sum = scaled.reduce(0) { $0 + $1.value * vector[$1.column] }
            return abs(sum) > 1e-8 * size
        }
    }

    /// z'v, or 0 where it is no more than the rounding of its terms.
    private func product(_ row: [(column: Int, value: Double)], _ vector: [Double]) -> Double {
        var sum = 0.0
        var size = 0.0
        for (column, value) in row {
            sum += value * vector[column]
            size += abs(value * vector[column])
        }
        return abs(sum) <= 1e-8 * size ? 0 : sum
    }

    /// Whether the parts fit a model of so many coefficients.
    func isConsistent(count: Int) -> Bool {
        centres.count == count && scales.count == count && scales.allSatisfy { $0 > 0 }
            && (aliasVectors + nullVectors).allSatisfy { $0.count == count }
            && separatedRows.allSatisfy { $0.count == nullVectors.count }
            && separatedRows.count <= Self.mostSeparatedRows
    }
}

/// The vectors that are sums of given ones with weights of 0 or more.
struct ConvexCone {
    private let generators: [[Double]]

    init(_ generators: [[Double]]) {
        self.generators = generators.map { vector in
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return length > 0 ? vector.map { $0 / length } : vector
        }
    }

    /// Whether a vector lies in the cone, but for rounding.
    ///
    /// By non-negative least squares (Lawson and Hanson, "Solving Least Squares Problems", 1974,
    /// chapter 23): the vector lies in the cone where the residual vanishes.
    func contains(_ vector: [Double]) -> Bool {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else { return true }
        let target = vector.map { $0 / length }
        var passive: [Int] = []
        var weights: [Double] = []
        for _ in 0..<(3 * target.count + 30) {
            var residual = target
            for (index, weight) in zip(passive, weights) {
                for k in residual.indices { residual[k] -= weight * generators[index][k] }
            }
            if residual.allSatisfy({ abs($0) < 1e-7 }) { return true }
            var best = 1e-10
            var entering: Int?
            for index in generators.indices where !passive.contains(index) {
                let gain = zip(generators[index], residual).reduce(0) { $0 + $1.0 * $1.1 }
                if gain > best { (best, entering) = (gain, index) }
            }
            guard let entering else { return false }
            passive.append(entering)
            weights.append(0)
            guard settle(&passive, &weights, target) else { return false }
        }
        return false
    }

    /// Solves for the passive weights, letting go of those that would turn negative.
    private func settle(_ passive: inout [Int], _ weights: inout [Double], _ target: [Double])
        -> Bool
    {
        while !passive.isEmpty {
            var gram = Matrix(rows: passive.count, columns: passive.count)
            var right = [Double](repeating: 0, count: passive.count)
            for (i, a) in passive.enumerated() {
                right[i] = zip(generators[a], target).reduce(0) { $0 + $1.0 * $1.1 }
                for (j, b) in passive.enumerated() {
                    gram[i, j] = zip(generators[a], generators[b]).reduce(0) { $0 + $1.0 * $1.1 }
                }
            }
            guard let factor = Cholesky(gram) else { return false }
            let solved = factor.solve(right)
            if solved.allSatisfy({ $0 > 0 }) {
                weights = solved
                return true
            }
            var share = 1.0
            for k in solved.indices where solved[k] <= 0 {
                share = min(share, weights[k] / (weights[k] - solved[k]))
            }
            for k in weights.indices { weights[k] += share * (solved[k] - weights[k]) }
            let kept = weights.indices.filter { weights[$0] > 1e-12 }
            if kept.count == weights.count { return false }
            passive = kept.map { passive[$0] }
            weights = kept.map { weights[$0] }
        }
        return true
    }
}

extension Design {
    /// The elements of one row that are not 0, on the design's scale.
    func elements(of row: Int) -> [(column: Int, value: Double)] {
        var elements = dense.map { (column: $0.coefficient, value: $0[row]) }
        for block in coded {
            let cell = block.cells[row]
            guard cell < block.cellCount else { continue }
            elements.append((block.firstCoefficient + cell, block.multiplier?[row] ?? 1))
        }
        return elements.filter { $0.value != 0 }
    }
}
