/// Means over the reference population, with standard errors from the spread of its blocks.
///
/// A ratio of sums is taken over all blocks, and its error by the delta method; siblings lie in one
/// block, so that what they share is in the error.
struct BlockMeans {
    /// The blocks of the reference population.
    static let blocks = 64

    private var numerators: [Double] = []
    private var denominators: [Double] = []

    /// Adds the sums of a block.
    mutating func add(_ numerator: Double, per denominator: Double) {
        numerators.append(numerator)
        denominators.append(denominator)
    }

    /// Σ numerators / Σ denominators; 0 where there is nothing to divide by.
    var estimate: DataDictionary.Estimate {
        let bottom = denominators.reduce(0, +)
        guard bottom > 0 else { return DataDictionary.Estimate(value: 0, standardError: 0) }
        let ratio = numerators.reduce(0, +) / bottom
        var squares = 0.0
        for (a, b) in zip(numerators, denominators) { squares += (a - ratio * b) * (a - ratio * b) }
        let count = Double(numerators.count)
        let factor = count > 1 ? count / (count - 1) : 1
        return DataDictionary.Estimate(
            value: ratio, standardError: (squares * factor).squareRoot() / bottom)
    }
}

extension DataDictionary.Estimate {
    /// The difference of two means; the errors add as if they were independent, which is careful
    /// where they rest on the same rows.
    static func - (a: Self, b: Self) -> Self {
        Self(
            value: a.value - b.value,
            standardError: (a.standardError * a.standardError + b.standardError * b.standardError)
                .squareRoot())
    }
}
