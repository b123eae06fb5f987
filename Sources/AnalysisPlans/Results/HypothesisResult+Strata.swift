import Distributions
import HypothesisTests
import ModelFormula

extension HypothesisResult {
    /// One stratum's counts.
    public struct Stratum: Codable, Sendable {
        /// The stratum's name: its levels, one a variable.
        public var stratum: String
        /// The level of each stratum variable.
        public var levels: [String]
        /// Its cases.
        public var cases: Int
        /// Cases by row and column of the table.
        public var counts: [[Int]]
        /// `informative`, or why it compares nothing: `one_case`, `one_row`, `one_column`, `empty`.
        public var use: String
    }

    /// How many strata compare anything, and why the others do not.
    public struct StrataUse: Codable, Sendable {
        /// All strata.
        public var strata: Int
        /// Strata with cases in two rows and two columns.
        public var informative: Int
        /// The cases of those.
        public var informativeCases: Int
        /// Strata of one case.
        public var oneCase: Int
        /// Strata with cases in one row only.
        public var oneRow: Int
        /// Strata with cases in one column only.
        public var oneColumn: Int
        /// Informative strata that expect fewer than one case in some cell of a 2 by 2 table.
        public var sparse: Int

        private enum CodingKeys: String, CodingKey {
            case strata, informative, sparse
            case informativeCases = "informative_cases"
            case oneCase = "one_case"
            case oneRow = "one_row"
            case oneColumn = "one_column"
        }
    }

    init(
        _ frame: HypothesisFrame, _ strata: StratumCodes, _ table: CountTable,
        _ analysis: StratifiedAnalysis
    ) {
        self.init(
            design: "stratified_table", outcome: table.columnVariable,
            group: Label(table.rowVariable), event: Label(analysis.event),
            reference: Label(analysis.reference), tests: analysis.tests.map(Test.init),
            primary: Label(analysis.primary), reason: analysis.reason,
            runnerUp: Label(analysis.runnerUp),
            effects: (analysis.pooled + analysis.withinStrata).map(EffectRow.init),
            missing: frame.missing)
        self.table = table
        stratumVariables = frame.strata.map(\.name)
        self.strata = analysis.table.strata.indices.map { h in
            let counts = analysis.table.table(h)
            return Stratum(
                stratum: analysis.table.strata[h], levels: strata.levels[h],
                cases: counts.total,
                counts: counts.rowLabels.indices.map { i in
                    counts.columnLabels.indices.map { counts[i, $0] }
                }, use: Self.use(counts))
        }
        let use = analysis.use
        strataUse = StrataUse(
            strata: use.strata, informative: use.informative,
            informativeCases: use.informativeCases, oneCase: use.single, oneRow: use.oneRow,
            oneColumn: use.oneColumn, sparse: analysis.sparseStrata)
        homogeneity = analysis.homogeneity.map(Test.init)
        crudeTest = Test(analysis.crudeTest)
        crudeEffects = analysis.crude.map(EffectRow.init)
        reversedLevels = table.rows.filter { analysis.isReversed(level: $0) }
    }

    private static func use(_ counts: ContingencyTable) -> String {
        let occupied = counts.occupied
        if occupied.total == 0 { return "empty" }
        if occupied.total == 1 { return "one_case" }
        if occupied.rowCount < 2 { return "one_row" }
        return occupied.columnCount < 2 ? "one_column" : "informative"
    }
}
