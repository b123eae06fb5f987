import Distributions

/// Draws the cases of the *services* cohort, block by block.
struct ServiceDraws: Sendable {
    /// What the random numbers of a stream are for, so that no two uses share any.
    enum Purpose: UInt32 {
        case cohort = 11
        case population = 13
    }

    let truth: ServiceTruth
    let seed: UInt64
    let purpose: Purpose
    let teams = Team.all

    init(_ kind: TruthKind, seed: UInt64, purpose: Purpose = .cohort) {
        truth = ServiceTruth(kind)
        self.seed = seed
        self.purpose = purpose
    }

    /// Draws the rows of a block in order. What is offered is offered to the family.
    @inline(__always)
    func forEachCase(
        inBlock block: Int, rows: Range<Int>, _ visit: (borrowing ServiceCase) -> Void
    ) {
        var stream = RandomStream(seed: seed, number: UInt64(block), purpose: purpose.rawValue)
        var row = rows.lowerBound
        var one = ServiceCase()
        while row < rows.upperBound {
            let u = stream.uniform()
            let size = u < 0.62 ? 1 : u < 0.87 ? 2 : 3
            one.family = row + 1
            drawFamily(&one, &stream)
            for _ in 0..<min(size, rows.upperBound - row) {
                one.number = row + 1
                one.childAge = stream.index(below: 18)
                one.isMale = stream.nextWord() & 1 == 1
                one.hasDisability = stream.chance(0.12)
                drawCourse(&one, &stream)
                drawCosts(&one, &stream)
                loseValues(&one, &stream)
                visit(one)
                row += 1
            }
        }
    }

    @inline(__always)
    private func drawFamily(_ one: inout ServiceCase, _ stream: inout RandomStream) {
        one.team = stream.index(below: teams.count)
        // It brings the columns together and has no other effect on what is offered or follows.
        let strain = teams[one.team].strain + 0.90 * stream.normal()
        one.need = min(max(Int(104.5 + 1.6 * strain + 1.2 * stream.normal()) - 100, 0), 10)
        one.priorReferrals = stream.poisson(
            mean: PortableFunctions.exponential(-0.6 + 0.6 * strain), longest: 6)
        one.hasDomesticAbuse = stream.chance(logOdds: -1.0 + 0.7 * strain)
        one.hasParentalMentalHealth = stream.chance(logOdds: -0.8 + 0.5 * strain)
        one.hasParentalSubstanceUse = stream.chance(logOdds: -1.6 + 0.6 * strain)
        one.referralDay = stream.index(below: 1096)
        one.year = one.referralDay < 365 ? 0 : one.referralDay < 730 ? 1 : 2
        // Offers are made on what is known of the family; the parts for a child are 0.
        var odds = SIMD4<Double>(repeating: 1)
        for service in 1..<4 {
            var sum = truth.offer[service].sum(one) + teams[one.team].offer[service]
            if service == 3 { sum += truth.offerPerYear * Double(one.year) }
            odds[service] = PortableFunctions.exponential(sum)
        }
        let total = ((odds[0] + odds[1]) + odds[2]) + odds[3]
        one.offers = odds / total
        let u = stream.uniform() * total
        one.offered =
            u < odds[0]
            ? .usual
            : u < odds[0] + odds[1]
                ? .coaching : u < (odds[0] + odds[1]) + odds[2] ? .mentoring : .intensive
    }

    @inline(__always)
    private func drawCourse(_ one: inout ServiceCase, _ stream: inout RandomStream) {
        let offered = one.offered.rawValue
        one.wait = Int(stream.exponential(mean: truth.waitingDays[offered]))
        one.daysOpen =
            ServiceTruth.shortestCase + Int(stream.exponential(mean: daysScale(one, one.offered)))
        one.isSafelyClosed = stream.chance(safeClosure(one, one.offered))
        one.isRereferred = stream.chance(rereferral(one, one.offered))
        let early = stream.uniform()
        let late = stream.uniform()
        if one.isRereferred {
            // More of them soon after closure than late.
            one.daysToRereferral = 1 + Int(early * early * Double(ServiceTruth.window))
        } else {
            let isLate = early < 0.15
            one.daysToRereferral = isLate ? ServiceTruth.window + 1 + Int(late * 730) : 0
        }
        let code = 1 + stream.index(below: 2)
        let isReviewed = stream.chance(one.hasKnownRereferral ? 0.80 : 0.02)
        one.reviewCode = isReviewed ? code : 0
    }

    @inline(__always)
    private func drawCosts(_ one: inout ServiceCase, _ stream: inout RandomStream) {
        let offered = one.offered.rawValue
        let days = min(one.daysOpen, ServiceTruth.window)
        // Spreads of mean 1.
        let price = PortableFunctions.exponential(0.25 * stream.normal() - 0.03125)
        let work = PortableFunctions.exponential(0.20 * stream.normal() - 0.02)
        var council = truth.poundsPerDay * Double(days) * work
        if one.wait < days { council += truth.price[offered] * price }
        one.councilCost = Int(council + 0.5)
        one.nhsCost = drawCost(
            truth.nhs.sum(one) + truth.nhsEffect[offered], truth.nhsLogAmount.sum(one),
            truth.nhsLogSpread, &stream)
        one.policeCost = drawCost(
            truth.police.sum(one) + truth.policeEffect[offered], truth.policeLogAmount.sum(one),
            truth.policeLogSpread, &stream)
    }

    @inline(__always)
    private func drawCost(
        _ logOdds: Double, _ mean: Double, _ spread: Double, _ stream: inout RandomStream
    ) -> Int {
        let isAny = stream.chance(logOdds: logOdds)
        let z = stream.normal()
        return isAny ? Int(PortableFunctions.exponential(mean + spread * z) + 0.5) : 0
    }

    @inline(__always)
    private func loseValues(_ one: inout ServiceCase, _ stream: inout RandomStream) {
        one.lacksNeed = stream.chance(
            truth.chanceOfLosingNeed(one.need, wasRereferred: one.isRereferred))
        one.lacksSubstanceUse = stream.chance(0.04)
        one.lacksNHSCost = stream.chance(truth.chanceOfLosingCost(one.nhsCost))
        one.lacksPoliceCost = stream.chance(truth.chanceOfLosingCost(one.policeCost))
    }
}
