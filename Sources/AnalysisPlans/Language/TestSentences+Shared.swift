import Distributions

/// Sentences that tests of several shapes share.
enum TestSentences {
    /// "these are 12 cases as they came".
    static func asTheyCame(_ cases: Int) -> String {
        cases == 1
            ? "this is 1 case as it came"
            : "these are \(NumberText.count(cases)) cases as they came"
    }

    /// "12 cases", "1 case" of a number that is written already.
    static func cases(_ number: String, _ noun: String = "case") -> String {
        "\(number) \(noun)\(number == "1" ? "" : "s")"
    }

    /// The primary test with its figures and why it was chosen.
    static func test(_ result: HypothesisResult, cases: String) -> [String] {
        guard let primary = primary(result), let display = primary.pDisplay.value,
            let log10 = primary.log10P.value
        else { return ["No test was made of \(cases): \(result.reason)."] }
        var said = primary.method.prefix(1).uppercased() + primary.method.dropFirst() + ": "
        if let statistic = primary.statistic {
            said += "statistic \(NumberText.significant(statistic, 6))"
            if let df = primary.df {
                said += " on \(NumberText.significant(df))"
                if let other = primary.df2 { said += " and \(NumberText.significant(other))" }
                said += " df"
            }
            said += ", "
        }
        said += NumberText.pValue(display)
        if log10 < -3 { said += " (log10 p = \(NumberText.decimal(log10, 1)))" }
        return [said + "; \(result.reason)."]
    }

    /// What the next best test says, as a sentence.
    static func runnerUp(_ result: HypothesisResult) -> [String] {
        guard let said = result.runnerUp.value else { return [] }
        return [said.prefix(1).uppercased() + said.dropFirst() + "."]
    }

    /// That a large p is no evidence of none, with what fits the data; nil for a small p.
    static func withoutEvidence(
        _ result: HypothesisResult, _ confidence: Double, fits low: String?, to high: String?,
        between: String = ""
    ) -> String? {
        guard let primary = primary(result), let p = primary.pValue.value,
            let display = primary.pDisplay.value, !PValue.isAtMost(p, level: 1 - confidence)
        else { return nil }
        var said =
            "That there is no difference: \(NumberText.pValue(display)) is not evidence of none"
        if let low, let high {
            said += "; anything from \(low) to \(high)\(between) fits these data"
        }
        return said + "."
    }

    /// Whether chance alone would often do this, without statistics.
    static func chance(
        _ result: HypothesisResult, _ cases: String, _ confidence: Double
    ) -> [String] {
        guard let primary = primary(result), let p = primary.pValue.value,
            let display = primary.pDisplay.value
        else { return ["With \(Self.cases(cases)) there is nothing to compare yet."] }
        return [ChanceWords.sentence(p: p, display: display, cases: cases, confidence)]
    }

    /// That a large p does not make the groups alike, without statistics.
    static func notAlike(
        _ result: HypothesisResult, _ cases: String, _ confidence: Double
    ) -> [String] {
        guard let p = primary(result)?.pValue.value, !PValue.isAtMost(p, level: 1 - confidence)
        else { return [] }
        return [
            "That the groups are alike: \(Self.cases(cases)) may be too few to show a difference that "
                + "is there."
        ]
    }

    static func primary(_ result: HypothesisResult) -> HypothesisResult.Test? {
        result.tests.first { $0.name == result.primary.value }
    }
}
