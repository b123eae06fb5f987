/// How many clusters there are, and how large.
public struct ClusterSizes: Sendable, Hashable {
    /// Clusters with at least one case that counts: G.
    public let clusters: Int
    /// All cases.
    public let cases: Int
    /// Clusters that hold more than one case.
    public let shared: Int
    /// Cases in clusters of more than one.
    public let casesInShared: Int
    /// The cases of the largest cluster.
    public let largest: Int
    /// Σ n_g², over which Kish's design effect at full likeness is Σ n_g² / n.
    let squares: Double

    init(_ sizes: some Sequence<Int>) {
        var (clusters, cases, shared, casesInShared, largest) = (0, 0, 0, 0, 0)
        var squares = 0.0
        for size in sizes where size > 0 {
            clusters += 1
            cases &+= size
            largest = max(largest, size)
            squares += Double(size) * Double(size)
            if size > 1 {
                shared += 1
                casesInShared &+= size
            }
        }
        self.clusters = clusters
        self.cases = cases
        self.shared = shared
        self.casesInShared = casesInShared
        self.largest = largest
        self.squares = squares
    }

    /// Cases per cluster; nil without any.
    public var mean: Double? { clusters > 0 ? Double(cases) / Double(clusters) : nil }

    /// Fewer clusters than this make cluster-robust intervals too short: 30.
    public static let fewest = 30

    /// Whether there are fewer than 30 clusters.
    public var areFew: Bool { clusters < Self.fewest }

    /// G / (G - 1), the factor of every cluster-robust variance here (CR1); nil below two.
    public var factor: Double? {
        clusters > 1 ? Double(clusters) / Double(clusters - 1) : nil
    }

    /// n_A = (n - Σ n_g² / n) / (G - 1), the size that the analysis of variance goes by.
    var adjustedMean: Double? {
        guard clusters > 1, cases > 0 else { return nil }
        let n = Double(cases)
        return (n - squares / n) / Double(clusters - 1)
    }
}

extension ClusterSizes {
    /// The intraclass correlation of analysis of variance:
    /// ρ = (MSB - MSW) / (MSB + (n_A - 1) MSW), how much more alike two cases of one cluster are
    /// than two of different ones. At most 1; below 0 where they are less alike.
    ///
    /// nil below two clusters, where no cluster has two cases, or without any spread.
    /// Source: Donner and Koval (1980), Biometrics 36, 19-25.
    func intraclassCorrelation(between: Double, within: Double) -> Double? {
        guard let size = adjustedMean, cases > clusters else { return nil }
        let meanBetween = between / Double(clusters - 1)
        let meanWithin = within / Double(cases - clusters)
        let denominator = meanBetween + (size - 1) * meanWithin
        guard denominator > 0, denominator.isFinite else { return nil }
        return (meanBetween - meanWithin) / denominator
    }
}
