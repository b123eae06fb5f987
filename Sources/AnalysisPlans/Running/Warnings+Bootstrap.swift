import HypothesisTests

extension Warnings {
    /// A warning where so large a share of samples could not be fitted, else a note.
    private static let mostLost = 0.05

    /// Samples of a bootstrap that could not be fitted, and why.
    static func ofBootstrap(_ result: FitResult) -> [ResultWarning] {
        guard let bootstrap = result.bootstrap else { return [] }
        return fewUnits(bootstrap) + lost(bootstrap)
    }

    /// Few clusters cannot show by samples of themselves how clusters vary.
    private static func fewUnits(_ bootstrap: FitResult.Bootstrap) -> [ResultWarning] {
        guard bootstrap.kind == BootstrapOptions.Kind.pairs.rawValue,
            let cluster = bootstrap.cluster, bootstrap.units < ClusterSizes.fewest
        else { return [] }
        return [
            ResultWarning(
                "few_clusters",
                "Samples of \(NumberText.counted(bootstrap.units, "value")) of \(cluster) vary less than "
                    + "other clusters would: below about \(ClusterSizes.fewest) their intervals are too "
                    + "short as well. For a linear regression --bootstrap wild holds its level.",
                terms: [cluster])
        ]
    }

    private static func lost(_ bootstrap: FitResult.Bootstrap) -> [ResultWarning] {
        guard bootstrap.lost > 0 else { return [] }
        let reasons = [
            (bootstrap.withoutLevel, "held no row of some level"),
            (bootstrap.separated, "told the outcome of rows without error (separation)"),
            (bootstrap.notSettled, "did not settle"),
        ].filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) \($0.1)" }
        let share = Double(bootstrap.lost) / Double(bootstrap.replicates)
        let rest =
            bootstrap.fitted == 0
            ? ". Nothing can be learned from them: look at the fit's own warnings."
            : ". Standard errors and intervals are of the others"
                + (share > mostLost
                    ? ", which are those where all went well, and so too narrow: join small levels."
                    : ".")
        return [
            ResultWarning(
                "lost_samples",
                "\(NumberText.count(bootstrap.lost)) of "
                    + "\(NumberText.counted(bootstrap.replicates, "sample")) "
                    + "\(NumberText.verb(bootstrap.lost, "has", "have")) no estimates: "
                    + reasons.joined(separator: ", ") + rest,
                isNote: share <= mostLost)
        ]
    }

    /// Coefficients that rest on one cluster. Nothing is amiss with a cluster for that.
    static func ofClusters(_ checks: FitResult.Checks) -> [ResultWarning] {
        guard let clusters = checks.clusters else { return [] }
        var warnings: [ResultWarning] = []
        let wide = clusters.largest.filter {
            $0.term != "(Intercept)" && abs($0.inStdErrors.value ?? 0) > clusters.bound
        }
        .sorted { abs($0.inStdErrors.value ?? 0) > abs($1.inStdErrors.value ?? 0) }
        if let first = wide.first, let share = first.inStdErrors.value {
            let named = first.cluster.value.map { " (\(NumberText.quoted($0)))" } ?? ""
            warnings.append(
                ResultWarning(
                    "influential_cluster",
                    "Much of \(NumberText.counted(wide.count, "coefficient")) rests on a single one of "
                        + "the \(NumberText.count(clusters.clusters)) values of \(clusters.column): "
                        + "without one of \(NumberText.counted(first.rows, "row"))\(named), "
                        + "\(first.term) would move by \(NumberText.significant(first.change, 3)), "
                        + "\(NumberText.decimal(abs(share), 1)) of its standard errors. That says how "
                        + "little the figure is backed by others, and nothing of that one.",
                    terms: wide.map(\.term)))
        }
        if clusters.indispensable > 0 {
            warnings.append(
                ResultWarning(
                    "indispensable_cluster",
                    "Without \(NumberText.counted(clusters.indispensable, "value")) of "
                        + "\(clusters.column) some coefficient could not be estimated at all.",
                    isNote: true))
        }
        return warnings
    }
}
