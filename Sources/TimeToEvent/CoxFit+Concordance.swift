import Distributions

/// How often the case with the higher hazard by a model has its event first.
public struct Concordance: Sendable, Hashable {
    /// Pairs in which the case with the earlier event has the higher linear predictor.
    public let concordant: Double
    /// Pairs in which it has the lower one.
    public let discordant: Double
    /// Pairs in which both have the same.
    public let tied: Double
    /// (concordant + tied/2) / pairs; nil without a pair.
    public let estimate: Double?
    /// Its standard error by the infinitesimal jackknife; nil without a pair.
    public let standardError: Double?
}

extension CoxFit {
    /// Harrell's concordance of the linear predictor, over pairs of a stratum of which one is at risk
    /// when the other has the event and has it later or is censored. In O(n log n).
    ///
    /// - Returns: nil where a coefficient is infinite. Source: Harrell et al. (1982); Therneau and
    ///   Atkinson, "Concordance", vignette of R's survival.
    public func concordance() -> Concordance? {
        guard !isSeparated else { return nil }
        let rows = pass.rows
        var counts = PairCounts(rows, pass.linearPredictor)
        counts.addPartnersOfEvents()
        counts.addEventsOfPartners()
        return counts.concordance()
    }
}

/// The pairs of each row: with partners of lower, higher and equal linear predictor.
private struct PairCounts {
    let rows: CoxRows
    /// The rank of each row's linear predictor, from 1, equal ones alike.
    var ranks: [Int32]
    let levels: Int
    /// Per row as the one with the event, then as the other.
    var concordant: [Double]
    var discordant: [Double]
    var tied: [Double]
    var asEvent = (
        concordant: CompensatedSum(), discordant: CompensatedSum(), tied: CompensatedSum()
    )

    init(_ rows: CoxRows, _ predictor: NumberStore) {
        self.rows = rows
        let order = TimeOrder.ascending((0..<rows.count).map { predictor[$0] })
        ranks = .init(repeating: 0, count: rows.count)
        var rank: Int32 = 0
        var last = Double.nan
        for k in order {
            if predictor[Int(k)] != last { rank += 1 }
            last = predictor[Int(k)]
            ranks[Int(k)] = rank
        }
        levels = Int(rank)
        concordant = .init(repeating: 0, count: rows.count)
        discordant = concordant
        tied = concordant
    }

    private func weight(_ k: Int) -> Double { rows.weights?[k] ?? 1 }

    /// Backward in time: those at risk with each event.
    mutating func addPartnersOfEvents() {
        var tree = WeightTree(levels)
        var stratum = -1
        var (k, entry) = (0, 0)
        for (m, time) in rows.times.enumerated().reversed() {
            if time.stratum != stratum {
                clear(&tree, from: k, entry, stratum)
                stratum = time.stratum
                k = rows.order.strata[stratum].exits.upperBound
                entry = rows.order.strata[stratum].entries.upperBound
            }
            while k > time.start {
                k -= 1
                if Int(rows.ownTime[k]) != m { tree.add(weight(k), at: Int(ranks[k])) }
            }
            while entry > time.entries {
                entry -= 1
                let late = Int(rows.entryRows[entry])
                tree.add(-weight(late), at: Int(ranks[late]))
            }
            for place in time.deaths {
                let row = Int(rows.deaths[place])
                let (lower, equal, higher) = tree.around(Int(ranks[row]))
                concordant[row] += lower
                discordant[row] += higher
                tied[row] += equal
                asEvent.concordant.add(weight(row) * lower)
                asEvent.discordant.add(weight(row) * higher)
                asEvent.tied.add(weight(row) * equal)
            }
            for place in time.deaths {
                let row = Int(rows.deaths[place])
                tree.add(weight(row), at: Int(ranks[row]))
            }
        }
    }

