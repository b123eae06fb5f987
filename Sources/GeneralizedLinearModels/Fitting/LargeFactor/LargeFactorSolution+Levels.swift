import LinearAlgebra
import ModelFormula

/// What a maximum says of the levels: how far each was learned, and whether they matter.
extension LargeFactorSolution {
    /// How far each level's effect could be learned, and the sign of the infinite ones.
    func levelStatuses(_ states: [LevelOutcomes], _ reference: Int) -> (
        [GLMFit.Status], [Int]
    ) {
        let hasRows = hasRows
        var status = [GLMFit.Status](repeating: .estimated, count: states.count)
        var signs = [Int](repeating: 0, count: states.count)
        let vectors = nullVectors + directions
        let sizes = vectors.map { vector in
            (vector.beta + vector.effects).reduce(0) { max($0, abs($1)) }
        }
        for level in states.indices {
            if states[level] != .varied {
                status[level] = states[level] == .none ? .notEstimable : .infinite
                signs[level] =
                    states[level] == .allHigh ? 1 : states[level] == .allLow ? -1 : 0
                continue
            }
            for (vector, size) in zip(vectors, sizes) {
                let move = vector.effects[level] - vector.effects[reference]
                if abs(move) > 1e-9 * size { status[level] = .notEstimable }
            }
            for direction in directions where status[level] == .notEstimable && signs[level] == 0 {
                let move = direction.effects[level] - direction.effects[reference]
                if abs(move) > 1e-9 {
                    status[level] = .infinite
                    signs[level] = move > 0 ? 1 : -1
                }
            }
            if !hasRows[level] {
                signs[level] = levelSigns[level] ?? signs[level]
                status[level] = signs[level] == 0 ? .notEstimable : .infinite
            }
        }
        return (status, signs)
    }

    /// (α - c)'(D - B A⁻¹B')(α - c) / φ at the c that makes it least: of all levels' effects being the
    /// same.
    func waldTest(
        _ name: String, _ status: [GLMFit.Status], _ isCut: Bool, dispersion: Double?,
        freedom: Double?
    ) -> TermTest {
        let estimated = status.indices.filter { status[$0] == .estimated }
        if isCut || status.contains(.infinite) {
            return TermTest(term: name, degreesOfFreedom: 0, chiSquared: nil, status: .infinite)
        }
        let places = active.map { pass.meetings.placeOfCoefficient[$0] }
        guard let sums, let dispersion, estimated.count > 1, nullVectors.isEmpty,
            let factor = Cholesky(sums.information.principalSubmatrix(places))
        else {
            return TermTest(term: name, degreesOfFreedom: 0, chiSquared: nil, status: .notEstimable)
        }
        var mean = 0.0
        for level in estimated { mean += effects[level] / Double(estimated.count) }
        var (own, cross, ones) = (0.0, 0.0, 0.0)
        var met = [Double](repeating: 0, count: active.count)
        var metOnes = met
        let sparse = SparseMeans(self)
        for level in estimated {
            let d = sums.levels.information[level]
            let effect = effects[level] - mean
            own += d * effect * effect
            cross += d * effect
            ones += d
            let (columns, means) = sparse[level]
            for (column, value) in zip(columns, means) {
                met[column] += d * effect * value
                metOnes[column] += d * value
            }
        }
        func product(_ a: [Double], _ b: [Double]) -> Double {
            zip(a, factor.solve(b)).reduce(0) { $0 + $1.0 * $1.1 }
        }
        own -= product(met, met)
        cross -= product(metOnes, met)
        ones -= product(metOnes, metOnes)
        let statistic = own - cross * cross / ones
        return TermTest(
            term: name, degreesOfFreedom: estimated.count - 1,
            chiSquared: max(0, statistic) / dispersion, denominator: freedom, status: .tested)
    }
}
