import Distributions

/// What a case may expect under each service, its columns given: the potential outcomes' means.
extension ServiceDraws {
    /// P(re-referred within 12 months of closure).
    @inline(__always)
    func rereferral(_ one: borrowing ServiceCase, _ service: Service) -> Double {
        let s = service.rawValue
        var sum = truth.rereferral.sum(one) + teams[one.team].rereferral
        sum += truth.rereferralPerYear * Double(one.year)
        sum += truth.rereferralEffect[s][one.year]
        sum += truth.rereferralEffectPerNeed[s] * Double(one.need)
        return 1 / (1 + PortableFunctions.exponential(-sum))
    }

    /// P(closed with needs met).
    @inline(__always)
    func safeClosure(_ one: borrowing ServiceCase, _ service: Service) -> Double {
        let sum = truth.safeClosure.sum(one) + truth.safeClosureEffect[service.rawValue]
        return 1 / (1 + PortableFunctions.exponential(-sum))
    }

    /// The scale m of the days open: 14 and an exponential time of mean m, rounded down.
    @inline(__always)
    func daysScale(_ one: borrowing ServiceCase, _ service: Service) -> Double {
        PortableFunctions.exponential(
            truth.daysOpen.sum(one) + truth.daysOpenEffect[service.rawValue])
    }

    /// E(days from referral to closure) = 14 + q / (1 - q) with q = e^(-1/m).
    func expectedDays(_ one: borrowing ServiceCase, _ service: Service) -> Double {
        let q = PortableFunctions.exponential(-1 / daysScale(one, service))
        return Double(ServiceTruth.shortestCase) + q / (1 - q)
    }

    /// E(cost to the council within 12 months of referral), before it is rounded to pounds.
    ///
    /// Days count to the 365th: Σ P(days > k) = 14 + q (1 - q³⁵¹) / (1 - q). The price is due if
    /// the wait w, for which P(w >= k) = rᵏ, ends before the case and the window do.
    func expectedCouncilCost(_ one: borrowing ServiceCase, _ service: Service) -> Double {
        let scale = daysScale(one, service)
        let beyond = Double(ServiceTruth.window - ServiceTruth.shortestCase)
        let shortest = Double(ServiceTruth.shortestCase)
        let q = PortableFunctions.exponential(-1 / scale)
        let qToEnd = PortableFunctions.exponential(-beyond / scale)
        let days = shortest + q * (1 - qToEnd) / (1 - q)
        let rate = 1 / truth.waitingDays[service.rawValue]
        let r = PortableFunctions.exponential(-rate)
        let rToStart = PortableFunctions.exponential(-rate * shortest)
        let rToEnd = PortableFunctions.exponential(-rate * beyond)
        let neverStarted =
            rToStart
            * ((1 - q) * (1 - rToEnd * qToEnd) / (1 - r * q) + rToEnd * qToEnd)
        return truth.poundsPerDay * days + truth.price[service.rawValue] * (1 - neverStarted)
    }

    /// E(cost to the NHS within 12 months of referral), before it is rounded to pounds.
    func expectedNHSCost(_ one: borrowing ServiceCase, _ service: Service) -> Double {
        expectedCost(
            truth.nhs.sum(one) + truth.nhsEffect[service.rawValue], truth.nhsLogAmount.sum(one),
            truth.nhsLogSpread)
    }

    /// E(cost to the police within 12 months of referral), before it is rounded to pounds.
    func expectedPoliceCost(_ one: borrowing ServiceCase, _ service: Service) -> Double {
        expectedCost(
            truth.police.sum(one) + truth.policeEffect[service.rawValue],
            truth.policeLogAmount.sum(one), truth.policeLogSpread)
    }

    /// P(any) times the mean of a log-normal amount, exp(μ + σ²/2).
    private func expectedCost(_ logOdds: Double, _ mean: Double, _ spread: Double) -> Double {
        PortableFunctions.exponential(mean + spread * spread / 2)
            / (1 + PortableFunctions.exponential(-logOdds))
    }
}
