import Distributions
import HypothesisTests
import ModelFormula

extension HypothesisResult {
    /// How common the event is in one of several measures.
    public struct Measure: Codable, Sendable {
        /// The measure.
        public var name: String
        /// Cases with the event.
        public var events: Int
        /// All cases.
        public var cases: Int
        /// The share.
        public var share: Figure
        /// Its lower limit, by Wilson's interval.
        public var confLow: Figure
        /// Its upper limit.
        public var confHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case name, events, cases, share
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// Cases with the same levels in all measures.
    public struct Pattern: Codable, Sendable {
        /// The level of each measure.
        public var levels: [String]
        /// How many cases have them.
        public var cases: Int
    }

    /// Two of several measures compared.
    public struct PairComparison: Codable, Sendable {
        /// One measure.
        public var first: String
        /// The other.
        public var second: String
        /// Cases in which they differ.
        public var discordantPairs: Int
        /// The test: `mcnemar` or `mcnemar_exact`.
        public var name: String
        /// Two-sided.
        public var pValue: Figure
        /// log₁₀ of the p-value.
        public var log10P: Figure
        /// Corrected for the number of comparisons.
        public var pAdjusted: Figure

        private enum CodingKeys: String, CodingKey {
            case first, second, name
            case discordantPairs = "discordant_pairs"
            case pValue = "p_value"
            case log10P = "log10_p"
            case pAdjusted = "p_adjusted"
        }
    }

    /// Two measures of the same cases.
    init(_ frame: HypothesisFrame, _ table: CountTable, _ analysis: PairedAnalysis) {
        self.init(
            design: "paired_table", outcome: table.columnVariable,
            group: Label(table.rowVariable), event: Label(analysis.event),
            reference: Label(analysis.table.second), tests: analysis.tests.map(Test.init),
            primary: Label(analysis.primary), reason: analysis.reason,
            runnerUp: Label(analysis.runnerUp), effects: analysis.effects.map(EffectRow.init),
            missing: frame.missing)
        self.table = table
        pairs = analysis.table.table.total
        discordantPairs = analysis.discordant
        agreeingPairs = analysis.table.agreeing
    }

    /// More than two measures of the same cases.
    init(
        _ frame: HypothesisFrame, _ measures: RepeatedMeasures,
        levels: (event: String, other: String),
        confidence: Double
    ) {
        let test = measures.cochranQ()
        let names = measures.measures
        let informative = measures.informative
        self.init(
            design: "paired_table", outcome: names[0],
            group: Label(names.dropFirst().joined(separator: " + ")), event: Label(levels.event),
            reference: Label(nil), tests: [Test(test)],
            primary: Label(test.pValue == nil ? nil : test.name),
            reason:
                "\(NumberText.count(informative)) of \(NumberText.count(measures.total)) cases differ between the \(names.count) "
                + "measures, and with more than two measures the question is whether all have the "
                + "event as often",
            runnerUp: Label(nil), effects: [], missing: frame.missing)
        informativeCases = informative
        self.measures = names.indices.map { place in
            let share = try? Proportion(events: measures.events[place], total: measures.total)
                .wilson(confidence: confidence)
            return Measure(
                name: names[place], events: measures.events[place], cases: measures.total,
                share: Figure(share?.estimate), confLow: Figure(share?.confLow),
                confHigh: Figure(share?.confHigh))
        }
        patterns = zip(measures.patterns, measures.counts).map { pattern, count in
            Pattern(levels: pattern.map { $0 ? levels.event : levels.other }, cases: count)
        }
        let all = names.indices.flatMap { i in names.indices.dropFirst(i + 1).map { (i, $0) } }
            .compactMap { measures.comparison($0, $1) }
        // Every two: the first measure, the formula's left side, with each of the others come first.
        effects = all.map { EffectRow($0.riskDifference(confidence: confidence)) }
        let tests = all.map {
            $0.discordant < PairedEvents.fewDiscordantPairs ? $0.exactMcNemar() : $0.mcNemar()
        }
        let corrected = MultiplicityCorrection.holm.adjusted(
            tests.map { $0.pValue?.value ?? .nan })
        comparisons = zip(zip(all, tests), corrected).map { entry, adjusted in
            PairComparison(
                first: entry.0.first, second: entry.0.second,
                discordantPairs: entry.0.discordant, name: entry.1.name,
                pValue: Figure(entry.1.pValue?.value), log10P: Figure(entry.1.pValue?.log10),
                pAdjusted: Figure(adjusted))
        }
        comparisonCorrection = "holm"
    }
}
