import Distributions
import HypothesisTests

/// What a comparison of two measures of the same cases shows and does not show.
struct PairsSentences: ResultSentences {
    let result: HypothesisResult
    /// The second measure in rows, the first in columns.
    let table: HypothesisResult.CountTable
    let data: DataSummary
    let confidence: Double
    /// The measures' columns or expressions.
    let first: String
    let second: String

    func shows(to audience: Audience) -> [String] {
        audience == .analyst ? analystShows : practitionerShows
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences =
            audience == .analyst
            ? [
                "Why the two differ or agree: these are \(counted(pairs)) as they came, without "
                    + "others to compare them with, and whatever else changed between the measures "
                    + "is in the difference."
            ]
            : [
                "Why: the \(counted(pairs)) had much else going on between the two measures that "
                    + "was not counted here.",
                "Which of the two is right where they differ, as they do for "
                    + "\(NumberText.count(differing)) of \(NumberText.count(pairs)).",
            ]
        if let p = result.primaryP, !PValue.isAtMost(p.value, level: 1 - confidence) {
            sentences.append(
                audience == .analyst
                    ? apart(p)
                        ?? "That there is no difference: \(NumberText.pValue(p.display)) is not "
                        + "evidence of none" + fitting + "."
                    : "That the two are alike: \(NumberText.count(differing)) cases that differ may "
                        + "be too few to show a difference that is there.")
        }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }

    private var pairs: Int { result.pairs ?? 0 }
    private var differing: Int { result.discordantPairs ?? 0 }
    private func counted(_ pairs: Int) -> String { NumberText.counted(pairs, "case") }
    private var level: String { NumberText.level(confidence) }

    /// Where test and interval do not agree.
    private func apart(_ p: (value: Double, display: String)) -> String? {
        IntervalAndTest(
            result, confidence: confidence, isOfOnePair: result.event.value != nil)?
            .sentence(p.value, p.display, NumberText.count(pairs))
    }

    private var fitting: String {
        guard let effect = effect("risk_difference"), let low = effect.confLow.value,
            let high = effect.confHigh.value
        else { return "" }
        return "; anything from \(NumberText.points(low)) to \(NumberText.points(high)) percentage "
            + "points" + (result.event.value == nil ? " for \"\(effect.level.value ?? "")\"" : "")
            + " fits these data"
    }

    private func effect(_ name: String) -> HypothesisResult.EffectRow? {
        result.effects.first { $0.name == name }
    }

    /// Cases with a level in the first and in the second measure.
    private func margins(_ level: Int) -> (first: Int, second: Int) {
        (
            table.rows.indices.reduce(0) { $0 + table.counts[$1][level] },
            table.counts[level].reduce(0, +)
        )
    }

    private var analystShows: [String] {
        var sentences = comparisons
        sentences += result.testSentences(cases: counted(pairs))
        sentences += agreement
        return sentences
    }

    private var comparisons: [String] {
        let percent = { (part: Int) in
            "\(NumberText.count(part)) (\(NumberText.percent(Double(part) / Double(max(pairs, 1)))))"
        }
        let differences = result.effects.filter { $0.name == "risk_difference" }
        let levels = result.event.value.map { [$0] } ?? table.rows
        var sentences: [String] = []
        for (level, effect) in zip(levels, differences).prefix(TableSentences.mostGroups) {
            guard let place = table.rows.firstIndex(of: level) else { continue }
            let (one, two) = margins(place)
            var said =
                "Of \(counted(pairs)) \(first) is \(NumberText.quoted(level)) for \(percent(one)) "
                + "and \(second) for \(percent(two))"
            if let estimate = effect.estimate.value, let low = effect.confLow.value,
                let high = effect.confHigh.value
            {
                let points = NumberText.pointsShown(estimate, low, high)
                said +=
                    ": a difference of \(points(estimate)) percentage points "
                    + "(\(self.level) interval \(points(low)) to \(points(high)))"
            }
            sentences.append(said + ".")
        }
        if let split { sentences.append(split) }
        return sentences
    }

    /// "25 cases differ: 17 are "1" in a only and 8 in b only".
    private var split: String? {
        guard let event = result.event.value, let place = table.rows.firstIndex(of: event),
            let other = table.rows.indices.first(where: { $0 != place }), table.rows.count == 2
        else { return nil }
        let firstOnly = table.counts[other][place]
        let secondOnly = table.counts[place][other]
        return "\(counted(firstOnly + secondOnly)) "
            + NumberText.verb(firstOnly + secondOnly, "differs", "differ")
            + ": \(NumberText.quoted(event)) in \(first) only for \(NumberText.count(firstOnly)) and "
            + "in \(second) only for \(NumberText.count(secondOnly))."
    }

    private var agreement: [String] {
        guard let share = effect("agreement")?.estimate.value else { return [] }
        var said =
            "The two agree for \(NumberText.count(result.agreeingPairs ?? 0)) of \(counted(pairs)) "
            + "(\(NumberText.percent(share)))"
        for (name, words) in [
            ("cohens_kappa", "Cohen's kappa, 0 at chance and 1 in full agreement, is"),
            ("cohens_kappa_quadratic", "weighted by the square of the distance it is"),
        ] {
            guard let kappa = effect(name), let estimate = kappa.estimate.value else { continue }
            said += "; \(words) \(NumberText.fixed(estimate))"
            if let low = kappa.confLow.value, let high = kappa.confHigh.value {
                said +=
                    " (\(level) interval \(NumberText.fixed(low)) to \(NumberText.fixed(high)))"
            }
        }
        return [said + "."]
    }

    private var practitionerShows: [String] {
        guard pairs > 0 else { return ["There are 0 cases with both measures."] }
        var sentences = [
            "The two say the same for \(NumberText.count(pairs - differing)) of \(counted(pairs)), "
                + "\(ChanceWords.inHundred(pairs - differing, of: pairs))."
        ]
        if let split { sentences.append(split) }
        if let event = result.event.value, let place = table.rows.firstIndex(of: event) {
            let (one, two) = margins(place)
            sentences.append(
                "\(first) is \(NumberText.quoted(event)) for \(NumberText.count(one)), "
                    + "\(ChanceWords.inHundred(one, of: pairs)), and \(second) for "
                    + "\(NumberText.count(two)), \(ChanceWords.inHundred(two, of: pairs)).")
        }
        if let p = result.primaryP {
            sentences.append(PairedChance.sentence(p, differing: differing, confidence))
        }
        return sentences
    }
}

/// Whether chance would often split the cases that differ so unevenly.
enum PairedChance {
    static func sentence(
        _ p: (value: Double, display: String), differing: Int, _ confidence: Double
    ) -> String {
        let cases =
            NumberText.counted(differing, "case") + " that "
            + NumberText.verb(differing, "differs", "differ")
        let said = NumberText.pValue(p.display)
        return !PValue.isAtMost(p.value, level: 1 - confidence)
            ? "Chance alone would \(ChanceWords.frequency(p.value, confidence)) split \(cases) this unevenly (\(said)), so these figures "
                + "cannot tell whether one measure has it more often."
            : "Chance alone would seldom split \(cases) this unevenly (\(said))."
    }
}
