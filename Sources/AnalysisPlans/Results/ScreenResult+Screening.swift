import Distributions
import FactorScreening
import HypothesisTests

extension ScreenResult {
    init(_ screening: Screening) {
        let options = screening.options
        // 1 - .95 lies a few units in the last place above .05, where a q of .05 survives too.
        let level = options.confidence.complement
        outcome = screening.outcome
        event = screening.event
        cases = screening.cases
        events = screening.events
        candidates = screening.factors.map {
            Candidate($0, level: level, isClustered: options.cluster != nil)
        }
        tried = screening.factors.reduce(0) { $0 + ($1.evidence == nil ? 0 : 1) }
        surviving = candidates.reduce(0) { $0 + ($1.survives ? 1 : 0) }
        self.level = level
        let controlsDiscoveries =
            options.correction == .benjaminiHochberg || options.correction == .benjaminiYekutieli
        expectedFalse = Figure(controlsDiscoveries ? level * Double(surviving) : nil)
        excluded = screening.excluded.map {
            Excluded(column: $0.column, reason: $0.reason.rawValue)
        }
        groups = screening.groups.map { group in
            Group(
                representative: group.representative,
                members: group.members.map {
                    Group.Member(name: $0.name, cramersV: $0.cramersV)
                })
        }
        exclusive = screening.exclusive
        cluster = screening.clusters.flatMap { sizes in
            options.cluster.map {
                HypothesisResult.Cluster(
                    $0, sizes, intraclassCorrelation: screening.intraclassCorrelation,
                    designEffect: nil)
            }
        }
        adjustmentDetermination = options.adjust.map { _ in
            Figure(screening.adjustmentDetermination)
        }
        needs = Needs(
            needs: screening.needs.needs.map { Needs.Need(name: $0.name, cases: $0.cases) },
            support: screening.needs.support, exclusivePairs: screening.needs.exclusivePairs,
            pairsTried: screening.needs.pairsTried,
            triplesTried: screening.needs.triplesTried,
            patterns: screening.needs.patterns.map { Pattern($0, level: level) })
        thresholds = [
            Threshold(name: "rare_below", value: Double(options.rareBelow)),
            Threshold(name: "redundancy", value: options.redundancy),
            Threshold(name: "determination", value: options.determination),
            Threshold(name: "bins", value: Double(options.bins)),
            Threshold(name: "events_per_degree", value: Double(ScreeningOptions.eventsPerDegree)),
            Threshold(name: "fewest_events", value: Double(ScreeningOptions.fewestEvents)),
            Threshold(name: "exclusive_from", value: ScreeningOptions.exclusiveFrom),
            Threshold(name: "most_needs", value: Double(ScreeningOptions.mostNeeds)),
            Threshold(name: "most_tripled", value: Double(ScreeningOptions.mostTripled)),
        ]
    }
}

extension ScreenResult.Candidate {
    init(_ factor: ScreenedFactor, level: Double, isClustered: Bool) {
        name = factor.name
        column = factor.column
        kind = factor.kind.rawValue
        cases = factor.cases
        events = factor.events
        missing = factor.missing
        levels = factor.levels.map {
            ScreenResult.Share(level: $0.level, cases: $0.cases, events: $0.events, $0.share)
        }
        reference = factor.reference
        leading = Label(factor.leading)
        effects = factor.effects.map { HypothesisResult.EffectRow($0) }
        test = HypothesisResult.Test(factor.test)
        qValue = Figure(factor.qValue)
        survives = !factor.hasFewEvents && (factor.evidenceQ ?? 2) <= level
        adjusted = factor.adjusted.map {
            ScreenResult.Adjusted(
                cases: $0.cases, events: $0.events, test: HypothesisResult.Test($0.test),
                qValue: Figure($0.qValue),
                crude: $0.crude.map { HypothesisResult.EffectRow($0) },
                adjusted: $0.adjusted.map { HypothesisResult.EffectRow($0) })
        }
        designEffect = isClustered ? Figure(factor.designEffect) : nil
        sparse = factor.isSparse
        fewEvents = factor.hasFewEvents
        determination = Figure(factor.determination)
        suspectsLeakage = factor.suspectsLeakage
        lumpedLevels = factor.lumpedLevels
        lumpedCases = factor.lumpedCases
        representative = Label(factor.representative)
    }

    /// The corrected p-value of the evidence that it is ordered by.
    public var evidenceQ: Double? { adjusted.map(\.qValue.value) ?? qValue.value }

    /// An effect by its name and level.
    public func effect(_ name: String, level: String? = nil) -> HypothesisResult.EffectRow? {
        effects.first { $0.name == name && (level == nil || $0.level.value == level) }
    }

    /// The level that speaks loudest, with the reference.
    public var comparison: (level: ScreenResult.Share, reference: ScreenResult.Share)? {
        guard let own = levels.first(where: { $0.level == leading.value }),
            let other = levels.first(where: { $0.level == reference })
        else { return nil }
        return (own, other)
    }
}

extension ScreenResult.Pattern {
    init(_ pattern: NeedPattern, level: Double) {
        needs = pattern.needs
        cases = pattern.cases
        observed = pattern.observed
        expected = pattern.expected
        expectedFromPairs = pattern.expectedFromPairs
        lift = Figure(pattern.lift.estimate)
        confLow = Figure(pattern.lift.confLow)
        confHigh = Figure(pattern.lift.confHigh)
        test = HypothesisResult.Test(pattern.test)
        qValue = Figure(pattern.qValue)
        survives = (pattern.qValue ?? 2) <= level
        outcome = ScreenResult.Share(
            level: pattern.needs.joined(separator: " with "), cases: pattern.observed,
            events: pattern.events, pattern.outcome)
    }
}

extension ScreenResult.Share {
    init(level: String, cases: Int, events: Int, _ share: Effect) {
        self.level = level
        self.cases = cases
        self.events = events
        self.share = Figure(share.estimate)
        confLow = Figure(share.confLow)
        confHigh = Figure(share.confHigh)
    }
}
