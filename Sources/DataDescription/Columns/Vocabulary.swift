/// The words that tell what a column is about. They are of English records of children's services:
/// UPN, ULN, URN and the SSDA903 codes DECOM and DEC are those of the Department for Education.
enum Vocabulary {
    static let people: Set<String> = [
        "child", "children", "pupil", "student", "learner", "person", "client", "patient", "mother",
        "father", "parent", "carer", "worker", "caseworker", "keyworker", "staff", "teacher",
        "user", "sibling", "guardian", "member", "practitioner", "officer", "manager", "contact",
        "adopter", "referrer", "individual", "family", "household", "case", "referral", "episode",
        "placement", "record", "row",
    ]
    /// A column of one of these names holds people or families, where its values seldom repeat.
    static let persons: Set<String> = [
        "child", "pupil", "student", "learner", "person", "client", "patient", "mother", "father",
        "parent", "carer", "family", "household", "staff", "teacher", "sibling", "mum", "dad",
        "guardian", "carers", "parents",
    ]
    static let names: Set<String> = ["name", "names"]
    static let nameParts: Set<String> = [
        "first", "last", "middle", "family", "given", "full", "preferred", "known", "maiden",
    ]
    static let identifiers: Set<String> = [
        "id", "ids", "identifier", "uid", "uuid", "guid", "upn", "uln", "nhsno",
        "nhsnumber", "nino", "ssn", "uprn", "urn", "postcode", "postcodes", "zip", "zipcode",
        "email", "phone", "telephone", "mobile", "address", "forename", "forenames", "surname",
        "surnames", "firstname", "lastname", "fullname", "middlename", "passport", "rowname",
        "rownames",
    ]
    static let numbering: Set<String> = ["number", "no", "num", "ref", "reference", "code"]
    /// Beside these words an identifying word only says what is counted or known.
    static let abouts: Set<String> = [
        "type", "status", "flag", "has", "is", "count", "consent", "known", "quality", "verified",
        "band", "group", "category", "rate", "share", "changes", "moves", "days", "contacts",
        "per", "score", "mean", "total", "cost", "costs", "price", "amount", "income", "spend",
        "budget", "fee", "calls", "visits",
    ]
    static let families: Set<String> = [
        "family", "families", "household", "hh", "sibling", "siblings", "mother", "parent", "home",
    ]
    static let freeText: Set<String> = [
        "note", "notes", "comment", "comments", "narrative", "remarks", "freetext", "summary",
        "description", "details", "remark", "detail", "narratives", "observations",
    ]
    static let birth: Set<String> = ["dob", "birthdate", "birthday", "birth", "born"]
    static let ages: Set<String> = ["age", "ages"]
    static let shorterThanYears: Set<String> = [
        "days", "weeks", "months", "hours", "day", "week", "month",
    ]
    static let percents: Set<String> = ["percent", "percentage", "pct", "perc"]
    static let attendance: Set<String> = ["attendance", "absence", "attended"]
    static let quantities: Set<String> = [
        "age", "count", "counts", "number", "visits", "contacts", "referrals", "absences",
        "exclusions", "days", "weeks", "months", "hours", "years", "sessions", "placements",
        "moves", "siblings", "episodes", "meetings",
    ]
    static let codes: Set<String> = [
        "code", "codes", "sex", "gender", "ethnicity", "ethnic", "ward", "school", "area",
        "district", "region", "team", "provider", "category", "type", "reason", "status",
    ]
    static let starts: Set<String> = [
        "start", "starts", "started", "begin", "began", "begins", "open", "opened", "opening",
        "from", "admitted", "admission", "decom", "commenced", "entry", "joined",
    ]
    static let ends: Set<String> = [
        "end", "ends", "ended", "finish", "finished", "close", "closed", "closing", "closure",
        "to", "until", "ceased", "discharge", "discharged", "dec", "left", "exit", "leaving",
    ]
    /// What stands between a start or an end and what it is the start or end of.
    static let fillers: Set<String> = ["date", "dates", "of", "on", "the", "at", "day"]
    static let outcomes: Set<String> = [
        "neet", "outcome", "rereferral", "rereferred", "reoffended", "reoffending", "reoffence",
        "closed", "closure", "returned", "reunified", "reunification", "readmitted", "readmission",
        "died", "death", "event", "target", "success", "achieved", "completed", "dropout",
        "escalated", "adopted", "recurrence",
    ]
    /// Two words of which the first only says "again".
    static let again: Set<String> = ["re", "repeat"]
    static let againWhat: Set<String> = [
        "referral", "referred", "referrals", "offended", "offending", "offence", "admission",
        "admitted", "entry", "entered",
    ]
    static let without: Set<String> = ["neet", "joblessness", "jobless", "unemployed"]
    /// Words that mean yes and no, in lower case; the first of each pair is the event.
    static let yesNo: [(yes: String, no: String)] = [
        ("yes", "no"), ("y", "n"), ("true", "false"), ("t", "f"), ("1", "0"),
    ]
    /// Words and signs that often mean that nothing is known, in lower case. NOBT and REFU are the
    /// school census codes for ethnicity not obtained and refused.
    static let unknownWords: Set<String> = [
        "unknown", "not known", "n/k", "nk", "not stated", "not recorded", "missing",
        "not available", "unavailable", "not obtained", "information not yet obtained", "nobt",
        "refu", "refused", "n/a", "na", "n.a.", "nan", "null", "none recorded", "no data",
        "not provided", "prefer not to say", "tbc", "tba", "blank", "(blank)", "don't know",
        "dont know", "undefined", "not applicable", "not yet known",
    ]
    static let unknownSigns: Set<String> = [
        "-", "--", "---", ".", "..", "...", "?", "??", "???", "*", "#n/a", "#ref!", "#value!",
        "#div/0!", "#name?", "#null!", "#num!",
    ]
}
