/// What a register shows and what it does not, with its own figures.
struct RegisterSentences: ResultSentences {
    let result: RegisterResult

    /// At most so many entries get a sentence of their own; the table shows more.
    private static let mostEntries = 5

    private var tests: Int {
        result.families.reduce(0) { $0 + $1.tests }
    }
    private var supported: [RegisterResult.Entry] {
        result.entries.filter { $0.verdict == .supported }
            .sorted {
                ($0.log10PAdjusted.value ?? 0, $0.sequence)
                    < ($1.log10PAdjusted.value ?? 0, $1.sequence)
            }
    }
    private var share: String { NumberText.level(result.rate) }
    private var families: String { NumberText.counted(result.families.count, "family", "families") }

    func shows(to audience: Audience) -> [String] {
        guard tests > 0 else {
            let plans = result.count(.planWaiting)
            return [
                "\(NumberText.counted(result.lines, "line")) and no test yet"
                    + (plans > 0
                        ? ": \(NumberText.counted(plans, "plan")) registered beforehand." : ".")
            ]
        }
        return audience == .analyst ? analystShows : practitionerShows
    }

    private var analystShows: [String] {
        let count = result.count(.supported)
        var sentences = [
            "Of \(NumberText.counted(tests, "test")) in \(families), "
                + "\(NumberText.count(count)) \(NumberText.verb(count, "survives", "survive")) and "
                + "\(NumberText.verb(count, "supports its", "support their")) question: "
                + "Benjamini-Hochberg at \(share) within each family, LORD++ at \(share) over "
                + "families in the order of their first tests."
        ]
        let found = count + result.count(.opposite) + result.count(.sideUnknown)
        if found > 0 {
            sentences.append(
                "Of the \(NumberText.count(found)) that \(NumberText.verb(found, "survives", "survive")), "
                    + "\(Self.few(result.expectedFalse)) would be expected if nothing but chance "
                    + "were at work; the procedure allows \(share) of them.")
        }
        sentences += supported.prefix(Self.mostEntries).map { entry in
            var said = "Entry \(NumberText.count(entry.sequence)) supports \(Self.quoted(entry))"
            if let effect = Self.effect(entry) { said += ": \(effect)" }
            return said + "\(Self.corrected(entry))\(Self.mark(entry))."
        }
        sentences += result.entries.filter { $0.verdict == .opposite }.prefix(Self.mostEntries).map
        {
            var said = "Entry \(NumberText.count($0.sequence)), \(Self.quoted($0)), lies on the "
            said += "other side than stated (\(DirectionWords.of($0.entry)))"
            if let effect = Self.effect($0) { said += ": \(effect)" }
            return said + "\(Self.corrected($0)); it is no support."
        }
        return sentences + times + counts
    }

    private var practitionerShows: [String] {
        let count = result.count(.supported)
        var sentences = [
            "\(NumberText.counted(tests, "question was", "questions were")) asked of the data; for "
                + "\(NumberText.count(count)) of them the figures go beyond what chance brings when "
                + "so many are asked."
        ]
        if count > 0 {
            let chance = Self.few(result.expectedFalse)
            sentences.append(
                "Chance alone would be expected to bring \(chance) such answers, beside the "
                    + "\(NumberText.count(count)) that there \(NumberText.verb(count, "is", "are"))."
            )
        }
        sentences += supported.prefix(Self.mostEntries).map { entry in
            "\(Self.quoted(entry)) - the figures of "
                + "\(NumberText.counted(entry.entry.n ?? 0, "case")) speak for it\(Self.mark(entry))."
        }
        sentences += result.entries.filter { $0.verdict == .opposite }.prefix(Self.mostEntries).map
        {
            "\(Self.quoted($0)) - the figures of "
                + "\(NumberText.counted($0.entry.n ?? 0, "case")) point the other way than stated "
                + "(\(DirectionWords.of($0.entry)))."
        }
        return sentences + times + counts
    }

    /// What a direction is of where times were compared: a higher hazard is a shorter time.
    private var times: [String] {
        let directed = result.entries.count {
            $0.entry.direction != .twoSided && $0.entry.effect?.name == "hazard_ratio"
        }
        guard directed > 0 else { return [] }
        return [
            "The direction of \(NumberText.counted(directed, "entry", "entries")) about times is that "
                + "of the hazard ratio: higher is above 1, the event comes sooner, and lower is below "
                + "1, it comes later."
        ]
    }

    /// How many were registered beforehand, asked again, or stopped at their family.
    private var counts: [String] {
        var sentences: [String] = []
        let before = supported.count { $0.entry.preregistered == true }
        if before > 0 {
            let all = supported.count
            let seen = supported.count {
                $0.entry.preregistered == true && ($0.testsOfDataBefore ?? 0) > 0
            }
            sentences.append(
                (all == 1
                    ? "The 1 that is supported was"
                    : "\(NumberText.count(before)) of the \(NumberText.count(all)) that are supported "
                        + NumberText.verb(before, "was", "were"))
                    + " registered as a plan before the test"
                    + (seen > 0
                        ? ", \(NumberText.count(seen)) of them when the same data had been tested "
                            + "for something else already." : "."))
        }
        let inside = result.count(.familyNotShown)
        if inside > 0 {
            sentences.append(
                "\(NumberText.counted(inside, "test")) "
                    + "\(NumberText.verb(inside, "survives in its family and its family does", "survive in their families and the families do")) "
                    + "not survive among the \(families) over time.")
        }
        let repeats = result.count(.repeated)
        if repeats > 0 {
            sentences.append(
                "\(NumberText.counted(repeats, "entry repeats", "entries repeat")) another one, "
                    + "plan and data alike, and \(NumberText.verb(repeats, "counts", "count")) "
                    + "only once.")
        }
        sentences += redirected
        let again = result.entries.count { $0.sameQuestionAs != nil }
        if again > 0 {
            sentences.append(
                "\(NumberText.counted(again, "test asks", "tests ask")) the question of an earlier "
                    + "one again, of the same data and in another way; each counts as a test.")
        }
        return sentences
    }

