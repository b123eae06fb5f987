import HypothesisTests
import ModelFormula
import TimeToEvent

extension SurvivalBuilder {
    mutating func addComparison() throws {
        if frame.isRegression {
            var data = isCompeting ? try sample.data.causeSpecific(causeCode) : sample.data
            if let horizon = options.horizon {
                guard let near = try data.within(horizon) else {
                    reason = "nobody was followed before the horizon"
                    return
                }
                data = near
            }
            try addRegression(data)
            return
        }
        guard sample.levels.count > 1 else {
            reason = "there is one group, and nothing to compare it with"
            return
        }
        var data = isCompeting ? try sample.data.causeSpecific(causeCode) : sample.data
        var reach = ""
        if let horizon = options.horizon {
            reach = " within \(NumberText.significant(horizon, 6))"
            guard let near = try data.within(horizon) else {
                reason = "nobody was followed before the horizon"
                return
            }
            data = near
        }
        let groups = "\(sample.levels.count) groups"
        let words = isCompeting ? " of \"\(cause)\", other kinds of events censored" : ""
        if let logRank = LogRank(SurvivalOrder(data)) {
            var test = logRank.test()
            test.method += reach + words
            if test.pValue == nil, data.hasOneGroupAStratum {
                test.note = "each stratum holds one group only, so that none is compared within it"
            }
            tests.insert(test, at: 0)
            primary = test.pValue == nil ? nil : test.name
            reason =
                (test.pValue == nil ? test.note : nil)
                ?? "the log-rank test compares the curves of \(groups)\(reach.isEmpty ? " as a whole" : reach), "
                + "open cases included"
        }
        let robust = addHazards(data)
        if data.cluster != nil { try addClustered(data, robust, reach, words) }
        if tests.allSatisfy({ $0.pValue == nil }) {
            reason =
                tests.first { $0.name.hasPrefix("log_rank") && $0.note != nil }?.note
                ?? tests.first?.note ?? "no event while two groups were followed"
            primary = nil
        }
    }

    /// The test to read where rows of one cluster go together.
    private mutating func addClustered(
        _ data: SurvivalData, _ hazards: TestResult?, _ reach: String, _ words: String
    ) throws {
        let clusters = NumberText.count(data.clustersHeld ?? 0)
        if data.weight == nil, data.stratum == nil {
            let rows = try Grouping(
                codes: data.exit.indices.map { Int32($0) }, levelCount: data.rowCount)
            var test = MeanFunctionTest.test(try RepeatedEvents(data, person: rows))
            test.name = "log_rank_clustered"
            test.method = "log-rank test\(reach)\(words), robust by cluster"
            tests.insert(test, at: 0)
            primary = test.pValue == nil ? nil : test.name
            reason =
                test.note
                ?? "cases of one of the \(clusters) clusters are not independent, and the robust "
                + "test allows for it"
                + (isCompeting
                    ? "; it compares how soon \"\(cause)\" comes to those still without any event"
                    : "")
            return
        }
        warnings.append(
            ResultWarning(
                "cluster_not_used",
                "The log-rank test \(data.weight == nil ? "within strata" : "of weighted rows") "
                    + "takes its \(NumberText.count(data.rowCount)) rows for independent; hazard "
                    + "ratios and standard errors of means allow for clusters."))
        if var hazards {
            hazards.method += reach + words
            tests.insert(hazards, at: 0)
            primary = hazards.name
            reason =
                "cases of one of the \(clusters) clusters are not independent, and the test of the "
                + "hazard ratios allows for it"
        } else if primary != nil {
            primary = nil
            reason = "no test that allows for the \(clusters) clusters could be made"
        }
    }

