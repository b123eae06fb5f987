import Distributions

extension NEETDraws {
    /// Draws the cohort year and the age, 3 times the first and the years above 17 of the second.
    ///
    /// Siblings are born in different years, but for twins; a bounded search ends in any case.
    ///
    /// - Parameter birthYears: the years in which a child of the family was born, as bits.
    @inline(__always)
    static func drawBirth(_ birthYears: inout Int, _ reader: inout WordReader) -> Int {
        var place = 0
        for _ in 0..<longestSearch {
            place = reader.index(below: 9)
            let born = 1 << (place / 3 - place % 3 + 2)
            let isTwin = birthYears & born != 0
            if !isTwin || reader.chance(0.03) {
                birthYears |= born
                break
            }
        }
        return place
    }

    /// Draws what siblings share.
    @inline(__always)
    func drawFamilies(_ batch: NEETBatch) {
        batch.drawNormals()
        let powers = batch.tenth
        for index in 0..<batch.familyCount {
            var reader = WordReader(batch.families[index].start)
            let place = reader.index(below: wards.count)
            let strain = wards[place].strain + 0.75 * batch.familyStrain[index]
            batch.families[index].ward = place
            batch.families[index].strain = strain
            reader.next += 1
            let staysNear = reader.chance(0.85)
            let school = reader.nextWord()
            let (one, other) = wards[place].schools
            let near = school & 1 == 0 ? one : other
            batch.families[index].school = staysNear ? near : Int(school % 12)
            let u = reader.uniform()
            batch.families[index].ethnicity =
                (u < 0.11 ? 0 : 1) + (u < 0.15 ? 0 : 1) + (u < 0.19 ? 0 : 1) + (u < 0.22 ? 0 : 1)
            powers[index] = -(-1.15 + 0.8 * strain)
        }
        PortableFunctions.exponentials(powers, count: batch.familyCount, to: powers)
        for index in 0..<batch.familyCount {
            var reader = WordReader(batch.families[index].start + 5)
            batch.families[index].hasFreeMeals = reader.chance(inverseOdds: powers[index])
        }
    }

    /// Computes what needs exponentials: each is of all people at once.
    @inline(__always)
    func drawPowers(_ batch: NEETBatch) {
        for index in 0..<batch.count {
            let family = batch.members[index].family
            let strain = batch.families[family].strain + 0.60 * batch.strain[index]
            batch.strain[index] = strain
            batch.tenth[index] = 0.1 * strain
            batch.absence[index] = -(-2.75 + 0.75 * batch.absence[index] + 0.45 * strain)
        }
        batch.raise(batch.tenth)
        batch.raise(batch.absence)
        for index in 0..<batch.count {
            let powers = Powers(tenth: batch.tenth[index])
            var reader = WordReader(batch.members[index].start + 5)
            batch.meanOfContacts[index] = odds.meanOfContacts * (powers.fifth * powers.fifth)
            let hasSupport = Self.provision(&reader) == 1
            batch.meanOfExclusions[index] =
                (hasSupport ? odds.meanOfExclusionsWithSupport : odds.meanOfExclusions)
                * (powers.fifth * powers.square)
        }
        batch.drawCounts()
    }

    /// Whatever depends on the strain takes a power of one exponential.
    private struct Powers {
        let square: Double
        let fifth: Double

        @inline(__always)
        init(tenth: Double) {
            square = tenth * tenth
            fifth = square * square * tenth
        }
    }

    @inline(__always)
    private static func provision(_ reader: inout WordReader) -> Int {
        let u = reader.uniform()
        return u < 0.045 ? 2 : u < 0.18 ? 1 : 0
    }

    /// Draws a person up to the outcome, but for the number.
    @inline(__always)
    func drawPerson(_ person: inout NEETPerson, _ index: Int, _ batch: NEETBatch) {
        let member = batch.members[index]
        let family = batch.families[member.family]
        person.family = family.number
        person.year = member.place / 3
        person.age = 17 + member.place % 3
        person.ward = family.ward
        person.school = family.school
        person.ethnicity = family.ethnicity
        person.hasFreeMeals = family.hasFreeMeals
        var reader = WordReader(member.start + 1)
        person.isMale = reader.nextWord() & 1 == 1

        let tenth = batch.tenth[index]
        let powers = Powers(tenth: tenth)
        let (square, fifth) = (powers.square, powers.fifth)
        let care = odds.ofCare * (fifth * fifth * (square * tenth))
        person.wasLookedAfter = reader.chance(odds: care)
        person.hadProtectionPlan = reader.chance(odds: care)
        let drawn = batch.contacts[index]
        reader.next += 1
        // Neither happens without repeated contact.
        let known = person.wasLookedAfter || person.hadProtectionPlan
        person.contacts = known ? max(drawn, 2) : drawn

        person.provision = Self.provision(&reader)
        reader.next += 1
        person.absence = Int(1000 / (1 + batch.absence[index]) + 0.5)
        let share = Double(person.absence) / 1000
        person.exclusions = batch.exclusions[index]
        reader.next += 2
        let cost = person.provision == 0 ? 0.0 : person.provision == 1 ? 2.0 : 3.5
        let passes =
            7.4 - 8.0 * share - 0.5 * batch.strain[index] - 0.3 * Double(person.exclusions)
            + 2.3 * batch.passes[index] - cost
        person.passes = min(max(Int(passes + 100.5) - 100, 0), 10)
        let justice = odds.ofYouthJustice[person.exclusions] * (fifth * (square * square))
        person.hadYouthJustice = reader.chance(odds: justice)
        person.isCarer = reader.chance(odds: odds.ofCaring * (fifth * tenth))
        person.isPregnantOrParent = reader.chance(odds: odds.ofParenthood * fifth)
    }
}
