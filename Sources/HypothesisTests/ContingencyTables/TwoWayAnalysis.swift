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
    /// Risk difference, risk ratio and odds ratios of each row against the reference, then V and phi;
    /// of ordered levels also the slope of the risk, gamma, tau-b and Somers' d.
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
    ///   - order: scores of ordered rows and columns, which add tests of trend.
    ///   - simulation: Fisher's test beyond 2x2 is simulated like this; unless given, only where it
    ///     would take too long and expected counts are small.
    /// - Throws: for a row or column that the table has not, a level that is no confidence, or
    ///   scores that are not as many as the levels or no finite numbers.
    public init(
        of table: ContingencyTable, event: String? = nil, reference: String? = nil,
        confidence: Double = 0.95, order: TableOrder = TableOrder(),
        simulation: MonteCarlo? = nil
    ) throws(ContingencyTableError) {
        try Self.check(order, of: table)
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
        let trend = TrendAnalysis(
            table, order: order, event: eventColumn, confidence: confidence)
        tests =
            [
                occupied.pearsonChiSquared(), occupied.yatesChiSquared(), occupied.gTest(),
                occupied.powerDivergence(), Self.exactTest(occupied, simulation),
                occupied.fisherMidP(), Self.boschloo(occupied),
            ].compactMap(\.self) + trend.tests
        let choice = TestChoice(
            occupied, tests: tests, confidence: confidence,
            isTrendAsked: order.isDeclared && !trend.tests.isEmpty)
        primary = choice.primary
        reason = choice.reason
        runnerUp = choice.runnerUp
        smallExpectedCounts = choice.isSmall
        smallestExpectedCount = choice.smallest
        effects =
            Self.comparisons(table, event: eventColumn, reference: referenceRow)
            .flatMap { $0.effects(confidence: confidence) }
            + [
                occupied.cramersV(confidence: confidence),
                occupied.biasCorrectedCramersV(confidence: confidence),
                occupied.phi(confidence: confidence),
            ].compactMap(\.self) + trend.effects
        residuals = occupied.adjustedResiduals()
    }

    private static func check(
        _ order: TableOrder, of table: ContingencyTable
    ) throws(ContingencyTableError) {
        let sides = [(order.rowScores, table.rowCount), (order.columnScores, table.columnCount)]
        for (scores, count) in sides {
            guard let scores else { continue }
            guard scores.count == count, scores.allSatisfy(\.isFinite) else {
                throw .scores(levels: count, scores: scores.count)
            }
        }
    }

    /// Fisher's exact test: of 2x2 always; of larger tables solved in full where that is quick, and
    /// with more patience or by simulation where expected counts are small. Simulated where that is
    /// asked for.
    private static func exactTest(
        _ table: ContingencyTable, _ simulation: MonteCarlo?
    ) -> TestResult? {
        if let simulation {
            guard table.rowCount > 2 || table.columnCount > 2 else { return table.fisherExact() }
            let drawn = table.simulatedFisherExact(simulation)
            return drawn?.pValue == nil ? table.fisherExact(simulation: simulation) : drawn
        }
        if table.hasSmallExpectedCounts { return table.fisherExact(simulation: MonteCarlo()) }
        if table.rowCount == 2 && table.columnCount == 2 { return table.fisherExact() }
        return table.exactlySolved(work: quickWork)
    }

    /// Steps of a few hundredths of a second.
    private static let quickWork = 1_000_000

    /// Boschloo's test, where it takes a few hundredths of a second.
    private static func boschloo(_ table: ContingencyTable) -> TestResult? {
        table.total <= 2000 ? table.boschlooExact() : nil
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
