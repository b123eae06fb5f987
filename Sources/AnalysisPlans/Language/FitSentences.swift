import Distributions
import GeneralizedLinearModels
import Glibc
import ModelFormula

/// What a fit shows and does not show, each sentence with its figures.
struct FitSentences: ResultSentences {
    let result: FitResult
    let data: DataSummary
    let confidence: Double
    /// The family and link.
    let settings: GLM
    /// What the model's variables are, by name.
    let variables: [String: VariableInWords]
    /// The variables whose rows without a value were fitted.
    var missingStates: [MissingState] = []
    /// The contrasts that were asked for.
    var contrasts: [(column: String, values: [String], base: String)] = []
    /// The column that effects are told within each level of; nil for none.
    var by: String?
    /// The levels whose rows all have the one outcome at an end of its range.
    var oneSided: [OneSidedLevel] = []
    /// The terms whose test has too few events to be read.
    var sparse: Set<String> = []

    /// At most so many coefficients get a sentence; the table shows them all.
    static let mostSentences = 6

    private var level: String { NumberText.level(confidence) }
    var glance: FitResult.Glance { result.glance }
    private var words: CoefficientWords {
        CoefficientWords(
            outcome: glance.outcome, event: glance.event.value, ratio: RatioKind(settings),
            link: settings.link, level: level)
    }

    /// What was fitted: how many had the event, or the mean.
    private var fitted: String {
        let n = NumberText.count(glance.nObs)
        if let event = glance.event.value, let events = glance.nEvents.value {
            return "\(glance.outcome) is \(NumberText.quoted(event)) for "
                + "\(NumberText.count(events)) of the \(cases) fitted "
                + "(\(NumberText.percent(events / glance.nObs)))."
        }
        if let trials = glance.nTrials?.value, let events = glance.nEvents.value {
            return "There are \(NumberText.count(events)) successes of "
                + "\(NumberText.count(trials)) trials (\(NumberText.percent(events / trials))) in "
                + "the \(n) rows fitted."
        }
        let mean = NumberText.significant(glance.outcomeMean?.value ?? 0, 4)
        if let events = glance.nEvents.value {
            return "\(glance.outcome) counts \(NumberText.count(events)) in the \(cases) fitted, "
                + "\(mean) a case."
        }
        return "\(glance.outcome) has a mean of \(mean) in the \(cases) fitted."
    }

    func shows(to audience: Audience) -> [String] {
        audience == .analyst ? shows : practitionerShows
    }

    func doesNotShow(to audience: Audience) -> [String] {
        audience == .analyst ? doesNotShow : practitionerDoesNotShow
    }

