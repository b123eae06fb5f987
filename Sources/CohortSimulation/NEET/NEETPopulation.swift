/// Averages over the reference population of the *neet* cohort.
struct NEETPopulation {
    /// The seed of the reference population, which has streams of its own.
    static let seed: UInt64 = 1

    private(set) var missing: [String: Double] = [:]
    private(set) var figures: [DataDictionary.Figure] = []

    /// Sums over a block.
    private struct Sums {
        var people = 0.0
        var repeated = 0.0
        var chance = 0.0
        var chanceRepeated = 0.0
        var known = 0.0
        var neet = 0.0
        var neetRepeated = 0.0
        var months = (repeated: 0.0, others: 0.0)
        var lost = (absence: 0.0, passes: 0.0, carer: 0.0)
        var withSupport = 0.0
    }

    init(_ kind: TruthKind, blocks count: Int = BlockMeans.blocks) {
        let draws = NEETDraws(kind, seed: Self.seed, purpose: .population)
        var blocks: [Sums] = []
        for block in 0..<count {
            var sums = Sums()
            let start = block * CohortSimulation.blockRows
            draws.forEachPerson(inBlock: block, rows: start..<start + CohortSimulation.blockRows) {
                Self.add($0, to: &sums)
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
        missing["absence"] = mean(\.lost.absence, per: \.people).value
        missing["gcse_passes"] = mean(\.lost.passes, per: \.people).value
        missing["young_carer"] = mean(\.lost.carer, per: \.people).value
        missing["neet"] = mean({ $0.people - $0.known }, per: \.people).value
        missing["neet_from"] = mean({ $0.people - $0.neet }, per: \.people).value
        missing["support_from"] = mean({ $0.people - $0.withSupport }, per: \.people).value

        func add(
            _ name: String, _ meaning: String, _ estimate: DataDictionary.Estimate,
            unit: String = "share"
        ) {
            figures.append(
                DataDictionary.Figure(name: name, meaning: meaning, unit: unit, estimate: estimate))
        }
        add("neet", "become NEET", mean(\.chance, per: \.people))
        add(
            "repeated_contact", "have two contacts with social care or more",
            mean(\.repeated, per: \.people))
        add(
            "neet_from_repeated_contact", "of those who become NEET, have repeated contact",
            mean(\.chanceRepeated, per: \.chance))
        add(
            "neet_recorded", "of those whose activity is known, are recorded NEET",
            mean(\.neet, per: \.known))
        add(
            "neet_recorded_from_repeated_contact",
            "of those recorded NEET, have repeated contact", mean(\.neetRepeated, per: \.neet))
        add(
            "months_after_repeated_contact", "mean time NEET after repeated contact",
            mean(\.months.repeated, per: \.neetRepeated), unit: "months")
        add(
            "months_of_others", "mean time NEET of others who are",
            mean(\.months.others, per: { $0.neet - $0.neetRepeated }), unit: "months")
    }

    private static func add(_ person: borrowing NEETPerson, to sums: inout Sums) {
        sums.people += 1
        sums.chance += person.probability
        if person.hasRepeatedContact {
            sums.repeated += 1
            sums.chanceRepeated += person.probability
        }
        if person.lacksAbsence { sums.lost.absence += 1 }
        if person.lacksPasses { sums.lost.passes += 1 }
        if person.lacksCarer { sums.lost.carer += 1 }
        if person.supportCode > 0 { sums.withSupport += 1 }
        guard !person.lacksOutcome else { return }
        sums.known += 1
        guard person.isNEET else { return }
        sums.neet += 1
        if person.hasRepeatedContact {
            sums.neetRepeated += 1
            sums.months.repeated += Double(person.months)
        } else {
            sums.months.others += Double(person.months)
        }
    }
}
