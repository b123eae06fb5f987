import LinearAlgebra
import ModelFormula

/// What is left of a fit beside a large factor whose likelihood has no finite maximum: as `Separation`,
/// with a part of each direction that belongs to the levels.
struct LargeFactorSeparation {
    /// A vector of the other columns' coefficients, on the design's scale, and of the levels' effects.
    struct Direction {
        var beta: [Double]
        var effects: [Double]
    }

    /// The direction.
    let direction: Direction
    /// The rows that it separates.
    let isSeparated: [Bool]
    /// The weights of the rows that are left.
    let priorOfRest: [Double]
    /// Whether no row is left.
    let isComplete: Bool
    /// Combinations of columns and levels that make no difference on the rows that are left.
    let nullVectors: [Direction]
    /// The columns that can be estimated on the rows that are left.
    let activeOnRest: [Int]

    /// Proves a candidate direction; nil where it does not hold.
    init?(candidate: (beta: [Double], effects: [Double]), pass: LargeFactorPass, active: [Int]) {
        let prior = pass.pass.prior
        let gains = Self.gains(candidate.beta, candidate.effects, pass)
        let highest = gains.reduce(0) { max($0, $1) }
        let threshold = min(0.05, 0.01 * highest)
        let isSeparated = gains.map { $0 > threshold }
        let rest = pass.weighted(
            isSeparated.indices.map { isSeparated[$0] ? 0 : prior?[$0] ?? 1 })
        let found = rest.dependence(of: active, tolerance: 1e-9)
        let before = pass.crossProduct().levels
        let sums = rest.crossProduct()
        let emptied = (0..<sums.levels.levelCount).filter {
            sums.levels.information[$0] == 0 && before.information[$0] > 0
        }
        guard !found.dependent.isEmpty || !emptied.isEmpty else { return nil }
        var vectors: [Direction] = []
        var direction = Direction(
            beta: [Double](repeating: 0, count: candidate.beta.count),
            effects: [Double](repeating: 0, count: candidate.effects.count))
        for dependent in found.dependent {
            let vector = rest.nullVector(of: dependent, sums)
            let share = candidate.beta[dependent.column]
            for k in vector.beta.indices { direction.beta[k] += share * vector.beta[k] }
            for k in vector.effects.indices { direction.effects[k] += share * vector.effects[k] }
            vectors.append(vector)
        }
        // A level without a row in the rest may move as the candidate says.
        for level in emptied { direction.effects[level] = candidate.effects[level] }
        let exact = Self.gains(direction.beta, direction.effects, pass)
        let scale = exact.reduce(0) { max($0, abs($1)) }
        guard scale > 0 else { return nil }
        for row in exact.indices where (prior?[row] ?? 1) > 0 {
            if isSeparated[row] ? exact[row] <= 0 : abs(exact[row]) > 1e-7 * scale { return nil }
        }
        self.direction = Direction(
            beta: direction.beta.map { $0 / scale }, effects: direction.effects.map { $0 / scale })
        self.isSeparated = isSeparated
        priorOfRest = rest.pass.prior ?? []
        isComplete = priorOfRest.allSatisfy { $0 == 0 }
        nullVectors = vectors
        activeOnRest = found.kept
    }

    /// How far each row moves towards its own outcome; 0 for rows without weight.
    private static func gains(_ beta: [Double], _ effects: [Double], _ pass: LargeFactorPass)
        -> [Double]
    {
        let moves = pass.product(beta, effects)
        return moves.indices.map { row in
            (pass.pass.prior?[row] ?? 1) > 0
                ? pass.pass.model.gain(moves[row], outcome: pass.pass.outcome[row]) : 0
        }
    }
}

extension LargeFactorPass {
    /// The vector that a dependence is: 1 for the column, minus its combination, and for each level what
    /// makes it 0 in the level's rows.
    ///
    /// - Parameter sums: of `crossProduct`.
    func nullVector(of dependent: ColumnDependence.Dependent, _ sums: Sums)
        -> LargeFactorSeparation.Direction
    {
        var beta = [Double](repeating: 0, count: pass.design.columnCount)
        beta[dependent.column] = 1
        for (column, weight) in dependent.combination { beta[column] = -weight }
        var moves = beta
        for (coefficient, place) in meetings.placeOfCoefficient.enumerated() {
            moves[place] = beta[coefficient]
        }
        let p = meetings.denseCount
        let effects = (0..<sums.levels.levelCount).map { level in
            let d = sums.levels.information[level]
            guard d > 0 else { return 0.0 }
            var sum = 0.0
            for j in 0..<p { sum += sums.levels.dense[level * p + j] * moves[j] }
            for slot in meetings.starts[level]..<meetings.starts[level + 1] {
                sum += sums.levels.cells[slot] * moves[Int(meetings.places[slot])]
            }
            return -sum / d
        }
        return LargeFactorSeparation.Direction(beta: beta, effects: effects)
    }
}
