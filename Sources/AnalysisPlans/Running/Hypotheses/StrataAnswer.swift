import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// A category between the levels of a category, within strata.
    static func strataAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        let frame = try clusterFrame(plan, formula, table)
        guard let outcome = frame.outcome?.factor, frame.groups.count == 1,
            let group = frame.groups[0].factor
        else {
            throw AnalysisError(
                "formula",
                "A test within strata compares an outcome between the levels of one "
                    + "group: y ~ g | stratum.",
                hint: "For several terms at once use fit.", pointer: "/formula")
        }
        let strata = StratumCodes(frame)
        let (rows, columns) = (group.levels.count, outcome.levels.count)
        let (size, overflow) = (rows * columns).multipliedReportingOverflow(
            by: strata.labels.count)
        guard !overflow, size <= CrossTabulation.mostCells else {
            throw AnalysisError(
                "outcome",
                "There are \(strata.labels.count) strata of \(rows) by \(columns) cells; at most "
                    + "\(CrossTabulation.mostCells) cells are counted.",
                hint: "Is one of the columns an identifier?", pointer: "/formula",
                exitCode: .data)
        }
        var counts = [Int](repeating: 0, count: size)
        for row in 0..<frame.rowCount {
            let cell = Int(group.codes[row]) * columns + Int(outcome.codes[row])
            counts[strata.codes[row] * rows * columns + cell] += frame.frequencies?[row] ?? 1
        }
        let analysis: StratifiedAnalysis
        do {
            analysis = try StratifiedAnalysis(
                of: StratifiedTable(
                    strata: strata.labels, rowLabels: group.levels, columnLabels: outcome.levels,
                    counts: counts),
                event: outcome.event.map { outcome.levels[$0] },
                reference: group.levels.isEmpty ? nil : group.levels[group.reference],
                rowScores: rows > 2 ? group.scores : nil,
                columnScores: columns > 2 ? outcome.scores : nil, confidence: plan.confidence)
        } catch {
            throw AnalysisError(
                "table", "The counts cannot be analysed: \(error).",
                hint: "Look at the table's levels and weights.", exitCode: .data)
        }
        let crude = HypothesisResult.CountTable(
            analysis.table.crude, rowVariable: group.name, columnVariable: outcome.plainName)
        var made = HypothesisResult(frame, strata, crude, analysis)
        var warnings = Warnings.of(analysis)
        if let variable = plan.cluster, let families = frame.factors.first {
            let allowance = try ClusterAllowance(
                plan, frame, strata, analysis, variable: variable, families: families)
            allowance.apply(to: &made, confidence: plan.confidence)
            try allowCrude(plan, frame, families, analysis, &made)
            warnings =
                warnings.filter { $0.code == "uninformative_strata" } + allowance.warnings
        }
        let result = made
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: warnings
        ) { data in
            ClusterSentences(
                inner: StrataSentences(
                    result: result, table: crude, data: data, confidence: plan.confidence,
                    groupName: group.plainName,
                    strataName: frame.strata.map(\.plainName).joined(separator: " and ")),
                result: result)
        }
    }

    /// The variables of a formula with the clusters beside, at the rows that have all of them.
    static func clusterFrame(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisFrame
    {
        if let name = plan.cluster { try requireClusters(name, table) }
        return try HypothesisFrame(
            formula, table: table, frequencies: plan.frequencies,
            factors: plan.cluster.map { [$0] } ?? [], toldReal: plan.toldReal)
    }

    /// The comparison without strata allows for the clusters too; whether strata differ is not tested
    /// then, since those tests take cases for strangers.
    private static func allowCrude(
        _ plan: TestPlan, _ frame: HypothesisFrame, _ families: HypothesisVariable.Factor,
        _ analysis: StratifiedAnalysis, _ result: inout HypothesisResult
    ) throws {
        guard let outcome = frame.outcome?.factor, let group = frame.groups.first?.factor else {
            return
        }
        let data = try ClusteredTable(
            rowCodes: group.codes.map(Int.init), columnCodes: outcome.codes.map(Int.init),
            clusterCodes: families.codes.map(Int.init), clusterCount: families.levels.count,
            rowLabels: group.levels, columnLabels: outcome.levels, counts: frame.frequencies)
        let corrected = RaoScott.tests(of: data)
        if let test = corrected.last { result.crudeTest = HypothesisResult.Test(test) }
        result.homogeneity = []
        guard let event = analysis.event.flatMap({ outcome.levels.firstIndex(of: $0) }),
            let reference = analysis.reference.flatMap({ group.levels.firstIndex(of: $0) })
        else { return }
        let comparison = try ClusteredComparison(data, event: event, reference: reference)
        result.crudeEffects = group.levels.indices.filter { $0 != reference }
            .flatMap { comparison.effects($0, confidence: plan.confidence) }
            .map(HypothesisResult.EffectRow.init)
    }
}

