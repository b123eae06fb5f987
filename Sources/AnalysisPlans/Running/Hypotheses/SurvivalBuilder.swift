import DataDescription
import HypothesisTests
import ModelFormula
import Tables
import TimeToEvent

/// Makes the parts of a comparison of times in one place, each from the room that knows it.
struct SurvivalBuilder {
    let plan: TestPlan
    let frame: SurvivalFrame
    let sample: SurvivalSample
    /// The cause that tests and effects are about, and its code.
    let cause: String
    let causeCode: UInt8
    var tests: [TestResult] = []
    var effects: [Effect] = []
    var primary: String?
    var reason = ""
    var warnings: [ResultWarning] = []

    /// More times of a curve than this are thinned out evenly.
    static let mostTimes = 200

    init(_ plan: TestPlan, _ frame: SurvivalFrame, _ sample: SurvivalSample) throws(AnalysisError) {
        (self.plan, self.frame, self.sample) = (plan, frame, sample)
        guard let wanted = plan.survival.causeLevel else {
            let yes: Set<String> = ["1", "true", "yes"]
            let index = frame.causes.firstIndex { yes.contains($0.lowercased()) } ?? 0
            (cause, causeCode) = (
                frame.causes.isEmpty ? frame.event : frame.causes[index], UInt8(index + 1)
            )
            return
        }
        guard frame.causes.count > 1 else {
            throw AnalysisError(
                "plan_value", "There is one cause of events only, so none is to be chosen.",
                hint: "Name the column of causes: --cause COL.", pointer: "/cause_level")
        }
        guard let index = frame.causes.firstIndex(of: wanted) else {
            throw AnalysisError(
                "plan_value", "\"\(wanted)\" is none of the causes.",
                hint: NearestNames.hint(for: wanted, among: frame.causes), pointer: "/cause_level")
        }
        (cause, causeCode) = (wanted, UInt8(index + 1))
    }

    var options: SurvivalOptions { plan.survival }
    var isCompeting: Bool { frame.causes.count > 1 }

    /// The name of a group in results; nil where all are one.
    func level(_ code: Int) -> String? {
        sample.levels.indices.contains(code) ? sample.levels[code] : nil
    }

    /// Everything that the result holds of times, and on the way tests, effects and warnings.
    mutating func parts() throws -> HypothesisResult.Survival {
        if frame.endsAfterExtract > 0, let extract = options.extractDate {
            warnings.append(
                ResultWarning(
                    "end_after_extract",
                    "\(NumberText.counted(frame.endsAfterExtract, "end")) "
                        + "\(NumberText.verb(frame.endsAfterExtract, "lies", "lie")) after "
                        + "\(CalendarDay.text(extract)), when "
                        + "\(NumberText.verb(frame.endsAfterExtract, "it", "they")) could not be "
                        + "known: these cases count as open on that day.", terms: [frame.event]))
        }
        addTakenLevels()
        var made = HypothesisResult.Survival(
            form: [.time: "time", .startStop: "start_stop", .dates: "dates"][frame.form] ?? "time",
            unit: Label(unit),
            extractDate: Label(options.extractDate.map(CalendarDay.text)),
            horizon: Figure(options.horizon), horizonFound: options.horizon == nil,
            causes: frame.causes, cause: cause, groups: [], curves: [], curveTimes: 0, atTimes: [],
            restrictedMeans: [])
        if options.id != nil {
            guard !frame.isRegression else {
                throw AnalysisError(
                    "plan_value",
                    "Events that come again are compared between groups of one column.",
                    hint: "Leave id out, or name one column of groups.", pointer: "/id")
            }
            try addRepeated(&made)
        } else {
            try addCurves(&made)
            try addMeans(&made)
            try addHorizon(&made)
            try addComparison()
            if isCompeting { try addIncidence(&made) }
            addExposure(&made)
        }
        addFewClusters()
        return made
    }

