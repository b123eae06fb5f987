extension Vocabulary {
    /// A column of one of these names tells rows apart, unless it holds two values.
    static let references: Set<String> = ["reference", "ref", "refs"]
    /// A column that ends with one of these tells rows apart, where its values seldom repeat.
    static let keys: Set<String> = ["key", "record", "case"]
    /// Small words after what a column holds.
    static let endings: Set<String> = ["to", "by"]
    /// A column that ends with one of these holds names of persons, where it holds text.
    static let personWords: Set<String> = [
        "worker", "caseworker", "keyworker", "practitioner", "officer", "manager", "supervisor",
        "workers", "mum", "mom", "dad", "mother", "father", "parent", "parents", "carer", "carers",
        "guardian", "guardians", "grandparent", "grandmother", "grandfather", "stepmother",
        "stepfather", "adopter", "adopters", "childminder",
    ]
    /// Answers that name nobody, in lower case; words for "not known" come beside them.
    static let answers: Set<String> = [
        "yes", "no", "y", "n", "true", "false", "t", "f", "none", "both", "either", "neither",
        "other", "some", "one", "two", "single", "never", "always", "sometimes", "partly",
    ]
    /// Words before what is counted.
    static let howMany: Set<String> = ["n", "num", "number", "no"]
    /// Words of what is counted or measured: whole numbers under them may well differ in each row.
    static let measures: Set<String> = quantities.subtracting(["number"]).union([
        "cost", "costs", "price", "prices", "amount", "amounts", "income", "incomes", "spend",
        "spending", "budget", "budgets", "fee", "fees", "earnings", "salary", "wage", "wages",
        "pay", "paid", "benefit", "benefits", "rent", "debt", "savings", "expenditure", "revenue",
        "grant", "funding", "pounds", "gbp", "eur", "usd", "value", "values", "total", "totals",
        "sum", "mean", "median", "average", "score", "scores", "points", "rate", "rates", "index",
        "percent", "percentage", "pct", "share", "ages", "year", "years", "month", "week", "day",
        "minutes", "seconds", "hour", "minute", "duration", "time", "length", "distance", "miles",
        "km", "metres", "weight", "height", "bmi", "grams", "area", "size", "depth", "population",
        "pop", "residents", "people", "children", "pupils", "families", "households", "persons",
        "births", "deaths", "cases", "crimes", "offences", "incidents", "contacts", "calls",
        "jobs", "homes", "capacity", "places", "words", "volume", "level", "dose", "temperature",
    ])
    /// Words of places, bodies and kinds, whose levels begin with capitals as names do.
    static let placesAndKinds: Set<String> = codes.subtracting(["code", "codes"]).union([
        "wards", "schools", "areas", "teams", "service", "services", "town", "city", "village",
        "locality", "neighbourhood", "estate", "borough", "county", "country", "council", "la",
        "lad", "authority", "parish", "constituency", "place", "site", "centre", "hub", "office",
        "department", "directorate", "agency", "organisation", "organization", "hospital", "trust",
        "surgery", "college", "academy", "nursery", "university", "employer", "programme",
        "program", "intervention", "course", "subject", "eth", "race", "religion", "faith",
        "language", "nationality", "group", "arm", "treatment", "outcome", "source", "stage",
        "phase", "level", "tier", "band", "need", "needs", "grade", "result", "method", "plan",
        "kind", "class", "offence", "activity", "destination", "decision", "setting", "theme",
        "day", "weekday", "month", "season", "role", "occupation", "job", "qualification",
        "diagnosis", "condition", "disability", "risk", "priority", "threshold", "factor",
    ])
    /// Words that stand in names of bodies, places and kinds and hardly in those of persons, in
    /// lower case.
    static let bodies: Set<String> = [
        "team", "school", "college", "academy", "primary", "secondary", "high", "nursery", "centre",
        "center", "hub", "service", "services", "council", "hospital", "trust", "clinic", "police",
        "social", "care", "health", "education", "housing", "family", "families", "child",
        "children", "young", "youth", "people", "protection", "need", "needs", "help", "early",
        "support", "plan", "order", "abuse", "neglect", "risk", "not", "no", "in", "of", "and",
        "the", "or", "with", "for", "other", "unknown", "full", "part", "time", "home", "court",
        "local", "authority", "british", "african", "asian", "caribbean", "background", "status",
        "level", "group", "stage", "usual", "new",
    ]
}
