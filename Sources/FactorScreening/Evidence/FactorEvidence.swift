import Distributions
import HypothesisTests

extension ScreenedFactor {
    /// What levels say: the test of their table, and each level beside the reference.
    ///
    /// - Parameters:
    ///   - outcome: 1 where the event happened, 0 where not, at each row of the candidate.
    init(
        ofLevels candidate: Candidate, outcome: [Bool], labels: (event: String, other: String),
        clusters: CaseClusters? = nil, _ options: ScreeningOptions
    ) throws {
        let counted = CountedLevels(candidate.codes, outcome)
        let table = try counted.table(labels)
        let clustered = try clusters.map {
            try ClusteredEvidence(candidate.codes, outcome, $0, labels)
        }
        let hasFewEvents = counted.rarer < ScreeningOptions.fewestEvents
        let test = clustered?.test ?? Self.tableTest(table, isExact: hasFewEvents)
        let g = table.gTest()
        let determination =
            hasFewEvents
            ? nil
            : Self.determination(
                statistic: g.statistic, df: g.df, events: counted.events, cases: counted.cases)
        let effects =
            try clustered?.effects(
                reference: candidate.reference, confidence: options.confidence)
            ?? counted.effects(reference: candidate.reference, confidence: options.confidence)
        name = candidate.name
        column = candidate.column
        if case .missingness = candidate.kind { kind = .missingness } else { kind = .factor }
        cases = counted.cases
        events = counted.events
        missing = candidate.codes.missingCount
        levels = try counted.levels(confidence: options.confidence, clustered)
        reference =
            candidate.codes.levels.isEmpty ? "" : candidate.codes.levels[candidate.reference]
        self.effects = effects
        leading = Self.leading(effects, counted)
        self.test = test
        designEffect = clustered?.correction?.meanDesignEffect
        self.hasFewEvents = hasFewEvents
        isSparse = table.hasSmallExpectedCounts
        self.determination = determination
        suspectsLeakage = (determination ?? 0) >= options.determination
        lumpedLevels = candidate.lumped?.levels ?? 0
        lumpedCases = candidate.lumped?.cases ?? 0
    }

    /// Fisher's exact test of a 2x2 table with small expected counts, or, where it must be exact, of
    /// a table of any shape; else Pearson's.
    static func tableTest(_ table: ContingencyTable, isExact: Bool) -> TestResult {
        if isExact, let exact = table.fisherExact(simulation: MonteCarlo()), exact.pValue != nil {
            return exact
        }
        if table.hasSmallExpectedCounts, let exact = table.fisherExact(), exact.pValue != nil {
            return exact
        }
        return table.pearsonChiSquared()
    }

    /// (G - df) / D₀ with D₀ = -2 [e ln(e/n) + (n - e) ln(1 - e/n)], at least 0.
    ///
    /// McFadden's R² less its expectation where the candidate means nothing.
    static func determination(statistic: Double?, df: Double?, events: Int, cases: Int) -> Double? {
        guard let statistic, let df, events > 0, events < cases else { return nil }
        let (e, n) = (Double(events), Double(cases))
        let deviance = -2 * (e * logarithm(e / n) + (n - e) * logarithm((n - e) / n))
        return min(1, max(0, (statistic - df) / deviance))
    }

    /// The level whose odds lie furthest from the reference in standard errors (a half is added to
    /// each cell, so that empty cells can be compared too).
    private static func leading(_ effects: [Effect], _ counted: CountedLevels) -> String? {
        var best: (level: String, z: Double)?
        for effect in effects where effect.name == "risk_difference" {
            guard let level = effect.level, let reference = effect.reference,
                let own = counted.index(of: level), let other = counted.index(of: reference),
                effect.status == .estimated
            else { continue }
            let z = abs(counted.smoothedLogOdds(own, against: other))
            if z > best?.z ?? -1 { best = (level, z) }
        }
        return best?.level
    }
}

/// Cases and events by level.
struct CountedLevels {
    let names: [String]
    let caseCounts: [Int]
    let eventCounts: [Int]
    var cases: Int { caseCounts.reduce(0, +) }
    var events: Int { eventCounts.reduce(0, +) }
    /// The cases of the rarer outcome.
    var rarer: Int { min(events, cases - events) }

    init(_ factor: FactorColumn, _ outcome: [Bool]) {
        var cases = [Int](repeating: 0, count: factor.levels.count + 1)
        var events = cases
        for row in outcome.indices {
            let code = factor.codes[row]
            cases[code] += 1
            if outcome[row] { events[code] += 1 }
        }
        names = factor.levels
        caseCounts = Array(cases.dropLast())
        eventCounts = Array(events.dropLast())
    }

    func index(of level: String) -> Int? { names.firstIndex(of: level) }

    func table(_ labels: (event: String, other: String)) throws(ContingencyTableError)
        -> ContingencyTable
    {
        try ContingencyTable(
            rowLabels: names, columnLabels: [labels.other, labels.event],
            counts: names.indices.flatMap { [caseCounts[$0] - eventCounts[$0], eventCounts[$0]] })
    }

    func levels(
        confidence: Double, _ clustered: ClusteredEvidence?
    ) throws(ContingencyTableError) -> [ScreenedFactor.Level] {
        var result: [ScreenedFactor.Level] = []
        for index in names.indices {
            let share = try Proportion(events: eventCounts[index], total: caseCounts[index])
            result.append(
                ScreenedFactor.Level(
                    level: names[index], cases: caseCounts[index], events: eventCounts[index],
                    share: clustered?.share(index, confidence: confidence)
                        ?? share.wilson(confidence: confidence)))
        }
        return result
    }

    func comparison(_ level: Int, _ reference: Int) throws(ContingencyTableError)
        -> EventComparison
    {
        try EventComparison(
            level: names[level], reference: names[reference], events: eventCounts[level],
            cases: caseCounts[level], referenceEvents: eventCounts[reference],
            referenceCases: caseCounts[reference])
    }

    /// Risk difference and odds ratio of each level against the reference.
    func effects(reference: Int, confidence: Double) throws(ContingencyTableError) -> [Effect] {
        var effects: [Effect] = []
        for level in names.indices where level != reference {
            let comparison = try comparison(level, reference)
            effects.append(comparison.riskDifference(confidence: confidence))
            effects.append(comparison.oddsRatio(confidence: confidence))
        }
        return effects
    }

    /// ln OR over its standard error, a half added to each cell.
    func smoothedLogOdds(_ level: Int, against reference: Int) -> Double {
        let a = Double(eventCounts[level]) + 0.5
        let b = Double(caseCounts[level] - eventCounts[level]) + 0.5
        let c = Double(eventCounts[reference]) + 0.5
        let d = Double(caseCounts[reference] - eventCounts[reference]) + 0.5
        let error = (1 / a + 1 / b + 1 / c + 1 / d).squareRoot()
        return (logarithm(a) - logarithm(b) - logarithm(c) + logarithm(d)) / error
    }
}
