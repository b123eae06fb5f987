import ModelFormula

extension Newton {
    /// How fast a way to a maximum nears it, by the decrements of its steps.
    struct Pace {
        private var best = Double.infinity
        private var slowSteps = 0
        private var stagnantSteps = 0
        /// Whether there is an observed information that would bring steps nearer.
        private var hasObserved: Bool
        /// Whether it was found to have no root.
        private(set) var hasRefusedObserved = false

        /// Whether steps with the observed information are wanted from here on.
        private(set) var asksForObserved = false

        init(_ model: RowModel) { hasObserved = model.observed != nil }

        /// A step that leaves more than this of the least decrement before it is slow. Beside separation it is
        /// e⁻¹, which is no matter of the information.
        private static let slowShare = 0.4

        /// Takes in the decrement of another step.
        mutating func take(_ decrement: Double, isClose: Bool) {
            slowSteps = decrement > Self.slowShare * best ? slowSteps + 1 : 0
            let gainsNothing = decrement >= 0.5 * best
            best = min(best, decrement)
            if hasObserved, !asksForObserved {
                // What scoring nears slowly is not where rounding ends the way.
                asksForObserved = slowSteps >= 2
                return
            }
            stagnantSteps = isClose && gainsNothing ? stagnantSteps + 1 : 0
        }

        /// That the observed information has no root here.
        mutating func refuseObserved() {
            hasObserved = false
            asksForObserved = false
            hasRefusedObserved = true
        }

        /// Close to the maximum rounding may stop the descent short of the criteria: when five steps
        /// gain nothing there is nothing more to gain.
        var isStagnant: Bool { stagnantSteps >= 5 }
    }
}

/// What a log-likelihood is measured in.
struct LikelihoodUnit {
    private let model: RowModel
    private let total: Double
    private let squares: Double

    init(_ pass: RowPass) {
        model = pass.model
        (total, squares) = model.family == .gaussian ? pass.outcomeSize : (0, 0)
    }

    /// The mean squared residual of Gaussian outcomes, 1 elsewhere.
    func dispersion(_ logLikelihood: Double) -> Double {
        guard total > 0, squares > 0 else { return 1 }
        // Of a perfect fit nothing is left but the rounding of the outcome.
        return max(-2 * logLikelihood, 1e-26 * squares) / total
    }

    /// What rounding of the outcomes alone makes of Σ w (y - μ)²: (4 ε)² Σ w y². Where Gaussian rows
    /// leave no residual no step can gain more; 0 elsewhere, where the likelihood has a unit of its own.
    var rounding: Double { 1e-30 * squares }

    /// What rounding of the terms of the linear predictors makes of it, which take each other away where
    /// columns are nearly collinear: (4 ε Σ|βⱼ|)² Σ w, each column's root mean square being 1.
    func rounding(ofTerms beta: [Double]) -> Double {
        let terms = beta.reduce(0) { $0 + abs($1) }
        return max(rounding, 1e-30 * terms * terms * (model.link == .log ? squares : total))
    }
}

extension RowPass {
    var likelihoodUnit: LikelihoodUnit { LikelihoodUnit(self) }
}
