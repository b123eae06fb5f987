import ModelFormula
import Tables

/// Means over rows in a scratch file.
///
/// Whoever makes effects asks twice: what is asked first is noted and answered without figures, then one
/// pass over the rows - or a few, where the sums of all questions take too much memory - sums for all of
/// them at once, and what is asked again, in the same order, has its answer.
final class StoredAverages: EffectAverages {
    let rows: Counterfactuals
    private let fit: GLMFit
    private let stored: StoredRows
    private let groupCount: Int
    private var questions: [AverageQuestion] = []
    private var answers: [MovedMeans] = []
    /// The next question that is answered.
    private var next = 0
    /// Whether there are answers.
    private var isAnswering = false
    private var knownQuantiles: [String: [String]] = [:]
    private var knownTypical: [Set<String>: [Counterfactuals.Change]] = [:]
    private let names: [String]

    /// - Parameter groupCount: 0 for means over all rows alone.
    init(_ fit: GLMFit, _ stored: StoredRows, groupCount: Int) throws(FormulaError) {
        self.fit = fit
        self.stored = stored
        self.groupCount = groupCount
        names = fit.specification.schemas.map(\.name)
        let first = RowChunks(rowCount: stored.rowCount)[0]
        rows = try Counterfactuals(
            fit.frame.run(first), fit.specification, table: stored.table(first))
    }

    func observed() throws(FormulaError) -> MovedMeans { answer(.observed) }

    func changed(_ changes: [Counterfactuals.Change]) throws(FormulaError) -> MovedMeans {
        // Columns, levels and values that are not there are found in any rows.
        if !isAnswering { _ = try rows.changed(changes) }
        return answer(.changed(changes))
    }

    func slopes(by mover: Counterfactuals.Mover) throws(FormulaError) -> MovedMeans? {
        // What is read in steps is so in every row.
        guard try rows.slopes(by: mover) != nil else { return nil }
        return answer(.slopes(mover))
    }

    func quantiles(of column: String, _ shares: [Double]) -> [String] {
        let key = "\(column) \(shares)"
        if let known = knownQuantiles[key] { return known }
        let found = stored.quantiles(of: column, shares)
        knownQuantiles[key] = found
        return found
    }

    func typicalChanges(except: Set<String>) throws(FormulaError) -> [Counterfactuals.Change] {
        if let known = knownTypical[except] { return known }
        stored.beginPass()
        let found = try rows.typicalChanges(except: except) { add in
            for run in RowChunks(rowCount: stored.rowCount).all {
                add(
                    stored.table(run),
                    stored.outcomes(run).prior ?? [Double](repeating: 1, count: run.count))
            }
        }
        knownTypical[except] = found
        return found
    }

    private func answer(_ question: AverageQuestion) -> MovedMeans {
        guard isAnswering else {
            questions.append(question)
            return MovedMeans(open: "", count: groupCount + 1)
        }
        defer { next += 1 }
        return answers[next]
    }

    // MARK: Passes

    /// Answers all questions so far.
    func run() throws(FormulaError) {
        // One number a coefficient, for all rows and each group, of every chunk at work.
        let threads = self.threads
        let bytes = 8 * (fit.specification.count + 8) * (groupCount + 1) * (4 * threads + 1)
        let most = max(1, stored.memory / 4 / bytes)
        var left = questions[...]
        while !left.isEmpty {
            answers += try means(Array(left.prefix(most)), threads)
            left = left.dropFirst(most)
        }
        isAnswering = true
    }

    /// As many as have their rows in half of the memory.
    private var threads: Int {
        // Values, columns and cells as they are, as they are changed, and on the way from the disk.
        var columns = stored.keptColumnCount + 8
        for schema in fit.specification.schemas { columns += schema.basisWidth }
        columns += fit.specification.productCount
        let bytes = 3 * 8 * RowChunks.standardLength * columns
        return max(1, min(fit.settings.threads, stored.memory / 2 / bytes))
    }

