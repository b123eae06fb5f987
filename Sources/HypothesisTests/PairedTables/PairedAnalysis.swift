import Distributions

/// Two measures of the same cases, tested and measured: whether levels are as common in both, by how
/// much they differ, and how far the measures agree.
///
/// Asked with `PairedAnalysis(of:event:isOrdered:confidence:)`; nothing in it can be NaN.
public struct PairedAnalysis: Sendable, Hashable {
    /// The table as it was given.
    public let table: PairedTable
    /// The confidence level of the intervals.
    public let confidence: Double
    /// The level that is the event; nil unless there are two.
    public let event: String?
    /// The pairs whose measures differ.
    public let discordant: Int
    /// Every test that applies.
    public let tests: [TestResult]
    /// The name of the test to read; nil where none can be made.
    public let primary: String?
    /// Why that test, in one sentence with its figures.
    public let reason: String
    /// What the test that was not chosen says, in one sentence; nil where there is none.
    public let runnerUp: String?
    /// The risk difference of the event (of every level where there are more than two), the paired odds
    /// ratio, agreement and kappa.
    public let effects: [Effect]

    /// Analyses a paired table.
    ///
    /// - Parameters:
    ///   - event: the level that counts as the event; the second of two unless named.
    ///   - isOrdered: whether the levels have an order, so that weighted kappas mean something.
    ///   - confidence: strictly between 0 and 1.
    /// - Throws: for a level that the table has not, or one that is no confidence.
    public init(
        of table: PairedTable, event: String? = nil, isOrdered: Bool = false,
        confidence: Double = 0.95
    ) throws(ContingencyTableError) {
        guard confidence > 0, confidence < 1 else { throw .confidence(confidence) }
        if let event, !table.levels.contains(event) {
            throw .unknownColumn(event, columns: table.levels)
        }
        self.table = table
        self.confidence = confidence
        let total = table.table.total
        discordant = total - table.agreeing
        let chosenEvent = table.levels.count == 2 ? event ?? table.levels[1] : nil
        self.event = chosenEvent
        let pairs = chosenEvent.flatMap { table.comparison(ofLevel: $0) }
        if let pairs {
            tests = [
                pairs.mcNemar(), pairs.correctedMcNemar(), pairs.exactMcNemar(),
                pairs.midPMcNemar(),
            ]
        } else {
            tests = [table.stuartMaxwell(), table.bowkerSymmetry()]
        }
        let choice = Self.choice(table, pairs, tests, confidence)
        (primary, reason, runnerUp) = (choice.primary, choice.reason, choice.runnerUp)
        var effects: [Effect] = []
        if let pairs {
            effects = [
                pairs.riskDifference(confidence: confidence),
                pairs.oddsRatio(confidence: confidence),
            ]
        } else {
            effects = table.levels.compactMap { level in
                var effect = table.comparison(ofLevel: level)?
                    .riskDifference(confidence: confidence)
                effect?.stratum = nil
                effect?.level = level
                effect?.reference = nil
                return effect
            }
        }
        effects.append(table.agreement(confidence: confidence))
        effects.append(table.kappa(confidence: confidence))
        if isOrdered && table.levels.count > 2 {
            effects.append(table.kappa(weights: .linear, confidence: confidence))
            effects.append(table.kappa(weights: .quadratic, confidence: confidence))
        }
        self.effects = effects
    }

    private static func choice(
        _ table: PairedTable, _ pairs: PairedEvents?, _ tests: [TestResult],
        _ confidence: Double
    ) -> (primary: String?, reason: String, runnerUp: String?) {
        let find = { (name: String) in tests.first { $0.name == name && $0.pValue != nil } }
        let total = table.table.total
        guard total > 0 else { return (nil, "there is nothing to test: there is no pair", nil) }
        guard let pairs else {
            let differ = "\(total - table.agreeing) of \(total) pairs differ"
            let chosen = find("stuart_maxwell")
            let other = find("bowker_symmetry")
            guard chosen != nil || other != nil else {
                return (nil, "there is nothing to test: \(tests.first?.note ?? differ)", nil)
            }
            return (
                (chosen ?? other)?.name,
                "\(differ), and with \(table.levels.count) levels the question is whether each is as"
                    + " common in both measures",
                chosen?.pValue.flatMap { p in
                    other?.pValue.map {
                        runnerUpSentence(
                            "Bowker's test of symmetry", $0, beside: p, confidence: confidence)
                    }
                }
            )
        }
        let few = PairedEvents.fewDiscordantPairs
        let plain = find("mcnemar")
        let exact = find("mcnemar_exact")
        let isFew = pairs.discordant < few && exact != nil
        let chosen = isFew ? exact : plain
        let other = isFew ? plain : exact
        let differ = "\(pairs.discordant) of \(total) pairs differ"
        return (
            chosen?.name,
            isFew
                ? "\(differ), fewer than \(few), so the exact test takes the place of the chi-square"
                    + " approximation"
                : "\(differ), not fewer than \(few), so the chi-square approximation holds",
            chosen?.pValue.flatMap { p in
                other?.pValue.map {
                    runnerUpSentence(
                        isFew ? "McNemar's chi-squared test" : "the exact test", $0, beside: p,
                        confidence: confidence)
                }
            }
        )
    }
}
