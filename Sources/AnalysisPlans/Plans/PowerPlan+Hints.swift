extension PowerPlan {
    /// What to do about a number that cannot be: an example of one that can.
    ///
    /// - Parameter key: the number's key in a plan.
    func hint(about key: String) -> String? {
        if key == effectKey {
            switch aim {
            case .difference: return "Take one further from none: \(example)."
            default: return "Take a margin wider than what is assumed to be true beside it."
            }
        }
        switch key {
        case "n", "total", "events":
            return design == .survival
                ? "Take more, or tell how people have events: event_share 0.5, or median 180 and "
                    + "follow_up 365."
                : "Take more, or leave the size out to solve for it."
        case "baseline": return "As in baseline 0.1: 10%."
        case "alternative", "prevalence", "event_share": return "As in \(key) 0.15: 15%."
        case "dropout": return "As in dropout 0.1: 10% have no outcome at the end."
        case "icc", "cluster_size", "cluster_cv":
            return
                "As in cluster_size 1.7 and icc 0.1; leave all of them out where cases come alone."
        case "df", "rows", "columns": return "As in rows 2 and columns 3, or df 2."
        case "groups": return "As in groups 3."
        case "follow_up", "median", "accrual":
            return
                "Tell event_share alone, or median 180 and follow_up 365, with accrual 365 where "
                + "cases come in over time."
        case "alpha": return "As in alpha 0.05."
        case "power": return "As in power 0.8."
        case "ratio": return "As in ratio 1: groups of the same size."
        case "sd": return "As in sd 1: differences are then in standard deviations."
        case "r_squared": return "As in r_squared 0.2."
        default: return nil
        }
    }

    /// An effect that can be.
    private var example: String {
        switch design {
        case .proportions, .proportion: "as in baseline 0.1 and alternative 0.15"
        case .means, .mean, .paired: "as in difference 2 and sd 6"
        case .chiSquared, .anova: "as in effect 0.2"
        case .correlation: "as in correlation 0.3"
        case .survival: "as in hazard_ratio 0.7"
        case .logistic: "as in odds_ratio 1.5"
        }
    }

    /// The numbers that a design takes beside its margin, by their keys in a plan.
    public static func keys(of design: Design) -> [String] {
        let groups = ["ratio", "n", "total"]
        let own: [String] =
            switch design {
            case .proportions: ["baseline", "alternative"] + groups
            case .proportion: ["baseline", "alternative", "n"]
            case .means: ["difference", "sd"] + groups
            case .mean, .paired: ["difference", "sd", "n"]
            case .chiSquared: ["effect", "df", "rows", "columns", "n"]
            case .anova: ["effect", "groups", "n", "total"]
            case .correlation: ["correlation", "n"]
            case .survival:
                ["hazard_ratio", "events", "event_share", "median", "accrual", "follow_up"] + groups
            case .logistic: ["odds_ratio", "baseline", "prevalence", "r_squared", "n"]
            }
        return own + ["cluster_size", "icc", "cluster_cv", "dropout"]
    }
}
