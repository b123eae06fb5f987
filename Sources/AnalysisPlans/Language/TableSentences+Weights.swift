extension TableSentences {
    /// What cases that stand for others tell, and what that rests on.
    static func sentence(on weighting: HypothesisResult.Weighting, cases: String) -> String {
        var said =
            "\(cases) weigh \(NumberText.count(weighting.total.rounded())) by "
            + "\(weighting.variable), from \(NumberText.significant(weighting.smallest, 3)) to "
            + NumberText.significant(weighting.largest, 3)
        if let effective = weighting.effectiveCases.value {
            said +=
                ": of a mean that has nothing to do with the weights they tell as much as "
                + "\(NumberText.count(effective.rounded())) of equal weight"
        }
        return said + "."
    }

    /// That weights are taken as told.
    static func limit(of weighting: HypothesisResult.Weighting) -> String {
        "Whether the weights are right: that the cases stand for "
            + "\(NumberText.count(weighting.total.rounded())) is taken from \(weighting.variable)."
    }
}
