/// What a fit under a penalty shows and does not show, each sentence with its figures.
struct PenaltySentences: ResultSentences {
    let result: PenalizedResult
    let data: DataSummary

    /// At most so many terms are named.
    private static let mostNames = 8

    private var glance: PenalizedResult.Glance { result.glance }

    func shows(to audience: Audience) -> [String] {
        audience == .analyst ? shows : practitionerShows
    }

    func doesNotShow(to audience: Audience) -> [String] {
        audience == .analyst ? doesNotShow : practitionerDoesNotShow
    }

    private var shows: [String] {
        let lambda = NumberText.significant(glance.lambda, 3)
        let kept =
            glance.alpha == 0
            ? "A ridge keeps all: at lambda \(lambda) the "
                + "\(NumberText.counted(glance.terms, "term")) "
                + "\(NumberText.verb(glance.terms, "has", "have")) coefficients drawn towards 0"
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
        if let freedom = glance.effectiveDf.value {
            sentences.append(
                "The fit uses \(NumberText.decimal(freedom, 1)) degrees of freedom, the intercept "
                    + "counted: as many coefficients without penalty would adapt to the "
                    + "\(NumberText.count(glance.nObs)) cases as far.")
        }
        if let chosen = result.crossValidation { sentences.append(choice(chosen)) }
        return sentences
    }

    private var outcome: String {
        glance.event.value.map { "whether \(glance.outcome) is \(NumberText.quoted($0))" }
            ?? glance.outcome
    }

    private var practitionerShows: [String] {
        let counted = NumberText.counted(glance.terms, "thing")
        let n = NumberText.count(glance.nObs)
        guard glance.alpha > 0 else {
            return [
                "All \(counted) counted about the \(n) cases are used together to estimate "
                    + "\(outcome), each with less weight than these cases alone would give it."
            ]
        }
        return [
            "Of \(counted) counted about the \(n) cases, \(glance.keptTerms) "
                + "\(NumberText.verb(glance.keptTerms, "is", "are")) of use together to estimate "
                + outcome + (result.keptTerms.isEmpty ? "" : names) + "."
        ]
    }

    private var practitionerDoesNotShow: [String] {
        let n = NumberText.count(glance.nObs)
        var sentences = [
            "What will happen to any one child or family: these are averages over \(n) cases.",
            "Why: the \(n) cases differ in much that was not counted here, and changing one thing for "
                + "them need not change what happens.",
        ]
        let out = glance.terms - glance.keptTerms
        if glance.alpha > 0, out > 0 {
            sentences.append(
                "That the \(NumberText.counted(out, "thing")) left out "
                    + "\(NumberText.verb(out, "does", "do")) not matter: of things that go together "
                    + "one stands for the others.")
        }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
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

    private var doesNotShow: [String] {
        var sentences: [String] = []
        if glance.alpha > 0, glance.keptTerms < glance.terms {
            sentences.append(
                "That the \(NumberText.counted(glance.terms - glance.keptTerms, "term")) left out "
                    + "\(NumberText.verb(glance.terms - glance.keptTerms, "has", "have")) no relation: "
                    + "of columns that go together a penalty keeps one as well as another, and other "
                    + "cases would keep others.")
        }
        if glance.keptCoefficients > 0 {
            sentences.append(
                "How uncertain the \(NumberText.counted(glance.keptCoefficients, "coefficient")) "
                    + "\(NumberText.verb(glance.keptCoefficients, "is", "are")): a penalty gives "
                    + "no standard errors, and each is drawn towards 0.")
        }
        sentences.append(
            "That changing a factor would change the outcome: these are "
                + "\(NumberText.count(glance.nObs)) cases as they came.")
        if let leftOut = data.leftOut(beside: "fitted") { sentences.append(leftOut) }
        return sentences
    }
}
