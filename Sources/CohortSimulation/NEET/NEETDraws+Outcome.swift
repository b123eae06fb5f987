import Distributions

extension NEETDraws {
    /// The log odds of becoming NEET: numbers enter as they are written in the file.
    @inline(__always)
    func logOdds(_ person: borrowing NEETPerson) -> Double {
        let absence = Double(person.absence) / 1000
        var sum = truth.intercept[person.year] + wards[person.ward].effect
        sum += truth.absence[person.year] * absence + truth.absenceSquared * (absence * absence)
        sum += truth.passes * Double(person.passes) + truth.exclusions * Double(person.exclusions)
        if person.hasRepeatedContact {
            sum += truth.repeatedContact[person.year]
            if person.hasFreeMeals { sum += truth.repeatedContactAndMeals }
        }
        if person.provision == 1 { sum += truth.support }
        if person.provision == 2 { sum += truth.ehcp }
        if person.wasLookedAfter { sum += truth.lookedAfter }
        if person.hadYouthJustice { sum += truth.youthJustice }
        if person.hasFreeMeals { sum += truth.freeSchoolMeals }
        if person.isCarer { sum += truth.youngCarer }
        if person.isPregnantOrParent { sum += truth.pregnantOrParent }
        return sum
    }

    /// Draws whether, how long and in what activity, from the odds of not becoming NEET.
    @inline(__always)
    func drawOutcome(
        _ person: inout NEETPerson, _ inverseOdds: Double, _ stream: inout WordReader
    ) {
        person.probability = 1 / (1 + inverseOdds)
        person.isNEET = stream.chance(person.probability)
        let u = stream.uniform()
        person.months = 0
        if person.isNEET {
            let mean =
                person.hasRepeatedContact
                ? truth.monthsAfterRepeatedContact : truth.monthsOfOthers
            let time = -mean * PortableFunctions.logarithm(u)
            // An exponential time is never a whole number to the last bit, so this rounds it up.
            person.months = min(Int(time) + 1, truth.longestMonths)
        }
        let situation: ActivityCodes.Situation =
            person.isNEET
            ? person.isPregnantOrParent ? .parent : person.isCarer ? .carer : .outOfWork
            : person.age == 17 ? .youngest : .older
        person.activity = activities.code(situation, stream.nextWord())
    }

    /// Draws what the record lacks.
    @inline(__always)
    func loseValues(_ person: inout NEETPerson, _ stream: inout WordReader) {
        let absence = Double(person.absence) / 1000
        person.lacksAbsence = stream.chance(
            truth.chanceOfLosingAbsence(absence, isNEET: person.isNEET))
        person.lacksPasses = stream.chance(truth.chanceOfLosingPasses(absence))
        person.lacksCarer = stream.chance(
            truth.chanceOfLosingCarer(absence, isCarer: person.isCarer, isNEET: person.isNEET))
        person.lacksOutcome = stream.chance(
            truth.chanceOfLosingOutcome(absence, isNEET: person.isNEET))
        let u = stream.uniform()
        if person.lacksOutcome { person.activity = u < 0.72 ? 810 : u < 0.94 ? 820 : 830 }
    }

    /// Draws the columns that are only known once the outcome is: when it began, and the support
    /// that was then given.
    func drawLateColumns(_ person: inout NEETPerson, _ stream: inout RandomStream) {
        let start = stream.uniform()
        let isGiven = stream.uniform()
        let code = 1 + stream.index(below: 3)
        let delay = 14 + stream.index(below: 107)
        person.firstDayNEET = -1
        person.supportDay = -1
        person.supportCode = 0
        guard !person.lacksOutcome else { return }
        let opening = CalendarWords.firstDay(of: NEETTruth.years[person.year])
        if person.isNEET {
            let latest = Double((truth.longestMonths - person.months) * 30 + 1)
            person.firstDayNEET = opening + Int(start * latest)
            guard isGiven < 0.75 else { return }
            person.supportDay = person.firstDayNEET + delay
        } else {
            // A few others are given it too, so that the column betrays much and not all.
            guard isGiven < 0.02 else { return }
            person.supportDay = opening + Int(start * 700)
        }
        person.supportCode = code
    }
}
