import Distributions

/// A stratified table, tested and measured: what is seen within strata, beside what all cases together
/// show, and whether the strata tell the same.
///
/// Asked with `StratifiedAnalysis(of:event:reference:...)`; nothing in it can be NaN.
public struct StratifiedAnalysis: Sendable, Hashable {
    /// The table as it was given.
    public let table: StratifiedTable
    /// How many strata tell anything, and why the others do not.
    public let use: StratumUse
    /// The confidence level of the intervals.
    public let confidence: Double
    /// The column that is the event; nil unless the table has two columns.
    public let event: String?
    /// The row that the others are compared with; nil where the table has no row.
    public let reference: String?
    /// Every test within strata that applies to the table's shape.
    public let tests: [TestResult]
    /// Tests that an effect is the same in all strata: four where one row is compared with another,
    /// Breslow-Day with Tarone's correction for each row where there are more; none without an event.
    public let homogeneity: [TestResult]
    /// The crude test of all cases together, Pearson's chi-squared.
    public let crudeTest: TestResult
    /// The name of the test to read; nil where none can be made.
    public let primary: String?
    /// Why that test, in one sentence with its figures.
    public let reason: String
    /// What the test that was not chosen says, in one sentence; nil where there is none.
    public let runnerUp: String?
    /// The pooled effects of each row against the reference: risk difference first.
    public let pooled: [Effect]
    /// The crude effects of each row against the reference, of all cases together.
    public let crude: [Effect]
    /// The effects within each stratum; empty above `mostListedStrata`.
    public let withinStrata: [Effect]

    /// How many informative strata expect fewer than one case in some cell, so that tests of whether
    /// strata differ are rough; 0 unless one row is compared with another.
    public let sparseStrata: Int

    /// Above so many strata the effects within each are not worked out.
    public static let mostListedStrata = 200

    /// Analyses a stratified table.
    ///
    /// - Parameters:
    ///   - event: the column that counts as the event; the second of two unless named.
    ///   - reference: the row that the others are compared with; the first unless named.
    ///   - rowScores: one finite score a row where the rows have an order.
    ///   - columnScores: one finite score a column where the columns have an order.
    ///   - confidence: strictly between 0 and 1.
    /// - Throws: for a row or column that the table has not, or a level that is no confidence.
    public init(
        of table: StratifiedTable, event: String? = nil, reference: String? = nil,
        rowScores: [Double]? = nil, columnScores: [Double]? = nil, confidence: Double = 0.95
    ) throws(ContingencyTableError) {
        guard confidence > 0, confidence < 1 else { throw .confidence(confidence) }
        let columns = table.columnLabels
        let rows = table.rowLabels
        if let event, !columns.contains(event) {
            throw .unknownColumn(event, columns: columns)
        }
        if let reference, !rows.contains(reference) {
            throw .unknownRow(reference, rows: rows)
        }
        let eventColumn =
            columns.count == 2 ? event.flatMap { columns.firstIndex(of: $0) } ?? 1 : nil
        let referenceRow = reference.flatMap { rows.firstIndex(of: $0) } ?? (rows.isEmpty ? nil : 0)
        self.table = table
        self.confidence = confidence
        self.event = eventColumn.map { columns[$0] }
        self.reference = referenceRow.map { rows[$0] }
        use = table.use
        crudeTest = table.crude.pearsonChiSquared()
        sparseStrata =
            rows.count == 2 && columns.count == 2
            ? table.strata.indices.count { h in
                let stratum = table.table(h)
                return stratum.occupied.untestable == nil
                    && stratum.expectedCountSummary.smallest < 1
            } : 0
        var comparisons: [StratifiedComparison] = []
        if let eventColumn, let referenceRow {
            comparisons = rows.indices.filter { $0 != referenceRow }.map {
                StratifiedComparison(table, row: $0, reference: referenceRow, event: eventColumn)
            }
        }
        let only = comparisons.count == 1 ? comparisons.first : nil
        let exact = only?.exact(confidence: confidence)
        if let only, let exact {
            tests = [
                only.cochranMantelHaenszel(), only.correctedCochranMantelHaenszel(), exact.test,
                exact.midP,
            ]
            homogeneity = only.homogeneityTests()
        } else {
            tests = [
                table.generalAssociation(),
                columnScores.map { table.rowMeanScores(columnScores: $0) },
                rowScores.flatMap { left in
                    (columnScores ?? (columns.count == 2 ? [0, 1] : nil)).map {
                        table.correlation(rowScores: left, columnScores: $0)
                    }
                },
            ].compactMap(\.self)
            homogeneity = comparisons.map { comparison in
                var test = comparison.breslowDayTarone()
                test.method += ": \(comparison.level) against \(comparison.reference)"
                return test
            }
        }
        let choice = StratifiedChoice(
            table, use: use, tests: tests, room: only?.roomWithinMargins, confidence: confidence)
        (primary, reason, runnerUp) = (choice.primary, choice.reason, choice.runnerUp)
        pooled = comparisons.flatMap { comparison in
            [
                comparison.mantelHaenszelRiskDifference(confidence: confidence),
                comparison.mantelHaenszelRiskRatio(confidence: confidence),
                comparison.mantelHaenszelOddsRatio(confidence: confidence),
                (exact ?? comparison.exact(confidence: confidence)).oddsRatio,
            ]
        }
        crude = comparisons.flatMap { Self.effects($0.crude, confidence, stratum: nil) }
        withinStrata =
            table.strata.count > Self.mostListedStrata
            ? []
            : table.strata.indices.flatMap { h in
                comparisons.flatMap {
                    Self.effects($0.strata[h], confidence, stratum: table.strata[h])
                }
            }
    }