    private var shows: [String] {
        var sentences = [fitted]
        let hasErrors = result.coefficients.contains { $0.stdError.value != nil }
        if hasErrors, let allowance = StandardErrorWords(result.standardErrors).sentence {
            sentences.append(allowance)
        }
        let told = result.coefficients.filter {
            variables[$0.variable]?.isShared == false && isShown($0.variable)
                && ($0.statistic.value.map { abs($0) } ?? 0) > 0
                && ($0.confLow.value ?? 0) * ($0.confHigh.value ?? 0) > 0
        }.sorted { abs($0.statistic.value ?? 0) > abs($1.statistic.value ?? 0) }
        sentences += told.prefix(Self.mostSentences).compactMap(sentence)
        if let lack = withoutSpread { sentences.append(lack) }
        sentences += aboutLevels
        sentences += interplay() + alongCurves
        if told.count > Self.mostSentences {
            sentences.append(
                "\(NumberText.counted(told.count - Self.mostSentences, "more coefficient")) "
                    + "\(told.count - Self.mostSentences == 1 ? "has an interval" : "have intervals")"
                    + " that leave\(told.count - Self.mostSentences == 1 ? "s" : "") "
                    + (words.ratio.map { "\($0 == .oddsRatio ? "an" : "a") \($0.words) of 1 out." }
                        ?? "a difference of 0 out."))
        }
        sentences += aboutEffects
        let infinite = result.coefficients.filter { $0.status == "infinite" }
        sentences += infinite.prefix(Self.mostSentences).map {
            let isRising = $0.direction == "positive"
            let said =
                words.ratio.map { "the \($0.words) is \(isRising ? "infinite" : "0")" }
                ?? "the coefficient is \(isRising ? "infinite" : "minus infinite")"
            return "\($0.term): \(said) in these \(NumberText.count(glance.nObs)) \(noun)"
                + "\(finiteEnd($0)); see the warning."
        }
        if infinite.count > Self.mostSentences {
            let more = infinite.count - Self.mostSentences
            sentences.append(
                "\(NumberText.counted(more, "more coefficient")) "
                    + "\(NumberText.verb(more, "is", "are")) infinite in these "
                    + "\(NumberText.count(glance.nObs)) \(noun); the table shows them.")
        }
        sentences += penalised + aboutBootstrap
        let open = result.leadingTests.filter {
            $0.pDisplay.value != nil && !sparse.contains($0.term)
                && !PValue.isAtMost($0.pValue.value ?? 0, level: 1 - confidence)
        }
        if !sparse.isEmpty {
            sentences.append(
                "No test is read of "
                    + result.leadingTests.map(\.term).filter { sparse.contains($0) }
                    .prefix(Self.mostSentences).joined(separator: ", ")
                    + ": for so many coefficients these \(NumberText.count(glance.nObs)) "
                    + "\(units) hold too few events; see the warning.")
        }
        if !open.isEmpty {
            let names = open.prefix(Self.mostSentences).map {
                "\($0.term) (\(NumberText.pValue($0.pDisplay.value ?? "")))"
            }
            sentences.append(
                "No relation is shown"
                    + (Set(result.tests.map(\.term)).count > 1 ? ", beside the other terms," : "")
                    + " for "
                    + names.joined(separator: ", ")
                    + (open.count > names.count
                        ? " and \(open.count - names.count) more of the "
                            + "\(NumberText.counted(open.count, "term"))." : "."))
        }
        return sentences
    }

    /// That nothing tells how far off the estimates could be.
    private var withoutSpread: String? {
        guard let dispersion = glance.dispersion, (dispersion.value ?? 0) == 0 else { return nil }
        let n = NumberText.count(glance.nObs)
        return dispersion.value == nil
            ? "The estimates are those that meet the \(n) cases: as many coefficients as cases would meet "
                + "any, and how far off they could be cannot be told."
            : "The estimates meet all \(n) cases without a remainder: how far off they could be elsewhere "
                + "cannot be told from these."
    }

    /// "The odds ... are 4.7 times ... (95% interval 3.8 to 5.9), the other terms held equal."
    ///
    /// Nil for a coefficient that is no odds ratio by itself: of an interaction, or of a column
    /// that other terms use as well and that cannot change while they stay.
    private func sentence(_ row: FitResult.Coefficient) -> String? {
        guard let figures = words.figures(row), let variable = variables[row.variable],
            !variable.isShared
        else { return nil }
        let held = Set(result.tests.map(\.term)).count > 1 ? ", the other terms held equal" : ""
        if let level = row.level.value {
            let isMissing = level == VariableSchema.missingLevel
            let place =
                "where \(variable.name) "
                + (isMissing ? "has no value" : "is \(NumberText.quoted(level))")
            if isMissing,
                let mean = missingStates.first(where: { $0.variable == row.variable })?.number
            {
                return words.sentence(
                    figures, where: place,
                    beside: "at its mean, \(NumberText.significant(mean, 3))") + "\(held)."
            }

            if let reference = row.reference.value {
                return words.sentence(
                    figures, where: place, beside: NumberText.quoted(reference)) + "\(held)."
            }
            // Without an intercept each level has its own odds, and no ratio.
            return words.alone(figures, where: place) + "\(held)."
        }
        guard let range = variable.range else { return nil }
        if variable.isBinary {
            return words.sentence(figures, where: "where \(variable.name) is 1", beside: "0")
                + "\(held)."
        }
        let step = Self.step(range)
        guard let stepped = words.figures(row, step: step) else { return nil }
        return words.sentence(stepped, forEach: "\(NumberText.plain(step)) more of ")
            + "\(variable.name), which runs from \(NumberText.plain(range.lowerBound)) to "
            + "\(NumberText.plain(range.upperBound)) in these cases\(held)."
    }

