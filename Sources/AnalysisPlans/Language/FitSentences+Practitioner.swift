import Distributions

/// What a fit says to those who work with children and families: how many of how many among cases that
/// are otherwise alike, and what these figures cannot tell.
extension FitSentences {
    var practitionerShows: [String] {
        var sentences = [counted]
        if let cluster = result.standardErrors.cluster, let count = result.standardErrors.clusters {
            sentences.append(
                "Cases that share one of the \(NumberText.count(count)) values of \(cluster) tend to be "
                    + "alike, and the figures allow for that.")
        }
        sentences += told + asked + leftOpen
        return sentences
    }

    var practitionerDoesNotShow: [String] {
        var sentences = [
            "What will happen to any one child or family: these are averages over \(cases) cases.",
            "Why: the \(cases) cases differ in much that was not counted here, and changing one thing "
                + "for them need not change what happens.",
        ]
        if !unshownTerms.isEmpty || comparisons.contains(where: { !isTold($0) }) {
            sentences.append(
                "That groups without a sentence are alike: \(cases) cases may be too few to show a "
                    + "difference that is there.")
        }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }

    /// How many had the event, or the mean.
    private var counted: String {
        let n = NumberText.count(glance.nObs)
        if let event = glance.event.value, let events = glance.nEvents.value {
            return
                "\(glance.outcome) is \(NumberText.quoted(event)) for \(NumberText.count(events)) of "
                + "\(n) cases, \(ChanceWords.inHundred(events / glance.nObs))."
        }
        if let trials = glance.nTrials?.value, let events = glance.nEvents.value {
            return "There are \(NumberText.count(events)) successes of \(NumberText.count(trials)) "
                + "trials, \(ChanceWords.inHundred(events / trials))."
        }
        let mean = NumberText.plain(glance.outcomeMean?.value ?? 0)
        return "\(glance.outcome) is \(mean) on average in \(n) cases."
    }

    // MARK: Comparisons

    private var comparisons: [FitResult.EffectRow] {
        (result.comparisons ?? []).filter { $0.group.value == nil && $0.isDifference }
    }

    /// The terms of the model that a column takes part in.
    private func tests(of variable: String) -> [FitResult.TermTestRow] {
        result.leadingTests.filter { test in
            test.term.split(separator: ":").map(String.init).contains { part in
                part == variable || variables[part]?.name == variable
                    || variables[part]?.reads.contains(variable) == true
            }
        }
    }

    private func isBeyondChance(_ p: Double?) -> Bool {
        p.map { PValue.isAtMost($0, level: 1 - confidence) } ?? false
    }

    /// Whether the interval of a difference leaves out 0, and a term of its column is beyond chance.
    private func isTold(_ row: FitResult.EffectRow) -> Bool {
        guard let low = row.confLow.value, let high = row.confHigh.value, low * high > 0,
            let variable = row.variable.value
        else { return false }
        let tests = tests(of: variable).filter { $0.pDisplay.value != nil }
        return tests.isEmpty || tests.contains { isBeyondChance($0.pValue.value) }
    }

    private var told: [String] {
        let shown = comparisons.filter(isTold)
        // Of a column of numbers the widest comparison says it; levels have one each.
        var last: [String: Int] = [:]
        for (index, row) in shown.enumerated() where isNumber(row.variable.value) {
            last[row.variable.value ?? ""] = index
        }
        let kept = shown.enumerated().filter { index, row in
            last[row.variable.value ?? ""].map { $0 == index } ?? true
        }.map(\.element).sorted { strength($0) > strength($1) }
        var sentences = kept.prefix(Self.mostSentences).compactMap {
            compared($0, among: result.comparisons ?? [])
        }
        let more = kept.count - Self.mostSentences
        if more > 0 {
            sentences.append(
                "\(NumberText.counted(more, "more comparison")) "
                    + "\(NumberText.verb(more, "stands", "stand")) in the table.")
        }
        return sentences
    }

    private func isNumber(_ variable: String?) -> Bool {
        variables.values.contains { words in
            words.range != nil && (words.name == variable || words.reads.contains(variable ?? ""))
        }
    }

    private func strength(_ row: FitResult.EffectRow) -> Double {
        guard let estimate = row.estimate.value, let error = row.stdError.value, error > 0 else {
            return 0
        }
        return abs(estimate) / error
    }

    private var isAlone: Bool { Set(result.tests.map(\.term)).count < 2 }

    /// "Among cases alike in the other things counted here, neet is "1" for about 12 in every 100 where
    /// sen is "support", and for about 5 in every 100 where it is "none" ..."
    private func compared(_ row: FitResult.EffectRow, among all: [FitResult.EffectRow]) -> String? {
        guard let variable = row.variable.value, let level = row.level.value,
            let reference = row.reference.value, let low = row.confLow.value,
            let high = row.confHigh.value
        else { return nil }
        func mean(_ level: String) -> Double? {
            all.first {
                $0.isMean && $0.variable.value == variable && $0.level.value == level
                    && $0.at.isEmpty && $0.group.value == row.group.value
            }?.estimate.value
        }
        guard let to = mean(level), let from = mean(reference) else { return nil }
        let start =
            isAlone
            ? "Among these \(cases) cases, "
            : "Among the \(cases) cases, made alike in the other things counted here, "
        let place = "where \(variable) is \(NumberText.quoted(level))"
        let against = "where it is \(NumberText.quoted(reference))"
        guard isOfChances else {
            return start + "\(glance.outcome) is \(NumberText.plain(to)) on average \(place), and "
                + "\(NumberText.plain(from)) \(against)" + range(low, high, NumberText.plain) + "."
        }
        let base = Self.base(low, high, to, from)
        let subject =
            glance.event.value.map {
                "\(glance.outcome) is \(NumberText.quoted($0)) for "
            } ?? "there is success in "
        return start + subject + ChanceWords.inHundred(to, atLeast: base) + " \(place), and for "
            + ChanceWords.inHundred(from, atLeast: base) + " \(against)"
            + range(low, high) { NumberText.count(($0 * Double(base)).rounded()) }
            + " in every \(NumberText.count(base))."
    }

