/// One young person: the values as they are, and which of them the record lacks.
struct NEETPerson: Sendable {
    /// The person's number and that of the family's first member, from 1.
    var number = 0
    var family = 0
    /// The place of the cohort year in `NEETTruth.years`.
    var year = 0
    var age = 17
    var isMale = false
    var ethnicity = 0
    var ward = 0
    var school = 0
    /// Sessions missed in thousandths.
    var absence = 0
    var exclusions = 0
    /// Special educational needs: 0 none, 1 support, 2 a plan.
    var provision = 0
    var hasFreeMeals = false
    var wasLookedAfter = false
    var hadProtectionPlan = false
    var contacts = 0
    var hadYouthJustice = false
    var isCarer = false
    var isPregnantOrParent = false
    var passes = 0

    /// The chance of becoming NEET that the outcome was drawn with.
    var probability = 0.0
    var isNEET = false
    var months = 0
    var activity = 0

    var lacksAbsence = false
    var lacksPasses = false
    var lacksCarer = false
    /// Whether the activity is not known, and with it neither `neet` nor `months_neet`.
    var lacksOutcome = false

    /// In a leaking cohort: the place of the support code, and days since 1 January 2022; -1 where
    /// there is none.
    var supportCode = 0
    var firstDayNEET = -1
    var supportDay = -1

    /// Two contacts with social care or more.
    var hasRepeatedContact: Bool { contacts >= 2 }
}
