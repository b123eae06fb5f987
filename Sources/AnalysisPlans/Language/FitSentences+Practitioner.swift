import Distributions

/// What a fit says to those who work with children and families: how many of how many among cases that
/// are otherwise alike, and what these figures cannot tell.
extension FitSentences {
    var practitionerShows: [String] {
        var sentences = [counted]
        let hasErrors = result.coefficients.contains { $0.stdError.value != nil }
        if hasErrors, let cluster = result.standardErrors.cluster,
            let count = result.standardErrors.clusters
        {
            sentences.append(
                result.standardErrors.largest == 1
                    ? "Each of the \(cases) has a \(cluster) of its own, so none had to be counted together."
                    : "Cases that share one of the \(NumberText.count(count)) values of \(cluster) tend to be "
                        + "alike, and the figures allow for that.")
        }
        if let dispersion = glance.dispersion, (dispersion.value ?? 0) == 0 {
            sentences.append(
                "How sure the figures of these \(cases) are cannot be told: "
                    + (dispersion.value == nil
                        ? "there are too few cases for all that was counted about them."
                        : "what was counted about them tells \(short) exactly, as where one was "
                            + "computed from the other."))
        }
        let compared = told
        sentences += compared + asked.filter { !compared.contains($0) } + unsettled + leftOpen
        return sentences
    }

