import GeneralizedLinearModels

extension FitPlan {
    /// The kind of standard errors that a plan asks for, or that go with its clusters and weights; nil for
    /// the model's own.
    static func standardErrors(
        _ reader: inout PlanReader, _ weightKind: GLM.WeightKind, hasClusters: Bool
    ) throws(AnalysisError) -> RobustCovariance.Kind? {
        let isSampled = weightKind == .sampling
        guard let word = try reader.text("se") else {
            return isSampled ? .sandwich : hasClusters ? .cr1 : nil
        }
        let kinds = RobustCovariance.Kind.allCases
        guard word == "model" || kinds.contains(where: { $0.rawValue == word }) else {
            let names = ["model"] + kinds.map(\.rawValue)
            throw reader.refuse(
                "se", "There are no standard errors \"\(word)\".",
                hint: "They are: \(names.joined(separator: ", ")).")
        }
        let kind = RobustCovariance.Kind(rawValue: word)
        if hasClusters, kind?.takesClusters != true {
            throw reader.refuse(
                "se",
                "The standard errors \(word) take each case for a stranger to all others, and cluster "
                    + "says that some are not.",
                hint: "Leave cluster out, or ask for CR0, CR1, CR1S or CR2.")
        }
        if let kind, kind.needsClusters, !hasClusters {
            throw reader.refuse(
                "se", "The standard errors \(word) are of clusters.",
                hint: "Name the column of families or other clusters: \"cluster\".")
        }
        if isSampled, kind == nil {
            throw reader.refuse(
                "se", "Under sampling weights the model's own standard errors mean nothing.",
                hint: "Leave se out: the sandwich is what sampling weights have.")
        }
        if !isSampled, kind == .sandwich {
            throw reader.refuse(
                "se", "The standard errors sandwich belong to sampling weights.",
                hint: hasClusters ? "CR1 is the same for clusters." : "HC1 is near it for rows.")
        }
        return kind
    }
}
