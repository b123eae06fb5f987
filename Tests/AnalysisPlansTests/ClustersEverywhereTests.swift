import TestSupport
import Testing

@testable import AnalysisPlans

/// Clusters are allowed for in every comparison of groups and of pairs, and a repeated identifier is
/// warned about where they are not told.
struct ClustersEverywhereTests {
    private func answer(
        _ formula: String, _ keys: [String: JSONValue] = [:], cluster: String? = nil
    ) throws -> ResultFrame<HypothesisResult> {
        var object = keys
        object["analysis"] = .text("test")
        object["formula"] = .text(formula)
        object["data"] = .text("services-cohort.csv")
        if let cluster { object["cluster"] = .text(cluster) }
        guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
            throw CancellationError()
        }
        return try Runner(folder: projectRoot.appendingPathComponent("seeds").path).run(plan)
    }

    static let shapes: [(String, [String: JSONValue], String)] = [
        ("rereferred_12m ~ domestic_abuse", [:], "rao_scott_second_order"),
        (
            "rereferred_12m ~ domestic_abuse | team", [:], "cochran_mantel_haenszel_clustered"
        ),
        ("service ~ domestic_abuse | team", [:], "cochran_mantel_haenszel_clustered"),
        (
            "domestic_abuse ~ disability", ["paired": .boolean(true)],
            "marginal_homogeneity_clustered"
        ),
        ("~ service", [:], "rao_scott_second_order"),
        (
            "rereferred_12m ~ team",
            [
                "order": .object([
                    "team": .list(
                        ["Oak", "Elm", "Birch", "Cedar", "Hazel", "Rowan"].map { .text($0) })
                ])
            ],
            "trend_clustered"
        ),
        ("days_open ~ team", [:], "cluster_robust_wald"),
        ("cost_council ~ cost_nhs", ["paired": .boolean(true)], "cluster_robust_wald"),
        ("prior_referrals ~ domestic_abuse", ["exposure": .number(1)], "cluster_robust_wald"),
    ]

    @Test(arguments: shapes.indices) func clustersChangeTestAndIntervals(_ index: Int) throws {
        let (formula, keys, primary) = Self.shapes[index]
        let plain = try answer(formula, keys)
        #expect(plain.warnings.contains { $0.code == "repeated_id" }, "\(formula)")
        let robust = try answer(formula, keys, cluster: "family_id")
        #expect(robust.result.primary.value == primary)
        #expect(!robust.warnings.contains { $0.code == "repeated_id" })
        #expect(robust.result.cluster?.clusters ?? 0 > 1_000)
        #expect(robust.result.runnerUp.value?.contains("stranger") == true)
        #expect(robust.data.rowsUsed == plain.data.rowsUsed)
        for effect in robust.result.effects {
            guard
                let same = plain.result.effects.first(where: {
                    $0.name == effect.name && $0.level == effect.level
                        && $0.stratum == effect.stratum
                })
            else { continue }
            // The estimate stays, the interval does not.
            if effect.name != "rate_ratio", effect.name != "rate_difference" {
                let (own, other) = (effect.estimate.value ?? .nan, same.estimate.value ?? .nan)
                #expect(relativeError(own, other) < 1e-12, "\(effect.name)")
            }
            #expect(effect.confLow.value != same.confLow.value, "\(effect.name)")
        }
        for sentence in robust.shows + robust.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
    }

    /// A case that is a cluster of its own is a stranger to all others: but for G/(G-1) nothing
    /// changes.
    @Test func strangersStayStrangers() throws {
        for (formula, keys) in [
            ("rereferred_12m ~ domestic_abuse | team", [String: JSONValue]()),
            ("~ service", [:]),
        ] {
            let robust = try answer(formula, keys, cluster: "case_id")
            let plain = try answer(formula, keys)
            let width = { (frame: ResultFrame<HypothesisResult>) -> Double in
                let effect = frame.result.effects.first
                return (effect?.confHigh.value ?? .nan) - (effect?.confLow.value ?? .nan)
            }
            #expect(abs(width(robust) / width(plain) - 1) < 0.03, "\(formula)")
            #expect(robust.result.cluster?.casesInShared == 0)
        }
    }

    @Test func whatHasNoClustersSaysSo() throws {
        for (formula, keys) in [
            ("days_open ~ need_score", [String: JSONValue]()),
            ("domestic_abuse ~ disability + parental_mental_health", ["paired": .boolean(true)]),
        ] {
            let error = #expect(throws: AnalysisError.self) {
                try answer(formula, keys, cluster: "family_id")
            }
            #expect(error?.pointer == "/cluster")
            let warning = try answer(formula, keys).warnings.first { $0.code == "repeated_id" }
            #expect(warning?.message.contains("--cluster") == false)
        }
    }
}
