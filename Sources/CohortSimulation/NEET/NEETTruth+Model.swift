extension NEETTruth {
    /// The model of `neet` in the coding of `casewise fit`.
    var model: DataDictionary.Model {
        DataDictionary.Model(
            outcome: "neet", scale: "True coefficient (log odds)", formula: formula,
            coefficients: coefficients.map { DataDictionary.Term(term: $0.0, value: $0.1) },
            note: note)
    }

    private var formula: String {
        let others =
            "looked_after + C(sen, ref = \"none\") + youth_justice + gcse_passes + young_carer + "
            + "pregnant_or_parent + exclusions + ward"
        let contact = "(social_care_contacts >= 2)"
        switch kind {
        case .plain, .mnar, .leak:
            return "neet ~ absence + \(contact) + free_school_meals + \(others)"
        case .nonlinear:
            return "neet ~ absence + I(absence^2) + \(contact) * free_school_meals + \(others)"
        case .drift:
            return "neet ~ C(cohort_year) * (absence + \(contact)) + free_school_meals + \(others)"
        }
    }

    private var coefficients: [(String, Double)] {
        let contact = "(social_care_contacts >= 2)[true]"
        var terms: [(String, Double)] = [("(Intercept)", intercept[0])]
        if kind == .drift {
            for year in 1...2 {
                let name = "C(cohort_year)[\(Self.years[year])]"
                terms.append((name, Self.difference(intercept, year)))
                terms.append((name + ":absence", Self.difference(absence, year)))
                terms.append((name + ":" + contact, Self.difference(repeatedContact, year)))
            }
        }
        terms += [
            ("absence", absence[0]), (contact, repeatedContact[0]),
            ("free_school_meals[yes]", freeSchoolMeals),
        ]
        if kind == .nonlinear {
            terms.append(("I(absence^2)", absenceSquared))
            terms.append((contact + ":free_school_meals[yes]", repeatedContactAndMeals))
        }
        terms += [
            ("looked_after[yes]", lookedAfter), ("C(sen, ref = \"none\")[ehcp]", ehcp),
            ("C(sen, ref = \"none\")[support]", support), ("youth_justice[yes]", youthJustice),
            ("gcse_passes", passes), ("young_carer[yes]", youngCarer),
            ("pregnant_or_parent[yes]", pregnantOrParent), ("exclusions", exclusions),
        ]
        for (name, ward) in zip(Ward.names, Ward.all).dropFirst() {
            terms.append(("ward[\(name)]", ward.effect))
        }
        return terms
    }

    /// The difference from the first year, free of the last digits that subtraction leaves.
    private static func difference(_ values: [Double], _ year: Int) -> Double {
        ((values[year] - values[0]) * 1000).rounded() / 1000
    }

    private var note: String {
        let common =
            "P(neet = 1) = 1 / (1 + exp(-sum)), where the sum is over the coefficients times the "
            + "values as they are written in the file, before any is lost. "
        switch kind {
        case .plain, .mnar, .leak:
            return common + "It is a line: no curves, no interactions, no drift over years."
        case .nonlinear:
            return common
                + "`absence` acts along a curve that flattens, and repeated contact weighs more "
                + "beside free school meals than either does alone."
        case .drift:
            return common
                + "The base rate falls from year to year, `absence` comes to weigh more and "
                + "repeated contact less."
        }
    }
}
