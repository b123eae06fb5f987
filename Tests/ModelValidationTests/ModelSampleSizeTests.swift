import ModelValidation
import Testing

private struct SizeFile: Decodable, Sendable {
    struct Case: Decodable, Sendable {
        var prevalence: Double
        var parameters: Int
        var r2, targetShrinkage, targetOptimism, targetMargin, targetError: Double
        var largest, shrinkage, optimism, overallRisk, predictionError: Double
    }
    struct Curve: Decodable, Sendable { var c, prevalence, r2: Double }
    var cases: [Case]
    var curves: [Curve]
}

struct ModelSampleSizeTests {
    private func file() throws -> SizeFile {
        try snakeCaseReference("sample_size.json", as: SizeFile.self)
    }

    @Test func formulasAreThoseAtFiftyDigits() throws {
        let references = try file().cases
        #expect(references.count == 9)
        for reference in references {
            var targets = ModelSampleSize.Targets()
            targets.shrinkage = reference.targetShrinkage
            targets.optimism = reference.targetOptimism
            targets.riskMargin = reference.targetMargin
            targets.predictionError = reference.targetError
            let size = try ModelSampleSize(
                prevalence: reference.prevalence, parameters: reference.parameters,
                coxSnellR2: reference.r2, targets: targets)
            let expected = [
                reference.shrinkage, reference.optimism, reference.overallRisk,
                reference.predictionError,
            ]
            #expect(agrees(size.largestR2, reference.largest, within: 1e-14))
            #expect(size.needs.map(\.criterion) == ModelSampleSize.Criterion.allCases)
            for (need, exact) in zip(size.needs, expected) {
                #expect(agrees(need.exactCases, exact, within: 1e-12))
                #expect(need.cases == exact.rounded(.up))
            }
            #expect(size.cases == expected.max()?.rounded(.up))
        }
    }

    /// R. D. Riley et al., BMJ 368 (2020), m441: a model of pre-eclampsia, 30 parameters, 5% with the
    /// event, R² 0.05. The largest need is that of shrinkage, 5249.
    @Test func thePublishedExampleIsMet() throws {
        let size = try ModelSampleSize(prevalence: 0.05, parameters: 30, coxSnellR2: 0.05)
        #expect(size.cases == 5249)
        #expect(agrees(size.events, 262.45, within: 1e-12))
        #expect(agrees(size.eventsPerParameter, 8.748333333333333, within: 1e-12))
        let need = { (criterion: ModelSampleSize.Criterion) in
            size.needs.first { $0.criterion == criterion }?.cases
        }
        #expect(need(.overallRisk) == 73 && need(.predictionError) == 544)
        #expect(size.unmet(byCases: 2000) == [.shrinkage])
        #expect(size.unmet(byCases: 5249).isEmpty && size.unmet(byCases: 10).count == 4)
    }

    /// The example of R's pmsampsize: R² 0.288, 24 parameters, 17.4% with the event gives 623, 668
    /// and 221 cases, where it rounds the largest R² to two digits and the second shrinkage to
    /// three; unrounded the second is 662.
    @Test func pmsampsizeDiffersByItsRoundingAlone() throws {
        let size = try ModelSampleSize(prevalence: 0.174, parameters: 24, coxSnellR2: 0.288)
        #expect(size.needs.prefix(3).map(\.cases) == [623, 662, 221])
        var targets = ModelSampleSize.Targets()
        let rounded = (0.288 / (0.288 + 0.05 * 0.60) * 1000).rounded() / 1000
        targets.shrinkage = rounded
        let other = try ModelSampleSize(
            prevalence: 0.174, parameters: 24, coxSnellR2: 0.288, targets: targets)
        #expect(other.needs[0].cases == 668)
    }

    @Test func rSquaredOfACStatisticIsTheIntegral() throws {
        let references = try file().curves
        #expect(references.count == 7)
        for reference in references {
            let r2 = try ModelSampleSize.coxSnellR2(
                cStatistic: reference.c, prevalence: reference.prevalence)
            // What a sum of parts of size 1 leaves where R² is a millionth.
            #expect(agrees(r2, reference.r2, within: 1e-12, scale: 1e-3))
        }
    }

    @Test func shrinkageToExpectAndCasesNeededAreOneFormula() throws {
        let size = try ModelSampleSize(prevalence: 0.07, parameters: 20, nagelkerkeR2: 0.15)
        let needed = try #require(size.needs[0].exactCases)
        #expect(agrees(size.expectedShrinkage(cases: needed), 0.9, within: 1e-12))
        let more = try #require(size.expectedShrinkage(cases: 2 * needed))
        #expect(more > 0.94 && more < 1)
        #expect(size.expectedShrinkage(cases: 0) == nil)
        #expect(size.expectedShrinkage(cases: .nan) == nil)
    }

    @Test func moreIsNeededOfMoreParametersAndOfLessSignal() throws {
        for step in 1...100 {
            let prevalence = 0.01 + 0.0049 * Double(step)
            let few = try ModelSampleSize(prevalence: prevalence, parameters: step)
            let many = try ModelSampleSize(prevalence: prevalence, parameters: step + 1)
            let weak = try ModelSampleSize(
                prevalence: prevalence, parameters: step, nagelkerkeR2: 0.1)
            #expect((few.cases ?? .infinity) <= (many.cases ?? 0))
            #expect((few.needs[0].exactCases ?? .infinity) < (weak.needs[0].exactCases ?? 0))
        }
    }

    @Test func whatIsOutsideIsRefusedInWords() throws {
        #expect(throws: ModelSampleSizeError.prevalence(0)) {
            try ModelSampleSize(prevalence: 0, parameters: 3, coxSnellR2: 0.1)
        }
        #expect(throws: ModelSampleSizeError.parameters(0)) {
            try ModelSampleSize(prevalence: 0.1, parameters: 0, coxSnellR2: 0.1)
        }
        let largest = try ModelSampleSize.largestCoxSnellR2(prevalence: 0.1)
        #expect(throws: ModelSampleSizeError.coxSnellR2(0.9, largest: largest)) {
            try ModelSampleSize(prevalence: 0.1, parameters: 3, coxSnellR2: 0.9)
        }
        #expect(throws: ModelSampleSizeError.cStatistic(1)) {
            try ModelSampleSize.coxSnellR2(cStatistic: 1, prevalence: 0.2)
        }
        var targets = ModelSampleSize.Targets()
        targets.shrinkage = 1
        #expect(throws: ModelSampleSizeError.targets) {
            try ModelSampleSize(
                prevalence: 0.1, parameters: 3, coxSnellR2: 0.1, targets: targets)
        }
        #expect(ModelSampleSizeError.prevalence(2).message.contains("between 0 and 1"))
        targets.shrinkage = 0.05
        let size = try ModelSampleSize(
            prevalence: 0.1, parameters: 3, coxSnellR2: 0.1, targets: targets)
        #expect(size.needs[0].cases == nil && size.needs[0].note != nil && size.cases == nil)
        let huge = try ModelSampleSize(prevalence: 1e-300, parameters: .max, nagelkerkeR2: 1e-10)
        #expect(huge.needs.allSatisfy { $0.cases != nil || $0.note != nil })
    }
}
