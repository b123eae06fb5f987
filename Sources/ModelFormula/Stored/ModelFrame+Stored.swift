import Tables

/// What a frame over rows in a scratch file is asked for, beside its formula.
public struct StoredFrameOptions: Sendable {
    /// The column of weights, none of them negative; rows of weight 0 are left out.
    public var weights: String?
    /// Whether a row stands for as many cases as its weight says.
    public var weightsAreCounts = false
    /// What becomes of rows where a predictor has no value.
    public var missing = MissingRule.complete
    /// What the family asks of the outcome.
    public var response = Response.Request.binary
    /// The column of trials of which the outcome counts the successes.
    public var trials: String?
    /// The column whose equal values are one cluster; rows without one are left out.
    public var cluster: String?
    /// A column, or an expression of columns, whose levels effects are averaged over apart.
    public var groups: String?
    /// Whether the columns that the right side reads are kept beside what the formula makes of them, for
    /// effects, which change them; where the formula has a curve they are kept anyway.
    public var keepsColumns = false
    /// The bytes that rows may take in memory: those that a curve is learned from, a sample, and the
    /// sums of a pass.
    public var memory = 1 << 30

    /// A logistic regression without weights.
    public init() {}

    /// Whether the outcome is of successes and trials.
    func hasShares(_ outcome: Expression) -> Bool {
        guard case .binary = response else { return false }
        if case .call("cbind", _) = outcome.unwrapped.node { return true }
        return trials != nil
    }
}

extension ModelFrame {
    /// The columns that a formula reads, found by their names alone.
    ///
    /// - Throws: `FormulaError` for a name that is no column, and where an `age_at()` does not name its
    ///   column, which is then looked for by its values.
    public static func columns(
        _ formula: Formula, among names: [String], _ options: StoredFrameOptions
    ) throws(FormulaError) -> Set<String> {
        let asked = try AskedModel(try named(formula), columns: names, trials: options.trials)
        for (name, use) in [
            (options.trials, "of trials"), (options.weights, "to weight by"),
            (options.cluster, "of clusters"),
        ] {
            guard let name, !names.contains(name) else { continue }
            throw .noColumn(name, use, among: names)
        }
        return Set(
            asked.outcomeColumns + asked.predictors + (options.weights.map { [$0] } ?? [])
                + (options.cluster.map { [$0] } ?? [])
                + (try options.groups.map { text throws(FormulaError) in
                    try groupColumns(text, among: names)
                } ?? []))
    }

    /// The columns that groups are made of, found by their names alone.
    ///
    /// - Throws: `FormulaError` for a name that is no column.
    public static func groupColumns(_ text: String, among names: [String])
        throws(FormulaError) -> [String]
    {
        if names.contains(text) { return [text] }
        let formula = try named(try Formula(parsing: "~ " + text))
        return try ColumnReferences(columns: names).names(
            in: try Variable(formula.predictors).inner)
    }

    /// The formula, if every `age_at()` names its column.
    private static func named(_ formula: Formula) throws(FormulaError) -> Formula {
        guard let none = try? Table(columns: [], rowCount: 0),
            (try? formula.namingBirthDates(in: none)) != nil
        else {
            throw FormulaError(
                .syntax,
                "With --memory age_at() names the column of dates of birth, for others are not read.",
                hint: "As in age_at(\"2024-09-01\", dob).")
        }
        return formula
    }

    /// Evaluates a formula over a table in a scratch file, run after run, and keeps the rows used in
    /// another: the same levels, scales, counts and messages as of a table in memory.
    ///
    /// - Parameters:
    ///   - table: the table; its room on disk is given back as its runs are done with.
    ///   - scratch: takes the rows used.
    ///   - progress: is told of the rows done so far.
    /// - Throws: `FormulaError` for what the formula asks and the data cannot give, `DataError` for a
    ///   disk that is full or fails.
    public init(
        _ asked: Formula, spilled table: SpilledTable, to scratch: ScratchFile,
        _ options: StoredFrameOptions, progress: (_ rows: Int) -> Void = { _ in }
    ) throws {
        try self.init(
            asked, columns: table.names, runs: table.runCount, to: scratch, options,
            notes: table.notes
        ) { run, add in
            let rows = table.rows(ofRun: run)
            try add(try table.table(ofRun: run), rows.lowerBound)
            table.forget(run: run)
            progress(rows.upperBound)
        }
    }

