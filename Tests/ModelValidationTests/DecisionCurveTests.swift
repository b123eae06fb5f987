import ModelValidation
import Testing

struct DecisionCurveTests {
    @Test(arguments: performanceCases)
    func netBenefitIsThePublishedFormula(_ reference: PerformanceReference) {
        let curve = DecisionCurve(reference.cases, thresholds: reference.benefit.map(\.threshold))
        #expect(curve.points.count == reference.benefit.count)
        for (point, expected) in zip(curve.points, reference.benefit) {
            #expect(agrees(point.model.estimate, expected.formula, within: 1e-12, scale: 1e-2))
            #expect(agrees(point.model.estimate, expected.model, within: 1e-12, scale: 1e-2))
            #expect(agrees(point.all.estimate, expected.all, within: 1e-12, scale: 1e-2))
            #expect(
                agrees(
                    point.gainOverAll.estimate, expected.model - expected.all, within: 1e-12,
                    scale: 1e-2))
            #expect(
                agrees(
                    point.standardised.estimate, expected.standardised, within: 1e-12, scale: 1e-2))
            for (actual, error) in [
                (point.model, expected.modelSe), (point.all, expected.allSe),
                (point.gainOverAll, expected.gainSe),
                (point.standardised, expected.standardisedSe),
            ] {
                // Nobody, or everybody, above the threshold: what is the same for all has no error.
                if error < 1e-15 {
                    #expect(actual.standardError == nil && actual.status == .notEstimable)
                } else {
                    #expect(agrees(actual.standardError, error, within: 1e-11))
                    #expect(actual.status == .estimated)
                }
            }
        }
    }

    @Test func aRiskAtTheThresholdIsOffered() {
        let cases = ScoredCases(hasEvent: [true, false, true, false], risk: [0.5, 0.5, 0.4, 0.1])
        let point = DecisionCurve(cases, thresholds: [0.5]).points[0]
        #expect(point.offered == 2 && point.found == 1)
        #expect(point.model.estimate == 0 && point.all.estimate == 0)
    }

    @Test func atThresholdZeroAllAreOffered() {
        let cases = ScoredCases(hasEvent: [true, false, false, false], risk: [0.5, 0, 0.4, 0.1])
        let point = DecisionCurve(cases, thresholds: [0]).points[0]
        #expect(point.offered == 4 && point.model.estimate == 0.25 && point.all.estimate == 0.25)
        #expect(point.gainOverAll.estimate == 0 && point.gainOverAll.standardError == nil)
    }

    @Test func thresholdsOutsideAreLeftOut() {
        let cases = ScoredCases(hasEvent: [true, false], risk: [0.5, 0.2])
        let curve = DecisionCurve(
            cases, thresholds: [1, -0.1, .nan, .infinity, 0.3, 0.2, 0.3])
        #expect(curve.points.map(\.threshold) == [0.2, 0.3])
        #expect(DecisionCurve(cases).points.count == 50)
        #expect(DecisionCurve(ScoredCases(hasEvent: [], risk: [])).points.isEmpty)
    }

    @Test func withoutAnEventThereIsNothingToStandardiseBy() {
        let cases = ScoredCases(hasEvent: [false, false, false], risk: [0.5, 0.2, 0.1])
        let point = DecisionCurve(cases, thresholds: [0.3]).points[0]
        #expect(point.standardised.estimate == nil && point.standardised.note != nil)
        #expect(agrees(point.model.estimate, -1.0 / 3 * (0.3 / 0.7), within: 1e-13))
    }
}
