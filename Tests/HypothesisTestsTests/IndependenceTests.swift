import Distributions
import Foundation
import HypothesisTests
import TestSupport
import Testing

/// Tests of independence against values at 50 digits: statistics to 1e-13, ln p to 1e-12.
@Suite struct IndependenceTests {
    private func check(
        _ result: TestResult, _ statistic: Double?, _ logP: Double, _ table: String
    ) throws {
        if let statistic {
            let actual = try #require(result.statistic)
            let error = relativeError(actual, statistic)
            #expect(error <= 1e-13, "\(result.name) of \(table): \(actual), error \(error)")
        }
        let p = try #require(result.pValue)
        let error = relativeError(p.naturalLog, logP)
        #expect(error <= 1e-12, "p of \(result.name) of \(table): \(p.naturalLog), error \(error)")
        #expect(relativeError(p.log10, logP / log(10)) <= 1e-12)
        #expect(result.status == .estimated)
    }

    @Test(arguments: try ReferenceTables.all())
    func everyTestAgreesWithItsDefinition(entry: ReferenceTables.Entry) throws {
        let table = try makeTable(entry.counts)
        let pearson = table.pearsonChiSquared()
        #expect(pearson.df == entry.df)
        try check(pearson, entry.pearson, entry.pearsonLogP, entry.name)
        try check(table.gTest(), entry.g, entry.gLogP, entry.name)
        if let yates = entry.yates, let logP = entry.yatesLogP {
            try check(try #require(table.yatesChiSquared()), yates, logP, entry.name)
        } else {
            #expect(table.yatesChiSquared() == nil)
        }
        if let logP = entry.fisherLogP {
            try check(try #require(table.fisherExact()), nil, logP, entry.name)
        } else {
            #expect(table.fisherExact() == nil)
        }
    }

    @Test(arguments: try ReferenceTables.all())
    func adjustedResidualsAgreeWithTheirDefinition(entry: ReferenceTables.Entry) throws {
        let residuals = try makeTable(entry.counts).adjustedResiduals()
        #expect(residuals.count == entry.adjusted.count)
        for (cell, (value, logP)) in zip(residuals, zip(entry.adjusted, entry.adjustedLogP)) {
            #expect(relativeError(cell.adjusted, value) <= 1e-13)
            #expect(relativeError(cell.pValue.naturalLog, logP) <= 1e-12)
        }
    }

    @Test func tablesFromTheLiteratureGiveTheirPublishedNumbers() throws {
        // R 4.2.2: chisq.test(x, correct = FALSE), chisq.test(x), fisher.test(x)
        let berkeley = try makeTable([[1198, 1493], [557, 1278]])
        #expect(rounded(berkeley.pearsonChiSquared().statistic, 3) == 92.205)
        #expect(rounded(berkeley.yatesChiSquared()?.statistic, 3) == 91.610)
        let smoking = try makeTable([[30, 44], [29, 86]])
        #expect(rounded(smoking.pearsonChiSquared().statistic, 4) == 4.9237)
        #expect(rounded(smoking.pearsonChiSquared().pValue?.value, 4) == 0.0265)
        #expect(rounded(smoking.fisherExact()?.pValue?.value, 4) == 0.0362)
    }

    @Test func theRiskRatioBehindNewcastlesSharesIsSixToOne() throws {
        // 67% of those not in education, employment or training came from the 25% of 8,000 with
        // repeated contact: (0.67/0.25)/(0.33/0.75) = 6.09, however many they were.
        let expected: Double = (0.67 / 0.25) / (0.33 / 0.75)
        for count in [100, 400, 1_000] {
            let own = count * 67 / 100
            let found = try EventComparison(
                level: "contact", reference: "none", events: own, cases: 2_000,
                referenceEvents: count - own, referenceCases: 6_000
            ).riskRatio(confidence: 0.95)
            let ratio = try #require(found.estimate)
            #expect(abs(ratio - expected) < 1e-12)
            #expect(rounded(found.estimate, 2) == 6.09)
            #expect(try #require(found.confLow) > 3)
        }
    }
}

/// A published number has only so many decimals.
func rounded(_ value: Double?, _ decimals: Int) -> Double? {
    let scale = pow(10, Double(decimals))
    return value.map { ($0 * scale).rounded() / scale }
}