    /// Evaluates a formula over runs of rows that are made one after the other, and keeps the rows used
    /// in a scratch file.
    ///
    /// - Parameters:
    ///   - names: the columns of every run, in order.
    ///   - count: how many runs there are.
    ///   - scratch: takes the rows used.
    ///   - notes: what was noticed while the runs were read, for errors that it explains.
    ///   - lend: hands over a run, with the rows that stand before it.
    /// - Throws: as of a table in a scratch file, and what `lend` throws.
    public init(
        _ asked: Formula, columns names: [String], runs count: Int, to scratch: ScratchFile,
        _ options: StoredFrameOptions, notes: [ReadingNote] = [],
        lend: (_ run: Int, _ add: (_ rows: Table, _ before: Int) throws -> Void) throws -> Void
    ) throws {
        let formula = try Self.named(asked)
        let model = try AskedModel(formula, columns: names, trials: options.trials)
        var gathering = FrameGathering(model, options, scratch, columns: names)
        var predictorColumns: [(name: String, kind: ColumnKind)] = []
        for run in 0..<count {
            try lend(run) { rows, before in
                if run == 0 {
                    predictorColumns = Self.predictorColumns(model.predictors, in: rows)
                }
                if let failure = try gathering.add(rows, after: before) { throw failure }
            }
        }
        guard gathering.usedCount > 0 else {
            throw CompleteRows.nothingLeft(gathering.exclusions)
        }
        try gathering.writer.finish()
        try self.init(formula, gathering, predictorColumns, notes: notes)
    }

    private init(
        _ formula: Formula, _ gathering: FrameGathering,
        _ predictorColumns: [(name: String, kind: ColumnKind)], notes: [ReadingNote]
    ) throws {
        let (asked, options) = (gathering.asked, gathering.options)
        var learner = VariableLearner(
            usedCount: gathering.usedCount, mayHoldIdentifiers: options.weights == nil)
        var learned = LearnedColumns()
        for (index, variable) in asked.variables.enumerated() {
            do {
                try learned.add(variable, index, gathering, &learner)
            } catch let error as FormulaError {
                throw error.explained(by: notes, of: variable)
            }
        }
        var outcomeOfCode: [Double]?
        var kind = gathering.responseKind
        if gathering.outcomeLevels.count > 0 || kind == nil {
            let levels = gathering.outcomeLevels
            let order = levels.order
            let (event, other) = try BinaryOutcome.choice(
                asked.outcome, order.map(levels.text),
                isPresent: order.map { levels.counts[$0] > 0 }, isNumber: levels.isNumber)
            kind = .binary(event: levels.text(order[event]), other: levels.text(order[other]))
            outcomeOfCode = (0..<levels.count).map { $0 == order[event] ? 1 : 0 }
        }
        let stored = StoredRows(
            gathering.writer, schemas: learned.schemas, roles: learned.roles,
            isZeroOne: learned.isZeroOne, outcomeOfCode: outcomeOfCode,
            outcomeIsZeroOne: gathering.outcomeIsZeroOne,
            clusters: options.cluster == nil ? nil : gathering.clusters,
            groups: gathering.groups?.finished, columns: gathering.keptColumns,
            memory: options.memory)
        try learned.requireFinite(asked.variables, stored)
        let dropped = learner.saysNothing(of: asked.model, learned.schemas)
        var kept = asked.model
        kept.terms.removeAll(where: dropped.contains)

        self.formula = formula
        model = kept
        schemas = learned.schemas
        values = []
        response = Response(kind: kind ?? .numbers, values: [], trials: nil)
        offset = nil
        weights = nil
        rowCount = gathering.usedCount
        usedRows = []
        clusters = nil
        exclusions = gathering.exclusions
        missing = gathering.missingness
        missingStates = learner.states
        notices =
            learner.notices
            + dropped.map { learner.droppedNotice($0, asked.model, learned.schemas) }
        self.predictorColumns = predictorColumns
        self.stored = stored
    }
}