/// The crossing of the stratum variables at the rows used: only combinations that occur.
struct StratumCodes {
    /// The strata's names, in the order of their levels.
    let labels: [String]
    /// The level of each variable in each stratum.
    let levels: [[String]]
    /// The stratum of each row used.
    let codes: [Int]

    init(_ frame: HypothesisFrame) {
        var codes = [Int](repeating: 0, count: frame.rowCount)
        var levels: [[String]] = [[]]
        // One variable after the other, keeping what occurs: no product of levels can overflow.
        for variable in frame.strata {
            let width = variable.levels.count
            var seen = [Int: Int]()
            for row in codes.indices {
                codes[row] = codes[row] * width + Int(variable.codes[row])
                seen[codes[row]] = 0
            }
            let kept = seen.keys.sorted()
            for (place, key) in kept.enumerated() { seen[key] = place }
            levels = kept.map { levels[$0 / width] + [variable.levels[$0 % width]] }
            for row in codes.indices { codes[row] = seen[codes[row]] ?? 0 }
        }
        self.codes = codes
        self.levels = levels
        labels = levels.map { $0.joined(separator: ", ") }
    }
}

extension HypothesisResult.CountTable {
    init(_ table: ContingencyTable, rowVariable: String, columnVariable: String) {
        self.init(
            rowVariable: rowVariable, columnVariable: columnVariable, rows: table.rowLabels,
            columns: table.columnLabels,
            counts: table.rowLabels.indices.map { i in
                table.columnLabels.indices.map { table[i, $0] }
            })
    }
}

extension Warnings {
    /// What to worry about in a comparison within strata.
    static func of(_ analysis: StratifiedAnalysis) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        let use = analysis.use
        if use.leftOut > 0 {
            let reasons = [
                (use.single, "of one case"), (use.oneRow, "with one group only"),
                (use.oneColumn, "with one outcome only"), (use.empty, "without cases"),
            ].filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) \($0.1)" }
            warnings.append(
                ResultWarning(
                    "uninformative_strata",
                    "\(NumberText.count(use.leftOut)) of \(NumberText.count(use.strata)) "
                        + "\(NumberText.verb(use.strata, "stratum", "strata")) "
                        + "compare nothing: \(reasons.joined(separator: ", ")).",
                    isNote: use.informative > 0))
        }
        if let test = analysis.homogeneity.first(where: { $0.name == "breslow_day_tarone" }),
            analysis.homogeneity.count == 4, let p = test.pValue, let df = test.df,
            p.value < 1 - analysis.confidence, 5 * analysis.sparseStrata <= use.informative
        {
            warnings.append(
                ResultWarning(
                    "heterogeneous_strata",
                    "The odds ratio is not the same in all \(NumberText.count(Int(df) + 1)) strata "
                        + "(Breslow-Day \(p.sentence)): a pooled figure is an average over them."))
        }
        if analysis.sparseStrata > 0, analysis.homogeneity.contains(where: { $0.pValue != nil }) {
            warnings.append(
                ResultWarning(
                    "sparse_strata",
                    "In \(NumberText.count(analysis.sparseStrata)) of "
                        + "\(NumberText.count(use.informative)) strata that compare an expected count "
                        + "is below 1: tests of whether strata differ, and the figures of single "
                        + "strata, are rough here."))
        }
        return warnings
    }
}
