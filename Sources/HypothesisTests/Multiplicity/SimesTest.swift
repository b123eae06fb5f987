import Distributions

/// Whether any of several hypotheses is false, by one p-value for all of them.
///
/// p = min over i of m p₍ᵢ₎ / i. Under the hypothesis that all m are true, P(p <= α) <= α where their
/// p-values are independent or depend on each other positively; an equality for independent ones.
/// At a level α it rejects exactly where Benjamini-Hochberg rejects at least one of the m.
/// Source: Simes (1986), Biometrika 73; Sarkar (1998), Annals of Statistics 26.
public enum SimesTest {
    /// The p-value for all hypotheses; nil where there are none.
    public static func pValue(_ pValues: [PValue]) -> PValue? {
        let logs = pValues.map(\.naturalLog).sorted()
        let m = Double(logs.count)
        var smallest = 0.0
        for (rank, log) in logs.enumerated() {
            smallest = min(smallest, log + logarithm(m / Double(rank + 1)))
        }
        return logs.isEmpty ? nil : PValue(naturalLog: smallest)
    }
}
