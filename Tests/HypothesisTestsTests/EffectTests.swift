import HypothesisTests
import TestSupport
import Testing

/// Effects and their intervals against their defining equations, solved at 50 digits: to 1e-8, and
/// closed forms to 1e-12.
@Suite struct EffectTests {
    private func check(
        _ effect: Effect, _ expected: [Double?], tolerance: Double, _ table: String
    ) {
        for (actual, expected) in zip([effect.estimate, effect.confLow, effect.confHigh], expected)
        {
            guard let actual, let expected else {
                #expect(actual == expected, "\(effect.name) of \(table)")
                continue
            }
            let error = relativeError(actual, expected)
            #expect(error <= tolerance, "\(effect.name) of \(table): \(actual), error \(error)")
        }
    }

    @Test func aFullCorrelationIsNotBeyondOne() throws {
        // (0 · d - b c) / √(r₁ r₂ c₁ c₂) rounds to just below -1 for some of these.
        for total in 2...400 {
            for b in [1, total / 3, total / 2] where b >= 1 && b < total {
                for counts in [[[0, b], [total - b, 0]], [[b, 0], [0, total - b]]] {
                    let table = try makeTable(counts)
                    let phi = try #require(table.phi(confidence: 0.95))
                    let estimate = try #require(phi.estimate)
                    #expect(abs(estimate) <= 1 && abs(estimate) > 1 - 1e-12)
                }
            }
        }
    }

    @Test(arguments: try ReferenceTables.all())
    func everyIntervalSolvesItsEquation(entry: ReferenceTables.Entry) throws {
        let table = try makeTable(entry.counts)
        check(table.cramersV(confidence: 0.95), entry.cramersV, tolerance: 1e-8, entry.name)
        check(
            table.biasCorrectedCramersV(confidence: 0.95), [entry.cramersVBiasCorrected],
            tolerance: 1e-11,
            entry.name)
        if let phi = entry.phi {
            check(
                try #require(table.phi(confidence: 0.95)), [phi], tolerance: 1e-13, entry.name)
        }
        guard let rows = entry.effects, let last = table.rowLabels.last else { return }
        for (i, row) in rows.enumerated() {
            let comparison = try EventComparison(
                level: "level", reference: last, events: table[i, 0], cases: table.rowTotals[i],
                referenceEvents: table[rows.count, 0],
                referenceCases: table.rowTotals[rows.count])
            check(
                comparison.riskDifference(confidence: 0.95), row.riskDifference, tolerance: 1e-12,
                entry.name)
            check(
                comparison.riskRatio(confidence: 0.95), row.riskRatio, tolerance: 1e-10,
                entry.name)
            if let wald = row.oddsRatio {
                check(
                    comparison.oddsRatio(confidence: 0.95), wald, tolerance: 1e-13, entry.name)
            } else {
                #expect(comparison.oddsRatio(confidence: 0.95).status != .estimated)
            }
            check(
                comparison.conditionalOddsRatio(confidence: 0.95), row.oddsRatioConditional,
                tolerance: 1e-10, entry.name)
        }
    }

    @Test func smokingAndBirthWeightGiveTheirPublishedOddsRatio() throws {
        let comparison = try EventComparison(
            level: "smoker", reference: "other", events: 30, cases: 74, referenceEvents: 29,
            referenceCases: 115)
        let effect = comparison.oddsRatio(confidence: 0.95)
        #expect(rounded(effect.estimate, 3) == 2.022)
        #expect(rounded(effect.confLow, 3) == 1.081)
        #expect(rounded(effect.confHigh, 3) == 3.783)
    }

    @Test func noneOfTwentyHasTheKnownIntervals() throws {
        let none = try Proportion(events: 0, total: 20)
        let wilson = none.wilson(confidence: 0.95)
        #expect(wilson.confLow == 0)
        #expect(rounded(wilson.confHigh, 5) == 0.16113)
        let exact = none.clopperPearson(confidence: 0.95)
        #expect(exact.confLow == 0)
        #expect(rounded(exact.confHigh, 5) == 0.16843)
        let all = try Proportion(events: 20, total: 20)
        #expect(all.wilson(confidence: 0.95).confHigh == 1)
        #expect(all.clopperPearson(confidence: 0.95).confHigh == 1)
        let nobody = try Proportion(events: 0, total: 0)
        #expect(nobody.wilson(confidence: 0.95).status == .notEstimable)
        #expect(nobody.clopperPearson(confidence: 0.95).status == .notEstimable)
    }

    @Test func anIntervalOfVBelowItsEstimateIsExplained() throws {
        // Chi-squared below its degrees of freedom: what V shows is less than chance brings.
        let table = try makeTable([[20, 21, 22], [24, 21, 20], [20, 20, 22], [21, 23, 21]])
        let v = table.cramersV(confidence: 0.8)
        let estimate = try #require(v.estimate)
        if let high = v.confHigh { #expect(high < estimate) }
        #expect(v.confLow == 0)
        #expect(v.note != nil)
        #expect(table.biasCorrectedCramersV(confidence: 0.95).estimate == 0)
    }

    @Test(arguments: [0.0, 1.0, -1.0, 2.0, Double.nan, Double.infinity])
    func aConfidenceThatIsNoneGivesNoInterval(confidence: Double) throws {
        let comparison = try EventComparison(
            level: "a", reference: "b", events: 3, cases: 9, referenceEvents: 2, referenceCases: 8)
        for effect in comparison.effects(confidence: confidence) {
            #expect(effect.status == .notEstimable)
            #expect(effect.confLow == nil && effect.confHigh == nil)
        }
        let table = try makeTable([[3, 6], [2, 6]])
        #expect(table.cramersV(confidence: confidence).status == .notEstimable)
        #expect(table.phi(confidence: confidence)?.status == .notEstimable)
        #expect(
            try Proportion(events: 1, total: 3).wilson(confidence: confidence).status
                == .notEstimable)
    }
}
