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
        let seeded = "\(drawn), drawn with seed \(bootstrap.seed),"
        guard let least = shares.min(), let most = shares.max() else {
            return [without(bootstrap, seeded)] + beyondSamples(bootstrap)
        }
        let (first, last) = (NumberText.decimal(least), NumberText.decimal(most))
        return [
            "Over \(seeded) standard errors are "
                + (first == last ? first : "\(first) to \(last)") + " times those shown."
        ] + beyondSamples(bootstrap)
    }

    /// Why samples give no figure at all.
    private func without(_ bootstrap: FitResult.Bootstrap, _ seeded: String) -> String {
        if bootstrap.separated == bootstrap.replicates {
            return
                "None of \(seeded) has finite estimates: the terms tell the outcome of every row "
                + "without error in all of these cases, and so in each choice of them."
        }
        let fitted = "Of \(seeded) \(NumberText.count(bootstrap.fitted)) could be fitted"
        if glance.dispersion?.value == 0 {
            return fitted + ", and none leaves a residual, as all of these cases leave none."
        }
        let isShort = Double(bootstrap.fitted + 1) * (1 - confidence) / 2 < 1
        return fitted
            + (isShort
                ? ": too few for an interval."
                : ", and no coefficient has a finite estimate in all of these cases.")
    }

    /// What is infinite in all cases is so in every sample.
    private func beyondSamples(_ bootstrap: FitResult.Bootstrap) -> [String] {
        let terms = bootstrap.infiniteTerms
        guard !terms.isEmpty, bootstrap.fitted > 0 else { return [] }
        let listed = terms.prefix(Self.mostSentences).joined(separator: ", ")
        let more = terms.count - Self.mostSentences
        return [
            "Samples say nothing of \(listed)"
                + (more > 0 ? " and \(NumberText.count(more)) more" : "")
                + ": infinite in these \(cases), \(NumberText.verb(terms.count, "it is", "they are")) so in "
                + "every sample that holds such rows. The \(NumberText.count(bootstrap.fitted)) samples "
                + "that could be fitted are of the other coefficients."
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
            if glance.dispersion?.value == 0 {
                return [
                    "The wild cluster bootstrap has no test here: these \(cases) leave no residual "
                        + "to turn round."
                ]
            }
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
