import HypothesisTests
import TestSupport
import Testing

/// `Reference/correlations.json`, worked out at 40 digits from the definitions.
struct CorrelationReference: Decodable {
    struct Entry: Decodable, CustomTestStringConvertible {
        let name: String
        let x: [Double]
        let y: [Double]
        let values: [String: [Double?]]
        var testDescription: String { name }
    }
    let cases: [Entry]

    static func all() throws -> [Entry] {
        try reference("correlations.json", as: CorrelationReference.self).cases
    }
}

@Suite struct CorrelationReferenceTests {
    @Test(arguments: try CorrelationReference.all())
    func everyCorrelationAgrees(entry: CorrelationReference.Entry) throws {
        let correlation = Correlation(try NumberPairs(x: entry.x, y: entry.y))
        let value = { entry.values[$0, default: []] }
        let tests = [("pearson", correlation.pearson()), ("spearman", correlation.spearman())]
        for (name, test) in tests {
            expectNumbers(
                [test.statistic, test.df, test.pValue?.naturalLog], value(name), tolerance: 1e-12,
                name)
        }
        let kendall = correlation.kendall()
        expectNumbers(
            [kendall.statistic, kendall.pValue?.naturalLog], value("kendall"), tolerance: 1e-12,
            "kendall")
        expectNumbers(
            correlation.pearsonCorrelation(confidence: 0.95).numbers, value("pearson_correlation"),
            tolerance: 1e-11, "r")
        expectNumbers(
            correlation.spearmanCorrelation(confidence: 0.95).numbers,
            value("spearman_correlation"), tolerance: 1e-11, "rho")
        expectNumbers(
            correlation.kendallTau(confidence: 0.95).numbers, value("kendall_correlation"),
            tolerance: 1e-11, "tau")
    }
}
