/// What a fit under a penalty shows and does not show, each sentence with its figures.
struct PenaltySentences {
    let result: PenalizedResult
    let data: DataSummary

    /// At most so many terms are named.
    private static let mostNames = 8

    private var glance: PenalizedResult.Glance { result.glance }

    var shows: [String] {
        let lambda = NumberText.significant(glance.lambda, 3)
        let kept =
            glance.alpha == 0
            ? "A ridge keeps all: at lambda \(lambda) each of the "
                + "\(NumberText.counted(glance.terms, "term")) has coefficients drawn towards 0"
            : "Of \(NumberText.counted(glance.terms, "term")) the penalty kept "
                + "\(glance.keptTerms) at lambda \(lambda)" + names
        var sentences = [kept + "."]
        if glance.nullDeviance > 0 {
            let explained = 1 - glance.deviance / glance.nullDeviance
            sentences.append(
                "\(NumberText.percent(max(0, explained))) of the deviance of "
                    + "\(NumberText.decimal(glance.nullDeviance, 1)) is explained in the "
                    + "\(NumberText.count(glance.nObs)) cases fitted.")
        }
        if let chosen = result.crossValidation { sentences.append(choice(chosen)) }
        return sentences
    }

    private var names: String {
        guard !result.keptTerms.isEmpty else { return ": nothing but the intercept" }
        let shown = result.keptTerms.prefix(Self.mostNames).joined(separator: ", ")
        let more = result.keptTerms.count - Self.mostNames
        return ": " + shown + (more > 0 ? " and \(more) more" : "")
    }

    private func choice(_ chosen: PenalizedResult.CrossValidation) -> String {
        let dealt =
            chosen.cluster.value.map {
                "\(NumberText.count(chosen.dealt)) groups of \(NumberText.quoted($0)), each kept "
                    + "whole"
            } ?? "\(NumberText.count(chosen.dealt)) rows"
        let least = result.path.first { $0.lambda == chosen.lambdaMinimum }
        let best =
            least.flatMap { step in
                step.heldOutDeviance.value.map {
                    " (\(NumberText.significant($0, 4)) per case at lambda "
                        + "\(NumberText.significant(step.lambda, 3)))"
                }
            } ?? ""
        let rule =
            glance.lambdaRule == "minimum"
            ? "the one with the smallest deviance of cases held out\(best)"
            : "the largest whose deviance of cases held out lies within one standard error of the "
                + "smallest\(best)"
        return "Lambda was chosen by \(chosen.folds) folds of \(dealt): \(rule)."
    }

    var doesNotShow: [String] {
        var sentences: [String] = []
        if glance.alpha > 0, glance.keptTerms < glance.terms {
            sentences.append(
                "That the \(NumberText.counted(glance.terms - glance.keptTerms, "term")) left out "
                    + "\(NumberText.verb(glance.terms - glance.keptTerms, "has", "have")) no relation: "
                    + "of columns that go together a penalty keeps one as well as another, and other "
                    + "cases would keep others.")
        }
        sentences.append(
            "How uncertain the \(NumberText.counted(glance.keptCoefficients, "coefficient")) "
                + "\(NumberText.verb(glance.keptCoefficients, "is", "are")): a penalty gives "
                + "no standard errors, and each is drawn towards 0.")
        sentences.append(
            "That changing a factor would change the outcome: these are "
                + "\(NumberText.count(glance.nObs)) cases as they came.")
        if let leftOut = data.leftOut(beside: "fitted") { sentences.append(leftOut) }
        return sentences
    }
}
