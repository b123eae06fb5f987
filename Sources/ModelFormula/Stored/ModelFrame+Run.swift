import Tables

extension ModelFrame {
    /// Some rows of a frame in a scratch file, as a frame in memory, without clusters.
    ///
    /// - Precondition: the rows lie in a scratch file.
    public func run(_ rows: Range<Int>) -> ModelFrame {
        guard let stored else { preconditionFailure("the rows lie in a scratch file") }
        let slice = stored.slice(rows)
        return ModelFrame(
            formula: formula, model: model, schemas: schemas, values: slice.values,
            response: Response(kind: response.kind, values: slice.outcome, trials: slice.trials),
            offset: slice.offset, weights: slice.weights, rowCount: rows.count,
            usedRows: Array(0..<rows.count), clusters: nil, exclusions: [], missing: [],
            missingStates: [], notices: [], predictorColumns: predictorColumns, stored: nil)
    }
}
