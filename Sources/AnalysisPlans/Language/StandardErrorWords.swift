import GeneralizedLinearModels

/// Where standard errors come from, in words.
public struct StandardErrorWords: Sendable {
    private let errors: FitResult.StandardErrors

    /// The words for a result's standard errors.
    public init(_ errors: FitResult.StandardErrors) { self.errors = errors }

    /// "CR1, G/(G - 1) = 1.00137"; nil for the model's own.
    private var figures: String? {
        guard let factor = errors.factor else { return nil }
        let name = errors.kind == "sandwich" ? "the sandwich" : errors.kind
        return errors.factorName.map { "\(name), \($0) = \(NumberText.significant(factor, 6))" }
            ?? name
    }

    /// What they allow for; nil for the model's own.
    var sentence: String? {
        guard let figures else { return nil }
        if let cluster = errors.cluster, let count = errors.clusters {
            if errors.largest == 1 {
                return
                    "Each of the \(NumberText.count(count)) values of \(cluster) is of one row, so "
                    + "that intervals and p-values allow for no cases that are alike (\(figures))."
            }
            return "Intervals and p-values allow for the \(NumberText.count(count)) values of "
                + "\(cluster), whose cases may be alike (\(figures))."
        }
        return errors.kind == "sandwich"
            ? "Intervals and p-values are those of rows drawn with unequal chances (\(figures))."
            : "Intervals and p-values do not rest on the spread that the family gives the outcome "
                + "(\(figures))."
    }

    /// For the line below a fit: "Standard errors CR1, ...: 731 clusters of 1 to 9 rows."; nil for the
    /// model's own.
    public var line: String? {
        guard let figures else { return nil }
        guard let count = errors.clusters, let smallest = errors.smallest,
            let largest = errors.largest
        else { return "Standard errors: \(figures)." }
        let sizes =
            smallest == largest
            ? NumberText.counted(largest, "row") + " each"
            : "\(NumberText.count(smallest)) to \(NumberText.counted(largest, "row"))"
        return "Standard errors: \(figures); \(NumberText.counted(count, "cluster")) of \(sizes)."
    }
}