    var practitionerDoesNotShow: [String] {
        var sentences = [
            "What will happen to any one child or family: these are averages over \(cases).",
            "Why: the \(cases) differ in much that was not counted here, and changing one thing "
                + "for them need not change what happens.",
        ]
        if !unshownTerms.isEmpty || comparisons.contains(where: { !isTold($0) }) {
            sentences.append(
                "That groups without a sentence are alike: \(cases) may be too few to show a "
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
                + "\(n) \(noun), \(ChanceWords.inHundred(events / glance.nObs))."
        }
        if let trials = glance.nTrials?.value, let events = glance.nEvents.value {
            return "There are \(NumberText.count(events)) successes of \(NumberText.count(trials)) "
                + "trials, \(ChanceWords.inHundred(events / trials))."
        }
        if let events = glance.nEvents.value, glance.nObs > 0 {
            let show = PractitionerNumbers.perHundred(of: [events / glance.nObs])
            return
                "There are \(NumberText.count(events)) of \(glance.outcome) in \(n) \(noun), about "
                + "\(show(events / glance.nObs)) for every 100 cases."
        }
        let mean = NumberText.plain(glance.outcomeMean?.value ?? 0)
        return "\(glance.outcome) is \(mean) on average in \(n) \(noun)."
    }

    // MARK: Comparisons

    var comparisons: [FitResult.EffectRow] {
        (result.comparisons ?? []).filter { $0.group.value == nil && $0.isDifference }
    }

    /// The terms of the model that a column takes part in.
    func tests(of variable: String) -> [FitResult.TermTestRow] {
        tests(of: variable, among: result.leadingTests)
    }

    private func tests(of variable: String, among all: [FitResult.TermTestRow])
        -> [FitResult.TermTestRow]
    {
        all.filter { test in
            test.term.split(separator: ":").map(String.init).contains { part in
                part == variable || variables[part]?.name == variable
                    || variables[part]?.reads.contains(variable) == true
            }
        }
    }

    func isBeyondChance(_ p: Double?) -> Bool {
        p.map { PValue.isAtMost($0, level: 1 - confidence) } ?? false
    }

    /// Whether a test with enough events says that a term is beyond chance.
    func isBeyondChance(_ test: FitResult.TermTestRow) -> Bool {
        !sparse.contains(test.term) && isBeyondChance(test.pValue.value)
    }

    /// Whether the interval of a difference leaves out 0, and a term of its column is beyond chance.
    ///
    /// Wald's test of a term beside its interaction is one of the reference levels alone and does not
    /// lead; that of the interaction says whether differences differ, not whether there are any. There
    /// a difference is judged by its own p-value, times the number of differences of its column
    /// (Bonferroni).
    func isTold(_ row: FitResult.EffectRow) -> Bool {
        guard let low = row.confLow.value, let high = row.confHigh.value, low * high > 0,
            let variable = row.variable.value
        else { return false }
        let tests = tests(of: variable).filter { $0.pDisplay.value != nil }
        if tests.isEmpty || tests.contains(where: isBeyondChance) {
            return true
        }
        let known = self.tests(
            of: variable, among: result.tests.filter { $0.kind == result.termTest })
        guard known.count > self.tests(of: variable).count, let p = row.pValue.value else {
            return false
        }
        let compared = comparisons.count { $0.variable == row.variable && $0.pValue.value != nil }
        return isBeyondChance(min(1, p * Double(compared)))
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
        }
        // The clearest are told, in the order of the formula: no one is ranked.
        let clearest = kept.sorted { strength($0.element) > strength($1.element) }
            .prefix(Self.mostSentences).sorted { $0.offset < $1.offset }
        let all = result.comparisons ?? []
        var sentences = clearest.flatMap { _, row in
            [compared(row, among: all), groupByGroup(row, among: all)].compactMap(\.self)
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

    func strength(_ row: FitResult.EffectRow) -> Double {
        guard let estimate = row.estimate.value, let error = row.stdError.value, error > 0 else {
            return 0
        }
        return abs(estimate) / error
    }

    private var isAlone: Bool { Set(result.tests.map(\.term)).count < 2 }

    /// "Among cases alike in the other things counted here, neet is "1" for about 12 in every 100 where
    /// sen is "support", and for about 5 in every 100 where it is "none" ..."
    func compared(_ row: FitResult.EffectRow, among all: [FitResult.EffectRow]) -> String? {
        guard let variable = row.variable.value, let level = row.level.value,
            let reference = row.reference.value, let low = row.confLow.value,
            let high = row.confHigh.value
        else { return nil }
        guard let (to, from) = Self.means(of: row, among: all) else { return nil }
        let start =
            isAlone
            ? "Among these \(cases), "
            : "Among the \(cases), made alike in the other things counted here, "
        let place = "where \(variable) is \(NumberText.quoted(level))"
        let against = "where it is \(NumberText.quoted(reference))"
        if isOfCounts {
            let show = PractitionerNumbers.perHundred(of: Self.ends(low, high, to - from))
            return start + "there are about \(show(to)) of \(short) for every 100 cases "
                + "\(place), and about \(show(from)) \(against)"
                + range(low, high, "for every 100 cases", show) + "."
        }
        guard isOfChances else {
            let show = PractitionerNumbers.average(of: Self.ends(low, high, to - from))
            return start + "\(short) is \(show(to)) on average \(place), and "
                + "\(show(from)) \(against)" + range(low, high, nil, show) + "."
        }
        let base = Self.base(low, high, to, from)
        let subject =
            hasLongOutcome
            ? "the event happens for "
            : glance.event.value.map {
                "\(glance.outcome) is \(NumberText.quoted($0)) for "
            } ?? "there is success in "
        let other = subject.hasSuffix("in ") ? "in" : "for"
        return start + subject + ChanceWords.inHundred(to, atLeast: base)
            + " \(place), and \(other) "
            + ChanceWords.inHundred(from, atLeast: base) + " \(against)"
            + range(low, high, "in every \(NumberText.count(base))") {
                NumberText.count(($0 * Double(base)).rounded())
            } + "."
    }

    /// The means at the two values that a difference is between.
    static func means(of row: FitResult.EffectRow, among all: [FitResult.EffectRow])
        -> (to: Double, from: Double)?
    {
        func mean(_ level: Label) -> Double? {
            all.first {
                $0.isMean && $0.variable == row.variable && $0.level == level && $0.at.isEmpty
                    && $0.group == row.group
            }?.estimate.value
        }
        guard let to = mean(row.level), let from = mean(row.reference) else { return nil }
        return (to, from)
    }

    /// In every how many a difference is counted so that no end of it rounds to none.
    static func base(_ low: Double, _ high: Double, _ to: Double, _ from: Double) -> Int {
        // Where none fits the figures too, nothing is lost by rounding.
        guard low * high > 0 else { return 100 }
        let bases = [100, 1_000, 10_000, 100_000]
        return bases.first { base in
            let size = Double(base)
            return min(abs(low), abs(high)) * size >= 0.5
                && (to * size).rounded() != (from * size).rounded()
        } ?? 1_000_000
    }

    /// The differences that no rounding must take away: none of them where none fits too.
    static func ends(_ low: Double, _ high: Double, _ difference: Double) -> [Double] {
        low * high > 0 ? [low, high, difference] : [max(abs(low), abs(high))]
    }

    /// "; anything from 4 to 9 more in every 100 fits these figures".
    func range(
        _ low: Double, _ high: Double, _ unit: String?, _ show: (Double) -> String
    ) -> String {
        let isCounted = isOfChances || isOfCounts
        func word(_ end: Double) -> String {
            end < 0 ? (isCounted ? "fewer" : "less") : "more"
        }
        let end = (unit.map { " " + $0 } ?? "") + " fits these figures"
        guard low * high > 0 else {
            return "; anything from \(show(abs(low))) \(word(low)) to \(show(abs(high))) "
                + word(high) + end
        }
        let ends = [abs(low), abs(high)].sorted()
        let (least, most) = (show(ends[0]), show(ends[1]))
        return least == most
            ? "; about \(least) \(word(low))" + end
            : "; anything from \(least) to \(most) \(word(low))" + end
    }

    /// Whether the outcome is an expression that no one wants to read twice.
    private var hasLongOutcome: Bool { glance.outcome.count > 30 }

    /// The outcome, once it has been told in full.
    var short: String {
        hasLongOutcome ? (isOfChances ? "the event" : "the outcome") : glance.outcome
    }

    /// Whether the outcome counts something, so that a mean can be told as so many for 100 cases.
    var isOfCounts: Bool { !isOfChances && glance.nEvents.value != nil }
}
