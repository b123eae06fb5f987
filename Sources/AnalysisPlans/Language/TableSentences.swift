import Distributions
import HypothesisTests
import ModelFormula

/// What a test of a two-way table shows and does not show, each sentence with its figures.
struct TableSentences: ResultSentences {
    let result: HypothesisResult
    let table: HypothesisResult.CountTable
    let data: DataSummary
    let confidence: Double
    /// The group's column or expression.
    let groupName: String
    /// Whether an order of levels was declared.
    var isOrderDeclared = false

    /// At most so many groups get a sentence of their own; the table shows them all.
    static let mostGroups = 4

    var level: String { NumberText.level(confidence) }
    private var outcome: String { table.columnVariable }

    func shows(to audience: Audience) -> [String] {
        switch audience {
        case .analyst: analystShows
        case .practitioner: practitionerShows
        }
    }

    func doesNotShow(to audience: Audience) -> [String] {
        switch audience {
        case .analyst: analystDoesNotShow
        case .practitioner: practitionerDoesNotShow
        }
    }

    private var analystShows: [String] {
        var sentences = shares() + analystTrend
        if let primary = result.tests.first(where: { $0.name == result.primary.value }),
            let display = primary.pDisplay.value, let log10 = primary.log10P.value
        {
            var said = primary.method + ": "
            if let statistic = primary.statistic {
                said += "statistic \(NumberText.significant(statistic, 6))"
                if let df = primary.df { said += " on \(NumberText.significant(df)) df" }
                said += ", "
            }
            said += NumberText.pValue(display)
            if log10 < -3 { said += " (log10 p = \(NumberText.decimal(log10, 1)))" }
            if let replicates = primary.replicates, let low = primary.pLow,
                let high = primary.pHigh
            {
                said +=
                    ", between \(NumberText.significant(low, 3)) and "
                    + "\(NumberText.significant(high, 3)) by \(NumberText.count(replicates)) draws"
            }
            sentences.append(said + "; \(result.reason).")
        } else {
            sentences.append("No test was made of \(counted): \(result.reason).")
        }
        if let weighting = result.weighting {
            sentences.append(Self.sentence(on: weighting, cases: counted))
        }
        if let runnerUp = result.runnerUp.value {
            sentences.append(runnerUp.prefix(1).uppercased() + runnerUp.dropFirst() + ".")
        }
        if result.event.value == nil, let v = effect("cramers_v"), let low = v.confLow.value,
            let high = v.confHigh.value, let estimate = v.estimate.value
        {
            sentences.append(
                "Cramer's V, from 0 (no relation) to 1, is \(NumberText.fixed(estimate)) "
                    + "(\(level) interval \(NumberText.fixed(low)) to "
                    + "\(NumberText.fixed(high))).")
        }
        return sentences
    }

    /// "neet is "1"", or the event alone where the outcome is a long expression.
    func subject(_ event: String) -> String {
        outcome.count > 40 ? "The event happens" : "\(outcome) is \(NumberText.quoted(event))"
    }

    var total: Int { table.counts.joined().reduce(0, +) }
    var cases: String { NumberText.count(total) }
    /// "12 cases".
    var counted: String { NumberText.counted(total, "case") }

    /// How often the event happened in each group, against the reference group.
    private func shares() -> [String] {
        guard let event = result.event.value,
            let column = table.columns.firstIndex(of: event),
            let reference = result.reference.value,
            let base = table.rows.firstIndex(of: reference)
        else { return [] }
        func share(_ row: Int) -> String {
            let counts = table.counts[row]
            let total = counts.reduce(0, +)
            let part = Double(counts[column]) / Double(max(total, 1))
            let cases = "\(NumberText.count(counts[column])) of \(NumberText.count(total))"
            guard let weighting = result.weighting else {
                return "\(cases) (\(NumberText.percent(part)))"
            }
            return weighting.share(table.rows[row], event).map {
                "\(NumberText.percent($0)) by \(weighting.variable) (\(cases) cases)"
            } ?? "\(cases) cases"
        }
        let variable = groupName
        let others = table.rows.indices.filter { $0 != base }
        var sentences = others.prefix(Self.mostGroups).map { row in
            var said =
                "\(subject(event)) for \(share(row)) where \(variable) is "
                + "\(NumberText.quoted(table.rows[row])) and for \(share(base)) where it "
                + "is \(NumberText.quoted(reference))"
            if let difference = effect("risk_difference", level: table.rows[row]),
                let estimate = difference.estimate.value, let low = difference.confLow.value,
                let high = difference.confHigh.value
            {
                let points = NumberText.pointsShown(estimate, low, high)
                said +=
                    ": a difference of \(points(estimate)) percentage points "
                    + "(\(level) interval \(points(low)) to \(points(high)))"
            }
            return said + "."
        }
        if others.count > Self.mostGroups {
            sentences.append(
                "The table has \(NumberText.counted(others.count - Self.mostGroups, "more group")) "
                    + "beside the reference \"\(reference)\".")
        }
        return sentences
    }

    func effect(_ name: String, level: String? = nil) -> HypothesisResult.EffectRow? {
        result.effects.first { $0.name == name && (level == nil || $0.level.value == level) }
    }

    private var analystDoesNotShow: [String] {
        var sentences = [
            "Why the groups differ or agree: \(TestSentences.asTheyCame(total)), not assigned to "
                + "groups by chance, and nothing else was held equal."
        ]
        if let primary = result.tests.first(where: { $0.name == result.primary.value }),
            let p = primary.pValue.value, let display = primary.pDisplay.value
        {
            let apart = IntervalAndTest(
                result, confidence: confidence, isOfOnePair: table.rows.count == 2)
            if let said = apart?.sentence(p, display, cases) {
                sentences.append(said)
            } else if !PValue.isAtMost(p, level: 1 - confidence) {
                var said =
                    "That there is no difference: \(NumberText.pValue(display)) is not evidence "
                    + "of none"
                if let difference = effect("risk_difference"),
                    let low = difference.confLow.value, let high = difference.confHigh.value
                {
                    said +=
                        "; anything from \(NumberText.points(low)) to \(NumberText.points(high)) "
                        + "percentage points"
                        + (table.rows.count > 2
                            ? " between \"\(difference.level.value ?? "")\" and "
                                + "\"\(result.reference.value ?? "")\"" : "")
                        + " fits these data"
                }
                sentences.append(said + ".")
            } else if table.rows.count > 2 {
                sentences.append(
                    "Which of the \(table.rows.count) groups make the difference: look at "
                        + "the intervals and at the adjusted residuals, whose p-values are "
                        + "corrected for their "
                        + "\(NumberText.count(result.residualCells ?? result.residuals?.count ?? 0)) "
                        + "cells.")
            }
        }
        if let weighting = result.weighting { sentences.append(Self.limit(of: weighting)) }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }
}
