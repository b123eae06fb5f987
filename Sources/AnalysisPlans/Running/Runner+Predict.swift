import Crypto
import FoundationEssentials
import GeneralizedLinearModels
import ModelFormula
import Tables

extension Runner {
    /// Predicts every row of a file, in order, chunk after chunk, in constant memory.
    ///
    /// - Parameters:
    ///   - progress: is told, after each chunk, how many rows are done.
    ///   - emit: takes each chunk's rows.
    /// - Returns: what the whole came to, without the rows.
    public func run(
        _ plan: PredictPlan, progress: (Int) -> Void = { _ in },
        emit: ([PredictionRow]) throws -> Void
    ) throws(AnalysisError) -> ResultFrame<PredictSummary> {
        let model = try Self.loadModel(resolve(plan.model), named: plan.model)
        let path = try resolve(plan.options.data)
        var joins = try StreamJoins(plan.options, model, source)
        return try translatingErrors {
            var columns = joins.columns
            if let id = plan.id, !columns.contains(where: { $0.0 == id }) {
                columns.append((id, .category))
            }
            let hash = StreamingHash()
            var stream: CSVTableStream
            do {
                stream = try CSVTableStream(
                    path: path, dialect: plan.options.dialect, columns: columns,
                    observe: hash.update)
            } catch let error as DataError
                where error.code == .unknownColumn && error.message.contains("\"\(plan.id ?? "")\"")
            {
                // The data lack what was asked of them, not what the model needs.
                throw AnalysisError(
                    error.code.rawValue, error.message, hint: error.hint, pointer: "/id")
            }
            let predictor = Predictor(model, confidence: plan.confidence)
            var tally = PredictionTally()
            while let read = try stream.next() {
                let joined = try joins.join(read.table)
                let (chunk, predictions) = try Self.aligned {
                    let chunk = TableChunk(
                        table: try Self.derived(joined, model.derivations ?? []),
                        unreadable: read.unreadable, firstUnreadable: read.firstUnreadable)
                    return (chunk, try predictor.predict(chunk))
                }
                let ids = plan.id.flatMap { chunk.table[$0] }
                let rows = predictions.enumerated().map { index, prediction in
                    PredictionRow(
                        row: tally.rows + index + 1, id: ids.map { Label($0.text(at: index)) },
                        prediction, isProbability: model.isOfProbabilities)
                }
                tally.add(predictions, chunk)
                try emit(rows)
                progress(tally.rows)
            }
            guard tally.rows > 0 else {
                throw AnalysisError(
                    "empty_file", "The file has a header and no rows.",
                    hint: "Each line below the header is one case.", line: 1, exitCode: .data)
            }
            let joined = joins.summaries(rows: tally.rows)
            let data = DataSummary(
                source: plan.options.data, sha256: hash.text,
                joins: joined.isEmpty ? nil : joined, rows: tally.rows,
                rowsUsed: tally.answered, rowsExcluded: tally.exclusions)
            return ResultFrame(
                analysis: "predict", plan: .predict(plan), data: data,
                result: tally.summary(model),
                warnings: tally.warnings(data, model) + joined.compactMap(\.warning),
                shows: tally.shows(model, to: plan.audience),
                doesNotShow: tally.doesNotShow(model, to: plan.audience))
        }
    }

    /// A chunk with the columns that the model was fitted with.
    private static func derived(_ chunk: Table, _ derivations: [Derivation]) throws -> Table {
        var table = chunk
        for derivation in derivations {
            table = try table.adding([try derivation.column(over: table, isLearning: false)])
        }
        return table
    }

    /// The columns of new data are the data's doing and not the formula's.
    private static func aligned<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as FormulaError {
            throw AnalysisError(
                error.code.rawValue, error.message, hint: error.hint, exitCode: .data)
        }
    }

    static func loadModel(_ path: String, named name: String) throws(AnalysisError)
        -> FittedModel
    {
        let bytes = try translatingErrors { try ByteSource(path: path).readAll() }
        guard let model = try? JSONDecoder().decode(FittedModel.self, from: Data(bytes)),
            model.casewiseModel <= FittedModel.currentFormat, model.isConsistent
        else {
            throw AnalysisError(
                "not_a_model", "\"\(name)\" is not a model that this version can read.",
                hint: "A model file is what fit --save-model writes.", exitCode: .data)
        }
        return model
    }
}

/// The SHA-256 of bytes as they pass.
private final class StreamingHash {
    private var hash = SHA256()

    func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }

    var text: String { DataSource.text(hash.finalize()) }
}

extension Column {
    /// The value of a row as text; nil where it is missing.
    func text(at row: Int) -> String? {
        guard validity[row] else { return nil }
        switch values {
        case .integer(let values): return String(values[row])
        case .real(let values):
            // A whole number stands as one, as it does in the file.
            return Int(exactly: values[row]).map(String.init) ?? values[row].description
        case .boolean(let values): return values[row] ? "true" : "false"
        case .date(let values): return CalendarDay.text(values[row])
        case .category(let categories): return categories.levels[categories.codes[row]]
        }
    }
}
