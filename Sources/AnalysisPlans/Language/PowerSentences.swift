import HypothesisTests

/// What a planned study can find and what it cannot.
struct PowerSentences: ResultSentences {
    let plan: PowerPlan
    let result: PowerResult
    let planned: PlannedDesign

    private var words: PowerWords { PowerWords(plan: plan) }
    private var power: String { NumberText.percent(result.power) }
    private var level: String {
        let alpha = NumberText.significant(plan.alpha)
        if plan.aim == .equivalence { return "at a level of \(alpha) of each one-sided test" }
        let sides = plan.sides == 2 ? "two-sided " : plan.aim == .difference ? "" : "one-sided "
        return "at a \(sides)level of \(alpha)"
    }
    private var mainEffect: Double? { result.effects.lazy.compactMap(\.value.value).first }

    func shows(to audience: Audience) -> [String] {
        let first = audience == .analyst ? analystFirst : practitionerFirst
        var sentences = [first]
        if let people { sentences.append(people) }
        sentences += spread
        return audience == .analyst ? sentences + result.assumes : sentences
    }

    private var analystFirst: String {
        let effect = mainEffect.map(words.effect) ?? ""
        switch plan.unknown {
        case .n:
            return "To show \(effect) with a power of \(power) \(level), it takes \(size) "
                + "(\(NumberText.decimal(result.n, 1)) before rounding up)."
        case .power:
            return
                "With \(size), \(effect) is shown with a power of \(power) \(level): of 100 such "
                + "studies about \(missed) would miss it."
        case .effect:
            return "With \(size) and a power of \(power) \(level), \(smallest)."
        }
    }

    private var practitionerFirst: String {
        let found = Int((100 * result.power).rounded())
        let effect = mainEffect.map(words.effect) ?? ""
        switch plan.unknown {
        case .n:
            return "To see \(effect), it takes \(size): then about \(found) of 100 such studies "
                + "would see it, if it is there."
        case .power:
            return "With \(size), about \(found) of 100 such studies would see \(effect), if it is "
                + "there, and \(missed) would miss it."
        case .effect:
            return
                "With \(size), about \(found) of 100 such studies would see what is large enough: "
                + "\(smallest)."
        }
    }

    private var missed: Int { max(0, 100 - Int((100 * result.power).rounded())) }

    /// "the smallest effects that are shown are 16.6% or more, and 4.4% or less, against 10%".
    private var smallest: String {
        if plan.aim != .difference {
            guard let margin = mainEffect else {
                return "no margin is wide enough"
            }
            return "the narrowest margin that can be kept to is "
                + words.amount(margin, outward: .up)
        }
        let ends = result.effects.compactMap { effect -> String? in
            guard let value = effect.value.value else { return nil }
            let isMore = result.effects.count == 1 || effect.direction == "higher"
            return words.amount(value, outward: isMore ? .up : .down)
                + (isMore ? " or more" : " or less")
        }
        let noun = words.quantity.split(separator: " ").dropFirst().joined(separator: " ")
        guard !ends.isEmpty else {
            return "no \(noun), however far from none, is shown" + words.against
        }
        let missing = result.effects.filter { $0.value.value == nil }.map(\.direction)
        return "what is shown is \(words.quantity) of " + ends.joined(separator: ", or ")
            + words.against
            + missing.map { "; no \($0) \(noun) is far enough from none" }.joined()
    }

    /// The size as people count it.
    private var size: String {
        let counts = result.groups.map(\.n)
        switch result.nCounts {
        case "events": return NumberText.counted(wholeEvents, "event")
        case "pairs": return NumberText.counted(counts.first ?? 0, "pair")
        case "each_group":
            return "\(NumberText.counted(counts.first ?? 0, "case")) in each of "
                + "\(NumberText.count(Int(planned.peoplePerSize))) groups, \(all) in all"
        case "first_group":
            let (first, second) = (counts.first ?? 0, counts.last ?? 0)
            return first == second
                ? "\(NumberText.counted(first, "case")) in each group, \(all) in all"
                : "\(NumberText.count(first)) and \(NumberText.counted(second, "case")) in the two "
                    + "groups, \(all) in all"
        default: return NumberText.counted(counts.first ?? 0, "case")
        }
    }

    private var wholeEvents: Int { Int(min((result.n * (1 - 1e-10)).rounded(.up), 1e18)) }
    private var all: String { result.total.value.map { NumberText.count($0) } ?? "" }

    /// How many events these people bring.
    private var people: String? {
        guard result.nCounts != "events", let unrounded = result.events else { return nil }
        // Of whole people, where n was solved for and rounded up.
        var events = unrounded
        if let n = result.groups.first?.n, let effect = mainEffect, let followed = planned.followed
        {
            let stay = 1 - planned.study.recruitment.dropout
            events = followed.events(people: Double(n) * stay, hazardRatio: effect)
        }
        return "Of these \(all) people about \(NumberText.decimal(events, 1)) are expected to have "
            + "the event before the study ends; those without it count less."
    }

