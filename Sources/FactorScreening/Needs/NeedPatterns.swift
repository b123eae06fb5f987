import CKernels
import Distributions
import HypothesisTests

/// Needs that go together more than chance would have it.
///
/// Every pair of needs that enough cases have is tried, but for those that exclude each other, and,
/// of the 30 needs with the most cases, every triple whose three pairs enough cases have (frequent
/// itemsets grown level by level); all that were tried count in the correction, and those with a lift above 1 and enough cases are listed by evidence, never by lift alone.
public struct NeedPatterns: Sendable {
    /// Whether the columns were named as needs; else they are whatever says yes or no.
    public let areNamed: Bool
    /// The needs that were looked at, with their cases.
    public let needs: [(name: String, cases: Int)]
    /// The fewest cases of a need, and of a listed pattern.
    public let support: Int
    /// Pairs that no case can have, as two values of one variable in two columns.
    public let exclusivePairs: Int
    /// Needs of yes and no beyond those that are looked at, which have fewer cases.
    public let leftOut: Int
    /// How many pairs were tried.
    public let pairsTried: Int
    /// How many triples were tried.
    public let triplesTried: Int
    /// The listed patterns, the most evidence first.
    public let patterns: [NeedPattern]

    init(
        _ all: [NeedItem], areNamed: Bool, outcome: [Bool], _ options: ScreeningOptions
    ) throws {
        self.areNamed = areNamed
        let items = Self.most(ScreeningOptions.mostNeeds, of: all)
        leftOut = all.count - items.count
        let frequent = items.filter { $0.cases >= options.support }
        let exclusive = ExclusiveNeeds(frequent)
        needs = items.map { ($0.name, $0.cases) }
        support = options.support
        var outcomeBits = [UInt64](repeating: 0, count: (outcome.count + 63) / 64)
        for row in outcome.indices where outcome[row] {
            outcomeBits[row >> 6] |= 1 << UInt64(row & 63)
        }
        let counter = PatternCounter(items: frequent, outcome: outcomeBits, rows: outcome.count)
        var tried: [NeedPattern] = []
        var isFrequent = [Bool](repeating: false, count: frequent.count * frequent.count)
        var exclusivePairs = 0
        for i in frequent.indices {
            for j in frequent.indices
            where j > i && frequent[i].column != frequent[j].column {
                if exclusive[i, j] {
                    exclusivePairs += 1
                    continue
                }
                let pattern = counter.pattern([i, j], confidence: options.confidence)
                isFrequent[i * frequent.count + j] = pattern.observed >= options.support
                tried.append(pattern)
            }
        }
        pairsTried = tried.count
        self.exclusivePairs = exclusivePairs
        let tripled = Self.places(ScreeningOptions.mostTripled, of: frequent)
        for i in tripled {
            for j in tripled where j > i && isFrequent[i * frequent.count + j] {
                for k in tripled
                where k > j && isFrequent[i * frequent.count + k]
                    && isFrequent[j * frequent.count + k]
                {
                    tried.append(counter.pattern([i, j, k], confidence: options.confidence))
                }
            }
        }
        triplesTried = tried.count - pairsTried
        let corrected = Screening.corrected(tried.map(\.test.pValue), options)
        for index in tried.indices { tried[index].qValue = corrected[index] }
        let order = tried.indices.filter {
            tried[$0].observed >= options.support && (tried[$0].lift.estimate ?? 0) > 1
                && tried[$0].test.pValue != nil
        }.sorted { a, b in
            let (p, q) = (
                tried[a].test.pValue?.naturalLog ?? 0, tried[b].test.pValue?.naturalLog ?? 0
            )
            return p != q ? p < q : a < b
        }
        patterns = order.map { tried[$0] }
    }
}

extension NeedPatterns {
    /// The places of so many needs with the most cases, ascending; of equals the first.
    static func places(_ most: Int, of items: [NeedItem]) -> [Int] {
        let order = items.indices.sorted { a, b in
            items[a].cases != items[b].cases ? items[a].cases > items[b].cases : a < b
        }
        return order.prefix(most).sorted()
    }

    private static func most(_ count: Int, of items: [NeedItem]) -> [NeedItem] {
        items.count <= count ? items : places(count, of: items).map { items[$0] }
    }
}

/// Counts which cases have which of a few needs.
struct PatternCounter {
    let items: [NeedItem]
    let outcome: [UInt64]
    let rows: Int

    func pattern(_ places: [Int], confidence: Double) -> NeedPattern {
        let known = places.compactMap { items[$0].known }
        var base = known.first
        for mask in known.dropFirst() { base = base.map { zip($0, mask).map { $0 & $1 } } }
        let sets = places.map { place in
            base.map { zip($0, items[place].has).map { $0 & $1 } } ?? items[place].has
        }
        // Cases that have at least the needs of a pattern, then those that have just these.
        let size = 1 << places.count
        var cells = [Int](repeating: 0, count: size)
        var whole: [UInt64] = []
        for pattern in 0..<size {
            let members = places.indices.filter { pattern >> $0 & 1 == 1 }
            switch members.count {
            case 0: cells[pattern] = base.map { Self.count($0) } ?? rows
            case 1: cells[pattern] = Self.count(sets[members[0]])
            case 2: cells[pattern] = Self.count(sets[members[0]], sets[members[1]])
            default:
                whole = zip(sets[members[0]], sets[members[1]]).map { $0 & $1 }
                cells[pattern] = Self.count(whole, sets[members[2]])
            }
        }
        for bit in places.indices {
            for pattern in 0..<size where pattern >> bit & 1 == 0 {
                cells[pattern] -= cells[pattern | 1 << bit]
            }
        }
        let all = whole.isEmpty ? sets[0] : whole
        let both = zip(all, sets[places.count - 1]).map { $0 & $1 }
        return NeedPattern(
            needs: places.map { items[$0].name }, cells: cells,
            events: Self.count(both, outcome), confidence: confidence)
    }

    static func count(_ a: [UInt64], _ b: [UInt64]? = nil) -> Int {
        a.withUnsafeBufferPointer { first in
            guard let start = first.baseAddress else { return 0 }
            guard let b else { return Int(cw_count_bits(first.count, start, nil)) }
            return b.withUnsafeBufferPointer {
                Int(cw_count_bits(first.count, start, $0.baseAddress))
            }
        }
    }
}
