import Distributions
import GeneralizedLinearModels
import Glibc

extension Study {
    /// How often tests of a term that has no part reject.
    static let regressionTests: [Study] = logisticTests + countTests + numberTests

    private static func wald(_ fit: GLMFit) -> Double? { fit.waldTests().last?.pValue?.value }
    private static func ratio(_ fit: GLMFit) -> Double? {
        fit.likelihoodRatioTests().last?.pValue?.value
    }
    private static func score(_ fit: GLMFit) -> Double? {
        fit.scoreTests().last?.pValue?.value
    }
    private static func firth(_ fit: GLMFit) -> Double? {
        (try? fit.firth())?.likelihoodRatioTests().last?.pValue?.value
    }

    private static let logisticTests: [Study] = {
        let many = logisticTrial(300, [-1, 0.5, 0])
        let few = logisticTrial(80, [-2.2, 0.8, 0])
        let (words, rare) = ("300 cases, 28% events: group", "80 cases, 12% events: group")
        return [
            regressionTest("logistic, Wald test", words, many, pValue: wald),
            regressionTest("logistic, likelihood-ratio test", words, many, pValue: ratio),
            regressionTest("logistic, score test", words, many, pValue: score),
            regressionTest("logistic, Wald test", rare, few, .shown, pValue: wald),
            regressionTest("logistic, likelihood-ratio test", rare, few, .shown, pValue: ratio),
            regressionTest("logistic, score test", rare, few, pValue: score),
            regressionTest(
                "logistic, Firth's likelihood-ratio test", rare, few, slice: 100, pValue: firth),
        ]
    }()

    private static func counted(_ glm: GLM, shape: Double?) -> RegressionTrial {
        let truth = [0.5, 0.3, 0]
        return RegressionTrial("y ~ x + g", glm, truth: truth) { stream in
            let cases = DrawnCases(150, &stream)
            let y = cases.linearPredictors(truth).map { eta in
                let frailty = shape.map { stream.gamma(shape: $0) } ?? 1
                return stream.poisson(mean: exp(eta) * frailty, longest: 10_000)
            }
            return cases.columns(counts("y", y))
        }
    }

    private static let countTests: [Study] = {
        let poisson = counted(GLM(family: .poisson), shape: nil)
        let varied = counted(GLM(family: .negativeBinomial), shape: 2)
        let (words, more) = ("150 counts: group", "150 counts, theta 2: group")
        return [
            regressionTest("Poisson, likelihood-ratio test", words, poisson, pValue: ratio),
            regressionTest("Poisson, score test", words, poisson, pValue: score),
            regressionTest(
                "negative binomial, likelihood-ratio test", more, varied, slice: 100,
                pValue: ratio),
            regressionTest(
                "negative binomial, score test", more, varied, slice: 100, pValue: score),
        ]
    }()

    private static let numberTests: [Study] = {
        let truth = [1, 0.3, 0.0]
        let gaussian = RegressionTrial("y ~ x + g", GLM(family: .gaussian), truth: truth) {
            stream in
            let cases = DrawnCases(20, share: 0.5, &stream)
            let y = cases.linearPredictors(truth).map { $0 + stream.normal() }
            return cases.columns(numbers("y", y))
        }
        let gamma = RegressionTrial("y ~ x + g", GLM(family: .gamma), truth: truth) { stream in
            let cases = DrawnCases(100, &stream)
            let y = cases.linearPredictors(truth).map { exp($0) * stream.gamma(shape: 2) }
            return cases.columns(numbers("y", y))
        }
        return [
            regressionTest(
                "Gaussian, Fisher's test of a term", "20 cases: group", gaussian,
                pValue: ratio),
            regressionTest(
                "gamma, Fisher's test of a term", "100 cases of shape 2: group", gamma,
                pValue: ratio),
        ]
    }()
}
