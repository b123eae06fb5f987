import Glibc
import ModelValidation
import TestSupport

/// eˣ.
func exponential(_ x: Double) -> Double { exp(x) }

/// log(p / (1 - p)).
func logit(_ p: Double) -> Double { log(p) - log1p(-p) }

/// Cases with outcomes and risks that look random.
struct SeededRisks {
    private var source: Seeded

    init(seed: Int) { source = Seeded(seed) }

    mutating func next() -> Double { source.next() }

    /// Cases whose risks are about right; every third set has ties, every second clusters.
    static func cases(seed: Int, counted: Bool = false) -> ScoredCases {
        var source = Seeded(seed)
        let n = 20 + source.below(280)
        let places = seed % 3 == 0 ? 8.0 : 1e9
        var (events, risks, counts, clusters) = ([Bool](), [Double](), [Double](), [Int32]())
        for _ in 0..<n {
            let risk = 0.02 + 0.9 * source.next() * source.next()
            risks.append(min(max((risk * places).rounded() / places, 0.01), 0.99))
            events.append(source.next() < 0.1 + 0.7 * risk)
            counts.append(Double(source.below(4)))
            clusters.append(Int32(source.below(n / 3 + 1)))
        }
        return ScoredCases(
            hasEvent: events, risk: risks, count: counted ? counts : nil,
            cluster: seed % 2 == 0 ? clusters : nil)
    }
}

extension ScoredCases {
    /// The same rows in another order.
    func inOrder(_ rows: [Int]) -> ScoredCases {
        ScoredCases(
            hasEvent: rows.map { hasEvent[$0] }, risk: rows.map { risk[$0] },
            count: count.map { count in rows.map { count[$0] } },
            cluster: cluster.map { cluster in rows.map { cluster[$0] } })
    }

    /// A row for each case instead of counts.
    var repeated: ScoredCases {
        let rows = risk.indices.flatMap { row in
            [Int](repeating: row, count: Int(count?[row] ?? 1))
        }
        let one = ScoredCases(hasEvent: hasEvent, risk: risk, cluster: cluster)
        return one.inOrder(rows)
    }

    /// The event turned round: risks and outcomes of not having it.
    var complement: ScoredCases {
        ScoredCases(
            hasEvent: hasEvent.map { !$0 }, risk: risk.map { 1 - $0 }, count: count,
            cluster: cluster)
    }
}
