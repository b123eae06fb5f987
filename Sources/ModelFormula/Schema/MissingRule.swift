import Tables

/// What becomes of rows where a predictor has no value.
public enum MissingRule: String, Sendable, Codable, CaseIterable {
    /// They are left out and counted: a fit to complete cases.
    case complete
    /// To have no value is a state of its own: a level `(missing)` of a factor; for a number, which is
    /// set to the mean of the known values there, an indicator `x[(missing)]` beside it.
    ///
    /// The indicator makes the fit the same whatever number is put in; with the mean its coefficient
    /// compares rows without a value with rows at the mean. It is a device for prediction: the
    /// coefficients of the other terms then mix rows that are held equal in this one with rows that
    /// are not, and are biased unless the term is unrelated to them or to the outcome, even where
    /// values are missing at random (S. Greenland and W. D. Finkle, American Journal of Epidemiology
    /// 142 (1995); R. H. H. Groenwold et al., CMAJ 184 (2012)).
    case level
}

/// A variable whose rows without a value take part in a fit.
public struct MissingState: Sendable, Equatable {
    /// The variable as the formula writes it.
    public let variable: String
    /// The column or expression inside, as sentences speak of it.
    public let plainName: String
    /// Rows used that have no value.
    public let rows: Int
    /// What stands for a number there; nil for a level of a factor.
    public let number: Double?
}

extension VariableSchema {
    /// The name of the level, and of the indicator, of rows without a value.
    public static let missingLevel = "(missing)"
    /// What the indicator of a number compares with: the mean of the known values.
    public static let missingReference = "mean"
}

extension EvaluatedValues {
    /// Which rows have no value because a column that an expression reads has none there; nil where
    /// there is no such row.
    func rowsWithout(_ columns: [Column]) -> [Bool]? {
        var mask: [Bool]?
        for column in columns where !column.validity.isComplete {
            var rows = mask ?? [Bool](repeating: false, count: column.count)
            for row in rows.indices where !column.validity[row] && isMissing(row) {
                rows[row] = true
            }
            mask = rows
        }
        return mask.flatMap { $0.contains(true) ? $0 : nil }
    }
}
