import GeneralizedLinearModels

extension PredictionTally {
    /// What to worry about in the predictions of a file.
    func warnings(_ data: DataSummary, _ model: FittedModel) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        if let penalty = model.penalty, !model.hasIntervals {
            let name = penalty.kind.rawValue.replacing("_", with: " ")
            warnings.append(
                ResultWarning(
                    "no_intervals",
                    "The model was fitted under a penalty (\(name), lambda "
                        + "\(NumberText.significant(penalty.lambda ?? 0, 3))), which gives no standard "
                        + "errors, so that there are no intervals, whatever the confidence.",
                    isNote: true))
        }
        if model.penalty == nil, !model.hasIntervals {
            warnings.append(
                ResultWarning(
                    "no_intervals",
                    "The \(NumberText.count(model.caseCount)) cases that the model was learned from left "
                        + "no residual to learn a spread from, so that there are no intervals: do not "
                        + "take its figures for certain."))
        }
        if let unknown = counts[.unknownLevel] {
            warnings.append(
                ResultWarning(
                    "unknown_level",
                    "\(NumberText.counted(unknown, "row")) of \(NumberText.count(rows)) "
                        + "\(unknown == 1 ? "has" : "have") a level that the model has not learned, "
                        + "and so no \(model.figureName)."))
        }
        if let invalid = counts[.invalidInput], let first = firstUnreadable {
            warnings.append(
                ResultWarning(
                    "invalid_input",
                    "\(NumberText.counted(invalid, "row")) of \(NumberText.count(rows)) "
                        + "\(invalid == 1 ? "has" : "have") a value of the wrong type, the first in "
                        + "column \"\(first.name)\", line \(first.line), character "
                        + "\(first.column).", terms: [first.name]))
        }
        if !beyond.isEmpty {
            let columns = beyond.keys.sorted().map {
                "\($0) (\(NumberText.count(beyond[$0] ?? 0)))"
            }
            let count = beyond.values.reduce(0, +)
            warnings.append(
                ResultWarning(
                    "extrapolation",
                    "\(NumberText.counted(count, "row")) \(count == 1 ? "lies" : "lie") beyond what "
                        + "the model was learned from: \(columns.joined(separator: ", ")). Do not lean "
                        + "on their \(model.figureName(of: 2)).", terms: beyond.keys.sorted()))
        }
        if let limits = limits(model) { warnings.append(limits) }
        if overflows > 0 { warnings.append(overflowing(model)) }
        if endlessIntervals > 0 {
            warnings.append(
                ResultWarning(
                    "interval_overflow",
                    "\(NumberText.counted(endlessIntervals, "row")) of \(NumberText.count(rows)) "
                        + "\(endlessIntervals == 1 ? "has" : "have") an interval whose upper end is beyond "
                        + "all numbers that can be held: next to nothing is known there, whatever the "
                        + "\(model.figureName)."))
        }
        let left = data.rows - data.rowsUsed
        if left > 0 {
            warnings.append(
                ResultWarning(
                    "rows_excluded",
                    "\(NumberText.counted(left, "row")) of \(NumberText.count(rows)) "
                        + "\(left == 1 ? "has" : "have") no \(model.figureName); the status column says "
                        + "why.", isNote: true))
        }
        return warnings
    }

    /// That figures are limits, since the cases like them that the model was learned from had one outcome.
    private func limits(_ model: FittedModel) -> ResultWarning? {
        guard let rows = counts[.infinite], rows > 0 else { return nil }
        let zeros = rows - limitsOfOne
        let (all, learned) = (NumberText.count(self.rows), NumberText.count(model.caseCount))
        let figures =
            !model.isOfProbabilities
            ? "an expected \(model.outcomeText) of 0"
            : limitsOfOne == 0
                ? "a probability of 0"
                : zeros == 0
                    ? "a probability of 1"
                    : "a probability of 1 (\(NumberText.count(limitsOfOne))) or 0 "
                        + "(\(NumberText.count(zeros)))"
        let outcome = model.isOfProbabilities ? "one outcome" : "0"
        let offered =
            model.isLogistic && model.largeFactor == nil
            ? " fit --penalty firth --save-model gives a model with finite figures and intervals."
            : ""
        return ResultWarning(
            model.separationCode,
            "\(NumberText.counted(rows, "row")) of \(all) \(rows == 1 ? "has" : "have") \(figures) and "
                + "no interval, which is a limit and no certainty: of the \(learned) cases that the "
                + "model was learned from those on \(rows == 1 ? "its" : "their") side of an infinite "
                + "estimate all had \(outcome). That is more often too few cases than a law."
                + offered)
    }

    private func overflowing(_ model: FittedModel) -> ResultWarning {
        let (have, it) = overflows == 1 ? ("has", "it lies") : ("have", "they lie")
        return ResultWarning(
            "overflow",
            "\(NumberText.counted(overflows, "row")) of \(NumberText.count(rows)) \(have) no "
                + "\(model.figureName), since it would be beyond all numbers that can be held (above 1.8e308, "
                + "or nearer to 0 than 5e-324): "
                + "\(it) too far from the \(NumberText.count(model.caseCount)) cases that the model was "
                + "learned from. Look at the units of the columns.")
    }
}

extension FittedModel {
    /// What it says of a row: "probability", "expected count" or "expected value".
    var figureName: String {
        isOfProbabilities ? "probability" : isOfCounts ? "expected count" : "expected value"
    }

    /// The same of so many rows.
    func figureName(of rows: Int) -> String {
        guard rows != 1 else { return figureName }
        return isOfProbabilities ? "probabilities" : figureName + "s"
    }

    /// Whether it is a logistic regression without an estimated dispersion.
    var isLogistic: Bool { isOfProbabilities && (link ?? .logit) == .logit && penalty == nil }

    /// The word by which a fit warns of its infinite estimates.
    var separationCode: String {
        if largeFactor != nil { return "levels_without_estimate" }
        return hasIntervals && active.isEmpty ? "complete_separation" : "quasi_separation"
    }
}
