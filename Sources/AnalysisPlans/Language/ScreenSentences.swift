import FactorScreening
import HypothesisTests

/// What a screen shows and does not show, each sentence with its figures.
struct ScreenSentences: ResultSentences {
    let result: ScreenResult
    let data: DataSummary
    let confidence: Double
    let correction: MultiplicityCorrection
    let adjust: String?
    /// Whether the columns that may go together were named as needs.
    let areNamed: Bool

    /// At most so many candidates, and patterns, get a sentence of their own; the tables have all.
    static let most = 5

    var level: String { NumberText.level(confidence) }
    var cases: String { NumberText.count(result.cases) }
    var surviving: [ScreenResult.Candidate] {
        result.candidates.filter { $0.survives && !$0.suspectsLeakage }
    }

    /// "neet is 1", or the event alone where the outcome is a condition.
    var event: String {
        result.event == "true"
            ? "the event (\(result.outcome))"
            : "\(result.outcome) = \(NumberText.quoted(result.event))"
    }

    func shows(to audience: Audience) -> [String] {
        audience == .analyst ? analystShows : practitionerShows
    }

    func doesNotShow(to audience: Audience) -> [String] {
        audience == .analyst ? analystDoesNotShow : practitionerDoesNotShow
    }

    // MARK: For the analyst

    private var analystShows: [String] {
        var sentences = [tried]
        let told = surviving.filter { $0.representative.value == nil }.prefix(Self.most)
            .compactMap(sentence)
        sentences += told + more(than: told.count)
        if let clusters { sentences.append(clusters) }
        sentences += result.candidates.filter(\.suspectsLeakage).prefix(Self.most).map {
            "\($0.name) explains \(NumberText.percent($0.determination.value ?? 1)) of the "
                + "outcome's deviance: it may be the outcome in other words, or recorded after it."
        }
        sentences += result.groups.prefix(Self.most).map(group)
        sentences += needs
        return sentences
    }

    /// That the table has leads that no sentence tells of; the sentences that tell of leads stop at
    /// five, and leave out what says the same as another.
    func more(than told: Int) -> [String] {
        let more = surviving.count - told
        guard told > 0, more > 0 else { return [] }
        return [
            "\(NumberText.count(more)) more "
                + "\(NumberText.verb(more, "stands", "stand")) out in the same way: the table has "
                + "\(NumberText.verb(more, "it", "them"))."
        ]
    }

    /// What the tests allow for, where cases share clusters.
    private var clusters: String? {
        guard let cluster = result.cluster else { return nil }
        let effects = result.candidates.compactMap { $0.designEffect?.value }
        let range =
            effects.min().flatMap { low in
                effects.max().map { high in
                    ", which divides the statistics by design effects of "
                        + "\(NumberText.decimal(low)) to \(NumberText.decimal(high))"
                }
            } ?? ""
        return "Tests and intervals allow for "
            + "\(NumberText.counted(cluster.clusters, "value")) of \(cluster.variable) that "
            + "\(NumberText.counted(cluster.cases, "case")) share: Rao and Scott's second-order "
            + "test of each table, of numbers by their bins\(range)."
    }

    private var tried: String {
        let share = NumberText.percent(Double(result.events) / Double(max(result.cases, 1)))
        var said =
            "Of \(NumberText.counted(result.tried, "candidate")) tried against \(event), which "
            + "\(NumberText.count(result.events)) of \(cases) cases (\(share)) have, "
            + "\(NumberText.count(result.surviving)) "
            + "\(NumberText.verb(result.surviving, "survives", "survive")) the correction "
            + "(\(Self.name(correction)), q at most \(Self.limit(result.level)))"
        if let adjust { said += " beside \(adjust)" }
        if result.surviving == 1, result.expectedFalse.value != nil {
            said +=
                "; on average at most \(NumberText.percent(result.level)) of leads picked so are "
                + "false"
        } else if result.surviving > 0, let expected = result.expectedFalse.value {
            said +=
                "; on average at most \(NumberText.significant(expected, 2)) of such "
                + "\(NumberText.count(result.surviving)) would be false leads"
        } else if result.surviving > 0 {
            said +=
                "; the chance of any false lead among them is at most "
                + NumberText.percent(result.level)
        }
        return said + "."
    }

