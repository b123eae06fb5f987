import HypothesisTests

extension Runner {
    /// Solves a planned study for what is left out; nothing is read.
    public func run(_ plan: PowerPlan) throws(AnalysisError) -> ResultFrame<PowerResult> {
        let planned = try PlannedDesign(plan)
        let result: PowerResult
        do throws(PowerError) {
            result = try Self.solve(plan, planned)
        } catch {
            let key = error.parameter == "effect" ? plan.effectKey : error.parameter
            throw AnalysisError(
                "plan_value", error.message, hint: plan.hint(about: key), pointer: "/" + key)
        }
        let sentences = PowerSentences(plan: plan, result: result, planned: planned)
        return ResultFrame(
            analysis: "power", plan: .power(plan), data: .nothingRead, result: result,
            warnings: Self.warnings(plan, result),
            shows: sentences.shows(to: plan.audience),
            doesNotShow: sentences.doesNotShow(to: plan.audience))
    }

    private static func solve(
        _ plan: PowerPlan, _ planned: PlannedDesign
    ) throws(PowerError) -> PowerResult {
        let study = planned.study
        let told = plan.size.map { $0.key == "total" ? $0.value / planned.peoplePerSize : $0.value }
        var size = told ?? 0
        var power = plan.power ?? 0
        var effects: [PlannedStudy.DetectableEffect] = []
        switch plan.unknown {
        case .n:
            guard let effect = plan.effect else { break }
            size = try study.size(power: power, effect: effect)
        case .power:
            guard let effect = plan.effect, let found = study.power(size: size, effect: effect)
            else {
                throw PowerError(
                    plan.size?.key ?? "n",
                    "There is no such test: too few for it"
                        + (study.recruitment == .plain
                            ? "" : ", allowing for clusters and dropouts")
                        + ", or an effect that cannot be.")
            }
            power = found
        case .effect:
            effects = try study.detectableEffects(size: size, power: power)
        }
        if let effect = plan.effect {
            let none = study.design.effectPaths[0].none
            effects = [.init(isHigher: effect > none, effect: effect)]
        }
        let main = effects.lazy.compactMap(\.effect).first
        let groups = groups(plan, planned, size)
        let alike = planned.counts == "each_group" ? planned.peoplePerSize : 1
        let total = groups.reduce(0) { $0 + Double($1.n) } * alike
        return PowerResult(
            design: plan.design.rawValue, aim: plan.aim.rawValue, solvedFor: plan.unknown.rawValue,
            method: planned.method, nCounts: planned.counts, n: size, power: power,
            effects: effects.map {
                PowerResult.SolvedEffect(
                    name: plan.effectKey, direction: $0.isHigher ? "higher" : "lower",
                    value: Figure($0.effect))
            }, groups: groups,
            total: Figure(groups.isEmpty ? nil : total),
            events: events(planned, size, main),
            designEffect: study.recruitment.designEffect,
            assumes: PowerAssumptions.sentences(plan, planned),
            curve: main.map { curve(planned, size, $0) } ?? [])
    }

    /// The whole people of each group; a size that was told stays as it is.
    private static func groups(
        _ plan: PowerPlan, _ planned: PlannedDesign, _ size: Double
    ) -> [PowerResult.Group] {
        func group(_ name: String, _ n: Double) -> PowerResult.Group {
            // What a solution is off by, below a billionth, needs no further case.
            let whole = min((n * (1 - 1e-10)).rounded(.up), 1e18)
            let clusters = plan.numbers["cluster_size"].map {
                Int(min((whole / $0).rounded(.up), 1e18))
            }
            return PowerResult.Group(name: name, n: Int(whole), clusters: clusters)
        }
        switch planned.counts {
        case "events": return []
        case "first_group":
            return [
                group("first", size), group("second", size * (planned.peoplePerSize - 1)),
            ]
        case "each_group":
            // One stands for all of them, which are alike.
            return [group("each", size)]
        case "pairs": return [group("pairs", size)]
        default: return [group("all", size)]
        }
    }

    private static func events(
        _ planned: PlannedDesign, _ size: Double, _ effect: Double?
    ) -> Double? {
        if planned.counts == "events" { return size }
        guard let followed = planned.followed, let effect else { return nil }
        return followed.events(
            people: size * (1 - planned.study.recruitment.dropout), hazardRatio: effect)
    }

    /// Twenty points each along n and along the effect, from a tenth to twice what was solved.
    private static func curve(
        _ planned: PlannedDesign, _ size: Double, _ effect: Double
    ) -> [PowerResult.Point] {
        let study = planned.study
        let shares = (1...20).map { Double($0) / 10 }
        var points = shares.compactMap { share -> PowerResult.Point? in
            let n = (size * share).rounded(.up)
            return study.power(size: n, effect: effect).map {
                PowerResult.Point(axis: "n", n: n, effect: effect, power: $0)
            }
        }
        let path = study.design.effectPaths.first { $0.isHigher == (effect > $0.none) }
        points += shares.compactMap { share -> PowerResult.Point? in
            guard let scaled = path?.scaled(effect, by: share),
                let power = study.power(size: size, effect: scaled)
            else { return nil }
            return PowerResult.Point(axis: "effect", n: size, effect: scaled, power: power)
        }
        // A small study meets the same whole number twice.
        var last: PowerResult.Point?
        return points.filter { point in
            defer { last = point }
            return last?.axis != point.axis || last?.n != point.n || last?.effect != point.effect
        }
    }

    private static func warnings(_ plan: PowerPlan, _ result: PowerResult) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        let clusters = result.groups.compactMap(\.clusters)
        if let fewest = clusters.min(), fewest < 15 {
            warnings.append(
                ResultWarning(
                    "few_clusters",
                    "A group of \(NumberText.counted(fewest, "cluster")) is too few for standard "
                        + "errors by cluster to be relied upon: take more clusters and fewer cases "
                        + "in each."))
        }
        let shares: [Double] =
            switch plan.design {
            case .proportions, .proportion:
                [plan.numbers["baseline"], plan.numbers["alternative"]].compactMap { $0 }
            default: []
            }
        let smallest = result.groups.map(\.n).min() ?? 0
        if let rarest = shares.map({ min($0, 1 - $0) }).min(), rarest * Double(smallest) < 5 {
            warnings.append(
                ResultWarning(
                    "small_expected_counts",
                    "In a group of \(NumberText.count(smallest)) fewer than 5 cases are expected on "
                        + "one side: the normal approximation is rough there, and an exact test "
                        + "needs more."))
        }
        return warnings
    }
}
