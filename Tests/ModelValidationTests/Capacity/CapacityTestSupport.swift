import Foundation
import ModelValidation
import TestSupport

/// Reference values of this room, whose keys are written in snake_case.
func roomReference<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws
    -> Value
{
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Reference/\(name)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Value.self, from: Data(contentsOf: url))
}

/// A cohort drawn by a seed: risks of two digits, so that some are tied, events about as often as they say.
func drawnCases(
    _ seed: Int, rows: Int, clusters: Int? = nil, counts: Bool = false
) -> ScoredCases {
    var random = Seeded(seed)
    var (events, risks, families, weights) = ([Bool](), [Double](), [Int32](), [Double]())
    for _ in 0..<rows {
        let risk = ((0.05 + 0.8 * random.next() * random.next()) * 50).rounded() / 50
        risks.append(risk)
        events.append(random.next() < risk)
        families.append(Int32(random.below(clusters ?? 1)))
        weights.append(Double(random.below(4)))
    }
    return ScoredCases(
        hasEvent: events, risk: risks, count: counts ? weights : nil,
        cluster: clusters == nil ? nil : families)
}

/// The rows of cases in an order drawn by a seed.
func shuffledOrder(_ rows: Int, seed: Int) -> [Int] {
    var generator = SeededGenerator(seed: UInt64(seed))
    return Array(0..<rows).shuffled(using: &generator)
}

/// The rows that rows with counts stand for, one each.
func repeatedRows(_ cases: ScoredCases) -> [Int] {
    (0..<cases.rowCount).flatMap { row in
        Array(repeating: row, count: Int(cases.count?[row] ?? 1))
    }
}
