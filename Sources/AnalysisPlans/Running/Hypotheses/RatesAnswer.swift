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
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: Warnings.of(result, factor.unusedLevels)
                + Warnings.ofExposure(groups, exposure) + Warnings.sides(result, plan.confidence)
        ) { data in
            RateSentences(
                result: result, data: data, confidence: plan.confidence,
                outcomeName: outcome.name, groupName: factor.plainName, exposureName: exposure)
        }
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
