import ModelFormula
import Tables

/// What kind of comparison a plan asks for, which decides the family of its tests.
enum HypothesisShape: Equatable {
    /// A category between the levels of a category.
    case table
    /// The levels of a single category.
    case oneWay
    /// A category between the levels of a category, within strata.
    case stratifiedTable
    /// Categories measured on the same cases.
    case pairedTable
    /// A number between the levels of a category, on either side of the formula.
    case samples
    /// Two numbers of the same cases, by their differences.
    case pairedSamples
    /// Two numbers of the same cases, by how they go together.
    case correlation
    /// Counts of events in an exposure, between the levels of a category.
    case rates
    /// Times to an event.
    case survival

    /// Decides the shape from the plan's options and the kinds of the formula's variables.
    init(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws {
        self = try Self.shape(plan, formula, table)
        if self != .survival { try plan.survival.requireUnused() }
        try plan.requireTableKeys(of: self)
        try plan.requireKeys(of: self)
    }

    private static func shape(
        _ plan: TestPlan, _ formula: Formula, _ table: Table
    ) throws -> HypothesisShape {
        if SurvivalFrame.isAsked(formula) { return .survival }
        if plan.exposure != nil { return .rates }
        let (plain, strata) = try formula.namingBirthDates(in: table).partingStrata
        let sides = (plain.outcome.map { [$0] } ?? []) + plain.predictors.summands
        for side in sides { try requireColumn(side, in: table) }
        var samples: [Expression] = []
        for side in sides
        where try HypothesisVariable.isSample(side, in: table, toldReal: plan.toldReal) {
            samples.append(side)
        }
        if plan.paired {
            guard strata.isEmpty else {
                throw AnalysisError(
                    "formula", "Paired measures are not parted into strata.",
                    hint: "Leave out what stands behind the bar, or select rows with --filter.",
                    pointer: "/formula")
            }
            guard let sample = samples.first else { return .pairedTable }
            guard sides.count == 2, samples.count == 2 else {
                throw needsCategory(sample, "Paired tables")
            }
            return .pairedSamples
        }
        if plain.outcome == nil { return .oneWay }
        if !strata.isEmpty {
            if let sample = samples.first { throw needsCategory(sample, "Strata") }
            return .stratifiedTable
        }
        guard sides.count == 2 else { return .table }
        return samples.count == 2 ? .correlation : samples.count == 1 ? .samples : .table
    }

    /// Refuses what only a fit can take: all columns at once, and interactions.
    private static func requireColumn(_ side: Expression, in table: Table) throws {
        switch side.unwrapped.node {
        case .dot:
            throw FormulaError(
                .syntax, "\".\" stands for all other columns, and a test compares one.",
                hint: "Name the column, as in y ~ g, or use fit or screen.", at: side.position)
        case .binary(.interact, let left, let right):
            throw FormulaError(
                .syntax, "An interaction is no column that a test could compare.",
                hint:
                    "Compare one and hold the other equal, as in y ~ \(left) | \(right), or use fit.",
                at: side.position)
        default: break
        }
    }

    private static func needsCategory(_ sample: Expression, _ what: String) -> AnalysisError {
        AnalysisError(
            "outcome", "\(what) compare categories, and \"\(sample)\" is a sample of numbers.",
            hint: "Ask about a threshold, as in \(sample) >= ..., or use fit.",
            pointer: "/formula", exitCode: .data)
    }
}

extension TestPlan {
    /// Refuses the keys that mean nothing to a comparison of this shape.
    func requireKeys(of shape: HypothesisShape) throws(AnalysisError) {
        func refuse(_ key: String, _ message: String, _ hint: String) -> AnalysisError {
            AnalysisError("plan_value", message, hint: hint, pointer: "/\(key)")
        }
        if shape == .survival, paired || exposure != nil {
            throw refuse(
                paired ? "paired" : "exposure", "Times to an event are compared between groups.",
                "Leave it out, or compare another outcome.")
        }
        if samplingWeights != nil, shape != .table {
            throw refuse(
                "weights", "Sampling weights are for a category between groups.",
                "Leave weights out, or compare a category: (days_open >= 90) ~ team.")
        }
        if samplingWeights != nil, order != nil {
            throw refuse(
                "order", "The trend along an order takes no sampling weights.",
                "Leave order or weights out.")
        }
        if permutations != nil, shape != .samples {
            throw refuse(
                "permutations", "Only the means of groups are compared by permutation.",
                "Leave permutations out, or compare a number between groups.")
        }
        if seed != nil, permutations == nil, shape != .table, shape != .oneWay {
            throw refuse(
                "seed", "Nothing is drawn here, so there is nothing to seed.",
                "Leave seed out, or ask for permutations of a number between groups.")
        }
    }
}
