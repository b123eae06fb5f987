import ModelFormula

extension FitSentences {
    /// Which assumption a fit rests on where values are missing; nothing where none are.
    ///
    /// Complete cases: the estimates are unbiased where missingness does not depend on the outcome
    /// given the terms (I. R. White and J. B. Carlin, Statistics in Medicine 29 (2010)). A level: see
    /// `MissingRule.level`.
    var aboutMissing: [String] {
        completeCases + levels
    }

    private var completeCases: [String] {
        let rows = data.rowsExcluded.reduce(0) { $0 + ($1.code == "missing" ? $1.rows : 0) }
        guard rows > 0 else { return [] }
        let share = NumberText.percent(Double(rows) / Double(data.rows))
        return [
            "That leaving \(NumberText.counted(rows, "row")) out for a missing value (\(share)) biases "
                + "nothing: the estimates rest on the assumption that, among cases alike in all "
                + "terms, values are missing as often where \(outcome) as where it is not."
        ]
    }

    private var levels: [String] {
        guard !missingStates.isEmpty else { return [] }
        let listed = missingStates.prefix(Self.mostSentences).map {
            "\($0.variable) has no value in \(NumberText.counted($0.rows, "row"))"
        }
        let more = missingStates.count - listed.count
        let rows = NumberText.count(data.rowsUsed)
        return [
            "Effects free of what is missing: of the \(rows) rows fitted "
                + listed.joined(separator: ", ")
                + (more > 0 ? ", and \(more) more terms in some" : "")
                + ". There the other terms are compared without holding "
                + (missingStates.count == 1 ? "it" : "these")
                + " equal, which biases their coefficients unless what is missing is unrelated to "
                + "them or to whether \(outcome): missing as a level is a device for prediction.",
            "Cases whose values are missing for other reasons than in these \(rows) rows: what "
                + "\"\(VariableSchema.missingLevel)\" foretells may not hold for them.",
        ]
    }
}
