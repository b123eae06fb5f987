import HypothesisTests

/// The design of a plan, with what its size counts.
struct PlannedDesign {
    let study: PlannedStudy
    /// `first_group`, `each_group`, `all`, `pairs` or `events`.
    let counts: String
    /// How many times n all people are.
    let peoplePerSize: Double
    /// The test in words.
    let method: String
    /// For times to an event, how they come about.
    let followed: FollowedLogRankPower?

    init(_ plan: PowerPlan) throws(AnalysisError) {
        do throws(PowerError) {
            self = try Self.made(plan)
        } catch {
            throw AnalysisError(
                "plan_value", error.message, hint: plan.hint(about: error.parameter),
                pointer: "/" + error.parameter)
        }
    }

    private init(
        _ design: any PowerDesign, _ recruitment: Recruitment, _ counts: String,
        _ peoplePerSize: Double, _ method: String, followed: FollowedLogRankPower? = nil
    ) {
        study = PlannedStudy(design, recruitment: recruitment)
        self.counts = counts
        self.peoplePerSize = peoplePerSize
        self.method = method
        self.followed = followed
    }

    private static func required(
        _ plan: PowerPlan, _ key: String, _ what: String
    ) throws(PowerError) -> Double {
        guard let value = plan.numbers[key] else {
            throw PowerError(key, "The plan has no \"\(key)\": \(what).")
        }
        return value
    }

    private static func made(_ plan: PowerPlan) throws(PowerError) -> PlannedDesign {
        let level = try Significance(alpha: plan.alpha, sides: plan.sides)
        let recruitment = try recruitment(plan)
        let ratio = plan.numbers["ratio"] ?? 1
        let aim: MarginAim =
            plan.aim == .equivalence
            ? .equivalence : .nonInferiority(higherIsBetter: plan.better == .higher)
        let beside =
            plan.aim == .equivalence ? ", two one-sided tests" : ", one-sided beside the margin"
        switch plan.design {
        case .proportions:
            let baseline = try required(plan, "baseline", "the share in the first group")
            if plan.aim == .difference {
                let design = try TwoProportionsPower(
                    baseline: baseline, ratio: ratio, significance: level)
                return PlannedDesign(
                    design, recruitment, "first_group", 1 + ratio,
                    "chi-squared (score) test of two shares")
            }
            let design = try ProportionsMarginPower(
                aim, baseline: baseline, alternative: plan.numbers["alternative"] ?? baseline,
                ratio: ratio, significance: level)
            return PlannedDesign(
                design, recruitment, "first_group", 1 + ratio, "z test of two shares" + beside)
        case .proportion:
            let baseline = try required(plan, "baseline", "the known share")
            let design = try OneProportionPower(baseline: baseline, significance: level)
            return PlannedDesign(
                design, recruitment, "all", 1, "score test of one share against a known one")
        case .means, .mean, .paired:
            let comparison: MeansPower.Comparison =
                plan.design == .means ? .groups(ratio: ratio) : .differences
            let (counts, people, words): (String, Double, String) =
                switch plan.design {
                case .means: ("first_group", 1 + ratio, "t test of two groups, equal variances")
                case .mean: ("all", 1, "t test of one sample")
                default: ("pairs", 1, "t test of paired differences")
                }
            let sd = plan.numbers["sd"] ?? 1
            if plan.aim == .difference {
                let design = try MeansPower(comparison, deviation: sd, significance: level)
                return PlannedDesign(design, recruitment, counts, people, words)
            }
            let design = try MeansMarginPower(
                aim, comparison, difference: plan.numbers["difference"] ?? 0, deviation: sd,
                significance: level)
            return PlannedDesign(design, recruitment, counts, people, words + beside)
        case .chiSquared:
            let design = try ChiSquaredPower(
                degreesOfFreedom: try degreesOfFreedom(plan), significance: level)
            return PlannedDesign(design, recruitment, "all", 1, "chi-squared test of a table")
        case .anova:
            let groups = try required(plan, "groups", "how many groups are compared")
            let whole = groups >= 2 && groups <= 1e6 && groups == groups.rounded()
            guard whole else { throw PowerError("groups", "\"groups\" is 2 or more, and whole.") }
            let design = try AnovaPower(groups: Int(groups), significance: level)
            return PlannedDesign(
                design, recruitment, "each_group", groups, "one-way analysis of variance (F)")
        case .correlation:
            return PlannedDesign(
                CorrelationPower(significance: level), recruitment, "all", 1,
                "test of Pearson's correlation")
        case .survival: return try survival(plan, ratio, level, recruitment)
        case .logistic:
            let baseline = try required(
                plan, "baseline",
                "the event's share at the variable's mean, or where it is no")
            let variable: LogisticPower.Variable =
                plan.numbers["prevalence"].map { .yesNo(prevalence: $0) } ?? .number
            let design = try LogisticPower(
                variable, baseline: baseline, explained: plan.numbers["r_squared"] ?? 0,
                significance: level)
            return PlannedDesign(
                design, recruitment, "all", 1, "Wald test of a logistic regression's coefficient")
        }
    }

