import Distributions
import Foundation
import TestSupport
import Testing

@testable import HypothesisTests

/// `Reference/rates_r.json`: what MASS says of the same groups.
private struct RateReferenceOfR: Decodable {
    struct Group: Decodable {
        let name: String
        let theta: Double?
        let thetaStandardError: Double?
        enum CodingKeys: String, CodingKey {
            case name, theta
            case thetaStandardError = "theta_std_error"
        }
    }
    let groups: [Group]
}

/// `Reference/rates.json`, solved at 40 digits.
struct RateReference: Decodable {
    struct Two: Decodable, CustomTestStringConvertible {
        let counts: [Int]
        let exposures: [Double]
        let values: Values
        struct Values: Decodable {
            let exactLogP: Double
            let midLogP: Double
            let score: [Double?]
            let exactRatio: [Double?]
            let midRatio: [Double?]
            let scoreRatio: [Double?]
            let difference: [Double?]
            enum CodingKeys: String, CodingKey {
                case score, difference
                case exactLogP = "exact_log_p"
                case midLogP = "mid_log_p"
                case exactRatio = "exact_ratio"
                case midRatio = "mid_ratio"
                case scoreRatio = "score_ratio"
            }
        }
        var testDescription: String { "\(counts) in \(exposures)" }
    }
    struct One: Decodable {
        let count: Int
        let exposure: Double
        let values: [Double?]
    }
    struct Groups: Decodable, CustomTestStringConvertible {
        let name: String
        let counts: [[Double]]
        let exposures: [[Double]]?
        let values: Values
        struct Values: Decodable {
            let likelihoodRatio: [Double?]
            let pearson: [Double?]
            let dean: [Double?]
            let pearsonDispersion: Double
            let theta: Double
            let logLikelihood: Double
            let negativeBinomial: [Double?]
            let ratios: [[Double?]]
            enum CodingKeys: String, CodingKey {
                case pearson, dean, theta
                case likelihoodRatio = "likelihood_ratio"
                case pearsonDispersion = "pearson_dispersion"
                case logLikelihood = "log_likelihood"
                case negativeBinomial = "nb_likelihood_ratio"
                case ratios = "nb_ratios"
            }
        }
        var testDescription: String { name }
    }
    let two: [Two]
    let one: [One]
    let groups: [Groups]

    static func all() throws -> RateReference { try reference("rates.json") }
}

@Suite struct RateReferenceTests {
    @Test(arguments: try RateReference.all().two)
    func twoRates(entry: RateReference.Two) throws {
        let comparison = RateComparison(
            PoissonRate(label: "a", events: entry.counts[0], exposure: entry.exposures[0]),
            with: PoissonRate(label: "b", events: entry.counts[1], exposure: entry.exposures[1]))
        let values = entry.values
        let score = comparison.scoreTest()
        expectNumbers(
            [score.statistic, score.pValue?.naturalLog], values.score, tolerance: 1e-12, "score")
        expectNumbers(
            [
                comparison.exactTest().pValue?.naturalLog,
                comparison.midPTest().pValue?.naturalLog,
            ],
            [values.exactLogP, values.midLogP], tolerance: 1e-11, slack: 1e-15,
            "exact p, mid-p")
        expectNumbers(
            comparison.rateRatio(confidence: 0.95).numbers, values.exactRatio, tolerance: 1e-10,
            "exact")
        expectNumbers(
            comparison.rateRatioMidP(confidence: 0.95).numbers, values.midRatio, tolerance: 1e-10,
            "mid-p")
        expectNumbers(
            comparison.rateRatioScore(confidence: 0.95).numbers, values.scoreRatio,
            tolerance: 1e-12, "score ratio")
        expectNumbers(
            comparison.rateDifference(confidence: 0.95).numbers, values.difference,
            tolerance: 1e-10, "difference")
    }

    @Test func oneRate() throws {
        for entry in try RateReference.all().one {
            expectNumbers(
                PoissonRate(events: entry.count, exposure: entry.exposure)
                    .rate(confidence: 0.95).numbers,
                entry.values, tolerance: 1e-11, "\(entry.count)")
        }
    }

