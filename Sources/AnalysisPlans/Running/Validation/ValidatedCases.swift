import GeneralizedLinearModels
import ModelFormula
import ModelValidation
import Tables

/// Cases with a known outcome and a model's risks of it, and the rows of the table that they are.
struct ValidatedCases {
    let cases: ScoredCases
    /// The row of the table of each case.
    let rows: [Int]
    /// The outcome as the formula has it.
    let outcome: String
    /// The level whose risk it is.
    let event: String
    /// Rows left out, by reason.
    let exclusions: [RowExclusion]

    /// The cases of a fit, scored by its own estimates.
    init(_ fit: GLMFit, _ refits: ModelRefits, outcome: String) {
        let frame = fit.frame
        cases = ScoredCases(
            hasEvent: frame.outcome.map { $0 == 1 }, logOdds: refits.linearPredictors,
            cluster: frame.clusters.map(Self.codes))
        rows = frame.usedRows
        self.outcome = outcome
        event = frame.response.event ?? ""
        exclusions = fit.dataFrame.exclusions
    }

    /// Other cases, scored by a kept model.
    ///
    /// - Throws: `FormulaError` where the table lacks a column or the outcome is not the model's, and
    ///   `AnalysisError` for a model of no probabilities or an event that the cases do not know.
    init(
        _ model: FittedModel, path: String, _ table: Table, cluster: String?, confidence: Double
    ) throws {
        guard model.isOfProbabilities, let event = model.event else {
            throw AnalysisError(
                "not_a_risk_model",
                "\"\(path)\" gives no risk of an event, and only risks are validated.",
                hint: "A logistic regression does: fit 'outcome ~ ...' --save-model.",
                pointer: "/model", exitCode: .data)
        }
        outcome = model.outcomeText
        self.event = event
        let frame = try ModelFrame(
            try Formula(parsing: "\(outcome) ~ 1"), table: table, response: .binary,
            cluster: cluster)
        let isTurned = frame.response.event != event
        guard !isTurned || frame.response.nonEvent == event else {
            throw AnalysisError(
                "unknown_event",
                "The model gives the risk that \(outcome) is \(NumberText.quoted(event)), a level that "
                    + "\(outcome) does not have in these cases.",
                hint: "Their levels are \(frame.response.event ?? "") and "
                    + "\(frame.response.nonEvent ?? "").", exitCode: .data)
        }
        let predictions = try Predictor(model, confidence: confidence).predict(
            TableChunk(table: table, unreadable: [:], firstUnreadable: nil))
        var (rows, places, gaps) = ([Int](), [Int](), PredictionGaps())
        for (place, row) in frame.usedRows.enumerated() {
            if predictions[row].mean == nil {
                gaps.add(predictions[row])
            } else {
                rows.append(row)
                places.append(place)
            }
        }
        self.rows = rows
        exclusions = frame.exclusions + gaps.exclusions
        cases = ScoredCases(
            hasEvent: places.map { (frame.outcome[$0] == 1) != isTurned },
            risk: rows.map { min(max(predictions[$0].mean ?? 0, 0), 1) },
            cluster: frame.clusters.map { clusters in
                Self.codes(places.map { clusters[$0] })
            })
    }

    /// Clusters numbered from 0 in the order in which they come.
    private static func codes(_ clusters: [Int]) -> [Int32] {
        var known: [Int: Int32] = [:]
        return clusters.map { cluster in
            if let code = known[cluster] { return code }
            let code = Int32(truncatingIfNeeded: known.count)
            known[cluster] = code
            return code
        }
    }

    /// The same cases, some of them, with other risks.
    init(_ other: ValidatedCases, _ cases: ScoredCases, places: [Int]) {
        self.cases = cases
        rows = places.map { other.rows[$0] }
        outcome = other.outcome
        event = other.event
        exclusions = other.exclusions
    }
}

/// Rows without a prediction, by reason and the column that gave it.
private struct PredictionGaps {
    private struct Gap: Hashable {
        let status: String
        let column: String
    }
    private var counts: [Gap: Int] = [:]

    mutating func add(_ prediction: Prediction) {
        counts[
            Gap(status: prediction.status.rawValue, column: prediction.obstacle ?? ""), default: 0
        ] += 1
    }

    var exclusions: [RowExclusion] {
        counts.sorted { ($0.key.status, $0.key.column) < ($1.key.status, $1.key.column) }.map {
            RowExclusion(code: $0.key.status, column: $0.key.column, rows: $0.value)
        }
    }
}
