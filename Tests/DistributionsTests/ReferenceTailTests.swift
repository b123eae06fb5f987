import Distributions
import TestSupport
import Testing

/// Every value of `Reference/distributions.json`, made by mpmath at 60 digits.
@Suite struct ReferenceTailTests {
    struct File: Decodable {
        struct Value: Decodable {
            let function: String
            let arguments: [Double]
            let value: Double
        }
        let program: String
        let version: String
        let values: [Value]
    }

    @Test func everyTailAgreesWithMpmath() throws {
        let file = try reference("distributions.json", as: File.self)
        #expect(file.program == "mpmath")
        #expect(file.values.count > 200)
        var functions: Set<String> = []
        for entry in file.values {
            let actual = try #require(evaluate(entry.function, entry.arguments), "\(entry)")
            let error = relativeError(actual, entry.value)
            functions.insert(entry.function)
            #expect(error <= 1e-13, "\(entry.function)\(entry.arguments): \(actual), \(error)")
        }
        #expect(functions.count == 21)
    }

    private func evaluate(_ function: String, _ x: [Double]) -> Double? {
        switch function {
        case "normal.logUpperTail": Normal.logUpperTail(x[0])
        case "normal.logTwoSided": Normal.logTwoSided(x[0])
        case "normal.upperTail": Normal.upperTail(x[0])
        case "normal.upperQuantile": Normal.upperQuantile(x[0])
        case "stirlingError": stirlingError(x[0])
        case "devianceTerm": devianceTerm(x[0])
        case "studentT.logTwoSided": StudentT(degreesOfFreedom: x[0]).logTwoSided(x[1])
        case "fisherF.logUpperTail":
            FisherF(numerator: x[0], denominator: x[1]).logUpperTail(x[2])
        case let name where name.hasPrefix("chiSquared."): chiSquared(name, x)
        case let name where name.hasPrefix("noncentralChiSquared."): noncentral(name, x)
        default: discrete(function, x)
        }
    }

    private func chiSquared(_ function: String, _ x: [Double]) -> Double? {
        let distribution = ChiSquared(degreesOfFreedom: x[0])
        switch function {
        case "chiSquared.logUpperTail": return distribution.logUpperTail(x[1])
        case "chiSquared.logCumulative": return distribution.logCumulative(x[1])
        case "chiSquared.upperTail": return distribution.upperTail(x[1])
        case "chiSquared.cumulative": return distribution.cumulative(x[1])
        default: return nil
        }
    }

    private func noncentral(_ function: String, _ x: [Double]) -> Double? {
        let distribution = NoncentralChiSquared(degreesOfFreedom: x[0], noncentrality: x[1])
        switch function {
        case "noncentralChiSquared.cumulative": return distribution.cumulative(x[2])
        case "noncentralChiSquared.upperTail": return distribution.upperTail(x[2])
        default: return nil
        }
    }

    private func discrete(_ function: String, _ x: [Double]) -> Double? {
        if function.hasPrefix("binomial.") {
            let distribution = Binomial(trials: Int(x[0]), probability: x[1])
            return function == "binomial.logProbability"
                ? distribution.logProbability(Int(x[2]))
                : distribution.logUpperTail(from: Int(x[2]))
        }
        let central = Hypergeometric(
            population: Int(x[0]), successes: Int(x[1]), draws: Int(x[2]))
        switch function {
        case "hypergeometric.logProbability": return central.logProbability(Int(x[3]))
        case "hypergeometric.logUpperTail": return central.logUpperTail(from: Int(x[3]))
        default: break
        }
        let distribution = FisherNoncentralHypergeometric(central, logOddsRatio: x[3])
        switch function {
        case "fisherNoncentral.mean": return distribution.mean
        case "fisherNoncentral.upperTail": return distribution.moments(at: Int(x[4])).upperTail
        case "fisherNoncentral.cumulative": return distribution.moments(at: Int(x[4])).cumulative
        default: return nil
        }
    }
}
