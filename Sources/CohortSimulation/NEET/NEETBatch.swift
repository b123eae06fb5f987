import Distributions

/// Families that are drawn together, so that functions are computed of many numbers at once.
///
/// The words of a stream are laid out first: who takes which is known from the few of them that
/// decide the sizes of families and the births of siblings. What a word means does not depend on
/// where a batch ends, so the people are those that one word after another would give.
final class NEETBatch {
    /// One family: where its words begin, and what its members share.
    struct Family {
        var start: UnsafePointer<UInt32>
        var number = 0
        var ward = 0
        var school = 0
        var ethnicity = 0
        var strain = 0.0
        var hasFreeMeals = false
    }

    /// One person: where the words begin that follow those of birth.
    struct Member {
        var start: UnsafePointer<UInt32>
        var family: Int
        /// Cohort year and age, 3 times the first and the years above 17 of the second.
        var place: Int
    }

    /// Most people in a batch.
    static let people = 512
    /// The places among a person's words of those that become normal deviates.
    static let strainWord = 0
    static let absenceWord = 6
    static let passesWord = 8
    /// The places of those that become counts.
    static let contactsWord = 4
    static let exclusionsWord = 7
    private static let wordCapacity = people * 28
    /// More words than any family takes: 7 for itself, and 20 and the search of a birth for each.
    private static let longestFamily = 7 + 3 * (20 + 2 * NEETDraws.longestSearch)

    let families: UnsafeMutablePointer<Family>
    let members: UnsafeMutablePointer<Member>
    let persons: UnsafeMutablePointer<NEETPerson>
    private(set) var familyCount = 0
    private(set) var count = 0

    let familyStrain = numbers()
    let strain = numbers()
    let absence = numbers()
    let passes = numbers()
    let tenth = numbers()
    let meanOfContacts = numbers()
    let meanOfExclusions = numbers()
    let contacts = UnsafeMutablePointer<Int>.allocate(capacity: people)
    let exclusions = UnsafeMutablePointer<Int>.allocate(capacity: people)
    let outcome = numbers()

    private let seed: UInt64
    private let number: UInt64
    private let purpose: UInt32
    private let words: UnsafeMutableBufferPointer<UInt32>
    /// The words for deviates, side by side.
    private let chosen: UnsafeMutablePointer<UInt32>
    /// The place in the stream of the next batch's first word.
    private var place = 0

    init(seed: UInt64, number: UInt64, purpose: UInt32) {
        (self.seed, self.number, self.purpose) = (seed, number, purpose)
        words = .allocate(capacity: Self.wordCapacity)
        chosen = .allocate(capacity: Self.people)
        families = .allocate(capacity: Self.people)
        members = .allocate(capacity: Self.people)
        persons = .allocate(capacity: Self.people)
        persons.initialize(repeating: NEETPerson(), count: Self.people)
    }

    deinit {
        words.deallocate()
        chosen.deallocate()
        families.deallocate()
        members.deallocate()
        persons.deallocate()
        contacts.deallocate()
        exclusions.deallocate()
        for part in [
            familyStrain, strain, absence, passes, tenth, meanOfContacts, meanOfExclusions, outcome,
        ] { part.deallocate() }
    }

    private static func numbers() -> UnsafeMutablePointer<Double> { .allocate(capacity: people) }

    /// Lays out the families of the next rows, as many as fit, and returns how many rows they are.
    func lay(rows: Range<Int>) -> Int {
        guard let base = UnsafePointer(words.baseAddress) else { return 0 }
        RandomStream.writeWords(
            seed: seed, number: number, purpose: purpose, from: place & ~3, to: words)
        var reader = WordReader(base + (place & 3))
        let end = base + (Self.wordCapacity - Self.longestFamily)
        familyCount = 0
        count = 0
        while count < rows.count, count + 3 <= Self.people, reader.next <= end {
            let start = reader.next
            reader.next += 6
            let u = reader.uniform()
            let size = min(u < 0.88 ? 1 : u < 0.985 ? 2 : 3, rows.count - count)
            families[familyCount] = Family(start: start, number: rows.lowerBound + count + 1)
            var birthYears = 0
            for _ in 0..<size {
                let place = NEETDraws.drawBirth(&birthYears, &reader)
                members[count] = Member(start: reader.next, family: familyCount, place: place)
                reader.next += 20
                count += 1
            }
            familyCount += 1
        }
        place = (place & ~3) + (reader.next - base)
        return count
    }

    /// Computes the normal deviates of families and people.
    func drawNormals() {
        for index in 0..<familyCount { chosen[index] = families[index].start[1] }
        PortableFunctions.normals(chosen, count: familyCount, to: familyStrain)
        drawNormals(Self.strainWord, to: strain)
        drawNormals(Self.absenceWord, to: absence)
        drawNormals(Self.passesWord, to: passes)
    }

    /// Computes the Poisson counts of contacts and exclusions.
    func drawCounts() {
        drawCounts(Self.contactsWord, meanOfContacts, longest: 20, to: contacts)
        drawCounts(Self.exclusionsWord, meanOfExclusions, longest: 8, to: exclusions)
    }

    private func drawCounts(
        _ word: Int, _ means: UnsafeMutablePointer<Double>, longest: Int,
        to counts: UnsafeMutablePointer<Int>
    ) {
        // The outcome's place is not taken yet.
        let none = outcome
        for index in 0..<count {
            chosen[index] = members[index].start[word]
            none[index] = -means[index]
        }
        raise(none)
        PortableFunctions.poissonCounts(
            chosen, means: means, none: none, longest: longest, count: count, to: counts)
    }

    private func drawNormals(_ word: Int, to deviates: UnsafeMutablePointer<Double>) {
        for index in 0..<count { chosen[index] = members[index].start[word] }
        PortableFunctions.normals(chosen, count: count, to: deviates)
    }

    /// Replaces each person's number by its exponential.
    func raise(_ numbers: UnsafeMutablePointer<Double>) {
        PortableFunctions.exponentials(numbers, count: count, to: numbers)
    }
}