    private func sentence(_ candidate: ScreenResult.Candidate) -> String? {
        guard let (own, other) = candidate.comparison else { return nil }
        var said =
            "\(candidate.name): \(Self.share(own)) have the event where it is "
            + "\(NumberText.quoted(own.level)) and \(Self.share(other)) where it is "
            + NumberText.quoted(other.level)
        if let difference = candidate.effect("risk_difference", level: own.level),
            let estimate = difference.estimate.value, let low = difference.confLow.value,
            let high = difference.confHigh.value
        {
            let points = NumberText.pointsShown(estimate, low, high)
            said +=
                ", a difference of \(points(estimate)) percentage points (\(level) interval "
                + "\(points(low)) to \(points(high)))"
        }
        if let test = candidate.test.pDisplay.value, let q = candidate.qValue.value {
            said += "; \(NumberText.pValue(test)), \(Self.q(q))"
        }
        if let adjusted = candidate.adjusted {
            said += beside(adjusted, own.level)
        }
        if candidate.sparse || candidate.fewEvents { said += "; few cases stand behind this" }
        return said + "."
    }

    /// "; beside sex + age the odds ratio is 2.10 (1.35 to 3.19) where it was 2.05".
    private func beside(_ adjusted: ScreenResult.Adjusted, _ level: String) -> String {
        let pick = { (rows: [HypothesisResult.EffectRow]) in
            rows.first { $0.level.value == level } ?? (rows.count == 1 ? rows.first : nil)
        }
        guard let adjust, let own = pick(adjusted.adjusted), let ratio = own.estimate.value,
            let low = own.confLow.value, let high = own.confHigh.value,
            let crude = pick(adjusted.crude)?.estimate.value, let q = adjusted.qValue.value
        else { return "" }
        let what = own.name == "odds_ratio_per_sd" ? "the odds ratio of one SD" : "the odds ratio"
        return "; beside \(adjust) \(what) is \(NumberText.ratio(ratio)) "
            + "(\(NumberText.ratio(low)) to \(NumberText.ratio(high))), without it "
            + "\(NumberText.ratio(crude)), \(Self.q(q))"
    }

    private func group(_ group: ScreenResult.Group) -> String {
        let members = group.members.prefix(Self.most).map {
            "\($0.name) (V = \(NumberText.decimal($0.cramersV)))"
        }.joined(separator: ", ")
        let more =
            group.members.count > Self.most ? " and \(group.members.count - Self.most) more" : ""
        return
            "\(group.representative) and \(members)\(more) say nearly the same: read them as one "
            + "lead."
    }

    /// What may go together: needs where they were named as such, else columns of yes and no.
    var noun: String { areNamed ? "needs" : "yes/no columns" }

    private var needs: [String] {
        let found = result.needs
        guard found.pairsTried > 0 else { return [] }
        let kept = found.patterns.filter(\.survives)
        var sentences = [
            "Of \(NumberText.counted(found.pairsTried, "pair")) and "
                + "\(NumberText.counted(found.triplesTried, "triple")) of "
                + "\(found.needs.count) \(noun) tried, "
                + "\(NumberText.counted(kept.count, "pattern")) of "
                + "\(found.support) or more cases "
                + "\(NumberText.verb(kept.count, "goes", "go")) together more often than chance "
                + "would have it (q at most \(Self.limit(result.level)))."
        ]
        sentences += kept.prefix(3).compactMap { pattern in
            guard let lift = pattern.lift.value, let low = pattern.confLow.value,
                let high = pattern.confHigh.value, let q = pattern.qValue.value
            else { return nil }
            return "\(pattern.outcome.level): \(NumberText.count(pattern.observed)) of "
                + "\(NumberText.count(pattern.cases)) cases, where "
                + "\(NumberText.decimal(pattern.expected, 1)) would be expected of independent "
                + "\(areNamed ? "needs" : "columns"), a lift of \(NumberText.ratio(lift)) "
                + "(\(level) interval \(NumberText.ratio(low)) to \(NumberText.ratio(high))), "
                + "\(Self.q(q))."
        }
        return sentences
    }

