import Distributions
import GeneralizedLinearModels
import Glibc

extension Study {
    /// Wald and profile intervals of the other families and links.
    static let familyIntervals: [Study] =
        otherLinks + poissonCounts + negativeBinomialCounts + quasiCounts + numbersOfCases

    private static let otherLinks: [Study] = {
        let truth = [-0.6, 0.4, 0.5]
        let probit = RegressionTrial(
            "y ~ x + g", GLM(family: .binomial, link: .probit), truth: truth
        ) { stream in
            let cases = DrawnCases(300, &stream)
            let y = cases.linearPredictors(truth).map { stream.normal() < $0 ? 1 : 0 }
            return cases.columns(counts("y", y))
        }
        let cloglog = RegressionTrial(
            "y ~ x + g", GLM(family: .binomial, link: .cloglog), truth: truth
        ) { stream in
            let cases = DrawnCases(300, &stream)
            let y = cases.linearPredictors(truth).map {
                stream.exponential(mean: 1) < exp($0) ? 1 : 0
            }
            return cases.columns(counts("y", y))
        }
        return [
            regression("probit, Wald", "300 cases: group", probit, of: 2, limits: Limits.wald),
            regression(
                "complementary log-log, Wald", "300 cases: group", cloglog, of: 2,
                limits: Limits.wald),
        ]
    }()

    /// Counts of mean exposure · exp(b₀ + b₁ x + b₂ g), times a number for each case.
    private static func countTrial(
        _ count: Int, _ glm: GLM,
        frailty: @escaping @Sendable (inout RandomStream, Double) -> Double
    ) -> RegressionTrial {
        let truth = [0.2, 0.3, 0.4]
        return RegressionTrial("y ~ x + g + offset(log(years))", glm, truth: truth) { stream in
            let cases = DrawnCases(count, &stream)
            let years = cases.x.map { _ in 0.5 + 1.5 * stream.uniform() }
            let y = zip(cases.linearPredictors(truth), years).map { eta, years in
                let mean = years * exp(eta)
                return stream.poisson(mean: mean * frailty(&stream, mean), longest: 10_000)
            }
            return cases.columns(numbers("years", years), counts("y", y))
        }
    }

    private static let poissonCounts: [Study] = {
        let many = countTrial(150, GLM(family: .poisson)) { _, _ in 1 }
        let few = countTrial(25, GLM(family: .poisson)) { _, _ in 1 }
        return [
            regression("Poisson, Wald", "150 cases: group", many, of: 2, limits: Limits.wald),
            regression(
                "Poisson, profile", "150 cases: group", many, of: 2, slice: 100,
                limits: Limits.profile),
            regression("Poisson, Wald", "25 cases: group", few, of: 2, limits: Limits.wald),
            regression(
                "Poisson, profile", "25 cases: group", few, of: 2, slice: 100,
                limits: Limits.profile),
        ]
    }()

    private static let negativeBinomialCounts: [Study] = {
        let trial = countTrial(200, GLM(family: .negativeBinomial)) { stream, _ in
            stream.gamma(shape: 2)
        }
        let small = countTrial(60, GLM(family: .negativeBinomial)) { stream, _ in
            stream.gamma(shape: 2)
        }
        let words = "200 cases, theta 2: group"
        let fewer = "60 cases, theta 2: group"
        return [
            regression("negative binomial, Wald", words, trial, of: 2, limits: Limits.wald),
            regression(
                "negative binomial, profile", words, trial, of: 2, slice: 40,
                limits: Limits.profile),
            regression(
                "Poisson of counts that vary more, Wald", words,
                trial.fitted(by: GLM(family: .poisson)), of: 2, .shortfall, limits: Limits.wald),
            regression(
                "negative binomial, Wald", fewer, small, of: 2, .shown, limits: Limits.wald),
            regression(
                "negative binomial, profile", fewer, small, of: 2, .shown, slice: 40,
                limits: Limits.profile),
        ]
    }()

    /// Counts of variance 2.5 μ: a gamma of shape μ/1.5 around μ.
    private static let quasiCounts: [Study] = {
        let trial = countTrial(150, GLM(family: .poisson, dispersion: .estimated)) { stream, mean in
            stream.gamma(shape: mean / 1.5)
        }
        let words = "150 counts of variance 2.5 times the mean: group"
        return [
            regression("quasi-Poisson, Student's", words, trial, of: 2, limits: Limits.wald),
            regression(
                "quasi-Poisson, profile", words, trial, of: 2, slice: 100, limits: Limits.profile),
            regression(
                "Poisson, HC1", words, trial.fitted(by: GLM(family: .poisson)), of: 2,
                limits: Limits.robust(.hc1)),
            regression(
                "Poisson of counts that vary more, Wald", words,
                trial.fitted(by: GLM(family: .poisson)), of: 2, .shortfall, limits: Limits.wald),
        ]
    }()

    private static let numbersOfCases: [Study] = {
        let truth = [1.0, 0.3, 0.5]
        let gamma = RegressionTrial("y ~ x + g", GLM(family: .gamma), truth: truth) { stream in
            let cases = DrawnCases(100, &stream)
            let y = cases.linearPredictors(truth).map { exp($0) * stream.gamma(shape: 2) }
            return cases.columns(numbers("y", y))
        }
        let gaussian = RegressionTrial("y ~ x + g", GLM(family: .gaussian), truth: truth) {
            stream in
            let cases = DrawnCases(20, share: 0.5, &stream)
            let y = cases.linearPredictors(truth).map { $0 + 2 * stream.normal() }
            return cases.columns(numbers("y", y))
        }
        return [
            regression(
                "Gaussian, Student's", "20 cases: group", gaussian, of: 2, limits: Limits.wald),
            regression(
                "Gaussian, profile", "20 cases: group", gaussian, of: 2, slice: 100,
                limits: Limits.profile),
            regression(
                "gamma, Student's", "100 cases of shape 2: group", gamma, of: 2,
                limits: Limits.wald),
            regression(
                "gamma, profile", "100 cases of shape 2: group", gamma, of: 2, slice: 100,
                limits: Limits.profile),
        ]
    }()
}
