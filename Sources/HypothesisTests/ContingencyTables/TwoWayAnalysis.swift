import Distributions

/// A table of counts, tested and measured: every test that applies, which of them to read and why,
/// how large the differences are, and which cells make them.
///
/// Asked with `TwoWayAnalysis(of:event:reference:confidence:)`; nothing in it can be NaN.
public struct TwoWayAnalysis: Sendable, Hashable {
    /// The table as it was given.
    public let table: ContingencyTable
    /// Rows without any case, which no statistic counts.
    public let emptyRows: [String]
    /// Columns without any case, which no statistic counts.
    public let emptyColumns: [String]
    /// The confidence level of the intervals.
    public let confidence: Double
    /// The column that is the event of risks and odds; nil unless the table has two columns.
    public let event: String?
    /// The row that the others are compared with; nil where the table has no row.
    public let reference: String?
    /// Every test that applies to the table's shape.
    public let tests: [TestResult]
    /// The name of the test to read; nil where none can be made.
    public let primary: String?
    /// Why that test, in one sentence with its figures.
    public let reason: String
    /// What the test that was not chosen says, in one sentence; nil where there is none.
    public let runnerUp: String?
    /// A worrying truth: any expected count below 1, or more than a fifth below 5.
    public let smallExpectedCounts: Bool
    /// The smallest expected count; nil where nothing can be tested.
    public let smallestExpectedCount: Double?
    /// Risk difference, risk ratio and odds ratios of each row against the reference, then V and phi.
    public let effects: [Effect]
    /// Every occupied cell's adjusted residual.
    public let residuals: [AdjustedResidual]

    /// Analyses a table.
    ///
    /// - Parameters:
    ///   - event: the column that counts as the event; the second of two unless named. Tables with
    ///     more or fewer columns have no event, and no risks.
    ///   - reference: the row that the others are compared with; the first unless named.
    ///   - confidence: strictly between 0 and 1.
    /// - Throws: for a row or column that the table has not, or a level that is no confidence.
    public init(
        of table: ContingencyTable, event: String? = nil, reference: String? = nil,
        confidence: Double = 0.95
    ) throws(ContingencyTableError) {
        guard confidence > 0, confidence < 1 else { throw .confidence(confidence) }
        let eventColumn = try Self.eventColumn(event, of: table)
        let referenceRow = try Self.referenceRow(reference, of: table)
        let occupied = table.occupied
        self.table = table
        self.confidence = confidence
        emptyRows = table.emptyRows
        emptyColumns = table.emptyColumns
        self.event = eventColumn.map { table.columnLabels[$0] }
        self.reference = referenceRow.map { table.rowLabels[$0] }
        tests = [
            occupied.pearsonChiSquared(), occupied.yatesChiSquared(), occupied.gTest(),
            occupied.fisherExact(),
        ].compactMap(\.self)
        let choice = TestChoice(occupied, tests: tests, confidence: confidence)
        primary = choice.primary
        reason = choice.reason
        runnerUp = choice.runnerUp
        smallExpectedCounts = choice.isSmall
        smallestExpectedCount = choice.smallest
        effects =
            Self.comparisons(table, event: eventColumn, reference: referenceRow)
            .flatMap { $0.effects(confidence: confidence) }
            + [
                occupied.cramersV(confidence: confidence), occupied.biasCorrectedCramersV(),
                occupied.phi(confidence: confidence),
            ].compactMap(\.self)
        residuals = occupied.adjustedResiduals()
    }

    private static func eventColumn(
        _ event: String?, of table: ContingencyTable
    ) throws(ContingencyTableError) -> Int? {
        guard let event else { return table.columnCount == 2 ? 1 : nil }
        guard let column = table.columnLabels.firstIndex(of: event) else {
            throw .unknownColumn(event, columns: table.columnLabels)
        }
        return table.columnCount == 2 ? column : nil
    }

    private static func referenceRow(
        _ reference: String?, of table: ContingencyTable
    ) throws(ContingencyTableError) -> Int? {
        guard let reference else { return table.rowCount > 0 ? 0 : nil }
        guard let row = table.rowLabels.firstIndex(of: reference) else {
            throw .unknownRow(reference, rows: table.rowLabels)
        }
        return row
    }

    private static func comparisons(
        _ table: ContingencyTable, event: Int?, reference: Int?
    ) -> [EventComparison] {
        guard let event, let reference else { return [] }
        return (0..<table.rowCount).filter { $0 != reference }.map { row in
            EventComparison(checked: table, row: row, reference: reference, event: event)
        }
    }
}

extension EventComparison {
    /// Every effect of one level against its reference.
    public func effects(confidence: Double) -> [Effect] {
        [
            riskDifference(confidence: confidence), riskRatio(confidence: confidence),
            oddsRatio(confidence: confidence), conditionalOddsRatio(confidence: confidence),
        ]
    }
}
