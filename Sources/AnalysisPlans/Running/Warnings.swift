import GeneralizedLinearModels
import HypothesisTests
import ModelFormula
import Tables

/// The worrying truths of a result, as codes and sentences.
enum Warnings {
    static func of(_ counts: CrossTabulation, _ analysis: TwoWayAnalysis) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        if analysis.smallExpectedCounts, let smallest = analysis.smallestExpectedCount {
            warnings.append(
                ResultWarning(
                    "small_expected_counts",
                    "The smallest expected count is \(NumberText.significant(smallest, 3)): "
                        + "chi-squared approximations are rough here.",
                    isNote: analysis.primary?.hasPrefix("fisher_exact") == true))
        }
        if !counts.unusedLevels.isEmpty {
            warnings.append(
                ResultWarning(
                    "unused_level",
                    "\(NumberText.counted(counts.unusedLevels.count, "level")) "
                        + "\(counts.unusedLevels.count == 1 ? "occurs" : "occur") only in rows "
                        + "that were left out.", isNote: true))
        }
        return warnings
    }

    /// That a p-value is an estimate from random draws, with its replicates and interval.
    static func simulated(_ tests: [TestResult]) -> [ResultWarning] {
        tests.compactMap { test in
            guard test.name.hasSuffix("monte_carlo"), let replicates = test.replicates,
                let seed = test.seed, let low = test.pLow, let high = test.pHigh
            else { return nil }
            return ResultWarning(
                "monte_carlo",
                "The exact p is estimated from \(NumberText.count(replicates)) random draws with "
                    + "seed \(seed); the true one lies between \(NumberText.significant(low, 3)) "
                    + "and \(NumberText.significant(high, 3)) (95% interval). More replicates "
                    + "narrow it.", isNote: true, terms: [])
        }
    }

    /// What the reading of the columns used, or of the whole file, was noted for.
    static func reading(_ table: Table, _ columns: [String]) -> [ResultWarning] {
        table.notes.filter { note in
            note.columns.isEmpty || note.columns.contains { columns.contains($0) }
        }.map {
            ResultWarning(
                $0.code, $0.message, isNote: $0.code == "windows_1252", terms: $0.columns)
        }
    }

    static func excluded(_ data: DataSummary) -> [ResultWarning] {
        let count = data.rows - data.rowsUsed
        guard count > 0 else { return [] }
        if data.cases != nil, let left = data.casesLeftOut { return excluded(data, cases: left) }
        // What is left out for its value, as log(0) is, is not left out by chance.
        let isSystematic = data.rowsExcluded.contains { $0.code == "not_finite" }
        let reasons = data.rowsExcluded.map { exclusion in
            "\(NumberText.count(exclusion.rows)) \(reason(exclusion))"
        }
        return [
            ResultWarning(
                "rows_excluded",
                "\(NumberText.count(count)) of \(NumberText.count(data.rows)) rows "
                    + "(\(NumberText.percent(Double(count) / Double(data.rows)))) left out: "
                    + reasons.joined(separator: ", ") + ".",
                isNote: !isSystematic,
                terms: data.rowsExcluded.filter { !$0.code.hasPrefix("filter") }.map(\.column))
        ]
    }

    /// The same in cases, where a row stands for a count of them. Filters, which were asked for,
    /// follow in rows.
    private static func excluded(_ data: DataSummary, cases: Int) -> [ResultWarning] {
        let counted = data.excludedCounts
        let filters = data.rowsExcluded.filter { $0.code.hasPrefix("filter") }
        var parts: [String] = []
        if cases > 0, let all = data.cases {
            parts.append(
                "\(NumberText.count(cases)) of \(NumberText.count(all)) cases "
                    + "(\(NumberText.percent(Double(cases) / Double(all)))) left out: "
                    + counted.map { "\(NumberText.count($0.cases ?? 0)) \(reason($0))" }
                    .joined(separator: ", "))
        }
        if !filters.isEmpty {
            let rows = filters.reduce(0) { $0 + $1.rows }
            parts.append(
                "\(NumberText.count(rows)) of \(NumberText.count(data.rows)) rows of counts left "
                    + "out: "
                    + filters.map { "\(NumberText.count($0.rows)) \(reason($0))" }
                    .joined(separator: ", "))
        }
        guard !parts.isEmpty else { return [] }
        return [
            ResultWarning(
                "rows_excluded", parts.joined(separator: "; ") + ".",
                isNote: !counted.contains { $0.code == "not_finite" },
                terms: counted.map(\.column))
        ]
    }

    private static func reason(_ exclusion: RowExclusion) -> String {
        switch exclusion.code {
        case "missing": "missing \"\(exclusion.column)\""
        case "not_yet_observable":
            "not followed long enough from \"\(exclusion.column)\""
        case "negative_time": "\"\(exclusion.column)\" below 0"
        case "end_not_after_start":
            "\"\(exclusion.column)\" no later than the start"
        case "start_after_extract": "\"\(exclusion.column)\" after the extract"
        case "end_before_start": "\"\(exclusion.column)\" before the start"
        case GLM.alikeOutcomes: "whose level of \"\(exclusion.column)\" has one outcome only"
        case "zero_trials": "without a trial in \"\(exclusion.column)\""
        case "zero_weight": "weight 0 in \"\(exclusion.column)\""
        case "filter": "by the filter \(exclusion.column)"
        case "filter_missing": "where the filter \(exclusion.column) has no answer"
        default: "\"\(exclusion.column)\" is no number"
        }
    }

    static func aliases(_ fit: GLMFit) -> [ResultWarning] {
        let aliased = fit.coefficients.indices.filter { fit.status[$0] == .aliased }
        if let factor = fit.largeFactor { return aliases(fit, aliased, beside: factor) }
        var warnings = fit.identities.prefix(mostAliases).map { column, parts in
            ResultWarning(
                "aliased_term",
                "\(fit.coefficients[column].name) is not estimated, since "
                    + identity(fit.coefficients[column].name, parts, fit.coefficients.map(\.name))
                    + ".", terms: [fit.coefficients[column].name])
        }
        if aliased.count > mostAliases {
            warnings.append(
                ResultWarning(
                    "aliased_term",
                    "\(aliased.count - mostAliases) more columns are made up of others and not "
                        + "estimated.",
                    terms: aliased.dropFirst(mostAliases).map { fit.coefficients[$0].name }))
        }
        return warnings
    }

    /// More identities than anyone would read.
    private static let mostAliases = 20

    /// "age_2024 = 2024 - birth_year".
    private static func identity(
        _ name: String, _ parts: [(column: Int, factor: Double)], _ names: [String]
    ) -> String {
        guard parts.allSatisfy({ $0.factor != 0 && $0.factor.isFinite }) else {
            let others = parts.map { names[$0.column] }.filter { $0 != "(Intercept)" }
            return
                "it is made up of \(others.joined(separator: ", ")), by a factor that no number can hold"
        }
        var text = ""
        for (column, factor) in parts {
            let number = NumberText.significant(abs(factor), 6)
            let isConstant = names[column] == "(Intercept)"
            let part =
                isConstant ? number : number == "1" ? names[column] : "\(number) \(names[column])"
            let sign = factor < 0 ? "-" : "+"
            text += text.isEmpty ? (factor < 0 ? "-" : "") + part : " \(sign) \(part)"
        }
        return "\(name) = \(text.isEmpty ? "0 in every row" : text)"
    }
}
