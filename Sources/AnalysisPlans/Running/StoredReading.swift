import GeneralizedLinearModels
import ModelFormula
import Tables

/// A fit's rows in a scratch file, with how they came about.
struct StoredReading {
    let prepared: PreparedData
    let frame: ModelFrame

    /// Reads the file of a plan in pieces.
    ///
    /// - Parameter progress: is told what is being done.
    init(
        _ plan: FitPlan, _ memory: MemoryOptions, _ source: DataSource,
        progress: @escaping (String) -> Void
    ) throws(AnalysisError) {
        let options = plan.options
        let path = try source.resolve(options.data)
        let folder = try source.resolve(memory.scratch)
        let threads = plan.threads ?? Runner.coreCount
        let read = try translatingErrors(plan) { () throws -> (PreparedData, ModelFrame) in
            let formula = try Formula(parsing: plan.formula)
            // First of all, so that nothing is read for a folder that cannot be written to.
            let (first, second) = (try ScratchFile(in: folder), try ScratchFile(in: folder))
            let file = try FileBytes(path: path)
            // An empty file is refused for that, below.
            guard file.isMapped || file.isEmpty else {
                throw DataError(
                    .notStreamed, "\(options.data) is no file that can be read in pieces.",
                    hint: "Write it to a file first, or leave --memory out.")
            }
            let asked = plan.storedFrame(memory)
            let names = try Self.columnNames(file, options.dialect)
            try plan.requireGroups(among: names)
            let columns = try ModelFrame.columns(formula, among: names, asked)
            let hash = FileHash(file)
            let table = try CSVReader.spill(
                file, dialect: options.dialect, keeping: columns, to: first,
                memory: memory.bytes / 4, threads: threads
            ) { progress("Reading: \(NumberText.counted($0, "row"))") }
            var some = try table.table(ofRun: 0)
            some.notes = table.notes
            let frame = try ModelFrame(formula, spilled: table, to: second, asked) {
                progress(
                    "Evaluating: \(NumberText.count($0)) of "
                        + NumberText.counted(table.rowCount, "row"))
            }
            if let groups = frame.stored?.groups {
                try plan.requireGroups(groups, rows: frame.rowCount)
            }
            frame.stored?.onPass { progress("Fitting: pass \(NumberText.count($0)) over the rows") }
            let prepared = PreparedData(
                source: options.data, digest: .pending(hash), sources: [], table: some,
                rows: table.rowCount)
            return (prepared, frame)
        }
        (prepared, frame) = read
    }
}

extension StoredReading {
    fileprivate static func columnNames(
        _ file: FileBytes, _ dialect: CSVDialect
    ) throws(AnalysisError) -> [String] {
        do throws(DataError) {
            return try CSVReader.columnNames(of: file, dialect: dialect)
        } catch {
            throw error.code == .unknownColumn
                ? TableReading.unknownKind(error) : AnalysisError(error)
        }
    }
}

extension FitPlan {
    /// What the frame in a scratch file is asked for.
    fileprivate func storedFrame(_ memory: MemoryOptions) -> StoredFrameOptions {
        var asked = StoredFrameOptions()
        asked.weights = weights
        asked.weightsAreCounts = weightKind == .frequency
        asked.missing = missing
        asked.response = response
        asked.trials = trials
        asked.cluster = cluster
        asked.groups = effects ? by : nil
        asked.keepsColumns = effects || audience == .practitioner
        asked.memory = memory.bytes - MemorySize.program
        return asked
    }
}
