import ModelFormula

/// What a test of one hypothesis found, whatever the shape of its data: the parts that every test
/// has, and those of its shape, which are absent elsewhere.
public struct HypothesisResult: Codable, Sendable {
    /// What was compared: `table`, `one_way`, `stratified_table`, `paired_table`, `samples`,
    /// `paired_samples`, `correlation`, `rates` or `survival`.
    public var design: String
    /// The outcome, as the formula writes it.
    public var outcome: String
    /// The groups, as the formula writes them; null without any.
    public var group: Label
    /// The outcome level that counts as the event; null where the outcome has not two.
    public var event: Label
    /// The level that the others are compared with; null where nothing is.
    public var reference: Label
    /// Every test that applies.
    public var tests: [Test]
    /// The name of the test to read; null where none can be made.
    public var primary: Label
    /// Why the primary test is the one to read.
    public var reason: String
    /// What the next best test says; null without one.
    public var runnerUp: Label
    /// How large the differences are.
    public var effects: [EffectRow]
    /// Rows without a value, by column.
    public var missing: [ColumnMissingness]

    // MARK: Tables of counts

    /// The counts; absent where nothing is counted by two variables.
    public var table: CountTable?
    /// The smallest expected count; absent where there is no table, null where it is untestable.
    public var smallestExpectedCount: Figure?
    /// The cells that make a difference.
    public var residuals: [Residual]?
    /// How many cells there are, where only the residuals furthest from 0 are kept; absent where all
    /// are.
    public var residualCells: Int?
    /// The method that corrects the residuals' p-values.
    public var residualCorrection: String?

    // MARK: A single category

    /// The levels beside their expected shares; absent where two variables are compared.
    public var levels: [LevelShare]?

    // MARK: Strata

    /// The variables that cases are alike in within a stratum.
    public var stratumVariables: [String]?
    /// The counts of each stratum.
    public var strata: [Stratum]?
    /// How many strata compare anything.
    public var strataUse: StrataUse?
    /// Tests that an effect is the same in all strata.
    public var homogeneity: [Test]?
    /// The test of all cases together, whatever their stratum.
    public var crudeTest: Test?
    /// The effects among all cases together.
    public var crudeEffects: [EffectRow]?
    /// Levels whose difference turns its direction within strata (Simpson's reversal).
    public var reversedLevels: [String]?

    // MARK: Pairs

    /// The pairs of two measures.
    public var pairs: Int?
    /// Those that agree.
    public var agreeingPairs: Int?
    /// Those that differ.
    public var discordantPairs: Int?
    /// How common the event is in each of several measures.
    public var measures: [Measure]?
    /// The cases by their levels in all measures.
    public var patterns: [Pattern]?
    /// The cases whose measures are not all the same.
    public var informativeCases: Int?
    /// Every two of several measures compared.
    public var comparisons: [PairComparison]?
    /// The method that corrects the comparisons' p-values.
    public var comparisonCorrection: String?

    // MARK: Samples and rates

    /// The groups' numbers, or those of the variables compared; absent elsewhere.
    public var samples: [SampleRow]?
    /// Whether the formula's sides were compared the other way round: a category with a number on
    /// its right; absent elsewhere.
    public var reversed: Bool?
    /// The groups' events, exposure and rates; absent elsewhere.
    public var rates: [RateRow]?

    // MARK: Times to an event

    /// Curves, means and shares; absent where the outcome is no time.
    public var survival: Survival?

    // MARK: Clusters, weights and margins

    /// The clusters that cases share; absent where no column of clusters was told.
    public var cluster: Cluster?
    /// What sampling weights make of the counts; absent without them.
    public var weighting: Weighting?
    /// The effect held against the smallest one that matters; absent without a margin.
    public var margin: Margin?

    private enum CodingKeys: String, CodingKey {
        case cluster, weighting, margin
        case design, outcome, group, event, reference, tests, primary, reason, effects, missing
        case runnerUp = "runner_up"
        case table, residuals, levels, samples, reversed, rates, survival
        case smallestExpectedCount = "smallest_expected_count"
        case residualCells = "residual_cells"
        case residualCorrection = "residual_correction"
        case strata, homogeneity
        case stratumVariables = "stratum_variables"
        case strataUse = "strata_use"
        case crudeTest = "crude_test"
        case crudeEffects = "crude_effects"
        case reversedLevels = "reversed_levels"
        case pairs, measures, patterns, comparisons
        case agreeingPairs = "agreeing_pairs"
        case discordantPairs = "discordant_pairs"
        case informativeCases = "informative_cases"
        case comparisonCorrection = "comparison_correction"
    }
}