    /// Takes a stratum's rows out again; small strata then cost no more than their rows.
    private func clear(_ tree: inout WeightTree, from k: Int, _ entry: Int, _ stratum: Int) {
        guard stratum >= 0 else { return }
        let bounds = rows.order.strata[stratum]
        for row in k..<bounds.exits.upperBound { tree.add(-weight(row), at: Int(ranks[row])) }
        for e in entry..<bounds.entries.upperBound {
            let late = Int(rows.entryRows[e])
            tree.add(weight(late), at: Int(ranks[late]))
        }
    }

    /// Forward in time: the events that each row was at risk at without having its own.
    mutating func addEventsOfPartners() {
        var tree = WeightTree(levels)
        var m = 0
        for (s, stratum) in rows.order.strata.enumerated() {
            let firstTime = m
            var k = stratum.exits.lowerBound
            var entry = stratum.entries.lowerBound
            while m < rows.times.count, rows.times[m].stratum == s {
                while k < stratum.exits.upperBound, Int(rows.lastTime[k]) <= m {
                    if rows.ownTime[k] < 0 { count(&tree, k, 1) }
                    k += 1
                }
                while entry < stratum.entries.upperBound,
                    Int(rows.firstTime[Int(rows.entryRows[entry])]) <= m
                {
                    count(&tree, Int(rows.entryRows[entry]), -1)
                    entry += 1
                }
                // A row with the event now is counted before its time is.
                for place in rows.times[m].deaths { count(&tree, Int(rows.deaths[place]), 1) }
                for place in rows.times[m].deaths {
                    let row = Int(rows.deaths[place])
                    tree.add(weight(row), at: Int(ranks[row]))
                }
                m += 1
            }
            while k < stratum.exits.upperBound {
                if rows.ownTime[k] < 0 { count(&tree, k, 1) }
                k += 1
            }
            while entry < stratum.entries.upperBound {
                count(&tree, Int(rows.entryRows[entry]), -1)
                entry += 1
            }
            for time in firstTime..<m {
                for place in rows.times[time].deaths {
                    let row = Int(rows.deaths[place])
                    tree.add(-weight(row), at: Int(ranks[row]))
                }
            }
        }
    }

    private mutating func count(_ tree: inout WeightTree, _ k: Int, _ sign: Double) {
        let (lower, equal, higher) = tree.around(Int(ranks[k]))
        concordant[k] += sign * higher
        discordant[k] += sign * lower
        tied[k] += sign * equal
    }

    func concordance() -> Concordance {
        let (c, d, t) = (asEvent.concordant.value, asEvent.discordant.value, asEvent.tied.value)
        let pairs = c + d + t
        guard pairs > 0 else {
            return Concordance(
                concordant: c, discordant: d, tied: t, estimate: nil, standardError: nil)
        }
        let estimate = (c + t / 2) / pairs
        var variance = CompensatedSum()
        for k in 0..<rows.count {
            let all = concordant[k] + discordant[k] + tied[k]
            let influence = (concordant[k] + tied[k] / 2 - estimate * all) / pairs
            variance.add(weight(k) * influence * influence)
        }
        return Concordance(
            concordant: c, discordant: d, tied: t, estimate: estimate,
            standardError: variance.value.squareRoot())
    }
}

/// Sums of weights by rank, with sums below a rank in O(log n) (Fenwick 1994).
private struct WeightTree {
    private var sums: [Double]
    private var total = 0.0

    init(_ count: Int) { sums = .init(repeating: 0, count: count + 1) }

    mutating func add(_ weight: Double, at rank: Int) {
        total += weight
        var place = rank
        while place < sums.count {
            sums[place] += weight
            place += place & -place
        }
    }

    private func sum(upTo rank: Int) -> Double {
        var sum = 0.0
        var place = rank
        while place > 0 {
            sum += sums[place]
            place -= place & -place
        }
        return sum
    }

    func around(_ rank: Int) -> (lower: Double, equal: Double, higher: Double) {
        let (below, with) = (sum(upTo: rank - 1), sum(upTo: rank))
        return (below, with - below, total - with)
    }
}
