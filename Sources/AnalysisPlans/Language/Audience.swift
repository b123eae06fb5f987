/// Whose words a result is told in.
public enum Audience: String, Sendable, Hashable, CaseIterable, Codable {
    /// Who made the analysis and answers for it: estimates, intervals, tests and their limits.
    case analyst
    /// Who works with children and families: how many of how many, and what to make of it.
    case practitioner
}

/// What a result shows and does not show, made from its own figures: every sentence carries one.
protocol ResultSentences {
    /// What the result shows.
    func shows(to audience: Audience) -> [String]
    /// What it does not show.
    func doesNotShow(to audience: Audience) -> [String]
}
