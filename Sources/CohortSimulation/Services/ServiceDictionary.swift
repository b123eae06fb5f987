extension CohortSimulation {
    func serviceDictionary(blocks: Int) -> DataDictionary {
        let population = ServicePopulation(truth, blocks: blocks)
        return DataDictionary(
            cohort: cohort, truth: truth, rows: rows, seed: String(seed), command: command,
            about: ServiceDictionary.about,
            columns: ServiceDictionary.columns(truth, population.missing),
            models: ServiceTruth(truth).models, effects: population.effects,
            populationRows: blocks * CohortSimulation.blockRows, population: population.figures,
            analysis: ServiceDictionary.analysis(truth))
    }
}

/// The words of the dictionary of the *services* cohort.
enum ServiceDictionary {
    static let about = [
        DataDictionary.Note(
            title: "A row",
            text: "is a child's case, referred to an invented council in 2022 to 2024 and known up "
                + "to 31 December 2025: what would come later is empty."),
        DataDictionary.Note(
            title: "Families.",
            text: "Siblings share `family_id`, `team`, the referral, the columns of need and the "
                + "service; 62% of families have one child here, 25% two and 13% three. Beyond "
                + "what the columns hold, outcomes have no family effect."),
        DataDictionary.Note(
            title: "Services.",
            text: "Families are offered coaching, mentoring, intensive support or usual support by "
                + "their need. An effect is that of the offer, whether or not support had begun."),
        DataDictionary.Note(
            title: "What binds the columns",
            text: "is a hidden strain on the family. It acts on offers and outcomes through the "
                + "columns alone. All sizes are choices, not estimates, and no price is anybody's."),
    ]

    static func columns(
        _ kind: TruthKind, _ shares: [String: Double]
    ) -> [DataDictionary.Column] {
        let missing = missing(kind, shares)
        return (meanings(kind) + (kind == .leak ? lateMeanings : [])).map { name, meaning, values in
            DataDictionary.Column(
                name: name, meaning: meaning, values: values, missing: missing[name])
        }
    }

    private static func missing(
        _ kind: TruthKind, _ shares: [String: Double]
    ) -> [String: DataDictionary.Missing] {
        func missing(_ name: String, _ mechanism: String, _ chance: String)
            -> DataDictionary.Missing
        {
            DataDictionary.Missing(
                mechanism: mechanism, chance: chance, share: shares[name] ?? 0)
        }
        let isNotAtRandom = kind == .mnar
        var all = [
            "need_score": isNotAtRandom
                ? missing(
                    "need_score", "not_at_random",
                    "0.02 + 0.02 x need_score, and 0.10 + 0.02 x need_score more if re-referred "
                        + "within 12 months")
                : missing("need_score", "completely_at_random", "0.03"),
            "parental_substance_use": missing(
                "parental_substance_use", "completely_at_random", "0.04"),
            "start_date": missing(
                "start_date", "not_applicable",
                "where the case closed before support began, or it has not begun yet"),
            "closure_date": missing("closure_date", "not_observed_yet", "while the case is open"),
            "safely_closed": missing("closure_date", "not_observed_yet", "while the case is open"),
            "rereferral_date": missing(
                "rereferral_date", "not_observed_yet", "where no re-referral is known"),
            "rereferred_12m": missing(
                "rereferred_12m", "not_observed_yet",
                "until 365 days after closure have passed, even where a re-referral is known"),
        ]
        if isNotAtRandom {
            let chance = "0.45 above 1,000 pounds, 0.10 for 1 to 1,000, 0.02 for 0"
            for name in ["cost_nhs", "cost_police"] {
                all[name] = missing(name, "not_at_random", chance)
            }
        }
        return all
    }

    static func analysis(_ kind: TruthKind) -> [DataDictionary.Note] {
        let naive = note(
            "The naive comparison",
            "misleads since need decides the offer: intensive support goes to families who would "
                + "have been re-referred most, and seems to do no good, or harm; mentoring goes to those with "
                + "least need, and seems to help, though its true effect on re-referral is 0.")
        let followUp = note(
            "Follow-up.",
            "`rereferred_12m` is empty for cases that closed after 31 December 2024. To count those of them whose "
                + "re-referral is known already would count events and not their absence. Open cases "
                + "have no closure; their `days_open` are days so far, and a mean of them is too low."
        )
        let siblings = note(
            "Siblings",
            "have one offer: standard errors that take cases for independent are right for outcomes "
                + "given the columns, and too small for crude comparisons of services.")
        return [naive, followUp, siblings] + notes(kind)
    }

    private static func note(_ title: String, _ text: String) -> DataDictionary.Note {
        DataDictionary.Note(title: title, text: text)
    }

    private static func notes(_ kind: TruthKind) -> [DataDictionary.Note] {
        let adjust =
            "`need_score`, `prior_referrals`, `domestic_abuse`, `parental_mental_health`, "
            + "`parental_substance_use` and `team`"
        switch kind {
        case .plain:
            return [
                note(
                    "Recovered:",
                    "ATE and ATT by adjusting for \(adjust) - the offer depends on nothing else - "
                        + "through the models above, or by weighting or matching on them.")
            ]
        case .nonlinear:
            return [
                note(
                    "Misled:",
                    "with one effect a service the intensive one gets an average that holds for few: "
                        + "it lowers re-referral where need is above 2 and raises it below, so the ATT "
                        + "is larger than the ATE; coaching is the other way about."),
                note(
                    "Recovered:",
                    "by the formula above with \(adjust), averaged over all cases (ATE) or over "
                        + "those offered (ATT)."),
            ]
        case .drift:
            return [
                note(
                    "Misled:",
                    "coaching's effect fades from year to year while intensive support is offered "
                        + "more often and re-referral falls for everybody: pooled years mix them, and "
                        + "`referral_year` is a confounder."),
                note(
                    "Recovered:",
                    "by the formula above with \(adjust) and `referral_year`, or year by year."),
            ]
        case .mnar:
            return [
                note(
                    "Misled:",
                    "complete cases lose high need and re-referral together, and means of costs lose "
                        + "the dear ones; no column tells which."),
                note(
                    "Recovered:",
                    "only with the chances of loss stated above, or bounded. "
                        + "`cost_council`, `safely_closed` and `days_open` stay whole."),
            ]
        case .leak:
            return [
                note(
                    "Misled by time:",
                    "`service` says what was received. Who closed before their service began counts as "
                        + "usual, so its cases seem short and the others long: to be received, a "
                        + "service needs a case that stays open (immortal time)."),
                note(
                    "Misled by hindsight:",
                    "`review_code` is written after a known re-referral in four of five; it foresees "
                        + "what has already happened."),
                note(
                    "Recovered:",
                    "days by counting them from `start_date` on, or with the service as it changes "
                        + "over time; the effect of the offer itself is not, since the file does not "
                        + "hold who was offered what. Leave `review_code` out."),
            ]
        }
    }
}
