import ModelFormula
import Tables

/// What kind of comparison a plan asks for, which decides the family of its tests.
enum HypothesisShape: Equatable {
    /// A category between the levels of a category.
    case table
    /// The same within strata.
    case stratifiedTable
    /// Categories measured on the same cases.
    case pairedTable
    /// The levels of a single category.
    case oneWay
    /// Times to an event.
    case survival

    /// Decides the shape from the plan's options and the kinds of the formula's variables.
    init(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws {
        if SurvivalFrame.isAsked(formula) {
            guard !plan.paired else {
                throw AnalysisError(
                    "plan_value", "Times to an event are not paired.",
                    hint: "Leave paired out.", pointer: "/paired")
            }
            self = .survival
            try plan.requireTableKeys(of: self)
            return
        }
        try plan.survival.requireUnused()
        let (plain, strata) = formula.partingStrata
        let sides = (plain.outcome.map { [$0] } ?? []) + plain.predictors.summands
        func firstSample() throws -> Expression? {
            try sides.first {
                try HypothesisVariable.isSample($0, in: table, toldReal: plan.toldReal)
            }
        }
        if plan.paired {
            guard strata.isEmpty else {
                throw AnalysisError(
                    "formula", "Paired measures are not parted into strata.",
                    hint: "Leave out what stands behind the bar, or select rows with --filter.",
                    pointer: "/formula")
            }
            if let sample = try firstSample() { throw Self.needsCategory(sample, "Paired tables") }
            self = .pairedTable
        } else if !strata.isEmpty {
            if let sample = try firstSample() { throw Self.needsCategory(sample, "Strata") }
            self = .stratifiedTable
        } else {
            self = formula.outcome == nil ? .oneWay : .table
        }
        try plan.requireTableKeys(of: self)
    }

    private static func needsCategory(_ sample: Expression, _ what: String) -> AnalysisError {
        AnalysisError(
            "outcome", "\(what) compare categories, and \"\(sample)\" is a sample of numbers.",
            hint: "Ask about a threshold, as in \(sample) >= ..., or use fit.",
            pointer: "/formula", exitCode: .data)
    }
}