    /// In every how many a difference is counted so that no end of it rounds to none.
    private static func base(_ low: Double, _ high: Double, _ to: Double, _ from: Double) -> Int {
        let bases = [100, 1_000, 10_000, 100_000]
        return bases.first { base in
            let size = Double(base)
            return min(abs(low), abs(high)) * size >= 0.5
                && (to * size).rounded() != (from * size).rounded()
        } ?? 1_000_000
    }

    /// "; anything from 4 to 9 more fits these figures".
    private func range(_ low: Double, _ high: Double, _ show: (Double) -> String) -> String {
        guard low * high > 0 else {
            return "; anything from \(show(abs(low))) \(low < 0 ? "fewer" : "more") to "
                + "\(show(abs(high))) \(high < 0 ? "fewer" : "more") fits these figures"
        }
        let ends = [abs(low), abs(high)].sorted()
        let word = isOfChances ? (low < 0 ? "fewer" : "more") : (low < 0 ? "less" : "more")
        let (least, most) = (show(ends[0]), show(ends[1]))
        return least == most
            ? "; about \(least) \(word) fits these figures"
            : "; anything from \(least) to \(most) \(word) fits these figures"
    }

    // MARK: What was asked for by values

    private var asked: [String] {
        let rows = (result.effects ?? []).filter { $0.group.value == nil }
        let steps = rows.filter { $0.name == "average_difference" }.compactMap(moved)
        let compared = rows.filter { $0.isDifference && isAsked($0) }
            .compactMap { self.compared($0, among: rows) }
        return steps + compared + rows.filter { !$0.at.isEmpty }.compactMap(predicted)
    }

    private func moved(_ row: FitResult.EffectRow) -> String? {
        guard let step = row.step, let variable = row.variable.value, let low = row.confLow.value,
            let high = row.confHigh.value, let estimate = row.estimate.value
        else { return nil }
        let start =
            "With \(NumberText.plain(abs(step))) \(step < 0 ? "less" : "more") of \(variable), the model "
            + "expects "
        guard isOfChances else {
            return start
                + "\(NumberText.plain(abs(estimate))) \(estimate < 0 ? "less" : "more") of "
                + "\(glance.outcome) on average" + range(low, high, NumberText.plain) + "."
        }
        let base = [100, 1_000, 10_000, 100_000].first { abs(estimate) * Double($0) >= 0.5 } ?? 100
        func show(_ value: Double) -> String {
            NumberText.count((value * Double(base)).rounded())
        }
        return start + "about \(show(abs(estimate))) \(estimate < 0 ? "fewer" : "more") in every "
            + "\(NumberText.count(base)) with \(happens)" + range(low, high, show) + "."
    }

    private func predicted(_ row: FitResult.EffectRow) -> String? {
        guard let estimate = row.estimate.value, let low = row.confLow.value,
            let high = row.confHigh.value
        else { return nil }
        let set = Self.series(row.at.map { "\($0.column) \(NumberText.quoted($0.value))" })
        guard isOfChances else {
            return "With \(set), the model expects \(glance.outcome) to be "
                + "\(NumberText.plain(estimate)) on average; anything from \(NumberText.plain(low)) to "
                + "\(NumberText.plain(high)) fits these figures."
        }
        let base = [100, 1_000, 10_000].first { low * Double($0) >= 0.5 } ?? 100_000
        return "With \(set), the model expects \(happens) for "
            + "\(ChanceWords.inHundred(estimate, atLeast: base)); anything from "
            + "\(NumberText.count((low * Double(base)).rounded())) to "
            + "\(NumberText.count((high * Double(base)).rounded())) in every "
            + "\(NumberText.count(base)) fits these figures."
    }

    // MARK: What stays open

    private var unshownTerms: [FitResult.TermTestRow] {
        result.leadingTests.filter {
            $0.pDisplay.value != nil && !isBeyondChance($0.pValue.value)
        }
    }

    private var leftOpen: [String] {
        var sentences: [String] = []
        let infinite = result.coefficients.filter { $0.status == "infinite" }.map(\.term)
        if let first = infinite.first {
            sentences.append(
                "These \(cases) cases give no figure for \(first)"
                    + (infinite.count > 1 ? " and \(infinite.count - 1) more" : "")
                    + ": they hold too few of one outcome there; see the warning.")
        }
        let names = unshownTerms.prefix(Self.mostSentences).map {
            "\($0.term) (\(NumberText.pValue($0.pDisplay.value ?? "")))"
        }
        guard !names.isEmpty else { return sentences }
        let more = unshownTerms.count - names.count
        sentences.append(
            "These \(cases) cases cannot tell whether \(glance.outcome) goes with "
                + names.joined(separator: ", or with ")
                + (more > 0 ? ", or with \(more) more" : "")
                + ": chance alone would often make such differences.")
        return sentences
    }
}
