import Distributions
import GeneralizedLinearModels
import Glibc
import Tables

extension Study {
    /// Regressions of cases that share families or teams: cluster-robust intervals, those of the model
    /// beside them, and bootstraps.
    static let clusteredRegressions: [Study] =
        clusteredLogistic + clusteredPoisson + clusteredGaussian

    /// Clusters of 10 cases, of which every other one has the group, for a column of each cluster.
    private struct Teams {
        var cases: DrawnCases
        var cluster: [Int] = []

        init(_ count: Int, _ stream: inout RandomStream) {
            cases = DrawnCases(10 * count, &stream)
            for row in cases.x.indices {
                cluster.append(row / 10)
                cases.isNew[row] = row / 10 % 2 == 1
            }
        }

        func columns(_ y: Column) -> [Column] { cases.columns(y, counts("team", cluster)) }
    }

    /// Events of chance 1/(1 + e⁻ᶯ) whose deciding numbers correlate by .15 within a team.
    private static func logisticTeams(_ count: Int) -> RegressionTrial {
        let truth = [-0.8, 0.4, 0.5]
        return RegressionTrial("y ~ x + g", truth: truth, cluster: "team") { stream in
            let teams = Teams(count, &stream)
            let shared = (0..<count).map { _ in stream.normal() }
            let y = zip(teams.cases.linearPredictors(truth), teams.cluster).map { eta, team in
                stream.uniform(sharing: shared[team], correlation: 0.15) < logistic(eta) ? 1 : 0
            }
            return teams.columns(counts("y", y))
        }
    }

    private static let clusteredLogistic: [Study] = {
        let (thirty, sixty) = (logisticTeams(30), logisticTeams(60))
        let few = "30 clusters of 10, correlation .15"
        let more = "60 clusters of 10, correlation .15"
        return [
            regression(
                "logistic, CR1", "\(more): group of clusters", sixty, of: 2,
                limits: Limits.robust(.cr1)),
            regression(
                "logistic, CR2", "\(more): group of clusters", sixty, of: 2,
                limits: Limits.robust(.cr2)),
            regression(
                "logistic, CR1", "\(more): number of cases", sixty, of: 1,
                limits: Limits.robust(.cr1)),
            regression(
                "logistic, model-based", "\(more): group of clusters", sixty, of: 2, .shortfall,
                limits: Limits.wald),
            regression(
                "logistic, CR1", "\(few): group of clusters", thirty, of: 2, .shown,
                limits: Limits.robust(.cr1)),
            regression(
                "logistic, CR2", "\(few): group of clusters", thirty, of: 2, .shown,
                limits: Limits.robust(.cr2)),
            regression(
                "logistic, pairs bootstrap of clusters, 399 resamples",
                "\(few): group of clusters", thirty, of: 2, .shown, most: 2_000, slice: 5,
                limits: percentile),
        ]
    }()

    /// The percentiles of 399 resamples of clusters.
    private static func percentile(_ fit: GLMFit, _ column: Int) -> ClosedRange<Double>? {
        let seed = UInt64(bitPattern: Int64(fit.eventCount * 1_000))
        let drawn = try? fit.bootstrap(replicates: 399, seed: seed, clusters: fit.frame.clusters)
        return drawn.flatMap { Limits.range($0.rows(confidence: 0.95)[column]?.percentile) }
    }

    /// Counts of mean exp(η), times a number of the team with mean 1 and variance .25.
    private static func poissonTeams(_ count: Int) -> RegressionTrial {
        let truth = [0.3, 0.2, 0.4]
        return RegressionTrial(
            "y ~ x + g", GLM(family: .poisson), truth: truth, cluster: "team"
        ) { stream in
            let teams = Teams(count, &stream)
            let frailty = (0..<count).map { _ in stream.gamma(shape: 4) }
            let y = zip(teams.cases.linearPredictors(truth), teams.cluster).map { eta, team in
                stream.poisson(mean: exp(eta) * frailty[team], longest: 10_000)
            }
            return teams.columns(counts("y", y))
        }
    }

    private static let clusteredPoisson: [Study] = {
        let sixty = poissonTeams(60)
        let more = "60 clusters of 10, frailty of variance .25: group of clusters"
        return [
            regression("Poisson, CR1", more, sixty, of: 2, limits: Limits.robust(.cr1)),
            regression("Poisson, CR2", more, sixty, of: 2, limits: Limits.robust(.cr2)),
            regression(
                "Poisson, model-based", more, sixty, of: 2, .shortfall, limits: Limits.wald),
            regression(
                "Poisson, HC1", more, sixty, of: 2, .shortfall, limits: Limits.robust(.hc1)),
        ]
    }()

    /// Numbers that correlate by .2 within a team, the group without effect.
    private static func gaussianTeams(_ count: Int) -> RegressionTrial {
        let truth = [1, 0.5, 0.0]
        return RegressionTrial(
            "y ~ x + g", GLM(family: .gaussian), truth: truth, cluster: "team"
        ) { stream in
            let teams = Teams(count, &stream)
            let shared = (0..<count).map { _ in 0.5 * stream.normal() }
            let y = zip(teams.cases.linearPredictors(truth), teams.cluster).map { eta, team in
                eta + shared[team] + stream.normal()
            }
            return teams.columns(numbers("y", y))
        }
    }

    private static let clusteredGaussian: [Study] = {
        let (eight, sixteen) = (gaussianTeams(8), gaussianTeams(16))
        let few = "8 clusters of 10, correlation .2"
        let more = "16 clusters of 10, correlation .2"
        let robust: @Sendable (GLMFit) -> Double? = { fit in
            let covariance = try? fit.covariance(of: .cr1, clusters: fit.frame.clusters)
            return fit.waldTests(covariance: covariance).last?.pValue?.value
        }
        let wild: @Sendable (GLMFit) -> Double? = { fit in
            let seed = fit.deviance.bitPattern
            let test = try? fit.wildClusterTest(
                of: 2, clusters: fit.frame.clusters ?? [], replicates: 399, seed: seed)
            return test?.pValue
        }
        return [
            regressionTest(
                "wild cluster bootstrap, 399 resamples", more, sixteen, slice: 40,
                pValue: wild),
            regressionTest("Wald test by CR1", more, sixteen, .excess, pValue: robust),
            regressionTest(
                "wild cluster bootstrap, 399 resamples", few, eight, .shown, slice: 40,
                pValue: wild),
            regressionTest("Wald test by CR1", few, eight, .excess, pValue: robust),
        ]
    }()
}
