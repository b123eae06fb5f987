import ModelFormula
import Tables

/// Means with everyone at one value and at another, and what lies between them.
extension EffectAsker {
    /// A value that everyone can be put at.
    struct Choice {
        let text: String
        let change: Counterfactuals.Change
    }

    /// The means at some choices, and each of these against one of the choices.
    ///
    /// - Parameters:
    ///   - base: the choice that the others are compared with.
    ///   - shown: the choices whose means are told, in their order.
    func comparison(_ variable: String, _ choices: [Choice], base: Int, means shown: [Int])
        throws(FormulaError) -> [ModelEffect]
    {
        var means: [Int: MovedMeans] = [:]
        for index in Set(shown + [base]).sorted() {
            means[index] = try averages.changed([choices[index].change])
        }
        var effects: [ModelEffect] = []
        for (place, group) in places.enumerated() {
            func identity(_ name: ModelEffect.Name, _ choice: Int, _ reference: Int?)
                -> EffectIdentity
            {
                EffectIdentity(
                    name: name, variable: variable, level: choices[choice].text,
                    reference: reference.map { choices[$0].text }, group: group)
            }
            for choice in shown {
                guard let mean = means[choice] else { continue }
                var own = identity(meanName, choice, nil)
                own.beyond = mean.beyond[place]
                effects.append(maker.mean(mean.answers[place], own))
            }
            for choice in shown where choice != base {
                guard let to = means[choice], let from = means[base] else { continue }
                for kind in contrasts {
                    var own = identity(kind, choice, base)
                    own.beyond = MovedMeans.joined(to.beyond[place], from.beyond[place])
                    effects.append(
                        maker.contrast(to.answers[place], from.answers[place], own))
                }
            }
        }
        return effects
    }

    /// Chosen values of a column, or levels of a factor that is an expression, against one of them.
    func comparison(of name: String, _ values: [String], against base: String)
        throws(FormulaError) -> [ModelEffect]
    {
        let texts = values + [base]
        var choices: [Choice] = []
        if rows.table[name] != nil {
            choices = texts.map { Choice(text: $0, change: .column(name, to: $0)) }
        } else {
            let index = try factor(named: name)
            for text in texts {
                let code = try level(text, of: index)
                choices.append(Choice(text: text, change: .level(variable: index, code: code)))
            }
        }
        let last = values.count
        return try comparison(name, choices, base: last, means: [last] + Array(values.indices))
    }

    /// The place of a level among those of a factor.
    func level(_ text: String, of index: Int) throws(FormulaError) -> Int {
        let schema = fit.specification.schemas[index]
        guard let code = schema.levels.firstIndex(of: text) else {
            throw FormulaError(
                .unknownLevel, "\"\(text)\" is not among the levels of \"\(schema.name)\".",
                hint: schema.levels.count <= 50
                    ? NearestNames.hint(for: text, among: schema.levels) : nil)
        }
        return code
    }

    /// Columns of numbers at some of their quantiles, each against the lowest.
    func quantiles(of kind: EffectsRequest.Numbers, _ shares: [Double]) throws(FormulaError)
        -> [ModelEffect]
    {
        var effects: [ModelEffect] = []
        var seen: Set<String> = []
        for index in rows.usedVariables where kind.holds(fit.specification.schemas[index]) {
            for name in try rows.smoothColumns(of: index) where seen.insert(name).inserted {
                let values = averages.quantiles(of: name, shares)
                guard let lowest = values.first, values.count > 1 else { continue }
                effects += try comparison(of: name, Array(values.dropFirst()), against: lowest)
            }
        }
        return effects
    }

    private var contrasts: [ModelEffect.Name] {
        if isBinomial { return [.riskDifference, .riskRatio, .oddsRatio] }
        let model = RowModel(fit.settings.family, fit.settings.link)
        return model.meanScale == .log
            ? [.meanDifference, .meanRatio] : [.meanDifference]
    }
}

extension EffectsRequest.Numbers {
    /// Whether a variable is among them.
    fileprivate func holds(_ schema: VariableSchema) -> Bool {
        schema.kind != .factor && (self == .all || schema.isCurve)
    }
}
