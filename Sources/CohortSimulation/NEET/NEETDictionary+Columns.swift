extension NEETDictionary {
    /// Name, meaning and values of each column, in file order.
    static let meanings: [(String, String, String)] = [
        ("person_id", "the person", "`P` and a number from 00001, unique"),
        (
            "family_id", "the family; siblings share it",
            "`F` and the number of its first person here"
        ),
        ("cohort_year", "year in which the follow-up opens", "2022, 2023, 2024"),
        ("age", "age when it opens, whole years", "17 to 19"),
        ("sex", "sex", "`female`, `male`"),
        (
            "ethnicity", "broad ethnic group, the five of the Office for National Statistics",
            "`Asian`, `Black`, `Mixed`, `Other`, `White`"
        ),
        ("ward", "ward of residence", "20 invented names"),
        ("school", "last school attended up to age 16", "12 invented names"),
        (
            "absence", "share of school sessions missed in the last school year",
            "0 to 1, three decimals"
        ),
        ("exclusions", "suspensions and exclusions up to age 16, count", "0 to 8"),
        (
            "sen",
            "special educational needs provision; `ehcp` is an education, health and care plan",
            "`none`, `support`, `ehcp`"
        ),
        ("free_school_meals", "eligible for free school meals", "`yes`, `no`"),
        ("looked_after", "ever looked after by the council", "`yes`, `no`"),
        ("child_protection_plan", "ever on a child protection plan", "`yes`, `no`"),
        (
            "social_care_contacts",
            "contacts with children's social care so far, count; two or more is repeated contact",
            "0 to 20; at least 2 after care or a plan"
        ),
        ("youth_justice", "ever supported by the youth justice service", "`yes`, `no`"),
        ("young_carer", "cares for a member of the family", "`yes`, `no`"),
        ("pregnant_or_parent", "expecting a child, or a parent", "`yes`, `no`"),
        ("gcse_passes", "GCSE passes at grades 9 to 4, count", "0 to 10"),
        (
            "activity_code", "NCCIS code of the main activity in the follow-up: " + codes,
            "three digits; a NEET code if and only if `neet` is 1"
        ),
        ("neet", "NEET for a month or more in the follow-up", "1, 0"),
        (
            "months_neet", "months NEET in the follow-up, whole months",
            "0 if and only if `neet` is 0; 24 means 24 or more"
        ),
    ]

    /// Codes and titles as in the NCCIS management information requirement.
    private static let codes =
        "education 210 school sixth form, 220 sixth-form college, 230 further education, 240 higher "
        + "education; employment 310 apprenticeship, 330 without training, 360 part-time; training "
        + "410 funded work-based learning, 450 traineeship; NEET 610 not yet ready, 615 start date "
        + "agreed, 619 seeking, 620 young carer, 630 teenage parent, 640 illness, 650 pregnancy, 680 "
        + "other reason; 810 not known, 820 cannot be contacted, 830 refused to say"

    static let lateMeanings: [(String, String, String)] = [
        (
            "neet_from", "first day NEET; known only after the outcome",
            "a date in the follow-up"
        ),
        (
            "support_code", "re-engagement support given; known only after the outcome",
            "`none`, `R1`, `R2`, `R3`"
        ),
        (
            "support_from", "the day on which it was given; known only after the outcome",
            "a date, 14 to 120 days after `neet_from` for those NEET"
        ),
    ]
}
