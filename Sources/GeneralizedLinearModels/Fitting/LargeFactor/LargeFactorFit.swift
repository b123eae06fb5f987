import Glibc
import LinearAlgebra
import ModelFormula
import Tables

/// What a fit learned of the levels of a factor that was eliminated.
public struct LargeFactorFit: Sendable {
    /// One level.
    public struct Level: Sendable {
        /// Its name.
        public let name: String
        /// How far its effect could be learned; `infinite` where the outcomes of its rows are all alike.
        public let status: GLMFit.Status
        /// The sign of an infinite effect, else 0.
        public let infiniteSign: Int
        /// Its effect on the scale of the link less the reference level's, 0 at that level; nil unless
        /// estimated.
        public let estimate: Double?
        /// The standard error of that difference, from φ (D⁻¹ + D⁻¹B S⁻¹B'D⁻¹); nil at the reference.
        public let standardError: Double?
        /// Its rows, whether or not they were left out.
        public let rows: Int
    }

    /// Levels that left with their rows, since the outcomes of these are all alike.
    public struct Dropped: Sendable, Equatable {
        /// Levels whose every row has the event (or only successes).
        public var high = 0
        /// Levels none of whose rows has it, or counts anything.
        public var low = 0
        /// The rows of the former.
        public var highRows = 0
        /// The rows of the latter.
        public var lowRows = 0

        /// All levels that left.
        public var levels: Int { high + low }
        /// All rows that left with them.
        public var rows: Int { highRows + lowRows }
    }

    /// The place of the factor among the model's variables.
    public let variable: Int
    /// Its name.
    public let name: String
    /// The level that effects are compared with.
    public let reference: Int
    /// Whether that is another one than the formula's, which has no estimate.
    public let isReferenceMoved: Bool
    /// The levels in order.
    public let levels: [Level]
    /// What left.
    public let dropped: Dropped
    /// Wald's test of the effects of all levels; without an answer where any is infinite.
    public let waldTest: TermTest
    /// The frame with the rows that were left out.
    let whole: ModelFrame
    /// What `geometry` is made of, where a model is kept.
    private let source: LevelGeometry.Source
    /// Estimates and effects on the design's scale, to start other fits from.
    let start: (beta: [Double], effects: [Double])

    /// φ / Σw of each level, and the weighted means of the columns in its rows on the columns' own scales.
    var geometry: LevelGeometry { LevelGeometry(source) }

    /// The levels that have an estimate.
    public var estimatedCount: Int { levels.count { $0.status == .estimated } }
    /// The levels that were fitted: all but those that left.
    public var fittedCount: Int { levels.count - dropped.levels }
}

extension LargeFactorFit {
    init(
        _ solution: LargeFactorSolution, _ fit: GLMFit, whole: ModelFrame, _ variable: Int,
        _ states: [LevelOutcomes], _ reference: Int
    ) {
        let schema = whole.schemas[variable]
        self.variable = variable
        name = schema.name
        self.reference = reference
        isReferenceMoved = reference != schema.reference
        self.whole = whole
        var rows = [Int](repeating: 0, count: states.count)
        for code in whole.codes(variable) { rows[Int(code)] += 1 }
        var dropped = Dropped()
        for level in states.indices {
            if states[level] == .allHigh {
                dropped.high += 1
                dropped.highRows += rows[level]
            }
            if states[level] == .allLow {
                dropped.low += 1
                dropped.lowRows += rows[level]
            }
        }
        self.dropped = dropped
        let (status, signs) = solution.levelStatuses(states, reference)
        let errors = solution.standardErrors(reference, status, fit)
        levels = states.indices.map { level in
            let isEstimated = status[level] == .estimated && fit.isConverged
            return Level(
                name: schema.levels[level],
                status: isEstimated || status[level] != .estimated ? status[level] : .notEstimable,
                infiniteSign: signs[level],
                estimate: isEstimated
                    ? solution.effects[level] - solution.effects[reference] : nil,
                standardError: errors[level], rows: rows[level])
        }
        source = LevelGeometry.Source(solution, dispersion: fit.dispersion, status)
        start = (solution.beta, solution.effects)
        waldTest = solution.waldTest(
            schema.name, status, dropped.levels > 0, dispersion: fit.dispersion,
            freedom: fit.dispersionDegreesOfFreedom)
    }
}

