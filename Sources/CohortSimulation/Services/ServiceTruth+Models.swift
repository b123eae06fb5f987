extension ServiceTruth {
    private typealias Terms = [(String, Double)]

    /// The models that cases were drawn from, in the coding of `casewise fit`.
    var models: [DataDictionary.Model] {
        [rereferralModel, safeClosureModel, daysModel, nhsModel, policeModel] + offerModels
    }

    private var rereferralModel: DataDictionary.Model {
        let isDrift = kind == .drift
        let bends = kind == .nonlinear
        let service = "C(service, ref = \"usual\")"
        let year = "C(referral_year)"
        let first =
            isDrift
            ? "\(service) * \(year) + need_score"
            : bends ? "\(service) * need_score + I(need_score^2)" : "\(service) + need_score"
        var terms = Self.terms(rereferral)
        for s in Service.allCases.dropFirst() {
            let name = "\(service)[\(s.name)]"
            let effect = rereferralEffect[s.rawValue]
            terms.append((name, effect[0]))
            if bends { terms.append((name + ":need_score", rereferralEffectPerNeed[s.rawValue])) }
            guard isDrift else { continue }
            for place in 1...2 {
                let change = ((effect[place] - effect[0]) * 1000).rounded() / 1000
                terms.append((name + ":\(year)[\(Self.years[place])]", change))
            }
        }
        if isDrift {
            for place in 1...2 {
                terms.append(
                    ("\(year)[\(Self.years[place])]", rereferralPerYear * Double(place)))
            }
        }
        for team in Team.all.dropFirst() { terms.append(("team[\(team.name)]", team.rereferral)) }
        return Self.model(
            "rereferred_12m", terms,
            formula: "rereferred_12m ~ \(first) + prior_referrals + domestic_abuse + "
                + "parental_mental_health + parental_substance_use + child_age + disability + team",
            note:
                "A re-referral within 365 days of closure, for cases whose 365 days are within the "
                + "file. Given the columns it depends neither on how long the case was open nor on "
                + "whether support had begun.")
    }

    private var safeClosureModel: DataDictionary.Model {
        Self.model(
            "safely_closed", Self.terms(safeClosure) + Self.effects(safeClosureEffect),
            formula: "safely_closed ~ C(service, ref = \"usual\") + need_score + prior_referrals + "
                + "domestic_abuse + parental_substance_use + child_age",
            note: "Closed because needs were met, for cases that have closed.")
    }

    private var daysModel: DataDictionary.Model {
        Self.model(
            "days_open", Self.terms(daysOpen) + Self.effects(daysOpenEffect),
            scale: "True coefficient (log of m)", formula: nil,
            note: "Days from referral to closure are 14 and an exponential time of mean m, rounded "
                + "down; cases open on 31 December 2025 are censored there. The days from referral to "
                + "the start are exponential too, of mean "
                + Service.allCases.map {
                    "\(Decimals.text(waitingDays[$0.rawValue], digits: 0)) (\($0.name))"
                }.joined(separator: ", ")
                + "; a case that closes first never starts.")
    }

    private var nhsModel: DataDictionary.Model {
        Self.model(
            "cost_nhs > 0", Self.terms(nhs) + Self.effects(nhsEffect),
            formula: "cost_nhs > 0 ~ C(service, ref = \"usual\") + need_score + "
                + "parental_mental_health + disability",
            note:
                "The amount, where there is any, is log-normal: mean of the logarithm 6.20 + 0.05 x "
                + "need_score, spread 1.0. The council's cost is \(Decimals.text(poundsPerDay, digits: 0)) "
                + "pounds for each day open and, once support has begun, the price of the service ("
                + Service.allCases.dropFirst().map {
                    "\($0.name) \(Decimals.text(price[$0.rawValue], digits: 0))"
                }.joined(separator: ", ")
                + "), each times a log-normal of mean 1 (spread of the logarithm 0.20 and 0.25).")
    }

    private var policeModel: DataDictionary.Model {
        Self.model(
            "cost_police > 0", Self.terms(police) + Self.effects(policeEffect),
            formula:
                "cost_police > 0 ~ C(service, ref = \"usual\") + need_score + domestic_abuse + "
                + "child_age",
            note:
                "The amount, where there is any, is log-normal: mean of the logarithm 6.80, spread "
                + "1.2. It goes to zero in most cases and into the thousands in a few.")
    }

    /// Allocation: one sum a service, against usual support.
    private var offerModels: [DataDictionary.Model] {
        Service.allCases.dropFirst().map { service in
            var terms = Self.terms(offer[service.rawValue])
            if service == .intensive && offerPerYear != 0 {
                terms.append(("per year of referral after 2022", offerPerYear))
            }
            for team in Team.all.dropFirst() where team.offer[service.rawValue] != 0 {
                terms.append(("team[\(team.name)]", team.offer[service.rawValue]))
            }
            return Self.model(
                "offered \(service.name), against usual", terms, formula: nil,
                note: "Multinomial: the chance of each offer is exp(its sum) over the total of the "
                    + "four, with 0 for usual support. It depends on columns of the family alone.")
        }
    }

    private static func model(
        _ outcome: String, _ terms: [(String, Double)],
        scale: String = "True coefficient (log odds)", formula: String?, note: String
    ) -> DataDictionary.Model {
        DataDictionary.Model(
            outcome: outcome, scale: scale, formula: formula,
            coefficients: terms.map { DataDictionary.Term(term: $0.0, value: $0.1) }, note: note)
    }

    /// The parts that are not 0, and the intercept, under the names of their columns.
    private static func terms(_ weights: Weights) -> [(String, Double)] {
        let all = [
            ("(Intercept)", weights.intercept), ("need_score", weights.need),
            ("I(need_score^2)", weights.needSquared), ("prior_referrals", weights.priorReferrals),
            ("domestic_abuse[yes]", weights.domesticAbuse),
            ("parental_mental_health[yes]", weights.parentalMentalHealth),
            ("parental_substance_use[yes]", weights.parentalSubstanceUse),
            ("child_age", weights.childAge), ("disability[yes]", weights.disability),
        ]
        return all.filter { $0.0 == "(Intercept)" || $0.1 != 0 }
    }

    private static func effects(_ effects: [Double]) -> [(String, Double)] {
        Service.allCases.dropFirst().map {
            ("C(service, ref = \"usual\")[\($0.name)]", effects[$0.rawValue])
        }
    }
}