    /// What was taken for the event where the words did not say which is.
    mutating func addTakenLevels() {
        if let taken = frame.takenLevel {
            let (event, other) = (NumberText.quoted(taken.event), NumberText.quoted(taken.other))
            warnings.append(
                ResultWarning(
                    "event_level",
                    "\(event) was taken for the event, as the later of two words: whoever has "
                        + "\(other) counts as without it. If \(other) is the event, say "
                        + "\(taken.expression) == \(other).", terms: [taken.expression]))
        }
        if isCompeting, options.causeLevel == nil, let column = options.cause {
            let others = frame.causes.filter { $0 != cause }.map(NumberText.quoted)
            warnings.append(
                ResultWarning(
                    "cause_level",
                    "The event is \(NumberText.quoted(cause)) of \(column); --cause-level names "
                        + "another: \(others.prefix(5).joined(separator: ", "))"
                        + (others.count > 5 ? ", ..." : "") + ".", isNote: true, terms: [column]))
        }
    }

    /// A warning where robust variances rest on few clusters.
    mutating func addFewClusters() {
        let person = options.id.flatMap { name in
            sample.person.map { (name, Set($0.codes).count) }
        }
        let held = plan.cluster.flatMap { name in sample.data.clustersHeld.map { (name, $0) } }
        guard let (name, count) = held ?? person, count < ClusterSizes.fewest
        else { return }
        warnings.append(
            ResultWarning(
                "few_clusters",
                "\(name) has \(NumberText.counted(count, "value")): below about "
                    + "\(ClusterSizes.fewest) clusters, cluster-robust intervals are too short and "
                    + "p-values too small.", terms: [name]))
    }

    /// The unit of the times: days between dates, or the word for it in the time's name.
    var unit: String? {
        if frame.form == .dates { return "days" }
        let words = frame.timeName.lowercased().split { !$0.isLetter }.map(String.init)
        return ["days", "weeks", "months", "years"].first(where: words.contains)
    }

