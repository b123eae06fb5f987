import GeneralizedLinearModels

extension FitResult.Checks {
    /// How much of the estimates rests on single clusters.
    public struct Clusters: Codable, Sendable {
        /// The cluster that moves one coefficient most.
        public struct Largest: Codable, Sendable {
            /// The coefficient.
            public var term: String
            /// By how much leaving the cluster out would change it, in one Newton step.
            public var change: Double
            /// The change in units of the standard error shown; null where there is none.
            public var inStdErrors: Figure
            /// The rows of that cluster.
            public var rows: Int
            /// The value of the column of clusters; null where that is the identifier of people or
            /// families, which no result repeats.
            public var cluster: Label

            private enum CodingKeys: String, CodingKey {
                case term, change, rows, cluster
                case inStdErrors = "in_std_errors"
            }
        }

        /// The column of clusters.
        public var column: String
        /// Clusters with rows in use.
        public var clusters: Int
        /// Clusters without which a coefficient could not be estimated at all.
        public var indispensable: Int
        /// A change above so many standard errors is told of.
        public var bound: Double
        /// Coefficients that a single cluster moves by more.
        public var above: Int
        /// By coefficient.
        public var largest: [Largest]

        /// A coefficient that moves by more than its own standard error rests on one cluster.
        public static let bound = 1.0

        /// - Parameters:
        ///   - names: what each code is called; nil where it must not be told.
        ///   - errors: the standard errors shown, by coefficient.
        init(
            _ influence: ClusterInfluence, column: String, names: [String]?,
            errors: [String: Double]
        ) {
            self.column = column
            clusters = influence.clusterCount
            indispensable = influence.indispensableCount
            bound = Self.bound
            largest = influence.largest.map { row in
                Largest(
                    term: row.coefficient, change: row.change,
                    inStdErrors: Figure(errors[row.coefficient].map { row.change / $0 }),
                    rows: row.rows, cluster: Label(names.map { $0[row.cluster] }))
            }
            above = largest.count { abs($0.inStdErrors.value ?? 0) > Self.bound }
        }
    }
}
