import HypothesisTests

/// What the numbers of a plan take for granted.
enum PowerAssumptions {
    static func sentences(_ plan: PowerPlan, _ planned: PlannedDesign) -> [String] {
        var sentences = [
            "The power is that of 1 test, not corrected for others: \(planned.method)."
        ]
        let baseline = plan.numbers["baseline"].map(NumberText.percent) ?? ""
        switch plan.design {
        case .proportions:
            sentences.append(
                "It takes for granted that \(baseline) of the first group have the event and that "
                    + "cases are independent of each other"
                    + (plan.numbers["cluster_size"] == nil ? "." : " but for their clusters."))
        case .proportion:
            sentences.append("It takes for granted that \(baseline) is known without error.")
        case .means, .mean, .paired:
            sentences.append(
                "It takes for granted a standard deviation of "
                    + "\(NumberText.significant(plan.numbers["sd"] ?? 1))"
                    + (plan.design == .means
                        ? " in both groups, and values that a t test suits."
                        : plan.design == .paired
                            ? " of the differences within pairs."
                            : ", and values that a t test suits."))
        case .survival:
            sentences.append(
                "It takes for granted that 1 hazard ratio holds all the time"
                    + (plan.numbers["median"].map {
                        ", and times with a constant hazard and a median of "
                            + "\(NumberText.significant($0)) in the first group."
                    } ?? "."))
        case .logistic:
            sentences.append(
                plan.numbers["prevalence"].map {
                    "It takes for granted that \(baseline) of those without have the event, and that "
                        + "\(NumberText.percent($0)) have it as a yes."
                } ?? "It takes for granted that \(baseline) have the event at the variable's mean.")
        case .chiSquared, .anova, .correlation: break
        }
        if plan.aim != .difference {
            let theta: String
            if plan.design == .proportions {
                theta =
                    NumberText.percent(plan.numbers["alternative"] ?? 0) + " in the second group"
            } else {
                theta = "a difference of \(NumberText.significant(plan.numbers["difference"] ?? 0))"
            }
            sentences.append("What is assumed to be true beside the margin: \(theta).")
        }
        return sentences
    }
}
