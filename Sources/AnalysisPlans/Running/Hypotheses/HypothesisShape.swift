import ModelFormula
import Tables

/// What kind of comparison a plan asks for, which decides the family of its tests.
enum HypothesisShape: Equatable {
    /// A category between the levels of a category.
    case table
    /// The levels of a single category.
    case oneWay
    /// A number between the levels of a category, on either side of the formula.
    case samples
    /// Two numbers of the same cases, by their differences.
    case pairedSamples
    /// Two numbers of the same cases, by how they go together.
    case correlation
    /// Counts of events in an exposure, between the levels of a category.
    case rates

    /// Decides the shape from the plan's options and the kinds of the formula's variables.
    init(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws {
        self = try Self.shape(plan, formula, table)
        try plan.requireTableKeys(of: self)
        try plan.requireKeys(of: self)
    }

    private static func shape(
        _ plan: TestPlan, _ formula: Formula, _ table: Table
    ) throws -> HypothesisShape {
        if plan.exposure != nil { return .rates }
        if formula.outcome == nil { return .oneWay }
        let (asked, strata) = try formula.namingBirthDates(in: table).partingStrata
        let groups = asked.predictors.summands
        guard let outcome = asked.outcome, strata.isEmpty, groups.count == 1 else { return .table }
        let isSample = { (side: Expression) in
            try HypothesisVariable.isSample(side, in: table, toldReal: plan.toldReal)
        }
        let (left, right) = (try isSample(outcome), try isSample(groups[0]))
        if plan.paired { return left || right ? .pairedSamples : .table }
        return left && right ? .correlation : left || right ? .samples : .table
    }
}

extension TestPlan {
    /// Refuses the keys that mean nothing to a comparison of this shape.
    func requireKeys(of shape: HypothesisShape) throws(AnalysisError) {
        func refuse(_ key: String, _ message: String, _ hint: String) -> AnalysisError {
            AnalysisError("plan_value", message, hint: hint, pointer: "/\(key)")
        }
        if permutations != nil, shape != .samples {
            throw refuse(
                "permutations", "Only the means of groups are compared by permutation.",
                "Leave permutations out, or compare a number between groups.")
        }
        if paired, shape == .table || shape == .oneWay {
            throw refuse(
                "paired", "Pairs are compared where both sides of the formula are numbers.",
                "Leave paired out, or tell the kind of a column: --type score=real.")
        }
        if seed != nil, permutations == nil, shape != .table, shape != .oneWay {
            throw refuse(
                "seed", "Nothing is drawn here, so there is nothing to seed.",
                "Leave seed out, or ask for permutations.")
        }
    }
}
