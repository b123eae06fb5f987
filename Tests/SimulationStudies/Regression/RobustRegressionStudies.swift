import Distributions
import GeneralizedLinearModels
import Glibc

extension Study {
    /// Robust intervals of cases that vary unevenly, and of cases that were drawn with known chances.
    static let robustRegressions: [Study] = unevenSpread + sampled

    /// Numbers whose spread grows with x².
    private static let unevenSpread: [Study] = {
        let truth = [1, 0.5, 0.5]
        let trial = RegressionTrial("y ~ x + g", GLM(family: .gaussian), truth: truth) { stream in
            let cases = DrawnCases(80, &stream)
            let y = zip(cases.linearPredictors(truth), cases.x).map { eta, x in
                eta + (0.5 + x * x) * stream.normal()
            }
            return cases.columns(numbers("y", y))
        }
        let words = "80 numbers whose spread grows with x²: number"
        return [
            regression("Gaussian, HC3", words, trial, of: 1, limits: Limits.robust(.hc3)),
            regression("Gaussian, HC2", words, trial, of: 1, .shown, limits: Limits.robust(.hc2)),
            regression(
                "Gaussian, HC0", words, trial, of: 1, .shortfall, limits: Limits.robust(.hc0)),
            regression(
                "Gaussian, model-based", words, trial, of: 1, .shortfall, limits: Limits.wald),
        ]
    }()

    /// 2,500 cases of a population whose log odds are b₀ + b₁ x + b₂ g, kept with a chance that depends
    /// on x and on the outcome together, so that the cases kept follow other odds.
    private static let sampled: [Study] = {
        let truth = [-2, 0.6, 0.8]
        let trial = RegressionTrial(
            "y ~ x + g", GLM(weightKind: .sampling), truth: truth, weights: "w"
        ) { stream in
            let all = DrawnCases(2_500, &stream)
            var kept = all
            kept.x = []
            kept.isNew = []
            var (y, w): ([Int], [Double]) = ([], [])
            for (row, eta) in all.linearPredictors(truth).enumerated() {
                let event = stream.chance(logOdds: eta)
                let chance = event ? (all.x[row] > 0 ? 0.8 : 0.4) : (all.x[row] > 0 ? 0.1 : 0.2)
                guard stream.chance(chance) else { continue }
                kept.x.append(all.x[row])
                kept.isNew.append(all.isNew[row])
                y.append(event ? 1 : 0)
                w.append(1 / chance)
            }
            return kept.columns(counts("y", y), numbers("w", w))
        }
        let words = "about 600 of 2,500 cases, kept by x and outcome"
        var unweighted = trial
        unweighted.glm = GLM()
        unweighted.weights = nil
        return [
            regression(
                "sampling weights, sandwich", "\(words): number", trial, of: 1,
                limits: Limits.robust(.sandwich)),
            regression(
                "sampling weights, sandwich", "\(words): group", trial, of: 2,
                limits: Limits.robust(.sandwich)),
            regression(
                "the same weights taken as precisions", "\(words): group",
                trial.fitted(by: GLM(weightKind: .precision)), of: 2, .shortfall,
                limits: Limits.wald),
            regression(
                "no weights", "\(words): number", unweighted, of: 1, .shortfall,
                limits: Limits.wald),
        ]
    }()
}
