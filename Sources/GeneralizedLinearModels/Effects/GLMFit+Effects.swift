import Distributions
import LinearAlgebra
import ModelFormula
import Tables

extension GLMFit {
    /// Effects on the scale of the outcome, averaged over the rows that were fitted.
    ///
    /// - Parameters:
    ///   - request: what is asked, by which groups, at which confidence.
    ///   - table: the table that the frame was learned from.
    ///   - covariance: of the active coefficients; nil for the model's own.
    ///   - robust: a robust covariance, which takes the place of `covariance`. Effects that rest on what one
    ///     cluster or row decides alone have no interval.
    /// - Throws: `FormulaError` for a column, level or value that is not there, and where a factor was
    ///   eliminated or rows lie in a scratch file.
    public func effects(
        _ request: EffectsRequest = EffectsRequest(), table: Table, covariance: Matrix? = nil,
        robust: RobustCovariance? = nil
    ) throws(FormulaError) -> [ModelEffect] {
        do {
            try requireWhole(for: "An effect on the outcome's scale")
        } catch {
            throw FormulaError(
                error.code == .largeFactor ? .largeFactor : .notInPieces, error.message,
                hint: error.hint)
        }
        let groups = try request.by.map { name throws(FormulaError) in
            try LevelColumns([name], table: table).asked[0]
        }
        let asker = EffectAsker(
            fit: self, rows: try Counterfactuals(frame, specification, table: table),
            averages: RowAverages(
                self, groups: groups.map { all in frame.usedRows.map { all.codes[$0] } },
                groupCount: groups?.levels.count ?? 0),
            groups: groups.map { all in
                all.levels.map { ModelEffect.Setting(column: all.name, value: $0) }
            } ?? [],
            maker: EffectMaker(
                fit: self, errors: GradientError(self, covariance: covariance, robust: robust),
                degreesOfFreedom: robust == nil
                    ? dispersionDegreesOfFreedom : robust?.degreesOfFreedom,
                confidence: request.confidence))
        var effects: [ModelEffect] = []
        for question in request.questions { effects += try asker.answer(question) }
        return effects
    }
}

/// Answers questions about effects, one after the other.
struct EffectAsker {
    let fit: GLMFit
    let rows: Counterfactuals
    let averages: RowAverages
    let groups: [ModelEffect.Setting]
    let maker: EffectMaker

    var isBinomial: Bool { fit.settings.family == .binomial }
    var meanName: ModelEffect.Name { isBinomial ? .predictedRisk : .predictedMean }
    var places: [ModelEffect.Setting?] { [nil] + groups.map { $0 } }

    func answer(_ question: EffectsRequest.Question) throws(FormulaError) -> [ModelEffect] {
        switch question {
        case .formula: return try formula()
        case .factors: return try factors()
        case .levels(let name, let level, let against):
            return try levels(try factor(named: name), only: level, against: against)
        case .slope(let name): return try slope(.column(name), name)
        case .step(let name, let step): return try self.step(name, by: step)
        case .prediction(let settings, let others):
            return try prediction(at: settings, others)
        case .comparison(let name, let values, let base):
            return try comparison(of: name, values, against: base)
        case .quantiles(let kind, let shares): return try quantiles(of: kind, shares)
        }
    }

    // MARK: Every variable of the formula

    private func formula() throws(FormulaError) -> [ModelEffect] {
        var effects: [ModelEffect] = []
        var seen: Set<String> = []
        for index in rows.usedVariables {
            let schema = fit.specification.schemas[index]
            if schema.kind == .factor {
                let name = rows.plainColumn(of: index) ?? schema.name
                guard seen.insert(name).inserted else { continue }
                effects += try levels(index, only: nil, against: nil)
                continue
            }
            let smooth = try rows.smoothColumns(of: index)
            if smooth.isEmpty, seen.insert(schema.name).inserted {
                effects += try slope(.variable(index), schema.name)
            }
            for name in smooth where seen.insert(name).inserted {
                effects += try slope(.column(name), name)
            }
        }
        return effects
    }

    // MARK: Levels

