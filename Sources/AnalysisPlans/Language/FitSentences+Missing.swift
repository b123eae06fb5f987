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

    /// "where neet is "1" as where it is not", "whatever visits is".
    private var wherever: String {
        result.glance.event.value.map {
            "where \(result.glance.outcome) is \(NumberText.quoted($0)) as where it is not"
        }
            ?? (result.glance.nTrials == nil
                ? "whatever \(result.glance.outcome) is" : "with success as without")
    }

    private var happening: String {
        result.glance.event.value.map {
            "whether \(result.glance.outcome) is \(NumberText.quoted($0))"
        } ?? (result.glance.nTrials == nil ? result.glance.outcome : "success")
    }

    private var completeCases: [String] {
        let rows = data.rowsExcluded.reduce(0) { $0 + ($1.code == "missing" ? $1.rows : 0) }
        guard rows > 0 else { return [] }
        let share = NumberText.percent(Double(rows) / Double(data.rows))
        return [
            "That leaving \(NumberText.counted(rows, "row")) out for a missing value (\(share)) biases "
                + "nothing: the estimates rest on the assumption that, among cases alike in all "
                + "terms, values are missing as often \(wherever)."
        ]
    }

    private var levels: [String] {
        var seen: Set<String> = []
        let states = missingStates.filter { seen.insert($0.plainName).inserted }
        guard !states.isEmpty else { return [] }
        let listed = states.prefix(Self.mostSentences).map {
            "\($0.plainName) in \(NumberText.count($0.rows))"
        }
        let more = states.count - listed.count
        let values = states.reduce(0) { $0 + $1.rows }
        return [
            "Effects free of what is missing: of the \(NumberText.count(data.rowsUsed)) rows fitted "
                + "there is no value of \(listed.joined(separator: ", of "))"
                + (more > 0 ? ", and of \(more) more" : "")
                + ". Missing as a level is a device for prediction: there the other terms are "
                + "compared without holding \(states.count == 1 ? "it" : "these") equal, which "
                + "biases their coefficients unless what is missing is unrelated to them or to "
                + "\(happening).",
            "Cases whose values are missing for other reasons than "
                + "\(values == 1 ? "this 1 is" : "these \(NumberText.count(values)) are"): what "
                + "\(VariableSchema.missingLevel) foretells may not hold for them.",
        ]
    }
}