    private static func recruitment(_ plan: PowerPlan) throws(PowerError) -> Recruitment {
        let size = plan.numbers["cluster_size"]
        for key in ["icc", "cluster_cv"] where plan.numbers[key] != nil && size == nil {
            throw PowerError(key, "\"\(key)\" is about clusters, and no cluster_size is told.")
        }
        if size != nil, plan.numbers["icc"] == nil {
            throw PowerError(
                "icc", "Clusters need their intraclass correlation, icc: 0 to 1.")
        }
        return try Recruitment(
            clusterSize: size ?? 1, correlation: plan.numbers["icc"] ?? 0,
            clusterVariation: plan.numbers["cluster_cv"] ?? 0,
            dropout: plan.numbers["dropout"] ?? 0)
    }

    private static func degreesOfFreedom(_ plan: PowerPlan) throws(PowerError) -> Double {
        let (rows, columns) = (plan.numbers["rows"], plan.numbers["columns"])
        if let df = plan.numbers["df"] {
            guard rows == nil, columns == nil else {
                throw PowerError(
                    "df", "Degrees of freedom are told twice: df, and rows and columns.")
            }
            return df
        }
        guard let rows, let columns else {
            throw PowerError("df", "A table needs df, or its rows and columns.")
        }
        guard rows >= 2, columns >= 2 else {
            throw PowerError("rows", "A table has 2 or more rows and columns.")
        }
        return (rows - 1) * (columns - 1)
    }

    private static func survival(
        _ plan: PowerPlan, _ ratio: Double, _ level: Significance, _ recruitment: Recruitment
    ) throws(PowerError) -> PlannedDesign {
        let test = try LogRankPower(ratio: ratio, significance: level)
        let (share, median) = (plan.numbers["event_share"], plan.numbers["median"])
        let method = "log-rank test of two groups"
        if share != nil, median != nil {
            throw PowerError("median", "Events are told twice: event_share, and median.")
        }
        if median == nil {
            for key in ["accrual", "follow_up"] where plan.numbers[key] != nil {
                throw PowerError(key, "\"\(key)\" needs the median time in the first group.")
            }
        }
        var followUp: FollowUp?
        if let share { followUp = .share(share) }
        if let median {
            followUp = .exponential(
                median: median, accrual: plan.numbers["accrual"] ?? 0,
                after: try required(plan, "follow_up", "how long the study goes on after accrual"))
        }
        guard let followUp else {
            if let size = plan.size, size.key != "events" {
                throw PowerError(
                    size.key,
                    "People have events only with follow-up: tell event_share, or median "
                        + "and follow_up; or tell events instead of \(size.key).")
            }
            guard recruitment.dropout == 0 else {
                throw PowerError("dropout", "Who drops out has no event: tell the follow-up too.")
            }
            return PlannedDesign(test, recruitment, "events", 0, method)
        }
        guard plan.numbers["events"] == nil else {
            throw PowerError("events", "Events and follow-up are told: leave one out.")
        }
        let followed = try FollowedLogRankPower(test, followUp: followUp)
        return PlannedDesign(
            followed, recruitment, "first_group", 1 + ratio, method, followed: followed)
    }
}
