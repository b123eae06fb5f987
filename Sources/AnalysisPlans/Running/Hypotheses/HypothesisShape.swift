import ModelFormula
import Tables

/// What kind of comparison a plan asks for, which decides the family of its tests.
enum HypothesisShape: Equatable {
    /// A category between the levels of a category.
    case table
    /// The levels of a single category.
    case oneWay
    /// Times to an event.
    case survival

    /// Decides the shape from the plan's options and the kinds of the formula's variables.
    init(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws {
        if SurvivalFrame.isAsked(formula) {
            self = .survival
        } else {
            try plan.survival.requireUnused()
            self = formula.outcome == nil ? .oneWay : .table
        }
        try plan.requireTableKeys(of: self)
    }
}
