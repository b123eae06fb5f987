import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A cohort in families of one to five, the same on every machine.
struct RobustCohort {
    var lines: [String] = []
    var families: [Int] = []

    init(_ rows: Int, seed: UInt64 = 7, shares: Bool = false) {
        var generator = SeededGenerator(seed: seed)
        func uniform() -> Double { Double.random(in: 0..<1, using: &generator) }
        var (family, left, effect) = (-1, 0, 0.0)
        for _ in 0..<rows {
            if left == 0 {
                family += 1
                left = Int.random(in: 1...5, using: &generator)
                effect = uniform() * 2 - 1
            }
            left -= 1
            let x = uniform()
            let ward = "w\(Int.random(in: 0..<6, using: &generator))"
            let eta = 1.5 * x - 1 + effect
            let event = uniform() < 1 / (1 + exp(-eta)) ? 1 : 0
            let cost = (exp(0.5 * eta) * (0.2 + 2 * uniform()) * 1000).rounded() / 1000
            let visits = Int((exp(eta) * 2 * uniform()).rounded())
            let copies = Int.random(in: 1...3, using: &generator)
            lines.append("\(event),\(visits),\(cost),\(x),\(ward),\(copies)")
            families.append(family)
        }
    }

    func fit(
        _ formula: String, _ family: Family, order: [Int]? = nil, weights: String? = nil,
        kind: GLM.WeightKind = .frequency, threads: Int = 1
    ) throws -> GLMFit {
        let rows = order.map { $0.map { lines[$0] } } ?? lines
        let text = "event,visits,cost,x,ward,copies\n" + rows.joined(separator: "\n")
        let frame = try ModelFrame(
            Formula(parsing: formula), table: CSVReader.read(Array(text.utf8)), weights: weights,
            response: request(of: family))
        return try GLM(family: family, weightKind: kind, threads: threads).fit(frame)
    }
}

let robustFormulas: [(String, Family)] = [
    ("event ~ x + ward", .binomial), ("visits ~ x + ward", .poisson),
    ("visits ~ x * ward", .negativeBinomial), ("cost ~ x * ward", .gaussian),
    ("cost ~ x + ward", .gamma),
]

func robustCovariances(_ fit: GLMFit, _ families: [Int]) throws -> [(String, RobustCovariance)] {
    try RobustCovariance.Kind.allCases.map { kind in
        (
            kind.rawValue,
            try fit.covariance(of: kind, clusters: kind.needsClusters ? families : nil)
        )
    }
}
