import GeneralizedLinearModels
import Glibc

extension FitResult {
    /// Terms whose likelihood-ratio test has too few events for each of its coefficients.
    ///
    /// The reference of that test is a limit of many events a coefficient. Of m events for each of k
    /// coefficients the statistic lies about k / (6m) above it, which its spread √(2k) does not hide once
    /// k is large: at k = 299 noise has p < .05 in 8 to 11 of 100 files at m = 10, in 14 to 19 at m = 5
    /// and in half and more at m = 2; at k = 9 in 6 to 8 of 100 at m = 5. Below 3 + 0.6 √k events - 4.8 for
    /// 9 coefficients, 9 for 99, 13.4 for 299 - it is mostly 8 of 100 or more, and of counts below one a
    /// coefficient hardly any at all, when the score's test keeps near 5; simulated in
    /// `Tests/AnalysisPlansTests/Reference/sparse_tests.py`. Events are those of the rarer outcome, or
    /// what is counted; numbers have Fisher's test, and no such limit. Source of the excess: Williams
    /// (1976), Biometrika 63, 33-37; of the few events: Koehler and Larntz (1980), Journal of the American
    /// Statistical Association 75, 336-344.
    func sparseTests(events: Double?) -> [TermTestRow] {
        guard let events else { return [] }
        return leadingTests.filter { test in
            test.kind == .likelihoodRatio && test.pValue.value != nil
                && events < Double(test.df) * (3 + 0.6 * Double(test.df).squareRoot())
        }
    }
}

extension GLMFit {
    /// Cases, or trials, of the rarer outcome, or the events of counts; nil of numbers.
    var scarcerEvents: Double? {
        switch frame.response.kind {
        case .binary: min(eventCount, caseCount - eventCount)
        case .shares: rarerTrials
        case .counts: eventCount
        case .numbers: nil
        }
    }
}

extension Warnings {
    /// That likelihood-ratio tests are not what their p-values say.
    static func ofTests(_ fit: GLMFit, _ result: FitResult) -> [ResultWarning] {
        let tests = result.sparseTests(events: fit.scarcerEvents)
        guard let events = fit.scarcerEvents, !tests.isEmpty else { return [] }
        let listed = tests.prefix(5).map { test in
            "\(test.term) (\(NumberText.count(events)) for "
                + "\(NumberText.counted(test.df, "coefficient")), "
                + "\(NumberText.significant(events / Double(test.df), 2)) for each)"
        }
        let those = NumberText.verb(tests.count, "it", "them")
        let what =
            switch fit.frame.response.kind {
            case .counts: "events"
            case .shares: "trials of the rarer outcome"
            default: "cases of the rarer outcome"
            }
        return [
            ResultWarning(
                "sparse_test",
                "The likelihood-ratio test has too few \(what) for "
                    + listed.joined(separator: ", ")
                    + (tests.count > 5 ? ", and \(tests.count - 5) more" : "")
                    + ": with so few, p-values of \(those) come out far too small, or too large, by chance "
                    + "alone, and nothing is read from \(those) here. "
                    + "The score test holds better: --term-test score.",
                terms: tests.map(\.term))
        ]
    }
}
