import HypothesisTests

extension HypothesisResult {
    /// The clusters that cases share, and how alike cases of one cluster are.
    public struct Cluster: Codable, Sendable {
        /// The column.
        public var variable: String
        /// How many clusters.
        public var clusters: Int
        /// How many cases.
        public var cases: Int
        /// Cases per cluster.
        public var meanSize: Figure
        /// The cases of the largest.
        public var largest: Int
        /// Clusters with more than one case.
        public var sharedClusters: Int
        /// Cases in clusters with more than one.
        public var casesInShared: Int
        /// How much more alike two cases of a cluster are than two of different ones, in the
        /// outcome, by analysis of variance; null where no cluster has two cases.
        public var intraclassCorrelation: Figure
        /// How many times the variance is that of as many strangers; null where it cannot be told.
        public var designEffect: Figure
        /// How standard errors were made.
        public var standardErrors: String

        private enum CodingKeys: String, CodingKey {
            case variable, clusters, cases, largest
            case meanSize = "mean_size"
            case sharedClusters = "shared_clusters"
            case casesInShared = "cases_in_shared"
            case intraclassCorrelation = "intraclass_correlation"
            case designEffect = "design_effect"
            case standardErrors = "standard_errors"
        }

        init(
            _ variable: String, _ sizes: ClusterSizes, intraclassCorrelation: Double?,
            designEffect: Double?
        ) {
            self.variable = variable
            clusters = sizes.clusters
            cases = sizes.cases
            meanSize = Figure(sizes.mean)
            largest = sizes.largest
            sharedClusters = sizes.shared
            casesInShared = sizes.casesInShared
            self.intraclassCorrelation = Figure(intraclassCorrelation)
            self.designEffect = Figure(designEffect)
            standardErrors = "cluster-robust, linearised (CR1 = G/(G-1)), normal reference"
        }
    }
}
