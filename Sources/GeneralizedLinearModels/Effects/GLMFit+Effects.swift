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
    ///
    /// Of rows in a scratch file effects are passes over them, where the frame was asked to keep the
    /// columns of the data and the same groups.
    ///
    /// - Throws: `FormulaError` for a column, level or value that is not there, and where a factor was
    ///   eliminated.
    public func effects(
        _ request: EffectsRequest = EffectsRequest(), table: Table, covariance: Matrix? = nil,
        robust: RobustCovariance? = nil
    ) throws(FormulaError) -> [ModelEffect] {
        try requireCoefficientsOfEffects()
        let maker = EffectMaker(
            fit: self, errors: GradientError(self, covariance: covariance, robust: robust),
            degreesOfFreedom: robust == nil
                ? dispersionDegreesOfFreedom : robust?.degreesOfFreedom,
            confidence: request.confidence)
        if let stored = frame.stored { return try effects(request, stored, maker) }
        let groups = try request.by.map { name throws(FormulaError) in
            try LevelColumns([name], table: table).asked[0]
        }
        let asker = EffectAsker(
            fit: self,
            averages: MemoryAverages(
                rows: try Counterfactuals(frame, specification, table: table),
                averages: RowAverages(
                    self, weights: frame.prior, rowCount: frame.rowCount,
                    groups: groups.map { all in frame.usedRows.map { all.codes[$0] } },
                    groupCount: groups?.levels.count ?? 0)),
            groups: groups.map { all in
                all.levels.map { ModelEffect.Setting(column: all.name, value: $0) }
            } ?? [], maker: maker)
        var effects: [ModelEffect] = []
        for question in request.questions { effects += try asker.answer(question) }
        return effects
    }

    /// Refuses effects beside a factor that was eliminated.
    private func requireCoefficientsOfEffects() throws(FormulaError) {
        do {
            try requireNoLargeFactor(for: "An effect on the outcome's scale")
        } catch { throw FormulaError(.largeFactor, error.message, hint: error.hint) }
    }
}

/// Answers questions about effects, one after the other.
struct EffectAsker {
    let fit: GLMFit
    let averages: any EffectAverages
    let groups: [ModelEffect.Setting]
    let maker: EffectMaker

    /// The columns and variables of the model.
    var rows: Counterfactuals { averages.rows }
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
        let means =
            try averages.slopes(by: mover)
            ?? MovedMeans(
                open:
                    "The formula reads \"\(name)\" in steps (as a condition does): ask what a step "
                    + "of it changes.", count: places.count)
        return zip(places, means.answers).map { group, answer in
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
        let moved = try averages.changed([change])
        let observed = try averages.observed()
        return places.indices.map { place in
            maker.contrast(
                moved.answers[place], observed.answers[place],
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
            changes = try averages.typicalChanges(except: set) + changes
        }
        let means = try averages.changed(changes)
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
