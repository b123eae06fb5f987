extension ServiceDictionary {
    /// Name, meaning and values of each column, in file order.
    static func meanings(_ kind: TruthKind) -> [(String, String, String)] {
        [
            ("case_id", "the case", "`C` and a number from 00001, unique"),
            (
                "family_id", "the family; siblings share it",
                "`F` and the number of its first case here"
            ),
            ("team", "the team that holds the case", "6 invented names"),
            ("referral_date", "day of referral", "2022-01-01 to 2024-12-31"),
            ("referral_year", "its year", "2022, 2023, 2024"),
            ("child_age", "the child's age at referral, whole years", "0 to 17"),
            ("sex", "the child's sex; independent of everything", "`female`, `male`"),
            ("need_score", "the family's need as assessed at referral, points", "0 to 10"),
            ("prior_referrals", "earlier referrals of the family, count", "0 to 6"),
            ("domestic_abuse", "recorded at referral", "`yes`, `no`"),
            ("parental_mental_health", "need of a parent recorded at referral", "`yes`, `no`"),
            ("parental_substance_use", "need of a parent recorded at referral", "`yes`, `no`"),
            ("disability", "the child is disabled", "`yes`, `no`"),
            (
                "service",
                kind == .leak
                    ? "the service received: `usual` where the case closed before another began"
                    : "the service offered at referral, whether or not it began",
                "`usual`, `coaching`, `mentoring`, `intensive`"
            ),
            ("start_date", "day on which what was offered began", "a date up to 2025-12-31"),
            ("closure_date", "day of closure", "a date up to 2025-12-31"),
            ("status", "on 31 December 2025", "`open`, `closed`"),
            (
                "days_open", "days from referral to closure, or to 31 December 2025 if open",
                "14 and more"
            ),
            ("safely_closed", "closed because needs were met", "1, 0"),
            (
                "rereferral_date", "day of the first re-referral after closure",
                "a date up to 2025-12-31"
            ),
            ("rereferred_12m", "re-referred within 365 days of closure", "1, 0"),
            (
                "cost_council", "cost to the council in the 365 days from referral, pounds",
                "whole pounds"
            ),
            ("cost_nhs", "cost to the NHS in the same days, pounds", "whole pounds, often 0"),
            (
                "cost_police", "cost to the police in the same days, pounds",
                "whole pounds, mostly 0"
            ),
        ]
    }

    static let lateMeanings: [(String, String, String)] = [
        (
            "review_code", "a review that follows a re-referral; known only after the outcome",
            "`none`, `V1`, `V2`"
        )
    ]
}
