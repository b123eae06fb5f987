import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// A number between the levels of a category, where cases share clusters.
    static func clusteredSamplesAnswer(
        _ plan: TestPlan, _ formula: Formula, _ table: Table, cluster name: String
    ) throws -> HypothesisAnswer {
        try requireClusters(name, table)
        guard plan.frequencies == nil, plan.permutations == nil else {
            throw AnalysisError(
                "plan_value", "Means of clusters are compared row by row, and not by permutation.",
                hint: "Leave cluster out, or the counts and permutations.", pointer: "/cluster")
        }
        let plain = try samplesAnswer(plan.withoutCluster, formula, table)
        let frame = try HypothesisFrame(
            formula, table: table, factors: [name], toldReal: plan.toldReal)
        guard let outcome = frame.outcome, let group = frame.groups.first,
            let numbers = outcome.sample ?? group.sample,
            let factor = outcome.factor ?? group.factor, let families = frame.factors.first
        else { throw noSides(formula) }
        let reference =
            plain.result.reference.value.flatMap { factor.levels.firstIndex(of: $0) }
            ?? factor.reference
        let means: ClusteredMeans
        let samples: [Sample]
        do {
            means = try ClusteredMeans(
                values: numbers.values, levelCodes: factor.codes.map(Int.init),
                clusterCodes: families.codes.map(Int.init), clusterCount: families.levels.count,
                levels: factor.levels, reference: reference)
            samples = try Self.samples(numbers.values, factor, nil)
        } catch {
            throw AnalysisError(
                "table", "The numbers cannot be compared: \(error).",
                hint: "Look at the column with casewise describe.", exitCode: .data)
        }
        var result = plain.result
        let wald = means.waldTest()
        let welch = SampleAnalysis(samples, reference: reference, confidence: plan.confidence)
            .tests.filter { $0.name.hasPrefix("welch") }
        result.tests = ([wald] + welch).map(HypothesisResult.Test.init)
        result.primary = Label(wald.pValue == nil ? nil : wald.name)
        result.reference = Label(factor.levels[reference])
        result.reason =
            wald.note
            ?? "\(NumberText.count(means.sizes.cases)) cases share "
            + "\(NumberText.count(means.sizes.clusters)) values of \(name), so the covariance of "
            + "the means is that of the clusters"
        result.runnerUp = Label(
            clusterRunnerUp(
                wald, welch.first, plan.confidence, name: "Welch's test"))
        result.effects = factor.levels.indices.filter { $0 != reference }.map {
            HypothesisResult.EffectRow(means.meanDifference($0, confidence: plan.confidence))
        }
        result.missing = frame.missing
        result.samples = samples.map(HypothesisResult.SampleRow.init)
        result.cluster = HypothesisResult.Cluster(
            name, means.sizes, intraclassCorrelation: means.intraclassCorrelation,
            designEffect: designEffect(means, samples, reference))
        let few = Warnings.fewClusters(means.sizes, name)
        let made = result
        return HypothesisAnswer(
            result: made, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: Warnings.of(made, factor.unusedLevels) + (few.map { [$0] } ?? [])
        ) { data in
            ClusterSentences(
                inner: SampleSentences(
                    result: made, data: data, confidence: plan.confidence,
                    outcomeName: numbers.plainName, groupName: factor.plainName),
                result: made)
        }
    }

    /// The variance of the first difference over that of as many strangers (Welch's).
    private static func designEffect(
        _ means: ClusteredMeans, _ samples: [Sample], _ reference: Int
    ) -> Double? {
        guard let level = samples.indices.first(where: { $0 != reference }),
            let own = samples[level].standardDeviation,
            let other = samples[reference].standardDeviation,
            let robust = means.differenceVarianceFromReference(level)
        else { return nil }
        let plain =
            own * own / Double(samples[level].count)
            + other * other / Double(samples[reference].count)
        return plain > 0 && robust > 0 ? robust / plain : nil
    }
}

extension TestPlan {
    /// The same question, with cases taken for strangers.
    var withoutCluster: TestPlan {
        var plan = self
        plan.cluster = nil
        return plan
    }
}
