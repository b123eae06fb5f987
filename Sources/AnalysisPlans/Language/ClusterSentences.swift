/// What a result shows of cases that share clusters: that of its design, and how alike they are.
struct ClusterSentences: ResultSentences {
    /// The sentences of the design.
    let inner: any ResultSentences
    let result: HypothesisResult

    func shows(to audience: Audience) -> [String] {
        inner.shows(to: audience)
            + (result.cluster.map { [Self.sentence($0, to: audience)] } ?? [])
    }

    func doesNotShow(to audience: Audience) -> [String] { inner.doesNotShow(to: audience) }

    /// How many clusters, how alike, and what their cases are worth.
    static func sentence(_ cluster: HypothesisResult.Cluster, to audience: Audience) -> String {
        let cases = NumberText.counted(cluster.cases, "case")
        let groups = NumberText.count(cluster.clusters)
        let shared = NumberText.count(cluster.casesInShared)
        guard audience == .analyst else {
            return cluster.casesInShared > 0
                ? "\(shared) of the \(cases) share their \(cluster.variable) with another; they tend "
                    + "to be alike, and the figures allow for that."
                : "Each of the \(cases) has a \(cluster.variable) of its own, so none had to be "
                    + "counted together."
        }
        var said =
            "\(cases) share \(groups) values of \(cluster.variable), \(shared) of them with "
            + "another case"
        if let correlation = cluster.intraclassCorrelation.value {
            said += "; their intraclass correlation is \(NumberText.decimal(correlation))"
        }
        if let effect = cluster.designEffect.value {
            let worth = NumberText.count(Int((Double(cluster.cases) / effect).rounded()))
            said +=
                ", and for this comparison they tell about as much as \(worth) strangers (design "
                + "effect \(NumberText.decimal(effect)))"
        }
        return said + "."
    }
}
