import Glibc
import HypothesisTests

/// The cases of one group with what is offered to them, and beside them all others.
struct SubgroupPart {
    let own: ScoredCases
    let offers: OffersMeasured
    let recall: MeasuredShare
    let ppv: MeasuredShare
    let falseOfferRate: MeasuredShare
    let calibration: ObservedOverExpected
    let recallDifference: Effect
    let ppvDifference: Effect
    let falseOfferRateDifference: Effect

    init(
        _ cases: ScoredCases, rows: [Int], probability: [Double], codes: [Int], confidence: Double
    ) {
        let group = rows.first.map { codes[$0] }
        let rest = codes.indices.filter { codes[$0] != group }
        let measured = { (rows: [Int]) in
            OffersMeasured(
                cases.selecting(rows), probability: rows.map { probability[$0] },
                marginalRate: nil, confidence: confidence)
        }
        own = cases.selecting(rows)
        offers = measured(rows)
        let others = measured(rest)
        recall = offers.sensitivity
        ppv = offers.ppv
        falseOfferRate = offers.falseOfferRate
        calibration = ObservedOverExpected(own)
        let difference = {
            (name: String, share: MeasuredShare, other: MeasuredShare, domain: (Int) -> Double) in
            cases.cluster == nil
                ? scoreDifference(name, share.effect, other.effect)
                : clusteredDifference(
                    name, cases, isOwn: { codes[$0] == group }, probability: probability,
                    share.effect, other.effect, domain: domain, confidence: confidence)
        }
        recallDifference = difference("recall_difference", recall, others.sensitivity) {
            cases.hasEvent[$0] ? 1 : 0
        }
        ppvDifference = difference("ppv_difference", ppv, others.ppv) { probability[$0] }
        falseOfferRateDifference = difference(
            "false_offer_rate_difference", falseOfferRate, others.falseOfferRate
        ) {
            cases.hasEvent[$0] ? 0 : 1
        }
    }

    /// ln(observed / expected) and its variance 1/x, x being the (effective) events; both with ½ added
    /// where there is no event. nil without expected events.
    var logRatio: (value: Double, variance: Double)? {
        guard calibration.expected > 0, let x = calibration.effectiveEvents else { return nil }
        return calibration.observed > 0
            ? (log(calibration.observed / calibration.expected), 1 / x)
            : (log(0.5 / (calibration.expected + 0.5)), 2)
    }

    func result(
        level: String, pooling: SubgroupPools, confidence: Double, limits: JudgementLimits
    ) -> SubgroupResult {
        let pooled = { (pool: BetaBinomialPooling?, share: MeasuredShare) -> Effect in
            let name =
                "pooled_" + (share.effect.name == "sensitivity" ? "recall" : share.effect.name)
            guard let pool else { return notPooled(name) }
            let n = share.effectiveCases ?? 0
            return pool.shrunken(
                counted: (share.effect.estimate ?? 0) * n, cases: n, name: name,
                confidence: confidence)
        }
        var recall = recall.effect
        recall.name = "recall"
        return SubgroupResult(
            level: level, cases: offers.all, events: offers.events, offered: offers.offered,
            found: offers.found, missed: max(offers.events - offers.found, 0),
            wronglyOffered: offers.wronglyOffered, offerShare: offers.offerShare.effect,
            recall: recall, ppv: ppv.effect, falseOfferRate: falseOfferRate.effect,
            expectedEvents: calibration.expected,
            observedOverExpected: calibration.effect(confidence: confidence),
            calibrationInTheLarge: GroupFit.calibrationInTheLarge(own, confidence: confidence),
            auc: GroupFit.auc(own, confidence: confidence),
            pooledRecall: pooled(pooling.recall, self.recall),
            pooledPPV: pooled(pooling.ppv, ppv),
            pooledFalseOfferRate: pooled(pooling.falseOfferRate, falseOfferRate),
            pooledObservedOverExpected: pooledRatio(pooling.calibration, confidence: confidence),
            recallDifference: recallDifference, ppvDifference: ppvDifference,
            falseOfferRateDifference: falseOfferRateDifference,
            tooFew: SubgroupResult.tooFew(
                events: offers.events, nonEvents: offers.all - offers.events,
                offered: offers.offered, limits: limits))
    }

