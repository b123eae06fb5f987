import DataDescription
import GeneralizedLinearModels
import HypothesisTests
import Tables

extension Warnings {
    /// What to worry about in standard errors that allow for clusters, or do not.
    static func clusters(
        _ fit: GLMFit, _ robust: RobustCovariance?, _ plan: FitPlan, _ table: Table
    ) -> [ResultWarning] {
        guard let robust else { return repeatedIdentifiers(fit, plan, table) }
        var warnings: [ResultWarning] = []
        if let clusters = robust.clusters, clusters.count < ClusterSizes.fewest {
            let name = plan.cluster ?? ""
            let model = fit.specification.model
            let untested = model.terms.indices.filter { term in
                fit.coefficients.indices.count {
                    fit.coefficients[$0].termIndex == term && robust.standardErrors[$0] != nil
                } > robust.rank
            }.map { model.name(model.terms[$0]) }
            warnings.append(
                ResultWarning(
                    "few_clusters",
                    "\(name) has \(NumberText.counted(clusters.count, "value")): below about "
                        + "\(ClusterSizes.fewest) clusters, cluster-robust intervals are too short and "
                        + "p-values too small."
                        + (untested.isEmpty
                            ? ""
                            : " No more than "
                                + "\(NumberText.counted(robust.rank, "coefficient")) can be tested "
                                + "together, so that there is no test of "
                                + untested.joined(separator: ", ") + "."),
                    terms: [name]))
        }
        if !robust.unsupported.isEmpty {
            let names = robust.unsupported.map { fit.coefficients[$0].name }
            let listed =
                names.prefix(5).joined(separator: ", ")
                + (names.count > 5 ? " and \(names.count - 5) more" : "")
            let unit = robust.clusters == nil ? "row" : "cluster"
            warnings.append(
                ResultWarning(
                    "single_cluster",
                    "There is no standard error for \(listed): a single \(unit) decides, and what "
                        + "one \(unit) says has no spread to learn from.", terms: names))
        }
        if !robust.spreadless.isEmpty, fit.lackOfSpread == nil {
            let names = robust.spreadless.map { fit.coefficients[$0].name }
            let listed =
                names.prefix(5).joined(separator: ", ")
                + (names.count > 5 ? " and \(names.count - 5) more" : "")
            warnings.append(
                ResultWarning(
                    "no_spread",
                    "There is no standard error for \(listed): what each "
                        + (robust.clusters.map { "of the \(NumberText.count($0.count)) clusters" }
                            ?? "row")
                        + " adds to it is 0, as where "
                        + (robust.clusters == nil
                            ? "the model meets every outcome."
                            : "all clusters are alike."),
                    terms: names))
        }
        if let clusters = robust.clusters, clusters.largest == 1, let name = plan.cluster {
            warnings.append(
                ResultWarning(
                    "unshared_clusters",
                    "No two rows share a value of \(name): each of the "
                        + "\(NumberText.count(clusters.count)) is a cluster by itself, and nothing is "
                        + "allowed for cases that are alike.", terms: [name]))
            return warnings + repeatedIdentifiers(fit, plan, table)
        }
        return plan.cluster == nil
            ? warnings + repeatedIdentifiers(fit, plan, table) : warnings
    }

    /// That a column that tells people or families apart repeats among the rows used.
    private static func repeatedIdentifiers(_ fit: GLMFit, _ plan: FitPlan, _ table: Table)
        -> [ResultWarning]
    {
        // A row that stands for many cases is none, nor is one of trials.
        let isCounted = plan.weights != nil && plan.weightKind == .frequency
        // Of rows in a scratch file the columns beside the formula's are not kept.
        guard fit.frame.stored == nil, !isCounted,
            fit.frame.response.trials == nil
        else { return [] }
        let read = Set(fit.frame.missing.map(\.column))
        let found = RepeatedIdentifiers.find(in: table, rows: fit.frame.usedRows, apart: read)
        guard let first = found.first else { return [] }
        return [
            ResultWarning(
                "repeated_id",
                "\(NumberText.count(first.rows)) rows share "
                    + "\(NumberText.counted(first.values, "value")) of \(first.column). Cases "
                    + "that share one are alike, so that intervals and p-values here may be too small: "
                    + "say --cluster \(CommandText.argument(first.column)).",
                terms: found.map(\.column))
        ]
    }
}