    /// The time up to which at least a tenth of the rows were followed: later, curves rest on few.
    var mostSeen: Double {
        let sorted = sample.data.exit.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count * 9 / 10, sorted.count - 1)]
    }

    // MARK: One event a case

    mutating func addCurves(_ made: inout HypothesisResult.Survival) throws {
        let pooled = try sample.data.replacing(stratum: nil)
        let order = SurvivalOrder(pooled)
        let open = openCases()
        for table in order.riskTables() {
            let robust = KaplanMeier.logVariances(pooled, table)
            guard
                let curve = KaplanMeier(
                    table, confidence: plan.confidence, logVariances: robust)
            else { continue }
            let hasLimits = pooled.cluster == nil || robust != nil
            let median = curve.quantile(0.5)
            // From where a small early risk set was used up, the curve says nothing of who came later.
            let end = curve.emptiedAt ?? .infinity
            let isKnown = median.estimate.map { $0 < end } ?? true
            if curve.emptiedAt != nil { warnings.append(emptied(table, at: end)) }
            let varies = median.lower != median.upper || median.lower == nil
            let limits = hasLimits && isKnown && varies ? median : nil
            let rows = (0..<pooled.rowCount).filter {
                Int(pooled.group?.codes[$0] ?? 0) == table.group
            }
            let time = rows.reduce(0.0) {
                $0 + pooled.weight(of: $1) * (pooled.exit[$1] - max(pooled.entry?[$1] ?? 0, 0))
            }
            made.groups.append(
                HypothesisResult.Survival.Group(
                    level: Label(level(table.group)), cases: table.total,
                    events: table.events.reduce(0, +), open: open[table.group],
                    personTime: time, longest: table.times.last ?? 0,
                    median: Figure(isKnown ? median.estimate : nil),
                    medianLow: Figure(limits?.lower),
                    medianHigh: Figure(limits?.upper.flatMap { $0 < end ? $0 : nil }),
                    note: curve.emptiedAt == nil
                        ? hasLimits ? nil : "no intervals: the group has fewer than 3 clusters"
                        : "all who were at risk at \(NumberText.significant(end, 6)) had the event, "
                            + "and others entered later"))
            let steps = table.times.indices.filter { table.events[$0] > 0 }
            made.curveTimes += steps.count
            made.curves += Self.thinned(steps).map { index in
                point(
                    curve, table, at: table.times[index], atRisk: table.atRisk[index], hasLimits)
            }
            let longest = table.times.last ?? 0
            made.atTimes += RoundTimes.upTo(mostSeen, days: unit == "days")
                .filter { $0 <= longest }.map { time in
                    point(curve, table, at: time, atRisk: table.atRisk(at: time), hasLimits)
                }
        }
    }

    /// A curve at a time; no limits where nothing has varied yet, and nothing once a risk set was used up.
    func point(
        _ curve: KaplanMeier, _ table: RiskTable, at time: Double, atRisk: Double,
        _ hasLimits: Bool
    ) -> HypothesisResult.Survival.Point {
        let isKnown = curve.emptiedAt.map { time < $0 } ?? true
        let value = isKnown ? curve.value(at: time) : nil
        let limits = value.flatMap { hasLimits && $0.lower != $0.upper ? $0 : nil }
        return HypothesisResult.Survival.Point(
            level: Label(level(table.group)), time: time, atRisk: atRisk,
            survival: Figure(value?.survival), confLow: Figure(limits?.lower),
            confHigh: Figure(limits?.upper))
    }

    /// The warning of a group of which all had the event before others entered.
    func emptied(_ table: RiskTable, at time: Double) -> ResultWarning {
        let atRisk = table.times.firstIndex(of: time).map { table.atRisk[$0] } ?? 0
        let place = level(table.group).map { "In \(NumberText.quoted($0)), all" } ?? "All"
        return ResultWarning(
            "curve_emptied",
            "\(place) \(NumberText.count(atRisk)) followed at \(NumberText.significant(time, 6)) had "
                + "the event, and others entered later: a curve from the start says nothing of them, "
                + "and medians, mean times and shares from then on are left out. The log-rank test "
                + "and hazards still compare who was followed at the same time.")
    }

    /// Effects of whole groups, which say so where tests are within strata.
    func crude(_ effects: [Effect]) -> [Effect] {
        guard sample.data.stratum != nil else { return effects }
        return effects.map { effect in
            var effect = effect
            effect.method += ", not within strata"
            return effect
        }
    }

    /// Cases without the event when last seen, by group.
    func openCases() -> [Double] {
        var open = [Double](repeating: 0, count: max(sample.data.groupCount, 1))
        for row in 0..<sample.data.rowCount
        where sample.isLast[row] && sample.data.event[row] == 0 {
            open[Int(sample.data.group?.codes[row] ?? 0)] += sample.data.weight(of: row)
        }
        return open
    }

    static func thinned(_ steps: [Int]) -> [Int] {
        guard steps.count > mostTimes else { return steps }
        return (1...mostTimes).map { steps[($0 * steps.count - 1) / mostTimes] }
    }

    mutating func addMeans(_ made: inout HypothesisResult.Survival) throws {
        let means = try RestrictedMeanTimes(
            sample.data, horizon: options.horizon, confidence: plan.confidence)
        made.horizon = Figure(means.horizon > 0 ? means.horizon : nil)
        made.restrictedMeans = means.groups.map {
            HypothesisResult.Survival.Estimate(level($0.code), means.horizon, $0.mean)
        }
        guard sample.levels.count > 1 else { return }
        effects += means.effects
        tests.append(means.test)
    }

    mutating func addHorizon(_ made: inout HypothesisResult.Survival) throws {
        guard let horizon = options.horizon, !isCompeting else { return }
        let shares = try HorizonProportion.all(
            sample.data, horizon: horizon, potential: sample.potential,
            confidence: plan.confidence)
        made.byHorizon = shares.map {
            HypothesisResult.Survival.Share($0, level: level($0.group))
        }
        let short = shares.reduce(0) { $0 + $1.notYetObservable }
        let all = shares.reduce(0) { $0 + $1.cases }
        if short > 0, options.exposedFrom == nil {
            let events = shares.reduce(0) { $0 + $1.events }
            warnings.append(
                ResultWarning(
                    "not_yet_observable",
                    "\(NumberText.count(short)) of \(NumberText.count(all)) cases were followed for "
                        + "less than \(NumberText.plain(horizon)) and have not had the event: they "
                        + "count for as long as they were followed, and not as \"no\". As \"no\" "
                        + "they would make the share \(NumberText.percent(events / all)).",
                    isNote: true))
        }
        if sample.levels.count > 1 {
            effects =
                crude(HorizonProportion.effects(shares, confidence: plan.confidence)) + effects
        }
    }
}
