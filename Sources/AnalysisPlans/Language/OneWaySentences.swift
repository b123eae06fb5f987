import Distributions
import HypothesisTests

/// What the counts of a single category show beside the shares expected of them.
struct OneWaySentences: ResultSentences {
    let result: HypothesisResult
    let data: DataSummary
    let confidence: Double
    /// The column or expression.
    let name: String
    let areSharesGiven: Bool

    private var levels: [HypothesisResult.LevelShare] { result.levels ?? [] }
    private var total: Int { levels.reduce(0) { $0 + $1.observed } }
    private var cases: String { NumberText.count(total) }
    private var counted: String { NumberText.counted(total, "case") }
    private var primary: HypothesisResult.Test? {
        result.tests.first { $0.name == result.primary.value }
    }
    /// Those farthest from what is expected of them first.
    private var telling: [HypothesisResult.LevelShare] {
        let far = levels.enumerated().sorted {
            let (one, other) = (
                abs($0.element.adjusted.value ?? 0), abs($1.element.adjusted.value ?? 0)
            )
            return one != other ? one > other : $0.offset < $1.offset
        }
        let kept = Set(far.prefix(TableSentences.mostGroups).map(\.offset))
        return levels.enumerated().filter { kept.contains($0.offset) }.map(\.element)
    }

    func shows(to audience: Audience) -> [String] {
        audience == .analyst ? analystShows : practitionerShows
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences =
            audience == .analyst
            ? [
                "Why the shares are as they are: \(TestSentences.asTheyCame(total)), and what is "
                    + "expected of them was \(areSharesGiven ? "given" : "taken as equal")."
            ]
            : [
                "Why these \(counted) fell as they did, or where any one child or family "
                    + "belongs."
            ]
        if let primary, let p = primary.pValue.value, let display = primary.pDisplay.value,
            !PValue.isAtMost(p, level: 1 - confidence)
        {
            sentences.append(
                audience == .analyst
                    ? "That the shares are those expected: \(NumberText.pValue(display)) is not "
                        + "evidence of it, and all shares within the intervals fit these data."
                    : "That the shares are just those expected: \(counted) may be too few to "
                        + "show a difference that is there.")
        }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }

    private var analystShows: [String] {
        let level = NumberText.level(confidence)
        var sentences = telling.map { row in
            var said =
                "\(name) is \(NumberText.quoted(row.level)) for "
                + "\(NumberText.count(row.observed)) of \(cases)"
            if let share = row.share.value, let low = row.confLow.value,
                let high = row.confHigh.value
            {
                said +=
                    " (\(NumberText.percent(share)); \(level) interval "
                    + "\(NumberText.points(low)) to \(NumberText.points(high)))"
            }
            return said + ", where \(NumberText.percent(row.expectedShare)) "
                + "\(areSharesGiven ? "is expected" : "would be an equal share")."
        }
        if let primary, let display = primary.pDisplay.value {
            var said = primary.method + ": "
            if let statistic = primary.statistic, let df = primary.df {
                said +=
                    "statistic \(NumberText.significant(statistic, 6)) on "
                    + "\(NumberText.significant(df)) df, "
            }
            sentences.append(said + NumberText.pValue(display) + "; \(result.reason).")
        } else {
            sentences.append("No test was made of \(counted): \(result.reason).")
        }
        if let runnerUp = result.runnerUp.value {
            sentences.append(runnerUp.prefix(1).uppercased() + runnerUp.dropFirst() + ".")
        }
        return sentences
    }

    private var practitionerShows: [String] {
        var sentences = telling.map { row in
            let expected = Int((row.expectedShare * 100).rounded())
            return "\(name) is \(NumberText.quoted(row.level)) for "
                + "\(NumberText.count(row.observed)) of \(cases), "
                + "\(ChanceWords.inHundred(row.observed, of: total)); "
                + (areSharesGiven
                    ? "about \(expected) in every 100 were expected."
                    : "equal shares would be about \(expected) in every 100.")
        }
        guard let primary, let p = primary.pValue.value, let display = primary.pDisplay.value
        else { return sentences + ["With \(counted) there is nothing to compare yet."] }
        let often = ChanceWords.frequency(p, confidence)
        sentences.append(
            "Among \(counted), chance alone would \(often) bring shares this far from "
                + (areSharesGiven ? "those expected" : "equal ones")
                + " (\(NumberText.pValue(display)))"
                + (!PValue.isAtMost(p, level: 1 - confidence)
                    ? ", so these figures cannot tell whether they differ." : "."))
        return sentences
    }
}