    private func pooledRatio(_ pool: NormalPooling?, confidence: Double) -> Effect {
        let name = "pooled_observed_expected"
        guard let pool, let ratio = logRatio else { return notPooled(name) }
        let shrunken = pool.shrunken(ratio.value, variance: ratio.variance)
        var effect = capacityInterval(
            name, estimate: shrunken.value, variance: shrunken.variance, confidence: confidence,
            method: "normal empirical Bayes of the logarithm (Paule-Mandel)",
            without: "the groups do not tell how much it varies")
        effect.estimate = effect.estimate.map { exp($0) }
        effect.confLow = effect.confLow.map { exp($0) }
        effect.confHigh = effect.confHigh.map { exp($0) }
        return effect
    }

    private func notPooled(_ name: String) -> Effect {
        Effect(
            name: name, method: "empirical Bayes", status: .notEstimable,
            note:
                "how groups vary is seen from three groups on, and where some have what is counted")
    }
}

/// p₁ - p₂ of two shares of different cases with the limits of each put together: the distances of both
/// intervals, added as vectors.
///
/// Sources: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10; Zou and Donner (2008),
/// Statistics in Medicine 27, 1693-1702.
func scoreDifference(_ name: String, _ own: Effect, _ other: Effect) -> Effect {
    var effect = Effect(
        name: name, method: "Newcombe hybrid score (method 10)", status: .notEstimable)
    guard let p = own.estimate, let q = other.estimate else {
        effect.note = own.estimate == nil ? own.note : "all other cases: \(other.note ?? "none")"
        return effect
    }
    effect.estimate = p - q
    guard let l1 = own.confLow, let u1 = own.confHigh, let l2 = other.confLow,
        let u2 = other.confHigh
    else {
        effect.note = own.note ?? other.note
        return effect
    }
    let below = ((p - l1) * (p - l1) + (u2 - q) * (u2 - q)).squareRoot()
    let above = ((u1 - p) * (u1 - p) + (q - l2) * (q - l2)).squareRoot()
    effect.confLow = max(p - q - below, -1)
    effect.confHigh = min(p - q + above, 1)
    effect.status = .estimated
    return effect
}

/// p₁ - p₂ of shares of cases that share clusters across the two groups: Wald by the linearised variance of
/// the difference of two ratios (CR1).
private func clusteredDifference(
    _ name: String, _ cases: ScoredCases, isOwn: (Int) -> Bool, probability: [Double],
    _ own: Effect, _ other: Effect, domain: (Int) -> Double, confidence: Double
) -> Effect {
    let method = "linearised difference of ratios, Wald (clusters, CR1)"
    guard let p = own.estimate, let q = other.estimate else {
        return Effect(
            name: name, method: method, status: .notEstimable,
            note: own.estimate == nil ? own.note : "all other cases: \(other.note ?? "none")")
    }
    let ownSize = cases.sumOverCases { isOwn($0) ? domain($0) : 0 }
    let otherSize = cases.sumOverCases { isOwn($0) ? 0 : domain($0) }
    let isPPV = own.name == "ppv"
    let variance = cases.linearisedVariance(domain: domain) { row in
        // PPV counts events among offers, the others offers among cases of one outcome.
        let value = isPPV ? (cases.hasEvent[row] ? 1.0 : 0) : probability[row]
        return isOwn(row)
            ? domain(row) * (value - p) / ownSize : -domain(row) * (value - q) / otherSize
    }
    return capacityInterval(
        name, estimate: p - q, variance: variance?.value, confidence: confidence, method: method,
        within: -1...1, without: "the clusters do not tell how much it varies")
}
