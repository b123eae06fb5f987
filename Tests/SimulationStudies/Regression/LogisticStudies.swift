import Distributions
import GeneralizedLinearModels

extension Study {
    /// Wald, profile and Firth's intervals of logistic regressions, on the same data sets where they
    /// stand under each other.
    static let logisticIntervals: [Study] = moderate + rare + separated

    /// Cases whose log odds are b₀ + b₁ x + b₂ g.
    static func logisticTrial(_ count: Int, _ truth: [Double], share: Double = 0.4)
        -> RegressionTrial
    {
        RegressionTrial("y ~ x + g", truth: truth) { stream in
            let cases = DrawnCases(count, share: share, &stream)
            let y = cases.linearPredictors(truth).map { stream.chance(logOdds: $0) ? 1 : 0 }
            return cases.columns(counts("y", y))
        }
    }

    private static let moderate: [Study] = {
        let trial = logisticTrial(300, [-1, 0.5, 0.7])
        let words = "300 cases, 34% events"
        return [
            regression("logistic, Wald", "\(words): number", trial, of: 1, limits: Limits.wald),
            regression("logistic, Wald", "\(words): group", trial, of: 2, limits: Limits.wald),
            regression(
                "logistic, profile", "\(words): number", trial, of: 1, slice: 100,
                limits: Limits.profile),
            regression(
                "logistic, profile", "\(words): group", trial, of: 2, slice: 100,
                limits: Limits.profile),
        ]
    }()

    private static let rare: [Study] = {
        let trial = logisticTrial(100, [-2.8, 0.8, 1])
        let words = "100 cases, 11% events"
        return [
            regression("logistic, Wald", "\(words): number", trial, of: 1, limits: Limits.wald),
            regression(
                "logistic, profile", "\(words): number", trial, of: 1, .shown, slice: 100,
                limits: Limits.profile),
            regression(
                "logistic, Firth's profile", "\(words): number", trial, of: 1, slice: 100,
                limits: Limits.firthProfile),
            regression(
                "logistic, Firth's estimate with Wald", "\(words): number", trial, of: 1, .shown,
                limits: Limits.firthWald),
            regression(
                "logistic, Wald", "\(words): group", trial, of: 2, .shown, limits: Limits.wald),
            regression(
                "logistic, profile", "\(words): group", trial, of: 2, slice: 100,
                limits: Limits.profile),
            regression(
                "logistic, Firth's profile", "\(words): group", trial, of: 2, slice: 100,
                limits: Limits.firthProfile),
            regression(
                "logistic, Firth's estimate with Wald", "\(words): group", trial, of: 2, .shown,
                limits: Limits.firthWald),
        ]
    }()

    /// So few events that rows are separated in some data sets, and in many.
    private static let separated: [Study] =
        separable(logisticTrial(50, [-2, 1.2, 1.5]), "50 cases, 13 events")
        + separable(logisticTrial(60, [-2.8, 0.8, 1.2]), "60 cases, 7 events")

    private static func separable(_ trial: RegressionTrial, _ words: String) -> [Study] {
        [(1, "number"), (2, "group")].flatMap { column, what in
            [
                regression(
                    "logistic, Wald", "\(words): \(what)", trial, of: column, .shown,
                    limits: Limits.wald),
                regression(
                    "logistic, profile", "\(words): \(what)", trial, of: column, .shown,
                    slice: 100, limits: Limits.profile),
                regression(
                    "logistic, Firth's profile", "\(words): \(what)", trial, of: column,
                    slice: 100, limits: Limits.firthProfile),
            ]
        }
    }
}
