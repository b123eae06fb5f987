import Distributions
import HypothesisTests
import ModelFormula

/// What clusters change in a result that took cases for strangers: the test to read, the intervals,
/// and how alike the cases of a cluster are.
struct ClusterAllowance {
    /// The column.
    let variable: String
    /// How many clusters, and how large.
    let sizes: ClusterSizes
    /// Tests that allow for the clusters, the one to read first.
    let tests: [TestResult]
    /// The test that took cases for strangers, and what it is called.
    let plain: (test: TestResult?, name: String)
    /// The effects with intervals that allow for the clusters.
    let effects: [Effect]
    /// How the test allows for them, in words.
    let how: String
    var intraclassCorrelation: Double? = nil
    var designEffect: Double? = nil

    /// Puts the tests and intervals that allow for clusters in the place of those that do not.
    func apply(to result: inout HypothesisResult, confidence: Double) {
        let primary = tests.first { $0.pValue != nil }
        result.tests = (tests + [plain.test].compactMap(\.self)).map(HypothesisResult.Test.init)
        result.primary = Label(primary?.name)
        result.reason =
            primary == nil
            ? "there is nothing to test: \(tests.first?.note ?? "")"
            : "\(NumberText.counted(sizes.cases, "case")) share "
                + "\(NumberText.counted(sizes.clusters, "value")) of \(variable), so \(how)"
        result.runnerUp = Label(
            Runner.clusterRunnerUp(primary, plain.test, confidence, name: plain.name))
        result.effects = effects.map(HypothesisResult.EffectRow.init)
        result.cluster = HypothesisResult.Cluster(
            variable, sizes, intraclassCorrelation: intraclassCorrelation,
            designEffect: designEffect)
    }

    /// What to worry about: few clusters.
    var warnings: [ResultWarning] { [Warnings.fewClusters(sizes, variable)].compactMap(\.self) }

    /// How many times a robust variance is the plain one, by the widths of two intervals.
    static func designEffect(_ robust: Effect?, _ plain: Effect?) -> Double? {
        guard let low = robust?.confLow, let high = robust?.confHigh, let otherLow = plain?.confLow,
            let otherHigh = plain?.confHigh, otherHigh > otherLow
        else { return nil }
        let ratio = (high - low) / (otherHigh - otherLow)
        return ratio > 0 && ratio.isFinite ? ratio * ratio : nil
    }
}

extension ClusterAllowance {
    /// Groups within strata.
    init(
        _ plan: TestPlan, _ frame: HypothesisFrame, _ strata: StratumCodes,
        _ analysis: StratifiedAnalysis, variable: String, families: HypothesisVariable.Factor
    ) throws {
        guard let outcome = frame.outcome?.factor, let group = frame.groups.first?.factor else {
            throw Runner.noSides(try Formula(parsing: plan.formula))
        }
        let data = try ClusteredStrata(
            stratumCodes: strata.codes, rowCodes: group.codes.map(Int.init),
            columnCodes: outcome.codes.map(Int.init), clusterCodes: families.codes.map(Int.init),
            clusterCount: families.levels.count, strata: strata.labels, rowLabels: group.levels,
            columnLabels: outcome.levels, counts: frame.frequencies)
        var effects: [Effect] = []
        if let event = analysis.event, let reference = analysis.reference,
            let column = outcome.levels.firstIndex(of: event),
            let base = group.levels.firstIndex(of: reference)
        {
            let others = group.levels.indices.filter { $0 != base }
            for level in others {
                effects += try data.pooled(
                    level: group.levels[level], reference: reference, event: event,
                    confidence: plan.confidence)
            }
            let listed = Set(analysis.withinStrata.compactMap(\.stratum))
            for (place, stratum) in strata.labels.enumerated() where listed.contains(stratum) {
                for level in others {
                    effects += try data.effects(
                        stratum: place, level: level, reference: base, event: column,
                        confidence: plan.confidence)
                }
            }
        }
        let plain = analysis.tests.first { $0.name.contains("mantel_haenszel") }
        self.init(
            variable: variable, sizes: data.sizes, tests: [data.generalAssociation()],
            plain: (plain, "the Cochran-Mantel-Haenszel test"), effects: effects,
            how: "the covariance of what exceeds expectation within strata is that of the clusters",
            intraclassCorrelation: data.intraclassCorrelation,
            designEffect: Self.designEffect(
                effects.first, analysis.pooled.first { $0.name == "risk_difference" }))
    }

