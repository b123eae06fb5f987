import ModelValidation
import Testing

struct OverallPerformanceTests {
    @Test(arguments: performanceCases)
    func figuresAndErrorsAreThoseOfR(_ reference: PerformanceReference) {
        let overall = OverallPerformance(reference.cases)
        #expect(agrees(overall.brier.estimate, reference.brier, within: 1e-13))
        #expect(agrees(overall.brier.standardError, reference.brierSe, within: 1e-11))
        #expect(
            agrees(overall.scaledBrier.estimate, reference.scaledBrier, within: 1e-13, scale: 1))
        #expect(agrees(overall.scaledBrier.standardError, reference.scaledBrierSe, within: 1e-11))
        #expect(agrees(overall.logLoss.estimate, reference.logLoss, within: 1e-13))
        #expect(agrees(overall.logLoss.standardError, reference.logLossSe, within: 1e-11))
        #expect(agrees(overall.coxSnellR2.estimate, reference.coxSnell, within: 1e-13, scale: 1))
        #expect(agrees(overall.coxSnellR2.standardError, reference.coxSnellSe, within: 1e-11))
        #expect(
            agrees(overall.nagelkerkeR2.estimate, reference.nagelkerke, within: 1e-13, scale: 1))
        #expect(agrees(overall.nagelkerkeR2.standardError, reference.nagelkerkeSe, within: 1e-11))
        #expect(agrees(overall.spiegelhalterZ, reference.spiegelhalterZ, within: 1e-12, scale: 1))
        #expect(agrees(overall.spiegelhalterP?.value, reference.spiegelhalterP, within: 1e-11))
    }

    /// The influence values against a jackknife: leaving one case out moves the figure by about
    /// u/n, and the two variances differ by O(1/n) of themselves.
    @Test func deltaMethodAgreesWithTheJackknife() throws {
        let reference = try #require(performanceCases.first { $0.name == "calibrated" })
        let figures: [PerformanceFigures.Figure] = [
            .brier, .scaledBrier, .logLoss, .coxSnellR2, .nagelkerkeR2,
        ]
        let cases = reference.cases
        let order = RiskOrder(cases)
        let n = cases.rowCount
        var left: [[Double]] = []
        for row in 0..<n {
            var count = [Double](repeating: 1, count: n)
            count[row] = 0
            let figure = PerformanceFigures(order.ranked(count: count), knots: 0)
            left.append(figures.map { figure[$0] ?? .nan })
        }
        let overall = OverallPerformance(cases)
        let errors = [
            overall.brier, overall.scaledBrier, overall.logLoss, overall.coxSnellR2,
            overall.nagelkerkeR2,
        ].map(\.standardError)
        for (k, error) in errors.enumerated() {
            let mean = left.reduce(0) { $0 + $1[k] } / Double(n)
            let squares = left.reduce(0) { $0 + ($1[k] - mean) * ($1[k] - mean) }
            let jackknife = (squares * Double(n - 1) / Double(n)).squareRoot()
            #expect(agrees(error, jackknife, within: 0.01))
        }
    }

    @Test func whatWasRuledOutIsAnInfiniteLoss() {
        let overall = OverallPerformance(
            ScoredCases(hasEvent: [true, false, true, false], risk: [0, 0.3, 0.8, 0.1]))
        #expect(overall.logLoss.estimate == nil && overall.logLoss.status == .infinite)
        #expect(overall.nagelkerkeR2.status == .infinite && overall.coxSnellR2.estimate == nil)
        #expect(overall.brier.estimate != nil && overall.scaledBrier.estimate != nil)
    }

    @Test func certaintyThatComesTrueCostsNothing() {
        let overall = OverallPerformance(ScoredCases(hasEvent: [true, false], risk: [1, 0]))
        #expect(overall.brier.estimate == 0 && overall.logLoss.estimate == 0)
        #expect(overall.scaledBrier.estimate == 1 && overall.nagelkerkeR2.estimate == 1)
        #expect(overall.spiegelhalterZ == nil && overall.spiegelhalterP == nil)
        #expect(overall.brier.status == .notEstimable)
    }

    @Test func oneOutcomeHasNoScale() {
        let overall = OverallPerformance(ScoredCases(hasEvent: [false, false], risk: [0.1, 0.2]))
        #expect(agrees(overall.brier.estimate, 0.025, within: 1e-14))
        #expect(overall.scaledBrier.note == "no case had the event")
        #expect(overall.nagelkerkeR2.status == .notEstimable)
        let none = OverallPerformance(ScoredCases(hasEvent: [], risk: []))
        #expect(none.brier.estimate == nil && none.logLoss.note == "no case")
        let single = OverallPerformance(ScoredCases(hasEvent: [true], risk: [0.4]))
        #expect(single.brier.estimate != nil && single.brier.confLow == nil)
    }
}
