import Distributions
import Foundation
import TestSupport
import Testing

/// Every value of `Reference/families.json` and `Reference/counts.json`, made by mpmath at 60
/// digits or more: densities, both tails and quantiles, with tails down to e^-14,000,000,000.
@Suite struct FamilyReferenceTests {
    struct Continuous: Decodable {
        struct Case: Decodable {
            let family: String
            let parameters: [Double]
            let x: Double
            let logDensity, logLower, logUpper: Double
            let lower, upper, quantile, upperQuantile: Double?
        }
        let program: String
        let cases: [Case]
    }

    struct Counts: Decodable {
        struct Case: Decodable {
            let family: String
            let parameters: [Double]
            let k: Int
            let logProbability, logLower, logUpper: Double
        }
        let program: String
        let cases: [Case]
    }

    @Test func everyContinuousFamilyAgreesWithMpmath() throws {
        let file = try reference("families.json", as: Continuous.self)
        #expect(file.program == "mpmath")
        var worst = WorstErrors()
        for entry in file.cases {
            let family = try #require(continuous(entry.family, entry.parameters))
            let name = "\(entry.family)\(entry.parameters) at \(entry.x)"
            let lower = family.quantile(ofLog: entry.logLower)
            let upper = family.upperQuantile(ofLog: entry.logUpper)
            let isNearZero = entry.family == "noncentralT" && abs(entry.x) < 1e-3
            if isNearZero {
                // So near 0 the last digit of ln p moves t by 1e-11 of itself: F(q) comes back.
                let back = relativeError(family.logCumulative(lower), entry.logLower)
                let backUp = relativeError(family.logUpperTail(upper), entry.logUpper)
                #expect(max(back, backUp) < 1e-15, "\(name)")
            }
            let found = [
                ("logDensity", logError(family.logDensity(entry.x), entry.logDensity)),
                ("logCumulative", logError(family.logCumulative(entry.x), entry.logLower)),
                ("logUpperTail", logError(family.logUpperTail(entry.x), entry.logUpper)),
                ("cumulative", error(family.cumulative(entry.x), entry.lower)),
                ("upperTail", error(family.upperTail(entry.x), entry.upper)),
                ("quantile", isNearZero ? 0 : error(lower, entry.quantile)),
                ("upperQuantile", isNearZero ? 0 : error(upper, entry.upperQuantile)),
            ]
            for (question, error) in found {
                worst.add(entry.family, question, error)
                #expect(error <= 1e-12, "\(name) \(question): \(error)\n\(worst)")
            }
        }
        #expect(worst.families == 9)
        #expect(worst.values >= 900, "\(worst)")
        worst.printWhereAsked()
    }

    @Test func everyFamilyOfCountsAgreesWithMpmath() throws {
        let file = try reference("counts.json", as: Counts.self)
        #expect(file.program == "mpmath")
        var worst = WorstErrors()
        for entry in file.cases {
            let family = try #require(counts(entry.family, entry.parameters))
            let name = "\(entry.family)\(entry.parameters) at \(entry.k)"
            let found = [
                (
                    "logProbability",
                    logError(family.logProbability(entry.k), entry.logProbability)
                ),
                ("logCumulative", logError(family.logCumulative(entry.k), entry.logLower)),
                ("logUpperTail", logError(family.logUpperTail(from: entry.k), entry.logUpper)),
            ]
            for (question, error) in found {
                worst.add(entry.family, question, error)
                #expect(error <= 1e-12, "\(name) \(question): \(error)\n\(worst)")
            }
            if entry.logLower > -1e5, entry.logLower < -1e-10 {
                #expect(family.quantile(ofLog: entry.logLower) == entry.k, "\(name)")
            }
            if entry.logUpper > -1e5, entry.logUpper < -1e-10 {
                #expect(family.upperQuantile(ofLog: entry.logUpper) == entry.k - 1, "\(name)")
            }
        }
        #expect(worst.families == 9)
        #expect(worst.values >= 450, "\(worst)")
        worst.printWhereAsked()
    }

