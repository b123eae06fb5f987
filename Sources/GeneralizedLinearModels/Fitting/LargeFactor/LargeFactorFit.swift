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
