import Distributions
import HypothesisTests

extension Runner {
    /// Holds the primary effect of a result against the plan's margin.
    static func marginPart(
        _ plan: TestPlan, _ margin: Double, _ result: HypothesisResult
    ) throws(AnalysisError) -> HypothesisResult.Margin {
        let names = ["risk_difference", "mean_difference", "rate_ratio", "hazard_ratio"]
        let wanted = names.first { name in result.effects.contains { $0.name == name } }
        guard let effect = wanted else { throw noMargin(of: result) }
        let isRatio = MarginAnswer.isRatio(effect)
        guard let bounds = MarginAnswer.bounds(margin, isRatio: isRatio) else {
            throw AnalysisError(
                "plan_value", "The margin of a ratio is itself a ratio above 1.",
                hint: "As in 1.25: between 0.8 and 1.25 times as much matters little.",
                pointer: "/margin")
        }
        if effect == "risk_difference", margin >= 1 {
            throw AnalysisError(
                "plan_value", "A difference of shares is below 1.",
                hint: "As in 0.05: five percentage points.", pointer: "/margin")
        }
        let rows = result.effects.filter { $0.name == effect && $0.stratum.value == nil }
        return HypothesisResult.Margin(
            effect: effect, margin: margin, low: bounds.lowerBound, high: bounds.upperBound,
            alpha: plan.confidence.complement, better: Label(plan.better?.rawValue),
            rows: rows.compactMap { row in
                let found = answer(plan, margin, row, result).map(HypothesisResult.MarginRow.init)
                guard var made = found, isHybrid(row, result) else { return found }
                made.note =
                    "a level that never or always has the event leaves no standard error within "
                    + "strata"
                return made
            })
    }

    /// Whether the limits of a pooled difference are put together from those of the strata, without
    /// a standard error.
    private static func isHybrid(
        _ row: HypothesisResult.EffectRow, _ result: HypothesisResult
    ) -> Bool {
        result.design == "stratified_table" && result.cluster == nil
            && !row.method.contains("Sato")
    }

    /// Why a comparison cannot be held against a margin, in words that are true of it.
    private static func noMargin(of result: HypothesisResult) -> AnalysisError {
        let why =
            switch result.design {
            case "one_way":
                "a single column is set beside expected shares: no groups are compared"
            case "correlation":
                "how two numbers go together is neither"
            case "table", "stratified_table", "paired_table":
                result.event.value == nil
                    ? "the outcome has not two levels, so that no single share differs"
                    : "no two groups are left to compare"
            case "survival": "no two groups' hazards are compared here"
            default: "this comparison gives no such difference and no such ratio"
            }
        return AnalysisError(
            "margin",
            "A margin is held against a difference of shares or means, or a ratio of rates or hazards, "
                + "between groups: \(why).",
            hint: result.design == "one_way" || result.design == "correlation"
                ? "Leave margin out; the effects have intervals of their own."
                : "Ask about an outcome of two levels between groups, or leave margin out.",
            pointer: "/margin")
    }

    private static func answer(
        _ plan: TestPlan, _ margin: Double, _ row: HypothesisResult.EffectRow,
        _ result: HypothesisResult
    ) -> MarginAnswer? {
        let (level, reference) = (row.level.value, row.reference.value)
        let (low, high) = (row.confLow.value, row.confHigh.value)
        if row.name == "risk_difference", result.cluster == nil, result.design == "table",
            let comparison = comparison(row, result)
        {
            return comparison.equivalence(
                margin: margin, better: plan.better, confidence: plan.confidence)
        }
        if row.name == "risk_difference", result.cluster == nil,
            let pairs = pairedEvents(row, result)
        {
            return pairs.equivalence(
                level: reference == nil ? level : nil, margin: margin, better: plan.better,
                confidence: plan.confidence)
        }
        if row.name == "mean_difference", result.cluster == nil,
            let answer = welch(plan, margin, row, result)
        {
            return answer
        }
        if MarginAnswer.isRatio(row.name) {
            return MarginAnswer.ratio(
                row.name, level: level, reference: reference, estimate: row.estimate.value,
                logStandardError: MarginAnswer.logStandardError(
                    low: low, high: high, confidence: plan.confidence),
                method: "normal on the log scale, at the width of: " + row.method, margin: margin,
                better: plan.better, confidence: plan.confidence)
        }
        // The interval of paired differences is that of its degrees of freedom; a cluster-robust
        // one is normal.
        let paired =
            result.cluster == nil ? result.tests.first { $0.name == "paired_t" } : nil
        let df = paired?.df ?? .infinity
        let quantile = StudentT(degreesOfFreedom: df).upperQuantile((1 - plan.confidence) / 2)
        let halves = [row.estimate.value, low, high].compactMap(\.self)
        // Of a pooled difference within strata it is Sato's, from his interval.
        let error =
            halves.count == 3 && !isHybrid(row, result)
            // Limits cut at ±1 leave the other side whole.
            ? max(halves[0] - halves[1], halves[2] - halves[0]) / quantile : nil
        return MarginAnswer.difference(
            row.name, level: level, reference: reference, estimate: row.estimate.value,
            standardError: error, df: df, method: row.method, margin: margin, better: plan.better,
            confidence: plan.confidence)
    }

    /// Welch's two one-sided tests, from the samples behind a difference of means.
    private static func welch(
        _ plan: TestPlan, _ margin: Double, _ row: HypothesisResult.EffectRow,
        _ result: HypothesisResult
    ) -> MarginAnswer? {
        guard result.design == "samples", let samples = result.samples,
            let own = samples.first(where: { $0.level == row.level.value }),
            let other = samples.first(where: { $0.level == row.reference.value }),
            let a = own.sd.value, let b = other.sd.value
        else { return nil }
        let (m, n) = (Double(own.n), Double(other.n))
        let (u, v) = (a * a / m, b * b / n)
        return MarginAnswer.difference(
            row.name, level: row.level.value, reference: row.reference.value,
            estimate: row.estimate.value, standardError: (u + v).squareRoot(),
            df: (u + v) * (u + v) / (u * u / (m - 1) + v * v / (n - 1)), method: "Welch t",
            margin: margin, better: plan.better, confidence: plan.confidence)
    }

    /// The counts behind a risk difference.
    private static func comparison(
        _ row: HypothesisResult.EffectRow, _ result: HypothesisResult
    ) -> EventComparison? {
        guard let table = result.table, let level = row.level.value,
            let reference = row.reference.value, let event = result.event.value,
            let own = table.rows.firstIndex(of: level),
            let base = table.rows.firstIndex(of: reference),
            let column = table.columns.firstIndex(of: event)
        else { return nil }
        return try? EventComparison(
            level: level, reference: reference, events: table.counts[own][column],
            cases: table.counts[own].reduce(0, +), referenceEvents: table.counts[base][column],
            referenceCases: table.counts[base].reduce(0, +))
    }
}