    /// A step that a column can take: 1 where it runs over 1 to 20, else the power of ten that it
    /// holds at least twice.
    static func step(_ range: ClosedRange<Double>) -> Double {
        let width = range.upperBound - range.lowerBound
        if width >= 1 && width < 20 { return 1 }
        return width > 0 ? pow(10, floor(log10(width / 2))) : 1
    }

    /// Whether a term as a whole is beyond chance: a level is not told of where its term is not.
    private func isShown(_ term: String) -> Bool {
        let test = result.leadingTests.first { $0.term == term }
        if sparse.contains(term) { return false }
        return PValue.isAtMost(test?.pValue.value ?? 0, level: 1 - confidence)
    }

    /// What is said of terms whose coefficients belong together.
    private func interplay() -> [String] {
        let tests = result.leadingTests
        let together = tests.filter { variables[$0.term]?.isShared ?? true }
        guard !together.isEmpty else { return [] }
        let figures = together.prefix(Self.mostSentences).map {
            sparse.contains($0.term)
                ? "\($0.term) (no test to be read)"
                : "\($0.term) (\(NumberText.pValue($0.pDisplay.value ?? "not tested")))"
        }
        return [
            "\(NumberText.counted(together.count, "term")) "
                + (together.count == 1
                    ? "is a curve, an interaction or shares"
                    : "are curves, interactions or share")
                + " columns with others, so that no coefficient of "
                + (together.count == 1 ? "its own" : "theirs")
                + " is \(words.ratio.map { "\($0 == .oddsRatio ? "an" : "a") \($0.words)" } ?? "a difference") by itself: "
                + figures.joined(separator: ", ")
                + (together.count > figures.count ? " and more" : "")
                + ". Compare predictions instead."
        ]
    }

    private var termCount: Int { Set(result.tests.map(\.term)).count }

    /// What a row is: a case, unless it counts many.
    private var units: String { glance.nTrials == nil ? noun : glance.nObs == 1 ? "row" : "rows" }

    /// "case" of one, "cases" of any other number.
    var noun: String { glance.nObs == 1 ? "case" : "cases" }

    private var doesNotShow: [String] {
        let share = (glance.nEvents.value ?? 0) / (glance.nTrials?.value ?? glance.nObs)
        var sentences = [
            "That changing a factor would change the outcome: these are "
                + "\(NumberText.count(glance.nObs)) \(units) as they came, and "
                + (termCount == 0
                    ? "the model holds nothing equal."
                    : "what is not among the \(NumberText.counted(termCount, "term")) of the model is not "
                        + "held equal."),
            "How well the model \(glance.event.value == nil ? "does on new cases" : "tells new cases apart"): the figures are of the same "
                + "\(NumberText.count(glance.nObs)) \(units) that it was fitted to.",
        ]
        sentences += beyondEffects
        let open = result.leadingTests.filter {
            $0.pDisplay.value != nil && !sparse.contains($0.term)
                && !PValue.isAtMost($0.pValue.value ?? 0, level: 1 - confidence)
        }
        if let first = open.first, let display = first.pDisplay.value {
            sentences.append(
                "That a term has no relation: \(NumberText.pValue(display)) for \(first.term) is not "
                    + "evidence of none; its interval says what fits these data.")
        }
        if words.ratio == .oddsRatio, share > 0.1, share < 0.9 {
            sentences.append(
                "Ratios of risks: with the outcome in \(NumberText.percent(share)) of "
                    + "\(glance.nTrials == nil ? "cases" : "trials") an "
                    + "odds ratio lies further from 1 than the ratio of risks.")
        }
        sentences += beyondLevels
        if let leftOut = data.leftOut(beside: "fitted") { sentences.append(leftOut) }
        return sentences + aboutMissing
    }
}
