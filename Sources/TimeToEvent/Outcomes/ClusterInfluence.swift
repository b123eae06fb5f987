import Distributions

/// How much each cluster moves a figure of one group: the sums of its rows' influences, of which the
/// squares add up to the figure's variance, and the products of two groups' sums to their covariance
/// where clusters reach over both.
struct ClusterInfluence: Sendable, Hashable {
    private var sums: [Int32: Double] = [:]

    /// Adds a row's influence.
    mutating func add(_ influence: Double, of cluster: Int32) {
        sums[cluster, default: 0] += influence
    }

    /// √Σ u²; nil with fewer than three clusters: the sums of two are one number with two signs, and that of
    /// one is 0.
    var standardError: Double? {
        sums.count < SurvivalData.fewestClusters ? nil : covariance(with: self).squareRoot()
    }

    /// Σ u v over the clusters that both have, in the order of their codes, so that the sum has one value.
    func covariance(with other: ClusterInfluence) -> Double {
        var total = CompensatedSum()
        for (cluster, sum) in sums.sorted(by: { $0.key < $1.key }) {
            if let own = other.sums[cluster] { total.add(sum * own) }
        }
        return total.value
    }
}

extension SurvivalData {
    /// Fewer clusters than this say nothing of how a group's clusters differ.
    static let fewestClusters = 3
    /// What is said of a figure of fewer.
    static let fewClustersNote = "no interval: the group has fewer than 3 clusters"

    /// How many clusters each group has rows of; nil without clusters.
    public var clustersByGroup: [Int]? {
        guard let cluster else { return nil }
        var seen = [Set<Int32>](repeating: [], count: groupCount)
        for row in exit.indices where weight(of: row) > 0 {
            seen[group.map { Int($0.codes[row]) } ?? 0].insert(cluster.codes[row])
        }
        return seen.map(\.count)
    }

    /// The number of clusters that hold a row; nil without clusters.
    public var clustersHeld: Int? {
        guard let cluster else { return nil }
        return Set(exit.indices.filter { weight(of: $0) > 0 }.map { cluster.codes[$0] }).count
    }

    /// The influences of each group's rows on a figure of it, summed by cluster.
    ///
    /// - Parameters:
    ///   - places: for each group's code the place of its figure; -1 for none.
    ///   - influence: what one row adds, of the figure at a place.
    func influences(
        _ cluster: Grouping, _ places: [Int], count: Int,
        _ influence: (_ place: Int, _ row: Int) -> Double
    ) -> [ClusterInfluence] {
        var sums = [ClusterInfluence](repeating: ClusterInfluence(), count: count)
        for row in exit.indices {
            let place = places[group.map { Int($0.codes[row]) } ?? 0]
            let weight = weight(of: row)
            guard place >= 0, weight > 0 else { continue }
            sums[place].add(weight * influence(place, row), of: cluster.codes[row])
        }
        return sums
    }
}

/// What moves a product-limit curve's share with the event by one time: case i moves F = 1 - S by
/// S Σ_t (dNᵢ - Yᵢ d/y)/(y - d).
struct ShareInfluence {
    private let times: [Double]
    private let pulls: [Double]
    private let drift: [Double]
    private let survival: Double

    init(_ curve: ProductLimit, by time: Double) {
        let inside = curve.times.lastIndex(notAbove: time).map { $0 + 1 } ?? 0
        times = Array(curve.times.prefix(inside))
        survival = inside > 0 ? curve.survival[inside - 1] : 1
        var sum = CompensatedSum()
        var drift: [Double] = []
        var pulls: [Double] = []
        for index in 0..<inside {
            sum.add(curve.greenwood[index])
            drift.append(sum.value)
            pulls.append(curve.remaining[index] > 0 ? 1 / curve.remaining[index] : 0)
        }
        self.drift = drift
        self.pulls = pulls
    }

    func influence(entry: Double, exit: Double, isEvent: Bool) -> Double {
        guard let last = times.lastIndex(notAbove: exit) else { return 0 }
        let first = times.lastIndex(notAbove: entry)
        let own = isEvent && times[last] == exit ? pulls[last] : 0
        return survival * (own - (drift[last] - (first.map { drift[$0] } ?? 0)))
    }
}

extension KaplanMeier {
    /// The variance of ln S at each time of a group's risk table from the influence of each cluster, in one
    /// walk over its rows; nil without clusters, or where the group has fewer than three.
    ///
    /// ln S is moved by a case by -Σ_t (dNᵢ - Yᵢ d/y)/(y - d). A cluster's sum is f - n G(t), G Greenwood's sum and n
    /// how many of it are at risk, so that Σ (f - n G)² is carried as Σ f², Σ f n and Σ n².
    public static func logVariances(_ data: SurvivalData, _ table: RiskTable) -> [Double]? {
        guard let cluster = data.cluster else { return nil }
        let rows = data.rows(of: table.group)
        var place: [Int32: Int] = [:]
        for row in rows where place[cluster.codes[row]] == nil {
            place[cluster.codes[row]] = place.count
        }
        guard place.count >= SurvivalData.fewestClusters else { return nil }
        let times = table.times
        var greenwood: [Double] = []
        var sum = CompensatedSum()
        for index in times.indices {
            let (y, d) = (table.atRisk[index], table.events[index])
            if d > 0, d < y { sum.add(d / (y * (y - d))) }
            greenwood.append(sum.value)
        }
        struct Move { let cluster: Int; let fixed: Double; let present: Double }
        var moves = [[Move]](repeating: [], count: times.count + 1)
        for row in rows {
            guard let own = place[cluster.codes[row]],
                let last = times.lastIndex(notAbove: data.exit[row])
            else { continue }
            let weight = data.weight(of: row)
            let first = (data.entry?[row]).flatMap { times.lastIndex(notAbove: $0) }
            let enter = first.map { $0 + 1 } ?? 0
            guard enter <= last else { continue }
            let start = first.map { greenwood[$0] } ?? 0
            moves[enter].append(Move(cluster: own, fixed: weight * start, present: weight))
            let left = table.atRisk[last] - table.events[last]
            if data.event[row] > 0, left > 0 {
                moves[last].append(Move(cluster: own, fixed: weight / left, present: 0))
            }
            moves[last + 1].append(
                Move(cluster: own, fixed: -weight * greenwood[last], present: -weight))
        }
        var fixed = [Double](repeating: 0, count: place.count)
        var present = fixed
        var (squares, mixed, counts) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        return times.indices.map { index in
            for move in moves[index] {
                let (f, n) = (fixed[move.cluster], present[move.cluster])
                let (g, m) = (f + move.fixed, n + move.present)
                (fixed[move.cluster], present[move.cluster]) = (g, m)
                squares.add((g - f) * (g + f))
                mixed.add(g * m)
                mixed.add(-f * n)
                counts.add((m - n) * (m + n))
            }
            let g = greenwood[index]
            return max(0, squares.value - 2 * g * mixed.value + g * g * counts.value)
        }
    }
}
