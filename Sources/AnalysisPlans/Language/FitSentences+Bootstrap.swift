/// What samples drawn anew say of the coefficients.
extension FitSentences {
    var aboutBootstrap: [String] {
        guard let bootstrap = result.bootstrap else { return [] }
        return bootstrap.kind == BootstrapOptions.Kind.wild.rawValue
            ? wild(bootstrap) : pairs(bootstrap)
    }

    private func pairs(_ bootstrap: FitResult.Bootstrap) -> [String] {
        let drawn =
            "\(NumberText.counted(bootstrap.replicates, "sample")) of "
            + (bootstrap.cluster.map {
                "\(NumberText.count(bootstrap.units)) values of \($0)"
            } ?? NumberText.counted(bootstrap.units, "case"))
        let shown = Dictionary(
            result.coefficients.compactMap { row in
                row.stdError.value.map { (row.term, $0) }
            }, uniquingKeysWith: { first, _ in first })
        let shares = bootstrap.coefficients.compactMap { row in
            row.stdError?.value.flatMap { error in shown[row.term].map { error / $0 } }
        }
        guard let least = shares.min(), let most = shares.max() else {
            return [
                "Of \(drawn), drawn with seed \(bootstrap.seed), "
                    + "\(NumberText.count(bootstrap.fitted)) could be fitted: too few for an interval."
            ]
        }
        return [
            "Over \(drawn), drawn with seed \(bootstrap.seed), standard errors are "
                + "\(NumberText.decimal(least)) to \(NumberText.decimal(most)) times those shown."
        ]
    }

    private func wild(_ bootstrap: FitResult.Bootstrap) -> [String] {
        let rows = bootstrap.coefficients.filter {
            $0.term != "(Intercept)" && $0.pDisplay?.value != nil
        }
        let told = rows.prefix(Self.mostSentences).map {
            "\(NumberText.pValue($0.pDisplay?.value ?? "")) for \($0.term)"
        }
        let samples =
            bootstrap.isExact == true
            ? "all \(NumberText.count(bootstrap.replicates)) samples"
            : "\(NumberText.counted(bootstrap.replicates, "sample")) with seed \(bootstrap.seed)"
        guard !told.isEmpty else {
            return [
                "The wild cluster bootstrap has no test here: a single one of the "
                    + "\(NumberText.counted(bootstrap.units, "cluster")) decides."
            ]
        }
        return [
            "By the wild cluster bootstrap (\(samples) of "
                + "\(NumberText.counted(bootstrap.units, "cluster"))): "
                + told.joined(separator: ", ")
                + (rows.count > told.count ? " and \(rows.count - told.count) more" : "") + "."
        ]
    }
}
