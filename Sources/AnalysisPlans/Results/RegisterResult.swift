import Distributions

/// What survives of a register.
public struct RegisterResult: Codable, Sendable {
    /// What is to be made of an entry.
    public enum Verdict: String, Codable, Sendable, CaseIterable {
        /// It survives in its family, its family survives over time, and the effect lies on the
        /// side that was stated (or none was).
        case supported
        /// It survives both, and the effect lies on the other side than stated: no support.
        case opposite
        /// It survives both, a side was stated, and the effect has none.
        case sideUnknown = "side_unknown"
        /// It survives in its family, and its family does not over time.
        case familyNotShown = "family_not_shown"
        /// It does not survive in its family.
        case notShown = "not_shown"
        /// No test could be made.
        case noTest = "no_test"
        /// The same plan on the same data as another entry, which counts for both.
        case repeated
        /// The same plan on the same data as another entry, which counts for both, with another
        /// direction than that one states.
        case redirected
        /// A plan that has been tested since.
        case planTested = "plan_tested"
        /// A plan that has not been tested yet.
        case planWaiting = "plan_waiting"
    }

    /// One line of the register.
    public struct Entry: Codable, Sendable {
        /// Its place, from 1.
        public var sequence: Int
        /// What it stands for: `registered` (a plan) or `tested`.
        public var kind: RegisterEntry.Kind
        /// What is to be made of it.
        public var verdict: Verdict
        /// What was entered.
        public var entry: RegisterEntry
        /// The p-value for people; null where there is none.
        public var pDisplay: Label
        /// The p-value corrected for its family (Benjamini-Hochberg).
        public var pAdjusted: Figure
        /// log₁₀ of it.
        public var log10PAdjusted: Figure
        /// The entry that counts for it, plan and data alike: the one that was registered before
        /// any of them, or else the first.
        public var repeatOf: Int?
        /// The first entry that asked the same question of the same data by another plan.
        public var sameQuestionAs: Int?
        /// How many tests of the same data the register held when the plan was registered.
        public var testsOfDataBefore: Int?
        /// The hash of its plan.
        public var planHash: String
        /// The hash of its line.
        public var hash: String

        private enum CodingKeys: String, CodingKey {
            case sequence, kind, verdict, entry, hash
            case pDisplay = "p_display"
            case pAdjusted = "p_adjusted"
            case log10PAdjusted = "log10_p_adjusted"
            case repeatOf = "repeat_of"
            case sameQuestionAs = "same_question_as"
            case testsOfDataBefore = "tests_of_data_before"
            case planHash = "plan_hash"
        }
    }

    /// A family of questions, in the order of their first tests.
    public struct Family: Codable, Sendable {
        /// Its name.
        public var name: String
        /// Its first test.
        public var firstEntry: Int
        /// Tests that count: with a p-value, and no repeats.
        public var tests: Int
        /// Simes' p-value for all of them; null without any.
        public var pSimes: Figure
        /// log₁₀ of it.
        public var log10PSimes: Figure
        /// LORD++'s level for the family; null without a test that counts.
        public var level: Figure
        /// Whether p is at most the level.
        public var discovered: Bool
        /// How many of its tests survive Benjamini-Hochberg at q.
        public var survivors: Int
        /// How many false ones are to be expected among them.
        public var expectedFalse: Double
        /// Whether tests were added to it after another family had begun.
        public var reopened: Bool

        private enum CodingKeys: String, CodingKey {
            case name, tests, level, discovered, survivors, reopened
            case firstEntry = "first_entry"
            case pSimes = "p_simes"
            case log10PSimes = "log10_p_simes"
            case expectedFalse = "expected_false"
        }
    }

    /// q.
    public var rate: Double
    /// How many lines there are.
    public var lines: Int
    /// The hash of the last line: whoever notes it can later prove the lines up to it.
    public var head: String
    /// The line whose hash was noted, with all before it proved; absent where none was told.
    public var notedLine: Int?
    /// Entries by verdict.
    public var verdicts: [String: Int]
    /// How many false ones are to be expected among what is `supported`, `opposite` or
    /// `side_unknown`, at most.
    public var expectedFalse: Double
    /// The families.
    public var families: [Family]
    /// The lines.
    public var entries: [Entry]

    private enum CodingKeys: String, CodingKey {
        case lines, head, verdicts, families, entries
        case rate = "q"
        case notedLine = "noted_line"
        case expectedFalse = "expected_false"
    }

    /// How many entries have a verdict.
    public func count(_ verdict: Verdict) -> Int { verdicts[verdict.rawValue] ?? 0 }
}
