import GeneralizedLinearModels
import ModelFormula
import Tables

extension FitPlan {
    /// More groups than anyone reads: each has all effects of its own.
    static let mostGroups = 200

    /// Refuses groups that cannot be had, and a column that names cases and groups nothing.
    func requireGroups(of fit: GLMFit, in table: Table) throws(AnalysisError) {
        // Rows in a scratch file had their groups looked at when they were read.
        guard let by, fit.frame.stored == nil else { return }
        try requireApart(by, fit.frame.formula)
        let groups: LevelColumns.Levels
        do { groups = try LevelColumns([by], table: table).asked[0] } catch {
            throw Self.refusal(of: by, error)
        }
        let rows = fit.frame.usedRows
        let count = Set(rows.map { groups.codes[$0] }).subtracting([-1]).count
        try Self.requireFew(by, count, rows: rows.count)
    }

    /// The same of groups whose columns have no other name among those of a file.
    func requireGroups(among names: [String]) throws(AnalysisError) {
        guard effects, let by else { return }
        do throws(FormulaError) {
            _ = try ModelFrame.groupColumns(by, among: names)
        } catch { throw Self.refusal(of: by, error) }
        let formula: Formula
        do throws(FormulaError) { formula = try Formula(parsing: self.formula) } catch {
            throw AnalysisError(error)
        }
        try requireApart(by, formula)
    }

    /// The same of groups in a scratch file.
    func requireGroups(_ groups: StoredGroups, rows: Int) throws(AnalysisError) {
        if let error = groups.refusal { throw Self.refusal(of: groups.name, error) }
        try Self.requireFew(groups.name, groups.usedCounts.count { $0 > 0 }, rows: rows)
    }

    /// Cases that already share their outcome leave nothing to compare it between.
    private func requireApart(_ by: String, _ formula: Formula) throws(AnalysisError) {
        guard formula.outcome?.names.contains(by) != true, trials != by else {
            throw AnalysisError(
                "by",
                "\"\(by)\" is part of the outcome and cannot say which cases are a group.",
                hint: "Name a column that was known before the outcome.", pointer: "/by",
                exitCode: .usage)
        }
    }

    private static func refusal(of by: String, _ error: FormulaError) -> AnalysisError {
        var refusal = AnalysisError(error, in: by, at: "/by")
        // What is no column's name was read behind "~ ".
        refusal.position = error.position.flatMap { $0 > 2 ? $0 - 2 : nil }
        if error.code == .outcome { refusal.exitCode = .data }
        return refusal
    }

    private static func requireFew(_ by: String, _ count: Int, rows: Int) throws(AnalysisError) {
        guard count > 0 else {
            throw AnalysisError(
                "by",
                "\"\(by)\" has no value in any of the \(NumberText.counted(rows, "row")) used.",
                hint: "Has it another name?", pointer: "/by", exitCode: .data)
        }
        let isOfFew = count > 50 && rows < 5 * count
        guard count > mostGroups || isOfFew else { return }
        throw AnalysisError(
            "by",
            "\"\(by)\" has \(NumberText.count(count)) values in "
                + "\(NumberText.counted(rows, "row")): is it an identifier?",
            hint:
                "Effects are told within at most \(mostGroups) groups, and beyond 50 of them only "
                + "where these have five rows each; group its values, or allow for it by --cluster.",
            pointer: "/by", exitCode: .data)
    }
}

/// What a plan asks of effects by values, each part with its place in the plan.
struct AskedEffects {
    private struct Part {
        let pointer: String
        let text: String
        let question: EffectsRequest.Question
        /// Questions about one value each, and where it begins in the text.
        let values: [(position: Int, question: EffectsRequest.Question)]
    }

    private let parts: [Part]

    init(_ plan: FitPlan) {
        var parts: [Part] = []
        func add(
            _ key: String, _ texts: [String],
            _ questions: (String) -> (
                EffectsRequest.Question, [(position: Int, question: EffectsRequest.Question)]
            )?
        ) {
            for (index, text) in texts.enumerated() {
                guard let (question, values) = questions(text) else { continue }
                parts.append(
                    Part(
                        pointer: texts.count == 1 ? "/\(key)" : "/\(key)/\(index)", text: text,
                        question: question, values: values))
            }
        }
        add("contrast", plan.contrast) { text in
            FitPlan.comparison(text).map { asked in
                (
                    .comparison(of: asked.column, values: asked.values, against: asked.base),
                    Self.positions(of: asked.values + [asked.base], behind: asked.column).map {
                        ($1, .comparison(of: asked.column, values: [$0], against: $0))
                    }
                )
            }
        }
        add("step", plan.step) { text in
            FitPlan.move(text).map { (.step($0.column, by: $0.by), []) }
        }
        add("at", plan.at) { text in
            FitPlan.settings(text).map { column, values in
                func question(_ value: String) -> EffectsRequest.Question {
                    .prediction(at: [ModelEffect.Setting(column: column, value: value)])
                }
                return (
                    question(values[0]),
                    Self.positions(of: values, behind: column).map { ($1, question($0)) }
                )
            }
        }
        self.parts = parts
    }

    /// Where each of some values begins in "column=value,value", from 1.
    private static func positions(of values: [String], behind column: String) -> [(String, Int)] {
        var position = column.count + 2
        return values.map { value in
            defer { position += value.count + 1 }
            return (value, position)
        }
    }

    /// An error of effects at the part of the plan that it is about: parts are asked one by one, and of
    /// the one that is refused its values.
    func pointed(_ error: FormulaError, _ fit: GLMFit, _ table: Table) -> AnalysisError {
        func refusal(_ question: EffectsRequest.Question) -> FormulaError? {
            fit.refusal(of: EffectsRequest([question]), table: table)
        }
        for part in parts {
            let values = part.values.lazy.compactMap { value in
                refusal(value.question).map { (value.position, $0) }
            }
            guard let found = values.first ?? refusal(part.question).map({ (1, $0) }) else {
                continue
            }
            var pointed = AnalysisError(found.1, in: part.text, at: part.pointer)
            pointed.position = found.1.code == .unknownColumn ? 1 : found.0
            return pointed
        }
        return AnalysisError(error)
    }
}