    private func factors() throws(FormulaError) -> [ModelEffect] {
        var effects: [ModelEffect] = []
        var seen: Set<String> = []
        for index in rows.usedVariables where fit.specification.schemas[index].kind == .factor {
            let name = rows.plainColumn(of: index) ?? fit.specification.schemas[index].name
            guard seen.insert(name).inserted else { continue }
            effects += try levels(index, only: nil, against: nil)
        }
        return effects
    }

    /// The variable of the model that a name stands for: as the formula writes it, or its column.
    func factor(named name: String) throws(FormulaError) -> Int {
        let factors = rows.usedVariables.filter {
            fit.specification.schemas[$0].kind == .factor
        }
        let found =
            factors.first { fit.specification.schemas[$0].name == name }
            ?? factors.first { rows.plainColumn(of: $0) == name }
        guard let found else {
            throw FormulaError(
                .unknownColumn, "The model has no factor named \"\(name)\".",
                hint: NearestNames.hint(
                    for: name, among: factors.map { fit.specification.schemas[$0].name }))
        }
        return found
    }

    private func levels(_ index: Int, only: String?, against: String?) throws(FormulaError)
        -> [ModelEffect]
    {
        let schema = fit.specification.schemas[index]
        let reference = try against.map { level throws(FormulaError) in
            try self.level(level, of: index)
        }
        let base = reference ?? schema.reference
        let asked =
            try only.map { level throws(FormulaError) in [try self.level(level, of: index)] }
            ?? Array(schema.levels.indices)
        let shown = only == nil ? asked : [base] + asked.filter { $0 != base }
        let plain = rows.plainColumn(of: index)
        let choices = schema.levels.enumerated().map { code, level in
            let column = code == schema.missingLevel ? nil : plain
            return Choice(
                text: level,
                change: column.map { .column($0, to: level) }
                    ?? .level(variable: index, code: code))
        }
        return try comparison(plain ?? schema.name, choices, base: base, means: shown)
    }

    // MARK: Numbers

    private func slope(_ mover: Counterfactuals.Mover, _ name: String) throws(FormulaError)
        -> [ModelEffect]
    {
        let answers: [RowAverages.Answer]
        if let moved = try rows.slopes(by: mover) {
            answers = averages.slopes(rows.observed(), moved: moved)
        } else {
            answers = places.map { _ in
                .failure(
                    OpenAverage(
                        note: "The formula reads \"\(name)\" in steps (as a condition does): ask "
                            + "what a step of it changes."))
            }
        }
        return zip(places, answers).map { group, answer in
            maker.difference(
                answer,
                EffectIdentity(name: .averageMarginalEffect, variable: name, group: group))
        }
    }

    private func step(_ name: String, by step: Double) throws(FormulaError) -> [ModelEffect] {
        let change: Counterfactuals.Change
        if rows.table[name] == nil,
            let index = rows.usedVariables.first(where: {
                fit.specification.schemas[$0].name == name
                    && fit.specification.schemas[$0].kind != .factor
            })
        {
            change = .variable(index, by: step)
        } else {
            change = .step(name, by: step)
        }
        let moved = try mean([change])
        let observed = averages.means(rows.observed())
        return places.indices.map { place in
            maker.contrast(
                moved.answers[place], observed[place],
                EffectIdentity(
                    name: .averageDifference, variable: name, step: step, group: places[place],
                    beyond: moved.beyond[place]))
        }
    }

    // MARK: Chosen values

    private func prediction(at settings: [ModelEffect.Setting], _ others: EffectsRequest.Others)
        throws(FormulaError) -> [ModelEffect]
    {
        var changes = settings.map { Counterfactuals.Change.column($0.column, to: $0.value) }
        if others == .typical {
            let set = Set(settings.map(\.column))
            changes = try rows.typicalChanges(except: set, weights: averages.weights) + changes
        }
        let means = try mean(changes)
        return places.indices.map { place in
            maker.mean(
                means.answers[place],
                EffectIdentity(
                    name: meanName, variable: settings.count == 1 ? settings[0].column : nil,
                    at: settings, group: places[place], isTypical: others == .typical,
                    beyond: means.beyond[place]))
        }
    }
}