    /// What was asked of the same figures with another direction, and which of the two counts.
    private var redirected: [String] {
        let entries = result.entries.filter { $0.verdict == .redirected }
        var sentences = entries.prefix(Self.mostEntries).map { entry in
            let number = NumberText.count(entry.sequence)
            let other = entry.repeatOf ?? 0
            let counted = result.entries.first { $0.sequence == other }
            let stated = counted?.entry.direction.rawValue ?? ""
            let isBeforehand =
                (counted?.entry.registeredAs ?? other) < entry.sequence
                && counted?.entry.registeredAs != nil
            return
                "Entry \(number) asks the figures of entry \(NumberText.count(other)) with another "
                + "direction (\(entry.entry.direction.rawValue), and not \(stated)). They count once, as "
                + "entry \(NumberText.count(other)) asks, "
                + (isBeforehand
                    ? "whose plan was registered before the figures were there."
                    : "which came first: a direction that is stated once the figures are known "
                        + "is none.")
        }
        if entries.count > Self.mostEntries {
            let more = entries.count - Self.mostEntries
            sentences.append(
                "\(NumberText.counted(more, "more entry", "more entries")) "
                    + "\(NumberText.verb(more, "asks", "ask")) the figures of another one with "
                    + "another direction.")
        }
        return sentences
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences: [String] = []
        let open = result.count(.notShown) + result.count(.familyNotShown)
        if open > 0 {
            sentences.append(
                "That the other \(NumberText.counted(open, "question")) would be answered with no: "
                    + "these data do not tell.")
        }
        let unknown = result.count(.sideUnknown)
        if unknown > 0 {
            sentences.append(
                "Which way \(NumberText.counted(unknown, "effect")) with a stated direction "
                    + "\(NumberText.verb(unknown, "lies", "lie")): more than two groups, or a "
                    + "measure without sides.")
        }
        let none = result.count(.noTest)
        if none > 0 {
            sentences.append(
                "Anything about \(NumberText.counted(none, "entry", "entries")) whose data allowed "
                    + "no test.")
        }
        let waiting = result.count(.planWaiting)
        if waiting > 0 {
            sentences.append(
                "What came of \(NumberText.counted(waiting, "plan")) that "
                    + "\(NumberText.verb(waiting, "was", "were")) registered and not tested yet.")
        }
        if audience == .analyst {
            if result.families.count > 1 {
                sentences.append(
                    "That the rate of \(share) holds over \(families) if their p-values hang "
                        + "together: LORD++ assumes that they are independent, which tests of the "
                        + "same children are only in part.")
            }
            let reopened = result.families.count(where: \.reopened)
            if reopened > 0 {
                sentences.append(
                    "What LORD++ promises for \(NumberText.counted(reopened, "family", "families")) "
                        + "that got more tests after another had begun: levels of later families "
                        + "rest on what was known of them then.")
            }
        }
        sentences.append(
            "What was tried and never entered: the register knows of "
                + "\(NumberText.counted(result.lines, "line")), and corrects for no more.")
        return sentences
    }

    // MARK: Parts of sentences

    /// A number of expected false ones, which is seldom whole.
    static func few(_ value: Double) -> String {
        if value < 0.01 { return "fewer than 0.01" }
        return value >= 10
            ? NumberText.count(Int(value.rounded(.up))) : NumberText.significant(value, 2)
    }

    static func quoted(_ entry: RegisterResult.Entry) -> String {
        var text = entry.entry.question.split(whereSeparator: \.isNewline).joined(separator: " ")
        if text.count > 160 { text = text.prefix(157) + "..." }
        return "\"\(text)\""
    }

    private static func effect(_ entry: RegisterResult.Entry) -> String? {
        guard let effect = entry.entry.effect else { return nil }
        let name = effect.name.split(separator: "_").joined(separator: " ")
        guard let estimate = effect.estimate.value else { return nil }
        let isShare = effect.name.hasPrefix("risk_difference")
        let points = NumberText.pointsShown(estimate, effect.confLow.value, effect.confHigh.value)
        func show(_ value: Double) -> String {
            if isShare { return points(value) }
            return effect.name.contains("ratio")
                ? NumberText.ratio(value) : NumberText.decimal(value, 3)
        }
        var said = "\(name) \(show(estimate))"
        if let low = effect.confLow.value, let high = effect.confHigh.value {
            said += " (interval \(show(low)) to \(show(high)))"
        }
        return said + (isShare ? " percentage points" : "")
    }

    private static func corrected(_ entry: RegisterResult.Entry) -> String {
        guard let display = entry.pDisplay.value, let corrected = entry.pAdjusted.value else {
            return ""
        }
        return ", \(NumberText.pValue(display)), corrected "
            + NumberText.pValue(Self.display(corrected))
    }

    /// A corrected p-value for people.
    static func display(_ p: Double) -> String {
        if p < 0.001 { return "< .001" }
        if p > 0.999 { return "> .999" }
        return String(NumberText.decimal(p, 3).drop { $0 == "0" })
    }

    private static func mark(_ entry: RegisterResult.Entry) -> String {
        guard let plan = entry.entry.registeredAs else { return "" }
        return "; its plan was registered beforehand as entry \(NumberText.count(plan))"
    }
}
