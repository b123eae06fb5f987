import DataDescription
import HypothesisTests
import ModelFormula
import Tables
import TimeToEvent

extension Runner {
    /// Times to an event between groups.
    static func survivalAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        let options = plan.survival
        if options.followedFrom != nil {
            throw AnalysisError(
                "plan_value", "Surv() follows each case by itself.",
                hint: "Leave followed_from out: a horizon alone says how far.",
                pointer: "/followed_from")
        }
        if options.extractDate != nil, try !SurvivalFrame.isOfDates(formula, in: table) {
            throw AnalysisError(
                "plan_value", "The day of the extract belongs to times that are two dates.",
                hint: "As in Surv(opened, closed) ~ team.", pointer: "/extract_date")
        }
        if options.id != nil, plan.frequencies != nil {
            throw AnalysisError(
                "plan_value", "Events that come again are counted a person, and not by weights.",
                hint: "Leave the column of counts out.", pointer: "/id")
        }
        let beside = [options.id, plan.cluster].compactMap(\.self)
        let frame = try SurvivalFrame(
            formula, table: table, extractDate: options.extractDate, cause: options.cause,
            frequencies: plan.frequencies, factors: beside, toldReal: plan.toldReal)
        let sample = try SurvivalSample(
            frame, options, cluster: plan.cluster == nil ? nil : beside.count - 1, table)
        var builder = try SurvivalBuilder(plan, frame, sample)
        let parts = try builder.parts()
        var result = HypothesisResult(
            design: "survival", outcome: frame.name,
            group: Label(
                frame.hasGroups
                    ? frame.variables.groups.map(\.name).joined(separator: " + ") : nil),
            event: Label(builder.cause), reference: Label(sample.levels.first),
            tests: builder.tests.map(HypothesisResult.Test.init), primary: Label(builder.primary),
            reason: builder.reason, runnerUp: Label(nil),
            effects: builder.effects.map(HypothesisResult.EffectRow.init), missing: frame.missing)
        result.survival = parts
        let warnings =
            builder.warnings
            + [ImmortalTime.warning(frame, sample, table)].compactMap {
                options.exposedFrom == nil ? $0 : nil
            }
        let sharing = repeatedIdentifiers(plan, frame, table)
        return HypothesisAnswer(
            result: result, rowsUsed: frame.rows.count, exclusions: frame.exclusions,
            warnings: warnings + sharing
        ) { data in
            SurvivalSentences(
                result: result, survival: parts, data: data, confidence: plan.confidence,
                groupName: frame.variables.groups.first.map(Self.plainName) ?? "",
                stratified: sample.data.stratum != nil)
        }
    }

    /// A warning where a column that tells people or families apart repeats among the rows used.
    private static func repeatedIdentifiers(
        _ plan: TestPlan, _ frame: SurvivalFrame, _ table: Table
    ) -> [ResultWarning] {
        guard plan.cluster == nil, plan.survival.id == nil, plan.frequencies == nil,
            frame.form != .startStop
        else { return [] }
        let found = RepeatedIdentifiers.find(
            in: table, rows: frame.rows, apart: Set(frame.missing.map(\.column)))
        guard let first = found.first else { return [] }
        return [
            ResultWarning(
                "repeated_id",
                "\(NumberText.count(first.rows)) rows share "
                    + "\(NumberText.counted(first.values, "value")) of \(first.column). Cases that "
                    + "share one are alike, so that intervals and p-values here may be too small: say "
                    + "--cluster \(CommandText.argument(first.column)).", terms: found.map(\.column)
            )
        ]
    }

    private static func plainName(_ variable: HypothesisVariable) -> String {
        switch variable {
        case .factor(let factor): factor.plainName
        case .sample(let sample): sample.plainName
        }
    }
}

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
            (cause, causeCode) = (frame.causes.first ?? frame.event, 1)
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

    private var options: SurvivalOptions { plan.survival }
    private var isCompeting: Bool { frame.causes.count > 1 }

    /// The name of a group in results; nil where all are one.
    private func level(_ code: Int) -> String? {
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
        return made
    }

    /// The unit of the times: days between dates, or the word for it in the time's name.
    private var unit: String? {
        if frame.form == .dates { return "days" }
        let words = frame.timeName.lowercased().split { !$0.isLetter }.map(String.init)
        return ["days", "weeks", "months", "years"].first(where: words.contains)
    }

    /// The time up to which at least a tenth of the rows were followed: later, curves rest on few.
    private var mostSeen: Double {
        let sorted = sample.data.exit.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count * 9 / 10, sorted.count - 1)]
    }

    // MARK: One event a case

    private func addCurves(_ made: inout HypothesisResult.Survival) throws {
        let pooled = try sample.data.replacing(stratum: nil)
        let order = SurvivalOrder(pooled)
        let open = openCases()
        for table in order.riskTables() {
            guard let curve = KaplanMeier(table, confidence: plan.confidence) else { continue }
            let median = curve.quantile(0.5)
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
                    median: Figure(median.estimate), medianLow: Figure(median.lower),
                    medianHigh: Figure(median.upper)))
            let steps = table.times.indices.filter { table.events[$0] > 0 }
            made.curveTimes += steps.count
            made.curves += Self.thinned(steps).map { index in
                point(curve, table, at: table.times[index], atRisk: table.atRisk[index])
            }
            let longest = table.times.last ?? 0
            made.atTimes += RoundTimes.upTo(mostSeen, days: unit == "days")
                .filter { $0 <= longest }.map { time in
                    point(curve, table, at: time, atRisk: table.atRisk(at: time))
                }
        }
    }

    private func point(_ curve: KaplanMeier, _ table: RiskTable, at time: Double, atRisk: Double)
        -> HypothesisResult.Survival.Point
    {
        let value = curve.value(at: time)
        return HypothesisResult.Survival.Point(
            level: Label(level(table.group)), time: time, atRisk: atRisk,
            survival: Figure(value?.survival), confLow: Figure(value?.lower),
            confHigh: Figure(value?.upper))
    }

    /// Cases without the event when last seen, by group.
    private func openCases() -> [Double] {
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

    private mutating func addMeans(_ made: inout HypothesisResult.Survival) throws {
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

    private mutating func addHorizon(_ made: inout HypothesisResult.Survival) throws {
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
            effects = HorizonProportion.effects(shares, confidence: plan.confidence) + effects
        }
    }

    private mutating func addComparison() throws {
        if frame.isRegression {
            var data = isCompeting ? try sample.data.causeSpecific(causeCode) : sample.data
            if let horizon = options.horizon {
                guard let near = try data.within(horizon) else {
                    reason = "nobody was followed before the horizon"
                    return
                }
                data = near
            }
            try addRegression(data)
            return
        }
        guard sample.levels.count > 1 else {
            reason = "there is one group, and nothing to compare it with"
            return
        }
        var data = isCompeting ? try sample.data.causeSpecific(causeCode) : sample.data
        var reach = ""
        if let horizon = options.horizon {
            reach = " within \(NumberText.significant(horizon, 6))"
            guard let near = try data.within(horizon) else {
                reason = "nobody was followed before the horizon"
                return
            }
            data = near
        }
        let groups = "\(sample.levels.count) groups"
        if let logRank = LogRank(SurvivalOrder(data)) {
            var test = logRank.test()
            test.method += reach
            if isCompeting {
                test.method += " of the cause-specific hazards of \"\(cause)\""
            }
            tests.insert(test, at: 0)
            primary = test.pValue == nil ? nil : test.name
            reason =
                "the log-rank test compares the curves of \(groups)\(reach.isEmpty ? " as a whole" : reach), "
                + "open cases included"
        }
        addHazards(data)
        if let cluster = data.cluster, data.weight == nil, data.stratum == nil {
            let rows = try Grouping(
                codes: data.exit.indices.map { Int32($0) }, levelCount: data.rowCount)
            var test = MeanFunctionTest.test(try RepeatedEvents(data, person: rows))
            test.name = "log_rank_clustered"
            test.method = "log-rank test\(reach), robust by cluster"
            tests.insert(test, at: 0)
            if test.pValue != nil {
                primary = test.name
                reason =
                    "cases of one of the \(NumberText.count(cluster.levelCount)) clusters are not "
                    + "independent, and the robust test allows for it"
            }
        } else if data.cluster != nil {
            warnings.append(
                ResultWarning(
                    "cluster_not_used",
                    "The log-rank test \(data.weight == nil ? "within strata" : "of weighted rows") "
                        + "takes its \(NumberText.count(data.rowCount)) rows for independent; "
                        + "standard errors of means allow for clusters."))
        }
        if tests.allSatisfy({ $0.pValue == nil }) {
            reason = tests.first?.note ?? "no event while two groups were followed"
            primary = nil
        }
    }

    /// Hazard ratios, first of the effects unless a share within a horizon is asked for.
    private mutating func addHazards(_ data: SurvivalData) {
        let hazards = GroupHazards(
            data, confidence: plan.confidence, threads: plan.threads ?? Runner.coreCount)
        let place = options.horizon == nil ? 0 : effects.count { $0.name.hasPrefix("risk_") }
        effects.insert(contentsOf: hazards.effects, at: place)
        guard let test = hazards.proportionality else { return }
        tests.append(test)
        guard let p = test.pValue, p.value < 0.05 else { return }
        warnings.append(
            ResultWarning(
                "non_proportional_hazards",
                "The groups' hazards are not in proportion over time (\(p.sentence)): a hazard ratio "
                    + "is an average over the time that was seen, and the curves and mean times say "
                    + "more."))
    }

    /// Cox regression on all columns of the right side together.
    private mutating func addRegression(_ data: SurvivalData) throws {
        let found = try SurvivalRegression(
            data, frame.variables.groups, confidence: plan.confidence,
            threads: plan.threads ?? Runner.coreCount)
        effects += found.effects
        tests += found.tests
        warnings += found.warnings
        primary = found.primary
        reason = found.reason
    }

    private mutating func addIncidence(_ made: inout HypothesisResult.Survival) throws {
        let curves = try CumulativeIncidence.all(sample.data, confidence: plan.confidence)
        let steps = RoundTimes.upTo(mostSeen, days: unit == "days")
        made.incidence = curves.flatMap { curve in
            Set(
                steps.filter { $0 > 0 && $0 <= curve.knownUntil }
                    + (options.horizon.map { [$0] } ?? [])
            ).sorted().map { time in
                HypothesisResult.Survival.Estimate(
                    level(curve.group), cause: frame.causes[Int(curve.cause) - 1], time,
                    curve.share(by: time))
            }
        }
        guard sample.levels.count > 1 else { return }
        var gray = GrayTest.test(sample.data, cause: causeCode)
        gray.method += " of \"\(cause)\""
        tests.insert(gray, at: 0)
        if gray.pValue != nil {
            primary = gray.name
            reason =
                "\(frame.causes.count) kinds of events compete, and Gray's test compares how many had "
                + "\"\(cause)\" as things were"
        }
        if let horizon = options.horizon {
            let own = curves.filter { $0.cause == causeCode }
            effects =
                CumulativeIncidence.effects(own, by: horizon, confidence: plan.confidence) + effects
        }
    }

    private mutating func addExposure(_ made: inout HypothesisResult.Survival) {
        guard let exposure = sample.exposure else { return }
        made.exposure = exposure
        guard exposure.cases > 0, let reference = sample.levels.first else { return }
        warnings.append(
            ResultWarning(
                "immortal_time",
                "In \(NumberText.count(exposure.cases)) cases the group began after the start "
                    + "(\(exposure.column)): \(NumberText.plain(exposure.movedTime)) days before it "
                    + "are counted as \(NumberText.quoted(reference)). A comparison of the groups as "
                    + "recorded would count these days for groups that had not begun"
                    + (exposure.neverBegan > 0
                        ? "; in \(NumberText.count(exposure.neverBegan)) cases it never did."
                        : "."),
                terms: [exposure.column]))
    }

    // MARK: Events that come again

    private mutating func addRepeated(_ made: inout HypothesisResult.Survival) throws {
        guard let person = sample.person else { return }
        let events = try Self.requireApart(
            Result { try RepeatedStretches.events(sample.data, person, frame) })
        let functions = MeanCumulativeFunction.all(events, confidence: plan.confidence)
        let shared = functions.map(\.knownUntil).min() ?? 0
        let horizon = options.horizon ?? shared
        made.horizon = Figure(horizon)
        made.meanCounts = functions.flatMap { function in
            let steps = RoundTimes.upTo(function.knownUntil, days: unit == "days")
            return (steps.filter { $0 > 0 && $0 != horizon } + [horizon]).sorted().map {
                HypothesisResult.Survival.Estimate(
                    level(function.group), $0, function.mean(by: $0))
            }
        }
        made.groups = functions.map { function in
            HypothesisResult.Survival.Group(
                level: Label(level(function.group)), cases: Double(function.persons),
                events: Double(function.events), open: Double(function.withoutEvent),
                personTime: function.personTime, longest: function.knownUntil,
                median: Figure(nil), medianLow: Figure(nil), medianHigh: Figure(nil))
        }
        guard sample.levels.count > 1 else {
            reason = "there is one group, and nothing to compare it with"
            return
        }
        effects = MeanFunctionTest.effects(functions, by: horizon, confidence: plan.confidence)
        let test = MeanFunctionTest.test(events)
        tests = [test]
        primary = test.pValue == nil ? nil : test.name
        reason =
            test.note
            ?? "events come again to \(NumberText.count(events.personCount)) persons, and the test "
            + "allows for how a person's events hang together"
    }

    /// The events, or what is wrong with the rows that they are made of.
    private static func requireApart(_ made: Result<RepeatedEvents, any Error>) throws
        -> RepeatedEvents
    {
        guard case .failure(let error) = made,
            case .overlappingRows(_, let count) = error as? SurvivalDataError
        else { return try made.get() }
        throw AnalysisError(
            "overlapping_rows",
            "\(NumberText.counted(count, "row")) \(NumberText.verb(count, "covers", "cover")) "
                + "time that another row of the same person covers.",
            hint: "With Surv(start, stop, event) a person's rows follow each other.",
            pointer: "/id", exitCode: .data)
    }
}

/// A few round times that a person would ask about.
enum RoundTimes {
    /// 0 and up to eight round times, none beyond `end`.
    static func upTo(_ end: Double, days: Bool) -> [Double] {
        guard end > 0, end.isFinite else { return [0] }
        let steps: [Double] =
            days && end >= 20
            ? [7, 14, 30, 91, 182, 365, 730, 1826, 3652]
            : (-12...15).flatMap { power -> [Double] in
                let unit = tenTo(power)
                return [unit, 2 * unit, 5 * unit]
            }
        let step = steps.first { end / $0 <= 6 } ?? end / 6
        let count = Int(min(end / step, 8))
        return (0...count).map { Double($0) * step }
    }

    private static func tenTo(_ power: Int) -> Double {
        var value = 1.0
        for _ in 0..<abs(power) { value *= 10 }
        return power < 0 ? 1 / value : value
    }
}
