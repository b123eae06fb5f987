import Distributions
import Glibc
import HypothesisTests

/// How well risks fit and order the cases of one group.
enum GroupFit {
    /// Calibration in the large: the α that moves all log odds so that the risks add up to the events,
    /// Σ y = Σ 1/(1 + e^{-(lp + α)}); above 0 where risks are too low.
    ///
    /// Its standard error is 1/√Σ p(1-p) at α, over clusters √(CR1 variance of Σ (y - p)) / Σ p(1-p).
    /// Infinite where no case or every case has the event.
    /// Source: Cox (1958), Biometrika 45; Steyerberg (2019), Clinical Prediction Models, section 15.3.
    static func calibrationInTheLarge(_ cases: ScoredCases, confidence: Double) -> Effect {
        let name = "calibration_in_the_large"
        let method =
            cases.cluster == nil
            ? "logistic offset model, Wald" : "logistic offset model, Wald (clusters, CR1)"
        var effect = Effect(name: name, method: method, status: .notEstimable)
        let finite = cases.sumOverCases { cases.logOdds[$0].isFinite ? 1 : 0 }
        let certain = cases.sumOverCases { cases.logOdds[$0] == .infinity ? 1 : 0 }
        let events = cases.eventCount
        guard finite > 0 else {
            effect.note = "no case has a risk between 0 and 1"
            return effect
        }
        guard events > certain, events < certain + finite else {
            effect.status = .infinite
            effect.note =
                events <= certain
                ? "no more cases have the event than were given a risk of 1"
                : "no fewer cases have the event than were given a risk above 0"
            return effect
        }
        let risk = { (row: Int, alpha: Double) in
            1 / (1 + exp(-(cases.logOdds[row] + alpha)))
        }
        let start = log((events - certain) / (certain + finite - events))
        let centre =
            cases.sumOverCases { cases.logOdds[$0].isFinite ? cases.logOdds[$0] : 0 } / finite
        let root = rootOfIncreasing(near: start - centre, step: 0.5) { alpha in
            cases.sumOverCases { risk($0, alpha) - (cases.hasEvent[$0] ? 1 : 0) }
        }
        guard let alpha = root else {
            effect.note = "the log odds are too far apart"
            return effect
        }
        let information = cases.sumOverCases { row in
            let p = risk(row, alpha)
            return p * (1 - p)
        }
        var variance: Double? = 1 / information
        if cases.cluster != nil {
            variance =
                cases.linearisedVariance { row in
                    ((cases.hasEvent[row] ? 1 : 0) - risk(row, alpha)) / information
                }?.value
        }
        return capacityInterval(
            name, estimate: alpha, variance: variance, confidence: confidence, method: method,
            without: "the cases do not tell how much it varies")
    }

    /// The probability that a case with the event has a higher risk than one without, ties counted half, with
    /// DeLong's interval, over clusters Obuchowski's, both normal and within 0 and 1.
    ///
    /// Sources: DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44; Obuchowski (1997), Biometrics 53.
    static func auc(_ cases: ScoredCases, confidence: Double) -> Effect {
        let method =
            cases.cluster == nil ? "DeLong, Wald" : "DeLong, Wald (clusters, CR1, as Obuchowski)"
        let tiers = CaseTiers(cases)
        let (events, others) = (tiers.events, tiers.cases - tiers.events)
        guard events > 0, others > 0 else {
            return Effect(
                name: "auc", method: method, status: .notEstimable,
                note: events > 0 ? "every case has the event" : "no case has the event")
        }
        var placement = [Double](repeating: 0, count: cases.rowCount)
        var sum = 0.0
        for tier in 0..<tiers.count {
            let own = tiers.events(of: tier)
            let ownOthers = tiers.cases(of: tier) - own
            let above = tiers.eventsBefore[tier]
            let othersAbove = tiers.casesBefore[tier] - above
            let ofEvent = (others - othersAbove - ownOthers + ownOthers / 2) / others
            let ofOther = (above + own / 2) / events
            for row in tiers.rows(of: tier) {
                placement[row] = cases.hasEvent[row] ? ofEvent : ofOther
            }
            sum += own * ofEvent
        }
        let auc = sum / events
        let deviation = { (row: Int) in
            (placement[row] - auc) / (cases.hasEvent[row] ? events : others)
        }
        var variance: Double?
        if cases.cluster != nil {
            variance = cases.linearisedVariance(deviation)?.value
        } else if events > 1, others > 1 {
            variance = cases.sumOverCases { row in
                let size = cases.hasEvent[row] ? events : others
                return deviation(row) * deviation(row) * size / (size - 1)
            }
        }
        return capacityInterval(
            "auc", estimate: auc, variance: variance, confidence: confidence, method: method,
            within: 0...1,
            without: auc == 0 || auc == 1
                ? "risks part all cases with the event from all without"
                : "the cases do not tell how much it varies")
    }
}
