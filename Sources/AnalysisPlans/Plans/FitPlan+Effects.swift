import GeneralizedLinearModels

extension FitPlan {
    /// Reads what is asked beside the coefficients.
    mutating func readEffects(_ reader: inout PlanReader) throws(AnalysisError) {
        effects = try reader.truth("effects") ?? false
        by = try reader.text("by")
        at = try reader.textOrTexts("at") ?? []
        contrast = try reader.textOrTexts("contrast") ?? []
        step = try reader.textOrTexts("step") ?? []
        let asked = try reader.word("others", EffectsRequest.Others.self)
        others = asked ?? .observed
        checks = try reader.truth("checks") ?? false
        verify = try reader.truth("verify") ?? false
        let seed = try reader.wholeNumber("checks_seed", atLeast: 0)
        checksSeed = UInt64(seed ?? 1)
        let beside: [(String, Bool)] = [
            ("by", by != nil), ("at", !at.isEmpty), ("contrast", !contrast.isEmpty),
            ("step", !step.isEmpty),
        ]
        for (key, isAsked) in beside where isAsked && !effects {
            throw reader.refuse(
                key, "\"\(key)\" is about effects, which are not asked for.",
                hint: "Say --effects too (in a plan \"effects\": true).")
        }
        let own: [(String, Bool)] = [
            ("effects", effects), ("checks", checks), ("verify", verify),
        ]
        for (key, isAsked) in own where isAsked && penalty != nil {
            throw reader.refuse(
                key, "Under a penalty there are no standard errors that \"\(key)\" could rest on.",
                hint: "Leave the penalty out, or fit the terms that it keeps.")
        }
        if effects, hasFirth {
            throw reader.refuse(
                "effects", "Effects are made of the fit by likelihood, and not of Firth's.",
                hint: "Leave the penalty out, or the effects.")
        }
        if asked != nil, at.isEmpty {
            throw reader.refuse(
                "others", "\"others\" is about columns beside those of \"at\", which sets none.",
                hint: "As in --at age=15,16 --others typical.")
        }
        if seed != nil, !checks {
            throw reader.refuse(
                "checks_seed", "A seed is for the draws of checks, which are not asked for.",
                hint: "Say --checks too (in a plan \"checks\": true).")
        }
        if contrast.contains(where: { Self.comparison($0) == nil }) {
            throw reader.refuse(
                "contrast",
                "\"contrast\" names a column and at least two different values of it, each of which "
                    + "is compared with the last.",
                hint: "As in sen=support,none or age=17,15.")
        }
        if step.contains(where: { Self.move($0) == nil }) {
            throw reader.refuse(
                "step", "\"step\" names a column of numbers and by how much it is moved, not by 0.",
                hint: "As in age=5 or absence=-10.")
        }
        if predictions == nil {
            throw reader.refuse(
                "at",
                "\"at\" sets columns to values, at most \(Self.mostPredictions) of them "
                    + "together and each column once.",
                hint: "As in age=15,16 or ward=Byker.")
        }
    }

    /// More combinations of values than anyone reads.
    static let mostPredictions = 100

    /// The settings of each prediction: every value of a column with every one of the others; nil where
    /// `at` is not of that form.
    var predictions: [[ModelEffect.Setting]]? {
        var all: [[ModelEffect.Setting]] = [[]]
        var seen: Set<String> = []
        for text in at {
            guard let (column, values) = Self.settings(text), seen.insert(column).inserted,
                all.count * values.count <= Self.mostPredictions
            else { return nil }
            all = all.flatMap { settings in
                values.map { settings + [ModelEffect.Setting(column: column, value: $0)] }
            }
        }
        return at.isEmpty ? [] : all
    }

    /// A column of `at` and its values; nil where a text is none.
    static func settings(_ text: String) -> (column: String, values: [String])? {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
        let values = text[text.index(after: equals)...].split(
            separator: ",", omittingEmptySubsequences: false
        ).map(String.init)
        guard values.allSatisfy({ !$0.isEmpty }) else { return nil }
        return (String(text[..<equals]), values)
    }

    /// The column of a contrast, its values, and the last one, which they are compared with; nil where
    /// a text is none.
    static func comparison(_ text: String) -> (column: String, values: [String], base: String)? {
        guard let mark = text.lastIndex(of: "="), mark != text.startIndex else { return nil }
        let values = text[text.index(after: mark)...].split(
            separator: ",", omittingEmptySubsequences: false
        ).map(String.init)
        guard let base = values.last, values.count > 1, values.count <= mostPredictions,
            values.allSatisfy({ !$0.isEmpty }), Set(values).count == values.count
        else { return nil }
        return (String(text[..<mark]), Array(values.dropLast()), base)
    }

    /// The column of a step and by how much it moves; nil where a text is none.
    static func move(_ text: String) -> (column: String, by: Double)? {
        guard let mark = text.lastIndex(of: "="), mark != text.startIndex,
            let step = Double(text[text.index(after: mark)...]), step.isFinite, step != 0
        else { return nil }
        return (String(text[..<mark]), step)
    }

    /// What is asked of the model's effects.
    var effectsRequest: EffectsRequest {
        let compared = contrast.compactMap { Self.comparison($0) }.map {
            EffectsRequest.Question.comparison(of: $0.column, values: $0.values, against: $0.base)
        }
        let moved = step.compactMap { Self.move($0) }.map {
            EffectsRequest.Question.step($0.column, by: $0.by)
        }
        let set = (predictions ?? []).map {
            EffectsRequest.Question.prediction(at: $0, others: others)
        }
        return EffectsRequest(
            [.formula] + compared + moved + set, by: by, confidence: confidence)
    }

    /// What is told of columns without asking: curves, or for a practitioner all factors and numbers.
    var comparisonsRequest: EffectsRequest {
        EffectsRequest(
            audience == .practitioner
                ? [.factors, .quantiles(of: .all)] : [.quantiles(of: .curves)],
            by: effects ? by : nil, confidence: confidence)
    }

    /// Writes what was asked beside the coefficients.
    func encodeEffects(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        if effects { try container.encode(effects, forKey: "effects") }
        if let by { try container.encode(by, forKey: "by") }
        if !at.isEmpty {
            try container.encode(at, forKey: "at")
            try container.encode(others, forKey: "others")
        }
        if !contrast.isEmpty { try container.encode(contrast, forKey: "contrast") }
        if !step.isEmpty { try container.encode(step, forKey: "step") }
        if checks {
            try container.encode(checks, forKey: "checks")
            try container.encode(checksSeed, forKey: "checks_seed")
        }
        if verify { try container.encode(verify, forKey: "verify") }
    }
}