    /// Hazard ratios, first of the effects unless a share within a horizon is asked for.
    ///
    /// - Returns: the test of all ratios that allows for clusters, where there is one.
    private mutating func addHazards(_ data: SurvivalData) -> TestResult? {
        let hazards = GroupHazards(
            data, confidence: plan.confidence, ties: options.ties ?? .efron,
            threads: plan.threads ?? Runner.coreCount)
        let place = options.horizon == nil ? 0 : effects.count { $0.name.hasPrefix("risk_") }
        effects.insert(contentsOf: hazards.effects, at: place)
        for effect in hazards.effects where effect.status == .infinite {
            let levels = [effect.level, effect.reference].compactMap(\.self).map(NumberText.quoted)
            warnings.append(
                ResultWarning(
                    "complete_separation",
                    "The hazard ratio of \(levels.joined(separator: " against ")) has no interval. It "
                        + "is \(effect.note ?? "infinite").",
                    terms: [effect.level].compactMap(\.self)))
        }
        guard let test = hazards.proportionality else { return hazards.robustTest }
        tests.append(test)
        guard let p = test.pValue, p.value < 0.05 else { return hazards.robustTest }
        warnings.append(
            ResultWarning(
                "non_proportional_hazards",
                "The groups' hazards are not in proportion over time (\(p.sentence)): a hazard ratio "
                    + "is an average over the time that was seen, and the curves and mean times say "
                    + "more."))
        return hazards.robustTest
    }

    /// Cox regression on all columns of the right side together.
    mutating func addRegression(_ data: SurvivalData) throws {
        let found = try SurvivalRegression(
            data, frame.variables.groups, confidence: plan.confidence,
            ties: options.ties ?? .efron, threads: plan.threads ?? Runner.coreCount)
        effects += found.effects
        tests += found.tests
        warnings += found.warnings
        primary = found.primary
        reason = found.reason
    }

    mutating func addIncidence(_ made: inout HypothesisResult.Survival) throws {
        let curves = try CumulativeIncidence.all(sample.data, confidence: plan.confidence)
        let steps = RoundTimes.upTo(mostSeen, days: unit == "days")
        made.incidence = curves.flatMap { curve in
            Set(
                steps.filter { $0 > 0 && $0 <= curve.knownUntil }
                    + (options.horizon.map { [$0] } ?? [])
            ).sorted().map { time in
                HypothesisResult.Survival.Estimate(
                    level(curve.group), cause: frame.causes[Int(curve.cause) - 1], time,
                    curve.share(by: time))
            }
        }
        guard sample.levels.count > 1 else { return }
        try addGray()
        if let horizon = options.horizon {
            let own = curves.filter { $0.cause == causeCode }
            effects =
                crude(
                    CumulativeIncidence.effects(
                        own, of: sample.data, by: horizon, confidence: plan.confidence))
                + effects
        }
    }

    /// Gray's test, as far as the horizon; it is the one to read unless rows go together in clusters.
    private mutating func addGray() throws {
        var reach = ""
        var data = sample.data
        if let horizon = options.horizon, let near = try data.within(horizon) {
            data = near
            reach = " within \(NumberText.significant(horizon, 6))"
        }
        var gray = GrayTest.test(data, cause: causeCode)
        gray.method += "\(reach) of \"\(cause)\""
        guard data.cluster == nil else {
            tests.insert(gray, at: min(1, tests.count))
            if gray.pValue != nil {
                warnings.append(
                    ResultWarning(
                        "cluster_not_used",
                        "Gray's test takes its \(NumberText.count(data.rowCount)) rows for "
                            + "independent; the robust test and the standard errors of shares and "
                            + "means allow for clusters."))
            }
            return
        }
        tests.insert(gray, at: 0)
        if gray.pValue != nil {
            primary = gray.name
            reason =
                "\(frame.causes.count) kinds of events compete, and Gray's test compares how many had "
                + "\"\(cause)\" as things were"
        }
    }
}

extension SurvivalData {
    /// Whether no stratum holds cases of two groups.
    fileprivate var hasOneGroupAStratum: Bool {
        guard let stratum, let group else { return false }
        var only: [Int32: Int32] = [:]
        for row in exit.indices where weight(of: row) > 0 {
            let code = stratum.codes[row]
            if let known = only[code], known != group.codes[row] { return false }
            only[code] = group.codes[row]
        }
        return true
    }
}
