/// Why a model cannot be fitted to the data.
public struct FitError: Error, Sendable, Equatable {
    /// A stable word for what went wrong.
    public enum Code: String, Sendable {
        /// Every row has the same outcome.
        case constantOutcome = "constant_outcome"
        /// The outcome's numbers are too large or too small to square.
        case outcomeRange = "outcome_range"
        /// What is asked needs the whole covariance, which beside an eliminated factor is not formed.
        case largeFactor = "large_factor"
        /// There are more coefficients than can be solved for.
        case tooManyCoefficients = "too_many_coefficients"
        /// The fit has no finite figures.
        case notConverged = "not_converged"
        /// A frequency weight is not a whole number.
        case fractionalFrequency = "fractional_frequency"
        /// The weights are too large or too small to be reckoned with.
        case weights
        /// Cluster-robust errors were asked of a single cluster.
        case oneCluster = "one_cluster"
        /// Clusters are too large for a correction whose work grows with their cube.
        case largeClusters = "large_clusters"
        /// There are more cases than a bootstrap draws one by one.
        case tooManyCases = "too_many_cases"
        /// There are no more cases than coefficients.
        case noResidualFreedom = "no_residual_freedom"
        /// A penalty is not for this regression.
        case penalty
        /// No column is there to be penalised.
        case nothingToPenalize = "nothing_to_penalize"
        /// Cross-validation cannot be done with the folds asked for.
        case folds = "folds"
        /// The fit needs all rows in memory, and they lie in a scratch file.
        case notInPieces = "not_in_pieces"
        /// The memory that is allowed does not suffice.
        case memoryTooSmall = "memory_too_small"
    }

    /// The stable word.
    public let code: Code
    /// One sentence that says what is wrong.
    public let message: String
    /// What to do about it.
    public let hint: String?
}
