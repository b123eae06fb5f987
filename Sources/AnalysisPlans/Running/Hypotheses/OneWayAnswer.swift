import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// How the cases fall on the levels of one category, beside the shares expected of them.
    static func oneWayAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        let frame = try clusterFrame(plan, formula, table)
        guard frame.groups.count == 1, frame.strata.isEmpty else {
            throw AnalysisError(
                "formula", "Without an outcome a test counts the levels of one column.",
                hint: "As in '~ sen', or 'neet ~ sen' to compare groups.", pointer: "/formula")
        }
        guard let factor = frame.groups[0].factor else {
            throw AnalysisError(
                "outcome",
                "\"\(frame.groups[0].name)\" is a sample of numbers and not a category.",
                hint: "Ask about a threshold, as in '~ (\(frame.groups[0].name) >= 1)'.",
                pointer: "/formula", exitCode: .data)
        }
        try plan.requireOrders(of: [factor.plainName])
        let places =
            try plan.places(
                of: factor.levels, named: [factor.plainName], besides: factor.unusedLevels)
            ?? Array(factor.levels.indices)
        var counts = [Int](repeating: 0, count: factor.levels.count)
        for (row, code) in factor.codes.enumerated() {
            counts[Int(code)] += frame.frequencies?[row] ?? 1
        }
        var labels = places.map { factor.levels[$0] }
        var ordered = places.map { counts[$0] }
        // A level that is expected and never came is part of the comparison.
        for absent in (plan.expected ?? [:]).keys.sorted() where !labels.contains(absent) {
            labels.append(absent)
            ordered.append(0)
        }
        let fit = try goodnessOfFit(plan, factor, labels, ordered)
        var made = HypothesisResult(factor, fit, missing: frame.missing)
        var warnings =
            Warnings.of(fit) + Warnings.simulated(fit.tests)
            + Warnings.nothingDrawn(plan, fit.tests)
        if let variable = plan.cluster, let families = frame.factors.first {
            var place = [Int](repeating: 0, count: factor.levels.count)
            for (new, old) in places.enumerated() { place[old] = new }
            let data = try ClusteredTable(
                rowCodes: [Int](repeating: 0, count: frame.rowCount),
                columnCodes: factor.codes.map { place[Int($0)] },
                clusterCodes: families.codes.map(Int.init), clusterCount: families.levels.count,
                rowLabels: [""], columnLabels: labels, counts: frame.frequencies)
            let allowance = ClusterAllowance(plan, fit, data, variable: variable)
            allowance.apply(to: &made, confidence: plan.confidence)
            // Each level's own test would take cases for strangers.
            for (index, effect) in allowance.effects.enumerated()
            where index < (made.levels?.count ?? 0) {
                made.levels?[index].confLow = Figure(effect.confLow)
                made.levels?[index].confHigh = Figure(effect.confHigh)
                made.levels?[index].adjusted = Figure(nil)
                made.levels?[index].pValue = Figure(nil)
                made.levels?[index].log10P = Figure(nil)
                made.levels?[index].pAdjusted = Figure(nil)
            }
            warnings = Warnings.of(fit) + allowance.warnings
        }
        let result = made
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: warnings
        ) { data in
            ClusterSentences(
                inner: OneWaySentences(
                    result: result, data: data, confidence: plan.confidence,
                    name: factor.plainName, areSharesGiven: fit.areSharesGiven), result: result)
        }
    }

    private static func goodnessOfFit(
        _ plan: TestPlan, _ factor: HypothesisVariable.Factor, _ labels: [String],
        _ counts: [Int]
    ) throws(AnalysisError) -> GoodnessOfFit {
        if let expected = plan.expected,
            let left = factor.levels.first(where: { expected[$0] == nil })
        {
            throw AnalysisError(
                "plan_value", "No share is expected of the level \"\(left)\".",
                hint:
                    "Give each level its share: \(factor.levels.prefix(12).joined(separator: ", "))."
                    + " A level that cannot occur has 0.", pointer: "/expected")
        }
        let shares = plan.expected.map { expected in labels.map { expected[$0] ?? 0 } }
        do {
            return try GoodnessOfFit(
                labels: labels, counts: counts, shares: shares, confidence: plan.confidence,
                simulation: plan.simulation ?? MonteCarlo(),
                work: plan.simulation == nil ? MultinomialTest.defaultWork : 0)
        } catch {
            throw AnalysisError(
                "table", "The counts cannot be analysed: \(error).",
                hint: "Look at the levels, their counts and the expected shares.",
                exitCode: .data)
        }
    }
}

extension Warnings {
    static func of(_ fit: GoodnessOfFit) -> [ResultWarning] {
        guard fit.smallExpectedCounts, let smallest = fit.smallestExpectedCount else { return [] }
        return [
            ResultWarning(
                "small_expected_counts",
                "The smallest expected count is \(NumberText.significant(smallest, 3)): "
                    + "chi-squared approximations are rough here.",
                isNote: fit.primary?.hasPrefix("multinomial") == true)
        ]
    }
}
