import ModelValidation
import TestSupport
import Testing

struct PerformanceFiguresTests {
    @Test func namesAreStable() {
        #expect(
            PerformanceFigures.Figure.allCases.map(\.rawValue) == [
                "auc", "brier", "scaled_brier", "log_loss", "cox_snell_r2", "nagelkerke_r2",
                "calibration_in_the_large", "calibration_slope", "calibration_intercept",
                "observed_expected", "ici", "e50", "e90", "e_max",
            ])
    }

    @Test(arguments: performanceCases)
    func figuresAreThoseOfTheirOwnTypes(_ reference: PerformanceReference) {
        let cases = reference.cases
        let figures = PerformanceFigures(cases)
        let overall = OverallPerformance(cases)
        let calibration = Calibration(cases)
        let errors = CalibrationCurve(cases).errors
        let expected: [(PerformanceFigures.Figure, Double?)] = [
            (.auc, AUC(cases).plain.estimate), (.brier, overall.brier.estimate),
            (.scaledBrier, overall.scaledBrier.estimate), (.logLoss, overall.logLoss.estimate),
            (.coxSnellR2, overall.coxSnellR2.estimate),
            (.nagelkerkeR2, overall.nagelkerkeR2.estimate),
            (.calibrationInTheLarge, calibration.inTheLarge.estimate),
            (.calibrationSlope, calibration.slope.estimate),
            (.calibrationIntercept, calibration.intercept.estimate),
            (.observedExpected, calibration.observedExpected.estimate), (.ici, errors?.mean),
            (.e50, errors?.median), (.e90, errors?.ninetieth), (.eMax, errors?.largest),
        ]
        #expect(expected.count == PerformanceFigures.Figure.allCases.count)
        for (figure, value) in expected {
            #expect(agrees(figures[figure], value ?? .nan, within: 1e-12, scale: 1e-3), "\(figure)")
        }
        #expect(figures.knotCount == reference.knots.count)
    }

    @Test(arguments: 1...100)
    func countsAreRepeatedRowsAndOrderIsNothing(_ seed: Int) {
        let cases = SeededRisks.cases(seed: seed, counted: true)
        let figures = PerformanceFigures(cases)
        // To the bit: rows alike become one before anything is summed.
        #expect(PerformanceFigures(cases.repeated) == figures)
        let turned = cases.inOrder(cases.risk.indices.reversed())
        #expect(PerformanceFigures(turned) == figures)
        let order = RiskOrder(
            ScoredCases(hasEvent: cases.hasEvent, risk: cases.risk, cluster: cases.cluster))
        #expect(PerformanceFigures(order.ranked(count: cases.count)) == figures)
    }

    @Test(arguments: 1...100)
    func standardErrorsOfCountsAreThoseOfRepeatedRows(_ seed: Int) {
        let cases = SeededRisks.cases(seed: seed, counted: true)
        let same = { (one: PerformanceEstimate, other: PerformanceEstimate) -> Bool in
            one.status == other.status
                && zip(
                    [one.estimate, one.standardError, one.confLow, one.confHigh],
                    [other.estimate, other.standardError, other.confLow, other.confHigh]
                ).allSatisfy { a, b in
                    a == nil && b == nil || agrees(a, b ?? .nan, within: 1e-11, scale: 1e-2)
                }
        }
        for other in [cases.repeated, cases.inOrder(cases.risk.indices.reversed())] {
            #expect(same(AUC(cases).logit, AUC(other).logit))
            #expect(same(AUC(cases).plain, AUC(other).plain))
            let (one, two) = (OverallPerformance(cases), OverallPerformance(other))
            #expect(same(one.brier, two.brier) && same(one.nagelkerkeR2, two.nagelkerkeR2))
            #expect(same(one.scaledBrier, two.scaledBrier) && same(one.logLoss, two.logLoss))
            let (first, second) = (Calibration(cases), Calibration(other))
            #expect(same(first.slope, second.slope) && same(first.intercept, second.intercept))
            #expect(same(first.inTheLarge, second.inTheLarge))
            #expect(same(first.observedExpected, second.observedExpected))
            for (a, b) in zip(DecisionCurve(cases).points, DecisionCurve(other).points) {
                #expect(same(a.model, b.model) && same(a.standardised, b.standardised))
                #expect(a.offered == b.offered && a.found == b.found)
            }
            let (table, repeated) = (CalibrationTable(cases), CalibrationTable(other))
            #expect(table.groups.map(\.cases) == repeated.groups.map(\.cases))
            #expect(table.groups.map(\.events) == repeated.groups.map(\.events))
        }
    }

    @Test(arguments: 1...100)
    func theEventTurnedRoundIsTheSameModel(_ seed: Int) {
        let cases = SeededRisks.cases(seed: seed, counted: seed % 5 == 0)
        let (one, other) = (PerformanceFigures(cases), PerformanceFigures(cases.complement))
        // 1 - p rounds, so that log-odds of the complement differ in their last digits.
        for figure: PerformanceFigures.Figure in [
            .auc, .brier, .scaledBrier, .logLoss, .coxSnellR2, .nagelkerkeR2, .calibrationSlope,
        ] {
            #expect(agrees(one[figure], other[figure] ?? .nan, within: 1e-11, scale: 1e-2))
        }
        for figure: PerformanceFigures.Figure in [.calibrationInTheLarge, .calibrationIntercept] {
            #expect(agrees(one[figure], -(other[figure] ?? .nan), within: 1e-11, scale: 1))
        }
        let (area, turned) = (AUC(cases).plain, AUC(cases.complement).plain)
        #expect(agrees(area.standardError, turned.standardError ?? .nan, within: 1e-11))
    }

    @Test func nothingTraps() {
        for events in [[], [true], [false], [true, true], [false, true], [true, false, true]] {
            for risk in [0, 0.3, 0.5, 1] {
                for count: Double? in [nil, 0, 1, 0.25, 1e300] {
                    let cases = ScoredCases(
                        hasEvent: events, risk: events.map { _ in risk },
                        count: count.map { count in events.map { _ in count } })
                    let figures = PerformanceFigures(cases)
                    for figure in PerformanceFigures.Figure.allCases {
                        #expect(figures[figure]?.isFinite ?? true)
                    }
                    _ = AUC(cases)
                    _ = OverallPerformance(cases)
                    _ = Calibration(cases)
                    _ = CalibrationCurve(cases)
                    _ = CalibrationTable(cases, groups: .max)
                    _ = HosmerLemeshow(cases, groups: -3, fitted: true)
                    _ = DecisionCurve(cases)
                }
            }
        }
    }

    @Test func negativeZeroIsARiskOfZero() {
        let one = ScoredCases(hasEvent: [true, false, false], risk: [0.5, -0.0, 0])
        #expect(PerformanceFigures(one)[.auc] == 1)
        #expect(RiskOrder(one).ranked.risk.count == 2)
    }

    @Test(arguments: [511, 512, 513, 4099])
    func orderIsThatOfSorting(_ count: Int) {
        var source = Seeded(count)
        let risks = (0..<count).map { row in
            row % 5 == 0 ? Double(source.below(7)) / 7 : source.next() * source.next()
        }
        let cases = ScoredCases(hasEvent: risks.map { _ in source.next() < 0.5 }, risk: risks)
        let ranked = RiskOrder(cases).ranked
        #expect(ranked.caseCount == Double(count))
        #expect(Array(Set(ranked.risk)).sorted() == Array(Set(risks)).sorted())
        #expect(zip(ranked.risk, ranked.risk.dropFirst()).allSatisfy { $0 <= $1 })
        // The area by all pairs.
        var wins = 0.0
        for row in risks.indices where cases.hasEvent[row] {
            for other in risks.indices where !cases.hasEvent[other] {
                wins += risks[row] > risks[other] ? 1 : risks[row] == risks[other] ? 0.5 : 0
            }
        }
        let pairs = cases.eventCount * (cases.caseCount - cases.eventCount)
        #expect(PerformanceFigures(cases)[.auc] == wins / pairs)
    }
}
