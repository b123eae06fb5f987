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
    private(set) var counts: [Prediction.Status: Int] = [:]
    private var gaps: [Gap: Int] = [:]
    /// The sum of the means.
    private(set) var sum = 0.0
    /// The rows at a limit of 1, where every case that separates them had the event.
    private(set) var limitsOfOne = 0
    /// The rows whose mean lies beyond all numbers.
    private(set) var overflows = 0
    /// The rows with a mean whose interval has an end beyond all numbers.
    private(set) var endlessIntervals = 0
    /// Rows beyond what was learned from, by the variable.
    private(set) var beyond: [String: Int] = [:]
    private(set) var firstUnreadable: (name: String, line: Int, column: Int)?

    /// Rows with a mean.
    var answered: Int { (counts[.predicted] ?? 0) + (counts[.infinite] ?? 0) }

    mutating func add(_ predictions: [Prediction], _ chunk: TableChunk) {
        rows += predictions.count
        for prediction in predictions {
            counts[prediction.status, default: 0] += 1
            sum += prediction.mean ?? 0
            if prediction.status == .infinite, prediction.mean == 1 { limitsOfOne += 1 }
            if prediction.overflows { overflows += 1 }
            if let ends = prediction.interval, !ends.low.isFinite || !ends.high.isFinite {
                endlessIntervals += 1
            }
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

    /// The rows without a mean, by reason and by the first column that gave it.
    var exclusions: [RowExclusion] {
        gaps.sorted { ($0.key.status, $0.key.column) < ($1.key.status, $1.key.column) }.map {
            RowExclusion(code: $0.key.status, column: $0.key.column, rows: $0.value)
        }
    }

    /// The mean of the means; nil where there is none, or their sum lies beyond all numbers.
    var mean: Double? { answered > 0 && sum.isFinite ? sum / Double(answered) : nil }

    func summary(_ model: FittedModel) -> PredictSummary {
        PredictSummary(
            event: Label(model.event), formula: model.formula, nObs: model.caseCount,
            meanProbability: model.isOfProbabilities ? Figure(mean) : nil,
            meanPrediction: model.isOfProbabilities ? nil : Figure(mean),
            meanStatus: mean != nil ? nil : answered == 0 ? "not_estimable" : "infinite",
            statuses: Prediction.Status.allCases.compactMap { status in
                counts[status].map { .init(status: status.rawValue, rows: $0) }
            })
    }
}

extension FittedModel {
    /// Whether what it predicts are probabilities, and not means of counts or numbers.
    var isOfProbabilities: Bool { (family ?? .binomial) == .binomial }

    /// Whether what it predicts are means of counts.
    var isOfCounts: Bool { family == .poisson || family == .negativeBinomial }

    /// The outcome as the formula writes it.
    var outcomeText: String {
        (try? Formula(parsing: formula))?.outcome?.description ?? "outcome"
    }
}
