import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// Counts of events in an exposure, between the levels of a category.
    static func ratesAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        let (asked, strata) = try formula.namingBirthDates(in: table).partingStrata
        guard let side = asked.outcome, strata.isEmpty, asked.predictors.summands.count == 1 else {
            throw noRates(formula)
        }
        // A count stays a number however few values it has.
        var real: Set<String> = []
        if case .name(let name) = side.unwrapped.node { real.insert(name) }
        let exposure = plan.exposure?.column
        if let name = plan.cluster {
            try requireClusters(name, table)
            try refuseCounts(plan)
        }
        if let exposure, table[exposure] == nil {
            throw AnalysisError(
                "unknown_column", "There is no column named \"\(exposure)\".",
                hint: NearestNames.hint(for: exposure, among: table.names), pointer: "/exposure")
        }
        let frame = try hypothesisFrame(
            plan, formula, table, numbers: exposure.map { [$0] } ?? [], alsoReal: real)
        guard let outcome = frame.outcome, let counts = numbers(of: outcome) else {
            throw AnalysisError(
                "formula", "\(outcomeName(formula)) is no count of events.",
                hint: "The outcome of a rate is a column of whole numbers from 0 on.",
                pointer: "/formula")
        }
        guard let factor = frame.groups.first?.factor else { throw noRates(formula) }
        let groups = try translating(outcome.name) {
            try eventCounts(counts, frame.numbers.first?.values, factor, frame.frequencies)
        }
        let study = RateStudy(groups, reference: factor.reference, confidence: plan.confidence)
        var result = HypothesisResult(
            design: "rates", outcome: outcome.name, group: Label(factor.name), event: Label(nil),
            reference: Label(factor.levels[factor.reference]),
            tests: study.tests.map(HypothesisResult.Test.init), primary: Label(study.primary),
            reason: study.reason, runnerUp: Label(study.runnerUp),
            effects: study.effects.map(HypothesisResult.EffectRow.init), missing: frame.missing)
        var limits: [String: Effect] = [:]
        for rate in study.rates { limits[rate.level ?? ""] = rate }
        result.rates = groups.map { group in
            let rate = limits[group.label]
            return HypothesisResult.RateRow(
                level: group.label, cases: group.cases, events: group.events,
                exposure: group.exposure, observedRate: Figure(group.rate),
                rate: Figure(rate?.estimate ?? group.rate),
                confLow: Figure(rate?.confLow), confHigh: Figure(rate?.confHigh),
                method: rate?.method ?? "without exposure there is no rate",
                withoutExposure: group.casesWithoutExposure)
        }
        var warnings =
            Warnings.of(result, factor.unusedLevels) + Warnings.ofExposure(groups, exposure)
        if let variable = plan.cluster, let families = frame.factors.first {
            let allowance = try clusteredRates(
                plan, study, counts, frame.numbers.first?.values, factor, families, variable,
                &result)
            allowance.apply(to: &result, confidence: plan.confidence)
            warnings += allowance.warnings
        }
        let found = result
        return HypothesisAnswer(
            result: found, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: warnings + Warnings.sides(found, plan.confidence)
        ) { data in
            ClusterSentences(
                inner: RateSentences(
                    result: found, data: data, confidence: plan.confidence,
                    outcomeName: outcome.name, groupName: factor.plainName, exposureName: exposure),
                result: found)
        }
    }

    /// Rates as means of events over exposure, weighted by exposure: what a Poisson regression with
    /// cluster-robust errors gives. Rows without exposure are left out.
    private static func clusteredRates(
        _ plan: TestPlan, _ study: RateStudy, _ counts: [Double], _ exposures: [Double]?,
        _ factor: HypothesisVariable.Factor, _ families: HypothesisVariable.Factor,
        _ variable: String, _ result: inout HypothesisResult
    ) throws -> ClusterAllowance {
        let weights = exposures ?? [Double](repeating: 1, count: counts.count)
        let means = try clusteredMeans(
            zip(counts, weights).map { $1 > 0 ? $0 / $1 : 0 },
            (factor.codes.map(Int.init), factor.levels, factor.reference), families,
            weights: weights)
        var effects: [Effect] = []
        for level in factor.levels.indices where level != factor.reference {
            var (ratio, difference) = (
                means.meanRatio(level, confidence: plan.confidence),
                means.meanDifference(level, confidence: plan.confidence)
            )
            ratio.name = "rate_ratio"
            difference.name = "rate_difference"
            effects += [ratio, difference]
        }
        for (level, name) in factor.levels.enumerated() {
            guard let row = result.rates?.firstIndex(where: { $0.level == name }) else { continue }
            let rate = means.mean(level, confidence: plan.confidence)
            result.rates?[row].rate = Figure(rate.estimate)
            result.rates?[row].confLow = Figure(rate.confLow.map { max($0, 0) })
            result.rates?[row].confHigh = Figure(rate.confHigh)
            result.rates?[row].method = rate.method
        }
        let plain = study.tests.first { $0.name == study.primary }
        var test = means.waldTest()
        test.method = "Wald test of equal rates with cluster-robust covariance (CR1)"
        return ClusterAllowance(
            variable: variable, sizes: means.sizes, tests: [test],
            plain: (plain, "the test to read without them"), effects: effects,
            how: "the covariance of the rates is that of the clusters")
    }

    private static func outcomeName(_ formula: Formula) -> String {
        formula.source.split(separator: "~").first.map {
            String($0).trimmingBlanks
        } ?? "The outcome"
    }

    private static func noRates(_ formula: Formula) -> AnalysisError {
        AnalysisError(
            "formula", "Rates are compared between the groups of one category.",
            hint: "As in \"absences ~ team\" with the days at work as exposure.",
            pointer: "/formula")
    }

    private static func eventCounts(
        _ counts: [Double], _ exposures: [Double]?, _ factor: HypothesisVariable.Factor,
        _ weights: [Int]?
    ) throws(SampleError) -> [EventCounts] {
        var rows = [[Int]](repeating: [], count: factor.levels.count)
        for (row, code) in factor.codes.enumerated() { rows[Int(code)].append(row) }
        var groups: [EventCounts] = []
        for (level, label) in factor.levels.enumerated() {
            let members = rows[level]
            groups.append(
                try EventCounts(
                    label: label, counts: members.map { counts[$0] },
                    exposures: exposures.map { all in members.map { all[$0] } },
                    weights: weights.map { all in members.map { all[$0] } }))
        }
        return groups
    }
}

extension String {
    /// The text without the blanks around it.
    fileprivate var trimmingBlanks: String {
        let body = drop { $0 == " " }
        return String(body.prefix(body.count - body.reversed().prefix { $0 == " " }.count))
    }
}
