extension ScoredCases {
    /// The same cases as another model scores them; those of which it says nothing are left out.
    struct Rescored {
        let cases: ScoredCases
        /// The rows that are left, nil for all.
        let rows: [Int]?

        /// Whether some are left out.
        var isPartial: Bool { rows != nil }

        /// The numbers of the rows that are left.
        func select(_ numbers: [Double]) -> [Double] {
            rows.map { $0.map { numbers[$0] } } ?? numbers
        }
    }

    /// - Parameter predictors: the other model's log-odds, NaN where it says nothing.
    func scored(by predictors: [Double]) -> Rescored {
        guard predictors.contains(where: \.isNaN) else {
            return Rescored(
                cases: ScoredCases(
                    hasEvent: hasEvent, logOdds: predictors, count: count, cluster: cluster),
                rows: nil)
        }
        let rows = predictors.indices.filter { !predictors[$0].isNaN }
        return Rescored(
            cases: ScoredCases(
                hasEvent: rows.map { hasEvent[$0] }, logOdds: rows.map { predictors[$0] },
                count: count.map { count in rows.map { count[$0] } },
                cluster: cluster.map { cluster in rows.map { cluster[$0] } }), rows: rows)
    }

    /// The same rows, each standing for another number of cases.
    func counted(_ counts: [Double]) -> ScoredCases {
        ScoredCases(hasEvent: hasEvent, logOdds: logOdds, count: counts, cluster: cluster)
    }
}
