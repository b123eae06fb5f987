import Distributions
import HypothesisTests
import ModelFormula

/// What a test of a two-way table found.
public struct TableTestResult: Codable, Sendable {
    /// The counts.
    public struct CountTable: Codable, Sendable {
        /// The group.
        public var rowVariable: String
        /// The outcome.
        public var columnVariable: String
        /// The group's levels in order.
        public var rows: [String]
        /// The outcome's levels in order.
        public var columns: [String]
        /// Cases by row and column.
        public var counts: [[Int]]

        private enum CodingKeys: String, CodingKey {
            case rows, columns, counts
            case rowVariable = "row_variable"
            case columnVariable = "column_variable"
        }
    }

    /// One test; what does not apply to it is absent.
    public struct Test: Codable, Sendable {
        /// The test's stable name.
        public var name: String
        /// The test in words.
        public var method: String
        /// The statistic; absent where the test has none.
        public var statistic: Double?
        /// Degrees of freedom; absent where there are none.
        public var df: Double?
        /// Two-sided; null where the test could not be made, 0 where it underflows.
        public var pValue: Figure
        /// log₁₀ of the p-value, which does not underflow.
        public var log10P: Figure
        /// The p-value for people.
        public var pDisplay: Label
        /// `estimated` or `not_estimable`.
        public var status: String
        /// Why a figure is missing, in words.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case name, method, statistic, df, status, note
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
        }
    }

    /// How large a difference is.
    public struct EffectRow: Codable, Sendable {
        /// The effect's stable name.
        public var name: String
        /// The level it is about; null for the whole table.
        public var level: Label
        /// The level it is compared with; null for the whole table.
        public var reference: Label
        /// The stratum it is about; null outside of stratified tests.
        public var stratum: Label
        /// The estimate; null where infinite or not to be had.
        public var estimate: Figure
        /// The lower limit; null where there is none.
        public var confLow: Figure
        /// The upper limit; null where it is infinite or there is none.
        public var confHigh: Figure
        /// How estimate and limits were made.
        public var method: String
        /// `estimated`, `infinite` or `not_estimable`.
        public var status: String
        /// Why a figure is missing, in words.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case name, level, reference, stratum, estimate, method, status, note
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// How far a cell lies from what independence would put there.
    public struct Residual: Codable, Sendable {
        /// The cell's row.
        public var row: String
        /// The cell's column.
        public var column: String
        /// Cases in the cell.
        public var observed: Int
        /// Row total · column total / n.
        public var expected: Double
        /// (observed - expected) / √(expected (1 - row share)(1 - column share)).
        public var adjusted: Double
        /// Two-sided, from the standard normal distribution.
        public var pValue: Double
        /// log₁₀ of the p-value, which does not underflow.
        public var log10P: Double
        /// The p-value for people.
        public var pDisplay: String
        /// The p-value corrected for the number of cells.
        public var pAdjusted: Double

        private enum CodingKeys: String, CodingKey {
            case row, column, observed, expected, adjusted
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
            case pAdjusted = "p_adjusted"
        }
    }

    /// The name of the correction of `residuals`' p-values.
    public static let residualCorrection = "holm"

    /// The counts.
    public var table: CountTable
    /// The outcome level that counts as the event; null where the outcome has not two.
    public var event: Label
    /// The row that the others are compared with.
    public var reference: String
    /// Every test that applies.
    public var tests: [Test]
    /// The name of the test to read; null where none can be made.
    public var primary: Label
    /// Why the primary test is the one to read.
    public var reason: String
    /// What the next best test says; null without one.
    public var runnerUp: Label
    /// The smallest expected count; null where nothing can be tested.
    public var smallestExpectedCount: Figure
    /// How large the differences are.
    public var effects: [EffectRow]
    /// The cells that make them.
    public var residuals: [Residual]
    /// The method that corrects the residuals' p-values.
    public var residualCorrection: String
    /// Rows without a value, by column.
    public var missing: [ColumnMissingness]

    private enum CodingKeys: String, CodingKey {
        case table, event, reference, tests, primary, reason, effects, residuals, missing
        case runnerUp = "runner_up"
        case smallestExpectedCount = "smallest_expected_count"
        case residualCorrection = "residual_correction"
    }
}

extension TableTestResult {
    init(_ counts: CrossTabulation, _ analysis: TwoWayAnalysis) {
        let width = counts.columnLabels.count
        table = CountTable(
            rowVariable: counts.rowVariable, columnVariable: counts.columnVariable,
            rows: counts.rowLabels, columns: counts.columnLabels,
            counts: counts.rowLabels.indices.map {
                Array(counts.counts[$0 * width..<($0 + 1) * width])
            })
        event = Label(counts.event)
        reference = counts.reference
        tests = analysis.tests.map {
            Test(
                name: $0.name, method: $0.method, statistic: Figure($0.statistic).value,
                df: $0.df, pValue: Figure($0.pValue?.value), log10P: Figure($0.pValue?.log10),
                pDisplay: Label($0.pValue?.display), status: $0.status.rawValue, note: $0.note)
        }
        primary = Label(analysis.primary)
        reason = analysis.reason
        runnerUp = Label(analysis.runnerUp)
        smallestExpectedCount = Figure(analysis.smallestExpectedCount)
        effects = analysis.effects.map {
            EffectRow(
                name: $0.name, level: Label($0.level), reference: Label($0.reference),
                stratum: Label(nil),
                estimate: Figure($0.estimate), confLow: Figure($0.confLow),
                confHigh: Figure($0.confHigh), method: $0.method, status: $0.status.rawValue,
                note: $0.note)
        }
        residuals = analysis.residuals.map {
            Residual(
                row: $0.row, column: $0.column, observed: $0.observed, expected: $0.expected,
                adjusted: $0.adjusted, pValue: $0.pValue.value, log10P: $0.pValue.log10,
                pDisplay: $0.pValue.display, pAdjusted: $0.pAdjusted)
        }
        residualCorrection = Self.residualCorrection
        missing = counts.missing
    }
}