    /// What clusters and dropouts add.
    private var spread: [String] {
        var sentences: [String] = []
        if let mean = plan.numbers["cluster_size"], let icc = plan.numbers["icc"] {
            let clusters = result.groups.compactMap(\.clusters)
            var said =
                "Clusters (families, teams) of \(NumberText.significant(mean)) on average, whose "
                + "cases resemble each other (intraclass correlation \(NumberText.significant(icc))"
            if let cv = plan.numbers["cluster_cv"], cv > 0 {
                said += ", sizes varying by \(NumberText.level(cv))"
            }
            said += "), multiply the size by \(NumberText.decimal(result.designEffect))"
            if let first = clusters.first, let last = clusters.last {
                said +=
                    clusters.count == 1
                    ? ": \(NumberText.counted(first, "cluster"))"
                    : first == last
                        ? ": \(NumberText.counted(first, "cluster")) in each group"
                        : ": \(NumberText.count(first)) and \(NumberText.counted(last, "cluster"))"
            }
            sentences.append(said + ".")
        }
        if let dropout = plan.numbers["dropout"], dropout > 0 {
            sentences.append(
                "The size allows for \(NumberText.percent(dropout)) who have no outcome at the end."
            )
        }
        return sentences
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences: [String] = []
        let study = planned.study
        if let effect = mainEffect,
            let path = study.design.effectPaths.first(where: { $0.isHigher == (effect > $0.none) })
        {
            let parts = [0.8, 0.5].compactMap { share -> String? in
                guard let less = path.scaled(effect, by: share),
                    let power = study.power(size: result.n, effect: less)
                else { return nil }
                return "\(words.amount(less)) with \(NumberText.percent(power))"
            }
            if !parts.isEmpty {
                sentences.append(
                    plan.aim == .difference
                        ? "Smaller effects: the same study finds \(words.quantity) of "
                            + parts.joined(separator: " and of ") + "."
                        : "Narrower margins: the same study keeps to "
                            + parts.joined(separator: " and to ") + ".")
            }
        }
        sentences.append(
            audience == .analyst
                ? "Whether the effect is there: its size was assumed and not measured, and a power "
                    + "of \(power) is a promise about 100 studies to come, not about data at hand."
                : "Whether the difference is there: nobody was counted yet, and about \(missed) of "
                    + "100 such studies would not see it.")
        return sentences
    }
}

/// How the effects of each design are said.
struct PowerWords {
    let plan: PowerPlan

    /// "a difference between 10.0% and 15.0%".
    func effect(_ value: Double) -> String {
        let baseline = NumberText.percent(plan.numbers["baseline"] ?? 0)
        switch plan.aim {
        case .nonInferiority:
            return "that the second group is worse by less than \(amount(value))"
        case .equivalence:
            return "that the groups differ by less than \(amount(value)) either way"
        case .difference: break
        }
        switch plan.design {
        case .proportions: return "a difference between \(baseline) and \(amount(value))"
        case .proportion: return "a share of \(amount(value)) instead of \(baseline)"
        case .means, .mean, .paired:
            return "a difference of \(amount(value)) (standard deviation "
                + "\(NumberText.significant(plan.numbers["sd"] ?? 1)))"
        case .logistic:
            return "an odds ratio of \(amount(value)) "
                + (plan.numbers["prevalence"] == nil
                    ? "for 1 standard deviation" : "for yes and no")
        default: return "\(quantity) of \(amount(value))"
        }
    }

    /// What the effect is a number of.
    var quantity: String {
        switch plan.design {
        case .proportions, .proportion: "a share"
        case .means, .mean, .paired: "a difference"
        case .chiSquared: "an effect size w"
        case .anova: "an effect size f"
        case .correlation: "a correlation"
        case .survival: "a hazard ratio"
        case .logistic: "an odds ratio"
        }
    }

    /// The effect as a number.
    ///
    /// - Parameter outward: where it is rounded to, so that what is said is found is found.
    func amount(
        _ exact: Double, outward: FloatingPointRoundingRule = .toNearestOrAwayFromZero
    ) -> String {
        let isShare = plan.design == .proportions || plan.design == .proportion
        let value = rounded(exact, isShare: isShare, outward)
        if plan.aim != .difference, isShare {
            return NumberText.points(value) + " percentage points"
        }
        switch plan.design {
        case .proportions, .proportion:
            // A share of a few in a thousand needs its digits.
            return value < 0.01 || value > 0.99
                ? NumberText.significant(100 * value, 3) + "%" : NumberText.percent(value)
        case .survival, .logistic: return NumberText.ratio(value)
        default: return NumberText.significant(value, 3)
        }
    }

    /// To a thousandth, which is a tenth of a percent, or to three digits where it is no share.
    private func rounded(
        _ value: Double, isShare: Bool, _ rule: FloatingPointRoundingRule
    ) -> Double {
        guard rule != .toNearestOrAwayFromZero, value != 0 else { return value }
        if isShare {
            let rounded = (value * 1000).rounded(rule) / 1000
            return rounded > 0 && rounded < 1 ? rounded : value
        }
        var unit = 1.0
        while abs(value) / unit >= 1000 { unit *= 10 }
        while abs(value) / unit < 100 { unit /= 10 }
        return (value / unit).rounded(rule) * unit
    }

    /// ", against 10.0%".
    var against: String {
        switch plan.design {
        case .proportions, .proportion:
            return ", against \(NumberText.percent(plan.numbers["baseline"] ?? 0))"
        case .means, .mean, .paired:
            return ", with a standard deviation of "
                + NumberText.significant(plan.numbers["sd"] ?? 1)
        default: return ""
        }
    }
}