    private var analystDoesNotShow: [String] {
        var sentences = [
            "What brings \(event) about: these are \(cases) cases as they came, "
                + (adjust.map { "each candidate beside \($0) and nothing else" }
                    ?? "each candidate by itself")
                + ", so that what survives is where to look next and no reason."
        ]
        let others = result.tried - result.surviving
        let rarer = min(result.events, result.cases - result.events)
        if others > 0 {
            sentences.append(
                "That the \(result.surviving > 0 ? "other " : "")"
                    + "\(NumberText.counted(others, "candidate")) "
                    + "\(NumberText.verb(others, "is", "are")) unrelated: "
                    + "\(NumberText.counted(rarer, "case")) of the rarer outcome may be too few to "
                    + "tell, after a correction for \(result.tried).")
        }
        if result.surviving > 0 {
            sentences.append(
                (result.surviving == 1
                    ? "How large this difference is in new cases: 1 of \(result.tried) was picked "
                    : "How large these differences are in new cases: the \(result.surviving) were "
                        + "picked ")
                    + "for standing out here, which makes estimates look larger than they are; "
                    + "register the \(NumberText.verb(result.surviving, "lead", "leads")) and test "
                    + "\(NumberText.verb(result.surviving, "it", "them")) on other data.")
        }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }

    // MARK: Words

    private static func share(_ share: ScreenResult.Share) -> String {
        "\(NumberText.count(share.events)) of \(NumberText.count(share.cases)) "
            + "(\(NumberText.percent(Double(share.events) / Double(max(share.cases, 1)))))"
    }

    static func inHundred(_ share: ScreenResult.Share) -> String {
        "\(NumberText.count(share.events)) of \(NumberText.count(share.cases)), "
            + ChanceWords.inHundred(share.events, of: share.cases)
    }

    /// "q = .012", "q < .001".
    static func q(_ value: Double) -> String {
        let display = qDisplay(value)
        return display.hasPrefix(".") || display == "1" ? "q = \(display)" : "q \(display)"
    }

    /// A corrected p-value for people.
    public static func qDisplay(_ value: Double) -> String {
        if value < 0.001 { return "< .001" }
        if value > 0.999 { return "> .999" }
        return String(NumberText.decimal(value, 3).dropFirst())
    }

    /// ".05".
    private static func limit(_ level: Double) -> String {
        String(NumberText.significant(level, 3).drop { $0 == "0" })
    }

    /// A correction's name.
    static func name(_ correction: MultiplicityCorrection) -> String {
        switch correction {
        case .benjaminiHochberg: "Benjamini-Hochberg"
        case .benjaminiYekutieli: "Benjamini-Yekutieli"
        default: correction.rawValue.prefix(1).uppercased() + correction.rawValue.dropFirst()
        }
    }

    /// Why a column is no candidate, in words.
    static func reason(_ word: String) -> String {
        switch CandidateExclusion(rawValue: word) {
        case .identifier?: "it names persons, families, homes or rows"
        case .freeText?: "it holds words that somebody wrote"
        case .birthDate?: "it holds days of birth"
        case .constant?: "it holds one value"
        case .empty?: "it holds no value"
        case .numbersAsText?: "its numbers were read as text"
        case .datesAsText?: "its days were read as text"
        case .outcome?: "the outcome is made of it"
        case .adjustment?: "it is in the adjustment set"
        case .cluster?: "it says which cases belong together"
        case .count?: "it says how many cases a row stands for"
        case .derivedFromOutcome?: "it is derived from what the outcome is made of"
        case .excluded?, nil: "it was left out by request"
        }
    }
}