    @Test(arguments: try RateReference.all().groups)
    func severalGroups(entry: RateReference.Groups) throws {
        let groups = try entry.counts.indices.map { index in
            try EventCounts(
                label: "\(index)", counts: entry.counts[index], exposures: entry.exposures?[index])
        }
        let analysis = RateAnalysis(groups)
        let values = entry.values
        let numbers = { (test: TestResult) in
            [test.statistic, test.df, test.pValue?.naturalLog]
        }
        expectNumbers(
            numbers(analysis.poissonLikelihoodRatio()), values.likelihoodRatio, tolerance: 1e-12,
            "G")
        expectNumbers(
            numbers(analysis.poissonPearson()), values.pearson, tolerance: 1e-12, "Pearson")
        let dean = analysis.overdispersionTest()
        expectNumbers(
            [dean.statistic, dean.pValue?.naturalLog], values.dean, tolerance: 1e-12, "Dean")
        expectNumbers(
            [analysis.pearsonDispersion().estimate], [values.pearsonDispersion], tolerance: 1e-13,
            "dispersion")
        expectNumbers([analysis.shape().estimate], [values.theta], tolerance: 1e-9, "theta")
        expectNumbers(
            [analysis.negativeBinomialLogLikelihood], [values.logLikelihood], tolerance: 1e-12,
            "log-likelihood")
        // A difference of two log-likelihoods, each right to 1e-15 of itself.
        expectNumbers(
            numbers(analysis.negativeBinomialLikelihoodRatio()), values.negativeBinomial,
            tolerance: 1e-9, "likelihood ratio")
        for (index, expected) in values.ratios.enumerated() {
            expectNumbers(
                analysis.negativeBinomialRatio(of: index + 1, to: 0, confidence: 0.95).numbers,
                expected, tolerance: 1e-9, "ratio")
        }
    }

    @Test func thetaHasTheStandardErrorOfMASS() throws {
        let cases = try reference("rates_r.json", as: RateReferenceOfR.self).groups
        var checked = 0
        for entry in try RateReference.all().groups {
            guard let found = cases.first(where: { $0.name == entry.name }),
                let theta = found.theta, let error = found.thetaStandardError, theta < 1e3
            else { continue }
            let groups = try entry.counts.indices.map { index in
                try EventCounts(
                    label: "\(index)", counts: entry.counts[index],
                    exposures: entry.exposures?[index])
            }
            let shape = RateAnalysis(groups).shape(confidence: 0.95)
            let width = 1.959963984540054 * error / theta
            #expect(
                relativeError(try #require(shape.confLow), theta * exp(-width)) < 1e-6, "\(entry)")
            #expect(
                relativeError(try #require(shape.confHigh), theta * exp(width)) < 1e-6, "\(entry)")
            checked += 1
        }
        #expect(checked >= 4)
    }

    // R 4.2.2: with x <- c(0,1,2,5,9,3,4,0,2,6), sum((x - mean(x))^2/mean(x)) / qchisq(c(.975,.025), 9)
    @Test func dispersionHasTheIntervalOfAVariance() throws {
        let counts: [Double] = [0, 1, 2, 5, 9, 3, 4, 0, 2, 6]
        let analysis = RateAnalysis([try EventCounts(label: "all", counts: counts, exposures: nil)])
        let found = analysis.pearsonDispersion(confidence: 0.95)
        expectNumbers(
            [found.estimate, found.confLow, found.confHigh],
            [2.555555555555555, 1.209077471977678, 8.517289820660055], tolerance: 1e-12, "R")
    }

    @Test func countsOfThousandsHaveTheSumsOfTheirTerms() {
        for shape in [0.01, 1.5, 400] {
            let found = RisingSums.inverseSquares([0, 3, 1_000, 4_321], shape: shape)
            for (count, sum) in zip([0, 3, 1_000, 4_321], found) {
                let terms = (0..<count).map { 1 / (shape + Double($0)) / (shape + Double($0)) }
                #expect(relativeError(sum, terms.reversed().reduce(0, +)) < 1e-13)
            }
        }
    }
}
