import ModelValidation
import Testing

struct ScoredCasesTests {
    @Test func riskAndLogOddsAreOneFigure() {
        let byRisk = ScoredCases(hasEvent: [true, false, true], risk: [0.2, 0, 1])
        #expect(abs(byRisk.logOdds[0] + 1.3862943611198906) < 1e-15)
        #expect(byRisk.logOdds[1] == -.infinity && byRisk.logOdds[2] == .infinity)
        let byOdds = ScoredCases(hasEvent: [true, false], logOdds: [-800, 40])
        #expect(byOdds.risk == [0, 1])
    }

    @Test func casesAreCountedByWhatTheyStandFor() {
        let cases = ScoredCases(hasEvent: [true, false], risk: [0.1, 0.2], count: [2, 3])
        #expect(cases.caseCount == 5 && cases.eventCount == 2 && cases.hasBothOutcomes)
        let none = ScoredCases(hasEvent: [], risk: [])
        #expect(none.caseCount == 0 && !none.hasBothOutcomes)
        let one = ScoredCases(hasEvent: [true, false], risk: [0.1, 0.2], count: [2, 0])
        #expect(!one.hasBothOutcomes)
    }
}
