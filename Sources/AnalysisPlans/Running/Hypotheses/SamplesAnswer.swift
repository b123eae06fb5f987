import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// A number between the levels of a category, whichever side of the formula it stands on.
    static func samplesAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        if let cluster = plan.cluster {
            return try clusteredSamplesAnswer(plan, formula, table, cluster: cluster)
        }
        let frame = try hypothesisFrame(plan, formula, table)
        guard let outcome = frame.outcome, let group = frame.groups.first else {
            throw noSides(formula)
        }
        let isReversed = outcome.sample == nil
        guard let numbers = outcome.sample ?? group.sample,
            let factor = outcome.factor ?? group.factor
        else { throw noSides(formula) }
        try requireNoDate(numbers)
        let reference =
            isReversed && !factor.isReferenceNamed
            ? factor.event.map { 1 - $0 } ?? factor.reference : factor.reference
        let samples = try translating(numbers.name) {
            try Self.samples(numbers.values, factor, frame.frequencies)
        }
        let permutation = try plan.permutations.map { replicates in
            try translating(numbers.name) {
                try PermutationTest(
                    values: numbers.values, groups: permutedGroups(factor, reference),
                    groupCount: factor.levels.count, weights: frame.frequencies)
            }.test(
                replicates: replicates, seed: plan.seed ?? 1, threads: plan.threads ?? coreCount)
        }
        let analysis = SampleAnalysis(
            samples, reference: reference, confidence: plan.confidence, permutation: permutation,
            resampling: Resampling(seed: plan.seed ?? 1, threads: plan.threads ?? coreCount))
        var result = HypothesisResult(
            design: "samples", outcome: numbers.name, group: Label(factor.name),
            event: Label(nil), reference: Label(factor.levels[reference]),
            tests: analysis.tests.map(HypothesisResult.Test.init), primary: Label(analysis.primary),
            reason: analysis.reason, runnerUp: Label(analysis.runnerUp),
            effects: analysis.effects.map(HypothesisResult.EffectRow.init), missing: frame.missing)
        result.samples = samples.map(HypothesisResult.SampleRow.init)
        if isReversed { result.reversed = true }
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: Warnings.of(result, factor.unusedLevels)
        ) { data in
            SampleSentences(
                result: result, data: data, confidence: plan.confidence,
                outcomeName: numbers.plainName, groupName: factor.plainName,
                isOverlapping: areOverlapping(samples, reference))
        }
    }

    /// Whether each sample's range has more than a point in common with the reference's.
    private static func areOverlapping(_ samples: [Sample], _ reference: Int) -> Bool {
        guard let low = samples[reference].values.min(), let high = samples[reference].values.max()
        else { return false }
        return samples.indices.allSatisfy { place in
            guard place != reference else { return true }
            guard let least = samples[place].values.min(), let most = samples[place].values.max()
            else { return false }
            return max(low, least) < min(high, most)
        }
    }

    /// Two numbers of the same cases, by their differences: the left side less the right.
    static func pairedAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        if let name = plan.cluster {
            try requireClusters(name, table)
            try refuseCounts(plan)
        }
        let frame = try hypothesisFrame(plan, formula, table)
        guard let left = frame.outcome, let right = frame.groups.first else {
            throw noSides(formula)
        }
        guard let later = numbers(of: left), let earlier = numbers(of: right) else {
            throw AnalysisError(
                "plan_value", "Pairs are two numbers, or two categories, and not one of each.",
                hint: "Compare two measurements of the same cases.", pointer: "/paired")
        }
        for side in [left, right] { if let sample = side.sample { try requireNoDate(sample) } }
        let made = try translating(left.name) {
            (
                try Sample(
                    label: "difference", values: zip(later, earlier).map { $0 - $1 },
                    weights: frame.frequencies),
                try Sample(label: left.name, values: later, weights: frame.frequencies),
                try Sample(label: right.name, values: earlier, weights: frame.frequencies)
            )
        }
        let analysis = PairedSampleAnalysis(made.0, confidence: plan.confidence)
        var result = HypothesisResult(
            design: "paired_samples", outcome: left.name, group: Label(right.name),
            event: Label(nil), reference: Label(right.name),
            tests: analysis.tests.map(HypothesisResult.Test.init), primary: Label(analysis.primary),
            reason: analysis.reason, runnerUp: Label(analysis.runnerUp),
            effects: analysis.effects.map(HypothesisResult.EffectRow.init), missing: frame.missing)
        result.samples = [made.1, made.2, made.0].map(HypothesisResult.SampleRow.init)
        result.pairs = made.0.count
        result.agreeingPairs = analysis.unchanged
        var warnings = Warnings.of(result, [])
        if let variable = plan.cluster, let families = frame.factors.first {
            let means = try clusteredMeans(
                zip(later, earlier).map { $0 - $1 },
                ([Int](repeating: 0, count: frame.rowCount), ["difference"], 0), families)
            let plain = analysis.effects.first { $0.name == "mean_difference" }
            var difference = means.mean(0, confidence: plan.confidence)
            difference.name = "mean_difference"
            difference.level = plain?.level
            difference.reference = plain?.reference
            let allowance = ClusterAllowance(
                variable: variable, sizes: means.sizes, tests: [means.waldTest(ofLevel: 0)],
                plain: (analysis.tests.first { $0.name == "paired_t" }, "the paired t test"),
                effects: [difference],
                how: "the variance of the mean difference is that of the clusters",
                intraclassCorrelation: means.intraclassCorrelation,
                designEffect: ClusterAllowance.designEffect(difference, plain))
            allowance.apply(to: &result, confidence: plan.confidence)
            warnings += allowance.warnings
        }
        let found = result
        return HypothesisAnswer(
            result: found, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: warnings
        ) { data in
            ClusterSentences(
                inner: PairedSentences(result: found, data: data, confidence: plan.confidence),
                result: found)
        }
    }

    /// Two numbers of the same cases, by how they go together.
    static func correlationAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        let frame = try hypothesisFrame(plan, formula, table)
        guard let y = frame.outcome?.sample, let x = frame.groups.first?.sample else {
            throw noSides(formula)
        }
        let made = try translating(y.name) {
            (
                try NumberPairs(x: x.values, y: y.values, weights: frame.frequencies),
                try Sample(label: x.name, values: x.values, weights: frame.frequencies),
                try Sample(label: y.name, values: y.values, weights: frame.frequencies)
            )
        }
        let analysis = CorrelationAnalysis(
            made.0, x: made.1, y: made.2, confidence: plan.confidence)
        var result = HypothesisResult(
            design: "correlation", outcome: y.name, group: Label(x.name), event: Label(nil),
            reference: Label(nil), tests: analysis.tests.map(HypothesisResult.Test.init),
            primary: Label(analysis.primary), reason: analysis.reason,
            runnerUp: Label(analysis.runnerUp),
            effects: analysis.effects.map(HypothesisResult.EffectRow.init), missing: frame.missing)
        // Dates are days since 1970: how they go together is told, their mean is not.
        let rows = [(y.isDate, made.2), (x.isDate, made.1)].filter { !$0.0 }.map(\.1)
        result.samples = rows.map(HypothesisResult.SampleRow.init)
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rowCount, exclusions: frame.exclusions,
            warnings: Warnings.of(result, [])
        ) { data in
            CorrelationSentences(
                result: result, data: data, confidence: plan.confidence, cases: made.0.count)
        }
    }

    static func hypothesisFrame(
        _ plan: TestPlan, _ formula: Formula, _ table: Table, numbers: [String] = [],
        alsoReal: Set<String> = []
    ) throws -> HypothesisFrame {
        try HypothesisFrame(
            formula, table: table, frequencies: plan.frequencies,
            factors: plan.cluster.map { [$0] } ?? [], numbers: numbers,
            toldReal: plan.toldReal.union(alsoReal))
    }

    /// Each row's group, the reference the last: a difference is that of the others from it.
    private static func permutedGroups(
        _ factor: HypothesisVariable.Factor, _ reference: Int
    ) -> [Int] {
        let last = factor.levels.count - 1
        return factor.codes.map { code in
            let place = Int(code)
            return place == reference ? last : place > reference ? place - 1 : place
        }
    }

    static func noSides(_ formula: Formula) -> AnalysisError {
        AnalysisError(
            "formula", "One number is compared between one set of groups here.",
            hint: "As in \"days_open ~ team\".", pointer: "/formula")
    }

    /// A number for each row used: of a sample, or of a category whose levels are numbers.
    static func numbers(of variable: HypothesisVariable) -> [Double]? {
        switch variable {
        case .sample(let sample): sample.values
        case .factor(let factor):
            factor.scores.map { scores in factor.codes.map { scores[Int($0)] } }
        }
    }

    private static func requireNoDate(_ sample: HypothesisVariable.Sample) throws(AnalysisError) {
        guard sample.isDate else { return }
        throw AnalysisError(
            "formula", "\(sample.name) holds dates, which have no mean that says anything.",
            hint: "Compare the days between two dates, as in \"closed - opened ~ team\".",
            pointer: "/formula")
    }

    static func samples(
        _ values: [Double], _ factor: HypothesisVariable.Factor, _ weights: [Int]?
    ) throws(SampleError) -> [Sample] {
        var numbers = [[Double]](repeating: [], count: factor.levels.count)
        var counts = [[Int]](repeating: [], count: weights == nil ? 0 : factor.levels.count)
        for (row, code) in factor.codes.enumerated() {
            numbers[Int(code)].append(values[row])
            if let weights { counts[Int(code)].append(weights[row]) }
        }
        var samples: [Sample] = []
        for (level, label) in factor.levels.enumerated() {
            samples.append(
                try Sample(
                    label: label, values: numbers[level],
                    weights: weights == nil ? nil : counts[level]))
        }
        return samples
    }

    /// Says in words what a sample cannot be made of.
    static func translating<Value>(
        _ name: String, _ body: () throws -> Value
    ) throws -> Value {
        do { return try body() } catch let error as SampleError {
            let message =
                switch error {
                case .notFinite(let what): "A value of \(name) is \(what)."
                case .shape: "\(name) and its counts differ in length."
                case .negativeWeight(let weight): "A count of cases is \(weight)."
                case .tooManyCases: "There are more cases, or events, than 2^53."
                case .notACount(let value):
                    "\(name) is \(NumberText.significant(value)) somewhere, which is no count."
                case .negativeExposure(let value):
                    "An exposure is \(NumberText.significant(value)), below 0."
                }
            throw AnalysisError(
                "table", message, hint: "Look at the column with casewise describe.",
                exitCode: .data)
        }
    }
}
