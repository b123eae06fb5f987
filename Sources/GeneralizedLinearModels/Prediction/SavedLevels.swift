import ModelFormula

/// The levels of a factor that was eliminated from a fit, as a saved model keeps them.
public struct SavedLevels: Codable, Sendable, Equatable {
    /// The place of the factor among the model's variables.
    public let variable: Int
    /// The effect of each level less the reference level's; null where it has none.
    public let effects: [Double?]
    /// The sign of each infinite effect, else 0: rows of such a level are predicted as 1 or 0.
    public let infiniteSigns: [Int]
    /// What the variance of a prediction takes from its level.
    public let geometry: LevelGeometry

    private enum CodingKeys: String, CodingKey {
        case variable, effects, geometry
        case infiniteSigns = "infinite_signs"
    }

    init(_ factor: LargeFactorFit) {
        variable = factor.variable
        effects = factor.levels.map(\.estimate)
        infiniteSigns = factor.levels.map(\.infiniteSign)
        geometry = factor.geometry
    }

    /// Whether the parts fit so many levels and coefficients.
    func isConsistent(levels: Int, coefficients: Int) -> Bool {
        effects.count == levels && infiniteSigns.count == levels
            && effects.allSatisfy { $0?.isFinite != false }
            && geometry.isConsistent(levels: levels, coefficients: coefficients)
    }
}

/// A row's place among the coefficients and levels of a model with an eliminated factor.
struct LevelRows: Sendable {
    private let levels: SavedLevels
    private let first: Int
    private let contrasts: [Int]
    private let reference: Int

    /// Nil where the factor's coefficients are not laid out as contrasts.
    init?(_ levels: SavedLevels, _ specification: DesignSpecification) {
        guard let place = specification.contrasts(of: levels.variable) else { return nil }
        self.levels = levels
        first = place.first
        contrasts = place.levels
        reference = specification.schemas[levels.variable].reference
    }

    /// Takes the factor's element out of a design row, in which the others keep their order, and tells its
    /// level.
    func split(_ row: [(column: Int, value: Double)]) -> (
        others: [(column: Int, value: Double)], level: Int
    ) {
        var level = reference
        var others: [(column: Int, value: Double)] = []
        others.reserveCapacity(row.count)
        for (column, value) in row {
            if column < first {
                others.append((column, value))
            } else if column < first + contrasts.count {
                level = contrasts[column - first]
            } else {
                others.append((column - contrasts.count, value))
            }
        }
        return (others, level)
    }

    /// The level's effect; nil where it has none.
    func effect(of level: Int) -> Double? { levels.effects[level] }

    /// 1 or 0 where the outcomes of a level's rows were all alike; nil elsewhere.
    func limit(of level: Int) -> Double? {
        let sign = levels.infiniteSigns[level]
        return sign == 0 ? nil : sign > 0 ? 1 : 0
    }

    /// φ/d of a level, and the row less the level's means.
    func deviation(_ row: [(column: Int, value: Double)], _ level: Int) -> (
        variance: Double, row: [(column: Int, value: Double)]
    ) {
        var difference = row.filter { $0.column > 0 }
        for (column, mean) in levels.geometry.means(of: level) {
            if let place = difference.firstIndex(where: { $0.column == column }) {
                difference[place].value -= mean
            } else {
                difference.append((column, -mean))
            }
        }
        return (levels.geometry.variances[level], difference)
    }
}
