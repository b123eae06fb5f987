import Distributions
import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// A category between the levels of a category, where cases share clusters or carry sampling
    /// weights; without clusters each row is one of its own.
    static func clusteredTableAnswer(
        _ plan: TestPlan, _ formula: Formula, _ table: Table
    ) throws -> HypothesisAnswer {
        // It refuses what is no table in the words of the plain test.
        let plain = try CrossTabulation(
            formula, table: table, weights: plan.frequencies, threads: plan.threads ?? coreCount)
        if let name = plan.cluster { try requireClusters(name, table) }
        let frame = try HypothesisFrame(
            formula, table: table, frequencies: plan.frequencies, weights: plan.samplingWeights,
            factors: plan.cluster.map { [$0] } ?? [], toldReal: plan.toldReal)
        guard let outcome = frame.outcome?.factor, let group = frame.groups.first?.factor,
            frame.groups.count == 1
        else {
            let key = plan.cluster == nil ? "weights" : "cluster"
            throw AnalysisError(
                key,
                "\(plan.cluster == nil ? "Sampling weights" : "Clusters") are for an outcome and a "
                    + "group that are categories.",
                hint:
                    "Leave \(key) out, or ask about a threshold: (\(plain.columnVariable) >= 1).",
                pointer: "/\(key)")
        }
        let families = frame.factors.first
        // In the declared order of the levels, if there is one.
        try plan.requireOrders(of: [group.plainName, outcome.plainName])
        let rows = try plan.places(
            of: group.levels, named: [group.plainName, group.name], besides: group.unusedLevels)
        let columns = try plan.places(
            of: outcome.levels, named: [outcome.plainName, outcome.name],
            besides: outcome.unusedLevels)
        let (groupLevels, groupCodes) = Self.arranged(group, rows)
        let (outcomeLevels, outcomeCodes) = Self.arranged(outcome, columns)
        let reference =
            rows == nil
            ? group.reference
            : group.isReferenceNamed
                ? groupLevels.firstIndex(of: group.levels[group.reference]) ?? 0 : 0
        let event = outcome.event.flatMap { outcomeLevels.firstIndex(of: outcome.levels[$0]) }
        let counts: HypothesisResult.CountTable
        let data: ClusteredTable
        let analysis: TwoWayAnalysis
        do {
            data = try ClusteredTable(
                rowCodes: groupCodes, columnCodes: outcomeCodes,
                clusterCodes: families?.codes.map(Int.init) ?? Array(0..<frame.rowCount),
                clusterCount: families?.levels.count ?? frame.rowCount, rowLabels: groupLevels,
                columnLabels: outcomeLevels, counts: frame.frequencies, weights: frame.weights)
            analysis = try TwoWayAnalysis(
                of: data.table, event: event.map { outcomeLevels[$0] },
                reference: groupLevels[reference], confidence: plan.confidence)
        } catch {
            throw AnalysisError(
                "table", "The counts cannot be analysed: \(error).",
                hint: "Look at the table's levels and weights.", exitCode: .data)
        }
        counts = HypothesisResult.CountTable(
            rowVariable: group.name, columnVariable: plain.columnVariable, rows: groupLevels,
            columns: outcomeLevels,
            counts: groupLevels.indices.map { row in
                outcomeLevels.indices.map { data.table[row, $0] }
            })
        var made = try clusteredResult(
            plan, data, analysis, counts, missing: frame.missing, event: event,
            reference: reference)
        if let name = plan.samplingWeights, let weights = frame.weights {
            made.weighting = HypothesisResult.Weighting(
                name, weights, counts: frame.frequencies, data, event: event,
                designEffect: RaoScott.of(data).0?.meanDesignEffect, confidence: plan.confidence)
        }
        let isDeclared = rows != nil || columns != nil
        if isDeclared {
            addTrend(
                data, rowScores: rows == nil ? group.scores : TableOrder.steps(groupLevels.count),
                columnScores: columns == nil
                    ? outcome.scores : TableOrder.steps(outcomeLevels.count), event: event, plan,
                &made)
        }
        let result = made
        var warnings: [ResultWarning] = []
        if analysis.smallExpectedCounts, let smallest = analysis.smallestExpectedCount {
            warnings.append(
                ResultWarning(
                    "small_expected_counts",
                    "The smallest expected count is \(NumberText.significant(smallest, 3)): "
                        + "chi-squared approximations are rough here."))
        }
        if let name = plan.cluster, let few = Warnings.fewClusters(data.sizes, name) {
            warnings.append(few)
        }
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: warnings
        ) { summary in
            ClusterSentences(
                inner: TableSentences(
                    result: result, table: counts, data: summary, confidence: plan.confidence,
                    groupName: group.plainName, isOrderDeclared: isDeclared),
                result: result)
        }
    }

    /// A category's levels in the declared order, and each row's place in it.
    private static func arranged(
        _ factor: HypothesisVariable.Factor, _ places: [Int]?
    ) -> (levels: [String], codes: [Int]) {
        guard let places else { return (factor.levels, factor.codes.map(Int.init)) }
        var place = [Int](repeating: 0, count: factor.levels.count)
        for (new, old) in places.enumerated() { place[old] = new }
        return (places.map { factor.levels[$0] }, factor.codes.map { place[Int($0)] })
    }

    /// The trend along a declared order, which is then the test to read; scores are 1, 2, 3, ...
    /// where the order was told.
    private static func addTrend(
        _ data: ClusteredTable, rowScores: [Double]?, columnScores: [Double]?, event: Int?,
        _ plan: TestPlan, _ result: inout HypothesisResult
    ) {
        let table = data.table
        // Of two columns the event is one step; else both sides need an order.
        guard let rows = rowScores,
            let columns = event.map({ event in
                table.columnLabels.indices.map { $0 == event ? 1.0 : 0 }
            }) ?? columnScores,
            let (test, slope) = data.trend(
                rowScores: rows, columnScores: columns,
                name: event == nil ? "score_difference_per_step" : "risk_difference_per_step",
                confidence: plan.confidence)
        else { return }
        result.tests.insert(HypothesisResult.Test(test), at: 0)
        var added: [Effect] = event == nil ? [] : [slope]
        added += data.ordinalAssociation(confidence: plan.confidence)
        result.effects.insert(contentsOf: added.map(HypothesisResult.EffectRow.init), at: 0)
        guard test.pValue != nil else { return }
        result.primary = Label(test.name)
        result.reason =
            "the groups have a declared order, and the covariance of the trend is that of the "
            + "\(NumberText.counted(data.sizes.clusters, "cluster"))"
    }

    /// Refuses a column of clusters that is not there, or empty.
    static func requireClusters(_ name: String, _ table: Table) throws(AnalysisError) {
        guard let column = table[name] else {
            throw AnalysisError(
                "unknown_column", "There is no column named \"\(name)\".",
                hint: NearestNames.hint(for: name, among: table.names), pointer: "/cluster")
        }
        guard column.validity.missingCount < column.count else {
            throw AnalysisError(
                "cluster", "\"\(name)\" has no value in any row.",
                hint: "Name the column that says which cases are of one family.",
                pointer: "/cluster", exitCode: .data)
        }
    }

    /// The result with tests, effects and residuals that allow for clusters.
    private static func clusteredResult(
        _ plan: TestPlan, _ data: ClusteredTable, _ analysis: TwoWayAnalysis,
        _ counts: HypothesisResult.CountTable, missing: [ColumnMissingness], event: Int?,
        reference: Int
    ) throws -> HypothesisResult {
        let (correction, note) = RaoScott.of(data)
        let corrected = RaoScott.tests(of: data)
        var pearson = analysis.tests.filter { $0.name == "pearson_chi_squared" }
        if data.isWeighted { for i in pearson.indices { pearson[i].method += ", unweighted" } }
        let primary = corrected.last { $0.pValue != nil }
        var effects: [Effect] = []
        if let event {
            let comparison = try ClusteredComparison(data, event: event, reference: reference)
            for row in counts.rows.indices where row != reference {
                effects += comparison.effects(row, confidence: plan.confidence)
            }
        }
        effects.append(data.cramersV(confidence: plan.confidence, correction: correction))
        if plan.cluster == nil {
            for i in effects.indices {
                effects[i].method.replace("cluster-robust", with: "design-based")
            }
        }
        var result = HypothesisResult(
            design: "table", outcome: counts.columnVariable, group: Label(counts.rowVariable),
            event: Label(event.map { counts.columns[$0] }),
            reference: Label(counts.rows[reference]),
            tests: (corrected + pearson).map(HypothesisResult.Test.init),
            primary: Label(primary?.name),
            reason: reason(data.sizes, correction, plan, note),
            runnerUp: Label(
                clusterRunnerUp(
                    primary, pearson.first, plan.confidence,
                    name: data.isWeighted ? "Pearson's test of the bare counts" : "Pearson's test")
            ),
            effects: effects.map(HypothesisResult.EffectRow.init), missing: missing)
        result.table = counts
        result.smallestExpectedCount = Figure(analysis.smallestExpectedCount)
        result.residuals = data.adjustedResiduals().map(HypothesisResult.Residual.init)
        result.residualCorrection = "holm"
        result.cluster = plan.cluster.map {
            HypothesisResult.Cluster(
                $0, data.sizes, intraclassCorrelation: data.intraclassCorrelation,
                designEffect: correction?.meanDesignEffect)
        }
        return result
    }

    private static func reason(
        _ sizes: ClusterSizes, _ correction: RaoScott?, _ plan: TestPlan, _ note: String?
    ) -> String {
        guard let correction else { return "there is nothing to test: \(note ?? "")" }
        let ways = [
            plan.cluster.map {
                "share \(NumberText.counted(sizes.clusters, "value")) of \($0)"
            }, plan.samplingWeights.map { "weigh what \($0) says" },
        ].compactMap(\.self)
        return "\(NumberText.counted(sizes.cases, "case")) \(ways.joined(separator: " and ")), so "
            + "the statistic is divided by its design effect, "
            + NumberText.decimal(correction.meanDesignEffect)
    }

    /// What the test would have said that takes cases for strangers.
    static func clusterRunnerUp(
        _ primary: TestResult?, _ plain: TestResult?, _ confidence: Double, name: String
    ) -> String? {
        guard let p = primary?.pValue, let other = plain?.pValue else { return nil }
        let level = 1 - confidence
        let agrees =
            PValue.isAtMost(p.value, level: level) == PValue.isAtMost(other.value, level: level)
        let limit = NumberText.significant(level, 3).droppingLeadingZero
        return name + ", which takes each case for a stranger to all others, says "
            + NumberText.pValue(other.display)
            + (agrees
                ? ", on the same side of \(limit)"
                : ", on the other side of \(limit), so the finding hangs on the clusters")
    }
}

extension Warnings {
    /// What to say of fewer than 30 clusters.
    static func fewClusters(_ sizes: ClusterSizes, _ name: String) -> ResultWarning? {
        guard sizes.areFew else { return nil }
        return ResultWarning(
            "few_clusters",
            "\(name) has \(NumberText.counted(sizes.clusters, "value")): below about "
                + "\(ClusterSizes.fewest) clusters, cluster-robust intervals are too short and "
                + "p-values too small.", terms: [name])
    }
}

extension HypothesisResult.Residual {
    init(_ cell: AdjustedResidual) {
        self.init(
            row: cell.row, column: cell.column, observed: cell.observed, expected: cell.expected,
            adjusted: cell.adjusted, pValue: cell.pValue.value, log10P: cell.pValue.log10,
            pDisplay: cell.pValue.display, pAdjusted: cell.pAdjusted)
    }
}