/// What the columns of a gathering mean, one after the other.
private struct LearnedColumns {
    var schemas: [VariableSchema] = []
    var roles: [StoredRows.Role] = []
    var isZeroOne: [Bool] = []

    mutating func add(
        _ variable: Variable, _ index: Int, _ gathering: FrameGathering,
        _ learner: inout VariableLearner
    ) throws {
        switch gathering.tallies[index] {
        case nil: preconditionFailure("every variable was counted")
        case .levels(let tally, let without):
            var (reference, position) = (String?.none, 0)
            if case .factor(let asked, let place) = variable.request {
                (reference, position) = (asked, place)
            }
            let order = tally.order
            let (schema, recoded) = try learner.factor(
                variable, order.map(tally.text), order.map { tally.counts[$0] }, reference,
                position, missingRows: without)
            var table = [Int32](repeating: -1, count: tally.count + 1)
            table[0] = Int32(schema.missingLevel ?? -1)
            for (place, code) in order.enumerated() { table[code + 1] = recoded[place] }
            schemas.append(schema)
            let isShift = table.indices.allSatisfy { table[$0] == Int32($0) - 1 }
            roles.append(.codes(recoded: table, isShift: isShift))
            isZeroOne.append(false)
        case .numbers(let tally):
            guard tally.known > 0 else {
                throw FormulaError(
                    .typeMismatch,
                    "\"\(variable.inner)\" has no value in any of the \(gathering.usedCount) rows "
                        + "used.", hint: "Leave it out.", at: variable.inner.position)
            }
            var failure: DataError?
            let schema = try learner.schema(
                variable, constant: tally.constant, range: tally.range,
                missingNumber: tally.missingNumber
            ) { () throws(FormulaError) in
                do throws(DataError) {
                    return try gathering.known(index, variable)
                } catch {
                    failure = error
                    return ([0, 1], nil)
                }
            }
            if let failure { throw failure }
            learner.keepMissing(variable, rows: tally.missing, number: schema.missingNumber)
            schemas.append(schema)
            roles.append(.numbers)
            isZeroOne.append(tally.isZeroOne)
        }
    }

    /// Refuses curves that overflow.
    func requireFinite(_ variables: [Variable], _ stored: StoredRows) throws {
        let curves = Set(schemas.indices.filter { schemas[$0].basisWidth > 1 })
        guard !curves.isEmpty else { return }
        for rows in RowChunks(rowCount: stored.rowCount).all {
            let slice = stored.slice(rows, variables: curves)
            for index in curves.sorted() {
                guard case .dense(let columns) = slice.values[index],
                    !columns.allSatisfy({ $0.allSatisfy(\.isFinite) })
                else { continue }
                throw VariableLearner.beyond(variables[index])
            }
        }
    }
}

extension FrameGathering {
    /// The known numbers of a variable at the rows used, with the cases that each stands for: what a
    /// curve is learned from, which takes them all at once.
    func known(_ index: Int, _ variable: Variable) throws(DataError) -> (
        values: [Double], counts: [Double]?
    ) {
        // The numbers, two more columns beside them for a polynomial or their order, and the counts.
        let needed = usedCount * 8 * (options.weightsAreCounts && options.weights != nil ? 5 : 4)
        guard needed <= options.memory else {
            throw DataError(
                .memoryTooSmall,
                "\"\(variable.name)\" is learned from all \(usedCount) numbers at once, which take "
                    + "\(MemorySize.text(needed)).",
                hint: "Allow more with --memory, or take a plain number.")
        }
        let numbers = try writer.numbers(index, 0..<writer.rowCount)
        var counts: [Double]?
        if options.weightsAreCounts, let place = writer.extras.weights {
            counts = try writer.numbers(asked.variables.count + place, 0..<writer.rowCount)
        }
        guard numbers.contains(where: \.isNaN) else { return (numbers, counts) }
        let kept = numbers.indices.filter { !numbers[$0].isNaN }
        return (kept.map { numbers[$0] }, counts.map { all in kept.map { all[$0] } })
    }
}
