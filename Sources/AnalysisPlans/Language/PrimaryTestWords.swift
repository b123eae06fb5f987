extension HypothesisResult {
    /// The test to read with its figures and why it is the one, and what the next best says.
    ///
    /// - Parameter cases: the cases, as a sentence counts them.
    func testSentences(cases: String) -> [String] {
        var sentences: [String] = []
        if let test = tests.first(where: { $0.name == primary.value }),
            let said = test.figures
        {
            sentences.append(said + "; \(reason).")
        } else {
            sentences.append("No test was made of \(cases): \(reason).")
        }
        if let other = runnerUp.value {
            sentences.append(other.prefix(1).uppercased() + other.dropFirst() + ".")
        }
        return sentences
    }

    /// The p-value of the test to read.
    var primaryP: (value: Double, display: String)? {
        guard let test = tests.first(where: { $0.name == primary.value }),
            let p = test.pValue.value, let display = test.pDisplay.value
        else { return nil }
        return (p, display)
    }
}

extension HypothesisResult.Test {
    /// "McNemar's test: statistic 4.5 on 1 df, p = .035"; nil where it was not made.
    var figures: String? {
        guard let display = pDisplay.value, let log10 = log10P.value else { return nil }
        var said = method.prefix(1).uppercased() + method.dropFirst() + ": "
        if let statistic {
            said += "statistic \(NumberText.significant(statistic, 6))"
            if let df { said += " on \(NumberText.significant(df)) df" }
            said += ", "
        }
        said += NumberText.pValue(display)
        if log10 < -3 { said += " (log10 p = \(NumberText.decimal(log10, 1)))" }
        return said
    }
}
