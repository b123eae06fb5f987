/// What a case is offered.
enum Service: Int, Sendable, CaseIterable {
    case usual
    case coaching
    case mentoring
    case intensive

    /// The word in the file.
    var name: String { Self.names[rawValue] }

    static let names = ["usual", "coaching", "mentoring", "intensive"]
}

/// What allocation, outcomes and costs depend on, with the numbers as they are written in the file.
///
/// Every number is a choice made for the exercise; none is an estimate, nor a price anybody pays.
struct ServiceTruth: Sendable {
    /// A sum over the columns that the record holds.
    struct Weights: Sendable {
        var intercept = 0.0
        var need = 0.0
        var needSquared = 0.0
        var priorReferrals = 0.0
        var domesticAbuse = 0.0
        var parentalMentalHealth = 0.0
        var parentalSubstanceUse = 0.0
        var childAge = 0.0
        var disability = 0.0
    }

    /// The years of referral.
    static let years = [2022, 2023, 2024]
    /// Days from the first day of referral to the last day that the file knows of, 2025-12-31.
    static let extractDay = 1460
    /// The window of costs and of the outcome `rereferred_12m`.
    static let window = 365
    /// Days that every case is open at least.
    static let shortestCase = 14

    let kind: TruthKind

    /// Log odds of a service being offered, against usual support.
    var offer: [Weights] = [
        Weights(),
        Weights(intercept: -0.98, need: 0.12, priorReferrals: 0.10, domesticAbuse: 0.30),
        Weights(intercept: 0.30, need: -0.30, priorReferrals: -0.20),
        Weights(
            intercept: -4.50, need: 0.60, priorReferrals: 0.30, parentalMentalHealth: 0.30,
            parentalSubstanceUse: 0.40),
    ]
    /// What each year of referral after 2022 adds to the log odds of the intensive service.
    var offerPerYear = 0.0

    /// Log odds of a re-referral within 12 months of closure.
    var rereferral = Weights(
        intercept: -3.10, need: 0.36, priorReferrals: 0.20, domesticAbuse: 0.40,
        parentalMentalHealth: 0.25, parentalSubstanceUse: 0.30, childAge: -0.03, disability: 0.15)
    /// What each service adds to them, by year of referral.
    var rereferralEffect: [[Double]] = [
        [0, 0, 0], [-0.45, -0.45, -0.45], [0, 0, 0], [-0.80, -0.80, -0.80],
    ]
    /// What each service adds for each point of `need_score`.
    var rereferralEffectPerNeed: [Double] = [0, 0, 0, 0]
    /// What each year of referral after 2022 adds.
    var rereferralPerYear = 0.0

    /// Log odds of closing with needs met.
    let safeClosure = Weights(
        intercept: 1.70, need: -0.18, priorReferrals: -0.10, domesticAbuse: -0.20,
        parentalSubstanceUse: -0.35, childAge: 0.02)
    let safeClosureEffect = [0.0, 0.40, 0.10, 0.70]

    /// The logarithm of the scale of a case's days beyond `shortestCase`.
    let daysOpen = Weights(
        intercept: 4.60, need: 0.06, priorReferrals: 0.08, disability: 0.10)
    let daysOpenEffect = [0.0, -0.15, 0.10, 0.25]
    /// The scale of the days from referral to the start of support.
    var waitingDays = [5.0, 30.0, 21.0, 45.0]

    /// Pounds for a service that has started, and for a day of social work.
    let price = [0.0, 1900.0, 1100.0, 5400.0]
    let poundsPerDay = 11.0
    /// Log odds of any cost to the NHS; the logarithm of its amount is normal.
    let nhs = Weights(
        intercept: -1.50, need: 0.10, parentalMentalHealth: 0.90, disability: 0.50)
    let nhsEffect = [0.0, 0.0, 0.0, -0.35]
    let nhsLogAmount = Weights(intercept: 6.20, need: 0.05)
    let nhsLogSpread = 1.0
    /// Log odds of any cost to the police; the logarithm of its amount is normal.
    let police = Weights(intercept: -3.60, need: 0.12, domesticAbuse: 1.00, childAge: 0.05)
    let policeEffect = [0.0, -0.20, 0.0, -0.30]
    let policeLogAmount = Weights(intercept: 6.80)
    let policeLogSpread = 1.2

    init(_ kind: TruthKind) {
        self.kind = kind
        switch kind {
        case .plain, .mnar:
            break
        case .nonlinear:
            rereferral.intercept = -2.20
            rereferral.need = -0.10
            rereferral.needSquared = 0.04
            rereferralEffect[1] = [-1.05, -1.05, -1.05]
            rereferralEffectPerNeed[1] = 0.15
            rereferralEffect[3] = [0.40, 0.40, 0.40]
            rereferralEffectPerNeed[3] = -0.20
        case .drift:
            rereferralEffect[1] = [-0.75, -0.45, -0.15]
            rereferralPerYear = -0.20
            offerPerYear = 0.40
        case .leak:
            waitingDays = [5.0, 75.0, 50.0, 110.0]
        }
    }

    /// The chance that `need_score` is lost.
    func chanceOfLosingNeed(_ need: Int, wasRereferred: Bool) -> Double {
        guard kind == .mnar else { return 0.03 }
        return 0.02 + 0.02 * Double(need) + (wasRereferred ? 0.10 + 0.02 * Double(need) : 0)
    }

    /// The chance that a cost of so many pounds is lost.
    func chanceOfLosingCost(_ pounds: Int) -> Double {
        guard kind == .mnar else { return 0 }
        return pounds > 1000 ? 0.45 : pounds > 0 ? 0.10 : 0.02
    }
}

/// A team: how hard-pressed its area is, what it adds to the log odds of re-referral, and to those
/// of each service being offered.
struct Team: Sendable {
    let name: String
    let strain: Double
    let rereferral: Double
    let offer: [Double]

    /// Six invented teams; the first is the reference of the effects.
    static let all = [
        Team(name: "Birch", strain: -0.20, rereferral: 0, offer: [0, 0, 0, 0]),
        Team(name: "Cedar", strain: 0.15, rereferral: 0.10, offer: [0, 0.40, 0, 0]),
        Team(name: "Elm", strain: 0.05, rereferral: -0.15, offer: [0, 0, 0.40, 0]),
        Team(name: "Hazel", strain: 0.30, rereferral: 0.20, offer: [0, 0, 0, 0.50]),
        Team(name: "Oak", strain: -0.35, rereferral: -0.05, offer: [0, 0.20, 0.20, -0.30]),
        Team(name: "Rowan", strain: 0.05, rereferral: 0.05, offer: [0, -0.20, 0, 0.30]),
    ]
}
