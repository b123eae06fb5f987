import Distributions
import HypothesisTests
import ModelFormula

extension HypothesisResult {
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

    /// A table of more cells keeps this many residuals, those furthest from 0 first.
    static let mostResiduals = 10_000

    init(_ counts: CrossTabulation, _ table: CountTable, _ analysis: TwoWayAnalysis) {
        self.init(
            design: "table", outcome: counts.columnVariable, group: Label(counts.rowVariable),
            event: Label(counts.event), reference: Label(counts.reference),
            tests: analysis.tests.map(Test.init), primary: Label(analysis.primary),
            reason: analysis.reason, runnerUp: Label(analysis.runnerUp),
            effects: analysis.effects.map(EffectRow.init), missing: counts.missing)
        self.table = table
        smallestExpectedCount = Figure(analysis.smallestExpectedCount)
        let all = analysis.residuals
        var kept = all
        if all.count > Self.mostResiduals {
            // A tie stands in the order of the cells.
            let order = all.indices.sorted {
                let (a, b) = (abs(all[$0].adjusted), abs(all[$1].adjusted))
                return a != b ? a > b : $0 < $1
            }
            kept = order.prefix(Self.mostResiduals).map { all[$0] }
            residualCells = all.count
        }
        residuals = kept.map {
            Residual(
                row: $0.row, column: $0.column, observed: $0.observed, expected: $0.expected,
                adjusted: $0.adjusted, pValue: $0.pValue.value, log10P: $0.pValue.log10,
                pDisplay: $0.pValue.display, pAdjusted: $0.pAdjusted)
        }
        residualCorrection = "holm"
    }
}

extension HypothesisResult.CountTable {
    init(_ counts: CrossTabulation) {
        let width = counts.columnLabels.count
        self.init(
            rowVariable: counts.rowVariable, columnVariable: counts.columnVariable,
            rows: counts.rowLabels, columns: counts.columnLabels,
            counts: counts.rowLabels.indices.map {
                Array(counts.counts[$0 * width..<($0 + 1) * width])
            })
    }
}
