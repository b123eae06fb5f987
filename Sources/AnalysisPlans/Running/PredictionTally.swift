import GeneralizedLinearModels
import ModelFormula
import Tables

/// Counts what became of the rows of a file while they are predicted.
struct PredictionTally {
    private struct Gap: Hashable {
        let status: String
        let column: String
    }

    private(set) var rows = 0
    private var counts: [Prediction.Status: Int] = [:]
    private var gaps: [Gap: Int] = [:]
    private var sum = 0.0
    private var beyond: [String: Int] = [:]
    private var firstUnreadable: (name: String, line: Int, column: Int)?

    /// Rows with a probability.
    var answered: Int { (counts[.predicted] ?? 0) + (counts[.infinite] ?? 0) }

    mutating func add(_ predictions: [Prediction], _ chunk: TableChunk) {
        rows += predictions.count
        for prediction in predictions {
            counts[prediction.status, default: 0] += 1
            sum += prediction.mean ?? 0
            if let variable = prediction.beyondRange {
                beyond[variable, default: 0] += 1
            }
            if prediction.mean == nil {
                let gap = Gap(
                    status: prediction.status.rawValue, column: prediction.obstacle ?? "")
                gaps[gap, default: 0] += 1
            }
        }
        if firstUnreadable == nil { firstUnreadable = chunk.firstUnreadable }
    }

    /// The rows without a probability, by reason and by the first column that gave it.
    var exclusions: [RowExclusion] {
        gaps.sorted { ($0.key.status, $0.key.column) < ($1.key.status, $1.key.column) }.map {
            RowExclusion(code: $0.key.status, column: $0.key.column, rows: $0.value)
        }
    }

    private var mean: Double? { answered > 0 ? sum / Double(answered) : nil }

    func summary(_ model: FittedModel) -> PredictSummary {
        PredictSummary(
            event: Label(model.event), formula: model.formula, nObs: model.caseCount,
            meanProbability: model.isOfProbabilities ? Figure(mean) : nil,
            meanPrediction: model.isOfProbabilities ? nil : Figure(mean),
            statuses: Prediction.Status.allCases.compactMap { status in
                counts[status].map { .init(status: status.rawValue, rows: $0) }
            })
    }

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
                        + "and so no probability."))
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
                        + "on their probabilities.", terms: beyond.keys.sorted()))
        }
        let left = data.rows - data.rowsUsed
        if left > 0 {
            warnings.append(
                ResultWarning(
                    "rows_excluded",
                    "\(NumberText.counted(left, "row")) of \(NumberText.count(rows)) "
                        + "\(left == 1 ? "has" : "have") no probability; the status column says "
                        + "why.", isNote: true))
        }
        return warnings
    }

    func shows(_ model: FittedModel, to audience: Audience) -> [String] {
        guard audience == .analyst else { return practitionerShows(model) }
        guard model.isOfProbabilities else { return meansShown(model) }
        let what = model.event.map { "that the outcome is \"\($0)\"" } ?? "of success"
        var sentences = [
            "\(NumberText.count(answered)) of \(NumberText.count(rows)) rows have a probability "
                + "\(what)."
        ]
        if let mean {
            sentences.append(
                "Their mean is \(NumberText.percent(mean)): of \(NumberText.count(answered)) cases "
                    + "like these the model expects \(NumberText.decimal(sum, 1)).")
        }
        return sentences
    }

    private func meansShown(_ model: FittedModel) -> [String] {
        let outcome = model.outcomeText
        var sentences = [
            "\(NumberText.count(answered)) of \(NumberText.count(rows)) rows have an expected "
                + "\(outcome)."
        ]
        if let mean {
            sentences.append(
                "Their mean is \(NumberText.significant(mean, 4)): of \(NumberText.count(answered)) "
                    + "cases like these the model expects a sum of "
                    + "\(NumberText.significant(sum, 5)).")
        }
        return sentences
    }

    /// How many of how many the model expects.
    private func practitionerShows(_ model: FittedModel) -> [String] {
        guard let mean, answered > 0 else {
            return ["None of the \(NumberText.counted(rows, "row")) has all that the model needs."]
        }
        let cases = NumberText.counted(answered, "case")
        guard model.isOfProbabilities else {
            return [
                "Of \(cases) like these the model expects \(model.outcomeText) to be "
                    + "\(NumberText.plain(mean)) on average."
            ]
        }
        let expected = NumberText.count(sum.rounded())
        let what =
            model.event.map { "\(model.outcomeText) \(NumberText.quoted($0))" } ?? "success"
        return [
            "Of \(cases) like these the model expects about \(expected) with \(what), "
                + "\(ChanceWords.inHundred(mean))."
        ]
    }

    private func practitionerDoesNotShow(_ model: FittedModel) -> [String] {
        [
            "What will happen to any one child or family: a figure is how often it happens among many "
                + "who are alike in what the model counts, learned from "
                + "\(NumberText.count(model.caseCount)) cases.",
            "Who needs no help: a figure of these \(NumberText.counted(rows, "row")) is a reason to "
                + "offer some, and never one to refuse it.",
        ]
    }

    func doesNotShow(_ model: FittedModel, to audience: Audience) -> [String] {
        guard audience == .analyst else { return practitionerDoesNotShow(model) }
        let what =
            model.isOfProbabilities
            ? "a probability is a share among cases alike"
                + (model.hasIntervals ? ", and the interval is about that share" : "")
            : "an expected value is a mean among cases alike"
                + (model.hasIntervals ? ", and the interval is about that mean" : "")
        return [
            "What will happen to any one person: \(what), learned from "
                + "\(NumberText.count(model.caseCount)) cases.",
            "How well the model does on these \(NumberText.count(rows)) rows: that takes their "
                + "outcomes.",
        ]
    }
}

extension FittedModel {
    /// Whether what it predicts are probabilities, and not means of counts or numbers.
    var isOfProbabilities: Bool { (family ?? .binomial) == .binomial }

    /// The outcome as the formula writes it.
    var outcomeText: String {
        (try? Formula(parsing: formula))?.outcome?.description ?? "outcome"
    }
}
