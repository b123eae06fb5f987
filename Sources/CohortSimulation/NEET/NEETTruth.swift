/// The model that the outcome `neet` is drawn from, and how values are lost, for a kind of truth.
///
/// The numbers are choices made for the exercise, calibrated so that 67% of those who become NEET
/// come from the quarter with repeated contact with social care; they are estimates of nothing.
struct NEETTruth: Sendable {
    /// The years in which follow-up opens.
    static let years = [2022, 2023, 2024]

    let kind: TruthKind

    /// The log odds where every other part is 0, by cohort year.
    var intercept = [-3.15, -3.15, -3.15]
    /// Per 1.00 of sessions missed, by cohort year.
    var absence = [4.00, 4.00, 4.00]
    /// Per 1.00² of sessions missed.
    var absenceSquared = 0.0
    /// Two or more contacts, by cohort year.
    var repeatedContact = [1.55, 1.55, 1.55]
    /// Two or more contacts beside free school meals, more than the two parts together.
    var repeatedContactAndMeals = 0.0
    let lookedAfter = 0.60
    /// An education, health and care plan, against no provision.
    let ehcp = 0.55
    /// Special educational needs support, against no provision.
    let support = 0.35
    let youthJustice = 0.80
    var freeSchoolMeals = 0.25
    /// Per GCSE pass.
    let passes = -0.15
    let youngCarer = 0.40
    let pregnantOrParent = 0.90
    /// Per suspension or exclusion.
    let exclusions = 0.10

    /// Months NEET of a person who is: an exponential time of this mean, rounded up and cut.
    let monthsAfterRepeatedContact = 13.0
    /// The same without repeated contact.
    let monthsOfOthers = 2.9
    /// The longest time NEET that the follow-up sees.
    let longestMonths = 24

    init(_ kind: TruthKind) {
        self.kind = kind
        switch kind {
        case .plain, .mnar, .leak:
            break
        case .nonlinear:
            intercept = [-3.45, -3.45, -3.45]
            absence = [9.00, 9.00, 9.00]
            absenceSquared = -10.00
            repeatedContact = [1.20, 1.20, 1.20]
            freeSchoolMeals = 0.05
            repeatedContactAndMeals = 0.60
        case .drift:
            intercept = [-3.00, -3.20, -3.40]
            absence = [2.50, 4.00, 5.50]
            repeatedContact = [1.80, 1.50, 1.20]
        }
    }

    /// The chance that `absence` is lost.
    func chanceOfLosingAbsence(_ absence: Double, isNEET: Bool) -> Double {
        guard kind == .mnar else { return 0.02 }
        return 0.01 + 0.40 * absence + (isNEET ? 0.10 + 0.60 * absence : 0)
    }

    /// The chance that `gcse_passes` is lost.
    func chanceOfLosingPasses(_ absence: Double) -> Double { 0.025 + 0.15 * absence }

    /// The chance that `young_carer` is lost.
    func chanceOfLosingCarer(_ absence: Double, isCarer: Bool, isNEET: Bool) -> Double {
        let both = kind == .mnar && isCarer && isNEET ? 0.20 : 0
        return 0.035 + 0.20 * absence + (isCarer ? 0.15 : 0) + both
    }

    /// The chance that the activity, and with it the outcome, is not known.
    func chanceOfLosingOutcome(_ absence: Double, isNEET: Bool) -> Double {
        0.010 + 0.15 * absence + (kind == .mnar && isNEET ? 0.15 : 0)
    }
}

/// A place to live: how hard-pressed its families are, its effect on the outcome and its schools.
struct Ward: Sendable {
    /// The mean of the hidden strain on its families.
    let strain: Double
    /// What it adds to the log odds of NEET, against Alderburn.
    let effect: Double
    /// The places of its two schools in the list of schools.
    let schools: (Int, Int)

    /// Twenty invented wards. Their strains sum to 0; the first is the reference of the effects.
    static let all: [Ward] = zip(
        [
            -0.05, 0.28, 0.10, -0.32, -0.18, 0.41, -0.27, 0.02, 0.19, -0.41,
            -0.08, 0.14, -0.22, 0.30, 0.36, -0.13, 0.06, 0.23, -0.36, -0.07,
        ],
        [
            0, 0.22, -0.14, 0.10, -0.18, 0.06, 0.31, -0.08, 0.12, -0.02,
            0.04, -0.11, -0.25, 0.17, -0.09, 0.15, -0.20, -0.05, -0.16, 0.08,
        ]
    ).enumerated().map { index, ward in
        Ward(
            strain: ward.0, effect: ward.1,
            schools: (index % schoolNames.count, (index * 5 + 3) % schoolNames.count))
    }

    /// Their names, in the same order.
    static let names = [
        "Alderburn", "Bankhouse", "Colliers Moor", "Dunstead", "Eastgarth", "Ferry Bank",
        "Glebe Fell", "Hawkslaw", "Keelmans Reach", "Larkhope", "Millstead", "Northgarth",
        "Ousewick", "Quarry Fell", "Ropewalk", "Saltersgate", "Tarn Rise", "Underbank",
        "Westerhaugh", "Whinlaw",
    ]

    /// Twelve invented schools.
    static let schoolNames = [
        "Alderburn School", "Bridgegarth School", "Colliers Moor Academy", "Ferry Bank School",
        "Glebe Fell Academy", "Larkhope College", "Millstead School", "Northgarth Academy",
        "Ousewick High School", "Ropewalk School", "Tarn Rise High School", "Whinlaw College",
    ]
}
