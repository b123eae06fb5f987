import Distributions

/// Draws the people of the *neet* cohort, block by block.
struct NEETDraws: Sendable {
    /// What the random numbers of a stream are for, so that no two uses share any.
    enum Purpose: UInt32 {
        case cohort = 1
        case lateColumns = 2
        case population = 3
    }

    let truth: NEETTruth
    let seed: UInt64
    let purpose: Purpose
    let wards = Ward.all
    private let odds = StartingOdds()

    init(_ kind: TruthKind, seed: UInt64, purpose: Purpose = .cohort) {
        truth = NEETTruth(kind)
        self.seed = seed
        self.purpose = purpose
    }

    /// Odds and means where the hidden strain is 0.
    private struct StartingOdds: Sendable {
        let ofCare = PortableFunctions.exponential(-4.5)
        let meanOfContacts = PortableFunctions.exponential(-0.48)
        let meanOfExclusions = PortableFunctions.exponential(-2.6)
        let meanOfExclusionsWithSupport = PortableFunctions.exponential(-2.1)
        /// By the number of exclusions.
        let ofYouthJustice = (0...8).map {
            PortableFunctions.exponential(-4.0 + 0.3 * Double($0))
        }
        let ofCaring = PortableFunctions.exponential(-3.1)
        let ofParenthood = PortableFunctions.exponential(-4.2)
    }

    /// What siblings share.
    private struct Family {
        var ward = 0
        var strain = 0.0
        var school = 0
        var ethnicity = 0
        var hasFreeMeals = false
        /// The years in which a child of the family was born, as bits.
        var birthYears = 0
    }

    /// Draws the rows of a block in order.
    @inline(__always)
    func forEachPerson(
        inBlock block: Int, rows: Range<Int>, _ visit: (borrowing NEETPerson) -> Void
    ) {
        var stream = RandomStream(
            seed: seed, number: UInt64(block), purpose: purpose.rawValue)
        var late = RandomStream(
            seed: seed, number: UInt64(block), purpose: Purpose.lateColumns.rawValue)
        var row = rows.lowerBound
        var person = NEETPerson()
        while row < rows.upperBound {
            var family = drawFamily(&stream)
            let u = stream.uniform()
            let size = u < 0.88 ? 1 : u < 0.985 ? 2 : 3
            person.family = row + 1
            for _ in 0..<min(size, rows.upperBound - row) {
                person.number = row + 1
                drawPerson(&person, &family, &stream)
                drawOutcome(&person, &stream)
                loseValues(&person, &stream)
                if truth.kind == .leak { drawLateColumns(&person, &late) }
                visit(person)
                row += 1
            }
        }
    }

    @inline(__always)
    private func drawFamily(_ stream: inout RandomStream) -> Family {
        var family = Family()
        family.ward = stream.index(below: wards.count)
        let ward = wards[family.ward]
        family.strain = ward.strain + 0.75 * stream.normal()
        let staysNear = stream.chance(0.85)
        let school = stream.nextWord()
        if staysNear {
            family.school = school & 1 == 0 ? ward.schools.0 : ward.schools.1
        } else {
            family.school = Int(school % 12)
        }
        let u = stream.uniform()
        family.ethnicity = u < 0.11 ? 0 : u < 0.15 ? 1 : u < 0.19 ? 2 : u < 0.22 ? 3 : 4
        family.hasFreeMeals = stream.chance(logOdds: -1.15 + 0.8 * family.strain)
        return family
    }

    @inline(__always)
    private func drawPerson(
        _ person: inout NEETPerson, _ family: inout Family, _ stream: inout RandomStream
    ) {
        // Siblings are born in different years, but for twins; a bounded search ends in any case.
        for _ in 0..<64 {
            let place = stream.index(below: 9)
            person.year = place / 3
            person.age = 17 + place % 3
            let born = 1 << (person.year - place % 3 + 2)
            let isTwin = family.birthYears & born != 0
            if !isTwin || stream.chance(0.03) {
                family.birthYears |= born
                break
            }
        }
        let strain = family.strain + 0.60 * stream.normal()
        person.ward = family.ward
        person.school = family.school
        person.ethnicity = family.ethnicity
        person.hasFreeMeals = family.hasFreeMeals
        person.isMale = stream.nextWord() & 1 == 1

        // Whatever depends on the strain takes a power of one exponential.
        let tenth = PortableFunctions.exponential(0.1 * strain)
        let square = tenth * tenth
        let fifth = square * square * tenth
        let care = odds.ofCare * (fifth * fifth * (square * tenth))
        person.wasLookedAfter = stream.chance(odds: care)
        person.hadProtectionPlan = stream.chance(odds: care)
        let drawn = stream.poisson(mean: odds.meanOfContacts * (fifth * fifth), longest: 20)
        // Neither happens without repeated contact.
        let known = person.wasLookedAfter || person.hadProtectionPlan
        person.contacts = known ? max(drawn, 2) : drawn

        let u = stream.uniform()
        person.provision = u < 0.045 ? 2 : u < 0.18 ? 1 : 0
        let logOdds = -2.75 + 0.75 * stream.normal() + 0.45 * strain
        person.absence = Int(1000 / (1 + PortableFunctions.exponential(-logOdds)) + 0.5)
        let share = Double(person.absence) / 1000
        let meanOfExclusions =
            person.provision == 1 ? odds.meanOfExclusionsWithSupport : odds.meanOfExclusions
        person.exclusions = stream.poisson(mean: meanOfExclusions * (fifth * square), longest: 8)
        let cost = person.provision == 0 ? 0.0 : person.provision == 1 ? 2.0 : 3.5
        let passes =
            7.4 - 8.0 * share - 0.5 * strain - 0.3 * Double(person.exclusions)
            + 2.3 * stream.normal() - cost
        person.passes = min(max(Int(passes + 100.5) - 100, 0), 10)
        let justice = odds.ofYouthJustice[person.exclusions] * (fifth * (square * square))
        person.hadYouthJustice = stream.chance(odds: justice)
        person.isCarer = stream.chance(odds: odds.ofCaring * (fifth * tenth))
        person.isPregnantOrParent = stream.chance(odds: odds.ofParenthood * fifth)
    }
}
