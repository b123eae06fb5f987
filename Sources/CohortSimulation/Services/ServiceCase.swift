/// One child's case: the values as they are, and which of them the record lacks.
///
/// Days count from 1 January 2022.
struct ServiceCase: Sendable {
    /// The case's number and that of the family's first case, from 1.
    var number = 0
    var family = 0
    var team = 0
    var referralDay = 0
    /// The place of the year of referral in `ServiceTruth.years`.
    var year = 0
    var need = 0
    var priorReferrals = 0
    var hasDomesticAbuse = false
    var hasParentalMentalHealth = false
    var hasParentalSubstanceUse = false
    var childAge = 0
    var isMale = false
    var hasDisability = false

    /// The chance of each service being offered.
    var offers = SIMD4<Double>(1, 0, 0, 0)
    var offered = Service.usual
    /// Days from referral to the start of what was offered, and to closure.
    var wait = 0
    var daysOpen = 0
    var isSafelyClosed = false
    var isRereferred = false
    /// Days from closure to the re-referral; 0 where there never is one.
    var daysToRereferral = 0
    var councilCost = 0
    var nhsCost = 0
    var policeCost = 0

    var lacksNeed = false
    var lacksSubstanceUse = false
    var lacksNHSCost = false
    var lacksPoliceCost = false

    /// In a leaking cohort: the place of the review code.
    var reviewCode = 0

    var closureDay: Int { referralDay + daysOpen }
    var isClosed: Bool { closureDay <= ServiceTruth.extractDay }
    /// Whether support began: before the case closed and by the last day that the file knows of.
    var isStarted: Bool {
        wait < daysOpen && referralDay + wait <= ServiceTruth.extractDay
    }
    /// Whether twelve months after closure lie within what the file knows.
    var isFollowedUp: Bool { closureDay + ServiceTruth.window <= ServiceTruth.extractDay }
    var hasKnownRereferral: Bool {
        daysToRereferral > 0 && closureDay + daysToRereferral <= ServiceTruth.extractDay
    }
}

extension ServiceTruth.Weights {
    /// The sum for a case.
    @inline(__always)
    func sum(_ a: borrowing ServiceCase) -> Double {
        let score = Double(a.need)
        var sum = intercept + need * score + needSquared * (score * score)
        sum += priorReferrals * Double(a.priorReferrals) + childAge * Double(a.childAge)
        if a.hasDomesticAbuse { sum += domesticAbuse }
        if a.hasParentalMentalHealth { sum += parentalMentalHealth }
        if a.hasParentalSubstanceUse { sum += parentalSubstanceUse }
        if a.hasDisability { sum += disability }
        return sum
    }
}
