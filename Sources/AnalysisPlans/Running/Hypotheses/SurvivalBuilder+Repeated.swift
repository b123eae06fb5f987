import HypothesisTests
import ModelFormula
import TimeToEvent

extension SurvivalBuilder {
    mutating func addExposure(_ made: inout HypothesisResult.Survival) {
        guard let exposure = sample.exposure else { return }
        made.exposure = exposure
        guard exposure.cases > 0, let reference = sample.levels.first else { return }
        let both = exposure.cases - exposure.neverBegan
        let sum = made.groups.reduce(0) { $0 + $1.cases }
        let twice =
            both == 0
            ? ""
            : " \(NumberText.counted(both, "case")) \(NumberText.verb(both, "counts", "count")) in both "
                + "groups, one after the other, so that the groups' cases add up to "
                + "\(NumberText.count(sum))."
        warnings.append(
            ResultWarning(
                "immortal_time",
                "In \(NumberText.count(exposure.cases)) cases the group began after the start "
                    + "(\(exposure.column)): \(NumberText.plain(exposure.movedTime)) days before it "
                    + "are counted as \(NumberText.quoted(reference)). A comparison of the groups as "
                    + "recorded would count these days for groups that had not begun"
                    + (exposure.neverBegan > 0
                        ? "; in \(NumberText.count(exposure.neverBegan)) cases it never did."
                        : ".") + twice,
                terms: [exposure.column]))
    }

    // MARK: Events that come again

    mutating func addRepeated(_ made: inout HypothesisResult.Survival) throws {
        guard let person = sample.person else { return }
        let events = try Self.requireApart(
            Result { try RepeatedStretches.events(sample.data, person, frame) })
        try requireMoreThanOne(person)
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

    /// Refuses rows that stop at each person's first event, after which a mean count would be of nobody,
    /// and warns where many do.
    private mutating func requireMoreThanOne(_ person: Grouping) throws {
        guard frame.form != .dates else { return }
        let data = sample.data
        var last = [Double](repeating: -.infinity, count: person.levelCount)
        var first = [Double](repeating: .infinity, count: person.levelCount)
        var latest = last
        for row in 0..<data.rowCount {
            let index = Int(person.codes[row])
            last[index] = max(last[index], data.exit[row])
            guard data.event[row] > 0 else { continue }
            first[index] = min(first[index], data.exit[row])
            latest[index] = max(latest[index], data.exit[row])
        }
        let had = first.indices.filter { first[$0] < .infinity }
        guard !had.isEmpty else { return }
        if had.allSatisfy({ last[$0] <= first[$0] }) {
            throw AnalysisError(
                "following_ends_at_event",
                "Of \(NumberText.counted(had.count, "person")) with an event none was followed after "
                    + "it, so that it could not come again.",
                hint:
                    "Leave id out for the time to the first event; or add each person's rows after "
                    + "the event, up to the end of the following.", pointer: "/id", exitCode: .data)
        }
        let stopped = had.count { last[$0] <= latest[$0] }
        if 2 * stopped >= had.count {
            warnings.append(
                ResultWarning(
                    "following_ends_at_event",
                    "The rows of \(NumberText.count(stopped)) of \(NumberText.counted(had.count, "person")) "
                        + "with events end at one: if they were followed for longer, the time after it "
                        + "is missing, and mean counts come out too large. Add a last row without event."
                ))
        }
    }
}
