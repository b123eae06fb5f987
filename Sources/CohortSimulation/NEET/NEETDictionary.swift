extension CohortSimulation {
    func neetDictionary(blocks: Int) -> DataDictionary {
        let model = NEETTruth(truth)
        let population = NEETPopulation(truth, blocks: blocks)
        return DataDictionary(
            cohort: cohort, truth: truth, rows: rows, seed: String(seed), command: command,
            about: NEETDictionary.about, columns: NEETDictionary.columns(truth, population.missing),
            models: [model.model], effects: [], populationRows: blocks * CohortSimulation.blockRows,
            population: population.figures, analysis: NEETDictionary.analysis(truth))
    }
}

/// The words of the dictionary of the *neet* cohort.
enum NEETDictionary {
    static let about = [
        DataDictionary.Note(
            title: "A row",
            text: "is a young person of 17 to 19 in an invented council area, as its record holds "
                + "them when a follow-up of 24 months opens on 1 January of `cohort_year`; "
                + "`activity_code`, `neet` and `months_neet` are of the follow-up."),
        DataDictionary.Note(
            title: "Families.",
            text: "Siblings share `family_id`, `ward`, `school`, `ethnicity` and "
                + "`free_school_meals`; 88% of families have one person here, 10.5% two and 1.5% "
                + "three. Beyond what the columns hold, the outcome has no family effect."),
        DataDictionary.Note(
            title: "What binds the columns",
            text: "is a hidden strain on the family (a part of the ward, of the family and of the "
                + "person) that raises absence, contacts, exclusions and the rest. It has no effect "
                + "of its own on the outcome. The sizes are choices, not estimates."),
    ]

    static func columns(
        _ kind: TruthKind, _ shares: [String: Double]
    ) -> [DataDictionary.Column] {
        let missing = missing(kind, shares)
        var columns = meanings.map { name, meaning, values in
            DataDictionary.Column(
                name: name, meaning: meaning, values: values, missing: missing[name])
        }
        if kind == .leak {
            columns += lateMeanings.map { name, meaning, values in
                DataDictionary.Column(
                    name: name, meaning: meaning, values: values, missing: missing[name])
            }
        }
        return columns
    }

    private static func missing(
        _ kind: TruthKind, _ shares: [String: Double]
    ) -> [String: DataDictionary.Missing] {
        func share(_ name: String) -> Double { shares[name] ?? 0 }
        let isNotAtRandom = kind == .mnar
        let unknown = DataDictionary.Missing(
            mechanism: isNotAtRandom ? "not_at_random" : "at_random",
            chance: "0.010 + 0.15 x absence"
                + (isNotAtRandom ? ", and 0.15 more for a true 1" : "")
                + "; with it `activity_code` is 810, 820 or 830",
            share: share("neet"))
        let carer =
            "0.035 + 0.20 x absence, and 0.15 more for a true `yes`"
            + (isNotAtRandom ? ", and 0.20 more if also NEET" : "")
        return [
            "absence": DataDictionary.Missing(
                mechanism: isNotAtRandom ? "not_at_random" : "completely_at_random",
                chance: isNotAtRandom
                    ? "0.01 + 0.40 x absence, and 0.10 + 0.60 x absence more if NEET" : "0.02",
                share: share("absence")),
            "gcse_passes": DataDictionary.Missing(
                mechanism: "at_random", chance: "0.025 + 0.15 x absence",
                share: share("gcse_passes")),
            "young_carer": DataDictionary.Missing(
                mechanism: "not_at_random", chance: carer, share: share("young_carer")),
            "neet": unknown, "months_neet": unknown,
            "neet_from": DataDictionary.Missing(
                mechanism: "not_applicable", chance: "where `neet` is not 1",
                share: share("neet_from")),
            "support_from": DataDictionary.Missing(
                mechanism: "not_applicable", chance: "where `support_code` is `none`",
                share: share("support_from")),
        ]
    }

    static func analysis(_ kind: TruthKind) -> [DataDictionary.Note] {
        let nulls = DataDictionary.Note(
            title: "Nulls.",
            text:
                "`sex` is drawn independently of everything: there is nothing to find in it, crude "
                + "or adjusted. `age` and `ethnicity` depend on nothing either, but for siblings, "
                + "who share the one and seldom the other. `child_protection_plan` and `school` go "
                + "with the outcome through other columns only; given those, their coefficient is 0."
        )
        let codes = DataDictionary.Note(
            title: "The outcome in other words.",
            text: "`activity_code` and `months_neet` are the outcome again: neither may explain it."
        )
        return [nulls, codes] + notes(kind)
    }

    private static func notes(_ kind: TruthKind) -> [DataDictionary.Note] {
        func note(_ title: String, _ text: String) -> DataDictionary.Note {
            DataDictionary.Note(title: title, text: text)
        }
        switch kind {
        case .plain:
            return [
                note(
                    "Recovered",
                    "by the formula above on complete cases: no loss depends on the outcome once the "
                        + "columns are given, so the coefficients are estimated without bias. Shares "
                        + "and crude comparisons need not be: carers are recorded less often than "
                        + "they are carers."),
                note(
                    "Left out:",
                    "a formula without some of the true terms estimates something slightly "
                        + "different, since odds ratios change with what stands beside them."),
            ]
        case .nonlinear:
            return [
                note(
                    "Misled:",
                    "a line in `absence` is too flat where most people are and too steep beyond, and "
                        + "without the interaction repeated contact gets one odds ratio where there "
                        + "are two."),
                note("Recovered", "by the formula above on complete cases."),
            ]
        case .drift:
            return [
                note(
                    "Misled:",
                    "a model of all years estimates an average that holds in none, and one fitted to "
                        + "2022 predicts too much for 2024. Validate on a later year."),
                note(
                    "Recovered",
                    "by the formula above, or by the plain formula within one `cohort_year`."),
            ]
        case .mnar:
            return [
                note(
                    "Misled:",
                    "complete cases lose the absent and the NEET together, so `absence` looks "
                        + "weaker than it is and NEET rarer. No column tells who was lost: neither "
                        + "weighting by the columns nor imputing from them brings the truth back."),
                note(
                    "Recovered",
                    "only with the chances of loss stated above, or bounded: count all of the "
                        + "not known as NEET, then none."),
            ]
        case .leak:
            return [
                note(
                    "Misled:",
                    "`support_code` is given to three in four after they became NEET and to one in "
                        + "fifty others, so a model with it seems to foresee nearly everybody. "
                        + "Compare `support_from` with `neet_from`: it comes 14 to 120 days after."),
                note("Recovered", "by the formula above, which leaves the late columns out."),
            ]
        }
    }
}