    private static func effects(
        _ comparison: EventComparison, _ confidence: Double, stratum: String?
    ) -> [Effect] {
        [
            comparison.riskDifference(confidence: confidence),
            comparison.riskRatio(confidence: confidence),
            comparison.oddsRatio(confidence: confidence),
        ].map { effect in
            var effect = effect
            effect.stratum = stratum
            return effect
        }
    }

    /// Whether the crude difference of a level points the other way than the difference within strata
    /// (Simpson's reversal), either being away from 0 at the chosen confidence; false where one cannot
    /// be had.
    public func isReversed(level: String) -> Bool {
        guard
            let all = crude.first(where: { $0.level == level && $0.name == "risk_difference" }),
            let within = pooled.first(where: {
                $0.level == level && $0.name == "risk_difference"
            }), let crudely = all.estimate, let pooled = within.estimate,
            crudely != 0, pooled != 0, (crudely < 0) != (pooled < 0)
        else { return false }
        return [all, within].contains { ($0.confLow ?? -1) > 0 || ($0.confHigh ?? 1) < 0 }
    }
}

/// Which test of a stratified table to read, why, and what the next one says.
struct StratifiedChoice {
    let primary: String?
    let reason: String
    let runnerUp: String?

    init(
        _ table: StratifiedTable, use: StratumUse, tests: [TestResult], room: Double?,
        confidence: Double
    ) {
        let find = { (name: String) in tests.first { $0.name == name && $0.pValue != nil } }
        guard use.untestable == nil, tests.contains(where: { $0.pValue != nil }) else {
            primary = nil
            let note = tests.first?.note ?? "there is nothing to compare"
            reason = "there is nothing to test: " + (use.untestable ?? note)
            runnerUp = nil
            return
        }
        let general = find("cochran_mantel_haenszel")
        let among = "\(grouped(use.informative)) of \(grouped(use.strata)) strata tell about it"
        if let room {
            let exact = find("cochran_mantel_haenszel_exact")
            let isSparse = room < 5 && exact != nil
            primary = (isSparse ? exact : general ?? exact)?.name
            let figure =
                "within their totals the count of events could lie \(shortened(room)) from what is expected"
            reason =
                isSparse
                ? "\(among), and \(figure), below 5, so the exact test takes the place of the"
                    + " chi-square approximation"
                : "\(among), and \(figure), so the chi-square approximation"
                    + (room < 5 ? " is doubtful here" : " holds")
            runnerUp = Self.comparison(
                isSparse ? exact : general,
                isSparse ? general : exact ?? find("cochran_mantel_haenszel_corrected"), confidence)
        } else if let correlation = find("cochran_mantel_haenszel_correlation") {
            primary = correlation.name
            reason = "\(among), and rows and columns both have an order"
            runnerUp = Self.comparison(correlation, general, confidence)
        } else if let means = find("cochran_mantel_haenszel_row_means") {
            primary = means.name
            reason = "\(among), and the \(table.columnLabels.count) columns have an order"
            runnerUp = Self.comparison(means, general, confidence)
        } else {
            primary = general?.name
            reason =
                "\(among), and the table of \(table.rowLabels.count) by \(table.columnLabels.count)"
                + " has no order to use"
            runnerUp = nil
        }
    }

    private static func comparison(
        _ chosen: TestResult?, _ other: TestResult?, _ confidence: Double
    ) -> String? {
        guard let p = chosen?.pValue, let other, let otherP = other.pValue else { return nil }
        let names = [
            "cochran_mantel_haenszel": "the Cochran-Mantel-Haenszel chi-squared test",
            "cochran_mantel_haenszel_exact": "the exact test",
            "cochran_mantel_haenszel_corrected": "the test with continuity correction",
        ]
        return runnerUpSentence(
            names[other.name] ?? other.method, otherP, beside: p, confidence: confidence)
    }
}

/// A count with commas between thousands, for a sentence: 1,773.
func grouped(_ count: Int) -> String {
    var digits = Array(String(count))
    var place = digits.count - 3
    while place > 0 {
        digits.insert(",", at: place)
        place -= 3
    }
    return String(digits)
}

/// "The exact test says p = .036, on the same side of .05".
func runnerUpSentence(
    _ name: String, _ p: PValue, beside chosen: PValue, confidence: Double
) -> String {
    let level = 1 - confidence
    let limit = shortened(level, leadingZero: false)
    let said = name + " says " + p.sentence
    return chosen.isAtMost(level) == p.isAtMost(level)
        ? said + ", on the same side of \(limit)"
        : said + ", on the other side of \(limit), so the finding hangs on the choice of test"
}
