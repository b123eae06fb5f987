import Distributions
import HypothesisTests
import ModelFormula

/// What a test of a two-way table found.
public struct TableTestResult: Codable, Sendable {
    /// The counts.
    public struct CountTable: Codable, Sendable {
        public var rowVariable: String
        public var columnVariable: String
        public var rows: [String]
        public var columns: [String]
        public var counts: [[Int]]

        private enum CodingKeys: String, CodingKey {
            case rows, columns, counts
            case rowVariable = "row_variable"
            case columnVariable = "column_variable"
        }
    }

    /// One test; what does not apply to it is absent.
    public struct Test: Codable, Sendable {
        public var name: String
        public var method: String
        public var statistic: Double?
        public var df: Double?
        public var pValue: Figure
        public var log10P: Figure
        public var pDisplay: Label
        public var status: String
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
        public var name: String
        public var level: Label
        public var reference: Label
        public var estimate: Figure
        public var confLow: Figure
        public var confHigh: Figure
        public var method: String
        public var status: String
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case name, level, reference, estimate, method, status, note
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// How far a cell lies from what independence would put there.
    public struct Residual: Codable, Sendable {
        public var row: String
        public var column: String
        public var observed: Int
        public var expected: Double
        public var adjusted: Double
        public var pValue: Double
        public var log10P: Double
        public var pAdjusted: Double

        private enum CodingKeys: String, CodingKey {
            case row, column, observed, expected, adjusted
            case pValue = "p_value"
            case log10P = "log10_p"
            case pAdjusted = "p_adjusted"
        }
    }

    /// The name of the correction of `residuals`' p-values.
    public static let residualCorrection = "holm"

    public var table: CountTable
    /// The outcome level that counts as the event; null where the outcome has not two.
    public var event: Label
    public var reference: String
    public var tests: [Test]
    /// The name of the test to read; null where none can be made.
    public var primary: Label
    public var reason: String
    public var runnerUp: Label
    public var smallestExpectedCount: Figure
    public var effects: [EffectRow]
    public var residuals: [Residual]
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
                estimate: Figure($0.estimate), confLow: Figure($0.confLow),
                confHigh: Figure($0.confHigh), method: $0.method, status: $0.status.rawValue,
                note: $0.note)
        }
        residuals = analysis.residuals.map {
            Residual(
                row: $0.row, column: $0.column, observed: $0.observed, expected: $0.expected,
                adjusted: $0.adjusted, pValue: $0.pValue.value, log10P: $0.pValue.log10,
                pAdjusted: $0.pAdjusted)
        }
        residualCorrection = Self.residualCorrection
        missing = counts.missing
    }
}