    /// Two measures of the same cases.
    init(
        _ plan: TestPlan, _ data: ClusteredPairs, _ analysis: PairedAnalysis, variable: String
    ) {
        let confidence = plan.confidence
        let effects = analysis.effects.compactMap { plain -> Effect? in
            switch plain.name {
            case "agreement": return data.agreement(confidence: confidence)
            case "cohens_kappa": return data.kappa(confidence: confidence)
            case "cohens_kappa_linear":
                return data.kappa(weights: .linear, confidence: confidence)
            case "cohens_kappa_quadratic":
                return data.kappa(weights: .quadratic, confidence: confidence)
            default:
                // Of more than two levels each has a difference of its own, named by the level.
                guard let event = analysis.event ?? plain.level else { return nil }
                var robust = data.comparison(event: event, confidence: confidence)
                    .first { $0.name == plain.name }
                robust?.level = plain.level
                robust?.reference = plain.reference
                return robust
            }
        }
        self.init(
            variable: variable, sizes: data.sizes, tests: [data.marginalHomogeneity()],
            plain: (
                analysis.tests.first, analysis.event == nil ? "the plain test" : "McNemar's test"
            ),
            effects: effects,
            how: "the covariance of the differences is that of the clusters",
            designEffect: Self.designEffect(effects.first, analysis.effects.first))
    }

    /// The levels of one column.
    init(
        _ plan: TestPlan, _ fit: GoodnessOfFit, _ data: ClusteredTable, variable: String
    ) {
        let (found, note) = RaoScott.ofShares(data, fit.levels.map(\.expectedShare))
        let tests =
            found.map { [$0.secondOrder(), $0.firstOrder()] }
            ?? [
                TestResult(
                    name: "rao_scott_second_order", method: "Rao and Scott's correction",
                    notEstimable: note ?? "")
            ]
        let shares = fit.levels.indices.map { level -> Effect in
            var effect = fit.levels[level].proportion
            effect.level = fit.levels[level].label
            guard let share = data.proportion(event: level) else { return effect }
            let robust = share.wilson(confidence: plan.confidence)
            effect.confLow = robust.confLow
            effect.confHigh = robust.confHigh
            effect.method = robust.method
            return effect
        }
        var distance = fit.distance
        distance.confLow = nil
        distance.confHigh = nil
        distance.note = "its interval would take cases for strangers"
        self.init(
            variable: variable, sizes: data.sizes, tests: tests,
            plain: (fit.tests.first, "the test that is not corrected"),
            effects: shares + [distance],
            how: "the statistic is divided by its design effect, "
                + (found.map { NumberText.decimal($0.meanDesignEffect) } ?? "-"),
            intraclassCorrelation: data.intraclassCorrelation,
            designEffect: found?.meanDesignEffect)
    }
}

extension Runner {
    /// Means that are compared row by row take no counts beside clusters.
    static func refuseCounts(_ plan: TestPlan) throws(AnalysisError) {
        guard plan.frequencies != nil else { return }
        throw AnalysisError(
            "plan_value", "Means and rates of clusters are compared row by row, without counts.",
            hint: "Leave cluster or the counts out.", pointer: "/cluster")
    }

    /// The clusters' means of `values`, as Wald tests and effects need them.
    static func clusteredMeans(
        _ values: [Double], _ levels: (codes: [Int], names: [String], reference: Int),
        _ families: HypothesisVariable.Factor, weights: [Double]? = nil
    ) throws -> ClusteredMeans {
        do {
            return try ClusteredMeans(
                values: values, levelCodes: levels.codes,
                clusterCodes: families.codes.map(Int.init), clusterCount: families.levels.count,
                levels: levels.names, reference: levels.reference, weights: weights)
        } catch {
            throw AnalysisError(
                "table", "The numbers cannot be compared: \(error).",
                hint: "Look at the column with casewise describe.", exitCode: .data)
        }
    }
}
