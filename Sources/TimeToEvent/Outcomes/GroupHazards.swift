import Distributions
import HypothesisTests
import LinearAlgebra

/// Hazard ratios of groups against the first, by Cox regression on their indicators, within strata
/// where there are any; cluster-robust (CR1) where there are clusters.
public struct GroupHazards: Sendable {
    /// `hazard_ratio` of each group against the first, with Wald's interval of its logarithm.
    public let effects: [Effect]
    /// Whether the ratios are the same at all times (Grambsch and Therneau); nil where none could be
    /// had.
    public let proportionality: TestResult?
    /// Wald's test that all ratios are 1 with the cluster-robust covariance; nil without clusters, or where
    /// it cannot be had.
    public let robustTest: TestResult?

    /// Groups beyond this, or more indicators than this, are not fitted.
    static let mostGroups = 50
    static let mostIndicators = 100_000_000

    /// Fits the groups that hold cases; events of every cause count.
    public init(
        _ data: SurvivalData, confidence: Double, ties: TieMethod = .efron, threads: Int = 1
    ) {
        let order = SurvivalOrder(data)
        let codes = data.group?.codes ?? []
        let present = Set(codes.indices.filter { data.weight(of: $0) > 0 }.map { codes[$0] })
            .sorted()
        let names = present.map { data.groupName(Int($0)) }
        let method =
            "Cox regression, \(ties.possessive) ties"
            + (data.stratum == nil ? "" : ", within strata")
        func none(_ note: String) -> [Effect] {
            names.dropFirst().map {
                Effect(
                    name: "hazard_ratio", level: $0, reference: names[0], method: method,
                    status: .notEstimable, note: note)
            }
        }
        guard present.count > 1, present.count <= Self.mostGroups,
            codes.count <= Self.mostIndicators / present.count
        else {
            effects = present.count > 1 ? none("too many groups for a regression") : []
            proportionality = nil
            robustTest = nil
            return
        }
        var columns = Matrix(rows: codes.count, columns: present.count - 1)
        for row in codes.indices {
            if let place = present.firstIndex(of: codes[row]), place > 0 {
                columns[row, place - 1] = 1
            }
        }
        guard
            let fit = try? CoxRegression(ties: ties, threads: threads).fit(order, columns: columns)
        else {
            effects = none(
                "the regression has no estimates: no event, or none that tells groups apart")
            proportionality = nil
            robustTest = nil
            return
        }
        let robust = data.cluster.flatMap { fit.robustCovariance(cluster: $0, corrected: true) }
        let z = twoSidedQuantile(confidence)
        let degenerate = Self.degenerate(data, present)
        effects = (1..<present.count).map { place in
            Self.effect(
                fit, place - 1, robust, degenerate == nil ? z : nil,
                Effect(
                    name: "hazard_ratio", level: names[place], reference: names[0],
                    method: method + (robust == nil ? "" : ", cluster-robust (CR1)"),
                    note: degenerate))
        }
        robustTest = robust.flatMap { robust in
            guard degenerate == nil, fit.rank == present.count - 1 else { return nil }
            var test = fit.waldTest(covariance: robust.covariance)
            test.name = "wald_clustered"
            test.method =
                "Wald test of the hazard ratios" + (data.stratum == nil ? "" : ", within strata")
                + ", cluster-robust (CR1)"
            return test.pValue == nil ? nil : test
        }
        let tests = fit.proportionalHazards(terms: [Array(0..<present.count - 1)])
        proportionality = tests.first.map { test in
            var test = test
            if robust != nil { test.method += ", rows taken for independent" }
            return test
        }
    }

    /// Why clusters are too few for a robust variance; nil where they are not, or there are none.
    private static func degenerate(_ data: SurvivalData, _ present: [Int32]) -> String? {
        guard let held = data.clustersByGroup, let all = data.clustersHeld else { return nil }
        if present.contains(where: { held[Int($0)] < 2 }) {
            return "no interval: a group is one cluster"
        }
        return all > present.count
            ? nil : "no interval: \(all) clusters are too few for \(present.count) groups"
    }

    private static func effect(
        _ fit: CoxFit, _ column: Int, _ robust: CoxFit.RobustCovariance?, _ z: Double?,
        _ asked: Effect
    ) -> Effect {
        var effect = asked
        switch fit.status[column] {
        case .estimated: break
        case .infinitelyHigh:
            effect.status = .infinite
            effect.note = "infinite: the reference had no event while both were followed"
            return effect
        case .infinitelyLow:
            effect.status = .infinite
            effect.estimate = 0
            effect.note = "0: the group had no event while both were followed"
            return effect
        case .aliased:
            effect.status = .notEstimable
            effect.note = "the group was never at risk beside another"
            return effect
        }
        guard let beta = fit.coefficients[column],
            let place = fit.estimated.firstIndex(of: column)
        else {
            effect.status = .notEstimable
            return effect
        }
        effect.estimate = exponential(beta)
        let variance = (robust?.covariance ?? fit.covariance)[place, place]
        guard let z, variance > 0 else { return effect }
        effect.confLow = exponential(beta - z * variance.squareRoot())
        effect.confHigh = exponential(beta + z * variance.squareRoot())
        return effect
    }
}