extension LargeFactorSolution {
    /// How far each level's effect could be learned, and the sign of the infinite ones.
    fileprivate func levelStatuses(_ states: [LevelOutcomes], _ reference: Int) -> (
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

    /// The standard error of each level's effect less the reference's:
    /// φ [1/d + 1/d₀ + (z - z₀)'S⁻¹(z - z₀)], z the means of the level's columns.
    fileprivate func standardErrors(
        _ reference: Int, _ status: [GLMFit.Status], _ fit: GLMFit
    ) -> [Double?] {
        var errors = [Double?](repeating: nil, count: status.count)
        guard let sums, fit.isConverged, let dispersion = fit.dispersion,
            status[reference] == .estimated
        else { return errors }
        let variances =
            smallestPivot < Newton.errorLimit
            ? variancesByRoot(reference, sums.levels, fit)
            : variancesByCovariance(reference, sums.levels, fit, dispersion)
        for level in status.indices where status[level] == .estimated && level != reference {
            let error = (dispersion * max(0, variances[level])).squareRoot()
            if error > 0, error.isFinite { errors[level] = error }
        }
        return errors
    }

    /// 1/d + 1/d₀ + (z - z₀)'S⁻¹(z - z₀) of each level, by the elements of S⁻¹ that its columns meet.
    private func variancesByCovariance(
        _ reference: Int, _ levels: LevelSums, _ fit: GLMFit, _ dispersion: Double
    ) -> [Double] {
        let covariance = inverseSchur(fit.covariance, dispersion)
        let own = means(of: reference)
        let met = covariance.times(own)
        let base =
            1 / levels.information[reference] + zip(own, met).reduce(0) { $0 + $1.0 * $1.1 }
        let sparse = SparseMeans(self)
        return RowChunks(rowCount: levels.levelCount, length: 1024).filled(
            threads: fit.settings.threads, Double.self
        ) { range, out in
            var (columns, means): ([Int], [Double]) = ([], [])
            covariance.elements.withUnsafeBufferPointer { covariance in
                for level in range {
                    let d = levels.information[level]
                    sparse.fill(&columns, &means, level)
                    var square = 0.0
                    for k in columns.indices {
                        let column = columns[k]
                        let own = column * met.count
                        var product = 0.0
                        for i in 0..<k { product += covariance[own + columns[i]] * means[i] }
                        product = 2 * (product - met[column])
                        square += means[k] * (product + covariance[own + column] * means[k])
                    }
                    out[level - range.lowerBound] = d > 0 ? 1 / d + base + square : 0
                }
            }
        }
    }

    /// The same by R with S⁻¹ = R R': where columns are nearly the same, nothing is left of it in the
    /// products of S⁻¹, and R'(z - z₀) is small before it is squared.
    private func variancesByRoot(_ reference: Int, _ levels: LevelSums, _ fit: GLMFit) -> [Double] {
        let own = means(of: reference)
        let transposed = inverseRoot.transposed
        let order = transposed.rows
        let base = 1 / levels.information[reference]
        let sparse = SparseMeans(self)
        return RowChunks(rowCount: levels.levelCount, length: 1024).filled(
            threads: fit.settings.threads, Double.self
        ) { range, out in
            var (columns, means): ([Int], [Double]) = ([], [])
            for level in range {
                var apart = own.map { -$0 }
                sparse.fill(&columns, &means, level)
                for (column, mean) in zip(columns, means) { apart[column] += mean }
                var moved = [Double](repeating: 0, count: order)
                for column in apart.indices where apart[column] != 0 {
                    for k in 0..<order { moved[k] += apart[column] * transposed[k, column] }
                }
                let d = levels.information[level]
                let square = moved.reduce(0) { $0 + $1 * $1 }
                out[level - range.lowerBound] = d > 0 ? 1 / d + base + square : 0
            }
        }
    }

    /// S⁻¹ from the covariance of the fit, whose columns are those beside an intercept on their own scales:
    /// what is taken off a column moves the intercept alone.
    private func inverseSchur(_ covariance: Matrix, _ dispersion: Double) -> Matrix {
        let own = active.map { design.scales[$0] }
        guard covariance.rows == own.count + 1, dispersion > 0 else {
            return inverseRoot.timesOwnTranspose()
        }
        var result = Matrix(rows: own.count, columns: own.count)
        covariance.elements.withUnsafeBufferPointer { source in
            result.elements.withUnsafeMutableBufferPointer { result in
                for j in own.indices {
                    let factor = own[j] / dispersion
                    let column = (j + 1) * (own.count + 1) + 1
                    for i in own.indices {
                        result[i + j * own.count] = source[column + i] * own[i] * factor
                    }
                }
            }
        }
        return result
    }

    /// (α - c)'(D - B A⁻¹B')(α - c) / φ at the c that makes it least: of all levels' effects being the
    /// same.
    fileprivate func waldTest(
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

/// The weighted means of the active columns in each level's rows, those that are 0 left out.
struct SparseMeans: Sendable {
    private let solution: LargeFactorSums
    private let columnOfPlace: [Int]

    private struct LargeFactorSums: Sendable {
        let meetings: LevelMeetings
        let levels: LevelSums?
    }

    init(_ solution: LargeFactorSolution) {
        self.solution = LargeFactorSums(
            meetings: solution.pass.meetings, levels: solution.sums?.levels)
        var columnOfPlace = [Int](repeating: -1, count: solution.design.columnCount)
        for (k, column) in solution.active.enumerated() {
            columnOfPlace[solution.pass.meetings.placeOfCoefficient[column]] = k
        }
        self.columnOfPlace = columnOfPlace
    }

    /// The columns, as places among the active ones, and the means of a level.
    subscript(_ level: Int) -> (columns: [Int], means: [Double]) {
        var (columns, means): ([Int], [Double]) = ([], [])
        fill(&columns, &means, level)
        return (columns, means)
    }

    /// Puts them into arrays that are used again.
    func fill(_ columns: inout [Int], _ means: inout [Double], _ level: Int) {
        columns.removeAll(keepingCapacity: true)
        means.removeAll(keepingCapacity: true)
        guard let levels = solution.levels, levels.information[level] > 0 else { return }
        let meetings = solution.meetings
        let d = levels.information[level]
        for j in 0..<meetings.denseCount where columnOfPlace[j] >= 0 {
            columns.append(columnOfPlace[j])
            means.append(levels.dense[level * meetings.denseCount + j] / d)
        }
        for slot in meetings.starts[level]..<meetings.starts[level + 1] {
            let column = columnOfPlace[Int(meetings.places[slot])]
            guard column >= 0 else { continue }
            columns.append(column)
            means.append(levels.cells[slot] / d)
        }
    }
}
