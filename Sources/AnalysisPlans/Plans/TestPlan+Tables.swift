import HypothesisTests

extension TestPlan {
    /// How p-values are simulated; nil where neither seed nor replicates are given.
    var simulation: MonteCarlo? {
        replicates == nil && seed == nil
            ? nil : MonteCarlo(replicates: replicates, seed: seed ?? 1)
    }

    /// Refuses the keys of plain tables where they mean nothing.
    func requireTableKeys(of shape: HypothesisShape) throws(AnalysisError) {
        func refuse(_ key: String, _ message: String, _ hint: String) -> AnalysisError {
            AnalysisError("plan_value", message, hint: hint, pointer: "/\(key)")
        }
        let isCounted = shape == .table || shape == .oneWay
        if shape == .oneWay, margin != nil {
            throw refuse(
                "margin",
                "A margin belongs to a comparison of groups, and here is one column.",
                "Compare groups, as in 'neet ~ sen', or leave margin out.")
        }
        let drawn = replicates != nil ? "replicates" : "seed"
        if isCounted, cluster != nil || samplingWeights != nil, replicates != nil || seed != nil {
            let other = cluster == nil ? "weights" : "cluster"
            throw refuse(
                drawn,
                "Tests that allow for \(cluster == nil ? "weights" : "clusters") use no \(drawn).",
                "Leave \(drawn) or \(other) out.")
        }
        if order != nil, !isCounted {
            throw refuse(
                "order", "An order of levels is used where the cases of categories are counted.",
                "Leave order out, or compare one category by another: y ~ g.")
        }
        if expected != nil, shape != .oneWay {
            throw refuse(
                "expected", "Expected shares belong to a single column.",
                "Ask for it alone, as in '~ sen'.")
        }
        if replicates != nil, !isCounted {
            throw refuse(
                "replicates", "No table is drawn at random here.",
                "Leave replicates out, or compare one category by another: y ~ g.")
        }
    }

    /// The plan with what was used to draw at random, where something was.
    func withDraws(of result: HypothesisResult) -> TestPlan {
        var plan = self
        for test in result.tests where test.replicates != nil {
            if test.name.hasSuffix("monte_carlo") {
                plan.replicates = plan.replicates ?? test.replicates
                plan.seed = plan.seed ?? test.seed
            }
        }
        for effect in result.effects where effect.replicates != nil {
            plan.seed = plan.seed ?? effect.seed
        }
        return plan
    }

    /// The places that levels take in the order declared for one of a column's names; nil without.
    ///
    /// - Throws: where the declared order leaves out a level that has cases, or names one that the
    ///   column has not.
    func places(
        of levels: [String], named names: [String], besides unused: [String]
    ) throws(AnalysisError) -> [Int]? {
        guard let name = names.first(where: { order?[$0] != nil }), let told = order?[name]
        else { return nil }
        if let left = levels.first(where: { !told.contains($0) }) {
            throw AnalysisError(
                "plan_value", "The order of \"\(name)\" leaves out its level \"\(left)\".",
                hint: "Name every level: \(levels.prefix(12).joined(separator: ", ")).",
                pointer: "/order/\(name)")
        }
        if let stray = told.first(where: { !levels.contains($0) && !unused.contains($0) }) {
            throw AnalysisError(
                "plan_value", "\"\(name)\" has no level \"\(stray)\".",
                hint: "Its levels are: \(levels.prefix(12).joined(separator: ", ")).",
                pointer: "/order/\(name)")
        }
        return told.compactMap { level in levels.firstIndex(of: level) }
    }

    /// Refuses an order of a column that plays no part.
    func requireOrders(of names: [String]) throws(AnalysisError) {
        guard let stray = order?.keys.sorted().first(where: { !names.contains($0) }) else { return }
        throw AnalysisError(
            "plan_value", "\"\(stray)\" is no part of this formula, so its order has no use.",
            hint: "The formula compares \(names.joined(separator: " and "))"
                + (names.contains("`\(stray)`")
                    ? ": write the name in backticks, as the formula does." : "."),
            pointer: "/order/\(stray)")
    }
}
