import Distributions
import Glibc

extension FitSentences {
    /// What is said of a factor whose levels stand apart from the coefficients.
    var aboutLevels: [String] {
        guard let factor = result.largeFactor else { return [] }
        var said =
            "\(factor.variable) has \(NumberText.count(factor.estimated)) levels with an effect of their "
            + "own, which the other terms are held equal beside"
        if let low = factor.quantiles[1].value, let high = factor.quantiles[3].value {
            let isRatio = result.glance.ratio != nil
            func text(_ value: Double) -> String {
                isRatio ? NumberText.ratio(exp(value)) : NumberText.significant(value, 3)
            }
            let what =
                result.glance.ratio.map { $0.replacing("_", with: " ") + "s" } ?? "differences"
            said +=
                "; the middle half of their \(what) against "
                + "\(NumberText.quoted(factor.reference)) lies between \(text(low)) and \(text(high))"
        }
        if let test = result.leadingTests.first(where: { $0.term == factor.variable }),
            !sparse.contains(test.term),
            let display = test.pDisplay.value
        {
            said +=
                " (all levels together: \(NumberText.pValue(display)) on "
                + "\(NumberText.count(test.df)) df)"
        }
        return [said + "."]
    }

    /// What the effects of very many levels do not show.
    var beyondLevels: [String] {
        guard let factor = result.largeFactor else { return [] }
        return [
            "Which levels of \(factor.variable) are better or worse: estimates of levels with few rows, "
                + "here from \(NumberText.count(factor.fewestRows)) to "
                + "\(NumberText.count(factor.mostRows)) with "
                + "\(NumberText.significant(factor.medianRows, 3)) in the middle, vary widely by chance "
                + "alone, so that a rank among \(NumberText.count(factor.estimated)) of them means "
                + "little."
        ]
    }
}