    private func means(_ questions: [AverageQuestion], _ threads: Int) throws(FormulaError)
        -> [MovedMeans]
    {
        var totals: [MovedSums] = []
        var failure: FormulaError?
        let (fit, stored, groupCount) = (fit, stored, groupCount)
        stored.beginPass()
        RowChunks(rowCount: stored.rowCount).sum(
            threads: threads, makePartial: { Result<[MovedSums], FormulaError>.success([]) },
            accumulate: { run, sums in
                sums = Result { () throws(FormulaError) in
                    try Self.sums(questions, run, fit, stored, groupCount)
                }
            },
            combine: { sums in
                switch sums {
                case .success(let own) where totals.isEmpty: totals = own
                case .success(let own):
                    for place in own.indices { totals[place].add(own[place]) }
                case .failure(let error): failure = failure ?? error
                }
                sums = .success([])
            })
        if let failure { throw failure }
        return totals.map { $0.means(groupCount: groupCount, names) }
    }

    /// What a run of rows has for each question.
    private static func sums(
        _ questions: [AverageQuestion], _ run: Range<Int>, _ fit: GLMFit, _ stored: StoredRows,
        _ groupCount: Int
    ) throws(FormulaError) -> [MovedSums] {
        let frame = fit.frame.run(run)
        let rows = try Counterfactuals(frame, fit.specification, table: stored.table(run))
        let averages = RowAverages(
            fit, weights: frame.prior, rowCount: run.count,
            groups: groupCount > 0 ? stored.groups(run) : nil, groupCount: groupCount)
        var sums: [MovedSums] = []
        for question in questions {
            guard let own = try MovedSums(question, rows, averages) else {
                preconditionFailure("what is read in steps is not asked for")
            }
            sums.append(own)
        }
        return sums
    }
}

extension GLMFit {
    /// Effects over rows in a scratch file.
    func effects(_ request: EffectsRequest, _ stored: StoredRows, _ maker: EffectMaker)
        throws(FormulaError) -> [ModelEffect]
    {
        let (asker, averages) = try storedAsker(request, stored, maker)
        for question in request.questions { _ = try asker.answer(question) }
        try averages.run()
        var effects: [ModelEffect] = []
        for question in request.questions { effects += try asker.answer(question) }
        return effects
    }

    private func storedAsker(
        _ request: EffectsRequest, _ stored: StoredRows, _ maker: EffectMaker
    ) throws(FormulaError) -> (EffectAsker, StoredAverages) {
        guard stored.keepsColumns || frame.model.variables.isEmpty,
            request.by == nil || request.by == stored.groups?.name
        else {
            throw FormulaError(
                .notInPieces,
                "Effects change columns of the data, which were not kept in the scratch file.",
                hint: "Ask for them before the rows are read.")
        }
        let groups = request.by == nil ? nil : stored.groups
        if let refusal = groups?.refusal { throw refusal }
        let averages = try StoredAverages(
            self, stored, groupCount: groups?.levels.count ?? 0)
        let asker = EffectAsker(
            fit: self, averages: averages,
            groups: groups.map { all in
                all.levels.map { ModelEffect.Setting(column: all.name, value: $0) }
            } ?? [], maker: maker)
        return (asker, averages)
    }

    /// What keeps effects from being asked for, found without a pass over rows in a scratch file.
    public func refusal(of request: EffectsRequest, table: Table) -> FormulaError? {
        do throws(FormulaError) {
            guard let stored = frame.stored else {
                _ = try effects(request, table: table)
                return nil
            }
            let maker = EffectMaker(
                fit: self, errors: GradientError(self, covariance: nil, robust: nil),
                degreesOfFreedom: nil, confidence: request.confidence)
            let (asker, _) = try storedAsker(request, stored, maker)
            for question in request.questions { _ = try asker.answer(question) }
            return nil
        } catch { return error }
    }
}
