import ModelValidation
import Testing

struct CalibrationTests {
    @Test(arguments: performanceCases)
    func interceptAndSlopeAreThoseOfGlm(_ reference: PerformanceReference) {
        let calibration = Calibration(reference.cases)
        #expect(
            agrees(
                calibration.inTheLarge.estimate, reference.large, within: 1e-10,
                scale: reference.largeSe))
        #expect(agrees(calibration.inTheLarge.standardError, reference.largeSe, within: 1e-8))
        #expect(
            agrees(
                calibration.slope.estimate, reference.slope, within: 1e-10,
                scale: reference.lineSe[1]))
        #expect(
            agrees(
                calibration.intercept.estimate, reference.intercept, within: 1e-10,
                scale: reference.lineSe[0]))
        #expect(agrees(calibration.intercept.standardError, reference.lineSe[0], within: 1e-8))
        #expect(agrees(calibration.slope.standardError, reference.lineSe[1], within: 1e-8))
        let alone = Calibration(reference.strangers)
        #expect(agrees(alone.slope.standardError, reference.lineModelSe[1], within: 1e-8))
    }

    @Test(arguments: performanceCases)
    func observedOverExpectedIsSymmetricOnTheLogScale(_ reference: PerformanceReference) throws {
        let ratio = Calibration(reference.cases).observedExpected
        #expect(agrees(ratio.estimate, reference.observedExpected, within: 1e-13))
        let error = try #require(ratio.standardError) / reference.observedExpected
        #expect(agrees(error, reference.logOeSe, within: 1e-11))
        let (low, high) = (try #require(ratio.confLow), try #require(ratio.confHigh))
        #expect(
            agrees(
                low * high, reference.observedExpected * reference.observedExpected, within: 1e-12))
        #expect(
            agrees(
                high / low, exponential(2 * 1.959963984540054 * reference.logOeSe), within: 1e-11))
    }

    @Test(arguments: performanceCases)
    func curveAndItsErrorsAreThoseOfR(_ reference: PerformanceReference) {
        let risks = reference.at.map { 1 / (1 + exponential(-$0)) }
        let curve = CalibrationCurve(reference.cases, at: risks)
        #expect(curve.status == .estimated && curve.note == nil)
        #expect(curve.knots.count == reference.knots.count)
        for (knot, expected) in zip(curve.knots, reference.knots) {
            #expect(agrees(knot, 1 / (1 + exponential(-expected)), within: 1e-12))
        }
        #expect(agrees(curve.errors?.mean, reference.ici, within: 1e-9))
        #expect(agrees(curve.errors?.median, reference.e50, within: 1e-9))
        #expect(agrees(curve.errors?.ninetieth, reference.e90, within: 1e-9))
        #expect(agrees(curve.errors?.largest, reference.eMax, within: 1e-9))
        #expect(curve.points.count == risks.count)
        for (k, point) in curve.points.enumerated() {
            let (eta, error) = (reference.curve[k], reference.curveSe[k])
            let share = { (x: Double) in 1 / (1 + exponential(-x)) }
            let z = 1.959963984540054
            #expect(agrees(point.observed, share(eta), within: 1e-9))
            #expect(agrees(point.standardError, error, within: 1e-8))
            #expect(agrees(point.confLow, share(eta - z * error), within: 1e-8))
            #expect(agrees(point.confHigh, share(eta + z * error), within: 1e-8))
        }
    }

    @Test(arguments: performanceCases)
    func tenthsOfRiskAreThoseOfR(_ reference: PerformanceReference) {
        let table = CalibrationTable(reference.cases)
        #expect(table.groups.count == reference.groups.count)
        for (group, expected) in zip(table.groups, reference.groups) {
            #expect(group.cases == expected.cases && group.events == expected.events)
            #expect(agrees(group.meanRisk, expected.meanRisk, within: 1e-13))
            #expect(agrees(group.confLow, expected.low, within: 1e-8, scale: 1e-5))
            #expect(agrees(group.confHigh, expected.high, within: 1e-8))
            #expect(group.lowestRisk <= group.meanRisk && group.meanRisk <= group.highestRisk)
        }
        let test = HosmerLemeshow(reference.cases, fitted: false)
        #expect(agrees(test.statistic, reference.hosmerLemeshow, within: 1e-11))
        #expect(agrees(test.pValue?.value, reference.hosmerLemeshowP, within: 1e-9))
        #expect(
            HosmerLemeshow(reference.cases, fitted: true).degreesOfFreedom == test.degreesOfFreedom
                - 2)
    }

    @Test func aModelFittedToTheseCasesHasSlopeOne() {
        // Two risks, each the share that had the event: the fit of a model with one yes-no factor.
        var events: [Bool] = []
        var risks: [Double] = []
        for (risk, cases, with) in [(0.2, 50, 10), (0.6, 30, 18)] {
            events += (0..<cases).map { $0 < with }
            risks += [Double](repeating: risk, count: cases)
        }
        let cases = ScoredCases(hasEvent: events, risk: risks)
        let calibration = Calibration(cases)
        #expect(agrees(calibration.slope.estimate, 1, within: 1e-12))
        #expect(agrees(calibration.intercept.estimate, 0, within: 1e-12, scale: 1))
        #expect(agrees(calibration.inTheLarge.estimate, 0, within: 1e-12, scale: 1))
        #expect(agrees(calibration.observedExpected.estimate, 1, within: 1e-14))
        let errors = CalibrationCurve(cases).errors
        #expect(agrees(errors?.largest, 0, within: 1e-12, scale: 1))
    }

    @Test func separatedOutcomesHaveAnInfiniteSlope() {
        let apart = ScoredCases(
            hasEvent: [false, false, true, true], risk: [0.1, 0.2, 0.2, 0.4])
        let calibration = Calibration(apart)
        #expect(calibration.slope.status == .infinite && calibration.slope.estimate == nil)
        #expect(calibration.intercept.status == .infinite)
        #expect(calibration.inTheLarge.status == .estimated)
        let curve = CalibrationCurve(apart)
        #expect(curve.points.isEmpty && curve.errors == nil && curve.status == .infinite)
        let turned = Calibration(
            ScoredCases(hasEvent: [true, true, false, false], risk: [0.1, 0.2, 0.3, 0.4]))
        #expect(turned.slope.status == .infinite)
        #expect(turned.slope.note?.hasPrefix("no case with the event") == true)
    }

    @Test func whatCannotBeHadSaysWhy() {
        let certain = Calibration(
            ScoredCases(hasEvent: [false, true, true, false], risk: [0, 0.2, 0.1, 0.4]))
        #expect(certain.slope.note?.contains("exactly 0 or 1") == true)
        #expect(
            certain.inTheLarge.status == .notEstimable && certain.observedExpected.estimate != nil)
        let alike = Calibration(
            ScoredCases(hasEvent: [false, true, true, false], risk: [0.2, 0.2, 0.2, 0.2]))
        #expect(alike.slope.note == "every case was given the same risk")
        #expect(agrees(alike.inTheLarge.estimate, 1.3862943611198906, within: 1e-12))
        let none = Calibration(ScoredCases(hasEvent: [false, false], risk: [0.2, 0.3]))
        #expect(none.inTheLarge.status == .infinite && none.inTheLarge.estimate == nil)
        #expect(none.slope.status == .notEstimable)
        #expect(none.observedExpected.estimate == 0 && none.observedExpected.status == .infinite)
        let empty = Calibration(ScoredCases(hasEvent: [], risk: []))
        #expect(empty.slope.note == "no case" && empty.observedExpected.note == "no case")
        let unforeseen = Calibration(ScoredCases(hasEvent: [true, false], risk: [0, 0]))
        #expect(unforeseen.observedExpected.status == .infinite)
        let family = Calibration(
            ScoredCases(
                hasEvent: [false, true, false, true], risk: [0.1, 0.3, 0.5, 0.6],
                cluster: [3, 3, 3, 3]))
        #expect(family.slope.estimate != nil && family.slope.standardError == nil)
        #expect(family.slope.note?.contains("one cluster") == true)
    }

    @Test func oneEndOfTheCurveMayHaveNoEvent() {
        // 150 events, none of them below a risk of 0.3: five knots separate, and fewer do not, or the
        // curve is a line; whatever it is it exists and lies between 0 and 1.
        var source = SeededRisks(seed: 5)
        var events: [Bool] = []
        var risks: [Double] = []
        for _ in 0..<900 {
            let risk = source.next()
            risks.append(min(max(risk, 0.001), 0.999))
            events.append(risk > 0.3 && source.next() < 0.4)
        }
        let curve = CalibrationCurve(ScoredCases(hasEvent: events, risk: risks))
        #expect(curve.status == .estimated)
        for point in curve.points {
            #expect((0...1).contains(point.observed))
            #expect(
                (point.confLow ?? 2) <= point.observed && point.observed <= (point.confHigh ?? -1))
        }
    }

    @Test func extremeLogOddsDoNotTrap() {
        let events = (0..<40).map { $0 % 3 == 0 }
        for size in [700.0, 1e5, 1e150, 1e307] {
            let cases = ScoredCases(
                hasEvent: events, logOdds: (0..<40).map { ($0 % 2 == 0 ? -size : size) })
            let figures = PerformanceFigures(cases)
            #expect(figures[.auc] != nil)
            #expect(Calibration(cases).slope.estimate.map(\.isFinite) ?? true)
            _ = CalibrationCurve(cases)
            _ = OverallPerformance(cases)
        }
    }
}