    private func continuous(_ family: String, _ p: [Double]) -> (any ContinuousDistribution)? {
        switch family {
        case "normal": NormalAsFamily()
        case "gamma": Gamma(shape: p[0], rate: p[1])
        case "chiSquared": ChiSquared(degreesOfFreedom: p[0])
        case "beta": Beta(p[0], p[1])
        case "studentT": StudentT(degreesOfFreedom: p[0])
        case "fisherF": FisherF(numerator: p[0], denominator: p[1])
        case "noncentralChiSquared":
            NoncentralChiSquared(degreesOfFreedom: p[0], noncentrality: p[1])
        case "noncentralF":
            NoncentralF(numerator: p[0], denominator: p[1], noncentrality: p[2])
        case "noncentralT": NoncentralT(degreesOfFreedom: p[0], noncentrality: p[1])
        default: nil
        }
    }
}

/// A distribution of counts of `counts.json` by its name there.
func counts(_ family: String, _ p: [Double]) -> (any DiscreteDistribution)? {
    let n = p.map { $0.magnitude < 1e15 ? Int($0) : 0 }
    switch family {
    case "binomial": return Binomial(trials: n[0], probability: p[1])
    case "poisson": return Poisson(mean: p[0])
    case "negativeBinomial": return NegativeBinomial(size: p[0], mean: p[1])
    case "hypergeometric": return Hypergeometric(population: n[0], successes: n[1], draws: n[2])
    case "fisherNoncentral":
        let central = Hypergeometric(population: n[0], successes: n[1], draws: n[2])
        return FisherNoncentralHypergeometric(central, logOddsRatio: p[3])
    case "mannWhitney": return MannWhitneyU(first: n[0], second: n[1])
    case "signedRank": return WilcoxonSignedRank(count: n[0])
    case "kendall": return KendallDiscordance(count: n[0])
    case "spearman": return SpearmanDistance(count: n[0])
    default: return nil
    }
}

/// The standard normal, whose functions are static, as one of the families.
private struct NormalAsFamily: ContinuousDistribution {
    var support: ClosedRange<Double> { -.infinity ... .infinity }
    var mean: Double { 0 }
    func logDensity(_ x: Double) -> Double { Normal.logDensity(x) }
    func cumulative(_ x: Double) -> Double { Normal.cumulative(x) }
    func upperTail(_ x: Double) -> Double { Normal.upperTail(x) }
    func logCumulative(_ x: Double) -> Double { Normal.logCumulative(x) }
    func logUpperTail(_ x: Double) -> Double { Normal.logUpperTail(x) }
    func quantile(ofLog logP: Double) -> Double { Normal.quantile(ofLog: logP) }
    func upperQuantile(ofLog logP: Double) -> Double { Normal.upperQuantile(ofLog: logP) }
}

/// The relative error of a value; 0 where the reference has none.
private func error(_ actual: Double, _ expected: Double?) -> Double {
    guard let expected else { return 0 }
    return actual.isNaN ? .infinity : relativeError(actual, expected)
}

/// The error of a logarithm of p: relative, and where p is above 1e-300 also that of p itself.
private func logError(_ actual: Double, _ expected: Double) -> Double {
    guard !actual.isNaN else { return .infinity }
    // Rounding to 0 where the reference is below the smallest double is right.
    let relative = abs(expected) < 1e-300 ? abs(actual - expected) : relativeError(actual, expected)
    return expected > -690 && expected < 690 ? max(relative, abs(actual - expected)) : relative
}

/// The worst error of each family and question; printed where `CASEWISE_PRINT_ERRORS` is set.
private struct WorstErrors: CustomStringConvertible {
    private var worst: [String: [String: Double]] = [:]
    private(set) var values = 0

    var families: Int { worst.count }

    mutating func add(_ family: String, _ question: String, _ error: Double) {
        values += 1
        worst[family, default: [:]][question] = max(worst[family]?[question] ?? 0, error)
    }

    var description: String {
        worst.keys.sorted().map { family in
            let questions = (worst[family] ?? [:]).sorted { $0.key < $1.key }
            return family + ": "
                + questions.map { "\($0.key) \(String(format: "%.1e", $0.value))" }
                .joined(separator: ", ")
        }.joined(separator: "\n")
    }

    func printWhereAsked() {
        if ProcessInfo.processInfo.environment["CASEWISE_PRINT_ERRORS"] != nil { print(self) }
    }
}
