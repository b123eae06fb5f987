/// True average effects of the services, over the reference population of the *services* cohort.
///
/// Each case adds what it may expect under each service, its columns given, so that nothing but the
/// drawing of columns is left to chance: ATE = E[μₛ(X) - μ₀(X)], and
/// ATT = E[πₛ(X) (μₛ(X) - μ₀(X))] / E[πₛ(X)] with the chance πₛ(X) of being offered s.
struct ServicePopulation {
    /// The seed of the reference population, which has streams of its own.
    static let seed: UInt64 = 1
    /// The outcomes in the order of every table, and their units.
    static let outcomes: [(name: String, unit: String)] = [
        ("rereferred_12m", "risk_difference"), ("safely_closed", "risk_difference"),
        ("days_open", "days"), ("cost_council", "pounds"), ("cost_nhs", "pounds"),
        ("cost_police", "pounds"),
    ]

    private(set) var effects: [DataDictionary.Effect] = []
    private(set) var figures: [DataDictionary.Figure] = []
    private(set) var missing: [String: Double] = [:]

    /// Sums over a block; the inner lists run over outcomes, the outer over services.
    private struct Sums {
        var cases = 0.0
        var difference = Self.table
        var offeredDifference = Self.table
        var offers = [Double](repeating: 0, count: 4)
        var recorded = [Double](repeating: 0, count: 4)
        var recordedMean = Self.table
        var empty: [String: Double] = [:]

        static let table = [[Double]](
            repeating: [Double](repeating: 0, count: ServicePopulation.outcomes.count), count: 4)
    }

    init(_ kind: TruthKind, blocks count: Int = BlockMeans.blocks) {
        let draws = ServiceDraws(kind, seed: Self.seed, purpose: .population)
        var blocks: [Sums] = []
        for block in 0..<count {
            var sums = Sums()
            let start = block * CohortSimulation.blockRows
            draws.forEachCase(inBlock: block, rows: start..<start + CohortSimulation.blockRows) {
                Self.add($0, draws, kind, to: &sums)
            }
            blocks.append(sums)
        }
        func mean(_ top: (Sums) -> Double, per bottom: (Sums) -> Double)
            -> DataDictionary.Estimate
        {
            var means = BlockMeans()
            for sums in blocks { means.add(top(sums), per: bottom(sums)) }
            return means.estimate
        }
        for name in Set(blocks.flatMap(\.empty.keys)) {
            missing[name] = mean({ $0.empty[name] ?? 0 }, per: \.cases).value
        }
        for service in Service.allCases {
            figures.append(
                DataDictionary.Figure(
                    name: "recorded_\(service.name)",
                    meaning: "are recorded with \(service.name) support", unit: "share",
                    estimate: mean({ $0.recorded[service.rawValue] }, per: \.cases)))
        }
        for (place, outcome) in Self.outcomes.enumerated() {
            let usual = mean({ $0.recordedMean[0][place] }, per: { $0.recorded[0] })
            for service in Service.allCases.dropFirst() {
                let s = service.rawValue
                effects.append(
                    DataDictionary.Effect(
                        service: service.name, outcome: outcome.name, unit: outcome.unit,
                        allCases: mean({ $0.difference[s][place] }, per: \.cases),
                        casesOffered: mean(
                            { $0.offeredDifference[s][place] }, per: { $0.offers[s] }),
                        naive: mean({ $0.recordedMean[s][place] }, per: { $0.recorded[s] })
                            - usual))
            }
        }
    }

    private static func add(
        _ one: borrowing ServiceCase, _ draws: ServiceDraws, _ kind: TruthKind,
        to sums: inout Sums
    ) {
        sums.cases += 1
        let usual = expectations(one, .usual, draws)
        let recorded = ServiceFormat.recorded(one, kind).rawValue
        sums.recorded[recorded] += 1
        for service in Service.allCases {
            let s = service.rawValue
            let means = service == .usual ? usual : expectations(one, service, draws)
            sums.offers[s] += one.offers[s]
            for place in outcomes.indices {
                let difference = means[place] - usual[place]
                sums.difference[s][place] += difference
                sums.offeredDifference[s][place] += one.offers[s] * difference
                if service == one.offered { sums.recordedMean[recorded][place] += means[place] }
            }
        }
        if kind == .leak {
            // Who is recorded with a service depends on the days and the wait as they were drawn,
            // so days and the council's cost count as drawn too.
            let means = expectations(one, one.offered, draws)
            sums.recordedMean[recorded][2] += Double(one.daysOpen) - means[2]
            sums.recordedMean[recorded][3] += Double(one.councilCost) - means[3]
        }
        func count(_ name: String, _ isEmpty: Bool) {
            if isEmpty { sums.empty[name, default: 0] += 1 }
        }
        count("need_score", one.lacksNeed)
        count("parental_substance_use", one.lacksSubstanceUse)
        count("cost_nhs", one.lacksNHSCost)
        count("cost_police", one.lacksPoliceCost)
        count("start_date", !one.isStarted)
        count("closure_date", !one.isClosed)
        count("rereferral_date", !one.hasKnownRereferral)
        count("rereferred_12m", !one.isFollowedUp)
    }

    /// What a case may expect under a service, in the order of `outcomes`.
    static func expectations(
        _ one: borrowing ServiceCase, _ service: Service, _ draws: ServiceDraws
    ) -> [Double] {
        [
            draws.rereferral(one, service), draws.safeClosure(one, service),
            draws.expectedDays(one, service), draws.expectedCouncilCost(one, service),
            draws.expectedNHSCost(one, service), draws.expectedPoliceCost(one, service),
        ]
    }
}
