import Distributions
import GeneralizedLinearModels
import Glibc

extension Study {
    /// Average marginal effects, differences and ratios of risks and of means. The truth is the average
    /// over the very cases of each data set with the true coefficients, which is what these intervals
    /// are of; where it is the average over the population instead, the row says so.
    static let averageEffects: [Study] = risks + means

    /// A study of the effects that a question gives, by what each is named.
    private static func effect(
        _ method: String, _ scenario: String, _ question: EffectsRequest.Question,
        _ name: ModelEffect.Name, _ promise: Promise = .coverage,
        robust: RobustCovariance.Kind? = nil,
        draw: @escaping @Sendable (inout RandomStream) -> (RegressionTrial, truth: Double)
    ) -> Study {
        Study(method, scenario, promise, slice: 100) { stream in
            let (trial, truth) = draw(&stream)
            guard let (fit, table) = trial.fit(&stream) else { return .none }
            var covariance: RobustCovariance?
            if let robust {
                covariance = try? fit.covariance(of: robust, clusters: fit.frame.clusters)
                guard covariance != nil else { return .none }
            }
            let effects = try? fit.effects(
                EffectsRequest([question]), table: table, robust: covariance)
            guard let limits = Limits.range(effects?.first { $0.name == name }?.interval) else {
                return .none
            }
            return .limits(limits, truth: truth)
        }
    }

    /// The mean of f(η) with everyone in the group or nobody.
    private static func mean(
        _ cases: DrawnCases, _ b: [Double], isNew: Bool, _ inverse: (Double) -> Double
    ) -> Double {
        let sum = cases.x.reduce(0) { $0 + inverse(b[0] + b[1] * $1 + (isNew ? b[2] : 0)) }
        return sum / Double(cases.x.count)
    }

    private static let logisticTruth = [-1, 0.8, 0.7]

    /// 300 cases with their outcomes, and a truth that is made of them.
    private static func logisticDraw(_ truth: @escaping @Sendable (DrawnCases) -> Double)
        -> @Sendable (inout RandomStream) -> (RegressionTrial, truth: Double)
    {
        { stream in
            let cases = DrawnCases(300, &stream)
            let y = cases.linearPredictors(logisticTruth).map {
                stream.chance(logOdds: $0) ? 1 : 0
            }
            let columns = cases.columns(counts("y", y))
            let trial = RegressionTrial("y ~ x + g", truth: logisticTruth) { _ in columns }
            return (trial, truth(cases))
        }
    }

    /// The two risks that everyone would have.
    private static func bothRisks(_ cases: DrawnCases) -> (new: Double, known: Double) {
        (
            mean(cases, logisticTruth, isNew: true, logistic),
            mean(cases, logisticTruth, isNew: false, logistic)
        )
    }

    private static func slope(_ cases: DrawnCases) -> Double {
        let sum = cases.linearPredictors(logisticTruth).reduce(0) {
            $0 + logistic($1) * logistic(-$1) * logisticTruth[1]
        }
        return sum / Double(cases.x.count)
    }

    /// The average marginal effect over all numbers and both groups: x = Φ⁻¹ of midpoints.
    private static let slopeOfPopulation: Double = {
        var sum = 0.0
        let count = 20_000
        for k in 0..<count {
            let x = Normal.upperQuantile((Double(k) + 0.5) / Double(count))
            for (share, add) in [(0.6, 0.0), (0.4, logisticTruth[2])] {
                let eta = logisticTruth[0] + logisticTruth[1] * x + add
                sum += share * logistic(eta) * logistic(-eta) * logisticTruth[1]
            }
        }
        return sum / Double(count)
    }()

    private static let risks: [Study] = {
        let words = "300 cases of a logistic regression"
        let group = EffectsRequest.Question.levels(of: "g")
        return [
            effect(
                "average marginal effect", "\(words)", .slope("x"), .averageMarginalEffect,
                draw: logisticDraw(slope)),
            effect(
                "average marginal effect, of the population", "\(words)", .slope("x"),
                .averageMarginalEffect, draw: logisticDraw { _ in slopeOfPopulation }),
            effect(
                "risk difference of a regression", words, group, .riskDifference,
                draw: logisticDraw { bothRisks($0).new - bothRisks($0).known }),
            effect(
                "risk ratio of a regression", words, group, .riskRatio,
                draw: logisticDraw { bothRisks($0).new / bothRisks($0).known }),
            effect(
                "marginal odds ratio of a regression", words, group, .oddsRatio,
                draw: logisticDraw { cases in
                    let (new, known) = bothRisks(cases)
                    return new / (1 - new) / (known / (1 - known))
                }),
            effect(
                "risk with everyone at x = 1", words,
                .prediction(at: [.init(column: "x", value: "1")]), .predictedRisk,
                draw: logisticDraw { cases in
                    let share = Double(cases.isNew.count { $0 }) / Double(cases.isNew.count)
                    return share * logistic(0.5) + (1 - share) * logistic(-0.2)
                }),
        ]
    }()

    private static let countTruth = [0.2, 0.3, 0.4]

    /// 200 negative-binomial counts, theta 2.
    private static func countDraw(_ truth: @escaping @Sendable (DrawnCases) -> Double)
        -> @Sendable (inout RandomStream) -> (RegressionTrial, truth: Double)
    {
        { stream in
            let cases = DrawnCases(200, &stream)
            let y = cases.linearPredictors(countTruth).map {
                stream.poisson(mean: exp($0) * stream.gamma(shape: 2), longest: 10_000)
            }
            let columns = cases.columns(counts("y", y))
            let trial = RegressionTrial(
                "y ~ x + g", GLM(family: .negativeBinomial), truth: countTruth
            ) { _ in columns }
            return (trial, truth(cases))
        }
    }

    /// Events of 60 teams of 10 that decide alike, a group to each team.
    private static func teamDraw(_ stream: inout RandomStream) -> (RegressionTrial, truth: Double) {
        var cases = DrawnCases(600, &stream)
        for row in cases.x.indices { cases.isNew[row] = row / 10 % 2 == 1 }
        let shared = (0..<60).map { _ in stream.normal() }
        let y = cases.linearPredictors(logisticTruth).enumerated().map { row, eta in
            let u = stream.uniform(sharing: shared[row / 10], correlation: 0.15)
            return u < logistic(eta) ? 1 : 0
        }
        let columns = cases.columns(
            counts("y", y), counts("team", cases.x.indices.map { $0 / 10 }))
        let trial = RegressionTrial("y ~ x + g", truth: logisticTruth, cluster: "team") { _ in
            columns
        }
        return (trial, bothRisks(cases).new - bothRisks(cases).known)
    }

    private static let means: [Study] = {
        let words = "200 negative-binomial counts, theta 2"
        let group = EffectsRequest.Question.levels(of: "g")
        let clusters = "60 clusters of 10, correlation .15"
        return [
            effect(
                "mean difference of a regression", words, group, .meanDifference,
                draw: countDraw {
                    mean($0, countTruth, isNew: true, exp) - mean($0, countTruth, isNew: false, exp)
                }),
            effect(
                "mean ratio of a regression", words, group, .meanRatio,
                draw: countDraw { _ in exp(countTruth[2]) }),
            effect(
                "risk difference of a regression, CR1", clusters, group, .riskDifference,
                robust: .cr1, draw: teamDraw),
            effect(
                "risk difference of a regression, model-based", clusters, group,
                .riskDifference, .shortfall, draw: teamDraw),
        ]
    }()
}
