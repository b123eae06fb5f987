import Distributions
import HypothesisTests

/// What a comparison of several measures of the same cases shows and does not show.
struct MeasuresSentences: ResultSentences {
    let result: HypothesisResult
    let data: DataSummary
    let confidence: Double

    private var measures: [HypothesisResult.Measure] { result.measures ?? [] }
    private var cases: Int { measures.first?.cases ?? 0 }
    private var differing: Int { result.informativeCases ?? 0 }
    private var event: String { NumberText.quoted(result.event.value ?? "") }

    func shows(to audience: Audience) -> [String] {
        let level = NumberText.level(confidence)
        var sentences = measures.prefix(8).map { measure in
            var said =
                "\(measure.name) is \(event) for \(NumberText.count(measure.events)) of "
                + NumberText.count(measure.cases)
            if audience == .practitioner {
                if measure.cases > 0 {
                    said += ", \(ChanceWords.inHundred(measure.events, of: measure.cases))"
                }
            } else if let share = measure.share.value, let low = measure.confLow.value,
                let high = measure.confHigh.value
            {
                said +=
                    " (\(NumberText.percent(share)); \(level) interval "
                    + "\(NumberText.percent(low)) to \(NumberText.percent(high)))"
            }
            return said + "."
        }
        if audience == .practitioner {
            if let p = result.primaryP {
                sentences.append(PairedChance.sentence(p, differing: differing, confidence))
            }
            return sentences
        }
        sentences += result.testSentences(cases: NumberText.counted(cases, "case"))
        sentences += result.effects.prefix(Self.mostPairs).compactMap { effect in
            guard let estimate = effect.estimate.value, let low = effect.confLow.value,
                let high = effect.confHigh.value
            else { return nil }
            let points = NumberText.pointsShown(estimate, low, high)
            return "\(effect.level.value ?? "") less \(effect.reference.value ?? ""): "
                + "\(points(estimate)) percentage points (\(level) interval "
                + "\(points(low)) to \(points(high)))."
        }
        let more = result.effects.count - Self.mostPairs
        if more > 0 {
            sentences.append(
                "\(NumberText.counted(more, "more pair")) of the \(measures.count) measures "
                    + "\(NumberText.verb(more, "stands", "stand")) in the table.")
        }
        return sentences
    }

    /// At most so many pairs get a sentence of their own: all of four measures.
    private static let mostPairs = 6

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences = [
            "Why the \(measures.count) measures differ or agree: these are "
                + "\(NumberText.counted(cases, "case")) as they came, and which measure is right "
                + "is not known."
        ]
        if let p = result.primaryP, !PValue.isAtMost(p.value, level: 1 - confidence) {
            sentences.append(
                "That the measures are alike: \(NumberText.pValue(p.display)) from "
                    + "\(NumberText.counted(differing, "case")) that differ is not evidence of it.")
        } else if let pairs = result.comparisons, pairs.count > 1, audience == .analyst {
            sentences.append(
                "Which of the measures differ: look at the \(pairs.count) comparisons, whose "
                    + "p-values are corrected by Holm's method.")
        }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }
}
