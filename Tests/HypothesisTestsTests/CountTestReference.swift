import HypothesisTests
import TestSupport
import Testing

/// `Reference/count_tests.json`, made by enumeration in whole numbers and by mpmath.
struct CountReference: Decodable {
    struct Fisher: Decodable {
        let name: String
        let counts: [[Int]]
        let logP: Double
    }
    struct Two: Decodable {
        let counts: [[Int]]
        let midP: Double
        let boschloo: [Double]
        let scipyBoschloo: [Double]
    }
    struct Power: Decodable {
        let name: String
        let counts: [[Int]]
        let lambdas: [Double]
        let values: [Double?]
        let logP: Double
    }
    struct Fit: Decodable {
        let name: String
        let counts: [Int]
        let shares: [Double]?
        let pearson: Double
        let g: Double
        let cressieRead: Double
        let pearsonLogP: Double
        let adjusted: [Double]
        let exactLogP: Double?
    }
    struct Trend: Decodable {
        let name: String
        let counts: [[Int]]
        let scores: [Double]?
        let cochranArmitage: Double
        let logP: Double
        let linearByLinear: Double
        let slope: [Double]
    }
    struct Ordinal: Decodable {
        let name: String
        let counts: [[Int]]
        let gamma: [Double]
        let tauB: [Double]
        let somersD: [Double]
    }
    struct Linear: Decodable {
        let name: String
        let counts: [[Int]]
        let statistic: Double
        let logP: Double
    }
    struct Jeffreys: Decodable {
        let events: Int
        let total: Int
        let limits: [Double]
    }
    let program: String
    let version: String
    let fisher: [Fisher]
    let two: [Two]
    let power: [Power]
    let fit: [Fit]
    let trend: [Trend]
    let ordinal: [Ordinal]
    let linear: [Linear]
    let jeffreys: [Jeffreys]

    static func read() throws -> CountReference { try reference("count_tests.json") }
}

/// `Reference/count_tests_r.json`, what R says of the same.
struct CountReferenceOfR: Decodable {
    struct Fisher: Decodable {
        let name: String
        let counts: [[Int]]
        let p: Double
        let error: String?
    }
    struct Trend: Decodable {
        let name: String
        let statistic: Double
        let p: Double
    }
    struct Fit: Decodable {
        let name: String
        let statistic: Double
        let p: Double
        let adjusted: [Double]
        let binomial: Double?
    }
    struct Corrections: Decodable {
        let name: String
        let p: [Double?]
        let bonferroni: [Double?]
        let holm: [Double?]
        let hochberg: [Double?]
        let hommel: [Double?]
        let bh: [Double?]
        let by: [Double?]

        func expected(_ correction: MultiplicityCorrection) -> [Double?] {
            switch correction {
            case .bonferroni: bonferroni
            case .holm: holm
            case .hochberg: hochberg
            case .hommel: hommel
            case .benjaminiHochberg: bh
            case .benjaminiYekutieli: by
            }
        }
    }
    let program: String
    let version: String
    let fisher: [Fisher]
    let trend: [Trend]
    let fit: [Fit]
    let corrections: [Corrections]

    static func read() throws -> CountReferenceOfR { try reference("count_tests_r.json") }
}

/// Estimate and both limits against their expected values, to a tolerance of the largest of them.
func expectEffect(
    _ effect: Effect, _ expected: [Double], tolerance: Double, _ name: String
) {
    let scale = expected.prefix(3).map { abs($0) }.max() ?? 1
    for (actual, value) in zip([effect.estimate, effect.confLow, effect.confHigh], expected) {
        guard let actual else {
            Issue.record("\(effect.name) of \(name) is missing")
            continue
        }
        #expect(
            abs(actual - value) <= tolerance * max(abs(value), 1e-3 * scale),
            "\(effect.name) of \(name): \(actual) \(value)")
    }
}
